"""What kinds of item have beside what all items have. Rows are only added; the last one of a sort counts."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from duixian.web.ledger.models import Event, Item

__all__ = ["Counting", "Particular", "Stage", "Sum", "Vote"]


class Stage(models.Model):
    """A stage that an item reached on a day, or with ``undone`` that it had not reached after all."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="stages")
    event = models.OneToOneField(Event, models.PROTECT, related_name="+")
    stage = models.CharField(max_length=20)
    on = models.DateField()
    undone = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [models.Index(fields=["item", "stage", "id"], name="stage_item")]


class Sum(models.Model):
    """Money of a project as it stood on a day, all told and not since the last time; in the unit of the kind."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="sums")
    event = models.OneToOneField(Event, models.PROTECT, related_name="+")
    sort = models.CharField(max_length=20)
    on = models.DateField()
    amount = models.DecimalField(max_digits=20, decimal_places=4)

    class Meta:
        ordering: ClassVar = ["on", "id"]
        indexes: ClassVar = [models.Index(fields=["item", "sort", "on"], name="sum_item")]


class Vote(models.Model):
    """A vote of deputies on a livelihood project (票决)."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="votes")
    event = models.OneToOneField(Event, models.PROTECT, related_name="+")
    body = models.CharField(max_length=120)
    on = models.DateField()
    ayes = models.PositiveIntegerField()
    noes = models.PositiveIntegerField()
    abstained = models.PositiveIntegerField()

    class Meta:
        ordering: ClassVar = ["on", "id"]


class Particular(models.Model):
    """Something that a kind of item has a field for."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="particulars")
    event = models.ForeignKey(Event, models.PROTECT, related_name="+")
    name = models.CharField(max_length=20)
    value = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [models.Index(fields=["item", "name", "id"], name="particular_item")]


class Counting(models.Model):
    """What of the year's projects makes the progress of a goal: how many reached ``stage``, or the total of ``sort``. Both empty: no longer counted."""

    goal = models.ForeignKey(Item, models.PROTECT, related_name="countings")
    event = models.OneToOneField(Event, models.PROTECT, related_name="+")
    stage = models.CharField(max_length=20, blank=True)
    sort = models.CharField(max_length=20, blank=True)
    factor = models.DecimalField(max_digits=20, decimal_places=10, default=1)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(stage="") | models.Q(sort=""), name="counting_of_one_thing")]
