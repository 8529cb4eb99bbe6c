"""Official tables as spreadsheets: a title, what it is as of, a head that is repeated on each page, A4 landscape fitted to the width."""

from __future__ import annotations

import datetime
import io
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from duixian.publishing.comma import text_cell
from duixian.web.ledger.papers.form import form, wide
from duixian.web.ledger.papers.setting import printable

__all__ = ["Cell", "Column", "Group", "Sheet", "xlsx_of"]

Cell = str | int | float | Decimal | datetime.date | None
_LONGEST = 32_767
_MADE = datetime.datetime(2000, 1, 1)
_LINE = 15.0


@dataclass(frozen=True)
class Column:
    """A column: its title, its width in characters of the table's type, whether its cells are centred."""

    title: str
    width: float
    centred: bool = False


@dataclass(frozen=True)
class Group:
    """A row that runs across all columns: the head of those beneath it."""

    text: str


@dataclass(frozen=True)
class Sheet:
    """A table on a sheet. ``left`` and ``right`` stand under the title (who makes it, as of when, in what unit), ``notes`` under the table. ``fills`` gives cells that hold these very words a ground (``#E2F0D9``)."""

    name: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell] | Group]
    left: str = ""
    right: str = ""
    notes: Sequence[str] = ()
    fills: tuple[tuple[str, str], ...] = ()


class _Styles:
    def __init__(self, book: Workbook) -> None:
        fonts = form()["fonts"]
        cell = {"font_name": fonts["body"], "font_size": 11, "valign": "vcenter", "text_wrap": True, "border": 1}
        self.title = book.add_format({"font_name": fonts["title"], "font_size": 20, "align": "center", "valign": "vcenter", "text_wrap": True})
        self.left = book.add_format({"font_name": fonts["kai"], "font_size": 11, "valign": "vcenter"})
        self.right = book.add_format({"font_name": fonts["kai"], "font_size": 11, "align": "right", "valign": "vcenter"})
        self.note = book.add_format({"font_name": fonts["body"], "font_size": 10, "valign": "top", "text_wrap": True})
        self.head = book.add_format(cell | {"font_name": fonts["black"], "align": "center", "bg_color": f"#{form()['colours']['head_ground']}"})
        self.group = book.add_format(cell | {"font_name": fonts["black"]})
        self._book, self._cell = book, cell
        self._made: dict[tuple[bool, bool, bool, str], Format] = {}

    def cell(self, *, centred: bool, day: bool, literal: bool, fill: str) -> Format:
        key = (centred, day, literal, fill)
        if key not in self._made:
            style = dict(self._cell)
            style |= {"align": "center"} if centred or day else {}
            style |= {"num_format": "yyyy-mm-dd"} if day else {}
            style |= {"quote_prefix": True} if literal else {}
            style |= {"bg_color": fill} if fill else {}
            self._made[key] = self._book.add_format(style)
        return self._made[key]


def xlsx_of(sheets: Sequence[Sheet], title: str) -> bytes:
    """Gives tables as the bytes of one xlsx file; the same tables give the same bytes."""
    stream = io.BytesIO()
    book = Workbook(stream, {"in_memory": True})
    book.set_properties({"title": title, "created": _MADE})
    styles = _Styles(book)
    for one in sheets:
        _sheet(book.add_worksheet(one.name[:31]), one, styles)
    book.close()
    return stream.getvalue()


def _sheet(sheet: Worksheet, said: Sheet, styles: _Styles) -> None:
    last = len(said.columns) - 1
    fills = dict(said.fills)
    for place, column in enumerate(said.columns):
        sheet.set_column(place, place, column.width)
    sheet.set_row(0, 36 * (1 + said.title.count("\n")))
    sheet.merge_range(0, 0, 0, last, said.title, styles.title)
    row = 1
    if said.left or said.right:
        sheet.write_string(row, 0, said.left, styles.left)
        sheet.write_string(row, last, said.right, styles.right)
        row += 1
    head = row
    sheet.set_row(head, 30)
    for place, column in enumerate(said.columns):
        sheet.write_string(head, place, column.title, styles.head)
    for cells in said.rows:
        row += 1
        if isinstance(cells, Group):
            sheet.set_row(row, 22)
            sheet.merge_range(row, 0, row, last, printable(cells.text), styles.group)
            continue
        for place, (cell, column) in enumerate(zip(cells, said.columns, strict=True)):
            _write(sheet, row, place, cell, styles, centred=column.centred, fill=fills.get(cell, "") if isinstance(cell, str) else "")
        sheet.set_row(row, min(409.0, _LINE * max(map(_lines, cells, said.columns)) + 6))
    for note in said.notes:
        row += 1
        sheet.merge_range(row, 0, row, last, printable(note), styles.note)
        sheet.set_row(row, _LINE * _lines(note, Column("", sum(one.width for one in said.columns))))
    sheet.freeze_panes(head + 1, 0)
    sheet.repeat_rows(head)
    sheet.print_area(0, 0, max(row, head), last)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.center_horizontally()
    sheet.set_margins(left=0.5, right=0.5, top=0.8, bottom=0.7)
    sheet.set_footer(form()["words"]["sheet_footer"])


def _write(sheet: Worksheet, row: int, place: int, cell: Cell, styles: _Styles, *, centred: bool, fill: str) -> None:
    match cell:
        case None | "":
            sheet.write_blank(row, place, None, styles.cell(centred=centred, day=False, literal=False, fill=fill))
        case str():
            text = printable(cell)[:_LONGEST]
            sheet.write_string(row, place, text, styles.cell(centred=centred, day=False, literal=text_cell(text) is not text, fill=fill))
        case datetime.date():
            sheet.write_datetime(row, place, datetime.datetime(cell.year, cell.month, cell.day), styles.cell(centred=centred, day=True, literal=False, fill=fill))
        case _:
            sheet.write_number(row, place, float(cell), styles.cell(centred=centred, day=False, literal=False, fill=fill))


def _lines(cell: Cell, column: Column) -> int:
    if not isinstance(cell, str):
        return 1
    room = max(1.0, (column.width - 1) / 2)
    return sum(max(1, -(-int(wide(part) * 10) // int(room * 10))) for part in cell.split("\n"))
