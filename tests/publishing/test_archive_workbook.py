"""The workbook of an archive, as somebody who opens it finds it, and the decisions that people enter in it."""

from __future__ import annotations

import datetime
import io
from pathlib import Path

import openpyxl
import pytest
from msgspec.structs import replace
from openpyxl.worksheet.worksheet import Worksheet

from duixian.errors import UsageError
from duixian.following.archive import Archive
from duixian.publishing.archive_workbook import archive_workbook
from duixian.publishing.decisions import CHOICES, COLUMNS, Decided, kept
from duixian.publishing.verdict_words import grounds

SHEETS = ["量化指标任务落实情况", "承诺与佐证", "序列", "疑点"]


def sheet(book: bytes, name: str) -> Worksheet:
    return openpyxl.load_workbook(io.BytesIO(book))[name]


def rows(sheet: Worksheet) -> list[dict[str, object]]:
    head, *body = sheet.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in body]


def test_sheets_and_their_order(archive: Archive) -> None:
    assert openpyxl.load_workbook(io.BytesIO(archive_workbook(archive))).sheetnames == [*SHEETS, "说明"]


@pytest.mark.parametrize("name", SHEETS)
def test_every_sheet_is_ready_for_work_and_print(archive: Archive, name: str) -> None:
    one = sheet(archive_workbook(archive), name)
    assert one.freeze_panes == "A2"
    assert one.auto_filter.ref.startswith("A1:")
    assert (one.page_setup.orientation, one.page_setup.paperSize, one.page_setup.fitToHeight) == ("landscape", 9, 0)
    assert one.print_title_rows == "$1:$1"
    assert all(one.column_dimensions[cell.column_letter].width for cell in one[1])
    assert all(cell.alignment.wrap_text for row in one.iter_rows(min_row=2) for cell in row)
    assert one.max_row > 1


def test_each_goal_has_its_result_verdict_and_both_sentences(archive: Archive) -> None:
    one = sheet(archive_workbook(archive), SHEETS[0])
    found = rows(one)
    assert [row["指标"] for row in found] == [outcome.indicator for outcome in archive.outcomes]
    toilets = found[1]
    assert (toilets["目标"], toilets["结果"], toilets["评定"]) == ("10座", "12座", "▲ 超额完成")
    assert "新建公厕10座" in str(toilets["目标原文"])
    assert "新建公厕12座" in str(toilets["结果原文"])
    assert found[2]["评定"] == "▲ 优于目标"
    assert found[0]["不计容差"] == "✗ 未完成"
    assert found[1]["不计容差"] is None
    assert (found[6]["评定"], found[6]["结果"], found[6]["结果原文"]) == ("○ 未再提及", None, None)
    goals = archive.reports[0].text
    assert all(goals[row["目标起"] : row["目标止"]] == outcome.goal_quote for row, outcome in zip(found, archive.outcomes, strict=True))


def test_a_verdict_stands_on_its_ground(archive: Archive) -> None:
    one = sheet(archive_workbook(archive), SHEETS[0])
    place = [cell.value for cell in one[1]].index("评定")
    for row in one.iter_rows(min_row=2):
        assert row[place].fill.start_color.rgb == "FF" + grounds()[str(row[place].value)].lstrip("#")


def test_every_promise_is_there_with_evidence_or_without(archive: Archive) -> None:
    found = rows(sheet(archive_workbook(archive), "承诺与佐证"))
    assert [(row["承诺"], row["佐证原文"]) for row in found] == [("新建公厕10座", "新建公厕12座"), ("种树300棵", "（后续报告中没有找到）")]


def test_the_column_of_decisions_offers_choices(archive: Archive) -> None:
    one = sheet(archive_workbook(archive), "承诺与佐证")
    (rule,) = one.data_validations.dataValidation
    assert rule.formula1 == f'"{",".join(CHOICES)}"'
    (cells,) = rule.sqref.ranges
    assert (one.cell(1, cells.min_col).value, cells.min_row, cells.max_row) == (COLUMNS[0], 2, 3)


def decide(path: Path, row: int, *said: object) -> None:
    """Does what a person does in Excel."""
    book = openpyxl.load_workbook(path)
    one = book["承诺与佐证"]
    head = [cell.value for cell in one[1]]
    for column, value in zip(COLUMNS, said, strict=False):
        one.cell(row, head.index(column) + 1, value)
    book.save(path)


def test_a_decision_is_kept_when_the_workbook_is_made_again(archive: Archive, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(archive_workbook(archive, kept(path)))
    assert kept(path) == ()
    decide(path, 3, "未兑现", "王科长", datetime.datetime(2025, 3, 1), "现场看过")
    expected = Decided("promise-2", "澄江市临湖区", 2024, "种树300棵", ("未兑现", "王科长", "2025-03-01", "现场看过"))
    assert kept(path) == (expected,)
    for _ in range(2):
        path.write_bytes(archive_workbook(archive, kept(path)))
        assert kept(path) == (expected,)
    assert [row["判定"] for row in rows(sheet(path.read_bytes(), "承诺与佐证"))] == [None, "未兑现"]


def test_a_decision_outlives_its_promise(archive: Archive, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(archive_workbook(archive))
    decide(path, 3, "已兑现", "王科长")
    before = kept(path)
    gone = replace(archive, reports=tuple(replace(report, commitments=report.commitments[:1]) for report in archive.reports))
    path.write_bytes(archive_workbook(gone, before))
    assert kept(path) == before
    assert rows(sheet(path.read_bytes(), "承诺与佐证"))[-1]["承诺"] == "种树300棵"


def test_a_decision_finds_its_promise_by_its_words_where_the_id_is_new(archive: Archive, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(archive_workbook(archive))
    decide(path, 3, "已兑现")
    first = archive.reports[0]
    renamed = replace(first, commitments=tuple(replace(one, id=f"new-{one.id}") for one in first.commitments))
    found = rows(sheet(archive_workbook(replace(archive, reports=(renamed, archive.reports[1])), kept(path)), "承诺与佐证"))
    assert [(row["承诺"], row["判定"]) for row in found] == [("新建公厕10座", None), ("种树300棵", "已兑现")]


def test_a_file_that_cannot_be_read_is_not_taken_for_empty(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"PK\x03\x04 broken")
    with pytest.raises(UsageError) as caught:
        kept(path)
    assert str(path) in caught.value.zh


def test_text_is_never_a_formula(archive: Archive) -> None:
    harmful = replace(archive, outcomes=(replace(archive.outcomes[0], indicator="=1+1"),))
    cell = sheet(archive_workbook(harmful), SHEETS[0])["D2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_the_same_archive_gives_the_same_bytes(archive: Archive) -> None:
    assert archive_workbook(archive) == archive_workbook(archive)


def test_an_empty_archive_still_makes_a_workbook(archive: Archive) -> None:
    bare = replace(archive, reports=(), outcomes=(), evidence=(), series=(), findings=())
    assert rows(sheet(archive_workbook(bare), SHEETS[0])) in ([], [dict.fromkeys(c.value for c in sheet(archive_workbook(bare), SHEETS[0])[1])])
