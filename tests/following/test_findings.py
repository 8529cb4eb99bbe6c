"""Findings across documents: what is found in made texts, what is not, and that every place fits."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from made_reports import fact, make

import duixian
from duixian.following import follow
from duixian.following.archive import Archive
from duixian.following.consistency import contradictions
from duixian.following.findings import KINDS
from duixian.language.indicators import catalogue
from duixian.model import CrossFinding, Report

CASES = tomllib.loads((Path(__file__).parent / "cases" / "findings.toml").read_text(encoding="utf-8"))["case"]


@cache
def archive_of(number: int) -> Archive:
    texts = CASES[number]["reports"]
    return follow([duixian.read(text.encode(), name=f"{name}.txt") for name, text in texts.items()])


def across(archive: Archive) -> list[CrossFinding]:
    return [one for one in archive.findings if one.kind in KINDS]


@pytest.mark.parametrize("number", range(len(CASES)), ids=[case["name"] for case in CASES])
def test_made_texts_give_their_findings_and_no_others(number: int) -> None:
    archive = archive_of(number)
    expected: list[dict[str, Any]] = CASES[number]["finds"]
    found = across(archive)
    assert [(one.kind, one.report, one.quote) for one in found] == [
        (one["kind"], f"{one['report']}.txt", one["at"]) for one in expected
    ], [one.message for one in found]
    for one, wanted in zip(found, expected, strict=True):
        assert one.other_report == (f"{wanted['other']}.txt" if "other" in wanted else "")
        assert wanted.get("other_at", one.other_quote) == one.other_quote
        for words in wanted["says"]:
            assert words in one.message


def test_every_kind_has_a_case() -> None:
    told = {one["kind"] for case in CASES for one in case["finds"]}
    assert set(KINDS) - told == {"text_from_above"}  # needs a place whose code says what lies above: below


@pytest.mark.parametrize("number", range(len(CASES)), ids=[case["name"] for case in CASES])
def test_places_fit_and_ids_are_one_each(number: int) -> None:
    archive = archive_of(number)
    for one in archive.findings:
        assert archive.report(one.report).text[one.start : one.end] == one.quote
        if one.other_start >= 0:
            assert archive.report(one.other_report).text[one.other_start : one.other_end] == one.other_quote
    assert len({one.id for one in archive.findings}) == len(archive.findings)


def test_the_order_of_the_reports_does_not_matter() -> None:
    for case in CASES:
        reports = [duixian.read(text.encode(), name=f"{name}.txt") for name, text in case["reports"].items()]
        assert follow(reports).findings == follow(reversed(reports)).findings


def test_what_reading_found_is_carried_along() -> None:
    passage = "沿湖的每一条巷子都要有人认得路，夜里谁家的灯坏了，第二天早上就有人上门去看，修好了再回来在册子上记一笔，月底由居民来评。" * 2
    text = f"澄江市临湖区2024年政府工作报告\n工作安排\n{passage}\n另有三件事要办。\n{passage}\n"
    report = duixian.read(text.encode(), name="twice.txt")
    assert report.findings
    carried = [one for one in follow([report]).findings if one.kind not in KINDS]
    assert [(one.kind, one.start, one.end, one.message, one.other_start) for one in carried] == [
        (one.kind, one.start, one.end, one.message, one.other_start) for one in report.findings
    ]
    assert {one.report for one in carried} == {"twice.txt"}


def test_text_of_the_upper_level() -> None:
    passage = "坚持先有规划后有项目，先有预算后有开支，先有公示后有开工，把每一笔钱花到了哪里、花得值不值，都写在村口和楼道的公示栏里让人看。"
    texts = {
        "china.txt": f"2024年国务院政府工作报告\n全国今年的工作安排\n{passage}\n",
        "linhu.txt": f"湖南省2024年政府工作报告\n全省今年的工作安排\n{passage}\n",
    }
    archive = follow([duixian.read(text.encode(), name=name) for name, text in texts.items()])
    assert [(one.kind, one.report, one.other_report) for one in across(archive)] == [("text_from_above", "linhu.txt", "china.txt")]


def test_a_goal_that_a_later_paper_of_the_year_lowers() -> None:
    first = _dated("a.txt", "2024年的目标定为：地区生产总值增长6.5%。", "6.5%", 6.5, "2024-01-12")
    later = _dated("b.txt", "2024年的目标定为：地区生产总值增长5.5%。", "5.5%", 5.5, "2024-08-20")
    found = across(follow([first, later]))
    assert [(one.kind, one.report) for one in found] == [("goal_lowered", "b.txt")]
    assert "年内有调整" in found[0].message
    same_week = _dated("b.txt", "2024年的目标定为：地区生产总值增长5.5%。", "5.5%", 5.5, "2024-01-15")
    assert [one.kind for one in across(follow([first, same_week]))] == ["goal_differs"]


def _dated(name: str, text: str, quote: str, value: float, day: str) -> Report:
    from msgspec.structs import replace

    from duixian.model import Named

    goal = {"quote": quote, "value": value, "unit": "%", "indicator": "地区生产总值", "indicator_id": "gdp", "measure": "growth"}
    report = make(text, 2024, [goal], name=name)
    return replace(report, metadata=replace(report.metadata, date=Named(day)))


def test_a_goal_that_the_text_says_was_changed() -> None:
    text = "原定目标有变，一般公共预算收入增长目标由8%调整为6.5%。"
    goal = {"indicator": "一般公共预算收入", "indicator_id": "budget_revenue", "measure": "growth", "unit": "%"}
    report = make(text, 2024, [{"quote": "8%", "value": 8, **goal, "role": "baseline", "period": "2024"}, {"quote": "6.5%", "value": 6.5, **goal}])
    found = across(follow([report]))
    assert [(one.kind, one.quote, one.other_quote) for one in found] == [("goal_lowered", "6.5%", "8%")]


@pytest.mark.parametrize(
    ("total", "kinds"),
    [(31, []), (34, ["sum_contradicts"])],
    ids=["parts and their sum", "parts and another sum"],
)
def test_parts_before_their_sum(total: int, kinds: list[str]) -> None:
    text = f"新建口袋公园12个、社区花园19个，共计{total}个。"
    facts = [fact(text, 2024, f"{value}个", value=value, unit="个", indicator=name) for value, name in ((12, "口袋公园"), (19, "社区花园"), (total, "公园"))]
    report = make(text, 2024)
    from msgspec.structs import replace

    assert [one.kind for one in contradictions(replace(report, facts=tuple(facts)))] == kinds


@pytest.mark.shared
def test_real_reports_of_one_year_differ_in_two_names_only(shared: Path) -> None:
    names = ("nankai-2021-plan.txt", "nankai-2021-report.txt")
    archive = follow([duixian.read(shared / "reports" / name) for name in names])
    assert Counter(one.kind for one in across(archive)) == {"goal_renamed": 2}
    plan, report = (archive.report(name) for name in names)
    for one in across(archive):
        assert report.text[one.start : one.end] == one.quote == one.other_quote == plan.text[one.other_start : one.other_end]


WORDS = tomllib.loads((Path(str(files("duixian.following"))) / "data" / "findings.toml").read_text(encoding="utf-8"))


def lists(value: object, path: str) -> Iterator[tuple[str, list[Any]]]:
    if isinstance(value, list):
        yield path, value
    elif isinstance(value, dict):
        for key, entry in value.items():
            yield from lists(entry, f"{path}.{key}".strip("."))


@pytest.mark.parametrize(("path", "words"), list(lists(WORDS, "")), ids=[path for path, _ in lists(WORDS, "")])
def test_no_word_stands_twice_and_ids_are_known(path: str, words: list[Any]) -> None:
    assert words
    assert len({str(word) for word in words}) == len(words)
    ids = [word for word in words if path == "comparable.ids"] + [id for group in words if path.endswith("identities") for id in group]
    known = {entry.id for entry in catalogue()}
    assert [id for id in ids if not any(one == id or (id.endswith("*") and one.startswith(id[:-1])) for one in known)] == []
