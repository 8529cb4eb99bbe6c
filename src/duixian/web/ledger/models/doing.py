"""What departments report and ask for. Rows are added; the only thing that changes in one is that somebody decides it, once."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from duixian.web.accounts.models import Office, Post
from duixian.web.ledger.models.items import Item
from duixian.web.ledger.models.log import Event

__all__ = ["Entry", "Petition", "PetitionKind", "Verdict"]


class Verdict(models.TextChoices):
    """What was decided of an entry or petition."""

    WAITING = "", pgettext_lazy("decision", "Waiting")
    GRANTED = "granted", pgettext_lazy("decision", "Approved")
    REFUSED = "refused", pgettext_lazy("decision", "Sent back")


class Decided(models.Model):
    """What waits for a decision: who said it in which post, and who decided it when and why."""

    event = models.OneToOneField(Event, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    verdict = models.CharField(max_length=8, choices=Verdict, blank=True, default="")
    decision = models.ForeignKey(Event, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answer = models.TextField(blank=True)

    class Meta:
        abstract = True


class Entry(Decided):
    """What an office reported of an item as of a day: a value in the item's unit, words, difficulties. It counts once the head has approved it."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="entries")
    as_of = models.DateField()
    value = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    text = models.TextField(blank=True)
    difficulties = models.TextField(blank=True)
    needs_coordination = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [
            models.Index(fields=["item", "verdict", "as_of"], name="entry_item"),
            models.Index(fields=["office", "verdict"], name="entry_office"),
            models.Index(fields=["item", "office"], name="entry_coordination", condition=models.Q(needs_coordination=True)),
        ]


class PetitionKind(models.TextChoices):
    """What a head may ask for."""

    SUSPEND = "suspend", _("Suspend the item")
    RESUME = "resume", _("Resume the item")
    EXTEND = "extend", _("Extend the deadline")
    CHANGE = "change", _("Change the goal")


class Petition(Decided):
    """What a head asks for, with the reason; old and new deadline or target are kept both."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="petitions")
    kind = models.CharField(max_length=8, choices=PetitionKind)
    reason = models.TextField()
    old_deadline = models.DateField(null=True, blank=True)
    new_deadline = models.DateField(null=True, blank=True)
    old_target = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    new_target = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "kind"], condition=models.Q(verdict=""), name="petition_one_waits"),
            models.CheckConstraint(condition=models.Q(kind__in=PetitionKind.values), name="petition_kind_known"),
        ]
