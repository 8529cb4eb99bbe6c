"""A followed archive as an Excel workbook: goals with results, promises with evidence, series, findings, and how to read them.

The same archive and decisions give the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Iterable

from xlsxwriter.worksheet import Worksheet

from duixian.following.archive import Archive
from duixian.publishing.archive_sheets import SHEETS
from duixian.publishing.decisions import CHOICES, COLUMNS, SHEET, Decided, Decisions
from duixian.publishing.phrases import number, period_in_words
from duixian.publishing.sources import Sources
from duixian.publishing.spreadsheet import Column, Styles, new_book, write_about, write_sheet
from duixian.publishing.verdict_words import grounds
from duixian.publishing.wording import value_word

__all__ = ["archive_workbook"]

_TITLE = "《政府工作报告》量化指标任务落实情况"


def archive_workbook(archive: Archive, decided: Iterable[Decided] = ()) -> bytes:
    """Gives the workbook of an archive as the bytes of an xlsx file.

    Args:
        archive: What following found.
        decided: What people decided of promises, as :func:`duixian.publishing.decisions.kept` gives it.
    """
    stream = io.BytesIO()
    book = new_book(stream, _TITLE)
    styles = Styles(book)
    sources = Sources(archive.reports)
    decisions = Decisions(decided)
    for plan in SHEETS:
        sheet = book.add_worksheet(plan.name)
        rows = plan.rows(archive, sources, decisions)
        count = write_sheet(sheet, plan.columns, rows, styles, _TITLE, printed=plan.printed, fills=grounds())
        if plan.name == SHEET:
            _offer_choices(sheet, plan.columns, count)
    write_about(book.add_worksheet("说明"), _about(archive, sources), styles)
    book.close()
    return stream.getvalue()


def _offer_choices(sheet: Worksheet, columns: tuple[Column, ...], count: int) -> None:
    """A list to choose from in the column of decisions; another word may be written too."""
    at = next(place for place, column in enumerate(columns) if column.title == COLUMNS[0])
    choices = {"validate": "list", "source": list(CHOICES), "error_type": "information"}
    sheet.data_validation(1, at, max(count, 1), at, choices)


def _about(archive: Archive, sources: Sources) -> list[tuple[str, str]]:
    rules = archive.rules
    share = {name: number(round(getattr(rules, name) * 100, 2)) for name in ("exceeded", "nearly", "tolerance")}
    lines = [
        ("超额完成", f"结果比目标好出目标的 {share['exceeded']}% 以上；越低越好的指标写作“优于目标”。"),
        ("完成", f"结果不差于目标；目标写“左右”的，差距在目标的 {share['tolerance']}% 以内也算完成，“不计容差”一栏写明不算容差时的评定。"),
        ("接近完成", f"差距在目标的 {share['nearly']}% 以内；不计入兑现率。“左右”目标没有这一档。"),
        ("未完成", "结果与目标的差距更大。"),
        ("口径不同", "后续报告只有另一种度量、范围或时期的数字；推算得出的数字列明步骤，不改变评定。"),
        ("未再提及", "后续报告没有提到。查过哪些报告见“评定理由”。"),
        ("无后续报告", "没有下一年的报告可查。"),
        ("评定规则", f"版本 {rules.version}"),
        ("起、止", "在原文中的位置：从 0 数起的字符数，含起不含止。"),
        ("判定", "由人填写。再次写入同一文件时，已填的判定、判定人、日期和说明保留。"),
    ]
    for report in archive.reports:
        said = report.metadata
        what = f"{said.title.value or '（无标题）'}；{said.place.value}；{value_word('kind', said.kind, 'zh')}；计划年度 {period_in_words(said.year.value)}"
        lines.append((sources.short(report.name), f"{what}；SHA-256 {report.sha256}"))
    lines.extend(("未采用" if one.kind != "gap" else "缺年", one.message) for one in archive.left_out)
    return lines
