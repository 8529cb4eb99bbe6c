"""Files that were brought in, and the reading of each."""

from __future__ import annotations

import zlib
from typing import ClassVar

import msgspec
from django.conf import settings
from django.db import models
from django.urls import reverse

import duixian
from duixian.publishing.wording import value_word
from duixian.web.archive.models.places import Place

__all__ = ["Arrival", "Batch", "Document", "Report", "State"]

_LEVEL = 1
"""zlib's fastest: a reading of 520 kB becomes 130 kB in 4 ms; level 6 saves a sixth more and takes five times as long."""

_decoder = msgspec.msgpack.Decoder(duixian.Report)
_encoder = msgspec.msgpack.Encoder()


class State(models.TextChoices):
    """How far a document has come."""

    WAITING = "waiting"
    READING = "reading"
    READ = "read"
    FAILED = "failed"


class Document(models.Model):
    """One file, known by the SHA-256 of its bytes; the bytes lie in the data folder under that name and never change.

    ``name`` is the name it first came under. ``error_zh`` and ``error_en`` say why reading failed. ``claimed_at`` is when a worker
    took it; one taken too long ago is taken again. ``reader`` is the version that read it.
    """

    sha256 = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=400)
    size = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True, blank=True)
    error_zh = models.TextField(blank=True)
    error_en = models.TextField(blank=True)
    reader = models.CharField(max_length=80, blank=True)
    added_at = models.DateTimeField(auto_now_add=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["state", "id"], name="document_state")]
        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(state__in=State.values), name="document_state_known")]

    def __str__(self) -> str:
        return self.name


class Batch(models.Model):
    """Files that were brought in together, by an upload or by one run of the command. ``source`` is ``upload`` or ``command``.

    ``arrivals`` are its files, in the order they came.
    """

    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    source = models.CharField(max_length=10)
    documents = models.ManyToManyField(Document, through="Arrival", related_name="batches")

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.source} {self.made_at:%Y-%m-%d %H:%M}"

    def get_absolute_url(self) -> str:
        """Gives the address of the page that shows how far its documents are."""
        return reverse("archive:batch", args=[self.pk])


class Arrival(models.Model):
    """A file of a batch: the document it is, or why it was not taken in (``error_zh``, ``error_en``).

    ``name`` is the name it came under this time, ``new`` false where the archive had its bytes already.
    """

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="arrivals")
    document = models.ForeignKey(Document, models.CASCADE, null=True, related_name="arrivals")
    name = models.CharField(max_length=400)
    new = models.BooleanField(default=True)
    error_zh = models.TextField(blank=True)
    error_en = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.name


class Report(models.Model):
    """A document as it was read, with what people corrected applied; ``ref`` is the first 16 digits of its SHA-256.

    ``reading`` is the machine's :class:`duixian.Report` as compressed MessagePack, without any correction. ``revision`` counts up with each
    reading and correction; with ``ref`` it tells whether a page is still true. ``followed`` is false for reports that following leaves out.
    """

    document = models.OneToOneField(Document, models.CASCADE, related_name="report")
    ref = models.CharField(max_length=16, unique=True)
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="reports")
    year = models.PositiveSmallIntegerField(null=True)
    kind = models.CharField(max_length=20)
    title = models.CharField(max_length=400, blank=True)
    place_name = models.CharField(max_length=80, blank=True)
    place_code = models.CharField(max_length=6, blank=True)
    reviewed = models.CharField(max_length=20, blank=True)
    date = models.CharField(max_length=20, blank=True)
    speaker = models.CharField(max_length=80, blank=True)
    format = models.CharField(max_length=10)
    characters = models.PositiveIntegerField(default=0)
    facts_count = models.PositiveIntegerField(default=0)
    commitments_count = models.PositiveIntegerField(default=0)
    findings_count = models.PositiveIntegerField(default=0)
    followed = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=1)
    read_at = models.DateTimeField()
    reading = models.BinaryField()

    class Meta:
        ordering: ClassVar = ["-year", "place_id", "kind", "id"]
        indexes: ClassVar = [
            models.Index(fields=["place", "year"], name="report_place_year"),
            models.Index(fields=["-year", "id"], name="report_year"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """What the report is called in lists: its title where that names the place, else place, year and kind; the file's name where nothing is known."""
        place = self.place.name if self.place else self.place_name
        if self.title and (not place or self.place_name in self.title):
            return self.title
        if place and self.year:
            return f"{place}{self.year}年{value_word('kind', self.kind, 'zh')}"
        return self.title or self.document.name

    def get_absolute_url(self) -> str:
        """Gives the address of the report's page; ``#char=start,end`` behind it leads to a place in the text."""
        return reverse("archive:report", args=[self.ref])

    def machine(self) -> duixian.Report:
        """Gives the report as the machine read it; its name is ``ref``, so that records name their report by what addresses hold."""
        return _decoder.decode(zlib.decompress(self.reading))

    @staticmethod
    def packed(report: duixian.Report) -> bytes:
        """Gives a reading as it is kept."""
        return zlib.compress(_encoder.encode(report), _LEVEL)
