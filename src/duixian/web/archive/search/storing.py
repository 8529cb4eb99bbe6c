"""A report's sentences into the database and the index, and out of both.

The sentences of a report become a segment of the index in the transaction that stores the report, so that what is stored is found, and
nothing else is. Small segments are merged after the transaction (:mod:`duixian.web.archive.search.merging`).
"""

from __future__ import annotations

import logging
from bisect import bisect_right
from collections.abc import Iterable, Sequence

import numpy as np
from django.db import DatabaseError, transaction

import duixian
from duixian.web.archive.models import Commitment, Fact, Report, SearchMember, SearchSegment, Sentence
from duixian.web.archive.rows import insert
from duixian.web.archive.search.bigrams import label
from duixian.web.archive.search.indexing import Indexable, indexed, labels_of
from duixian.web.archive.search.keys import SENTENCES_MOST, first_key, reports_of
from duixian.web.archive.search.merging import merge_segments
from duixian.web.archive.search.segment_rows import delete_segments, write_segment
from duixian.web.archive.search.segments import Chunks
from duixian.web.archive.sentences import SentenceOf

__all__ = ["forget_deleted", "forget_sentences", "reindex", "store_sentences"]

_FIELDS = ("id", "report_id", "role", "theme", "start", "end", "text")

_log = logging.getLogger(__name__)


def store_sentences(row: Report, found: Iterable[SentenceOf], records: duixian.Report | None = None) -> None:
    """Keeps the sentences of a report, whose facts and commitments are stored already, and finds them from now on. To be called inside the
    transaction that stores it; ``records`` holds the facts and commitments where they are at hand."""
    sentences = list(found)[:SENTENCES_MOST]
    first = first_key(row.pk)
    insert(
        Sentence,
        _FIELDS,
        (
            (first + number, row.pk, one.role, one.theme, one.start, one.end, one.text)
            for number, one in enumerate(sentences)
        ),
    )
    _index(row, sentences, records)


def forget_sentences(row: Report) -> None:
    """Takes a report's sentences out. To be called inside a transaction."""
    _out_of_index(row)
    Sentence.objects.filter(report=row).delete()


def forget_deleted(instance: Report, **_: object) -> None:
    """Takes a report out that is about to be deleted; a receiver of ``pre_delete``."""
    forget_sentences(instance)


def reindex(row: Report) -> None:
    """Brings the index in step with a report's facts and commitments after these have changed. To be called inside a transaction."""
    _out_of_index(row)
    columns = Sentence.objects.filter(report=row).order_by("id").values_list("start", "end", "role", "theme", "text")
    _index(row, [SentenceOf(*one) for one in columns])


def _index(row: Report, sentences: Sequence[SentenceOf], records: duixian.Report | None = None) -> None:
    first = first_key(row.pk)
    year, kind = row.year or 0, label(f"kind:{row.kind}")
    for number, count, whole in indexed(_indexable(row, sentences, records)):
        chunks = Chunks(*(np.array([value], np.int64) for value in (first + number, 0, count, year, kind)))
        SearchMember.objects.create(report=row, segment=write_segment(chunks, whole))
    transaction.on_commit(_merge)


def _merge() -> None:
    """A report is stored whether merging succeeds or not: it only makes searching faster, and is tried again with the next report."""
    try:
        merge_segments()
    except DatabaseError:
        _log.exception("merging segments of the search index failed")


def _out_of_index(row: Report) -> None:
    # Members before segments, as merging locks them; whoever waited for a merging then sees where it put the report.
    members = list(SearchMember.objects.select_for_update().filter(report=row).order_by("id"))
    segments = SearchSegment.objects.select_for_update().filter(pk__in={member.segment_id for member in members}).order_by("id")
    empty = []
    for segment in segments:
        chunks = Chunks.unpack(segment.chunks)
        chunks = chunks._replace(first=np.where(reports_of(chunks.first) == row.pk, 0, chunks.first))
        if chunks.live:
            segment.chunks, segment.live = chunks.pack(), chunks.live
            segment.save(update_fields=["chunks", "live"])
        else:
            empty.append(segment)
    SearchMember.objects.filter(report=row).delete()
    delete_segments(empty)


def _indexable(row: Report, sentences: Sequence[SentenceOf], records: duixian.Report | None) -> list[Indexable]:
    """The sentences with their labels: those of the sentence, and those of the facts and commitments that begin in it."""
    labels = [labels_of(one.role, one.theme) for one in sentences]
    starts = [one.start for one in sentences]

    def note(start: int, *names: str) -> None:
        at = bisect_right(starts, start) - 1
        if at >= 0 and start < sentences[at].end:
            labels[at].extend(names)

    facts: Iterable[tuple[int, str, str]]
    commitments: Iterable[tuple[int, bool, str]]
    if records is None:
        facts = Fact.objects.filter(report=row).values_list("start", "role", "measure")
        commitments = Commitment.objects.filter(report=row).values_list("start", "checkable", "theme")
    else:
        facts = ((one.start, one.role.value, one.measure.value) for one in records.facts)
        commitments = ((one.start, one.checkable, one.theme) for one in records.commitments)
    for start, role, measure in facts:
        note(start, "fact", f"fact:{role}", f"fact:{measure}")
    for start, checkable, theme in commitments:
        note(start, "commitment", f"commitment:{'checkable' if checkable else 'vague'}", f"commitment:{theme}")
    return [Indexable(one.text, names) for one, names in zip(sentences, labels, strict=True)]
