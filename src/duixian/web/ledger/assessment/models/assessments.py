"""Assessments (考核): by which rules, what each office scored and why, and what was objected."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from duixian.web.accounts.models import Office, OfficeKind
from duixian.web.ledger.assessment.models.periodic import Periodic
from duixian.web.ledger.models import Event, Item, Verdict

__all__ = ["Appeal", "Assessment", "AssessmentState", "Score", "ScoreLine", "Scoring"]


class Scoring(models.Model):
    """A version of the scoring rules; ``content`` (``base`` and a list of ``rules``) never changes. It counts for periods that begin on ``in_force_from`` or later,
    until another does; that day is set once, after it was tried (``trial`` holds what it would have given)."""

    number = models.PositiveIntegerField(unique=True)
    name = models.CharField(max_length=120)
    content = models.JSONField()
    note = models.TextField(blank=True)
    made_at = models.DateTimeField()
    trial = models.JSONField(default=dict, blank=True)
    tried_at = models.DateTimeField(null=True, blank=True)
    in_force_from = models.DateField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(in_force_from=None) | ~models.Q(tried_at=None), name="scoring_tried_first")]

    def __str__(self) -> str:
        return f"{self.name} {self.number}"

    def get_absolute_url(self) -> str:
        """Gives the address of the version's page."""
        return reverse("ledger:scoring-version", args=[self.pk])


class AssessmentState(models.TextChoices):
    """How far an assessment has come."""

    DRAFT = "draft", pgettext_lazy("assessment", "Draft")
    PUBLISHED = "published", pgettext_lazy("assessment", "Open for objections")
    FINAL = "final", pgettext_lazy("assessment", "Final")
    WITHDRAWN = "withdrawn", pgettext_lazy("assessment", "Withdrawn")


class Assessment(Periodic):
    """An assessment of a period by one version of the rules. ``figures`` are frozen when it is drafted; ``least`` is the number of items an office must have to be ranked."""

    scoring = models.ForeignKey(Scoring, models.PROTECT, related_name="assessments")
    state = models.CharField(max_length=10, choices=AssessmentState, default=AssessmentState.DRAFT)
    figures = models.JSONField(default=dict)
    least = models.PositiveIntegerField()
    published_at = models.DateTimeField(null=True, blank=True)
    objections_until = models.DateField(null=True, blank=True)
    final_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-ends", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["ledger", "kind", "of"], condition=~models.Q(state="withdrawn"), name="assessment_once"),
            models.CheckConstraint(condition=models.Q(state__in=AssessmentState.values), name="assessment_state_known"),
        ]

    def __str__(self) -> str:
        return _("Assessment of %(period)s") % {"period": self.period_name}

    def get_absolute_url(self) -> str:
        """Gives the address of the assessment's page."""
        return reverse("ledger:assessment", args=[self.pk])


class Score(models.Model):
    """What an office scored: ``total`` of its lines within their limits, the interval ``low`` to ``high``, the number of ``items`` behind it, its ``rank`` within ``peers``
    (none where it has too few)."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="scores")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    peers = models.CharField(max_length=40)
    items = models.PositiveIntegerField()
    total = models.DecimalField(max_digits=8, decimal_places=2)
    low = models.DecimalField(max_digits=8, decimal_places=2)
    high = models.DecimalField(max_digits=8, decimal_places=2)
    rank = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["peers", models.F("rank").asc(nulls_last=True), "id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["assessment", "office"], name="score_once")]

    def __str__(self) -> str:
        return f"{self.office} {self.total}"

    @property
    def group(self) -> str:
        """The peer group as people call it: its own name, else that of the sort of office."""
        return str(OfficeKind(self.peers).label) if self.peers in OfficeKind.values else self.peers

    def get_absolute_url(self) -> str:
        """Gives the address of the score's page."""
        return reverse("ledger:score", args=[self.pk])


class ScoreLine(models.Model):
    """Points, by which rule and for what: ``facts`` are the entries, events and items that made them. Lines are added, never changed: one that an upheld appeal makes
    ``settles`` the line it is about by the difference, and both stand."""

    score = models.ForeignKey(Score, models.PROTECT, related_name="lines")
    rule = models.CharField(max_length=30)
    points = models.DecimalField(max_digits=8, decimal_places=2)
    facts = models.JSONField(default=list)
    item = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="+")
    said = models.TextField(blank=True)
    settles = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="settled_by")
    event = models.ForeignKey(Event, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["id"]


class Appeal(models.Model):
    """An objection of an office's head to a line of its score, and the delivery office's answer. ``event`` has its files."""

    line = models.ForeignKey(ScoreLine, models.PROTECT, related_name="appeals")
    event = models.OneToOneField(Event, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField()
    verdict = models.CharField(max_length=8, choices=Verdict, blank=True, default="")
    answer = models.TextField(blank=True)
    answered = models.ForeignKey(Event, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["line"], name="appeal_once_a_line")]
