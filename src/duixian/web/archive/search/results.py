"""A page of what was found, as it is shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from duixian.web.archive.models import Commitment, Fact, Report, Sentence
from duixian.web.archive.search.asking import TEXT, Filters
from duixian.web.archive.search.keys import report_of
from duixian.web.archive.search.marking import Piece, marked, spots, whereabouts
from duixian.web.archive.search.matching import match
from duixian.web.archive.search.query import Query, Word
from duixian.web.archive.search.records import Kept, records_in, records_of

__all__ = ["MOST", "PAGE", "Hit", "Results", "everything", "search"]

PAGE = 20
MOST = 1000
"""Hits that can be paged through; whoever has more looks better with a further word."""
_AROUND = 40
"""Characters of the sentences before and after."""
_AT_ONCE = 500


class Hit(NamedTuple):
    """A sentence that was found, or a record in one.

    ``start`` and ``end`` are where in the report to look; ``before`` and ``after`` the end of the sentence before and the beginning of the one after.
    """

    sentence: Sentence
    report: Report
    pieces: tuple[Piece, ...]
    start: int
    end: int
    before: str = ""
    after: str = ""
    record: Fact | Commitment | None = None


class Results(NamedTuple):
    """A page of hits. ``total`` is how many there are; where ``exact`` is false there may be more. ``years`` counts all hits by year, newest first, where that is known."""

    hits: list[Hit]
    total: int
    exact: bool
    number: int
    years: dict[int, int] | None

    @property
    def pages(self) -> int:
        """How many pages there are to look through."""
        return max(1, -(-min(self.total, MOST) // PAGE))

    @property
    def has_previous(self) -> bool:
        """Whether there is a page before."""
        return self.number > 1

    @property
    def has_next(self) -> bool:
        """Whether there is a page after."""
        return self.number < self.pages

    @property
    def previous_page_number(self) -> int:
        """The number of the page before."""
        return self.number - 1

    @property
    def next_page_number(self) -> int:
        """The number of the page after."""
        return self.number + 1

    @property
    def beyond(self) -> bool:
        """Whether there are more than can be paged through."""
        return self.total > MOST or (self.total == MOST and not self.exact)


def search(query: Query, filters: Filters, number: int = 1) -> Results:
    """Gives a page of what holds the words of a query: newest year first, then report by report in the order of the text.

    Args:
        query: The words; one with a problem finds nothing.
        filters: What is wanted, and where.
        number: The page, from 1; one beyond the last is the last.
    """
    if query.problem or not query.words:
        return Results([], 0, True, 1, None)
    found = match(query, filters.within(), MOST + 1)
    if filters.what == TEXT:
        total = found.total
        shown = Results([], min(total, MOST) if not found.exact else total, found.exact, 1, found.years)
        shown = shown._replace(number=max(1, min(number, shown.pages)))
        keys = found.sentences[:MOST][(shown.number - 1) * PAGE : shown.number * PAGE]
        return shown._replace(hits=list(_sentence_hits(keys, query.sought, around=True)))
    kept = records_in(found.sentences, query.sought, filters)
    exact = found.exact and found.total <= len(found.sentences)
    shown = Results([], len(kept) if exact else min(len(kept), MOST), exact, 1, None)
    shown = shown._replace(number=max(1, min(number, shown.pages)))
    return shown._replace(hits=_record_hits(kept[:MOST][(shown.number - 1) * PAGE : shown.number * PAGE], query.sought, filters))


def everything(query: Query, filters: Filters, most: int) -> Iterator[Hit]:
    """Gives all that was found, ``most`` at the most, for a file."""
    if query.problem or not query.words:
        return
    keys = match(query, filters.within(), most).sentences
    if filters.what == TEXT:
        for at in range(0, len(keys), _AT_ONCE):
            yield from _sentence_hits(keys[at : at + _AT_ONCE], query.sought, around=False)
        return
    given = 0
    for at in range(0, len(keys), _AT_ONCE):
        kept = records_in(keys[at : at + _AT_ONCE], query.sought, filters)[: most - given]
        given += len(kept)
        yield from _record_hits(kept, query.sought, filters)
        if given >= most:
            return


def _sentence_hits(keys: Sequence[int], words: Iterable[Word], *, around: bool) -> Iterator[Hit]:
    sought = tuple(words)
    rows = _rows(keys)
    near = {other for key in keys for other in (key - 1, key + 1) if around and report_of(other) == report_of(key)}
    texts = dict(Sentence.objects.filter(pk__in=near).values_list("pk", "text")) if near else {}
    for key in keys:
        row = rows.get(key)
        if row is None:
            continue
        found = spots(row.text, sought)
        place = whereabouts(row.text, row.start, row.end, found)
        before, after = texts.get(key - 1, ""), texts.get(key + 1, "")
        yield Hit(row, row.report, marked(row.text, found), place.start, place.end, _end_of(before), _beginning_of(after))


def _record_hits(kept: Sequence[Kept], words: Iterable[Word], filters: Filters) -> list[Hit]:
    sought = tuple(words)
    rows = _rows({one.sentence for one in kept})
    records = records_of((one.record for one in kept), filters.what)
    hits = []
    for one in kept:
        row, record = rows.get(one.sentence), records.get(one.record)
        if row is not None and record is not None:
            hits.append(Hit(row, row.report, marked(row.text, spots(row.text, sought)), record.start, record.end, record=record))
    return hits


def _rows(keys: Iterable[int]) -> dict[int, Sentence]:
    rows = Sentence.objects.filter(pk__in=keys).select_related("report__place", "report__document").defer("report__reading")
    return {row.pk: row for row in rows}


def _end_of(text: str) -> str:
    return text if len(text) <= _AROUND else "…" + text[-_AROUND:]


def _beginning_of(text: str) -> str:
    return text if len(text) <= _AROUND else text[:_AROUND] + "…"
