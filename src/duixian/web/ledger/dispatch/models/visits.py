"""Visits: the street reports to the enterprise (街道向企业报到)."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import pgettext_lazy

from duixian.web.accounts.models import Office

__all__ = ["Visit", "VisitState"]


class VisitState(models.TextChoices):
    """Where what an enterprise asked for stands."""

    ASKED = "asked", pgettext_lazy("visit state", "Awaits an answer")
    ANSWERED = "answered", pgettext_lazy("visit state", "Answered")
    RESOLVED = "resolved", pgettext_lazy("visit state", "Resolved")
    NOTHING = "nothing", pgettext_lazy("visit state", "Nothing asked")


class Visit(models.Model):
    """A visit of a street to an enterprise: what was asked, the answer, and how it was resolved. Who wrote what when stands in the log."""

    street = models.ForeignKey(Office, models.PROTECT, related_name="+")
    enterprise = models.CharField(max_length=120)
    address = models.CharField(max_length=120, blank=True)
    visited_on = models.DateField()
    visitors = models.CharField(max_length=120)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    asked = models.TextField(blank=True)
    answer = models.TextField(blank=True)
    resolution = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=VisitState)
    revision = models.PositiveIntegerField(default=0)
    answered_at = models.DateTimeField(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-visited_on", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(state__in=VisitState.values), name="visit_state_known"),
        ]
        indexes: ClassVar = [models.Index(fields=["street", "-visited_on"], name="visit_street"), models.Index(fields=["-visited_on"], name="visit_day")]

    def __str__(self) -> str:
        return self.enterprise

    def get_absolute_url(self) -> str:
        """Gives the address of the visit's page."""
        return reverse("ledger:visit", args=[self.pk])
