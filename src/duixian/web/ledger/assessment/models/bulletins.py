"""Bulletins (通报)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import pgettext_lazy

from duixian.web.ledger.assessment.models.periodic import Periodic

__all__ = ["Bulletin", "BulletinState"]


class BulletinState(models.TextChoices):
    """How far a bulletin has come."""

    DRAFT = "draft", pgettext_lazy("bulletin", "Draft")
    SENT = "sent", pgettext_lazy("bulletin", "Waits for a leader's approval")
    APPROVED = "approved", pgettext_lazy("bulletin", "Approved")
    ISSUED = "issued", pgettext_lazy("bulletin", "Issued")
    WITHDRAWN = "withdrawn", pgettext_lazy("bulletin", "Withdrawn before issue")


class Bulletin(Periodic):
    """A bulletin of a period. Once issued, nothing in it changes: a correction is another one that ``corrects`` it.

    ``figures`` is what :func:`~duixian.web.ledger.assessment.figures.figures` gave when it was drafted; ``text`` holds ``method`` and ``sections`` (heading, body), whose
    bodies name figures by token; ``praise`` and ``criticism`` are lists of ``office``, ``name`` and ``grounds``. ``number`` (the issue of its year) and
    ``document_number`` are given at issue, by the series of the office (``papers/numbering.py``).
    """

    number = models.PositiveIntegerField(null=True, blank=True)
    document_number = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=10, choices=BulletinState, default=BulletinState.DRAFT)
    title = models.CharField(max_length=200)
    masthead = models.CharField(max_length=60)
    addressees = models.TextField(blank=True)
    figures = models.JSONField(default=dict)
    text = models.JSONField(default=dict)
    praise = models.JSONField(default=list)
    criticism = models.JSONField(default=list)
    corrects = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="corrections")
    approved_at = models.DateTimeField(null=True, blank=True)
    issued_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-ends", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["document_number"], condition=~models.Q(document_number=""), name="bulletin_number_once"),
            models.CheckConstraint(condition=models.Q(state__in=BulletinState.values), name="bulletin_state_known"),
            models.CheckConstraint(condition=~models.Q(state="issued") | (~models.Q(number=None) & ~models.Q(issued_at=None)), name="bulletin_issued_has_number"),
        ]
        indexes: ClassVar = [models.Index(fields=["ledger", "state", "-ends"], name="bulletin_state")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Gives the address of the bulletin's page."""
        return reverse("ledger:bulletin", args=[self.pk])
