"""Records as JSON lines: one flat object a line, UTF-8, fields in the order of the model."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from duixian.model import Anchor, Report
from duixian.publishing.records import KINDS, Record, anchor_at, records, start_of

__all__ = ["all_lines", "lines"]

_ENCODER = msgspec.json.Encoder()
_SINGULAR = {"facts": b"fact", "commitments": b"commitment", "findings": b"finding", "sections": b"section"}
_SINGULAR |= {"terms": b"term", "report": b"report"}


def lines(report: Report, kind: str) -> bytes:
    """Gives the records of one kind (``facts``, ``commitments``, ``findings``, ``sections``, ``terms``, ``report``)."""
    chosen = records(report, kind)
    if not report.anchors or kind == "report":
        return _ENCODER.encode_lines(chosen)
    return b"".join(_placed(record, report.anchors) for record in chosen)


def all_lines(report: Report) -> bytes:
    """Gives all records in one stream, the report's own line first, each object led by ``record`` naming its kind."""
    stream = bytearray()
    for kind in ("report", *(kind for kind in KINDS if kind != "report")):
        head = b'{"record":"' + _SINGULAR[kind] + b'",'
        for line in lines(report, kind).splitlines():
            stream += head + line[1:] + b"\n"
    return bytes(stream)


def _placed(record: Record, anchors: Sequence[Anchor]) -> bytes:
    """One line with the record's place in the file; the end of its object is written anew, which costs no copy."""
    line = _ENCODER.encode(record)
    anchor = anchor_at(anchors, start_of(record))
    if anchor is None:
        return line + b"\n"
    place = {"path": anchor.path, "page": anchor.page, "box": anchor.box}
    return line[:-1] + b"," + _ENCODER.encode(place)[1:] + b"\n"
