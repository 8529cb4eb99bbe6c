"""What a verdict is called, and what stands beside it."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from duixian.following.archive import Archive
from duixian.model import Difference, Measure, Outcome, Verdict
from duixian.publishing.verdict_words import (
    LOOKS,
    actual_in_words,
    distance,
    goal_in_words,
    grounds,
    note,
    other_in_words,
    verdict_cell,
    verdict_word,
)
from duixian.publishing.wording import wording


def one(archive: Archive, indicator: str) -> Outcome:
    return next(outcome for outcome in archive.outcomes if outcome.indicator == indicator)


@pytest.mark.parametrize("group", ["verdict", "verdict_lower"])
def test_every_verdict_has_a_word(group: str) -> None:
    assert list(wording()["value"][group]) == [verdict.value for verdict in Verdict]


def test_every_difference_has_words() -> None:
    assert set(wording()["value"]["difference"]) == {one.value for one in Difference} - {""}


def test_no_verdict_rests_on_colour_alone() -> None:
    assert set(LOOKS) == set(Verdict)
    assert len({look.sign for look in LOOKS.values()}) == len(Verdict)
    for language in ("zh", "en"):
        for better in ("higher", "lower"):
            assert len({verdict_word(verdict, better, language) for verdict in Verdict}) == len(Verdict)


def test_where_lower_is_better_nothing_is_overfulfilled() -> None:
    assert verdict_word(Verdict.EXCEEDED, "lower", "zh") == "优于目标"
    assert not any("超额" in verdict_word(verdict, "lower", "zh") for verdict in Verdict)


def test_every_cell_of_a_verdict_has_its_ground() -> None:
    for verdict, look in LOOKS.items():
        assert {grounds()[verdict_cell(verdict, better)] for better in ("higher", "lower")} == {look.ground}


@pytest.mark.parametrize(
    ("indicator", "goal", "actual", "far"),
    [
        ("地区生产总值", "增长7.5%左右", "增长7.4%", "低于目标0.1个百分点"),
        ("新建公厕", "10座", "12座", "完成目标任务的120%"),
        ("PM2.5浓度", "30微克/立方米以内", "27微克/立方米", "低于目标10%"),
        ("新增停车泊位", "1000个以上", "960个", "完成目标任务的96%"),
        ("粮食产量", "50万吨", "40万吨", "完成目标任务的80%"),
        ("打通断头路", "2条", "2条", "完成目标任务的100%"),
        ("居民收入", "增长6%—7%", "增长6.3%", "在目标区间内"),
        ("新增就业", "2万人", "", ""),
        ("种树", "300棵", "", ""),
    ],
)
def test_goal_result_and_distance(archive: Archive, indicator: str, goal: str, actual: str, far: str) -> None:
    outcome = one(archive, indicator)
    assert (goal_in_words(outcome), actual_in_words(outcome), distance(outcome, "zh")) == (goal, actual, far)


@pytest.mark.parametrize(
    ("changes", "far"),
    [
        ({"actual_value": 0.3, "actual_measure": Measure.DECLINE}, "低于目标7.8个百分点"),  # 0.1 + 0.2 never shows its tail
        ({"actual_value": 7.6}, "高于目标0.1个百分点"),
        ({"actual_value": 7.5}, "与目标持平"),
        ({"actual_value": 8, "value_high": 7.7}, "高于目标0.3个百分点"),
        ({"actual_value": 2, "measure": Measure.RANK}, ""),
        ({"gap": None}, ""),
    ],
)
def test_points_between_rates(archive: Archive, changes: dict[str, object], far: str) -> None:
    assert distance(replace(one(archive, "地区生产总值"), **changes), "zh") == far


def test_the_note_says_how_it_would_read_without_the_tolerance(archive: Archive) -> None:
    assert note(one(archive, "地区生产总值"), "zh") == "低于目标0.1个百分点；不计容差为“未完成”"
    assert "不计容差" not in note(one(archive, "新建公厕"), "zh")


def test_the_note_shows_what_was_found_instead_and_what_was_worked_out(archive: Archive) -> None:
    outcome = one(archive, "新增就业")
    assert other_in_words(outcome) == "2021—2025年新增就业9万人"
    said = note(outcome, "zh")
    assert said == "只报告了另一个时期：2021—2025年新增就业9万人；推算为2.1万人（按此为完成）：五年合计9万人，减去前四年6.9万人"
    assert note(one(archive, "种树"), "zh") == ""
