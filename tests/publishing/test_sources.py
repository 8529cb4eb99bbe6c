"""Reports as a reader meets them: names, clauses around numbers, one place or year of an archive."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from duixian.errors import UsageError
from duixian.following.archive import Archive
from duixian.publishing.sources import Passage, Sources, select


def test_short_names_are_file_names_without_suffix_and_all_different(archive: Archive) -> None:
    first = archive.reports[0]
    sources = Sources([first, replace(first, name="other/linhu-2024-report.docx")])
    assert sources.short("in/linhu-2024-report.txt") == "linhu-2024-report"
    assert sources.short("other/linhu-2024-report.docx") == "linhu-2024-report.docx"
    assert sources.short("elsewhere.txt") == "elsewhere.txt"


def test_passages_are_the_sentences(archive: Archive) -> None:
    sources = Sources(archive.reports)
    for outcome in archive.outcomes:
        goal = sources.goal(outcome)
        assert outcome.goal_quote in goal.text
        found = sources.result(outcome)
        assert (found is None) is (outcome.verdict == "absent")
        assert found is None or found.text == archive.reports[1].text[found.start : found.end]


TEXT = "全年工作：新建公厕12座，改造道路3公里，栽树5.2万棵；\n优化营商环境。"


@pytest.mark.parametrize(
    ("number", "most", "expected"),
    [
        ("12座", 8, ("…新建公厕", "12座", "，…")),
        ("12座", 20, ("全年工作：新建公厕", "12座", "，…")),
        ("5.2万棵", 12, ("…栽树", "5.2万棵", "； …")),
        ("12座", 99, ("全年工作：新建公厕", "12座", "，改造道路3公里，栽树5.2万棵； 优化营商环境。")),
    ],
)
def test_clauses_around_a_number(number: str, most: int, expected: tuple[str, str, str]) -> None:
    start = 100 + TEXT.index(number)
    passage = Passage("a", 100, 100 + len(TEXT), TEXT)
    assert tuple(part.strip() for part in passage.around(start, start + len(number), most)) == expected


@given(st.text(alphabet="公厕12，。；：\n ", min_size=1, max_size=80), st.data())
def test_the_number_is_always_shown_whole(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    before, number, behind = Passage("a", 0, len(text), text).around(start, end, data.draw(st.integers(1, 90)))
    assert "".join(number.split()) == "".join(text[start:end].split())
    assert "".join(before.lstrip("…").split()) in "".join(text[:start].split())
    assert "".join(behind.rstrip("…").split()) in "".join(text[end:].split())


@pytest.mark.parametrize("place", ["", "澄江市临湖区", "临湖区", "999999"])
def test_a_place_goes_by_its_name_an_end_of_it_or_its_code(archive: Archive, place: str) -> None:
    assert select(archive, place=place).outcomes == archive.outcomes
    assert select(archive, place=place, year=2023).outcomes == ()
    assert select(archive, place=place, year=2024).findings == archive.findings


def test_a_place_that_is_not_there_is_misuse(archive: Archive) -> None:
    with pytest.raises(UsageError) as caught:
        select(archive, place="临江区")
    assert "澄江市临湖区" in caught.value.zh
