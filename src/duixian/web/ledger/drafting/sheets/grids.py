"""The tables of a Word or Excel file as rows of text, merged cells filled with what stands in their first."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any

import openpyxl
from django.utils.translation import gettext as _
from docx import Document
from docx.table import Table

from duixian.web.ledger.refusals import Lacking

__all__ = ["Grid", "form_of", "grids", "word_tables"]

MOST_ROWS = 5_000
MOST_COLUMNS = 80
_MOST_BYTES = 200 * 1024 * 1024
_MOST_MEMBERS = 5_000
_LONGEST = 5_000


@dataclass
class Grid:
    """One table: the sheet's name or the table's number, and its cells. ``filled`` are the cells that hold what another, merged with them, says."""

    name: str
    rows: list[list[str]]
    filled: frozenset[tuple[int, int]] = frozenset()


def form_of(name: str, data: bytes) -> str:
    """Gives ``xlsx`` or ``docx``.

    Raises:
        Lacking: it is neither, is broken, or would grow too large when unpacked.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError):
        raise Lacking(_("“%(file)s” is no xlsx or docx file. Save an old .xls, .et or .doc as xlsx or docx first.") % {"file": name}, "file") from None
    if len(members) > _MOST_MEMBERS or sum(one.file_size for one in members) > _MOST_BYTES:
        raise Lacking(_("“%(file)s” grows far too large when unpacked; it was not read.") % {"file": name}, "file")
    names = {one.filename for one in members}
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "word/document.xml" in names:
        return "docx"
    raise Lacking(_("“%(file)s” is no xlsx or docx file. Save an old .xls, .et or .doc as xlsx or docx first.") % {"file": name}, "file")


def grids(name: str, data: bytes) -> list[Grid]:
    """Gives the tables of a file, empty ones too: their numbers are their places.

    Raises:
        Lacking: the file cannot be read, or one of its tables is too large.
    """
    form = form_of(name, data)
    try:
        return list(_of_excel(name, data) if form == "xlsx" else _of_word(name, data))
    except Lacking:
        raise
    except Exception as error:  # what two libraries raise over a damaged file is of every sort
        raise Lacking(_("“%(file)s” cannot be read: it is damaged or locked by a password.") % {"file": name}, "file") from error


def _of_excel(name: str, data: bytes) -> Iterator[Grid]:
    book = openpyxl.load_workbook(BytesIO(data), data_only=True)
    for sheet in book.worksheets:
        if sheet.max_row > MOST_ROWS or sheet.max_column > MOST_COLUMNS:
            _too_large(name, sheet.title)
        rows = [[_said(value) for value in row] for row in sheet.iter_rows(values_only=True)]
        filled = set()
        for area in sheet.merged_cells.ranges:
            for row in range(area.min_row - 1, min(area.max_row, len(rows))):
                for column in range(area.min_col - 1, min(area.max_col, len(rows[row]))):
                    if (row, column) != (area.min_row - 1, area.min_col - 1):
                        rows[row][column] = rows[area.min_row - 1][area.min_col - 1]
                        filled.add((row, column))
        yield Grid(sheet.title, rows, frozenset(filled))


def word_tables(document: Any) -> list[Table]:
    """Gives the tables of a Word document that stand in its text."""
    return list(document.tables)


def _of_word(name: str, data: bytes) -> Iterator[Grid]:
    for number, table in enumerate(word_tables(Document(BytesIO(data))), 1):
        label = _("Table %(number)s") % {"number": number}
        rows: list[list[str]] = []
        filled = set()
        for at, line in enumerate(table._tbl.tr_lst):
            if at >= MOST_ROWS:
                _too_large(name, label)
            cells: list[str] = [""] * line.grid_before
            for cell in line.tc_lst:
                goes_on = cell.vMerge == "continue"
                first = len(cells)
                text = "\n".join(paragraph.text for paragraph in cell.p_lst)
                said = rows[-1][first] if goes_on and rows and first < len(rows[-1]) else _said(text)
                for column in range(first, first + max(cell.grid_span, 1)):
                    cells.append(said)
                    if goes_on or column > first:
                        filled.add((at, column))
                if len(cells) > MOST_COLUMNS:
                    _too_large(name, label)
            rows.append(cells)
        wide = max(map(len, rows), default=0)
        yield Grid(label, [row + [""] * (wide - len(row)) for row in rows], frozenset(filled))


def _too_large(name: str, sheet: str) -> None:
    raise Lacking(_("“%(file)s”, %(sheet)s: more than %(rows)s rows or %(columns)s columns; take out what is no task.") % {"file": name, "sheet": sheet, "rows": MOST_ROWS, "columns": MOST_COLUMNS}, "file")


def _said(value: object) -> str:
    match value:
        case None:
            return ""
        case datetime():
            return value.date().isoformat()
        case date():
            return value.isoformat()
        case float():
            return str(int(value)) if value.is_integer() else repr(value)
        case _:
            return str(value).replace("\x00", "").replace("_x000D_", "").strip()[:_LONGEST]
