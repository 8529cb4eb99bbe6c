"""What is of a period of a ledger's year."""

from __future__ import annotations

from django.db import models

from duixian.web.ledger.assessment.periods import Period, PeriodKind
from duixian.web.ledger.assessment.words import tongue
from duixian.web.ledger.models import Ledger

__all__ = ["Periodic"]


class Periodic(models.Model):
    """The ledger and the period, by its sort and its number within the year; ``revision`` counts what was done, so that who acts on an old page is told."""

    ledger = models.ForeignKey(Ledger, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=PeriodKind)
    of = models.PositiveSmallIntegerField()
    starts = models.DateField()
    ends = models.DateField()
    revision = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()

    class Meta:
        abstract = True

    @property
    def period(self) -> Period:
        """The period."""
        return Period(self.kind, self.starts.year, self.of)

    @property
    def period_name(self) -> str:
        """What the period is called, in the language of who reads."""
        return self.period.name(tongue())
