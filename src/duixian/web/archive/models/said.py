"""What people say of the machine's work: kept beside it, never overwritten. Rows are only ever added.

They name records by report and place in the text, not by the rows of other tables, so that reading again loses none.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from duixian.web.archive.models.documents import Report
from duixian.web.archive.models.places import Place

__all__ = ["Correction", "CorrectionKind", "Joining", "Judgement", "JudgementState", "Reply"]


class CorrectionKind(models.TextChoices):
    """What a person says of a record."""

    RIGHT = "right"
    WRONG = "wrong"
    AMENDED = "amended"
    ADDED = "added"
    UNDONE = "undone"


class Correction(models.Model):
    """One thing a person said of a record, with who, when and why; the last one of a place and sort of record counts that was not undone.

    ``sort`` is ``fact`` or ``commitment``. ``start``, ``end`` and ``quote`` are the record's place in the source text as it stood when
    the person spoke; an amendment may move it (``fields`` then has ``start`` and ``end``). ``fields`` are the fields that the person
    set, by the names of :mod:`duixian.model`; ``before`` is the record as it stood. ``number`` counts those
    of one place: two people who start from the same one cannot both be stored. ``undone`` takes the one before it back.
    """

    report = models.ForeignKey(Report, models.CASCADE, related_name="corrections")
    sort = models.CharField(max_length=12)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quote = models.TextField()
    kind = models.CharField(max_length=10, choices=CorrectionKind)
    fields = models.JSONField(default=dict)
    before = models.JSONField(default=dict)
    why = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    number = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["report", "sort", "start", "end", "number"], name="correction_in_turn"),
            models.CheckConstraint(condition=models.Q(kind__in=CorrectionKind.values), name="correction_kind_known"),
            models.CheckConstraint(condition=models.Q(end__gt=models.F("start")), name="correction_span"),
        ]


class Joining(models.Model):
    """Two names said to be one indicator (``into`` filled), or an earlier joining taken back (``into`` empty).

    ``name`` is an indicator's name as reports write it, ``into`` the name under which it is followed instead. ``place`` limits it to
    one place. The last row of a name and place counts.
    """

    name = models.CharField(max_length=200)
    into = models.CharField(max_length=200, blank=True)
    place = models.ForeignKey(Place, models.CASCADE, null=True, blank=True, related_name="+")
    why = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["id"]


class JudgementState(models.TextChoices):
    """What a person decided of a finding."""

    OPEN = "open"
    EXPLAINED = "explained"
    DISMISSED = "dismissed"


class Judgement(models.Model):
    """What a person decided of a finding, named by its id; the last one counts."""

    finding = models.CharField(max_length=40, db_index=True)
    state = models.CharField(max_length=10, choices=JudgementState)
    why = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["id"]


class Reply(models.Model):
    """The answer of whoever a verdict concerns; it stands beside the verdict and in every export, and nobody else edits it.

    The verdict is named by its goal: report and place in the text. A new reply of the same person follows the old one (``follows``), which stays readable.
    """

    report = models.ForeignKey(Report, models.CASCADE, related_name="replies")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    outcome = models.CharField(max_length=40, db_index=True)
    text = models.TextField()
    evidence_url = models.URLField(blank=True)
    evidence = models.FileField(upload_to="evidence/", blank=True)
    evidence_name = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    unit = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField(auto_now_add=True)
    follows = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="followed_by")

    class Meta:
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [models.Index(fields=["report", "start"], name="reply_goal")]
