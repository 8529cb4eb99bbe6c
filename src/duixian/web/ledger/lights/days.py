"""Working days: which days count, and reckoning with them. Pure: what was loaded is given.

A day is looked up in the notices that were loaded, then in ``chinese-calendar``. In a year that neither knows Monday to Friday count, and everything reckoned
over such a day is marked provisional.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from typing import NamedTuple

import chinese_calendar

__all__ = ["ROUND_THE_CLOCK", "Due", "DueDay", "Hours", "Unit", "WorkingDays", "add_months", "announced", "month_end", "month_ends", "next_month_end"]

_DAY = timedelta(days=1)
_WEEK = 5
Hours = tuple[tuple[time, time], ...]
"""The hours of a working day, as spans in order. A span that ends at midnight ends with ``time.max``."""
ROUND_THE_CLOCK: Hours = ((time.min, time.max),)
"""All hours of a working day count: what “within 24 hours” means where only days off are left out."""


class Unit(StrEnum):
    """What a time limit is counted in."""

    HOURS = "hours"
    WORKING_HOURS = "working_hours"
    """All hours of working days: only days off are left out."""
    OFFICE_HOURS = "office_hours"
    """The hours in which the office is open."""
    DAYS = "days"
    WORKING_DAYS = "working_days"
    MONTHS = "months"


class DueDay(NamedTuple):
    """A day that was reckoned; provisional where a day that counted is of a year whose holidays are not announced."""

    day: date
    provisional: bool


class Due(NamedTuple):
    """A moment that was reckoned, in the same way."""

    at: datetime
    provisional: bool


@dataclass(frozen=True)
class WorkingDays:
    """The days that count. ``told`` holds the days of notices that were loaded (True for one that is worked on), ``years`` the years they announce."""

    told: Mapping[date, bool] = field(default_factory=dict)
    years: frozenset[int] = frozenset()

    def is_working(self, day: date) -> bool:
        """Tells whether people work on a day, as far as it is known."""
        told = self.told.get(day)
        if told is not None:
            return told
        known = _published(day)
        return day.weekday() < _WEEK if known is None else known

    def is_announced(self, day: date) -> bool:
        """Tells whether the holidays of the day's year are known; else what is said of the day is provisional."""
        return day in self.told or day.year in self.years or _published(day) is not None

    def on_or_after(self, day: date) -> DueDay:
        """Gives the day itself, or the next working day where it is none: the deadline that falls on a day off moves."""
        return self._walk(day, 0, 1)

    def add_days(self, day: date, count: int) -> DueDay:
        """Gives the ``count``-th working day after ``day``, which does not count itself; before it where ``count`` is negative. For 0 see :meth:`on_or_after`."""
        return self._walk(day, abs(count), 1 if count >= 0 else -1)

    def between(self, after: date, until: date) -> int:
        """Gives how many working days lie after ``after``, up to and with ``until``; negative where ``until`` is the earlier."""
        first, last, sign = (after, until, 1) if after <= until else (until, after, -1)
        return sign * sum(self.is_working(first + timedelta(days=one)) for one in range(1, (last - first).days + 1))

    def add_hours(self, at: datetime, hours: float, open_hours: Hours = ROUND_THE_CLOCK) -> Due:
        """Gives the moment when so many hours of working days have passed, in the time zone of ``at``. One that would fall on the end of a day stays there.

        Raises:
            ValueError: the hours are negative, or a working day has none.
        """
        if hours < 0 or not any(begin < end for begin, end in open_hours):
            raise ValueError("hours must not be negative, and a working day must have some")
        left = timedelta(hours=hours)
        provisional, day = False, at.date()
        while True:
            provisional |= not self.is_announced(day)
            if self.is_working(day):
                for begin, end in open_hours:
                    first = max(at, _moment(at, day, begin))
                    last = _moment(at, day, end)
                    if first > last:
                        continue
                    if first + left <= last:
                        return Due(first + left, provisional)
                    left -= last - first
            day += _DAY

    def due(self, start: datetime, amount: float, unit: Unit, open_hours: Hours = ROUND_THE_CLOCK) -> Due:
        """Gives when a time limit is over that began at ``start``. Limits in days end with the last second of their last day.

        Raises:
            ValueError: as :meth:`add_hours`, or days and months are no whole number.
        """
        if unit is Unit.HOURS:
            return Due(start + timedelta(hours=amount), False)
        if unit in (Unit.WORKING_HOURS, Unit.OFFICE_HOURS):
            return self.add_hours(start, amount, open_hours if unit is Unit.OFFICE_HOURS else ROUND_THE_CLOCK)
        if amount != int(amount) or amount < 0:
            raise ValueError("days and months are counted whole")
        day, provisional = start.date(), False
        if unit is Unit.WORKING_DAYS:
            day, provisional = self.add_days(day, int(amount))
        else:
            day = day + timedelta(days=int(amount)) if unit is Unit.DAYS else add_months(day, int(amount))
        return Due(datetime.combine(day, time(23, 59, 59), start.tzinfo), provisional)

    def _walk(self, day: date, count: int, step: int) -> DueDay:
        provisional = not self.is_announced(day) if count == 0 else False
        while count > 0 or not self.is_working(day):
            day += step * _DAY
            provisional |= not self.is_announced(day)
            if count and self.is_working(day):
                count -= 1
        return DueDay(day, provisional)


def month_end(day: date) -> date:
    """Gives the last day of the day's month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def next_month_end(day: date) -> date:
    """Gives the last day of the month after the day's."""
    return month_end(month_end(day) + _DAY)


def month_ends(first: date, last: date) -> Iterator[date]:
    """Gives the month ends from ``first`` to ``last``, both counted."""
    end = month_end(first)
    while end <= last:
        yield end
        end = next_month_end(end)


def add_months(day: date, count: int) -> date:
    """Gives the same day so many months later; the month's last where it has no such day."""
    months = day.year * 12 + day.month - 1 + count
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def announced(days: Iterable[tuple[int, Mapping[date, bool]]]) -> WorkingDays:
    """Gives the working days by notices, each with its year; a later notice of the list prevails over an earlier one."""
    told: dict[date, bool] = {}
    years = set()
    for year, notice in days:
        told |= notice
        years.add(year)
    return WorkingDays(told, frozenset(years))


@cache
def _published(day: date) -> bool | None:
    """What the library says of a day; None for a year it does not know."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return None


def _moment(at: datetime, day: date, clock: time) -> datetime:
    if clock == time.max:
        return datetime.combine(day + _DAY, time.min, at.tzinfo)
    return datetime.combine(day, clock, at.tzinfo)
