"""Publications: what the public sees of an item. Public pages are made from these rows alone and never from the item itself."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import pgettext_lazy

from duixian.web.accounts.models import Office
from duixian.web.ledger.models import Item, Kind, Paper

__all__ = ["Evidence", "Publication", "PublicationState", "Update", "UpdateKind", "Version", "VersionState"]


class PublicationState(models.TextChoices):
    """Whether the public sees it."""

    PROPOSED = "proposed", pgettext_lazy("publication", "Not published yet")
    PUBLISHED = "published", pgettext_lazy("publication", "Published")
    WITHDRAWN = "withdrawn", pgettext_lazy("publication", "Withdrawn")


class Publication(models.Model):
    """What is published of an item. Its key and ``uid`` stay the same however often it is changed, withdrawn and published again.

    ``current`` is the version that the public reads. ``facts`` is what of the item's progress the public sees now (:mod:`duixian.web.ledger.openly.facts`), ``facts_at``
    since when; ``waiting`` tells that it has changed since and somebody must look. ``changed_at`` is when anything that the public sees of it changed. ``kind``, ``year``, ``theme`` and ``section`` are copies to search by. ``revision``
    counts what people of the office did to it.
    """

    item = models.OneToOneField(Item, models.PROTECT, related_name="publication")
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(max_length=10, choices=PublicationState, default=PublicationState.PROPOSED)
    current = models.ForeignKey("Version", models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind)
    year = models.PositiveSmallIntegerField()
    theme = models.CharField(max_length=30, blank=True)
    section = models.CharField(max_length=400, blank=True)
    standing = models.CharField(max_length=10, blank=True)
    streets = models.ManyToManyField(Office, blank=True, related_name="+")
    facts = models.JSONField(default=dict)
    facts_at = models.DateTimeField(null=True, blank=True)
    first_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = models.TextField(blank=True)
    waiting = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["-changed_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(state__in=PublicationState.values), name="publication_state_known"),
            models.CheckConstraint(condition=~models.Q(state="published") | models.Q(current__isnull=False), name="publication_has_a_version"),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "year", "kind"], name="publication_listed"), models.Index(fields=["state", "changed_at"], name="publication_newest")]

    def __str__(self) -> str:
        return self.current.title if self.current else str(self.pk)

    def get_absolute_url(self) -> str:
        """Gives the address of its page for the office."""
        return reverse("ledger:publication", args=[self.pk])


class VersionState(models.TextChoices):
    """What became of what one person proposed."""

    PROPOSED = "proposed", pgettext_lazy("version", "Waits for a second person")
    APPROVED = "approved", pgettext_lazy("version", "Approved")
    REFUSED = "refused", pgettext_lazy("version", "Sent back")
    REPLACED = "replaced", pgettext_lazy("version", "Replaced by a newer proposal")


class Version(models.Model):
    """A text that one person proposes to publish and another approves.

    ``fields`` names what of the item's progress is shown (:data:`~duixian.web.ledger.openly.facts.FIELDS`). ``flags`` is what the check found, each with ``why`` it may
    be published all the same.
    """

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    text = models.TextField()
    section = models.CharField(max_length=400, blank=True)
    fields = models.JSONField(default=list)
    streets = models.JSONField(default=list)
    flags = models.JSONField(default=list)
    why = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=VersionState, default=VersionState.PROPOSED)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["publication", "number"], name="version_once"),
            models.UniqueConstraint(fields=["publication"], condition=models.Q(state="proposed"), name="version_one_waits"),
            models.CheckConstraint(condition=~models.Q(state="approved") | (~models.Q(by=models.F("decided_by")) & models.Q(decided_by__isnull=False)), name="version_two_persons"),
        ]


class Evidence(models.Model):
    """A file that goes out with a version: a copy without what cameras and programs write into files, under a name that the office gave it.

    ``sha256`` is that of the copy (``archive/originals.py``), ``paper`` the file it was made from.
    """

    version = models.ForeignKey(Version, models.PROTECT, related_name="evidence")
    paper = models.ForeignKey(Paper, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    sort = models.CharField(max_length=4)

    class Meta:
        ordering: ClassVar = ["id"]


class UpdateKind(models.TextChoices):
    """What changed for the public."""

    PUBLISHED = "published", pgettext_lazy("update", "Published")
    CHANGED = "changed", pgettext_lazy("update", "The published text was changed")
    PROGRESS = "progress", pgettext_lazy("update", "Progress")
    STANDING = "standing", pgettext_lazy("update", "How it stands")
    STAGE = "stage", pgettext_lazy("update", "Stages and votes")
    ANSWER = "answer", pgettext_lazy("update", "A suggestion was answered")


class Update(models.Model):
    """Something that changed for the public, as the feed tells it: ``data`` holds only what the public page shows too."""

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="updates")
    at = models.DateTimeField()
    kind = models.CharField(max_length=10, choices=UpdateKind)
    data = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["publication", "-id"], name="update_newest")]
