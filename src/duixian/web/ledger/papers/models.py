"""The numbers that documents carry."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from duixian.web.accounts.models import Office

__all__ = ["DocumentNumber", "Series"]


class Series(models.Model):
    """A series of numbers: one for each office and kind of document (``data/series.toml``), counted anew each year.

    ``pattern`` is how a number is written, with ``{year}``, ``{number}`` and, if wished, ``{first}``, the first character of the place's name.
    """

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    pattern = models.CharField(max_length=60)

    class Meta:
        ordering: ClassVar = ["office_id", "kind"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["office", "kind"], name="series_once")]

    def __str__(self) -> str:
        return self.pattern


class DocumentNumber(models.Model):
    """A number that was given, to what (``subject`` and ``subject_id``, as the log names things). Rows are added and never changed: a number is given once, and none is left out."""

    series = models.ForeignKey(Series, models.PROTECT, related_name="numbers")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    text = models.CharField(max_length=80, unique=True)
    subject = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    given_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["series_id", "year", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["series", "year", "number"], name="number_given_once"),
            models.UniqueConstraint(fields=["series", "subject", "subject_id"], name="one_number_each"),
        ]

    def __str__(self) -> str:
        return self.text
