"""Facts and promises said as official prose would say them."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from duixian.model import Measure, Qualifier, Report
from duixian.publishing.context import Context
from duixian.publishing.phrases import fact_in_words, period_in_words


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"value": 5, "unit": "%", "measure": Measure.GROWTH, "qualifier": Qualifier.ABOUT}, "增长5%左右"),
        ({"value": 6, "unit": "%", "measure": Measure.GROWTH, "base": "yearly"}, "年均增长6%"),
        ({"value": 6, "value_high": 6.5, "unit": "%", "measure": Measure.GROWTH, "qualifier": Qualifier.RANGE}, "增长6%—6.5%"),
        ({"value": 400, "unit": "家", "qualifier": Qualifier.MIN}, "400家以上"),
        ({"value": 5.5, "unit": "%", "qualifier": Qualifier.MAX}, "5.5%以内"),
        ({"value": 0.4, "unit": "个百分点", "measure": Measure.FALL}, "降低0.4个百分点"),
        ({"value": 2, "unit": "", "measure": Measure.RANK}, "第2位"),
        ({"value": 3.0, "unit": "倍", "measure": Measure.TIMES}, "3倍"),
    ],
)
def test_a_fact_in_words(report: Report, changes: dict[str, object], words: str) -> None:
    assert fact_in_words(replace(report.facts[0], **changes)) == words


@pytest.mark.parametrize(
    ("period", "words"),
    [("2024", "2024年"), ("2024-Q3", "2024年第三季度"), ("2025-06", "2025年6月"), ("soon", "soon"), ("1954", "1954年")],
)
def test_a_period_in_words(period: str, words: str) -> None:
    assert period_in_words(period) == words


def test_a_sentence_is_whole_and_in_the_sources_own_characters(report: Report) -> None:
    context = Context(report)
    fact = report.facts[1]
    assert context.sentence(fact.start, fact.end) == "全年新建公厕12座，发放补贴33.2亿元。"
    commitment = report.commitments[1]
    assert context.sentence(commitment.start, commitment.end) == "优化营商环境。"


def test_headings_and_roles(report: Report) -> None:
    context = Context(report)
    assert context.heading(report.facts[2].start) == "今年主要预期目标"
    assert context.heading(0) == ""
    assert [fact.indicator for fact in context.main_targets()] == ["地区生产总值", "新增就业"]


def test_without_goals_the_known_indicators_are_the_main_targets(report: Report) -> None:
    bare = replace(report, blocks=())
    assert [fact.indicator for fact in Context(bare).main_targets()] == ["地区生产总值"]
    unknown = tuple(replace(fact, indicator_id="") for fact in report.facts)
    assert len(Context(replace(bare, facts=unknown)).main_targets()) == 3
