"""Numbers in tables take their name from the row, their role and year from the column."""

from __future__ import annotations

import pytest

from duixian.extraction.facts import extract_facts
from duixian.model import Block, BlockKind, Fact, Measure, Metadata, Named, Qualifier, Report, Role, SectionRole, View

HEADING = "指标\t单位\t2023年完成\t2024年目标"


def facts(*rows: str, heading: str = HEADING) -> list[Fact]:
    """Gives the facts of a table in a plan for 2024."""
    text = "\n".join((heading, *rows) if heading else rows)
    blocks, at = [], 0
    for row in text.split("\n"):
        blocks.append(Block(at, at + len(row), BlockKind.TABLE, -1, SectionRole.OTHER, ""))
        at += len(row) + 1
    view = View(text=text, starts=(0,), sources=(0,))
    report = Report(name="plan", sha256="0", format="docx", text=text, view=view, metadata=Metadata(year=Named("2024")), blocks=tuple(blocks))
    found = list(extract_facts(report))
    assert all(text[fact.start : fact.end] == fact.quote for fact in found)
    return found


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("湖区公园\t个\t12\t15", [("湖区公园", 12, "个", Role.ACTUAL, "2023"), ("湖区公园", 15, "个", Role.TARGET, "2024")]),
        ("新增岗位（万个）\t\t0.8\t0.9", [("新增岗位", 0.8, "万个", Role.ACTUAL, "2023"), ("新增岗位", 0.9, "万个", Role.TARGET, "2024")]),
        ("断面氨氮浓度\t毫克/升\t0.5\t0.4", [("断面氨氮浓度", 0.5, "毫克/升", Role.ACTUAL, "2023"), ("断面氨氮浓度", 0.4, "毫克/升", Role.TARGET, "2024")]),
        ("湖滨步道\t公里\t—\t6.5", [("湖滨步道", 6.5, "公里", Role.TARGET, "2024")]),
        ("1\t湖滨步道\t\t3公里", [("湖滨步道", 3, "公里", Role.TARGET, "2024")]),
    ],
    ids=["unit column", "unit in the name", "unit with a denominator", "empty cell", "numbered row with units in its cells"],
)
def test_a_row_names_its_numbers_and_a_column_dates_them(row: str, expected: list[tuple[str, float, str, Role, str]]) -> None:
    assert [(fact.indicator, fact.value, fact.unit, fact.role, fact.period) for fact in facts(row)] == expected


def test_a_name_that_says_growth_measures_growth() -> None:
    actual, target = facts("网络零售额增速\t%\t9.1\t9左右")
    assert (actual.indicator, actual.measure, actual.value) == ("网络零售额", Measure.GROWTH, 9.1)
    assert (target.measure, target.qualifier) == (Measure.GROWTH, Qualifier.ABOUT)


def test_a_table_without_heading_is_read_as_sentences() -> None:
    (fact,) = facts("新建湖滨步道6公里\t年底前", heading="")
    assert (fact.indicator, fact.value, fact.unit) == ("湖滨步道", 6, "公里")
