"""A place's tree of goals."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from duixian.web.archive.models import Commitment, Outcome, Place, Report
from duixian.web.archive.tree import plan_of, tree

pytestmark = pytest.mark.django_db

QUERIES = 10
"""Place, standings, years, the place's reports, goals, replies, farther goals, promises with outlines and without, statements of the vision."""

FIRST = """东篱市2021年政府工作报告
一、“十四五”时期主要目标
到2035年，东篱市将基本建成生态宜居、创新活跃的现代化滨湖城市。
“十四五”时期，地区生产总值年均增长6.5%。到2025年，森林覆盖率达到38%，养老床位达到5000张。
二、2021年主要预期目标
地区生产总值增长7%，城镇新增就业1万人。
"""
YEAR = """东篱市2024年政府工作报告
一、2024年主要预期目标
地区生产总值增长6%以上，城镇新增就业1.2万人。
二、2024年重点工作
（一）建设宜居城市
森林覆盖率提高到37.5%。完成滨湖步道贯通工程。持续提升城市品位。
（二）办好民生实事
新建幼儿园3所。
"""
LAST = """东篱市2025年政府工作报告
一、2024年工作回顾
地区生产总值增长6.2%。城镇新增就业1.1万人。新建幼儿园3所。森林覆盖率达到37.2%。
"""


@pytest.fixture
def place(bring_texts: Callable[..., list[Report]]) -> Place:
    bring_texts(FIRST, YEAR, LAST)
    return Place.objects.get()


def page(client: Client, place: Place, **query: object) -> str:
    response = client.get(reverse("archive:goals", args=[place.slug]), query)
    assert response.status_code == 200
    return str(response.content.decode())


@pytest.mark.parametrize(("year", "number", "first"), [(1953, 1, 1953), (1964, 2, 1958), (1966, 3, 1966), (2020, 13, 2016), (2021, 14, 2021), (2025, 14, 2021), (2026, 15, 2026)])
def test_the_five_year_plan_of_a_year(year: int, number: int, first: int) -> None:
    plan = plan_of(year)
    assert (plan.number, plan.first, plan.last) == (number, first, first + 4)


def test_a_goal_of_the_plan_holds_the_goal_of_the_year_and_its_verdict(place: Place) -> None:
    whole = tree(place, 2024, "zh")
    chains = {aim.key: aim for branch in whole.branches for aim in branch.chains}
    product = chains["gdp"]
    assert (product.period, product.year, "年均增长6.5%" in product.words) == ("2021/2025", 2021, True)
    assert [(leaf.row.goal_words, leaf.row.record.verdict.value) for leaf in product.leaves] == [("增长6%以上", "met")]
    forest = next(aim for key, aim in chains.items() if "forest" in key or "森林" in aim.words)
    assert [leaf.row.record.verdict.value for leaf in forest.leaves] == ["nearly"]


def test_a_node_without_a_measure_for_the_year_says_so(client: Client, place: Place) -> None:
    whole = tree(place, 2024, "zh")
    gaps = [aim.words for branch in whole.branches for aim in branch.chains if aim.gap]
    assert len(gaps) == 1
    assert "养老床位" in gaps[0]
    text = page(client, place, year=2024, open=1)
    node = text[text.index("养老床位") :]
    assert "本年度未见可衡量的目标" in node[: node.index("</summary>")]


def test_aims_of_one_indicator_hang_on_each_other_the_farthest_at_the_root(bring_texts: Callable[..., list[Report]]) -> None:
    bring_texts(
        "东篱市2024年政府工作报告\n一、主要目标\n到2035年，森林覆盖率达到42%。到2030年，森林覆盖率达到40%。到2025年，森林覆盖率达到38%。\n二、2024年主要预期目标\n森林覆盖率达到37.5%。",
        "东篱市2025年政府工作报告\n一、2024年工作回顾\n森林覆盖率达到37.8%。",
    )
    whole = tree(Place.objects.get(), 2024, "zh")
    (root,) = [aim for branch in whole.branches for aim in branch.chains]
    assert [aim.period for aim in root.chain] == ["2035", "2030", "2025"]
    assert [len(aim.rows) for aim in root.chain] == [0, 0, 1]
    assert not any(aim.gap for aim in root.chain)


def test_the_vision_is_stated_with_its_source(client: Client, place: Place) -> None:
    whole = tree(place, 2024, "zh")
    assert whole.vision == 2035
    said = whole.statements[0]
    first = Report.objects.get(year=2021)
    assert "基本建成生态宜居" in said.words
    assert first.machine().text[said.start : said.end].strip() == said.words
    assert f"/reports/{first.ref}/#char={said.start},{said.end}" in page(client, place, year=2024)


def test_tasks_stand_under_their_sections_with_verdicts_and_livelihood_apart(client: Client, place: Place) -> None:
    whole = tree(place, 2024, "zh")
    groups = [group for branch in whole.branches for group in branch.sections]
    livelihood = [group for group in groups if group.livelihood]
    assert [(group.heading, [task.words for task in group.tasks]) for group in livelihood] == [("（二）办好民生实事", ["新建幼儿园3所"])]
    assert [row.record.verdict.value for row in livelihood[0].tasks[0].rows] == ["met"]
    others = {task.words: group for group in groups if not group.livelihood for task in group.tasks}
    assert "完成滨湖步道贯通工程" in others
    text = page(client, place, year=2024, open=1)
    assert "民生实事" in text
    assert "重点任务" in text


def test_every_goal_of_the_year_stands_somewhere(client: Client, archive: list[Report]) -> None:
    where = Place.objects.get()
    text = page(client, where, year=2024, open=1)
    for one in Outcome.objects.filter(place=where, year=2024):
        assert f"/outcomes/{one.outcome}/" in text or f"#char={one.goal_start},{one.goal_end}" in text, one.record
    promised = Commitment.objects.filter(place=where, year=2024, checkable=True, deadline="2024")
    assert promised.count() > 100
    lines = json.loads(client.get(reverse("archive:goals", args=[where.slug]), {"year": 2024, "format": "json"}).content)
    assert {one["outcome"] for one in lines if one["outcome"]} == set(Outcome.objects.filter(place=where, year=2024).values_list("outcome", flat=True))


def test_one_theme_alone(client: Client, archive: list[Report]) -> None:
    where = Place.objects.get()
    whole, one = page(client, where, year=2024), page(client, where, year=2024, theme="ecology")
    assert 'id="t-ecology"' in one
    assert one.count('<li id="t-') == 1
    assert whole.count('<li id="t-') > 10
    assert page(client, where, year=2024, theme="nonsense").count('<li id="t-') == whole.count('<li id="t-')


def test_the_newest_year_with_results_comes_first(client: Client, place: Place) -> None:
    assert "2024年目标树" in page(client, place)


def test_years_and_places_that_are_not_there(client: Client, place: Place) -> None:
    address = reverse("archive:goals", args=[place.slug])
    assert client.get(address, {"year": 2010}).status_code == 404
    assert client.get("/places/nowhere/goals/").status_code == 404


def test_questions_do_not_grow(client: Client, archive: list[Report], django_assert_num_queries: object) -> None:
    where = Place.objects.get()
    for query in ({"year": 2023}, {"year": 2024}, {"year": 2025}, {"year": 2024, "theme": "ecology"}):
        client.get(reverse("archive:goals", args=[where.slug]), query)
        with django_assert_num_queries(QUERIES):  # type: ignore[operator]
            assert len(page(client, where, **query).encode()) < 300_000
