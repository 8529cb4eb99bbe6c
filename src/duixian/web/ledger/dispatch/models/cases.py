"""A case: a problem that somebody in a community found, from the first word of it to its end."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import pgettext_lazy

from duixian.web.accounts.models import Office, Post
from duixian.web.ledger.dispatch.models.visits import Visit

__all__ = ["Case", "CaseState", "Origin", "Urgency", "Whistle"]


class Origin(models.TextChoices):
    """Who found the problem."""

    GRID = "grid", pgettext_lazy("case", "Grid worker")
    COMMUNITY = "community", pgettext_lazy("case", "Community")
    STREET = "street", pgettext_lazy("case", "Street")
    ENTERPRISE = "enterprise", pgettext_lazy("case", "Enterprise")


class Urgency(models.TextChoices):
    """How much it presses."""

    ORDINARY = "ordinary", pgettext_lazy("urgency", "Ordinary")
    PRESSING = "pressing", pgettext_lazy("urgency", "Pressing")
    EMERGENCY = "emergency", pgettext_lazy("urgency", "Emergency")


class Whistle(models.TextChoices):
    """The two kinds of whistle; the rules of each are data (``dispatch/rules.py``)."""

    NONE = "", pgettext_lazy("whistle", "No whistle")
    PUSH = "push", pgettext_lazy("whistle", "Whistle to push work")
    HARD = "hard", pgettext_lazy("whistle", "Whistle for a hard problem")


class CaseState(models.TextChoices):
    """Where a case stands; ``dispatch/table.py`` says how it comes there."""

    RAISED = "raised", pgettext_lazy("case state", "With the community")
    WITH_STREET = "with_street", pgettext_lazy("case state", "With the street")
    BLOWN = "blown", pgettext_lazy("case state", "Whistle blown")
    HANDLING = "handling", pgettext_lazy("case state", "Being handled")
    ANSWERED = "answered", pgettext_lazy("case state", "Awaits the street's confirmation")
    CONFIRMED = "confirmed", pgettext_lazy("case state", "Confirmed by the street")
    CLOSED = "closed", pgettext_lazy("case state", "Closed")
    SETTLED = "settled", pgettext_lazy("case state", "Settled without a whistle")
    JOINED = "joined", pgettext_lazy("case state", "Joined to another")
    WITHDRAWN = "withdrawn", pgettext_lazy("case state", "Withdrawn")


class Case(models.Model):
    """A problem at a place.

    ``problem`` is the code of its kind (``dispatch/problems.py``). ``raised_by`` is the office that raised it, ``street`` the one that answers for the
    place. ``leader`` is the district leader of a hard whistle, or the one it was escalated to at ``escalated_at``. ``meet_at`` and ``meet_place`` are
    where the street wants the departments. ``due_at`` is the first of the clocks that run. ``repeats`` counts the other cases of the same problem that
    were joined to this one (``joined_into``) or found to repeat it after its end (``repeat_of``). ``revision`` counts what was done to it.
    """

    number = models.CharField(max_length=20, unique=True)
    origin = models.CharField(max_length=10, choices=Origin)
    street = models.ForeignKey(Office, models.PROTECT, related_name="+")
    community = models.ForeignKey(Office, models.PROTECT, null=True, blank=True, related_name="+")
    raised_by = models.ForeignKey(Office, models.PROTECT, related_name="+")
    visit = models.ForeignKey(Visit, models.PROTECT, null=True, blank=True, related_name="cases")
    where = models.CharField(max_length=120)
    text = models.TextField()
    problem = models.CharField(max_length=40)
    urgency = models.CharField(max_length=10, choices=Urgency, default=Urgency.ORDINARY)
    state = models.CharField(max_length=12, choices=CaseState)
    revision = models.PositiveIntegerField(default=0)
    whistle = models.CharField(max_length=6, choices=Whistle, blank=True, default="")
    leader = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+")
    escalated_at = models.DateTimeField(null=True, blank=True)
    meet_at = models.DateTimeField(null=True, blank=True)
    meet_place = models.CharField(max_length=120, blank=True)
    raised_at = models.DateTimeField()
    blown_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    joined_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="joined")
    repeat_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="repeated")
    repeats = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(origin__in=Origin.values), name="case_origin_known"),
            models.CheckConstraint(condition=models.Q(state__in=CaseState.values), name="case_state_known"),
            models.CheckConstraint(condition=models.Q(urgency__in=Urgency.values), name="case_urgency_known"),
            models.CheckConstraint(condition=models.Q(whistle__in=Whistle.values), name="case_whistle_known"),
            models.CheckConstraint(condition=~models.Q(state__in=["blown", "handling", "answered", "confirmed", "closed"]) | ~models.Q(whistle=""), name="case_called_by_whistle"),
            models.CheckConstraint(condition=~models.Q(state__in=["confirmed", "closed"]) | ~models.Q(confirmed_at=None), name="case_closed_by_confirmation"),
            models.CheckConstraint(condition=~models.Q(state="joined") | ~models.Q(joined_into=None), name="case_joined_to_one"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "-id"], name="case_state"),
            models.Index(fields=["street", "state", "-id"], name="case_street"),
            models.Index(fields=["community", "-id"], name="case_community"),
            models.Index(fields=["problem", "-id"], name="case_problem"),
            models.Index(fields=["raised_at"], name="case_raised"),
            models.Index(fields=["blown_at", "street"], name="case_blown"),
            models.Index(fields=["due_at"], name="case_due", condition=~models.Q(due_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def title(self) -> str:
        """The first words of the text."""
        first = self.text.strip().split("\n", 1)[0]
        return first if len(first) <= 40 else f"{first[:39]}…"

    def get_absolute_url(self) -> str:
        """Gives the address of the case's page."""
        return reverse("ledger:case", args=[self.pk])
