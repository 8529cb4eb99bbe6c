"""Records as CSV: one table a kind, UTF-8 with a byte order mark so that Excel reads the Chinese.

Columns are the fields of the JSON lines, led by the report's name and closed by the place in a file that is not
plain text. Several values in a cell are parted by ``|``. A text cell that a spreadsheet would take for a formula
is led by an apostrophe, the usual mark for text.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import msgspec

from duixian.model import Report
from duixian.publishing.records import KINDS, Record, anchor_at, records, start_of

__all__ = ["columns", "table", "text_cell"]

_FORMULA_LEADS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_PLACE = ("path", "page", "box")


def columns(kind: str) -> tuple[str, ...]:
    """Gives the column names of one of the kinds of record."""
    own = tuple(field.name for field in msgspec.structs.fields(KINDS[kind][0]))
    return own if kind == "report" else ("report", *own, *_PLACE)


def table(report: Report, kind: str, *, head: bool = True) -> bytes:
    """Gives the records of one kind as a CSV file; without ``head``, the rows alone, to go on with."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    if head:
        stream.write("\ufeff")
        writer.writerow(columns(kind))
    for record in records(report, kind):
        writer.writerow(_row(report, record, kind))
    return stream.getvalue().encode()


def text_cell(text: str) -> str:
    """Gives text that a spreadsheet shows as it stands and never computes.

    >>> text_cell("=1+1"), text_cell("公厕"), text_cell("-")
    ("'=1+1", '公厕', "'-")
    """
    return "'" + text if text.startswith(_FORMULA_LEADS) else text


def _row(report: Report, record: Record, kind: str) -> Iterator[str | int | float | None]:
    cells = (getattr(record, name) for name in record.__struct_fields__)
    if kind == "report":
        yield from map(_cell, cells)
        return
    yield text_cell(report.name)
    yield from map(_cell, cells)
    anchor = anchor_at(report.anchors, start_of(record))
    if anchor is None:
        yield from ("", "", "")
    else:
        yield text_cell(anchor.path)
        yield anchor.page or ""
        yield "|".join(f"{side:g}" for side in anchor.box) if anchor.box else ""


def _cell(value: object) -> str | int | float | None:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return text_cell(value)
        case tuple():
            return text_cell("|".join(map(str, value)))
        case int() | float() | None:
            return value
        case _:
            return text_cell(str(value))
