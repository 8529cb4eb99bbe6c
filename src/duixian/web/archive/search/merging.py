"""Small segments of the index become large ones, so that a search looks into few.

Every report comes with a segment of its own. Sixteen small ones are merged into one of a middle size, a dozen of those into a full one, so a
sentence is written three times in all, and an archive of any size has few that are not full. A segment that lost many of its
sentences counts as a smaller one again.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable

import numpy as np
from django.db import connection, transaction
from numpy.typing import NDArray

from duixian.web.archive.models import SearchMember, SearchSegment
from duixian.web.archive.search.found import MOST
from duixian.web.archive.search.segment_rows import delete_segments, read_postings, write_segment
from duixian.web.archive.search.segments import Chunks, Postings, merged

__all__ = ["merge_segments"]

_MIDDLE = 4096
"""Sentences from which on a segment is no longer small: a dozen reports."""
_FULL = 45_000
"""Sentences from which on a segment is merged no more: another dozen of reports would often not fit."""
_SIZES = ((0, _MIDDLE, 16), (_MIDDLE, _FULL, 12))
"""From and below how many sentences a segment is of a size, and how many of that size there are when they are merged."""
_LOCK = 0x6478_7365
"""The number of the lock that a merging process holds on PostgreSQL."""

_log = logging.getLogger(__name__)


def merge_segments() -> int:
    """Merges the segments of a size of which there are enough; gives how many were merged. Where another process is at it, nothing is done."""
    lives = list(SearchSegment.objects.filter(live__lt=_FULL).values_list("live", flat=True))
    count = 0
    for low, high, enough in _SIZES:
        if sum(low <= live < high for live in lives) < enough:
            continue
        with transaction.atomic():
            chosen = _chosen(low, high, enough) if _alone() else []
            if chosen:
                _merge(chosen)
                count += len(chosen)
    return count


def _alone() -> bool:
    if connection.vendor != "postgresql":
        return True  # a writing transaction of SQLite is alone
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        return bool(cursor.fetchone()[0])


def _chosen(low: int, high: int, enough: int) -> list[int]:
    """Gives the segments to be merged, as many as fit into one; none where there are too few."""
    found = list(SearchSegment.objects.filter(live__gte=low, live__lt=high).order_by("live", "id").values_list("id", "live"))
    if len(found) < enough:
        return []
    total = 0
    chosen = []
    for pk, live in found:
        total += live
        if total > MOST:
            break
        chosen.append(pk)
    return chosen if len(chosen) > 1 else []


def _merge(chosen: Iterable[int]) -> None:
    # Members before segments, as whoever takes a report out locks them.
    members = SearchMember.objects.select_for_update().filter(segment__in=chosen).order_by("report_id", "id")
    moved = [member.pk for member in members]
    segments = list(SearchSegment.objects.select_for_update().filter(pk__in=chosen).order_by("id"))
    parts: list[tuple[Postings, NDArray[np.int64]]] = []
    kept: list[Chunks] = []
    base = 0
    for segment in segments:
        chunks = Chunks.unpack(segment.chunks).alive()
        numbers = np.full(MOST, -1, np.int64)
        bases = base + np.cumsum(chunks.length) - chunks.length
        for old, new, count in zip(chunks.base.tolist(), bases.tolist(), chunks.length.tolist(), strict=True):
            numbers[old : old + count] = np.arange(new, new + count)
        base += chunks.live
        parts.append((read_postings(segment), numbers))
        kept.append(chunks._replace(base=bases))
    together = Chunks(*(np.concatenate(columns) for columns in zip(*kept, strict=True)))
    segment = write_segment(together, merged(parts))
    SearchMember.objects.filter(pk__in=moved).update(segment=segment)
    delete_segments(segments)
