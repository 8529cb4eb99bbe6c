"""What an office has set for itself."""

from __future__ import annotations

from django.db import models

__all__ = ["Option"]


class Option(models.Model):
    """A setting that differs from what ``ledger/data/options.toml`` says; the log holds who changed it when and why."""

    name = models.CharField(max_length=40, unique=True)
    value = models.JSONField()

    def __str__(self) -> str:
        return self.name
