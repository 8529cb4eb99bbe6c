"""What a year's end leaves: its figures as they were, and what people said of differences from the next report."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from duixian.web.ledger.models import Event, Item, Ledger

__all__ = ["Explanation", "YearEnd"]


class YearEnd(models.Model):
    """A year that was closed: its figures at that moment, one row an item in ``rows`` (number, title, kind, office, state, target, value, unit, light)."""

    ledger = models.OneToOneField(Ledger, models.PROTECT, related_name="end")
    event = models.OneToOneField(Event, models.PROTECT, related_name="+")
    rows = models.JSONField()
    counts = models.JSONField()


class Explanation(models.Model):
    """Why a difference between ledger and report is none, or what was made of it; the last one of an item and sort counts. Rows are only added."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="explanations")
    sort = models.CharField(max_length=20)
    event = models.OneToOneField(Event, models.PROTECT, related_name="+")
    text = models.TextField()

    class Meta:
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [models.Index(fields=["item", "sort", "id"], name="explanation_item")]
