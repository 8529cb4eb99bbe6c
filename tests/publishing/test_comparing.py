"""A comparison and findings on the screen, as CSV and as a workbook."""

from __future__ import annotations

import csv
import io

import openpyxl
import pytest
from msgspec.structs import replace
from rich.console import Console, RenderableType

from duixian.following.archive import Archive
from duixian.following.findings import KINDS
from duixian.model import Comparison, ComparisonRow, Figure, Hardness, Qualifier, Standing, Verdict
from duixian.publishing.comparing import comparison_csv, comparison_table, comparison_title, comparison_workbook
from duixian.publishing.finding_list import finding_table, findings_csv, findings_workbook, kinds
from duixian.publishing.sources import Sources
from duixian.publishing.wording import wording

ROWS = (
    ComparisonRow(
        place="临湖区",
        year=2024,
        indicator="地区生产总值",
        indicator_id="gdp",
        change=True,
        target=Figure(value=5, unit="%", qualifier=Qualifier.ABOUT, report="in/linhu-2024-report.txt", start=7, end=9),
        actual=Figure(value=5.6, unit="%", report="in/linhu-2025-report.docx", start=1, end=4),
        last=Figure(value=4.8, unit="%"),
        hardness=Hardness.SOFT,
        verdict=Verdict.EXCEEDED,
        gap=0.12,
        stretch=0.2,
        stretch_unit="个百分点",
        actual_rank=1,
        actual_ranked=2,
    ),
    ComparisonRow(place="=临江区", year=2024, indicator="地区生产总值", change=True, actual=Figure(value=4, unit="%"), actual_rank=2, actual_ranked=2),
    ComparisonRow(place="临湖区", year=2024, indicator="地区生产总值", actual=Figure(value=512.6, unit="亿元"), actual_rank=1, actual_ranked=1),
)
COUNTS = dict.fromkeys(("exceeded", "met", "nearly", "missed", "other_form", "absent", "pending", "binding", "plain", "soft"), 1)
COMPARISON = Comparison(
    indicator="地区生产总值",
    indicator_id="gdp",
    rows=ROWS,
    standings=(Standing(place="临湖区", year=2024, goals=7, decided=4, kept_share=0.5, absent_share=1 / 6, kept_rank=1, absent_rank=2, ranked=2, **COUNTS),),
)


def printed(renderable: RenderableType) -> list[str]:
    console = Console(width=150, highlight=False, color_system=None)
    with console.capture() as capture:
        console.print(renderable)
    return capture.get().splitlines()


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("│┃").replace("┃", "│").split("│")]


def test_changes_and_levels_stand_apart_without_empty_columns() -> None:
    lines = printed(comparison_table(COMPARISON, "zh"))
    assert lines[0].strip() == "地区生产总值：增减幅度"
    assert cells(lines[2]) == ["年度", "地区", "目标", "约束", "结果", "评定", "差距", "名次", "上年结果", "目标比上年"]
    assert cells(lines[4]) == ["2024", "临湖区", "5%左右", "弹性", "5.6%", "▲ 超额完成", "+12.0%", "1/2", "4.8%", "+0.2个百分点"]
    levels = next(at for at, line in enumerate(lines) if line.strip() == "地区生产总值：水平")
    assert cells(lines[levels + 2]) == ["年度", "地区", "结果", "名次"]
    assert cells(lines[levels + 4]) == ["2024", "临湖区", "512.6亿元", "1/1"]


def test_standings_follow() -> None:
    line = next(line for line in printed(comparison_table(COMPARISON, "zh")) if line.startswith("2024  临湖区"))
    assert line.split() == ["2024", "临湖区", "7", "4", "50%", "1/2", "17%", "2/2", "1", "1", "1"]


def test_titles() -> None:
    assert comparison_title(COMPARISON) == "地区生产总值"
    assert comparison_title(replace(COMPARISON, indicator_id="", indicator="公厕")) == "公厕"
    assert comparison_title(replace(COMPARISON, place="临湖区")) == "临湖区与同类地区"


def test_csv_and_workbook_hold_the_same(archive: Archive) -> None:
    sources = Sources(archive.reports)
    head, *rows = csv.reader(io.StringIO(comparison_csv(COMPARISON, sources).decode("utf-8-sig")))
    book = openpyxl.load_workbook(io.BytesIO(comparison_workbook(COMPARISON, sources)))
    assert book.sheetnames == ["对比", "兑现情况", "说明"]
    sheet = [["" if cell is None else cell for cell in row] for row in book["对比"].iter_rows(values_only=True)]
    assert sheet[0] == head
    first = dict(zip(head, rows[0], strict=True))
    assert (first["目标报告"], first["目标起"], first["结果报告"]) == ("linhu-2024-report", "7", "linhu-2025-report")
    assert [row[1].lstrip("'") for row in rows] == [row[1] for row in sheet[1:]]
    assert rows[1][1] == "'=临江区", "text is never a formula"


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_finding_has_a_name(kind: str) -> None:
    assert kind in wording()["value"]["finding"]


def test_findings_by_kind_with_both_places(archive: Archive) -> None:
    first = archive.findings[0]
    more = replace(archive, findings=(replace(first, id="x", kind="missing", other_start=-1), first))
    assert kinds(more.findings) == ["goal_differs", "missing"], "those across documents first"
    text = "\n".join(printed(finding_table(more, "zh")))
    assert "目标不一，1 处" in text
    assert f"linhu-2024-report {first.start}—{first.end}" in text.replace("\n", "")
    assert "两份报告的目标不同。" in text


def test_findings_as_csv_and_workbook(archive: Archive) -> None:
    harmful = replace(archive, findings=(replace(archive.findings[0], message="=1+1"),))
    head, row = csv.reader(io.StringIO(findings_csv(harmful).decode("utf-8-sig")))
    assert dict(zip(head, row, strict=True))["说明"] == "'=1+1"
    sheet = openpyxl.load_workbook(io.BytesIO(findings_workbook(harmful)))["疑点"]
    assert sheet.cell(2, head.index("说明") + 1).value == "=1+1"
    assert sheet.cell(2, head.index("另一处原文") + 1).value == "社区"
