"""The list of indicators and the page of one: every figure with its place, in one place or several."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from django.test import Client
from django.urls import reverse

import duixian
from duixian.language.indicators import catalogue
from duixian.web.accounts.models import User
from duixian.web.archive.models import Correction, Fact, Indicator, Outcome, Place, Report, Series
from duixian.web.archive.observations import MOST_PLACES
from duixian.web.archive.reading import settle
from duixian.web.archive.storing import refresh

pytestmark = pytest.mark.django_db

LIST_QUERIES, OVERVIEW_QUERIES, FIGURES_QUERIES = 3, 7, 9
"""A page of the list that reaches names of reports asks one question more, for these."""

TEXT = (
    "{place}2025年政府工作报告\n一、2024年工作回顾\n地区生产总值{level}亿元，增长{made}%。\n"
    "二、2025年主要预期目标\n地区生产总值增长{goal}%左右。城镇新增就业1.2万人以上。"
)
PLACES = (("东篱市", 810, 5.1, 6), ("南山市", 620, 4.8, 5.5), ("西溪县", 95, 6.2, 6.5))


@pytest.fixture
def three(bring_texts: Callable[..., list[Report]]) -> list[Report]:
    """Reports of three places with a goal and a result of GDP each."""
    return bring_texts(*(TEXT.format(place=place, level=level, made=made, goal=goal) for place, level, made, goal in PLACES))


def page(client: Client, url: str, language: str = "zh-hans", **query: Any) -> str:
    response = client.get(url, query, headers={"accept-language": language})
    assert response.status_code == 200
    return response.content.decode()


def table(client: Client, url: str, **query: Any) -> list[dict[str, str]]:
    response = client.get(url, {**query, "format": "csv"})
    assert response.status_code == 200
    body = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))


def decoded(row: Series) -> duixian.Series:
    return msgspec.json.decode(row.record, type=duixian.Series)


def test_the_list_counts_what_the_series_hold(client: Client, archive: list[Report]) -> None:
    listed = {row["key"]: row for row in table(client, "/indicators/")}
    held: dict[str, list[duixian.Observation]] = {}
    for row in Series.objects.all():
        held.setdefault(row.key, []).extend(decoded(row).observations)
    assert set(listed) == set(held)
    for key, observations in held.items():
        targets = sum(one.role == "target" for one in observations)
        assert (int(listed[key]["observations"]), int(listed[key]["targets"])) == (len(observations), targets), key
        assert int(listed[key]["actuals"]) == len(observations) - targets
        assert listed[key]["places"] == "1"


def test_known_indicators_stand_under_their_theme_in_both_languages(client: Client, archive: list[Report]) -> None:
    chinese, english = page(client, "/indicators/"), page(client, "/indicators/", "en")
    assert "经济运行" in chinese
    assert "地区生产总值" in chinese
    assert "Gross domestic product" in english
    assert "Economy" in english
    order = [row["theme"] for row in table(client, "/indicators/")]
    assert order == sorted(order, key=list(dict.fromkeys(order)).index), "a theme stands in one piece"
    assert order[-1] == "reports", "names that only reports use come last"


@pytest.mark.parametrize("text", ["生产总值", "GDP", "gross domestic", "gdp"])
def test_an_indicator_is_found_by_any_of_its_names(client: Client, archive: list[Report], text: str) -> None:
    assert "gdp" in {row["key"] for row in table(client, "/indicators/", q=text)}


def test_a_theme_or_the_names_of_reports_alone(client: Client, archive: list[Report]) -> None:
    themes = {entry.id: entry.theme for entry in catalogue()}
    economy = {row["key"] for row in table(client, "/indicators/", theme="economy")}
    assert economy == {key for key in Indicator.objects.values_list("key", flat=True) if themes.get(key) == "economy"}
    others = {row["key"] for row in table(client, "/indicators/", theme="reports")}
    assert others == set(Indicator.objects.filter(known=False).values_list("key", flat=True)) != set()


def test_nothing_found_and_nothing_there_say_what_to_do(client: Client, db: None) -> None:
    assert reverse("archive:reports") in page(client, "/indicators/")
    assert "没有符合条件的指标" in page(client, "/indicators/", q="没有这样的名称")


def test_the_list_is_parted_into_pages(client: Client, archive: list[Report], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("duixian.web.archive.views.indicators._PAGE", 7)
    every = [row["key"] for row in table(client, "/indicators/")]
    seen = []
    for number in range(1, (len(every) + 6) // 7 + 1):
        lines = client.get("/indicators/", {"page": number}).context["page"].object_list
        seen += [line.key for line in lines]
        assert lines[0].group, "every page says which theme it begins with"
    assert seen == every


def test_the_summary_follows_the_archive(archive: list[Report], report: Report, corrector: User) -> None:
    before = Indicator.objects.get(key="gdp")
    fact = Fact.objects.filter(report=report, key="gdp", role="target").first()
    assert fact is not None
    Correction.objects.create(report=report, sort="fact", start=fact.start, end=fact.end, quote=fact.quote, kind="wrong", by=corrector)
    refresh(report)
    settle()
    after = Indicator.objects.get(key="gdp")
    assert (after.observations, after.targets) == (before.observations - 1, before.targets - 1)
    Series.objects.filter(key="gdp").delete()
    from duixian.web.archive.indicators import summarise_indicators

    summarise_indicators()
    assert not Indicator.objects.filter(key="gdp").exists()


def test_every_figure_of_a_series_with_its_place_in_the_text(client: Client, archive: list[Report]) -> None:
    texts = {one.ref: one.machine().text for one in archive}
    rows = Series.objects.filter(key="gdp")
    assert rows
    tabs = client.get("/indicators/gdp/").context["forms"]
    shown = [row for tab in tabs for row in table(client, "/indicators/gdp/", form=tab.form.key)]
    held = [one for row in rows for one in decoded(row).observations]
    assert len(tabs) > 1, "level and change stand apart"
    assert sorted((row["report"], int(row["start"])) for row in shown) == sorted((one.report, one.start) for one in held)
    for row in shown:
        quote = texts[row["report"]][int(row["start"]) : int(row["end"])]
        assert row["value"].removesuffix(".0") in quote.replace(",", "")
        assert row["source"].endswith(f"/reports/{row['report']}/#char={row['start']},{row['end']}")


def test_level_and_change_are_asked_for_apart(client: Client, archive: list[Report]) -> None:
    for change, measures in (("0", {"level", "rank", "times"}), ("1", {"growth", "decline", "rise", "fall"})):
        assert {row["measure"] for row in table(client, "/indicators/gdp/", change=change)} <= measures


def test_goals_have_their_verdict_and_others_none(client: Client, archive: list[Report]) -> None:
    verdicts = {(one.goal_report.ref, one.goal_start): one.verdict for one in Outcome.objects.select_related("goal_report")}
    shown = [row for key in ("gdp", "new_jobs_urban", "budget_revenue") for row in table(client, f"/indicators/{key}/")]
    assert any(row["verdict"] for row in shown)
    for row in shown:
        expected = verdicts.get((row["report"], int(row["start"])), "") if row["role"] == "target" else ""
        assert row["verdict"] == expected


def test_the_page_links_every_figure_and_says_verdicts_in_words(client: Client, archive: list[Report]) -> None:
    text = page(client, "/indicators/gdp/")
    for row in table(client, "/indicators/gdp/"):
        assert f"/reports/{row['report']}/#char={row['start']},{row['end']}" in text
    assert "verdict--" in text
    assert "<figcaption>" in text, "a chart comes with its summary"
    assert "时期数" in text, "the definition says how it is counted"


def test_which_places_have_figures_where_none_is_chosen(client: Client, three: list[Report]) -> None:
    shown = table(client, "/indicators/gdp/")
    assert {row["place"] for row in shown} == {place for place, *_ in PLACES}
    assert [int(row["figures"]) for row in shown] == sorted((int(row["figures"]) for row in shown), reverse=True)
    assert {row["place"] for row in table(client, "/indicators/gdp/", find="山")} == {"南山市"}
    assert "没有符合条件的地区" in page(client, "/indicators/gdp/", find="无此地")


def test_places_side_by_side_in_the_order_asked_for(client: Client, three: list[Report]) -> None:
    response = client.get("/indicators/gdp/", {"place": ["西溪县", "东篱市"], "change": "1"})
    rows = response.context["page"].object_list
    assert list(dict.fromkeys(row.place.name for row in rows)) == ["西溪县", "东篱市"]
    points = {(row.place.name, row.one.period, row.one.role.value): row.one.value for row in rows}
    assert points["西溪县", "2025", "target"] == 6.5
    assert points["东篱市", "2024", "actual"] == 5.1
    chart = response.context["chart"]
    assert {row.cells[0].text for row in chart.rows} == {"西溪县", "东篱市"}
    together = client.get("/indicators/gdp/", {"place": ["西溪县", "东篱市"], "change": "1", "together": "1"}).context["chart"]
    assert together.light_url != chart.light_url


def test_a_place_is_added_by_typing_its_name(client: Client, three: list[Report]) -> None:
    response = client.get("/indicators/gdp/", {"place": "东篱市", "add": "南山"})
    assert response.status_code == 302
    assert client.get(response["Location"]).context["chosen"][1].place.name == "南山市"
    assert "可能指" in page(client, "/indicators/gdp/", place="东篱市", add="市")
    assert "没有名为" in page(client, "/indicators/gdp/", place="东篱市", add="无此地")


def test_a_hostile_name_is_shown_as_text(client: Client, three: list[Report]) -> None:
    text = page(client, "/indicators/gdp/", place="东篱市", add="<script>alert(1)</script>")
    assert "<script>alert" not in text
    assert "&lt;script&gt;" in text


def test_no_more_places_than_can_be_told_apart(client: Client, three: list[Report]) -> None:
    for number in range(MOST_PLACES + 3):
        Place.objects.create(name=f"第{number}县", slug=f"第{number}县", level="county")
    response = client.get("/indicators/gdp/", {"place": ["东篱市", *(f"第{number}县" for number in range(MOST_PLACES + 3))]})
    assert len(response.context["chosen"]) == MOST_PLACES
    assert response.context["full"]


def test_years_and_roles_narrow_the_figures(client: Client, archive: list[Report]) -> None:
    every = table(client, "/indicators/gdp/", change="1")
    years = table(client, "/indicators/gdp/", change="1", **{"from": "2024", "to": "2024"})
    assert {row["start"] + row["report"] for row in years} == {
        row["start"] + row["report"] for row in every if int(row["period"][:4]) <= 2024 <= int(row["period"].split("/")[-1][:4])
    }
    assert 0 < len(years) < len(every)
    targets = table(client, "/indicators/gdp/", change="1", role="target")
    assert len(targets) == sum(row["role"] == "target" for row in every) > 0
    assert "没有符合条件的数据" in page(client, "/indicators/gdp/", **{"from": "1950", "to": "1951"})


def test_a_figure_that_reports_tell_differently_is_marked(client: Client, bring_texts: Callable[..., list[Report]]) -> None:
    old = "东篱市2024年政府工作报告\n一、2023年工作回顾\n地区生产总值增长5.1%。"
    new = "东篱市2025年政府工作报告\n一、2024年工作回顾\n2023年地区生产总值增长5.4%，2024年地区生产总值增长5%。"
    bring_texts(old, new)
    revised = {(row["period"], row["value"]) for row in table(client, "/indicators/gdp/") if row["revised"] == "True"}
    assert revised == {("2023", "5.1"), ("2023", "5.4")}
    assert page(client, "/indicators/gdp/").count("各报告不一致") == 2


def test_files_of_every_form_and_sdmx(client: Client, three: list[Report]) -> None:
    url, query = "/indicators/gdp/", {"place": ["东篱市", "南山市"]}
    rows = table(client, url, **query)
    assert json.loads(client.get(url, {**query, "format": "json"}).content)[0]["key"] == "gdp"
    for form, begins in (("xlsx", b"PK"), ("parquet", b"PAR1")):
        response = client.get(url, {**query, "format": form})
        body = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
        assert body.startswith(begins)
    sdmx = table_of_sdmx(client, url, **query)
    assert {row["REF_AREA"] for row in sdmx} == {"东篱市", "南山市"}
    assert {(row["ROLE"], row["TIME_PERIOD"], float(row["OBS_VALUE"])) for row in sdmx if row["MEASURE"] == "growth"} == {
        (row["role"], row["period"], float(row["value"])) for row in rows
    }
    assert {row["UNIT_MULT"] for row in sdmx if row["UNIT_MEASURE"] == "元"} == {"8"}
    every = table_of_sdmx(client, url, places="all")
    assert {row["REF_AREA"] for row in every} == {place for place, *_ in PLACES}
    assert {row["place"] for row in table(client, url, places="all")} == {place for place, *_ in PLACES}


def table_of_sdmx(client: Client, url: str, **query: Any) -> list[dict[str, str]]:
    response = client.get(url, {**query, "format": "sdmx"})
    return list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))  # type: ignore[attr-defined]


def test_an_indicator_without_figures_and_one_that_is_none(client: Client, archive: list[Report]) -> None:
    unused = next(entry.id for entry in catalogue() if not Fact.objects.filter(key=entry.id).exists())
    assert "没有该指标的数据" in page(client, f"/indicators/{unused}/")
    assert client.get("/indicators/no-such-indicator/").status_code == 404


def test_figures_that_stand_alone_are_shown_too(client: Client, archive: list[Report]) -> None:
    known = set(Series.objects.values_list("key", flat=True))
    fact = next(one for one in Fact.objects.select_related("report").exclude(period="").exclude(base_value=None) if one.key not in known)
    shown = table(client, reverse("archive:indicator", args=[fact.key]))
    assert (fact.report.ref, str(fact.start)) in {(row["report"], row["start"]) for row in shown}


def test_every_key_has_an_address(client: Client, archive: list[Report]) -> None:
    for key in Indicator.objects.filter(known=False).values_list("key", flat=True)[:40]:
        assert client.get(reverse("archive:indicator", args=[key])).status_code == 200


def test_the_list_asks_the_same_number_of_questions_however_long_it_is(client: Client, archive: list[Report], django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(LIST_QUERIES):
        client.get("/indicators/")
    Indicator.objects.bulk_create(Indicator(key=f"名称{n}", indicator=f"名称{n}", known=False, places=1, observations=2, targets=1) for n in range(300))
    with django_assert_num_queries(LIST_QUERIES + 1):
        client.get("/indicators/", {"page": 3})


def test_figures_ask_the_same_number_of_questions_for_one_place_or_three(client: Client, three: list[Report], django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(OVERVIEW_QUERIES):
        client.get("/indicators/gdp/")
    for places in (["东篱市"], ["东篱市", "南山市", "西溪县"]):
        with django_assert_num_queries(FIGURES_QUERIES):
            client.get("/indicators/gdp/", {"place": places})
