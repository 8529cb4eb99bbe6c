"""Facts and commitments in the sentences that were found.

A sentence states several things at once; of one whose records name what is sought in part, only those that do are given.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.db import connection

from duixian.web.archive.models import Commitment, Fact
from duixian.web.archive.search.asking import FACTS, Filters
from duixian.web.archive.search.indexing import folded_all
from duixian.web.archive.search.query import Word

__all__ = ["Kept", "records_in", "records_of"]

_COLUMNS = {
    FACTS: ("archive_fact", "r.indicator || ' ' || r.joined", ("role", "measure")),
    "commitments": ("archive_commitment", "r.quote || ' ' || r.object", ("theme", "checkable")),
}
"""Table, the record's own words, and what may be asked of it."""


class Kept(NamedTuple):
    """A record by its key, with the key of the sentence in which it begins."""

    sentence: int
    record: int


def records_in(sentences: Sequence[int], words: Iterable[Word], filters: Filters) -> list[Kept]:
    """Gives the records that are asked for and begin in one of ``sentences`` (by key), in the order of these and of the text."""
    table, own, columns = _COLUMNS[filters.what]
    postgres = connection.vendor == "postgresql"
    conditions = ["s.id = ANY(%s)" if postgres else "s.id IN (SELECT value FROM json_each(%s))"]
    values: list[Any] = [list(sentences) if postgres else json.dumps(list(sentences))]
    for column in columns:
        wanted = getattr(filters, column)
        if wanted:
            conditions.append(f"r.{column} = %s")
            values.append(wanted == "yes" if column == "checkable" else wanted)
    statement = (
        f"SELECT s.id, r.id, {own} FROM archive_sentence s"
        f" JOIN {table} r ON r.report_id = s.report_id AND r.start >= s.start AND r.start < s.\"end\""
        f" WHERE {' AND '.join(conditions)} ORDER BY r.start, r.id"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows = cursor.fetchall()
    sought = [word.folded for word in words]
    naming = [any(word in folded for word in sought) for folded in folded_all([row[2] for row in rows])]
    of_sentence: defaultdict[int, list[tuple[int, bool]]] = defaultdict(list)
    for (sentence, record, _words), names in zip(rows, naming, strict=True):
        of_sentence[sentence].append((record, names))
    kept = []
    for sentence in sentences:
        records = of_sentence.get(sentence, [])
        some = any(names for _record, names in records)
        kept += [Kept(sentence, record) for record, names in records if names or not some]
    return kept


def records_of(keys: Iterable[int], what: str) -> dict[int, Fact | Commitment]:
    """Gives records by their keys."""
    if what == FACTS:
        return {row.pk: row for row in Fact.objects.filter(pk__in=set(keys))}
    return {row.pk: row for row in Commitment.objects.filter(pk__in=set(keys))}
