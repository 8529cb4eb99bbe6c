"""Places beside each other: figures, ranks, gaps, order, filters, files; the numbers are those of the reports."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

import duixian
from duixian.following.comparison import compare
from duixian.web.accounts.models import User
from duixian.web.archive.comparing import (
    Scope,
    asked_for,
    common,
    compared,
    headings,
    medians,
    ordered,
    ranked_standings,
)
from duixian.web.archive.measured import Measured, difference, gap_of, stretch_of
from duixian.web.archive.models import Cell, Outcome, Place, Reply, Report

from .conftest import bring_in
from .provinces import FIGURES, write

pytestmark = pytest.mark.django_db

GROWTH = Measured("gdp", "growth:percent")


@pytest.fixture
def provinces(db: None, tmp_path: Path) -> list[Report]:
    """Three provinces with goals of 2024 and their results."""
    return bring_in(*write(tmp_path / "reports"))


def by_hand(reports: list[Report]) -> Any:
    """The comparison of the library, made of the same reports."""
    return compare(duixian.follow([one.machine() for one in reports]), "gdp", year=2024)


def test_ranks_medians_and_stretches_are_those_of_the_library(provinces: list[Report]) -> None:
    expected = {row.place: row for row in by_hand(provinces).rows if row.change}
    assert set(expected) == set(FIGURES)
    columns = headings(2024, "province", [GROWTH])
    middle = medians(2024, "province", columns)
    places = {place.pk: place.name for place in Place.objects.all()}
    found = compared(Scope(2024, "province"), columns, list(places))
    for (pk, _what), cell in found.items():
        row = expected[places[pk]]
        assert (cell.ranks.target, cell.ranks.actual) == (row.target_rank, row.actual_rank), row.place
        assert stretch_of(cell.row, True) == row.stretch
        assert middle[GROWTH, "actual"] == pytest.approx(row.actual_median)
        assert middle[GROWTH, "target"] == pytest.approx(row.target_median)
    assert len(found) == 3


def test_ties_share_a_rank(provinces: list[Report]) -> None:
    columns = headings(2024, "province", [GROWTH])
    found = compared(Scope(2024, "province"), columns, list(Place.objects.values_list("pk", flat=True)))
    names = {place.pk: place.name for place in Place.objects.all()}
    ranks = {names[pk]: cell.ranks.actual for (pk, _what), cell in found.items()}
    assert ranks == {"青海省": 1, "贵州省": 2, "海南省": 2}


def test_ranks_count_all_places_of_the_level_whatever_is_shown(provinces: list[Report]) -> None:
    columns = headings(2024, "province", [GROWTH])
    last = Place.objects.get(name="海南省")
    cell = compared(Scope(2024, "province", chosen=(last.pk,)), columns, [last.pk])[last.pk, GROWTH]
    assert (cell.ranks.actual, columns[0].actuals) == (2, 3)
    stood = ranked_standings(Scope(2024, "province"), [last.pk])[last.pk]
    assert stood.ranked == 3


def test_lower_is_better_where_the_catalogue_says_so(provinces: list[Report]) -> None:
    rate = Measured("unemployment_surveyed", "level:percent")
    columns = headings(2024, "province", [rate])
    assert not columns[0].up
    names = [place.name for place in ordered(Scope(2024, "province"), columns, rate.spec, "actual", False)]
    assert names[-1] == "贵州省"
    assert {names[0], names[1]} == {"青海省", "海南省"}


@pytest.mark.parametrize(
    ("shown", "turned", "first", "last"),
    [("actual", False, "青海省", ""), ("target", False, "贵州省", ""), ("gap", False, "青海省", "贵州省"), ("gap", True, "贵州省", "青海省"), ("stretch", False, "贵州省", "")],
)
def test_order_of_a_column(provinces: list[Report], shown: str, turned: bool, first: str, last: str) -> None:
    columns = headings(2024, "province", [GROWTH])
    names = [place.name for place in ordered(Scope(2024, "province"), columns, GROWTH.spec, shown, turned)]
    assert names[0] == first
    assert not last or names[-1] == last


def test_places_without_a_value_come_last_either_way(provinces: list[Report]) -> None:
    Cell.objects.filter(place__name="青海省", key="gdp", year=2024).update(actual=None)
    columns = headings(2024, "province", [GROWTH])
    for turned in (False, True):
        assert [place.name for place in ordered(Scope(2024, "province"), columns, GROWTH.spec, "actual", turned)][-1] == "青海省"


def test_an_indicator_alone_stands_in_its_most_common_form(provinces: list[Report]) -> None:
    assert [one.what for one in headings(2024, "province", asked_for(["gdp"]))] == [GROWTH]
    assert headings(2024, "province", asked_for(["gdp@level:currency", "no such thing"])) == []


def test_common_indicators_are_those_of_most_places(provinces: list[Report]) -> None:
    offered = dict(common(2024, "province"))
    assert offered[GROWTH] == 3
    assert all(what.known for what in offered)


def test_gap_of_a_rate_is_in_points_and_of_an_amount_a_share(provinces: list[Report]) -> None:
    columns = headings(2024, "province", [GROWTH, Measured("new_jobs_urban", "level:people")])
    place = Place.objects.get(name="海南省")
    found = compared(Scope(2024, "province"), columns, [place.pk])
    growth, jobs = (found[place.pk, one.what].row for one in columns)
    assert difference(gap_of(growth, True), True, "zh") == "+0.1个百分点"
    assert difference(gap_of(jobs, True), False, "zh") == "-3.1%"


def test_page_links_every_number_to_its_place(provinces: list[Report], client: Client) -> None:
    text = client.get("/comparison/", {"year": 2024}).content.decode()
    for place, figures in FIGURES.items():
        cell = Cell.objects.get(place__name=place, key="gdp", year=2024)
        record = json.loads(cell.record)
        for figure in (record["target"], record["actual"]):
            machine = Report.objects.get(ref=figure["report"]).machine()
            assert machine.text[figure["start"] : figure["end"]] == figure["quote"]
            assert f'href="/reports/{figure["report"]}/#char={figure["start"]},{figure["end"]}"' in text
        assert f'>{figures["growth"][1]}%</a>' in text
    assert text.index("青海省</a>") > text.index("海南省</a>")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_page_in_both_languages(provinces: list[Report], client: Client, language: str) -> None:
    text = client.get("/comparison/", {"year": 2024, "show": "gap", "sort": GROWTH.spec}, headers={"Accept-Language": language}).content.decode()
    assert ("Gross domestic product (growth)" in text) is (language == "en")
    assert 'aria-sort="descending"' in text
    assert ("+0.6 pp" if language == "en" else "+0.6个百分点") in text


def test_filters(provinces: list[Report], client: Client) -> None:
    qinghai = Place.objects.get(name="青海省")
    text = client.get("/comparison/", {"year": 2024, "place": qinghai.slug}).content.decode()
    assert "青海省</a>" in text
    assert "贵州省</a></th>" not in text
    inside = client.get("/comparison/", {"year": 2024, "province": "52"}).content.decode()
    assert "贵州省</a></th>" in inside
    assert "青海省</a></th>" not in inside
    nowhere = client.get("/comparison/", {"year": 2024, "level": "county"}).content.decode()
    assert "没有符合条件的地区" in nowhere


def test_typed_names_are_taken_or_offered(provinces: list[Report], client: Client) -> None:
    taken = client.get("/comparison/", {"year": 2024, "add": "青海"})
    assert taken.status_code == 302
    assert f"place={Place.objects.get(name='青海省').slug}" in taken.headers["Location"]
    assert "“月球”" in client.get("/comparison/", {"year": 2024, "add": "月球"}).content.decode()
    assert "indicator=gdp" in client.get("/comparison/", {"year": 2024, "measure": "地区生产总值"}).headers["Location"]
    assert client.get("/comparison/", {"year": 2024, "measure": "没有的指标"}).status_code == 200


@pytest.mark.parametrize("query", ["?year=abc&level=moon&show=none&sort=;--&page=999&province=xx", "?indicator=%00&place=%27", "?over=gdp", "?year=1901"])
def test_nonsense_in_the_address_does_no_harm(provinces: list[Report], client: Client, query: str) -> None:
    assert client.get(f"/comparison/{query}").status_code in (200, 400)


def test_small_figures_over_the_years(provinces: list[Report], client: Client) -> None:
    text = client.get("/comparison/", {"year": 2024, "over": GROWTH.spec}).content.decode()
    assert '<figure class="figure">' in text
    assert "/charts/" in text


def test_file_has_every_place_with_its_sources(provinces: list[Report], client: Client) -> None:
    response = client.get("/comparison/", {"year": 2024, "format": "csv", "sort": "kept"})
    rows = list(csv.DictReader(io.StringIO(b"".join(response).decode("utf-8-sig"))))  # type: ignore[call-overload]
    growth = {row["place"]: row for row in rows if row["key"] == "gdp" and row["form"] == GROWTH.form}
    assert set(growth) == set(FIGURES)
    for place, row in growth.items():
        assert float(row["actual_value"]) == float(FIGURES[place]["growth"][1])
        text = Report.objects.get(ref=row["actual_report"]).machine().text
        assert text[int(row["actual_start"]) : int(row["actual_end"])].startswith(FIGURES[place]["growth"][1])
    assert growth["青海省"]["actual_rank"] == "1"


def test_replies_stand_in_every_file_and_answer_with_verdicts(provinces: list[Report], respondent: User, client: Client) -> None:
    outcome = Outcome.objects.get(place__name="贵州省", year=2024, key="gdp")
    Reply.objects.create(
        report=outcome.goal_report, start=outcome.goal_start, end=outcome.goal_end, outcome=outcome.outcome, text="以公报为准", by=respondent, unit="省统计局"
    )
    for address in ("/comparison/?year=2024&format=csv", "/map/?year=2024&indicator=gdp&format=csv"):
        rows = list(csv.DictReader(io.StringIO(b"".join(client.get(address)).decode("utf-8-sig"))))  # type: ignore[call-overload]
        assert {row["reply"] for row in rows if row["outcome"] == outcome.outcome} == {"省统计局: 以公报为准"}, address
    items = client.get("/api/v1/comparison?year=2024&indicator=gdp").json()["items"]
    assert [reply["text"] for place in items for row in place["rows"] for reply in row["replies"]] == ["以公报为准"]


def test_an_empty_archive_says_what_to_do(db: None, client: Client) -> None:
    text = client.get("/comparison/").content.decode()
    assert "/import/" in text
    assert "还没有可比较的目标" in text


def test_queries_do_not_grow(provinces: list[Report], client: Client, django_assert_num_queries: Any) -> None:
    client.get("/comparison/", {"year": 2024})  # the list of common indicators is kept until the archive changes
    with django_assert_num_queries(11):
        client.get("/comparison/", {"year": 2024})
    with django_assert_num_queries(10):  # one place has no median
        client.get("/comparison/", {"year": 2024, "province": "52"})
    with django_assert_num_queries(12):
        client.get("/comparison/", {"year": 2024, "over": GROWTH.spec})
