"""What the lights keep: notices of holidays, sets of rules and since when each holds, each item's light at each month's end, limits reckoned in working days."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from duixian.web.ledger.models import Event, Item, Ledger, Light

__all__ = ["InForce", "LightDay", "Limit", "Notice", "RuleSet"]


class Notice(models.Model):
    """A year's holidays as they were announced, loaded by somebody: ``days`` maps days to ``holiday`` or ``working``. Rows are only added; the last one of a year holds."""

    year = models.PositiveSmallIntegerField()
    days = models.JSONField()
    names = models.JSONField(default=dict, blank=True)
    event = models.OneToOneField(Event, models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [models.Index(fields=["year", "id"], name="notice_year")]


class RuleSet(models.Model):
    """A version of a set of light rules; never changed, a change is the next version. ``rules`` is as :func:`duixian.web.ledger.lights.rules.kept` gives it.

    ``preset`` is the key of the preset it began with, ``source`` and ``grade`` what that rests on.
    """

    name = models.CharField(max_length=80)
    version = models.PositiveIntegerField()
    rules = models.JSONField()
    preset = models.CharField(max_length=40, blank=True)
    source = models.JSONField(default=dict, blank=True)
    grade = models.CharField(max_length=10, blank=True)
    note = models.TextField(blank=True)
    event = models.OneToOneField(Event, models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["name", "-version"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["name", "version"], name="rules_version_once")]

    def __str__(self) -> str:
        return f"{self.name} v{self.version}"


class InForce(models.Model):
    """From a day on a set of rules holds; on a day that row holds whose day is the last by then, of one day the later row. Rows are only added."""

    rules = models.ForeignKey(RuleSet, models.PROTECT, related_name="forces")
    since = models.DateField()
    event = models.OneToOneField(Event, models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["-since", "-id"]


class LightDay(models.Model):
    """The light that an item showed at a month's end: a projection of the log (:mod:`duixian.web.ledger.lights.monthly`). Items without a light have no row."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="light_days")
    ledger = models.ForeignKey(Ledger, models.PROTECT, related_name="light_days")
    day = models.DateField()
    light = models.CharField(max_length=6, choices=Light)

    class Meta:
        ordering: ClassVar = ["day", "item_id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["item", "day"], name="light_day_once")]
        indexes: ClassVar = [models.Index(fields=["ledger", "day", "light"], name="light_day_ledger")]


class Limit(models.Model):
    """A time limit reckoned in working days: when it began, how long it is, and when it is over. A provisional one is reckoned anew when a notice is loaded.

    ``subject``, ``number`` and ``name`` say whose it is, as ``item``, its key, ``sign_by``.
    """

    subject = models.CharField(max_length=20)
    number = models.BigIntegerField()
    name = models.CharField(max_length=30)
    start = models.DateTimeField()
    amount = models.FloatField()
    unit = models.CharField(max_length=16)
    due = models.DateTimeField()
    provisional = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["subject", "number", "name"], name="limit_once")]
        indexes: ClassVar = [models.Index(fields=["provisional"], condition=models.Q(provisional=True), name="limit_provisional")]
