"""Which month's reports are due on a day. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from duixian.web.ledger.lights.days import DueDay, WorkingDays, month_end, next_month_end

__all__ = ["Months"]

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Months:
    """When a month's progress is to be there: by ``report_day`` of the next month, with ``shift`` the next working day where that is a day off;
    0 for its own last day, as when a past year is looked at."""

    working: WorkingDays
    report_day: int
    shift: bool = False
    _known: dict[date, DueDay] = field(default_factory=dict, repr=False, compare=False)

    def due(self, month: date) -> DueDay:
        """Gives the last day on which the month that ends on ``month`` may be reported."""
        found = self._known.get(month)
        if found is None:
            if self.report_day == 0:
                found = DueDay(month, False)
            else:
                day = month + timedelta(days=self.report_day)
                found = self.working.on_or_after(day) if self.shift else DueDay(day, False)
            self._known[month] = found
        return found

    def last_due(self, day: date) -> DueDay:
        """Gives the end of the last month whose reports are due before ``day``, provisional where the days off of its report day are not announced."""
        month = month_end(day) if month_end(day) < day else day.replace(day=1) - _DAY
        provisional = False
        while (due := self.due(month)).day >= day:
            provisional |= due.provisional
            month = month.replace(day=1) - _DAY
        # A notice may still move the report day of the month that is due, where it lies near.
        return DueDay(month, provisional or (due.provisional and (day - due.day).days <= _LONGEST_HOLIDAY))

    @staticmethod
    def first(since: date) -> date:
        """Gives the end of the first month that is asked for from somebody who took an item on a day: the first whole one."""
        return next_month_end(since) if since.day > 1 else month_end(since)


_LONGEST_HOLIDAY = 10
