"""What following found of a place, as rows: made anew for the whole place whenever one of its reports changes.

``record`` is the whole record of :mod:`duixian.model` as JSON; the columns beside it are what pages filter and sort by.
Reports are named by ``ref`` inside records.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse

from duixian.web.archive.models.documents import Report
from duixian.web.archive.models.places import Place

__all__ = ["Cell", "Evidence", "Finding", "Indicator", "LeftOut", "Outcome", "Series", "Standing"]


class Series(models.Model):
    """The figures of one place and indicator over time (:class:`duixian.Series`)."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="series")
    key = models.CharField(max_length=200)
    indicator = models.CharField(max_length=200)
    indicator_id = models.CharField(max_length=60, blank=True)
    change = models.BooleanField()
    dimension = models.CharField(max_length=40, blank=True)
    count = models.PositiveIntegerField()
    targets = models.PositiveIntegerField()
    first_year = models.PositiveSmallIntegerField(null=True)
    last_year = models.PositiveSmallIntegerField(null=True)
    record = models.TextField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["place", "key"], name="series_place_key"),
            models.Index(fields=["key", "place"], name="series_key"),
        ]


class Indicator(models.Model):
    """An indicator that places have series of, summed up over all of them (``archive/indicators.py`` fills it when places were followed).

    ``known`` says that it is in the catalogue and ``key`` its id there. ``observations`` counts figures, ``targets`` those among them that are targets.
    """

    key = models.CharField(max_length=200, unique=True)
    indicator = models.CharField(max_length=200)
    known = models.BooleanField()
    places = models.PositiveIntegerField()
    observations = models.PositiveIntegerField()
    targets = models.PositiveIntegerField()
    first_year = models.PositiveSmallIntegerField(null=True)
    last_year = models.PositiveSmallIntegerField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["known", "-places", "-observations", "key"], name="indicator_listed")]

    def __str__(self) -> str:
        return self.indicator

    def get_absolute_url(self) -> str:
        """Gives the address of the indicator's page."""
        return reverse("archive:indicator", args=[self.key])


class Outcome(models.Model):
    """A goal and what became of it (:class:`duixian.Outcome`); ``outcome`` is its id."""

    outcome = models.CharField(max_length=40, unique=True)
    place = models.ForeignKey(Place, models.CASCADE, related_name="outcomes")
    year = models.PositiveSmallIntegerField()
    goal_report = models.ForeignKey(Report, models.CASCADE, related_name="goals")
    goal_fact = models.CharField(max_length=40)
    goal_start = models.PositiveIntegerField()
    goal_end = models.PositiveIntegerField()
    actual_report = models.ForeignKey(Report, models.SET_NULL, null=True, related_name="+")
    actual_start = models.PositiveIntegerField(null=True)
    actual_end = models.PositiveIntegerField(null=True)
    indicator = models.CharField(max_length=200)
    key = models.CharField(max_length=200)
    measure = models.CharField(max_length=10)
    hardness = models.CharField(max_length=10, blank=True)
    main = models.BooleanField()
    better = models.CharField(max_length=6)
    verdict = models.CharField(max_length=10)
    strict = models.CharField(max_length=10)
    gap = models.FloatField(null=True)
    record = models.TextField()

    class Meta:
        ordering: ClassVar = ["goal_report_id", "goal_start"]
        indexes: ClassVar = [
            models.Index(fields=["place", "year", "verdict"], name="outcome_place_year"),
            models.Index(fields=["key", "year", "place"], name="outcome_key"),
            models.Index(fields=["goal_report", "goal_start"], name="outcome_goal"),
        ]

    def get_absolute_url(self) -> str:
        """Gives the address of the verdict's page, where replies stand."""
        return reverse("archive:outcome", args=[self.outcome])


class Cell(models.Model):
    """Target and result of a place, year, indicator and form: one row of a comparison (:class:`duixian.model.ComparisonRow`), not yet ranked.

    ``target`` and ``actual`` are in the base unit of ``dimension``, a decline or fall negative, of a range the worse end; ``last`` is the result of the year before.
    ``form`` keeps apart what must not stand in one column: level or change, dimension, percent or percentage points.
    """

    place = models.ForeignKey(Place, models.CASCADE, related_name="cells")
    level = models.CharField(max_length=10, blank=True)
    year = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=200)
    indicator = models.CharField(max_length=200)
    known = models.BooleanField()
    change = models.BooleanField()
    form = models.CharField(max_length=80)
    better = models.CharField(max_length=6)
    target = models.FloatField(null=True)
    actual = models.FloatField(null=True)
    last = models.FloatField(null=True)
    hardness = models.CharField(max_length=10, blank=True)
    verdict = models.CharField(max_length=10, blank=True)
    gap = models.FloatField(null=True)
    record = models.TextField()

    class Meta:
        indexes: ClassVar = [
            # Ranks and medians of a column are taken over all places of a level: from the index alone, without the rows, which are wide.
            models.Index(fields=["year", "key", "form", "level"], include=["place", "better", "target", "actual"], name="cell_column"),
            models.Index(fields=["key", "place", "year"], name="cell_key"),
            models.Index(fields=["place", "year"], name="cell_place"),
        ]


class Standing(models.Model):
    """How one place kept the goals of one year (:class:`duixian.model.Standing`), without ranks."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="standings")
    year = models.PositiveSmallIntegerField()
    level = models.CharField(max_length=10, blank=True)
    goals = models.PositiveIntegerField()
    decided = models.PositiveIntegerField()
    exceeded = models.PositiveIntegerField()
    met = models.PositiveIntegerField()
    nearly = models.PositiveIntegerField()
    missed = models.PositiveIntegerField()
    other_form = models.PositiveIntegerField()
    absent = models.PositiveIntegerField()
    pending = models.PositiveIntegerField()
    binding = models.PositiveIntegerField()
    plain = models.PositiveIntegerField()
    soft = models.PositiveIntegerField()
    kept_share = models.FloatField(null=True)
    absent_share = models.FloatField(null=True)

    class Meta:
        ordering: ClassVar = ["-year"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["place", "year"], name="standing_once")]
        indexes: ClassVar = [models.Index(fields=["year", "level"], name="standing_year")]


class Evidence(models.Model):
    """A sentence of a later report that speaks of a commitment (:class:`duixian.Evidence`)."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="+")
    year = models.PositiveSmallIntegerField()
    commitment_report = models.ForeignKey(Report, models.CASCADE, related_name="evidence")
    commitment = models.CharField(max_length=40)
    report = models.ForeignKey(Report, models.CASCADE, related_name="+")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    rank = models.PositiveSmallIntegerField()
    record = models.TextField()

    class Meta:
        ordering: ClassVar = ["commitment_report_id", "commitment", "rank"]
        indexes: ClassVar = [models.Index(fields=["commitment_report", "commitment"], name="evidence_commitment")]


class Finding(models.Model):
    """Something a reader should look at (:class:`duixian.model.CrossFinding`). ``state`` is the last that people said of it (``Judgement``).

    ``place`` is whose reports it was found in; findings between places have the place of the first report.
    """

    finding = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=30)
    place = models.ForeignKey(Place, models.CASCADE, null=True, related_name="findings")
    year = models.PositiveSmallIntegerField(null=True)
    report = models.ForeignKey(Report, models.CASCADE, related_name="findings")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    other_report = models.ForeignKey(Report, models.CASCADE, null=True, related_name="+")
    across = models.BooleanField(default=False)
    state = models.CharField(max_length=10, default="open")
    record = models.TextField()

    class Meta:
        ordering: ClassVar = ["report_id", "start", "id"]
        indexes: ClassVar = [
            models.Index(fields=["state", "kind", "id"], name="finding_state"),
            models.Index(fields=["report", "start"], name="finding_report"),
            models.Index(fields=["other_report"], name="finding_other"),
        ]


class LeftOut(models.Model):
    """A report that following did not use, or a gap between years, and why (:class:`duixian.model.LeftOut`)."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="left_out")
    place = models.ForeignKey(Place, models.CASCADE, null=True, related_name="+")
    kind = models.CharField(max_length=10)
    message = models.TextField()
    english = models.TextField()
    instead = models.ForeignKey(Report, models.SET_NULL, null=True, related_name="+")
