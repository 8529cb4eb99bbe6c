"""Bringing documents in and reading them: what the upload page, the command and the background worker share."""

from __future__ import annotations

import contextlib
import logging
import os
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F, Max, Q
from django.utils import timezone

import duixian
from duixian.errors import DuixianError, ReadingError
from duixian.reading.inputs import Input
from duixian.web.accounts.models import User
from duixian.web.archive.comparing import common, default_level, years
from duixian.web.archive.following import follow_across, follow_place, settle_places, stale_places
from duixian.web.archive.indicators import summarise_indicators
from duixian.web.archive.models import Arrival, Batch, Document, Place, State
from duixian.web.archive.originals import Kept, keep, original
from duixian.web.archive.storing import store
from duixian.web.archive.version import reader_version

__all__ = [
    "ATTEMPTS",
    "LEASE",
    "bring",
    "bring_all",
    "called",
    "claim",
    "fail",
    "interrupted",
    "read",
    "read_next",
    "release",
    "retry",
    "settle",
    "sum_up",
    "summed_up",
    "wait_for_newer_reader",
    "waiting",
]

LEASE = timedelta(minutes=10)
"""How long a worker may be at one document before another takes it; the background worker ends one long before (``DUIXIAN_READING_SECONDS``)."""
ATTEMPTS = 3
"""How often a document is taken up by itself; one that ends its worker each time is then listed as failed."""
_INTERRUPTED = ("读取多次中断，已停止重试；请联系管理员并附上文件", "reading it ended the reader several times; send the file to the administrator")
_GROUP = 50
"""Files that are lined up in one transaction."""

_log = logging.getLogger(__name__)


def bring(name: str, chunks: Iterable[bytes], batch: Batch, by: User | None = None) -> tuple[Document, bool]:
    """Keeps a file's bytes, once, and lines the document up to be read; gives it and whether it is new here.

    The same bytes again are the same document: it joins the batch and is read only if it failed before or an older reader read it.
    """
    arrival = _line_up([(name, keep(chunks), None)], batch, by)[0]
    assert arrival.document is not None
    return arrival.document, arrival.new


def bring_all(items: Iterable[Input], batch: Batch, by: User | None = None) -> Iterator[Arrival]:
    """Brings in every document of ``items``, some at a time; gives each as it arrived, with the error of one that could not be taken in."""
    group: list[tuple[str, Kept | None, ReadingError | None]] = []
    for item in items:
        group.append((item.name, keep([item.data]) if item.error is None else None, item.error))
        if len(group) == _GROUP:
            yield from _line_up(group, batch, by)
            group = []
    if group:
        yield from _line_up(group, batch, by)


def called(items: Iterable[Input], path: str, name: str) -> Iterator[Input]:
    """Gives documents found under ``path`` as if it had been ``name``: what people read says nothing of where files lay for a while."""
    for item in items:
        shown = name + item.name.removeprefix(path) if item.name.startswith(path) else item.name
        error = item.error
        if error is not None:
            error = type(error)(error.zh.replace(path, name), error.en.replace(path, name))
        yield Input(shown, item.data, error)


def retry(documents: Iterable[Document]) -> int:
    """Lines documents up to be read again; gives how many."""
    keys = [one.pk for one in documents]
    return Document.objects.filter(pk__in=keys).exclude(state=State.READING).update(
        state=State.WAITING, attempts=0, error_zh="", error_en="", claimed_at=None
    )


def wait_for_newer_reader() -> int:
    """Lines up the documents that an older reader read or could not read; gives how many. What people said of them is applied again when
    they are read."""
    return Document.objects.filter(state__in=[State.READ, State.FAILED]).exclude(reader=reader_version()).update(state=State.WAITING, attempts=0, claimed_at=None)


def waiting() -> bool:
    """Tells whether a document waits to be read, or was left lying by a worker that is gone."""
    return Document.objects.filter(Q(state=State.WAITING) | Q(state=State.READING, claimed_at__lt=timezone.now() - LEASE)).exists()


def claim(most: int = 1) -> list[Document]:
    """Gives up to ``most`` documents that wait, now in this worker's hands: new ones first, then those read before, then those whose worker
    has been gone for longer than the lease."""
    waits = Document.objects.filter(state=State.WAITING)
    lost = Document.objects.filter(state=State.READING, claimed_at__lt=timezone.now() - LEASE)
    claimed: list[Document] = []
    with transaction.atomic():
        for some in (waits.filter(reader=""), waits.exclude(reader=""), lost):
            if len(claimed) < most:
                locked = some.select_for_update(skip_locked=True) if connection.features.has_select_for_update_skip_locked else some
                claimed += locked.order_by("id")[: most - len(claimed)]
        Document.objects.filter(pk__in=[one.pk for one in claimed]).update(
            state=State.READING, claimed_at=timezone.now(), attempts=F("attempts") + 1
        )
    for one in claimed:
        one.state = State.READING
        one.attempts += 1
    return claimed


def release(keys: Iterable[int] | None = None) -> int:
    """Gives documents back that were claimed and not begun; all that are in somebody's hands where no keys are named, to be called so only
    where no other worker runs. Gives how many."""
    held = Document.objects.filter(state=State.READING)
    if keys is None:
        return held.update(state=State.WAITING, claimed_at=None)
    return held.filter(pk__in=list(keys)).update(state=State.WAITING, claimed_at=None, attempts=F("attempts") - 1)


def read_next() -> Document | None:
    """Claims a document, reads and stores it; gives it, read or failed, or None where none waits. One that cannot be read keeps the reason."""
    claimed = claim()
    if not claimed:
        return None
    read(claimed[0])
    return claimed[0]


def read(document: Document) -> None:
    """Reads and stores a claimed document; one that cannot be read keeps the reason."""
    if document.attempts > ATTEMPTS:
        fail(document, *_INTERRUPTED)
        return
    try:
        store(document, duixian.read(original(document.sha256).read_bytes(), name=document.name))
    except DuixianError as error:
        fail(document, error.zh, error.en)
    except (OperationalError, InterfaceError):  # the database, not the document
        raise
    except OSError as error:
        fail(document, f"原文件无法打开（{error.strerror}）；请检查数据目录", f"the original cannot be opened ({error.strerror}); check the data folder")
    except Exception as error:  # a defect of ours must not stop the documents behind this one
        _log.exception("reading %s failed", document.sha256)
        what = f"{type(error).__name__}: {error}"[:400]
        fail(document, f"程序内部错误（{what}）；请把文件与这条信息一起反馈", f"an error of this program ({what}); please report it with the file")


def interrupted(key: int) -> None:
    """Lines a document up again whose reading ended with the process that read it; lists it as failed where that happened too often."""
    document = Document.objects.get(pk=key)
    if document.state != State.READING:
        return
    if document.attempts >= ATTEMPTS:
        fail(document, *_INTERRUPTED)
    else:
        Document.objects.filter(pk=key, state=State.READING).update(state=State.WAITING, claimed_at=None)


def fail(document: Document, zh: str, en: str) -> None:
    """Lists a document as failed, with the reason in both languages."""
    Document.objects.filter(pk=document.pk).update(
        state=State.FAILED, error_zh=zh, error_en=en, reader=reader_version(), claimed_at=None
    )
    document.state = State.FAILED
    document.error_zh, document.error_en = zh, en


def settle() -> int:
    """Follows the places whose reports changed, then looks between places; gives how many places were followed."""
    settle_places()
    followed = 0
    for pk in stale_places():
        follow_place(pk)
        followed += 1
    if followed:
        sum_up()
    return followed


def sum_up() -> None:
    """Does what comes after places were followed and concerns them together: findings between them, the summary of indicators, the indicators
    that a comparison offers, which would keep whoever asks first for a year waiting."""
    begun = timezone.now()
    follow_across()
    summarise_indicators()
    for year in years():
        common(year, default_level(year))
    mark = _mark()
    mark.touch()
    os.utime(mark, (begun.timestamp(), begun.timestamp()))


def summed_up() -> bool:
    """Tells whether nothing was followed since :func:`sum_up` was last begun."""
    last = Place.objects.aggregate(last=Max("followed_at"))["last"]
    mark = _mark()
    return last is None or (mark.exists() and mark.stat().st_mtime >= last.timestamp())


def _mark() -> Path:
    return Path(settings.DATA) / "summed-up"


def _line_up(group: list[tuple[str, Kept | None, ReadingError | None]], batch: Batch, by: User | None) -> list[Arrival]:
    """Lines the documents of a group up in one transaction; gives them as arrivals, in their order."""
    with transaction.atomic():
        digests = {kept.sha256 for _, kept, _ in group if kept}
        there = set(Document.objects.filter(sha256__in=digests).values_list("sha256", flat=True))
        fresh: dict[str, Document] = {}
        for name, kept, _ in group:
            if kept and kept.sha256 not in there:
                fresh.setdefault(kept.sha256, Document(sha256=kept.sha256, name=_name(name), size=kept.size, added_by=by))
        Document.objects.bulk_create(fresh.values(), ignore_conflicts=True)
        documents = {one.sha256: one for one in Document.objects.filter(sha256__in=digests)}
        again = [
            one
            for one in documents.values()
            if one.sha256 not in fresh and (one.state == State.FAILED or (one.state == State.READ and one.reader != reader_version()))
        ]
        if again:
            retry(again)
            for one in again:
                one.state = State.WAITING
        arrivals = []
        for name, kept, error in group:
            document = documents[kept.sha256] if kept else None
            new = document is not None and fresh.pop(document.sha256, None) is not None
            zh, en = (_legible(error.zh), _legible(error.en)) if error else ("", "")
            arrivals.append(Arrival(batch=batch, document=document, name=_name(name), new=new, error_zh=zh, error_en=en))
        return Arrival.objects.bulk_create(arrivals)


_NAME_MOST = 400
"""Characters of a file's name that are kept: the last ones, which tell most where folders stand before them."""


def _name(name: str) -> str:
    return _legible(name)[-_NAME_MOST:]


def _legible(text: str) -> str:
    """A text that holds the name of a file, as a database takes it: bytes that are no UTF-8 are read as GB 18030, in which older systems write
    names, and what cannot be shown becomes U+FFFD."""
    if not text.isascii() and any("\udc80" <= letter <= "\udcff" for letter in text):
        with contextlib.suppress(UnicodeError):
            text = os.fsencode(text).decode("gb18030")
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text)
