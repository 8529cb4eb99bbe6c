"""One of each report is followed; every other is listed with a line that says what to do."""

from __future__ import annotations

from made_reports import make
from msgspec.structs import replace

from duixian.following import follow
from duixian.following.selection import choose
from duixian.model import ReportKind

PROSE = "全年新建公厕十二座，整治背街小巷二十条。柳汀河两岸步道贯通，湖滨公园对外开放。"


def test_copies_count_once() -> None:
    one = make(PROSE, 2024, name="a.txt")
    archive = follow([one, replace(one, name="b.txt")])
    assert [report.name for report in archive.reports] == ["a.txt"]
    assert [(left.kind, left.report, left.instead) for left in archive.left_out] == [("copy", "b.txt", "a.txt")]


def test_one_report_in_two_formats_counts_once_the_better_format() -> None:
    formats = [make(PROSE + extra, 2024, name=f"r.{format}", format=format) for format, extra in (("txt", "\n打印"), ("pdf", ""), ("docx", "\n附件"))]
    archive = follow(formats)
    assert [report.name for report in archive.reports] == ["r.docx"]
    assert sorted((left.report, left.instead) for left in archive.left_out) == [("r.pdf", "r.docx"), ("r.txt", "r.docx")]


def test_two_documents_of_a_year_are_both_followed() -> None:
    other = "城中村改造交付安置房，新开口袋公园与社区食堂。夜间经济街区亮灯，湖畔书屋迎来读者。"
    assert len(follow([make(PROSE, 2024, name="a"), make(other, 2024, name="b")]).reports) == 2
    assert len(follow([make(PROSE, 2024, name="a"), make(PROSE + "。", 2024, name="b", kind=ReportKind.ANNUAL_PLAN)]).reports) == 2


def test_reports_without_place_or_year_are_listed_not_guessed() -> None:
    archive = follow([make(PROSE, 2024, place="", name="somewhere.txt"), make(PROSE + "。", 0, name="sometime.txt")])
    assert archive.reports == ()
    assert {(left.kind, left.report) for left in archive.left_out} == {("place", "somewhere.txt"), ("year", "sometime.txt")}
    assert all(left.report in left.message and left.report in left.english for left in archive.left_out)


def test_gaps_of_years_are_said() -> None:
    archive = follow([make(PROSE, year) for year in (2020, 2021, 2024)])
    (gap,) = archive.left_out
    assert (gap.kind, gap.year) == ("gap", 2021)
    assert "2022—2023" in gap.message


def test_a_short_name_is_the_one_longer_name_it_ends() -> None:
    short, full = make(PROSE, 2023), make(PROSE + "。", 2024, place="澄江市临湖区")
    (group,) = choose([short, full]).places
    assert group[0].name == "澄江市临湖区"
    assert [report.name for report in group[1]] == [short.name, full.name]


def test_a_short_name_that_ends_two_others_stays_by_itself() -> None:
    reports = [make(PROSE, 2024, place=place, name=place) for place in ("临湖区", "澄江市临湖区", "平川市临湖区")]
    assert len(choose(reports).places) == 3


def test_a_code_tells_places_apart_and_joins_their_names() -> None:
    reports = [make(PROSE, 2023, place="临湖区", code="990101"), make(PROSE, 2024, place="澄江市临湖区", code="990101")]
    (group,) = choose(reports).places
    assert (group[0].code, group[0].name) == ("990101", "澄江市临湖区")
