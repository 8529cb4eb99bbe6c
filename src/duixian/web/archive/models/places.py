"""Places: whose reports the archive holds."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse

__all__ = ["Place"]


class Place(models.Model):
    """A place as its reports name it at the fullest. ``code`` is the GB/T 2260 code, empty where the table of places has none.

    ``slug`` is the code, else the name, and stands in addresses. ``level`` is nation, province, city, county or empty.
    ``stale`` says that a report of the place changed and its series, outcomes and findings must be made again; ``following_since`` is
    when somebody began to, until it is done.
    """

    name = models.CharField(max_length=80)
    code = models.CharField(max_length=6, blank=True)
    slug = models.CharField(max_length=80, unique=True)
    level = models.CharField(max_length=10, blank=True)
    stale = models.BooleanField(default=False, db_index=True)
    following_since = models.DateTimeField(null=True, blank=True)
    followed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["code", "name"]
        indexes: ClassVar = [models.Index(fields=["level", "code"], name="place_level")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Gives the address of the place's page."""
        return reverse("archive:place", args=[self.slug])
