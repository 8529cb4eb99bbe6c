"""What a report page shows beside the text: facts, commitments and findings in order, all of them or those that a reader asks for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import msgspec
from django.db.models import Q

from duixian.model import Commitment, Confidence, CrossFinding, Fact, Finding
from duixian.model import Report as ReportRecord
from duixian.web.archive import models
from duixian.web.archive.correcting import Corrected

__all__ = ["KINDS", "Doubt", "Entry", "Wish", "across", "doubts", "entries", "kind_of", "wished"]

KINDS = ("target", "actual", "baseline", "checkable", "degree", "finding")
"""The kinds of mark that a reader can ask for: facts by role, commitments by whether they can be checked, findings."""

_LONGEST = 80


class Doubt(NamedTuple):
    """A finding at its place in this report; ``other`` names the report of the second place (empty: this one), ``state`` is what people decided."""

    id: str
    kind: str
    message: str
    start: int
    end: int
    quote: str
    other: str
    other_start: int
    other_end: int
    rules: tuple[str, ...]
    state: str = ""


class Entry(NamedTuple):
    """Something that is marked: ``sort`` is fact, commitment or finding, ``kind`` one of :data:`KINDS`, ``standing`` what people did with it."""

    sort: str
    kind: str
    record: Fact | Commitment | Doubt
    standing: str = ""

    @property
    def start(self) -> int:
        """Where it begins."""
        return self.record.start

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.record.end


class Wish(NamedTuple):
    """What a reader asks to see: kinds (none: all), a word in the indicator or the promise, a part of the report, only doubtful, only corrected ones."""

    kinds: frozenset[str] = frozenset()
    word: str = ""
    section: int = -1
    doubtful: bool = False
    corrected: bool = False

    @property
    def everything(self) -> bool:
        """Whether nothing is left out."""
        return self == Wish()


def wished(query: Mapping[str, str], kinds: Iterable[str]) -> Wish:
    """Gives what the parameters of an address ask for; what they do not make sense in is passed over.

    Args:
        query: The parameters ``indicator``, ``section``, ``doubtful`` and ``corrected``.
        kinds: The values of ``show``.
    """
    section = query.get("section", "")
    return Wish(
        frozenset(kinds) & frozenset(KINDS),
        query.get("indicator", "").strip()[:_LONGEST],
        int(section) if section.isdecimal() and len(section) < 6 else -1,
        query.get("doubtful") == "1",
        query.get("corrected") == "1",
    )


def across(row: models.Report) -> list[models.Finding]:
    """Gives the findings that following made at places of a report, one query."""
    found = models.Finding.objects.filter(Q(report=row) | Q(other_report=row)).order_by("start", "id")
    return list(found.only("finding", "report_id", "other_report_id", "state", "record"))


def doubts(row: models.Report, machine: ReportRecord, found: Iterable[models.Finding]) -> list[Doubt]:
    """Gives the findings of reading and of following at places of a report, in order."""
    here = []
    for one in found:
        record = msgspec.json.decode(one.record, type=CrossFinding)
        here.append(_cross(record, one.state, one.report_id == row.pk, row.ref))
    # Following gives what reading found once more, under ids that people's decisions name.
    there = {(one.kind, one.start, one.end) for one in here}
    here += [_own(one) for one in machine.findings if (one.kind, one.start, one.end) not in there]
    length = len(machine.text)
    return sorted((one for one in here if 0 <= one.start < one.end <= length), key=lambda one: (one.start, one.id))


def kind_of(record: Fact | Commitment | Doubt) -> str:
    """Gives the kind of mark of a record, one of :data:`KINDS`."""
    if isinstance(record, Fact):
        return record.role.value
    if isinstance(record, Commitment):
        return "checkable" if record.checkable else "degree"
    return "finding"


def entries(left: Corrected, found: Iterable[Doubt], wish: Wish) -> list[Entry]:
    """Gives the records of a report that a reader asks for, in the order of the text, the longer first where two begin together."""
    report = left.report
    low, high = 0, len(report.text)
    if 0 <= wish.section < len(report.sections):
        low, high = report.sections[wish.section].start, report.sections[wish.section].end
    with_word = {fact.id for fact in report.facts if wish.word in fact.indicator} if wish.word else set()
    chosen = []
    every: list[tuple[str, Iterable[Fact | Commitment | Doubt]]] = [
        ("commitment", report.commitments),
        ("fact", report.facts),
        ("finding", found),
    ]
    for sort, records in every:
        for record in records:
            if not low <= record.start < high:
                continue
            kind = kind_of(record)
            if wish.kinds and kind not in wish.kinds:
                continue
            if wish.word and not _speaks_of(record, wish.word, with_word):
                continue
            standing = "" if sort == "finding" else left.standing.get((sort, record.id), "")
            if wish.corrected and not standing:
                continue
            if wish.doubtful and getattr(record, "confidence", Confidence.DOUBTFUL) is not Confidence.DOUBTFUL:
                continue
            chosen.append(Entry(sort, kind, record, standing))
    chosen.sort(key=lambda entry: (entry.start, -entry.end))
    return chosen


def _speaks_of(record: Fact | Commitment | Doubt, word: str, with_word: set[str]) -> bool:
    if isinstance(record, Fact):
        return record.id in with_word
    if isinstance(record, Commitment):
        return word in record.quote or not with_word.isdisjoint(record.facts)
    return word in record.quote or word in record.message


def _own(one: Finding) -> Doubt:
    return Doubt(one.id, one.kind, one.message, one.start, one.end, one.quote, "", one.other_start, one.other_end, one.rules)


def _cross(one: CrossFinding, state: str, first: bool, ref: str) -> Doubt:
    """A finding of two places, seen from the report that has the first or the second of them."""
    if first:
        other = "" if one.other_report == ref else one.other_report
        return Doubt(one.id, one.kind, one.message, one.start, one.end, one.quote, other, one.other_start, one.other_end, one.rules, state)
    return Doubt(
        one.id, one.kind, one.message, one.other_start, one.other_end, one.other_quote, one.report, one.start, one.end, one.rules, state
    )
