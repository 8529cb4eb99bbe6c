"""What following found, as JSON lines and as one JSON object.

Reports go by their short names (file names without suffix), as ``goal_report``, ``actual_report`` and the like say
them. Where a record has no result, nothing else found, or nothing worked out, the fields of that group are null, so
that a position is a position wherever there is one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any

import msgspec

from duixian.following.archive import Archive
from duixian.model import Outcome
from duixian.publishing.records import Identity, identity
from duixian.publishing.sources import Sources

__all__ = ["KINDS", "archive_document", "archive_lines"]

_ENCODER = msgspec.json.Encoder()
_NAMES = frozenset(("goal_report", "actual_report", "other_report", "report", "commitment_report", "instead"))
_GROUPS = ("actual_", "other_", "derived_")
_EMPTY: tuple[object, ...] = ("", -1, None, ())


def archive_lines(archive: Archive, kind: str, sources: Sources | None = None) -> bytes:
    """Gives the records of one of :data:`KINDS`, one flat object a line, fields in the order of the model."""
    sources = sources or Sources(archive.reports)
    return _ENCODER.encode_lines(list(KINDS[kind](archive, sources)))


def archive_document(archive: Archive) -> bytes:
    """Gives everything as one JSON object, indented by two spaces, with a line end."""
    sources = Sources(archive.reports)
    whole = {kind: list(rows(archive, sources)) for kind, rows in KINDS.items()}
    return msgspec.json.format(_ENCODER.encode({"rules": archive.rules, **whole}), indent=2) + b"\n"


def _flat(records: Iterable[msgspec.Struct], sources: Sources) -> Iterator[dict[str, Any]]:
    for record in records:
        row = {name: getattr(record, name) for name in record.__struct_fields__}
        for name in _NAMES & row.keys():
            row[name] = sources.short(row[name])
        yield row


def _outcomes(archive: Archive, sources: Sources) -> Iterator[dict[str, Any]]:
    for row in _flat(archive.outcomes, sources):
        row["searched"] = [sources.short(name) for name in row["searched"]]
        for fields in _grouped():
            if all(row[name] in _EMPTY for name in fields):
                row |= dict.fromkeys(fields)
        yield row


@cache
def _grouped() -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(name for name in Outcome.__struct_fields__ if name.startswith(group)) for group in _GROUPS)


def _series(archive: Archive, sources: Sources) -> Iterator[dict[str, Any]]:
    for row, series in zip(_flat(archive.series, sources), archive.series, strict=True):
        row["observations"] = list(_flat(series.observations, sources))
        yield row


def _reports(archive: Archive, sources: Sources) -> Iterator[Identity]:
    for report in archive.reports:
        yield msgspec.structs.replace(identity(report), name=sources.short(report.name))


KINDS: dict[str, Callable[[Archive, Sources], Iterable[Any]]] = {
    "outcomes": _outcomes,
    "evidence": lambda archive, sources: _flat(archive.evidence, sources),
    "series": _series,
    "findings": lambda archive, sources: _flat(archive.findings, sources),
    "left_out": lambda archive, sources: _flat(archive.left_out, sources),
    "reports": _reports,
}
"""The kinds of record in the order they are written, and what gives their rows."""
