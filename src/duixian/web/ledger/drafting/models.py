"""What this part of the ledger keeps: why an office was suggested, names by which offices write one another, and the files an office keeps its own breakdown in."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse

from duixian.web.accounts.models import Office
from duixian.web.archive.models import Report
from duixian.web.ledger.models import Item, Ledger

__all__ = ["Advice", "Alias", "Sheet", "SheetRow"]


class Advice(models.Model):
    """The offices that were suggested for an item when it was drafted, the likeliest first.

    ``offices`` is a list of ``office`` (key), ``name``, ``score`` and ``why``: a list of the sort of reason and the words it rests on.
    """

    item = models.OneToOneField(Item, models.CASCADE, related_name="advice")
    offices = models.JSONField(default=list)


class Alias(models.Model):
    """A name by which files call an office, as a person said it."""

    name = models.CharField(max_length=120, unique=True)
    office = models.ForeignKey(Office, models.CASCADE, related_name="aliases")

    def __str__(self) -> str:
        return self.name


class Sheet(models.Model):
    """A file (Word or Excel) in which an office keeps its breakdown or ledger, as it was handed in.

    The bytes lie in the data folder under ``sha256``. ``tables`` holds, for each table of the file, its ``name``, the number of its ``head``
    row and of the first row ``body`` behind it, the headings, and ``columns``: which field each column is, empty where it is none.
    ``taken_at`` is when its rows became items.
    """

    ledger = models.ForeignKey(Ledger, models.CASCADE, related_name="sheets")
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    size = models.BigIntegerField()
    form = models.CharField(max_length=4)
    tables = models.JSONField(default=list)
    added_at = models.DateTimeField(auto_now_add=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    taken_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["ledger", "sha256"], name="sheet_once")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Gives the address of the page that shows what was recognised."""
        return reverse("ledger:sheet", args=[self.pk])


class SheetRow(models.Model):
    """A row of a file: ``said`` holds its cells by field, ``given`` what the item gets, ``unknown`` the names that are of no known office.

    ``table`` and ``row`` say where it stands (counted from 0 and 1). ``item`` is the item it is, once it is one; ``changes`` what the file says otherwise
    than the ledger. ``ref``, ``record``, ``start``, ``end`` and ``quote`` are the sentence of the report it was matched to, ``likeness`` (percent) and
    ``reason`` why. ``decided`` is what a person said otherwise on the page; it stays when the file is read anew under other columns or names.
    """

    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="rows")
    table = models.PositiveSmallIntegerField()
    row = models.PositiveIntegerField()
    section = models.CharField(max_length=400, blank=True)
    said = models.JSONField(default=dict)
    given = models.JSONField(default=dict)
    unknown = models.JSONField(default=list)
    faults = models.JSONField(default=list)
    decided = models.JSONField(default=dict)
    wanted = models.BooleanField(default=True)
    item = models.ForeignKey(Item, models.SET_NULL, null=True, blank=True, related_name="rows")
    changes = models.JSONField(default=list)
    report = models.ForeignKey(Report, models.SET_NULL, null=True, blank=True, related_name="+")
    ref = models.CharField(max_length=16, blank=True)
    record = models.CharField(max_length=40, blank=True)
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    quote = models.TextField(blank=True)
    likeness = models.PositiveSmallIntegerField(null=True, blank=True)
    reason = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering: ClassVar = ["table", "row", "id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["sheet", "table", "row"], name="sheet_row_once")]
