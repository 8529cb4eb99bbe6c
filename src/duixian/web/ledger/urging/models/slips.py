"""Coloured slips (督办单)."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import pgettext_lazy

from duixian.web.accounts.models import Office, Post
from duixian.web.ledger.models import Event, Item, Ledger

__all__ = ["Proposal", "Slip", "SlipScheme", "SlipState"]


class SlipScheme(models.Model):
    """How slips are coloured, since when: the last row holds. Rows are only added; ``body`` is as :mod:`duixian.web.ledger.urging.schemes` reads it."""

    body = models.JSONField()
    event = models.OneToOneField(Event, models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["id"]


class SlipState(models.TextChoices):
    """Where a slip stands: 拟办 → 审签 → 发出 → 签收 → 反馈 → 审结, or back."""

    DRAFT = "draft", pgettext_lazy("slip", "Draft")
    SUBMITTED = "submitted", pgettext_lazy("slip", "To be signed")
    ISSUED = "issued", pgettext_lazy("slip", "Issued")
    SIGNED = "signed", pgettext_lazy("slip", "Signed for")
    ANSWERED = "answered", pgettext_lazy("slip", "Answered")
    CLOSED = "closed", pgettext_lazy("slip", "Closed")
    WITHDRAWN = "withdrawn", pgettext_lazy("slip", "Withdrawn")


class Slip(models.Model):
    """A slip to an office about one matter: an item, a case of dispatch (``case`` is its key), or something else.

    ``colour`` is the scheme's key; its name, look and who signs are kept as they were when it was drafted. ``matter`` is what it is about in short,
    ``text`` the whole, ``asked`` what is to be done by ``due``, ``why`` the ground. ``cycle`` says how often to report, empty for once. ``previous`` is the slip that
    was not answered in time. ``answer`` is the last one; the log has all.
    """

    ledger = models.ForeignKey(Ledger, models.PROTECT, related_name="slips")
    item = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="slips")
    case = models.BigIntegerField(null=True, blank=True)
    number = models.CharField(max_length=80, blank=True)
    colour = models.CharField(max_length=20)
    colour_name = models.CharField(max_length=60)
    look = models.CharField(max_length=10)
    signed_by = models.CharField(max_length=10)
    office = models.ForeignKey(Office, models.PROTECT, related_name="slips")
    post = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+")
    supporting = models.ManyToManyField(Office, blank=True, related_name="+")
    leader = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+")
    joint = models.CharField(max_length=200, blank=True)
    instructed_by = models.CharField(max_length=200, blank=True)
    contact = models.CharField(max_length=200, blank=True)
    matter = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    asked = models.TextField()
    why = models.TextField(blank=True)
    due = models.DateField()
    cycle = models.CharField(max_length=100, blank=True)
    state = models.CharField(max_length=10, choices=SlipState, default=SlipState.DRAFT)
    revision = models.PositiveIntegerField(default=0)
    previous = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="next")
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    drafted_at = models.DateTimeField()
    issued_at = models.DateTimeField(null=True, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True)
    conclusion = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(state__in=SlipState.values), name="slip_state_known"),
            models.CheckConstraint(condition=models.Q(item=None) | models.Q(case=None), name="slip_one_matter"),
            models.CheckConstraint(condition=models.Q(state__in=["draft", "submitted", "withdrawn"]) | ~models.Q(number=""), name="slip_issued_with_number"),
            models.UniqueConstraint(fields=["number"], condition=~models.Q(number=""), name="slip_number_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["ledger", "state", "due"], name="slip_state"),
            models.Index(fields=["office", "state"], name="slip_office"),
            models.Index(fields=["item", "state"], name="slip_item"),
        ]

    def __str__(self) -> str:
        return self.number or self.matter

    def get_absolute_url(self) -> str:
        """Gives the address of the slip's page."""
        return reverse("ledger:slip", args=[self.pk])


class Proposal(models.Model):
    """A slip that the scheme proposes, for an item, for a department's ``call`` to a case, or after a slip that was not answered. ``occasion`` names what it rests on, so that it is proposed once:
    it goes away when somebody takes it (``slip``) or sets it aside (``dismissed``)."""

    ledger = models.ForeignKey(Ledger, models.PROTECT, related_name="+")
    item = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="+")
    previous = models.ForeignKey(Slip, models.PROTECT, null=True, blank=True, related_name="+")
    call = models.ForeignKey("dispatch.Call", models.PROTECT, null=True, blank=True, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    colour = models.CharField(max_length=20)
    ground = models.CharField(max_length=10)
    occasion = models.CharField(max_length=80, unique=True)
    day = models.DateField()
    slip = models.OneToOneField(Slip, models.PROTECT, null=True, blank=True, related_name="proposal")
    dismissed = models.ForeignKey(Event, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["-day", "id"]
        indexes: ClassVar = [models.Index(fields=["ledger"], condition=models.Q(slip=None, dismissed=None), name="proposal_open")]
