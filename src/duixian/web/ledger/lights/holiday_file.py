"""A table of holidays as people hand it in: csv or xlsx with a day, whether it is off or worked on, and perhaps the holiday's name."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, BinaryIO, NamedTuple
from zipfile import BadZipFile

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from duixian.web.ledger.lights.words import words
from duixian.web.ledger.refusals import Lacking

__all__ = ["Table", "read_table"]

_MOST = 2_000
_FORMATS = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d")


class Table(NamedTuple):
    """Days with True for one that is worked on, and what they are called."""

    days: dict[date, bool]
    names: dict[date, str]


def read_table(name: str, file: BinaryIO) -> Table:
    """Reads a table of holidays; ``name`` tells the format.

    Raises:
        Lacking: it cannot be read, and in which row.
    """
    rows = _sheet(file) if name.lower().endswith(".xlsx") else _lines(file.read())
    head: tuple[int, int, int | None] | None = None
    days: dict[date, bool] = {}
    names: dict[date, str] = {}
    for number, row in enumerate(rows, 1):
        cells = [_text(one) for one in row]
        if number > _MOST:
            raise Lacking(_("The table has more than %(most)s rows.") % {"most": _MOST}, "file")
        if not any(cells):
            continue
        if head is None:
            head = _head(cells)
            continue
        day, sort = _day(row, head[0]), _sort(cells, head[1])
        if day is None or sort is None:
            raise Lacking(_("Row %(row)s: there must be a day, as 2027-01-01, and “holiday” or “working”.") % {"row": number}, "file")
        if days.get(day, sort) != sort:
            raise Lacking(_("Row %(row)s: %(day)s is there twice, once off and once worked on.") % {"row": number, "day": day}, "file")
        days[day] = sort
        if head[2] is not None and head[2] < len(cells):
            names[day] = cells[head[2]][:40]
    if not days:
        raise Lacking(_("The table holds no day."), "file")
    return Table(days, names)


def _head(cells: list[str]) -> tuple[int, int, int | None]:
    known = words()["holidays"]
    lower = [one.lower() for one in cells]

    def column(sort: str) -> int | None:
        return next((place for place, one in enumerate(lower) if one in known[sort]), None)

    day, sort = column("day"), column("sort")
    if day is None or sort is None:
        raise Lacking(_("The first row must name the columns: %(day)s, %(sort)s.") % {"day": known["day"][0], "sort": known["sort"][0]}, "file")
    return day, sort, column("name")


def _day(row: tuple[Any, ...], place: int) -> date | None:
    value = row[place] if place < len(row) else None
    if isinstance(value, datetime):
        return value.date()
    for form in _FORMATS:
        try:
            return datetime.strptime(_text(value), form).date()
        except ValueError:
            continue
    return None


def _sort(cells: list[str], place: int) -> bool | None:
    said = cells[place].lower() if place < len(cells) else ""
    known = words()["holidays"]
    return True if said in known["working"] else False if said in known["off"] else None


def _text(value: object) -> str:
    return "" if value is None else str(value).strip()


def _lines(written: bytes) -> Iterator[tuple[Any, ...]]:
    for coding in ("utf-8-sig", "gb18030"):
        try:
            text = written.decode(coding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise Lacking(_("The file is neither csv nor xlsx."), "file")
    try:
        yield from (tuple(row) for row in csv.reader(io.StringIO(text)))
    except csv.Error as error:
        raise Lacking(_("The file is neither csv nor xlsx."), "file") from error


def _sheet(file: BinaryIO) -> Iterator[tuple[Any, ...]]:
    try:
        sheet = load_workbook(file, read_only=True, data_only=True).worksheets[0]
        yield from sheet.iter_rows(values_only=True)
    except (BadZipFile, KeyError, ValueError, IndexError, OSError) as error:
        raise Lacking(_("The file is neither csv nor xlsx."), "file") from error
