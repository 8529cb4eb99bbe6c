"""What people say of what is published: suggestions, and whether they are satisfied. No account, no name; of an address only a digest, and that not for long."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import pgettext_lazy

from duixian.web.ledger.models import Item
from duixian.web.ledger.openly.models.publications import Publication

__all__ = ["Rating", "Suggestion", "SuggestionState", "Verdict"]


class SuggestionState(models.TextChoices):
    """What became of a suggestion."""

    WAITING = "waiting", pgettext_lazy("suggestion", "Being looked at")
    SHOWN = "shown", pgettext_lazy("suggestion", "Taken up")
    DECLINED = "declined", pgettext_lazy("suggestion", "Not shown")


class Suggestion(models.Model):
    """What somebody suggests: to an item that is published, or (without ``publication``) a livelihood project for next year.

    ``token`` is a digest of the secret in the address under which whoever suggested it reads the answer. ``shown`` is the text as the public sees it: what somebody
    wrote, or without the personal data in it. ``reason`` says why it is not shown. ``item`` is what came of it in the ledger.
    """

    publication = models.ForeignKey(Publication, models.PROTECT, null=True, blank=True, related_name="suggestions")
    text = models.TextField()
    shown = models.TextField(blank=True)
    state = models.CharField(max_length=8, choices=SuggestionState, default=SuggestionState.WAITING)
    token = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()
    address = models.CharField(max_length=64, blank=True)
    reason = models.TextField(blank=True)
    answer = models.TextField(blank=True)
    item = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="suggestions")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(state__in=SuggestionState.values), name="suggestion_state_known")]
        indexes: ClassVar = [models.Index(fields=["publication", "state"], name="suggestion_of"), models.Index(fields=["state", "id"], name="suggestion_waits"), models.Index(fields=["address", "at"], name="suggestion_from")]


class Verdict(models.TextChoices):
    """What people say of a published item."""

    SATISFIED = "satisfied", pgettext_lazy("people", "Satisfied")
    FAIRLY = "fairly", pgettext_lazy("people", "Fairly satisfied")
    DISSATISFIED = "dissatisfied", pgettext_lazy("people", "Not satisfied")


class Rating(models.Model):
    """What somebody said of a published item; one address counts once as long as its digest is kept, with what was said last."""

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="ratings")
    verdict = models.CharField(max_length=12, choices=Verdict)
    at = models.DateTimeField()
    address = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(verdict__in=Verdict.values), name="rating_known"),
            models.UniqueConstraint(fields=["publication", "address"], condition=~models.Q(address=""), name="rating_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["address", "at"], name="rating_from")]
