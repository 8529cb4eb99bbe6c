"""The first page and the page about the archive."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from duixian.web.accounts.models import User
from duixian.web.archive.models import Batch, Outcome, Place, Report, Standing
from duixian.web.archive.reading import bring

pytestmark = pytest.mark.django_db

QUERIES = 7


def test_an_empty_archive_says_what_to_do_next(client: Client, editor: User) -> None:
    stranger = client.get("/").content.decode()
    assert "/accounts/sign-in/" in stranger
    assert "duixian import" in stranger
    client.force_login(editor)
    assert 'href="/import/"' in client.get("/").content.decode()


def test_the_newest_scoreboard_with_results_stands_first(client: Client, archive: list[Report]) -> None:
    text = client.get("/").content.decode()
    place = Place.objects.get()
    newest = Standing.objects.filter(decided__gt=0).order_by("-year")[0]
    assert newest.year == 2024, "2025 has no later report"
    assert text.index(reverse("archive:scoreboard", args=[place.slug, 2024])) < text.index('id="ask"')
    assert f">{newest.kept_share:.0%}</strong>" in text
    for verdict in ("exceeded", "met", "nearly", "missed", "absent"):
        assert f"bar-{verdict}" in text
    shown = Outcome.objects.filter(place=place, year=2024, verdict__in=["exceeded", "met", "nearly", "missed"]).order_by("-main", "goal_report_id", "goal_start")[:5]
    assert all(f"/outcomes/{one.outcome}/" in text for one in shown)


def test_figures_are_sums_of_what_is_there(client: Client, archive: list[Report]) -> None:
    text = client.get("/").content.decode()
    assert f"<dd>{sum(one.facts_count for one in archive):,}</dd>" in text
    assert f"<dd>{sum(one.commitments_count for one in archive):,}</dd>" in text
    assert f"<dd>{Outcome.objects.count():,}</dd>" in text


def test_every_page_can_be_reached_from_here(client: Client, archive: list[Report]) -> None:
    text = client.get("/").content.decode()
    for address in ("/places/", "/indicators/", "/comparison/", "/map/", "/levels/", "/wording/", "/findings/", "/reports/", "/search/", "/about/"):
        assert f'"{address}"' in text


def test_what_waits_to_be_read_is_said(client: Client, archive: list[Report]) -> None:
    bring("later.txt", ["澄江市临湖区2026年政府工作报告".encode()], Batch.objects.create(source="command"))
    assert "还有 1 份文件正在读取" in client.get("/").content.decode()


def test_queries_are_few_and_do_not_grow(client: Client, archive: list[Report], bring_texts: object, django_assert_num_queries: object) -> None:
    client.get("/")
    with django_assert_num_queries(QUERIES):  # type: ignore[operator]
        client.get("/")
    bring_texts("东篱市2024年政府工作报告\n一、2024年工作安排\n新建公厕12座。", "东篱市2025年政府工作报告\n一、2024年工作回顾\n新建公厕15座。")  # type: ignore[operator]
    with django_assert_num_queries(QUERIES):  # type: ignore[operator]
        assert "东篱市" in client.get("/").content.decode()


def test_about_says_how_verdicts_are_made_without_asking_the_database(client: Client, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        text = client.get("/about/").content.decode()
    assert 'id="verdicts"' in text
    assert "不计入兑现率" in text
    assert "优于目标" in text
    client.cookies["django_language"] = "en"
    assert "How verdicts are made" in client.get("/about/").content.decode()
