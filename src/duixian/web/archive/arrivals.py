"""Files that were brought in: how far they are, and which failed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from django.core.files.uploadedfile import UploadedFile
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from duixian.errors import TooLarge
from duixian.reading.inputs import Input, inputs
from duixian.web.accounts.models import User
from duixian.web.archive.models import Arrival, Batch, Document, Place, State
from duixian.web.archive.reading import bring_all, called
from duixian.web.archive.tables import Column, Table
from duixian.web.background import WORKING
from duixian.web.locks import Lock

__all__ = ["STATES", "Progress", "batches", "failed_documents", "failed_table", "files_of", "files_table", "progress", "take_in"]

MOST_DOCUMENTS = 5000
"""Documents of one upload; larger collections are for ``duixian import``."""

STATES = ("waiting", "read", "there", "failed")
"""How far a file of a batch is, as the page filters it: still to be read, read, read long ago, failed."""


def take_in(files: Iterable[UploadedFile[Any]], by: User) -> Batch:
    """Brings uploaded files in as one batch; archives and tables become the documents in them. Gives the batch."""
    batch = Batch.objects.create(source="upload", made_by=by)
    for _arrival in bring_all(_bounded(item for file in files for item in _documents(file)), batch, by):
        pass
    return batch


def _documents(file: UploadedFile[Any]) -> Iterator[Input]:
    path = file.temporary_file_path()  # type: ignore[attr-defined]
    return called(inputs([path]), path, file.name or Path(path).name)


def _bounded(items: Iterator[Input]) -> Iterator[Input]:
    for number, item in enumerate(items):
        if number == MOST_DOCUMENTS:
            zh = f"一次上传最多 {MOST_DOCUMENTS} 份文件，其余没有收下；请分批上传，或由管理员用 duixian import 导入"
            en = f"one upload takes {MOST_DOCUMENTS} documents and the rest was left; upload it in parts, or have the administrator use duixian import"
            yield Input(item.name, error=TooLarge(zh, en))
            return
        yield item


class Progress(NamedTuple):
    """How far a batch is: files by state, places of its reports that are still to be followed, and whether anybody reads at all."""

    files: int
    waiting: int
    read: int
    there: int
    failed: int
    places: int
    attended: bool

    @property
    def done(self) -> int:
        """Files that nothing more happens to."""
        return self.files - self.waiting

    @property
    def finished(self) -> bool:
        """Whether all is read and followed."""
        return not self.waiting and not self.places


_WAITING = Q(document__state__in=[State.WAITING, State.READING])
_FAILED = Q(document=None) | Q(document__state=State.FAILED)
_READ = Q(document__state=State.READ)
_BY_STATE = {"waiting": _WAITING, "failed": _FAILED, "read": _READ & Q(new=True), "there": _READ & Q(new=False)}


def progress(batch: Batch) -> Progress:
    """Gives how far a batch is."""
    counts = batch.arrivals.aggregate(files=Count("pk"), **{name: Count("pk", filter=state) for name, state in _BY_STATE.items()})
    unsettled = Q(stale=True) | ~Q(following_since=None)
    places = Place.objects.filter(unsettled, reports__document__arrivals__batch=batch).distinct().count()
    waits = bool(counts["waiting"] or places)
    return Progress(**counts, places=places, attended=not waits or not Lock(WORKING).free())


def files_of(batch: Batch, state: str = "") -> QuerySet[Arrival]:
    """Gives the files of a batch in a state (one of ``STATES``), or all, in the order they came."""
    rows = batch.arrivals.select_related("document__report__place").defer("document__report__reading").order_by("pk")
    return rows.filter(_BY_STATE[state]) if state else rows


def files_table(batch: Batch, state: str, language: str) -> Table:
    """Gives the files of a batch as a table to download."""
    columns = (Column("name", _("File")), Column("state", _("State")), Column("reason", _("Reason")), Column("report", _("Report")))

    def rows() -> Iterator[Sequence[Any]]:
        for one in files_of(batch, state).iterator(1000):
            document = one.document
            told: Arrival | Document = document if document is not None else one
            reason = told.error_zh if language == "zh" else told.error_en
            report = getattr(document, "report", None) if document is not None else None
            yield one.name, document.state if document is not None else "failed", reason, report.ref if report is not None else ""

    return Table(f"import-{batch.pk}", columns, rows)


def batches() -> QuerySet[Batch]:
    """Gives the batches, the newest first, with how many files each has, how many wait and how many failed."""
    counted = {"files": Count("arrivals"), "waiting": Count("arrivals", filter=Q(arrivals__document__state__in=[State.WAITING, State.READING]))}
    failed = Q(arrivals__isnull=False) & (Q(arrivals__document=None) | Q(arrivals__document__state=State.FAILED))
    return Batch.objects.select_related("made_by").annotate(**counted, failed=Count("arrivals", filter=failed)).order_by("-pk")


def failed_documents() -> QuerySet[Document]:
    """Gives the documents that could not be read, the newest first."""
    return Document.objects.filter(state=State.FAILED).select_related("added_by").order_by("-pk")


def failed_table(language: str) -> Table:
    """Gives the documents that could not be read as a table to download."""
    columns = (
        Column("sha256", "SHA-256"),
        Column("name", _("File")),
        Column("size", _("Bytes"), "integer"),
        Column("added_at", _("Brought in")),
        Column("reason", _("Reason")),
    )

    def rows() -> Iterator[Sequence[Any]]:
        for one in failed_documents().iterator(1000):
            yield one.sha256, one.name, one.size, one.added_at.isoformat(), one.error_zh if language == "zh" else one.error_en

    return Table("failed-files", columns, rows)
