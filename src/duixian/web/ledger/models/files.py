"""Files that people hand in: evidence, photos, written answers."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from duixian.web.ledger.models.log import Event

__all__ = ["Paper"]


class Paper(models.Model):
    """A file handed in with an action. Its bytes lie in the data folder under their SHA-256 (``archive/originals.py``); ``name`` is the name it came under."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="papers")
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    size = models.BigIntegerField()

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.name
