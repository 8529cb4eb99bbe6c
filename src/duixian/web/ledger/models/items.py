"""The year's ledger and its items."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from duixian.web.accounts.models import Office, Post
from duixian.web.archive.models import Place, Report

__all__ = ["Item", "Kind", "Ledger", "Light", "Milestone", "Source", "State"]


class Ledger(models.Model):
    """The ledger of one year of one place. ``frozen_at`` is set when the year was closed; its items change no more then.

    ``report`` is the report it was broken down from, where there is one; items name their sources themselves.
    """

    place = models.ForeignKey(Place, models.PROTECT, related_name="ledgers")
    year = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    report = models.ForeignKey(Report, models.SET_NULL, null=True, blank=True, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)
    frozen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-year", "id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["place", "year"], name="ledger_once")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Gives the address of the ledger's table."""
        return reverse("ledger:table", args=[self.pk])


class Kind(models.TextChoices):
    """What sort of item it is; each has stages of its own where it has any (``../shared/RULES.md``: kinds of item)."""

    GOAL = "goal", pgettext_lazy("item", "Goal")
    TASK = "task", pgettext_lazy("item", "Task")
    LIVELIHOOD = "livelihood", _("Livelihood project")
    INSTRUCTION = "instruction", _("Leader's instruction")
    PROPOSAL = "proposal", _("Deputies' proposal")
    MEETING = "meeting", _("Meeting decision")
    SUPERIOR = "superior", _("Assigned from above")
    PROJECT = "project", _("Investment project")


class State(models.TextChoices):
    """Where an item stands; ``ledger/states.py`` says how it comes there."""

    DRAFT = "draft", pgettext_lazy("state", "Draft")
    ASSIGNED = "assigned", pgettext_lazy("state", "Assigned")
    RETURNED = "returned", pgettext_lazy("state", "Returned")
    ACCEPTED = "accepted", pgettext_lazy("state", "Accepted")
    IN_PROGRESS = "in_progress", pgettext_lazy("state", "In progress")
    REPORTED_DONE = "reported_done", pgettext_lazy("state", "Reported done")
    VERIFIED = "verified", pgettext_lazy("state", "Verified and closed")
    SUSPENDED = "suspended", pgettext_lazy("state", "Suspended")
    DROPPED = "dropped", pgettext_lazy("state", "Dropped")
    MERGED = "merged", pgettext_lazy("state", "Merged")
    CARRIED = "carried", pgettext_lazy("state", "Carried over")


class Light(models.TextChoices):
    """The light of an item; empty where no rule speaks of it yet."""

    GREEN = "green", pgettext_lazy("light", "Green")
    YELLOW = "yellow", pgettext_lazy("light", "Yellow")
    RED = "red", pgettext_lazy("light", "Red")


class Item(models.Model):
    """A line of the ledger (事项).

    ``number`` is its stable name within the place, as ``2025-0007``. ``text`` says what is to be done, ``title`` in short. ``target`` is in
    ``unit``, as people write both; ``better`` says which direction of the value is good (``higher`` or ``lower``); ``qualifier`` and ``measure`` are those of the
    goal (:class:`duixian.Fact`), and ``baseline`` where the value begins. ``post`` answers for it in the lead office; ``leader`` is the district leader in charge.
    ``value`` and ``value_on`` are the last approved figure and the day it is of. ``revision`` counts what was done to it, so that who acts
    on an old page is told. ``suspended_from`` is the state to come back to. ``light_why`` holds the rule, its version and the figures that made the light.
    """

    ledger = models.ForeignKey(Ledger, models.PROTECT, related_name="items")
    number = models.CharField(max_length=20)
    kind = models.CharField(max_length=12, choices=Kind)
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    section = models.CharField(max_length=400, blank=True)
    theme = models.CharField(max_length=30, blank=True)
    indicator = models.CharField(max_length=200, blank=True)
    measure = models.CharField(max_length=10, blank=True)
    unit = models.CharField(max_length=40, blank=True)
    baseline = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    target = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    qualifier = models.CharField(max_length=10, blank=True)
    better = models.CharField(max_length=6, default="higher")
    begins = models.DateField(null=True, blank=True)
    deadline = models.DateField(null=True, blank=True)
    lead = models.ForeignKey(Office, models.PROTECT, null=True, blank=True, related_name="leads")
    post = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="answers_for")
    supporting = models.ManyToManyField(Office, blank=True, related_name="supports")
    leader = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="in_charge_of")
    state = models.CharField(max_length=14, choices=State, default=State.DRAFT)
    suspended_from = models.CharField(max_length=14, blank=True)
    revision = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(auto_now_add=True)
    assigned_at = models.DateTimeField(null=True, blank=True)
    sign_by = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    verified_at = models.DateTimeField(null=True, blank=True)
    value = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    value_on = models.DateField(null=True, blank=True)
    entered_at = models.DateTimeField(null=True, blank=True)
    light = models.CharField(max_length=6, choices=Light, blank=True)
    light_why = models.JSONField(default=dict, blank=True)
    light_at = models.DateTimeField(null=True, blank=True)
    origin = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="successors")
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")

    class Meta:
        ordering: ClassVar = ["ledger_id", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["ledger", "number"], name="item_number_once"),
            models.CheckConstraint(condition=models.Q(kind__in=Kind.values), name="item_kind_known"),
            models.CheckConstraint(condition=models.Q(state__in=State.values), name="item_state_known"),
            models.CheckConstraint(condition=models.Q(light__in=["", *Light.values]), name="item_light_known"),
            models.CheckConstraint(condition=models.Q(better__in=["higher", "lower"]), name="item_better_known"),
            models.CheckConstraint(condition=~models.Q(state=State.VERIFIED) | ~models.Q(verified_at=None), name="item_closed_by_verification"),
            models.CheckConstraint(condition=~models.Q(state__in=["assigned", "accepted", "in_progress", "reported_done", "verified"]) | ~models.Q(lead=None), name="item_assigned_to_somebody"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["ledger", "state", "light"], name="item_state"),
            models.Index(fields=["lead", "state", "deadline"], name="item_lead"),
            models.Index(fields=["ledger", "deadline"], name="item_deadline"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        """Gives the address of the item's page."""
        return reverse("ledger:item", args=[self.pk])


class Source(models.Model):
    """A sentence that an item stands in; an item with several is reported once (最多报一次).

    ``start`` and ``end`` are code points of the report's source text; ``report`` is empty for a document that is not in the archive, which ``document`` names.
    """

    item = models.ForeignKey(Item, models.CASCADE, related_name="sources")
    report = models.ForeignKey(Report, models.SET_NULL, null=True, blank=True, related_name="+")
    ref = models.CharField(max_length=16, blank=True)
    record = models.CharField(max_length=40, blank=True)
    document = models.CharField(max_length=400, blank=True)
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    quote = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["id"]

    @property
    def url(self) -> str:
        """The place in the report, or empty."""
        return f"{reverse('archive:report', args=[self.ref])}#char={self.start},{self.end}" if self.ref and self.start is not None else ""


class Milestone(models.Model):
    """A point on an item's way: by ``due``, ``what``, and the value planned for then. ``done_on`` is the day it was reached."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="milestones")
    due = models.DateField()
    what = models.CharField(max_length=200, blank=True)
    planned = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["due", "id"]
