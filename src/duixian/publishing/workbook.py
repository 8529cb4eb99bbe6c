"""A report as an Excel workbook that an office can use as it is: main targets, all data, promises, findings.

Promises stand in the usual columns of a division of work (分工方案). Every sheet has a frozen header, filters,
set widths, wrapped text, and prints in landscape on A4 with its header on every page. The same report gives the
same bytes.
"""

from __future__ import annotations

import datetime
import io
import unicodedata
from collections.abc import Sequence
from functools import cache

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from duixian.model import Report
from duixian.publishing.comma import text_cell
from duixian.publishing.context import Context
from duixian.publishing.phrases import period_in_words
from duixian.publishing.sheets import SHEETS, Cell, Column, Sheet
from duixian.publishing.wording import value_word

__all__ = ["workbook"]

_CELL_LIMIT = 32_767  # characters Excel holds in one cell
_MADE = datetime.datetime(2000, 1, 1)  # the workbook's own date, fixed so that the same report gives the same bytes
_FONT = "宋体"


def workbook(report: Report) -> bytes:
    """Gives the workbook of a report as the bytes of an xlsx file."""
    stream = io.BytesIO()
    book = Workbook(stream, {"in_memory": True})
    title = report.metadata.title.value or report.name
    book.set_properties({"title": title, "created": _MADE, "comments": f"sha256 {report.sha256}"})
    styles = _Styles(book)
    context = Context(report)
    for sheet in SHEETS:
        _write(book.add_worksheet(sheet.name), sheet, context, styles, title)
    _write_about(book.add_worksheet("说明"), report, styles)
    book.close()
    return stream.getvalue()


class _Styles:
    """The cell formats of one workbook."""

    def __init__(self, book: Workbook) -> None:
        base = {"font_name": _FONT, "font_size": 11, "valign": "vcenter", "text_wrap": True, "border": 1, "border_color": "#BFBFBF"}
        self.header = book.add_format(base | {"bold": True, "align": "center", "bg_color": "#DDE7F3"})
        self.left = book.add_format(base)
        self.centre = book.add_format(base | {"align": "center"})
        # quote_prefix is Excel's own mark for text: it stays text when somebody edits the cell.
        self.literal = book.add_format(base | {"quote_prefix": True})


def _write(sheet: Worksheet, plan: Sheet, context: Context, styles: _Styles, title: str) -> None:
    for place, column in enumerate(plan.columns):
        sheet.set_column(place, place, column.width)
        sheet.write_string(0, place, column.title, styles.header)
    sheet.set_row(0, 24)
    row = 0
    for row, cells in enumerate(plan.rows(context), 1):
        for place, (cell, column) in enumerate(zip(cells, plan.columns, strict=True)):
            _write_cell(sheet, row, place, cell, styles.centre if column.centred else styles.left, styles)
        sheet.set_row(row, _height(cells, plan.columns))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(row, 1), len(plan.columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.print_area(0, 0, max(row, 1), plan.printed - 1)
    sheet.set_header(f"&C{_header_text(title)} · {plan.name}")
    sheet.set_footer("&C第 &P 页，共 &N 页")


def _write_about(sheet: Worksheet, report: Report, styles: _Styles) -> None:
    said = report.metadata
    rows: list[tuple[str, str]] = [
        ("标题", said.title.value),
        ("地区", f"{said.place.value}（{said.place_code}）" if said.place_code else said.place.value),
        ("文种", value_word("kind", said.kind, "zh")),
        ("计划年度", period_in_words(said.year.value)),
        ("回顾时段", period_in_words(said.reviewed.value)),
        ("日期", period_in_words(said.date.value)),
        ("报告人", said.speaker.value),
        ("会议", said.meeting.value),
        ("文件", report.name),
        ("SHA-256", report.sha256),
        ("起、止", "该记录在原文中的位置：从 0 数起的字符数，含起不含止。"),
        ("建议牵头单位", "按原文用词推测，供分工时参考；依据列在“牵头依据”一栏。"),
        ("可信度", "确定：可直接使用；较可靠：建议看一眼原文；存疑：请核对原文，理由列在“存疑理由”一栏。"),
    ]
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1, 90)
    for row, (caption, text) in enumerate(rows):
        sheet.write_string(row, 0, caption, styles.header)
        _write_cell(sheet, row, 1, text, styles.left, styles)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _write_cell(sheet: Worksheet, row: int, place: int, cell: Cell, style: Format, styles: _Styles) -> None:
    if isinstance(cell, str):
        text = cell if len(cell) <= _CELL_LIMIT else cell[: _CELL_LIMIT - 1] + "…"
        sheet.write_string(row, place, text, styles.literal if text_cell(text) is not text else style)
    elif cell is None:
        sheet.write_blank(row, place, None, style)
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

