"""A report as an Excel workbook that an office can use as it is: main targets, all data, promises, findings.

Promises stand in the usual columns of a division of work (分工方案). The same report gives the same bytes.
"""

from __future__ import annotations

import io

from duixian.model import Report
from duixian.publishing.context import Context
from duixian.publishing.phrases import period_in_words
from duixian.publishing.sheets import SHEETS
from duixian.publishing.spreadsheet import Styles, new_book, write_about, write_sheet
from duixian.publishing.wording import value_word

__all__ = ["workbook"]


def workbook(report: Report) -> bytes:
    """Gives the workbook of a report as the bytes of an xlsx file."""
    stream = io.BytesIO()
    title = report.metadata.title.value or report.name
    book = new_book(stream, title, f"sha256 {report.sha256}")
    styles = Styles(book)
    context = Context(report)
    for sheet in SHEETS:
        write_sheet(book.add_worksheet(sheet.name), sheet.columns, sheet.rows(context), styles, title, printed=sheet.printed)
    write_about(book.add_worksheet("说明"), _about(report), styles)
    book.close()
    return stream.getvalue()


def _about(report: Report) -> list[tuple[str, str]]:
    said = report.metadata
    return [
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
