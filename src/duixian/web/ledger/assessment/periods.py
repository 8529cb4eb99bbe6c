"""Months, quarters, halves and years: what a bulletin or an assessment is of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from duixian.web.ledger.assessment.words import words

__all__ = ["Period", "PeriodKind", "after", "periods_of"]

_MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}


class PeriodKind(models.TextChoices):
    """How long a period is."""

    MONTH = "month", pgettext_lazy("period", "Month")
    QUARTER = "quarter", pgettext_lazy("period", "Quarter")
    HALF = "half", pgettext_lazy("period", "Half-year")
    YEAR = "year", pgettext_lazy("period", "Year")


@dataclass(frozen=True)
class Period:
    """The ``number``-th month, quarter, half or year (then 1) of ``year``."""

    kind: str
    year: int
    number: int

    @property
    def start(self) -> date:
        """Its first day."""
        return date(self.year, (self.number - 1) * _MONTHS[self.kind] + 1, 1)

    @property
    def end(self) -> date:
        """Its last day."""
        return _month_after(date(self.year, self.number * _MONTHS[self.kind], 1)) - timedelta(days=1)

    @property
    def before(self) -> Period:
        """The one before it, of the same length."""
        if self.number > 1:
            return Period(self.kind, self.year, self.number - 1)
        return Period(self.kind, self.year - 1, 12 // _MONTHS[self.kind])

    def name(self, language: str = "zh") -> str:
        """What it is called in documents."""
        named = words()["period"][self.kind]
        half = named[f"{language}_halves"][self.number - 1] if self.kind == PeriodKind.HALF else ""
        said: str = named[language].format(year=self.year, number=self.number, half=half)
        return said

    def over(self) -> bool:
        """Tells whether it has ended."""
        return timezone.localdate() > self.end

    def limits(self, day: int) -> list[tuple[date, date]]:
        """Gives the months whose progress had to be reported within the period, each by its first day, with the last day for it: ``day`` of the month after."""
        found = []
        month = _month_before(self.start)
        while (last := _month_after(month).replace(day=day)) <= self.end:
            if last >= self.start:
                found.append((month, last))
            month = _month_after(month)
        return found


def _month_after(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _month_before(day: date) -> date:
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)


def after(day: date) -> datetime:
    """Gives the moment at which a day is over, here."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time()), timezone.get_default_timezone())


def periods_of(kind: str, year: int) -> list[Period]:
    """Gives the periods of a year that have begun, the last first."""
    today = timezone.localdate()
    every = [Period(kind, year, number) for number in range(1, 12 // _MONTHS[kind] + 1)]
    return [one for one in reversed(every) if one.start <= today]
