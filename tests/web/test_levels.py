"""One goal through the levels: each place against the nearest level above that has one."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from django.test import Client

from duixian.following.standing import level_of
from duixian.model import ComparisonRow, Figure, Measure
from duixian.web.archive.dots import strips
from duixian.web.archive.levels import above, goals_of, ladder, levels_of
from duixian.web.archive.models import Cell, Place, Report

pytestmark = pytest.mark.django_db

ALL_QUERIES, DOWN_QUERIES = 5, 12

TEXT = "{place}2025年政府工作报告\n一、2024年工作回顾\n城镇调查失业率为5.1%。\n二、2025年主要预期目标\n地区生产总值增长{goal}%左右。{more}"
PLACES = (("东篱市", 6), ("东篱市临湖区", 6.5), ("东篱市山前县", 5.5), ("东篱市青禾区", 6), ("南山市", 7))


@pytest.fixture
def five(bring_texts: Callable[..., list[Report]]) -> list[Report]:
    """A city with three districts, and another city; each with a goal of growth, one district with a goal of jobs."""
    more = {"东篱市": "城镇新增就业8万人。", "东篱市临湖区": "城镇新增就业2万人。"}
    return bring_texts(*(TEXT.format(place=place, goal=goal, more=more.get(place, "")) for place, goal in PLACES))


def coded(code: str, name: str, target: float, *, key: str = "gdp", better: str = "higher", form: str = "growth:percent", year: int = 2025) -> Cell:
    """A goal as following keeps it, of a place with a code."""
    place, _ = Place.objects.get_or_create(slug=code, defaults={"code": code, "name": name, "level": level_of(code)})
    figure = Figure(value=target, unit="%", base_value=target, measure=Measure.GROWTH, period=str(year), report="0" * 16, start=3, end=5)
    row = ComparisonRow(place=name, place_code=code, year=year, indicator=key, indicator_id=key, key=key, change=True, dimension="percent", better=better, target=figure)
    return Cell.objects.create(
        place=place, level=place.level, year=year, key=key, indicator=key, known=True, change=True, form=form, better=better, target=target,
        record=msgspec.json.encode(row).decode(),
    )  # fmt: skip


def page(client: Client, language: str = "zh-hans", **query: Any) -> str:
    response = client.get("/levels/", query, headers={"accept-language": language}, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def table(client: Client, **query: Any) -> dict[str, dict[str, str]]:
    response = client.get("/levels/", {**query, "format": "csv"})
    body = b"".join(response.streaming_content)  # type: ignore[attr-defined]
    return {row["place"]: row for row in csv.DictReader(io.StringIO(body.decode("utf-8-sig")))}


def test_a_place_stands_beside_the_nearest_level_above_with_a_goal() -> None:
    for code, name, target in (("100000", "全国", 5.0), ("430000", "湖南省", 5.5), ("430100", "湖南省长沙市", 6.0), ("430102", "湖南省长沙市芙蓉区", 6.0), ("430202", "湖南省株洲市荷塘区", 5.0)):
        coded(code, name, target)
    goals = {goal.place.code: goal for goal in goals_of("gdp", 2025, "growth:percent")}
    assert list(goals) == ["100000", "430000", "430100", "430102", "430202"], "from the top down"
    over = {code: goal.over.place.code if goal.over else None for code, goal in goals.items()}
    assert over == {"100000": None, "430000": "100000", "430100": "430000", "430102": "430100", "430202": "430000"}
    assert {code: goal.asks for code, goal in goals.items()} == {"100000": None, "430000": 1, "430100": 1, "430102": 0, "430202": -1}
    assert goals["430202"].difference == -0.5


def test_where_lower_is_better_less_is_more() -> None:
    for code, name, target in (("100000", "全国", 5.5), ("430000", "湖南省", 5.0), ("110000", "北京市", 6.0)):
        coded(code, name, target, key="unemployment_surveyed", better="lower", form="level:percent")
    goals = {goal.place.code: goal.asks for goal in goals_of("unemployment_surveyed", 2025, "level:percent")}
    assert goals == {"100000": None, "430000": 1, "110000": -1}


def test_the_way_down_names_levels_without_a_report_but_none_that_is_not() -> None:
    coded("100000", "全国", 5.0)
    coded("120104", "天津市南开区", 6.0)
    place = Place.objects.get(code="120104")
    assert above(place) == ["100000", "120000", "120100"]
    way = ladder(place, 2025, goals_of("gdp", 2025, "growth:percent"))
    assert [(rung.name, rung.goal is not None) for rung in way.rungs] == [("全国", True), ("天津市", False), ("天津市南开区", True)]
    assert way.rungs[-1].goal is not None
    assert way.rungs[-1].goal.difference == 1.0


def test_levels_say_median_ends_and_how_many_ask_for_more() -> None:
    for number, target in enumerate((4.5, 5.0, 5.0, 5.5, 6.5)):
        coded(f"{11 + number}0000", f"第{number}省", target)
    coded("100000", "全国", 5.0)
    nation, provinces = levels_of(goals_of("gdp", 2025, "growth:percent"))
    assert (nation.level, nation.compared, nation.more_share) == ("nation", 0, None)
    assert (provinces.median, provinces.lowest.target, provinces.highest.target) == (5.0, 4.5, 6.5)
    assert (provinces.more, provinces.same, provinces.less, provinces.more_share) == (2, 2, 1, 0.4)


def test_places_without_a_code_lie_in_the_place_whose_name_begins_theirs(client: Client, five: list[Report]) -> None:
    rows = table(client, indicator="gdp", year="2025")
    assert {name: row["over"] for name, row in rows.items()} == {"东篱市": "", "南山市": "", "东篱市临湖区": "东篱市", "东篱市山前县": "东篱市", "东篱市青禾区": "东篱市"}
    assert {name: row["asks_more"] for name, row in rows.items() if row["over"]} == {"东篱市临湖区": "True", "东篱市山前县": "False", "东篱市青禾区": "False"}
    assert rows["东篱市山前县"]["difference"] == "-0.5"


def test_goals_link_to_their_sentence(client: Client, five: list[Report]) -> None:
    text = page(client, indicator="gdp", place="临湖区")
    report = next(one for one in five if one.place_name == "东篱市临湖区")
    start = report.machine().text.index("6.5%")
    assert f"/reports/{report.ref}/#char={start}" in text
    assert "6.5%左右</mark>" in text.replace("<mark class=\"hit\">", "") or "<mark class=\"hit\">6.5%" in text
    assert "+0.5个百分点" in text
    assert "要求更高" in text
    assert "+0.5 pp" in page(client, "en", indicator="gdp", place="临湖区")


def test_amounts_are_shares_of_the_level_above(client: Client, five: list[Report]) -> None:
    rows = table(client, indicator="new_jobs_urban", year="2025")
    assert rows["东篱市临湖区"]["share"] == "0.25"
    text = page(client, indicator="城镇新增就业", place="东篱市临湖区")
    assert "25%" in text
    assert "dots__dot" not in text, "amounts of a city and a district do not stand on one scale"


def test_the_indicator_is_named_as_people_name_it(client: Client, five: list[Report]) -> None:
    for name in ("gdp", "地区生产总值", "GDP", "Gross domestic product"):
        assert client.get("/levels/", {"indicator": name}).context["indicator"].key == "gdp"
    assert "可能指以下指标" in page(client, indicator="城镇")
    assert "没有这个指标" in page(client, indicator="无此指标名称")


def test_the_year_with_the_most_levels_comes_first() -> None:
    from duixian.web.archive.levels import years_of
    from duixian.web.archive.views.levels import _default

    coded("100000", "全国", 5.0, year=2023)
    coded("430000", "湖南省", 5.0, year=2023)
    coded("430000", "湖南省", 5.0, year=2024)
    assert _default(years_of("gdp")) == 2023


def test_one_level_alone_says_so(client: Client, bring_texts: Callable[..., list[Report]]) -> None:
    bring_texts(TEXT.format(place="东篱市", goal=6, more=""))
    assert "只有一个层级有目标" in page(client)


def test_nothing_there_says_what_to_do(client: Client, db: None) -> None:
    assert "还没有目标" in page(client)
    assert "没有该指标的目标" in page(client, indicator="gdp")


def test_unknown_place_and_several(client: Client, five: list[Report]) -> None:
    assert "没有名为" in page(client, indicator="gdp", place="无此地")
    assert "可能指以下地区" in page(client, indicator="gdp", place="区")


def test_a_hostile_name_is_shown_as_text(client: Client, five: list[Report]) -> None:
    for query in ({"indicator": "<script>alert(1)</script>"}, {"indicator": "gdp", "place": "<script>alert(1)</script>"}):
        assert "<script>alert" not in page(client, **query)


def test_dots_grow_with_the_number_of_places() -> None:
    made = strips([("省", [5, 5, 5, 5.5]), ("市", [6, 7])], "%")
    assert made is not None
    province, city = made.rows
    assert [(dot.label, dot.places) for dot in province.dots] == [("5", 3), ("5.5", 1)]
    assert province.dots[0].r > province.dots[1].r
    assert province.dots[0].x < province.dots[1].x < city.dots[0].x < city.dots[1].x
    assert (province.median_label, city.median_label) == ("5", "6.5")
    assert strips([("省", [5, 5])], "%") is None


def test_the_page_asks_the_same_number_of_questions_however_many_places(client: Client, five: list[Report], django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(ALL_QUERIES):
        client.get("/levels/", {"indicator": "gdp", "year": "2025"})
    with django_assert_num_queries(DOWN_QUERIES):
        client.get("/levels/", {"indicator": "gdp", "year": "2025", "place": "东篱市临湖区"})
    for number in range(60):
        coded(f"1101{number:02d}", f"第{number}区", 5 + number / 10)
    with django_assert_num_queries(ALL_QUERIES):
        client.get("/levels/", {"indicator": "gdp", "year": "2025"})
