"""Records of reports as rows: what pages list, filter and search by. Made anew whenever a report is read or corrected."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from duixian.web.archive.models.documents import Report
from duixian.web.archive.models.places import Place

__all__ = ["Commitment", "Fact", "Sentence"]


class Record(models.Model):
    """What facts and commitments share: the report, the record's id in it and its place in the source text (code points).

    ``standing`` says what people did with it: empty (nothing), right, amended, added. Records marked wrong have no row.
    """

    report = models.ForeignKey(Report, models.CASCADE, db_index=False)  # the index by report and start serves
    record = models.CharField(max_length=40)
    place = models.ForeignKey(Place, models.SET_NULL, null=True, db_index=False)  # so does the one by place and year
    year = models.PositiveSmallIntegerField(null=True)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quote = models.TextField()
    section = models.TextField(blank=True)
    confidence = models.CharField(max_length=10)
    standing = models.CharField(max_length=10, blank=True)

    class Meta:
        abstract = True


class Fact(Record):
    """One number with its meaning (:class:`duixian.Fact`), as people left it. ``key`` names its indicator among those of all reports.

    ``joined`` is the name its indicator had before people joined that to ``indicator``, empty where they did not.
    """

    role = models.CharField(max_length=10)
    indicator = models.CharField(max_length=200)
    indicator_id = models.CharField(max_length=60, blank=True)
    key = models.CharField(max_length=200)
    measure = models.CharField(max_length=10)
    value = models.FloatField()
    value_high = models.FloatField(null=True)
    unit = models.CharField(max_length=40, blank=True)
    dimension = models.CharField(max_length=40, blank=True)
    base_value = models.FloatField(null=True)
    base_value_high = models.FloatField(null=True)
    qualifier = models.CharField(max_length=10)
    period = models.CharField(max_length=24, blank=True)
    base = models.CharField(max_length=24, blank=True)
    estimate = models.BooleanField(default=False)
    hardness = models.CharField(max_length=10, blank=True)
    wording = models.CharField(max_length=120, blank=True)
    joined = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["report", "record"], name="fact_once")]
        indexes: ClassVar = [
            models.Index(fields=["key", "year", "place"], name="fact_key"),
            models.Index(fields=["place", "year"], name="fact_place"),
            models.Index(fields=["joined"], condition=~models.Q(joined=""), name="fact_joined"),
            models.Index(fields=["report", "start"], name="fact_report_start"),
        ]


class Commitment(Record):
    """One action the government says it will take (:class:`duixian.Commitment`), as people left it."""

    checkable = models.BooleanField()
    why = models.CharField(max_length=10)
    action = models.CharField(max_length=60, blank=True)
    object = models.CharField(max_length=200, blank=True)
    deadline = models.CharField(max_length=24, blank=True)
    theme = models.CharField(max_length=30, blank=True)
    lead = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["report", "record"], name="commitment_once")]
        indexes: ClassVar = [
            models.Index(fields=["place", "year", "theme"], name="commitment_place"),
            models.Index(fields=["report", "start"], name="commitment_report_start"),
        ]


class Sentence(models.Model):
    """A sentence of a report, for search: ``text`` is its cleaned reading, ``start`` and ``end`` its place in the source text.

    ``role`` is what its part of the report does, ``theme`` what it is about. Keys are given by
    :mod:`duixian.web.archive.search.storing`: those of one report follow one another in the order of its text.
    """

    report = models.ForeignKey(Report, models.CASCADE)
    role = models.CharField(max_length=14)
    theme = models.CharField(max_length=30, blank=True)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    text = models.TextField()
