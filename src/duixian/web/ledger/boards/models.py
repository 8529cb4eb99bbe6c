"""What this part of the ledger keeps: filters that people saved."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import pgettext_lazy

from duixian.web.accounts.models import Office
from duixian.web.ledger.models import Ledger

__all__ = ["SavedFilter", "Where"]


class Where(models.TextChoices):
    """The pages whose filters can be saved."""

    TABLE = "table", pgettext_lazy("saved filter", "Table")
    BOARD = "board", pgettext_lazy("saved filter", "Board")
    CASES = "cases", pgettext_lazy("saved filter", "Cases")


class SavedFilter(models.Model):
    """A filter under a name: the page it is for and its query, of a ledger for the table. ``office`` is the one it is shared with; empty where its owner keeps it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_filters")
    office = models.ForeignKey(Office, models.CASCADE, null=True, blank=True, related_name="+")
    where = models.CharField(max_length=8, choices=Where)
    ledger = models.ForeignKey(Ledger, models.CASCADE, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=1000)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["name", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "name"], name="saved_filter_name_once"),
            models.CheckConstraint(condition=models.Q(where__in=Where.values), name="saved_filter_where_known"),
            models.CheckConstraint(
                condition=~models.Q(where="table") | ~models.Q(ledger=None), name="saved_filter_of_a_ledger"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["office"], condition=~models.Q(office=None), name="saved_filter_shared")
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Gives the address of the page, filtered so."""
        base = (
            self.ledger.get_absolute_url()
            if self.where == Where.TABLE and self.ledger
            else reverse(f"ledger:{self.where}")
        )
        return f"{base}?{self.query}"
