"""The Excel workbook: the sheets an office works with, as somebody who opens it finds them."""

from __future__ import annotations

import io

import openpyxl
import pytest
from msgspec.structs import replace
from openpyxl.worksheet.worksheet import Worksheet

from duixian.model import Report
from duixian.publishing.workbook import workbook


def sheet(report: Report, name: str) -> Worksheet:
    return openpyxl.load_workbook(io.BytesIO(workbook(report)))[name]


def rows(sheet: Worksheet) -> list[dict[str, object]]:
    head, *body = sheet.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in body]


def test_sheets_and_their_order(report: Report) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(report)))
    assert book.sheetnames == ["主要目标", "全部数据", "承诺", "疑点", "说明"]


def test_promises_stand_in_the_columns_of_a_division_of_work(report: Report) -> None:
    promises = sheet(report, "承诺")
    usual = ["序号", "重点任务", "具体内容", "量化目标", "建议牵头单位", "完成时限", "原文"]
    assert [cell.value for cell in promises[1]][:7] == usual
    assert promises.print_area.endswith("$A$1:$G$3"), "what is printed is the usual columns"
    first = rows(promises)[0]
    assert first["重点任务"] == "办好实事"
    assert first["具体内容"] == "建成3个社区食堂"
    assert first["量化目标"] == "社区食堂3个"
    assert first["建议牵头单位"] == "民政局"
    assert first["完成时限"] == "2025年"
    assert first["原文"] == "建成3个社区食堂；"


def test_main_targets_are_those_of_the_goals(report: Report) -> None:
    found = rows(sheet(report, "主要目标"))
    assert [(row["指标"], row["目标"], row["时期"]) for row in found] == [
        ("地区生产总值", "增长5%左右", "2025年"),
        ("新增就业", "1.2万人以上", "2025年"),
    ]


def test_all_facts_and_findings_are_there(report: Report) -> None:
    facts = rows(sheet(report, "全部数据"))
    assert [(row["指标"], row["数值"], row["单位"]) for row in facts] == [
        (fact.indicator, fact.value, fact.unit) for fact in report.facts
    ]
    assert all(report.text[row["起"] : row["止"]] == fact.quote for row, fact in zip(facts, report.facts, strict=True))
    assert rows(sheet(report, "疑点"))[0]["说明"] == report.findings[0].message


@pytest.mark.parametrize("name", ["主要目标", "全部数据", "承诺", "疑点"])
def test_every_sheet_is_ready_for_work_and_print(report: Report, name: str) -> None:
    one = sheet(report, name)
    assert one.freeze_panes == "A2"
    assert one.auto_filter.ref.startswith("A1:")
    assert one.page_setup.orientation == "landscape"
    assert one.page_setup.paperSize == 9
    assert one.page_setup.fitToHeight == 0
    assert one.print_title_rows == "$1:$1"
    assert all(one.column_dimensions[cell.column_letter].width for cell in one[1])
    assert all(cell.alignment.wrap_text for row in one.iter_rows(min_row=2) for cell in row)


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "+1", "-x"])
def test_text_is_never_a_formula(report: Report, text: str) -> None:
    one = sheet(replace(report, facts=(replace(report.facts[0], indicator=text),)), "全部数据")
    cell = one["C2"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)


def test_a_very_long_sentence_is_cut_for_excel_and_control_characters_do_no_harm(report: Report) -> None:
    long = replace(report.findings[0], quote="长" * 40_000, message="坏\x01字\ufffe")
    one = rows(sheet(replace(report, findings=(long,)), "疑点"))[0]
    assert len(one["原文"]) == 32_767
    assert one["原文"].endswith("…")
    assert one["说明"].startswith("坏")


def test_a_report_without_records_still_makes_a_workbook(report: Report) -> None:
    bare = replace(report, facts=(), commitments=(), findings=())
    assert rows(sheet(bare, "全部数据")) in ([], [dict.fromkeys(c.value for c in sheet(bare, "全部数据")[1])])


def test_the_same_report_gives_the_same_bytes(report: Report) -> None:
    assert workbook(report) == workbook(report)
