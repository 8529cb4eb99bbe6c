"""Lists of places and the page of one."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from duixian.web.archive.models import LeftOut, Outcome, Place, Report, Standing

pytestmark = pytest.mark.django_db

LIST_QUERIES, PAGE_QUERIES = 4, 11

OLD = "{place}2024年政府工作报告\n一、2024年工作安排\n新建公厕12座。"
NEW = "{place}2025年政府工作报告\n一、2024年工作回顾\n全年新建公厕{made}座。\n二、2025年工作安排\n新建公厕9座。"


@pytest.fixture
def three(bring_texts: Callable[..., list[Report]]) -> list[Report]:
    """Reports of three places: two cities, of which one kept its goal, and a county."""
    texts = [(OLD.format(place=place), NEW.format(place=place, made=made)) for place, made in (("东篱市", 15), ("南山市", 6), ("西溪县", 12))]
    return bring_texts(*(text for pair in texts for text in pair))


def rows(client: Client, **query: str) -> list[dict[str, str]]:
    response = client.get("/places/", {**query, "format": "csv"})
    return list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))  # type: ignore[attr-defined]


def test_the_list_says_what_is_known_of_each_place(client: Client, three: list[Report]) -> None:
    known = {one["place"]: one for one in rows(client)}
    assert set(known) == {"东篱市", "南山市", "西溪县"}
    assert (known["东篱市"]["reports"], known["东篱市"]["first_year"], known["东篱市"]["last_year"]) == ("2", "2024", "2025")
    assert (known["东篱市"]["kept_share"], known["南山市"]["kept_share"]) == ("1.0", "0.0")
    text = client.get("/places/").content.decode()
    assert all(place.get_absolute_url() in text or place.name in text for place in Place.objects.all())


def test_filters_by_level_and_name(client: Client, three: list[Report]) -> None:
    levels = {one.name: one.level for one in Place.objects.all()}
    assert {one["place"] for one in rows(client, name="山")} == {"南山市"}
    for level in set(levels.values()) - {""}:
        assert {one["place"] for one in rows(client, level=level)} == {name for name, of in levels.items() if of == level}
    assert "显示全部地区" in client.get("/places/?name=nowhere").content.decode()


@pytest.mark.parametrize("sort", ["name", "reports", "year", "goals", "kept", "absent"])
def test_every_column_sorts_both_ways(client: Client, three: list[Report], sort: str) -> None:
    column = {"name": "place", "year": "last_year", "kept": "kept_share", "absent": "absent_share"}.get(sort, sort)
    up, down = ([one[column] for one in rows(client, sort=f"{sign}{sort}")] for sign in ("", "-"))
    assert up == sorted(up)
    assert down == sorted(down, reverse=True)


def test_the_list_asks_the_same_number_of_questions_however_long_it_is(client: Client, three: list[Report], django_assert_num_queries: object) -> None:
    client.get("/places/")
    for query in ("", "?sort=-kept", "?level=city"):
        with django_assert_num_queries(LIST_QUERIES):  # type: ignore[operator]
            client.get(f"/places/{query}")
    Place.objects.bulk_create([Place(name=f"甲{number}县", slug=f"x{number}", level="county") for number in range(120)])
    with django_assert_num_queries(LIST_QUERIES):  # type: ignore[operator]
        assert "第 1 页，共 3 页" in client.get("/places/").content.decode()


def test_a_place_shows_years_reports_main_indicators_and_peers(client: Client, archive: list[Report], three: list[Report]) -> None:
    place = Place.objects.get(name="澄江市临湖区")
    text = client.get(place.get_absolute_url()).content.decode()
    for standing in Standing.objects.filter(place=place):
        assert reverse("archive:scoreboard", args=[place.slug, standing.year]) in text
        assert f"{standing.goals}</td>" in text
    for one in archive:
        assert one.get_absolute_url() in text
    newest = Outcome.objects.filter(place=place, year=2025, key="gdp", main=True).first()
    assert newest is not None
    assert f"#char={newest.goal_start},{newest.goal_end}" in text
    for peer in Place.objects.filter(level=place.level).exclude(pk=place.pk):
        assert peer.get_absolute_url() in text
    assert reverse("archive:goals", args=[place.slug]) in text


def test_gaps_and_reports_left_out_stand_with_their_reason(client: Client, bring_texts: Callable[..., list[Report]]) -> None:
    long = "。".join(f"第{number}条：扎实推进第{number}个片区的道路、管网和绿化建设" for number in range(1, 12))
    text = f"东篱市2021年政府工作报告\n一、2021年工作安排\n新建公厕12座。{long}。"
    bring_texts(text, text + "\n", "东篱市2025年政府工作报告\n一、2024年工作回顾\n新建公厕15座。")
    kinds = set(LeftOut.objects.values_list("kind", flat=True))
    assert kinds == {"gap", "format"}
    page = client.get(Place.objects.get().get_absolute_url()).content.decode()
    assert LeftOut.objects.get(kind="gap").message in page
    other = LeftOut.objects.get(kind="format")
    assert other.instead is not None
    assert other.report.document.name in page
    assert f'href="{other.instead.get_absolute_url()}"' in page
    client.cookies["django_language"] = "en"
    page = client.get(Place.objects.get().get_absolute_url()).content.decode()
    assert "no report of 2022—2024" in page


def test_the_page_of_a_place_asks_the_same_number_of_questions(client: Client, archive: list[Report], three: list[Report], django_assert_num_queries: object) -> None:
    for place in Place.objects.all():
        with django_assert_num_queries(PAGE_QUERIES, exact=False):  # type: ignore[operator]
            client.get(place.get_absolute_url())


def test_the_years_of_a_place_as_a_file(client: Client, archive: list[Report]) -> None:
    response = client.get(f"{Place.objects.get().get_absolute_url()}?format=csv")
    told = list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))  # type: ignore[attr-defined]
    assert {int(one["year"]): int(one["goals"]) for one in told} == dict(Standing.objects.values_list("year", "goals"))


def test_no_place_yet(client: Client) -> None:
    assert "还没有地区" in client.get("/places/").content.decode()
    assert client.get("/places/nowhere/").status_code == 404
