"""Phrases over the years and the strength of goals: counted as written, with their sentences."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from duixian.web.archive import phrases as counting
from duixian.web.archive.models import Cell, Place, Report
from duixian.web.archive.phrases import Phrase, counted, scope_of
from duixian.web.archive.strength import goals_of_place, strengths

pytestmark = pytest.mark.django_db

PHRASE_QUERIES, STRENGTH_QUERIES = 6, 4

OLD = "东篱市2024年政府工作报告\n一、2024年工作安排\n改善民生。坚持民生优先，民生实事办好。人民生活更好。地区生产总值增长{goal}。"
NEW = "东篱市2025年政府工作报告\n一、2025年工作安排\n增進民 生福祉。人民生活更好，人民生活改善。地区生产总值确保增长6%。"
OTHER = "南山市2025年政府工作报告\n一、2025年工作安排\n抓改革。地区生产总值力争增长7%左右。"


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    cache.clear()


@pytest.fixture
def three(bring_texts: Callable[..., list[Report]]) -> list[Report]:
    return bring_texts(OLD.format(goal="5%"), NEW, OTHER)


def page(client: Client, language: str = "zh-hans", **query: Any) -> str:
    response = client.get("/wording/", query, headers={"accept-language": language}, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def table(client: Client, **query: Any) -> list[dict[str, str]]:
    response = client.get("/wording/", {**query, "format": "csv"})
    body = b"".join(response.streaming_content)  # type: ignore[attr-defined]
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))


def test_a_phrase_is_counted_wherever_it_stands(three: list[Report]) -> None:
    found = counted(Phrase("民生"), scope_of(None))
    assert found.counts == {2024: 4, 2025: 3}, "traditional characters, white space and 人民生活 count"
    assert found.holding == {2024: 1, 2025: 1}
    assert found.whole


def test_what_stands_around_it_is_said_and_can_be_left_out(client: Client, three: list[Report]) -> None:
    around = {one.text: one.times for one in counted(Phrase("民生"), scope_of(None)).around}
    assert around["人民生活"] == 3
    found = counted(Phrase("民生", ("人民生活",)), scope_of(None))
    assert found.counts == {2024: 3, 2025: 1}
    text = page(client, q="民生")
    assert "q=%E6%B0%91%E7%94%9F-%E4%BA%BA%E6%B0%91%E7%94%9F%E6%B4%BB" in text, "a link leaves 人民生活 out"
    assert sum(int(row["count"]) for row in table(client, q="民生-人民生活")) == 4


def test_letters_further_out_are_shown_where_they_always_go_with_it(bring_texts: Callable[..., list[Report]]) -> None:
    bring_texts("东篱市2024年政府工作报告\n一、2024年工作安排\n" + "持续改善民生，" * 9 + "友善民生。")
    (around,) = counted(Phrase("民生"), scope_of(None)).around
    assert (around.text, around.times, around.share) == ("持续改善民生", 9, 0.9)


def test_rates_are_of_the_reports_characters(client: Client, three: list[Report]) -> None:
    rows = {int(row["year"]): row for row in table(client, q="民生")}
    for year, times in ((2024, 4), (2025, 3)):
        reports = [one for one in three if one.year == year]
        characters = sum(one.characters for one in reports)
        assert int(rows[year]["characters"]) == characters
        assert float(rows[year]["per_10000"]) == pytest.approx(times / characters * 10_000, rel=1e-5)
        assert float(rows[year]["per_report"]) == pytest.approx(times / len(reports))


def test_a_place_and_a_kind_narrow_what_is_counted(client: Client, three: list[Report]) -> None:
    assert {row["year"]: row["count"] for row in table(client, q="改革", place="南山市")} == {"2025": "1"}
    assert {row["year"]: row["count"] for row in table(client, q="改革", place="东篱市")} == {"2024": "0", "2025": "0"}
    assert table(client, q="改革", kind="annual_plan") == []
    assert "没有可计数的报告" in page(client, q="改革", kind="annual_plan")


def test_several_phrases_stand_side_by_side(client: Client, three: list[Report]) -> None:
    rows = table(client, q="民生，改革, 民生")
    assert [(row["phrase"], row["year"]) for row in rows] == [("民生", "2024"), ("民生", "2025"), ("改革", "2024"), ("改革", "2025")]
    assert page(client, q="一，二，三，四，五，六，七").count("<th scope=\"colgroup\"") <= 6


def test_sentences_are_marked_and_linked(client: Client, three: list[Report]) -> None:
    report = next(one for one in three if one.place_name == "南山市")
    found = counted(Phrase("改革"), scope_of(None))
    (example,) = found.examples
    assert (example.ref, example.hit) == (report.ref, "改革")
    assert report.machine().text[example.start : example.end] == example.before + example.hit + example.after
    assert f"/reports/{report.ref}/#char={example.start},{example.end}" in page(client, q="改革")
    newest = counted(Phrase("民生"), scope_of(None)).examples
    assert [one.year for one in newest] == [2025, 2024], "the newest first, one a report"
    assert "民 生" in {one.hit for one in newest}


def test_a_frequent_phrase_of_a_large_archive_is_counted_in_a_sample(client: Client, bring_texts: Callable[..., list[Report]], monkeypatch: pytest.MonkeyPatch) -> None:
    text = "{place}{year}年政府工作报告\n一、{year}年工作安排\n推动发展。加快发展。统筹发展和安全。"
    bring_texts(*(text.format(place=place, year=year) for place in ("东篱市", "南山市", "西溪县", "北原县") for year in (2024, 2025)))
    monkeypatch.setattr(counting, "SAMPLE", 4)
    monkeypatch.setattr(counting, "_SMALLER", (4,))
    monkeypatch.setattr(counting, "_RARE", 5)
    found = counted(Phrase("发展"), scope_of(None))
    assert not found.whole
    assert [(one.year, one.reports) for one in found.years] == [(2024, 2), (2025, 2)]
    assert found.counts == {2024: 6, 2025: 6}
    assert [found.each(one) for one in found.years] == [3, 3]
    assert "按样本计数" in page(client, q="发展")
    assert {row["sample"] for row in table(client, q="发展")} == {"True"}
    rare = counted(Phrase("统筹发展和安全的"), scope_of(None))
    assert rare.whole, "what few sentences hold is counted in all"
    assert counted(Phrase("发展"), scope_of(Place.objects.get(name="东篱市"))).whole, "and so is a place"


def test_the_sample_holds_every_year(three: list[Report]) -> None:
    scope = scope_of(None)
    assert {year for pk, year, _length in scope.reports if pk in scope.sample(1)} == {2024, 2025}


def test_copies_count_once(client: Client, bring_texts: Callable[..., list[Report]]) -> None:
    bring_texts(OTHER, OTHER.replace("抓改革。", "抓改革。\n"))
    assert [(row["year"], row["reports"]) for row in table(client, q="改革")] == [("2025", str(Report.objects.filter(followed=True).count()))]


def test_signs_alone_and_nothing_found(client: Client, three: list[Report]) -> None:
    assert "message--warning" in page(client, q="。。。")
    assert "没有出现该用语" in page(client, q="星际航行")
    assert "没有可计数" not in page(client, q="星际航行")


def test_nothing_asked_shows_what_can_be(client: Client, db: None) -> None:
    text = page(client)
    assert "查哪个用语" in text
    assert "?q=%E9%AB%98%E8%B4%A8%E9%87%8F%E5%8F%91%E5%B1%95" in text


def test_a_hostile_phrase_is_shown_as_text(client: Client, three: list[Report]) -> None:
    for query in ({"q": "<script>alert(1)</script>"}, {"indicator": "<script>alert(1)</script>"}, {"q": "民生", "place": "<b>"}):
        text = page(client, **query)
        assert "<script>alert" not in text
        assert "value=\"<b>\"" not in text


def test_the_strength_of_a_places_goals(client: Client, three: list[Report]) -> None:
    place = Place.objects.get(name="东篱市")
    said = {row.year: (row.hardness and row.hardness.value, row.wording) for row in goals_of_place("gdp", place)}
    assert said[2024][0] == "plain"
    assert said[2025] == ("binding", ("确保",))
    rows = table(client, indicator="gdp", place="东篱市")
    assert [(row["year"], row["hardness"]) for row in rows] == [("2024", "plain"), ("2025", "binding")]
    text = page(client, indicator="gdp", place="东篱市")
    assert "tag--binding" in text
    assert "<figcaption>" in text


def test_the_strength_of_all_places_goals(client: Client, three: list[Report]) -> None:
    newest, oldest = strengths("gdp")
    assert (newest.year, newest.binding, newest.plain, newest.soft) == (2025, 1, 0, 1)
    assert (oldest.year, oldest.goals) == (2024, 1)
    assert newest.goals == Cell.objects.filter(key="gdp", year=2025, target__isnull=False).count()
    assert {said.word: said.goals for said in newest.words} == {"确保": 1, "力争": 1, "左右": 1}
    text = page(client, indicator="地区生产总值")
    assert text.count("strength-bar") == 2
    assert "刚性33%" in text, "one of three goals"


def test_an_indicator_without_goals(client: Client, three: list[Report]) -> None:
    assert "没有该指标的目标" in page(client, indicator="cpi")
    assert "没有这个指标" in page(client, indicator="无此指标名称")


def test_pages_ask_the_same_number_of_questions_for_more_reports(client: Client, bring_texts: Callable[..., list[Report]], django_assert_num_queries: Any) -> None:
    for round_ in range(2):
        bring_texts(*(OTHER.replace("2025", str(2020 + round_ * 3 + at)) for at in range(3)))
        cache.clear()
        client.get("/wording/")
        with django_assert_num_queries(PHRASE_QUERIES):
            client.get("/wording/", {"q": "改革"})
        with django_assert_num_queries(STRENGTH_QUERIES):
            client.get("/wording/", {"indicator": "gdp"})
