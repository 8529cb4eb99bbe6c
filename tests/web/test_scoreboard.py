"""The scoreboard of a place and year: every goal with its result, filters, files, the official table, promises with evidence."""

from __future__ import annotations

import csv
import io
import json

import docx
import openpyxl
import pytest
from django.test import Client

from duixian.model import Verdict
from duixian.web.accounts.models import User
from duixian.web.archive.board import Choice, board
from duixian.web.archive.models import Commitment, Evidence, Outcome, Place, Report, Standing
from duixian.web.archive.replying import reply

pytestmark = pytest.mark.django_db

QUERIES = 7
"""Place, standings, goals, the place's reports, replies, texts, gaps."""
PROMISE_QUERIES = 8


@pytest.fixture
def place(archive: list[Report]) -> Place:
    return Place.objects.get()


def page(client: Client, place: Place, year: int = 2024, **query: object) -> str:
    response = client.get(f"/places/{place.slug}/{year}/", query)
    assert response.status_code == 200
    return response.content.decode()


def listed(client: Client, place: Place, **query: object) -> list[dict[str, str]]:
    response = client.get(f"/places/{place.slug}/2024/", {**query, "format": "csv"})
    return list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))  # type: ignore[attr-defined]


def test_every_goal_stands_there_with_goal_result_and_verdict(client: Client, place: Place) -> None:
    text = page(client, place) + "".join(page(client, place, page=number) for number in range(2, 6))
    for one in board(place, 2024).rows:
        assert f'id="o-{one.record.id}"' in text
        assert one.record.indicator in text
        assert one.goal_words in text
    assert Outcome.objects.filter(place=place, year=2024).count() == text.count('<tbody class="goal"')


def test_the_numbers_link_to_their_places_and_the_sentences_hold_them(client: Client, place: Place) -> None:
    text = page(client, place)
    one = next(row for row in board(place, 2024).rows if row.record.verdict is Verdict.MISSED).record
    assert f"/reports/{one.goal_report}/#char={one.goal_start},{one.goal_end}" in text
    assert f"/reports/{one.actual_report}/#char={one.actual_start},{one.actual_end}" in text
    assert f'<mark class="hit">{one.goal_quote}</mark>' in text
    assert f'<mark class="hit">{one.actual_quote}</mark>' in text


def test_what_a_verdict_would_be_without_the_tolerance_is_said(client: Client, place: Place) -> None:
    strict = [row for row in board(place, 2024).rows if row.record.strict is not row.record.verdict]
    assert strict
    assert strict[0].strict_note("zh") in page(client, place, name=strict[0].record.indicator)


def test_the_shares_are_those_of_the_standing(client: Client, place: Place) -> None:
    standing = Standing.objects.get(place=place, year=2024)
    text = page(client, place)
    assert f"<dd>{standing.kept_share:.0%}</dd>" in text
    assert f"<dd>{standing.absent}</dd>" in text
    assert f"<dd>{standing.missed}</dd>" in text


@pytest.mark.parametrize(
    ("query", "holds"),
    [
        ({"verdict": "missed"}, lambda one: one["verdict"] == "missed"),
        ({"verdict": ["absent", "nearly"]}, lambda one: one["verdict"] in ("absent", "nearly")),
        ({"theme": "ecology"}, lambda one: one["theme"] == "ecology"),
        ({"main": "1"}, lambda one: one["main"] == "True"),
        ({"hardness": "binding"}, lambda one: one["hardness"] == "binding"),
        ({"name": "就业"}, lambda one: "就业" in one["indicator"]),
    ],
)
def test_filters_leave_what_fits_and_nothing_else(client: Client, place: Place, query: dict[str, object], holds: object) -> None:
    every, chosen = listed(client, place), listed(client, place, **query)
    assert chosen
    assert [one["outcome"] for one in chosen] == [one["outcome"] for one in every if holds(one)]  # type: ignore[operator]
    assert len(chosen) < len(every)
    assert page(client, place, **query).count('<tbody class="goal"') == min(len(chosen), 60)


def test_rows_come_in_the_wanted_order_and_those_without_a_gap_last(client: Client, place: Place) -> None:
    gaps = [float(one["gap"]) if one["gap"] else None for one in listed(client, place, sort="gap")]
    known = [gap for gap in gaps if gap is not None]
    assert known == sorted(known)
    assert None not in gaps[: len(known)]
    names = [one["indicator"] for one in listed(client, place, sort="-indicator")]
    assert names == sorted(names, reverse=True)
    assert 'aria-sort="descending"' in page(client, place, sort="-gap")


def test_an_address_that_means_nothing_is_taken_as_if_it_were_not_there() -> None:
    from django.http import QueryDict

    assert Choice.of(QueryDict("verdict=x&hardness=y&sort=z&main=2")) == Choice()


def test_queries_do_not_grow_with_the_rows(client: Client, place: Place, django_assert_num_queries: object) -> None:
    for query in ({}, {"verdict": "missed"}, {"page": "2"}, {"print": "1"}):
        with django_assert_num_queries(QUERIES):  # type: ignore[operator]
            page(client, place, **query)
    with django_assert_num_queries(PROMISE_QUERIES):  # type: ignore[operator]
        page(client, place, tab="promises")


def test_the_page_is_bounded(client: Client, place: Place) -> None:
    for query in ({}, {"page": "2"}, {"tab": "promises"}, {"print": "1"}):
        assert len(page(client, place, **query).encode()) < 300_000


def test_files_hold_every_row_and_the_same_values(client: Client, place: Place) -> None:
    rows = listed(client, place)
    assert len(rows) == Outcome.objects.filter(place=place, year=2024).count()
    address = f"/places/{place.slug}/2024/?format="
    told = json.loads(client.get(address + "json").content)
    assert [one["outcome"] for one in told] == [one["outcome"] for one in rows]
    sheet = openpyxl.load_workbook(io.BytesIO(client.get(address + "xlsx").content)).active
    assert sheet is not None
    assert sheet.max_row == len(rows) + 1
    assert client.get(address + "parquet").content[:4] == b"PAR1"
    one = next(one for one in rows if one["verdict"] == "exceeded")
    text = Report.objects.get(ref=one["goal_ref"]).machine().text
    assert text[int(one["goal_start"]) : int(one["goal_end"])] in one["goal_sentence"]


def test_the_official_table_is_printed_with_every_row_numbered_through(client: Client, place: Place) -> None:
    text = page(client, place, print="1")
    rows = Outcome.objects.filter(place=place, year=2024).count()
    assert f'<td class="number">{rows}</td>' in text
    assert "《政府工作报告》<br>量化指标任务落实情况" in text
    assert f"（{Outcome.objects.filter(place=place, year=2024, main=True).count()}项）" in text


def test_the_word_document_has_the_same_rows_and_the_replies(client: Client, place: Place, respondent: User) -> None:
    goal = Outcome.objects.filter(place=place, year=2024, verdict="missed").first()
    assert goal is not None
    reply(respondent, goal, "两家商场停业改造。")
    response = client.get(f"/places/{place.slug}/2024/?format=docx")
    document = docx.Document(io.BytesIO(response.content))
    cells = [row.cells for row in document.tables[0].rows]
    assert sum(one[0].text.isdigit() for one in cells) == Outcome.objects.filter(place=place, year=2024).count()
    assert any("答复：respondent 甲" in one[2].text and "两家商场停业改造。" in one[2].text for one in cells)
    assert "落实情况.docx" in response["Content-Disposition"] or "%E8%90%BD" in response["Content-Disposition"]


def test_promises_without_a_number_show_their_evidence_in_order(client: Client, place: Place) -> None:
    text = page(client, place, tab="promises", evidence="found")
    wanted = Commitment.objects.filter(place=place, year=2024, checkable=True).exclude(why="number")
    evidence = Evidence.objects.filter(place=place, year=2024, rank=1, commitment__in=wanted.values("record")).first()
    assert evidence is not None
    said = wanted.get(report=evidence.commitment_report_id, record=evidence.commitment)
    assert said.quote in text
    assert f"#char={evidence.start},{evidence.end}" in text
    assert "后续报告没有句子提到它" not in text
    assert "后续报告没有句子提到它" in page(client, place, tab="promises", evidence="none")
    assert f"<strong>{wanted.count()}</strong>" in page(client, place, tab="promises")


def test_promises_as_a_file_have_a_line_a_sentence(client: Client, place: Place) -> None:
    response = client.get(f"/places/{place.slug}/2024/?tab=promises&format=json")
    rows = json.loads(response.content)
    wanted = Commitment.objects.filter(place=place, year=2024, checkable=True).exclude(why="number")
    assert {one["record"] for one in rows} == set(wanted.values_list("record", flat=True))
    assert sum(one["rank"] is not None for one in rows) == Evidence.objects.filter(commitment__in=wanted.values("record"), year=2024).count()


def test_a_year_without_results_says_so_and_one_without_reports_is_not_there(client: Client, place: Place) -> None:
    assert "库中还没有以后年份的报告" in page(client, place, 2025)
    assert client.get(f"/places/{place.slug}/1999/").status_code == 404
    assert client.get("/places/nowhere/2024/").status_code == 404


def test_english_is_whole(client: Client, place: Place) -> None:
    client.cookies["django_language"] = "en"
    text = page(client, place)
    assert "Every goal" in text
    assert "never mentioned again" in text
    assert "兑现率" not in text
