"""Verdicts are those of the table in the documentation, and a better result never gets a worse one."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_reports import fact

from duixian.following.verdicts import VerdictRules, better, judge, signed, standard_rules
from duixian.model import Measure, Qualifier, Role, Verdict

ORDER = [Verdict.MISSED, Verdict.NEARLY, Verdict.MET, Verdict.EXCEEDED]


def goal(value: float, qualifier: str = "exact", measure: str = "growth", indicator: str = "地区生产总值", **more: Any) -> Any:
    more.setdefault("indicator_id", "gdp" if indicator == "地区生产总值" else "")
    return fact("数字9", 2024, "9", value=value, unit=more.pop("unit", "%"), qualifier=qualifier, measure=measure, indicator=indicator, **more)


@pytest.mark.parametrize(
    ("target", "actual", "verdict", "strict"),
    [
        (goal(6, "min"), 6, "met", "met"),
        (goal(6, "min"), 6.4, "exceeded", "exceeded"),
        (goal(6, "min"), 5.8, "nearly", "missed"),
        (goal(6, "min"), 5.6, "missed", "missed"),
        (goal(6, "exact"), 6.3, "met", "met"),
        (goal(7.5, "about"), 7.4, "met", "missed"),
        (goal(7.5, "about"), 7.1, "missed", "missed"),
        (goal(6, "range", value_high=6.5), 6.2, "met", "met"),
        (goal(6, "range", value_high=6.5), 6.6, "met", "met"),
        (goal(6, "range", value_high=6.5), 7, "exceeded", "exceeded"),
        (goal(6, "range", value_high=6.5), 5.8, "nearly", "missed"),
        (goal(5.5, "max", "level", "城镇调查失业率", indicator_id="unemployment_surveyed"), 5.5, "met", "met"),
        (goal(5.5, "max", "level", "城镇调查失业率", indicator_id="unemployment_surveyed"), 5.0, "exceeded", "exceeded"),
        (goal(5.5, "about", "level", "城镇调查失业率", indicator_id="unemployment_surveyed"), 5.7, "met", "missed"),
        (goal(3, "about", "growth", "居民消费价格", indicator_id="cpi"), 3.3, "missed", "missed"),
        (goal(10, "exact", "growth"), -2, "missed", "missed"),
    ],
)
def test_the_table_of_verdicts(target: Any, actual: float, verdict: str, strict: str) -> None:
    judgement = judge(target, actual, standard_rules())
    assert (judgement.verdict, judgement.strict) == (verdict, strict)


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        (goal(5), "higher"),
        (goal(3, indicator="居民消费价格", indicator_id="cpi"), "lower"),
        (goal(3, measure="decline", indicator="单位地区生产总值能耗", indicator_id="energy_intensity"), "higher"),
        (goal(5, measure="level", indicator="生产安全事故死亡人数", unit="人"), "lower"),
        (goal(5, measure="decline", indicator="生产安全事故死亡人数"), "higher"),
        (goal(20, measure="level", indicator="整治违法建设", unit="处"), "higher"),
        (goal(20, "max", "level", "审批事项", unit="项"), "lower"),
        (goal(3, measure="rank", indicator="综合考评", unit="位"), "lower"),
        (goal(20, measure="level", indicator="口袋公园", unit="个"), "higher"),
    ],
)
def test_the_good_direction_of_a_number(target: Any, expected: str) -> None:
    assert better(target) == expected


def test_a_decline_counts_against_a_growth_goal() -> None:
    found = fact("下降2", 2025, "2", value=2, unit="%", measure="decline", indicator="进出口总额", role=Role.ACTUAL)
    assert signed(goal(5), found) == -2
    assert signed(goal(5, measure="decline"), found) == 2


OPS = st.sampled_from([Qualifier.EXACT, Qualifier.ABOUT, Qualifier.MIN, Qualifier.MAX])
VALUES = st.integers(1, 10_000).map(lambda n: n / 10)


@given(VALUES, OPS, VALUES, VALUES)
def test_a_better_result_never_gets_a_worse_verdict(value: float, op: Qualifier, one: float, two: float) -> None:
    target = goal(value, op.value)
    worse, good = sorted((one, two), reverse=better(target) == "lower")
    first, second = (judge(target, result, standard_rules()) for result in (worse, good))
    assert ORDER.index(first.verdict) <= ORDER.index(second.verdict)
    assert ORDER.index(first.strict) <= ORDER.index(second.strict)
    assert first.gap <= second.gap


@given(VALUES, OPS, VALUES)
def test_what_the_tolerance_may_change(value: float, op: Qualifier, actual: float) -> None:
    target = goal(value, op.value)
    judgement = judge(target, actual, standard_rules())
    assert (judgement.verdict is Verdict.NEARLY) <= (op is not Qualifier.ABOUT)
    if judgement.strict is not judgement.verdict:
        assert judgement.strict is Verdict.MISSED
        assert -0.05 - 1e-6 <= judgement.gap < 0
    without = judge(target, actual, VerdictRules(version="none", tolerance=0, nearly=0, exceeded=0.05))
    assert without.verdict is without.strict is judgement.strict


@given(VALUES, OPS, VALUES, st.sampled_from([1e-3, 1.0, 1e4, 1e8]))
def test_the_unit_changes_nothing(value: float, op: Qualifier, actual: float, scale: float) -> None:
    small = judge(goal(value, op.value, Measure.LEVEL.value, "口袋公园"), actual, standard_rules())
    large = judge(goal(value * scale, op.value, Measure.LEVEL.value, "口袋公园"), actual * scale, standard_rules())
    assert small.verdict is large.verdict


def test_the_rules_say_which_version_they_are() -> None:
    assert standard_rules().version
