"""Which sentences hold the words of a query: from the index, newest year first."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from duixian.web.archive.models import Report
from duixian.web.archive.search.bigrams import label
from duixian.web.archive.search.found import NOTHING, Found, all_of, any_of, without
from duixian.web.archive.search.indexing import folded_all
from duixian.web.archive.search.keys import report_of, reports_of
from duixian.web.archive.search.query import Query
from duixian.web.archive.search.segments import Chunks, find

__all__ = ["Matches", "Within", "match"]

_LOOKED_AT_MOST = 20_000
"""Sentences whose text is looked at for one query, where the index leaves it open whether they hold the words: about 0.1 s."""
_BATCHES = (1_200, 6_000)
"""How many texts are fetched at once, the first time and then."""

_LOOKUP = """
WITH wanted(number, low, high) AS (VALUES {wanted})
SELECT s.id, w.number, (
    SELECT p.data FROM archive_searchpiece p WHERE p.segment_id = s.id AND p.first <= w.low ORDER BY p.first DESC LIMIT 1
) FROM archive_searchsegment s CROSS JOIN wanted w
UNION ALL
SELECT s.id, -1, s.chunks FROM archive_searchsegment s
"""
"""One statement, so that what it sees is of one moment: segments come and go while reports are stored."""
_RANGES = {
    "postgresql": """
UNION ALL
SELECT s.id, w.number, p.data FROM archive_searchsegment s CROSS JOIN wanted w CROSS JOIN LATERAL (
    SELECT data FROM archive_searchpiece WHERE segment_id = s.id AND first > w.low AND first <= w.high OFFSET 0
) p WHERE w.low < w.high
""",
    "sqlite": """
UNION ALL
SELECT s.id, w.number, p.data FROM archive_searchsegment s CROSS JOIN wanted w CROSS JOIN archive_searchpiece p
WHERE p.segment_id = s.id AND p.first > w.low AND p.first <= w.high AND w.low < w.high
""",
}
"""Of a range the pieces after the first; piece by piece through the key of the table, whatever the planner believes of its size."""

Pieces = dict[tuple[int, int], list[bytes]]


class Within(NamedTuple):
    """Where to look: the reports of a place, of a year, of a kind; sentences that have all of ``labels``;
    in those of ``reports`` (keys) alone where they are given and no place is."""

    place: int | None = None
    year: int | None = None
    kind: str = ""
    labels: tuple[str, ...] = ()
    reports: tuple[int, ...] | None = None


class Matches(NamedTuple):
    """What was found: the keys of the first sentences, newest year first, then in the order in which reports came, then of the text.

    ``total`` counts all sentences found; where ``exact`` is false there may be more than that. ``years`` counts them by year, newest first, and is None where not all were counted.
    """

    sentences: list[int]
    total: int
    exact: bool
    years: dict[int, int] | None


class _Hits(NamedTuple):
    """What was found in one segment, and how much of it in each chunk where to look."""

    found: Found
    chunks: Chunks
    counts: NDArray[np.int64]


def match(query: Query, within: Within, most: int) -> Matches:
    """Gives the first ``most`` sentences that hold what a query asks for, and how many there are.

    Args:
        query: The words; without any, every sentence within fits.
        within: Where to look.
        most: How many sentences to give.
    """
    reports = None
    if within.place is not None:
        reports = np.fromiter(Report.objects.filter(place=within.place).values_list("id", flat=True), np.int64)
    elif within.reports is not None:
        reports = np.array(within.reports, np.int64)
    hits = [_counted(found, chunks, within, reports) for found, chunks in _in_segments(query, within)]
    if not hits:
        return Matches([], 0, True, {})
    ordered = _Ordered(hits)
    if all(word.exact for word in query.words):
        return Matches(ordered.first(most), ordered.total, True, ordered.years())
    return _looked_at(ordered, query, most)


class _Ordered:
    """All that was found, chunk by chunk in the order in which it is shown."""

    def __init__(self, hits: Sequence[_Hits]) -> None:
        self._hits = hits
        first, base, length, year, _kind = (np.concatenate(columns) for columns in zip(*(one.chunks for one in hits), strict=True))
        counts = np.concatenate([one.counts for one in hits])
        segment = np.repeat(np.arange(len(hits)), [len(one.counts) for one in hits])
        some = np.flatnonzero(counts)
        order = some[np.lexsort((first[some], -year[some]))]
        self._first, self._base, self._length = first[order], base[order], length[order]
        self._segment, self._counts, self._year = segment[order], counts[order], year[order]
        self.total = int(counts.sum())

    def years(self) -> dict[int, int]:
        """Gives how many there are of each year, newest first."""
        years, at = np.unique(self._year, return_inverse=True)
        counts = np.bincount(at, weights=self._counts).astype(np.int64)
        return dict(zip(years[::-1].tolist(), counts[::-1].tolist(), strict=True))

    def years_of(self, keys: Sequence[int]) -> dict[int, int]:
        """Gives how many of some sentences, in their order, are of each year."""
        year_of = dict(zip(reports_of(self._first).tolist(), self._year.tolist(), strict=True))
        return dict(Counter(year_of[report_of(key)] for key in keys))

    def first(self, most: int, skip: int = 0) -> list[int]:
        """Gives the keys of ``most`` sentences after the first ``skip``."""
        ends = np.cumsum(self._counts)
        low, high = int(np.searchsorted(ends, skip, side="right")), int(np.searchsorted(ends, skip + most))
        keys: list[int] = []
        for at in range(low, min(high + 1, len(ends))):
            base = int(self._base[at])
            own = self._hits[int(self._segment[at])].found.between(base, base + int(self._length[at]))
            keys.extend((own + (int(self._first[at]) - base)).tolist())
        before = skip - int(ends[low - 1] if low else 0)
        return keys[before : before + most]


def _looked_at(ordered: _Ordered, query: Query, most: int) -> Matches:
    """The same where the index leaves open whether the sentences hold the words: their texts are looked at, in order, until enough do."""
    found: list[int] = []
    seen = 0
    for batch in _BATCHES[:1] + _BATCHES[1:] * (_LOOKED_AT_MOST // _BATCHES[1]):
        keys = ordered.first(batch, seen)
        seen += len(keys)
        found.extend(_holding(keys, query))
        if seen >= ordered.total or len(found) >= most:
            break
    whole = seen >= ordered.total and len(found) <= most
    return Matches(found[:most], min(len(found), most), whole, ordered.years_of(found) if whole else None)


def _holding(keys: Sequence[int], query: Query) -> Iterator[int]:
    """The sentences among ``keys``, in their order, whose text holds what the query seeks and not what it refuses."""
    texts = dict(_texts(keys))
    there = [key for key in keys if key in texts]
    sought = [word.folded for word in query.sought if not word.exact]
    refused = [word.folded for word in query.refused if not word.exact]
    for key, folded in zip(there, folded_all([texts[key] for key in there]), strict=True):
        if all(word in folded for word in sought) and not any(word in folded for word in refused):
            yield key


def _texts(keys: Sequence[int]) -> list[tuple[int, str]]:
    """The sentences with their texts; thousands of keys are one parameter, where the ORM would take as long as the database."""
    chosen = "= ANY(%s)" if connection.vendor == "postgresql" else "IN (SELECT value FROM json_each(%s))"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, text FROM archive_sentence WHERE id {chosen}", [list(keys) if connection.vendor == "postgresql" else json.dumps(list(keys))])
        return list(cursor.fetchall())


def _counted(found: Found, chunks: Chunks, within: Within, reports: NDArray[np.int64] | None) -> _Hits:
    """What was found in a segment, chunk by chunk; of chunks outside of where to look, none."""
    inside = chunks.first > 0
    if within.year is not None:
        inside &= chunks.year == within.year
    if within.kind:
        inside &= chunks.kind == label(f"kind:{within.kind}")
    if reports is not None:
        inside &= np.isin(reports_of(chunks.first), reports)
    return _Hits(found, chunks, np.where(inside, found.counts(chunks.base), 0))


def _in_segments(query: Query, within: Within) -> Iterator[tuple[Found, Chunks]]:
    """Goes through the segments: the sentences of each that have all pairs and labels, and its chunks."""
    needed = [word for word in query.words if not word.negative or word.exact]
    ranges = dict.fromkeys([*_labels(within), *(keys for word in needed for keys in word.keys)])
    for chunks, pieces in _fetch(list(ranges)):
        found = _found(query, within, pieces)
        if found.size:
            yield found, chunks


def _labels(within: Within) -> list[tuple[int, int]]:
    return [(label(name), label(name)) for name in within.labels]


def _fetch(ranges: Sequence[tuple[int, int]]) -> Iterator[tuple[Chunks, Pieces]]:
    wanted = ", ".join(f"({number}, CAST({low} AS bigint), CAST({high} AS bigint))" for number, (low, high) in enumerate(ranges))
    chunks: dict[int, Chunks] = {}
    pieces: dict[int, Pieces] = {}
    statement = _LOOKUP + (_RANGES[connection.vendor] if any(low < high for low, high in ranges) else "")
    with connection.cursor() as cursor:
        cursor.execute(statement.format(wanted=wanted))
        for segment, number, data in cursor.fetchall():
            if number < 0:
                chunks[segment] = Chunks.unpack(data)
            elif data is not None:
                pieces.setdefault(segment, {}).setdefault(ranges[number], []).append(data)
    for segment, own in chunks.items():
        yield own, pieces.get(segment, {})


def _found(query: Query, within: Within, pieces: Pieces) -> Found:
    """The sentences of a segment that have all that is sought, and nothing of what is refused as far as the index can tell."""
    founds: list[Found] = []
    for keys in [*_labels(within), *(keys for word in query.sought for keys in word.keys)]:
        own = _having(keys, pieces)
        if not own.size:
            return NOTHING
        founds.append(own)
    found = all_of(founds)
    for word in query.refused:
        if word.exact:
            found = without(found, all_of(_having(keys, pieces) for keys in word.keys))
    return found


def _having(keys: tuple[int, int], pieces: Pieces) -> Found:
    """The sentences of a segment that have a key, or one of a range of keys."""
    found = [find(*keys, data) for data in pieces.get(keys, ())]
    if not found:
        return NOTHING
    return found[0] if keys[0] == keys[1] else any_of(found)
