"""The page of one verdict."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from duixian.web.archive.board import decode
from duixian.web.archive.models import Outcome, Reply, Report

pytestmark = pytest.mark.django_db

QUERIES = 8
"""The verdict, the place's reports, the same indicator's verdicts, replies, texts, other figures, findings, corrections."""


def page(client: Client, one: Outcome) -> str:
    response = client.get(one.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("verdict", ["exceeded", "met", "nearly", "missed", "other_form", "absent", "pending"])
def test_goal_and_result_stand_side_by_side_with_reason_and_rules(client: Client, archive: list[Report], verdict: str) -> None:
    one = Outcome.objects.filter(verdict=verdict).order_by("id")[0]
    record = decode(one.record)
    text = page(client, one)
    assert record.reason in text
    assert f'<mark class="hit">{record.goal_quote}</mark>' in text
    assert f"/reports/{record.goal_report}/#char={record.goal_start},{record.goal_end}" in text
    for rule in record.rules:
        assert f"<code>{rule}</code>" in text
    for ref in record.searched:
        assert f"/reports/{ref}/" in text
    if record.actual_report:
        assert f"/reports/{record.actual_report}/#char={record.actual_start},{record.actual_end}" in text
        assert f'<mark class="hit">{record.actual_quote}</mark>' in text
    elif record.other_report:
        assert f"#char={record.other_start},{record.other_end}" in text
        assert "只查到" in text
    else:
        assert ("后续报告没有给出这一指标的数字" if record.searched else "库中还没有以后年份的报告") in text


def test_the_words_around_the_sentence_are_those_of_the_report(client: Client, archive: list[Report]) -> None:
    one = Outcome.objects.filter(verdict="met", main=True).order_by("id")[0]
    record = decode(one.record)
    source = Report.objects.get(ref=record.goal_report).machine().text
    before = " ".join(source[record.goal_sentence_start - 160 : record.goal_sentence_start].split())
    assert before[-40:] in page(client, one)


def test_how_it_would_read_without_the_tolerance(client: Client, archive: list[Report]) -> None:
    one = next(one for one in Outcome.objects.all() if one.strict != one.verdict)
    text = page(client, one)
    assert "不计容差" in text
    assert f"verdict--{one.strict}" in text


def test_the_same_goal_in_other_years_and_documents(client: Client, archive: list[Report]) -> None:
    one = Outcome.objects.filter(key="gdp", year=2024, main=True, measure="growth").order_by("id")[0]
    text = page(client, one)
    others = Outcome.objects.filter(key="gdp", measure="growth").exclude(pk=one.pk)
    assert {other.year for other in others} == {2023, 2024, 2025}
    for other in others:
        assert other.get_absolute_url() in text


def test_a_figure_that_was_worked_out_shows_its_steps_and_leaves_the_verdict(client: Client, bring_texts: Callable[..., list[Report]]) -> None:
    bring_texts(
        "东篱市2024年政府工作报告\n一、2023年工作回顾\n城镇化率达到62.1%。\n二、2024年工作安排\n城镇化率提高0.8个百分点。",
        "东篱市2025年政府工作报告\n一、2024年工作回顾\n城镇化率达到63%。",
    )
    one = Outcome.objects.get(year=2024)
    record = decode(one.record)
    assert record.derived_steps, "the example must have a figure that is worked out"
    assert one.verdict == "other_form"
    text = page(client, one)
    for step in record.derived_steps:
        assert step in text
    assert "推算值不影响评定" in text


def test_questions_do_not_grow_with_years_and_replies(client: Client, archive: list[Report], respondent: object, django_assert_num_queries: object) -> None:
    for one in (Outcome.objects.filter(key="gdp", year=2024).order_by("id")[0], Outcome.objects.filter(verdict="exceeded").order_by("id")[0]):
        client.get(one.get_absolute_url())
        with django_assert_num_queries(QUERIES):  # type: ignore[operator]
            client.get(one.get_absolute_url())
    Reply.objects.bulk_create([Reply(report_id=one.goal_report_id, start=one.goal_start, end=one.goal_end, outcome=one.outcome, text="甲", by=respondent, unit="乙") for _ in range(20)])
    with django_assert_num_queries(QUERIES):  # type: ignore[operator]
        client.get(one.get_absolute_url())


def test_one_verdict_as_a_file(client: Client, archive: list[Report]) -> None:
    one = Outcome.objects.order_by("id")[0]
    rows = client.get(f"{one.get_absolute_url()}?format=json").json()
    assert [row["outcome"] for row in rows] == [one.outcome]


def test_no_such_verdict(client: Client, archive: list[Report]) -> None:
    assert client.get("/outcomes/ffffffffffffffff/").status_code == 404


def test_a_finding_that_touches_the_goal_stands_beside_it(client: Client, bring_texts: Callable[..., list[Report]]) -> None:
    bring_texts(
        "东篱市2024年政府工作报告\n一、2024年主要预期目标\n地区生产总值增长6%以上，城镇新增就业1.2万人。",
        "东篱市2024年国民经济和社会发展计划\n一、2024年主要预期目标\n地区生产总值增长7%以上，城镇新增就业1.2万人。",
    )
    from duixian.web.archive.models import Finding

    finding = Finding.objects.get(kind="goal_differs")
    one = Outcome.objects.get(goal_report=finding.report, goal_start__lt=finding.end, goal_end__gt=finding.start)
    assert "目标不一" in page(client, one)
