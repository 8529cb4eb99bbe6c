"""Sheets of a workbook as an office uses them: what is common to every workbook this package writes.

Every sheet has a frozen header, filters, set widths, wrapped text, and prints in landscape on A4 with its header on
every page. Text stays text, whatever it begins with.
"""

from __future__ import annotations

import datetime
import io
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from duixian.publishing.comma import text_cell

__all__ = ["Cell", "Column", "Styles", "new_book", "write_about", "write_cell", "write_sheet"]

Cell = str | int | float | None

_CELL_LIMIT = 32_767  # characters Excel holds in one cell
_MADE = datetime.datetime(2000, 1, 1)  # the workbook's own date, fixed so that the same records give the same bytes
_FONT = "宋体"


class Column(NamedTuple):
    """One column of a sheet: its header, its width in characters, whether its cells are centred."""

    title: str
    width: float
    centred: bool = False


def new_book(stream: io.BytesIO, title: str, comments: str = "") -> Workbook:
    """Gives an empty workbook that is written to ``stream`` when it is closed."""
    book = Workbook(stream, {"in_memory": True})
    book.set_properties({"title": title, "created": _MADE, "comments": comments})
    return book


class Styles:
    """The cell formats of one workbook."""

    def __init__(self, book: Workbook) -> None:
        base = {"font_name": _FONT, "font_size": 11, "valign": "vcenter", "text_wrap": True, "border": 1, "border_color": "#BFBFBF"}
        self.header = book.add_format(base | {"bold": True, "align": "center", "bg_color": "#DDE7F3"})
        self.left = book.add_format(base)
        self.centre = book.add_format(base | {"align": "center"})
        # quote_prefix is Excel's own mark for text: it stays text when somebody edits the cell.
        self.literal = book.add_format(base | {"quote_prefix": True})
        self._book, self._base = book, base
        self._filled: dict[str, Format] = {}

    def filled(self, colour: str) -> Format:
        """Gives the format of a centred cell on a ground of ``colour`` (``#E2F0D9``)."""
        if colour not in self._filled:
            self._filled[colour] = self._book.add_format(self._base | {"align": "center", "bg_color": colour})
        return self._filled[colour]


def write_sheet(
    sheet: Worksheet,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Cell]],
    styles: Styles,
    title: str,
    *,
    printed: int,
    fills: Mapping[str, str] | None = None,
) -> int:
    """Writes a header and rows, sets widths, heights, filters and print, and gives the number of rows.

    Args:
        sheet: The empty sheet; its name stands in the page header beside ``title``.
        columns: The columns.
        rows: The rows, each as long as ``columns``.
        styles: The formats of the workbook.
        title: What the page header says.
        printed: How many of the columns are printed.
        fills: The ground of the cells that hold these very values.
    """
    fills = fills or {}
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width)
        sheet.write_string(0, place, column.title, styles.header)
    sheet.set_row(0, 24)
    row = 0
    for row, cells in enumerate(rows, 1):
        for place, (cell, column) in enumerate(zip(cells, columns, strict=True)):
            filled = fills.get(cell) if isinstance(cell, str) else None
            style = styles.filled(filled) if filled else styles.centre if column.centred else styles.left
            write_cell(sheet, row, place, cell, style, styles)
        sheet.set_row(row, _height(cells, columns))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(row, 1), len(columns) - 1)
    _print_on_a4(sheet)
    sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
    sheet.repeat_rows(0)
    sheet.print_area(0, 0, max(row, 1), printed - 1)
    sheet.set_header(f"&C{_header_text(title)} · {sheet.get_name()}")
    sheet.set_footer("&C第 &P 页，共 &N 页")
    return row


def write_about(sheet: Worksheet, lines: Iterable[tuple[str, str]], styles: Styles) -> None:
    """Writes a sheet that explains: a caption and a text a line."""
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1, 90)
    for row, (caption, text) in enumerate(lines):
        sheet.write_string(row, 0, caption, styles.header)
        write_cell(sheet, row, 1, text, styles.left, styles)
    _print_on_a4(sheet)


def _print_on_a4(sheet: Worksheet) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)


def write_cell(sheet: Worksheet, row: int, place: int, cell: Cell, style: Format, styles: Styles) -> None:
    """Writes one cell as what it is: text as text, a number as a number."""
    if cell is None or cell == "":
        sheet.write_blank(row, place, None, style)
    elif isinstance(cell, str):
        text = cell if len(cell) <= _CELL_LIMIT else cell[: _CELL_LIMIT - 1] + "…"
        sheet.write_string(row, place, text, styles.literal if text_cell(text) is not text else style)
    else:
        sheet.write_number(row, place, cell, style)


def _height(cells: Sequence[Cell], columns: Sequence[Column]) -> float:
    """A row's height in points: the most lines any cell wraps to, at 15 points a line, at most Excel's 409."""
    most = max(_lines(cell, column.width) for cell, column in zip(cells, columns, strict=True))
    return min(409.0, 15.0 * most + 3)


def _lines(cell: Cell, width: float) -> int:
    if not isinstance(cell, str):
        return 1
    room = max(2, int(width))
    return sum(-(-max(1, _columns_wide(line)) // room) for line in (cell.splitlines() or [""]))


def _columns_wide(text: str) -> int:
    return sum(map(_character_width, text)) if not text.isascii() else len(text)


@cache
def _character_width(character: str) -> int:
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _header_text(title: str) -> str:
    """A title fit for Excel's page header, where ``&`` leads a code and 255 characters are the limit."""
    return title.replace("&", "&&").replace("\n", " ")[:80]

