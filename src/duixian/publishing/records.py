"""The kinds of record a report holds, and each as flat objects: what JSON lines, CSV and JSON are made of.

A flat object has a record's own fields under their own names. A report that is not plain text (docx, html, PDF)
adds where the record stands in the file: ``path`` of the paragraph, cell or element, ``page`` and ``box``.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from functools import cache

import msgspec

from duixian.model import (
    Anchor,
    Commitment,
    Fact,
    Finding,
    Metadata,
    Named,
    Report,
    ReportKind,
    Section,
    Term,
)

__all__ = ["KINDS", "Identity", "Record", "anchor_at", "identity", "records", "start_of"]


class Identity(msgspec.Struct, frozen=True, kw_only=True):
    """One report as one flat object: which file it is, and what it says about itself.

    ``title_start``/``title_end`` and the like are where the text says it, -1 where it was inferred or not said.
    """

    name: str
    sha256: str
    format: str
    characters: int
    kind: ReportKind
    place_code: str
    title: str
    title_start: int
    title_end: int
    place: str
    place_start: int
    place_end: int
    year: str
    year_start: int
    year_end: int
    reviewed: str
    reviewed_start: int
    reviewed_end: int
    term: str
    term_start: int
    term_end: int
    date: str
    date_start: int
    date_end: int
    speaker: str
    speaker_start: int
    speaker_end: int
    office: str
    office_start: int
    office_end: int
    meeting: str
    meeting_start: int
    meeting_end: int
    source: str
    source_start: int
    source_end: int
    publisher: str
    publisher_start: int
    publisher_end: int


Record = Fact | Commitment | Finding | Section | Term | Identity

KINDS: dict[str, tuple[type[Record], Callable[[Report], Sequence[Record]]]] = {
    "facts": (Fact, lambda report: report.facts),
    "commitments": (Commitment, lambda report: report.commitments),
    "findings": (Finding, lambda report: report.findings),
    "sections": (Section, lambda report: report.sections),
    "terms": (Term, lambda report: report.glossary),
    "report": (Identity, lambda report: (identity(report),)),
}
"""The kinds of record in the order they are written, with their type and where a report keeps them."""


def records(report: Report, kind: str) -> Sequence[Record]:
    """Gives the records of one of :data:`KINDS`, in text order."""
    return KINDS[kind][1](report)


def identity(report: Report) -> Identity:
    """Gives a report's own line."""
    said: dict[str, object] = {}
    for field in _named_fields():
        named: Named = getattr(report.metadata, field)
        said |= {field: named.value, f"{field}_start": named.start, f"{field}_end": named.end}
    return msgspec.convert(
        {
            "name": report.name,
            "sha256": report.sha256,
            "format": report.format,
            "characters": len(report.text),
            "kind": report.metadata.kind,
            "place_code": report.metadata.place_code,
            **said,
        },
        Identity,
    )


def start_of(record: Record) -> int:
    """Gives the source position a record begins at; -1 for a report's own line, which stands nowhere."""
    return -1 if isinstance(record, Identity) else record.start


def anchor_at(anchors: Sequence[Anchor], position: int) -> Anchor | None:
    """Gives the anchor whose stretch holds ``position``, or None; ``anchors`` are in text order."""
    k = bisect_right(anchors, position, key=lambda anchor: anchor.start) - 1
    return anchors[k] if k >= 0 and position < anchors[k].end else None


@cache
def _named_fields() -> tuple[str, ...]:
    return tuple(field.name for field in msgspec.structs.fields(Metadata) if field.type is Named)
