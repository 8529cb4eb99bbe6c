"""The score gate: what counts as right, and that no score falls unseen."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from bench.floors import Floors
from bench.labels import LabelledPromise, Number
from bench.scoring import balance, same_indicator, scaled, score_facts, score_promises
from duixian.model import Fact, Report


def number(fact: Fact, **changes: object) -> Number:
    """The label that a careful reader would give a fact's number."""
    fields: dict[str, object] = {
        "start": fact.start,
        "end": fact.start + 1,
        "written_in_words": False,
        "role": fact.role.value,
        "indicator": fact.indicator,
        "value": fact.value,
        "unit": fact.unit,
        "qualifier": fact.qualifier.value,
        "measure": fact.measure.value,
        "period": fact.period,
        "alternative": {},
    }
    return Number(**{**fields, **changes})


def test_right_facts_score_full(report: Report) -> None:
    tally = score_facts([number(fact) for fact in report.facts], report.facts)
    assert [tally[key] for key in ("labelled", "given", "found", "core", "record")] == [5] * 5
    assert balance(tally["record"], tally["labelled"], tally["given"]) == 1.0


@pytest.mark.parametrize(
    ("changes", "core", "record"),
    [
        ({"role": "baseline"}, 0, 0),
        ({"value": 13}, 0, 0),
        ({"unit": "万座"}, 0, 0),
        ({"indicator": "学校"}, 0, 0),
        ({"measure": "growth"}, 1, 0),
        ({"period": "2023"}, 1, 0),
        ({"qualifier": "about"}, 1, 1),
        ({"indicator": "学校", "alternative": {"ind": "公厕"}}, 1, 1),
        ({"period": "2023", "alternative": {"p": "2024"}}, 1, 1),
    ],
    ids=str,
)
def test_one_wrong_field(report: Report, changes: dict[str, object], core: int, record: int) -> None:
    tally = score_facts([number(report.facts[0], **changes)], report.facts[:1])
    assert (tally["found"], tally["core"], tally["record"]) == (1, core, record)


def test_extra_and_missed_facts_cost(report: Report) -> None:
    fact = report.facts[0]
    extra = score_facts([number(fact, role="date")], [fact])
    assert (extra["labelled"], extra["given"], extra["found"]) == (0, 1, 0)
    missed = score_facts([number(fact)], [])
    assert (missed["labelled"], missed["given"], missed["found"]) == (1, 0, 0)


def test_what_may_be_read_either_way_costs_nothing(report: Report) -> None:
    fact = report.facts[0]
    either = score_facts([number(fact, alternative={"r": "name"})], [])
    assert (either["labelled"], either["given"]) == (0, 0)
    either = score_facts([number(fact, role="name", alternative={"r": "actual"})], [fact])
    assert (either["labelled"], either["given"]) == (0, 0)


def test_a_range_is_two_numbers(report: Report) -> None:
    fact = replace(report.facts[2], value=5, value_high=6)
    low = number(fact, end=fact.start + 1, qualifier="low")
    high = number(fact, start=fact.start + 1, end=fact.start + 2, value=6, qualifier="high")
    tally = score_facts([low, high], [fact])
    assert (tally["given"], tally["found"], tally["record"]) == (2, 2, 2)


def test_promises_match_by_half_of_their_union(report: Report) -> None:
    first, second = report.commitments
    near = LabelledPromise(first.start, first.end + 2, True)
    far = LabelledPromise(second.end - 1, second.end + 5, False)
    tally = score_promises([near, far], report.commitments)
    assert (tally["labelled"], tally["given"], tally["hit"], tally["c_hit"], tally["agree"]) == (2, 2, 1, 1, 1)


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (58, "亿元", (5.8e9, "元")),
        (3, "千瓦", (3, "千瓦")),
        (2, "百分点", (2, "个百分点")),
        (5, "％", (5, "%")),
        (70, "每立方米微克", (70, "微克/立方米")),
    ],
)
def test_scaled(value: float, unit: str, expected: tuple[float, str]) -> None:
    assert scaled(value, unit) == expected


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("地区生产总值", "生产总值", True),
        ("新建改造公厕", "公厕", False),
        ("社区的食堂", "社区食堂", True),
        ("公厕", "学校", False),
        ("", "公厕", False),
        ("城镇新增就业", "新增城镇就业", True),
    ],
)
def test_same_indicator(one: str, other: str, same: bool) -> None:
    assert same_indicator(one, other) is same


def test_floors_rise_freely_and_fall_only_when_told(tmp_path: Path) -> None:
    path = tmp_path / "floors.toml"
    floors = Floors(path)
    assert floors.failures("set", {"core": 0.9})
    assert floors.pin("set", "one", {"core": 0.9, "promises_outside": 0.01}, lower=False) == []
    floors.save()
    again = Floors(path)
    assert again.failures("set", {"core": 0.9, "promises_outside": 0.01}) == []
    assert again.failures("set", {"core": 0.95, "promises_outside": 0.0}) == []
    assert len(again.failures("set", {"core": 0.89, "promises_outside": 0.02})) == 2
    assert again.measured_on("set", "one")
    assert not again.measured_on("set", "two")
    assert again.pin("set", "two", {"core": 0.8}, lower=False)
    assert again.floor("set", "core") == 0.9
    assert again.pin("set", "two", {"core": 0.8}, lower=True) == []
    assert again.floor("set", "core") == 0.8
