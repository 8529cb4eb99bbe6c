"""Search over an archive: what is stored is found, what is taken out is not; pages, filters, records, files."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from duixian.model import Role as FactRole
from duixian.web.accounts.models import User
from duixian.web.archive.models import (
    Commitment,
    Correction,
    Document,
    Fact,
    Place,
    Report,
    SearchMember,
    SearchPiece,
    SearchSegment,
    Sentence,
)
from duixian.web.archive.search.asking import Filters
from duixian.web.archive.search.folding import fold
from duixian.web.archive.search.matching import Within, match
from duixian.web.archive.search.merging import merge_segments
from duixian.web.archive.search.query import parse
from duixian.web.archive.search.results import MOST, PAGE, search
from duixian.web.archive.search.storing import forget_sentences, reindex, store_sentences
from duixian.web.archive.sentences import SentenceOf
from duixian.web.archive.storing import refresh

pytestmark = pytest.mark.django_db

_PARTS = ("发展", "教育", "养老", "服务", "，", "“十四五”", "GDP增长", "2,500个", "经", "济", "水")


def _report(number: int, texts: Iterable[str], *, year: int = 2024, place: Place | None = None, kind: str = "work_report", role: str = "goals", theme: str = "") -> Report:
    document = Document.objects.create(sha256=f"{number:064d}", name=f"{number}.txt", size=1, state="read")
    row = Report.objects.create(
        document=document, ref=f"{number:016d}", place=place, year=year, kind=kind, format="txt", read_at=timezone.now(), reading=b"", title=f"报告{number}"
    )
    at = 0
    found = []
    for text in texts:
        found.append(SentenceOf(at, at + len(text), role, theme, text))
        at += len(text)
    with transaction.atomic():
        store_sentences(row, found)
    return row


def _found(query: str, within: Within = Within(), most: int = 10_000) -> list[str]:  # noqa: B008  never changed
    keys = match(parse(query), within, most).sentences
    texts = dict(Sentence.objects.filter(pk__in=keys).values_list("pk", "text"))
    return [texts[key] for key in keys]


def _holds(text: str, query: str) -> bool:
    folded = fold(text)
    words = parse(query).words
    return all((word.folded in folded) != word.negative for word in words)


@pytest.fixture
def many() -> list[Report]:
    """Reports of several years, places and kinds with sentences put together by chance."""
    chance = random.Random(5)
    places = [Place.objects.create(name=f"地{n}", slug=f"p{n}") for n in range(3)]
    made = []
    for number in range(40):
        texts = ["".join(chance.choices(_PARTS, k=chance.randint(1, 6))) + "。" for _ in range(chance.randint(1, 12))]
        made.append(
            _report(
                number,
                texts,
                year=chance.choice([2021, 2023, 2025]),
                place=chance.choice(places),
                kind=chance.choice(["work_report", "annual_plan"]),
                role=chance.choice(["goals", "review"]),
                theme=chance.choice(["", "rural", "education"]),
            )
        )
    return made


_QUERIES = ["发展", "教育养老", "发展 教育", "发展 -教育", "十四五", "gdp", "2500个", "水", "经济", "水经", "发展 -教育养老", "服务，教育", "-水 养老", "發展", "没有", "展教"]


@pytest.mark.parametrize("merging", [False, True])
def test_what_is_found_is_what_reading_every_sentence_finds(many: list[Report], merging: bool) -> None:
    if merging:
        assert merge_segments() > 0
    rows = list(Sentence.objects.select_related("report"))
    for query in _QUERIES:
        wanted = sorted((row for row in rows if _holds(row.text, query)), key=lambda row: (-(row.report.year or 0), row.report_id, row.start))
        found = match(parse(query), Within(), 10_000)
        assert found.sentences == [row.pk for row in wanted], query
        assert (found.total, found.exact) == (len(wanted), True), query
        assert found.years == {year: sum(row.report.year == year for row in wanted) for year in dict.fromkeys(row.report.year for row in wanted)}, query


@pytest.mark.parametrize("merging", [False, True])
def test_filters_leave_what_they_name(many: list[Report], merging: bool) -> None:
    if merging:
        merge_segments()
    place = many[0].place
    assert place is not None
    rows = list(Sentence.objects.select_related("report").order_by("-report__year", "report_id", "start"))
    for query in ("发展", "教育养老"):
        for within, fits in (
            (Within(place=place.pk), lambda row: row.report.place_id == place.pk),
            (Within(year=2023), lambda row: row.report.year == 2023),
            (Within(kind="annual_plan"), lambda row: row.report.kind == "annual_plan"),
            (Within(labels=("role:review",)), lambda row: row.role == "review"),
            (Within(labels=("theme:rural", "role:goals")), lambda row: (row.theme, row.role) == ("rural", "goals")),
            (Within(place=place.pk, year=2025, labels=("role:goals",)), lambda row: (row.report.place_id, row.report.year, row.role) == (place.pk, 2025, "goals")),
        ):
            assert match(parse(query), within, 10_000).sentences == [row.pk for row in rows if fits(row) and _holds(row.text, query)], (query, within)


def test_a_place_that_a_report_was_moved_to_finds_it(many: list[Report]) -> None:
    place = Place.objects.create(name="新地", slug="new")
    Report.objects.filter(pk=many[0].pk).update(place=place)
    texts = list(Sentence.objects.filter(report=many[0]).order_by("start").values_list("text", flat=True))
    for text in texts:
        assert text in _found(f"“{text}”", Within(place=place.pk))


@pytest.mark.parametrize("merging", [False, True])
def test_a_report_taken_out_is_not_found(many: list[Report], merging: bool) -> None:
    if merging:
        merge_segments()
    gone, kept = many[3], many[4]
    with transaction.atomic():
        forget_sentences(gone)
    assert not SearchMember.objects.filter(report=gone).exists()
    for query in _QUERIES:
        keys = match(parse(query), Within(), 10_000).sentences
        assert keys == [row.pk for row in Sentence.objects.select_related("report").order_by("-report__year", "report_id", "start") if _holds(row.text, query)]
    kept.delete()
    assert not Sentence.objects.filter(report_id=kept.pk).exists()
    assert match(parse("发展"), Within(), 10_000).total == sum(_holds(row.text, "发展") for row in Sentence.objects.all())


def test_what_was_taken_out_is_gone_after_merging(many: list[Report]) -> None:
    merge_segments()
    for report in many[:10]:
        with transaction.atomic():
            forget_sentences(report)
    for number in range(100, 130):
        _report(number, ["发展教育。"])
    merge_segments()
    live = sum(SearchSegment.objects.values_list("live", flat=True))
    assert live == Sentence.objects.count()
    assert len(_found("发展")) == sum(_holds(row.text, "发展") for row in Sentence.objects.all())


def test_nothing_is_left_when_every_report_is_gone(many: list[Report]) -> None:
    merge_segments()
    for report in many:
        with transaction.atomic():
            forget_sentences(report)
    assert not SearchSegment.objects.exists()
    assert not SearchPiece.objects.exists()
    assert _found("发展") == []


def test_a_report_stored_again_is_found_by_its_new_text(many: list[Report]) -> None:
    merge_segments()
    with transaction.atomic():
        forget_sentences(many[0])
        store_sentences(many[0], [SentenceOf(0, 5, "goals", "", "焕然一新。")])
    assert _found("焕然一新") == ["焕然一新。"]
    assert not any(row.report_id == many[0].pk for row in Sentence.objects.filter(pk__in=match(parse("发展"), Within(), 10_000).sentences))


def test_what_is_not_committed_is_not_found() -> None:
    def broken() -> None:
        with transaction.atomic():
            _report(1, ["发展教育。"])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        broken()
    assert _found("发展") == []


@pytest.mark.django_db(transaction=True)
def test_segments_are_merged_when_reports_were_stored() -> None:
    for number in range(20):
        _report(number, [f"发展{number}。"])
    assert SearchSegment.objects.count() < 10
    assert len(_found("发展")) == 20


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="on SQLite one writer waits for the other")
def test_storing_taking_out_and_merging_at_once() -> None:
    for number in range(40):
        _report(number, [f"发展{number}。"] * 3)
    reports = list(Report.objects.all())

    def work(seed: int) -> None:
        chance = random.Random(seed)
        try:
            for turn in range(25):
                with transaction.atomic():
                    row = Report.objects.select_for_update().get(pk=chance.choice(reports).pk)
                    forget_sentences(row)
                    if chance.random() < 0.7:
                        store_sentences(row, [SentenceOf(0, 4, "goals", "", f"教育{seed}{turn}。")] * chance.randint(1, 4))
                assert match(parse("教育"), Within(), 1000).total >= 0
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    merge_segments()
    for word in ("教育", "发展"):
        wanted = [row.pk for row in Sentence.objects.order_by("report_id", "id") if word in row.text]
        assert match(parse(word), Within(), 10_000).sentences == wanted
    assert sum(SearchSegment.objects.values_list("live", flat=True)) == Sentence.objects.count()


def test_the_order_is_newest_year_report_text() -> None:
    for number, year in enumerate([2021, 2025, 2023, 2025]):
        _report(number, [f"发展甲{number}", f"发展乙{number}"], year=year)
    assert _found("发展") == ["发展甲1", "发展乙1", "发展甲3", "发展乙3", "发展甲2", "发展乙2", "发展甲0", "发展乙0"]
    assert _found("发展", most=3) == ["发展甲1", "发展乙1", "发展甲3"]


def test_a_word_is_counted_to_the_end_and_a_phrase_to_a_thousand() -> None:
    for number in range(3):
        _report(number, ["养老服务体系。", "养老体系服务。"] * 400)
    words = search(parse("养老"), Filters())
    assert (words.total, words.exact, words.pages, words.beyond) == (2400, True, MOST // PAGE, True)
    phrase = search(parse("养老服务体系"), Filters())
    assert (phrase.total, phrase.exact, phrase.beyond) == (MOST, False, True)
    narrow = search(parse("养老服务体系"), Filters(year=2024, place=None, kind="work_report"), number=99)
    assert narrow.number == MOST // PAGE
    assert all(fold("养老服务体系") in fold(hit.sentence.text) for hit in narrow.hits)


def test_a_hit_leads_to_its_place_in_the_text(archive: list[Report]) -> None:
    for word in ("就业", "地区生产总值", "十四五"):
        for hit in search(parse(word), Filters()).hits:
            text = hit.report.machine().text[hit.start : hit.end]
            assert word in fold(text)
            assert any(piece.hit and fold(piece.text) == word for piece in hit.pieces)


def test_neighbours_are_those_of_the_same_report() -> None:
    _report(1, ["甲甲。", "乙乙。"])
    _report(2, ["丙丙。", "丁丁。"])
    (hit,) = search(parse("乙乙"), Filters()).hits
    assert (hit.before, hit.after) == ("甲甲。", "")
    (hit,) = search(parse("丙丙"), Filters()).hits
    assert (hit.before, hit.after) == ("", "丁丁。")


def test_facts_and_promises_of_the_sentences_found(archive: list[Report]) -> None:
    facts = search(parse("就业"), Filters(what="facts"))
    assert facts.hits
    assert facts.exact
    for hit in facts.hits:
        assert isinstance(hit.record, Fact)
        assert hit.sentence.start <= hit.record.start < hit.sentence.end
        assert "就业" in fold(hit.sentence.text)
    targets = search(parse("就业"), Filters(what="facts", role="target"))
    assert 0 < targets.total < facts.total
    assert {hit.record.role for hit in targets.hits if isinstance(hit.record, Fact)} == {FactRole.TARGET}
    promises = search(parse("就业"), Filters(what="commitments", checkable="yes"))
    assert promises.hits
    assert all(isinstance(hit.record, Commitment) and hit.record.checkable for hit in promises.hits)
    themed = search(parse("就业"), Filters(what="commitments", theme="employment"))
    assert themed.hits
    assert {hit.record.theme for hit in themed.hits if isinstance(hit.record, Commitment)} == {"employment"}


def test_of_a_sentence_the_records_that_name_what_is_sought_come_alone(archive: list[Report]) -> None:
    hits = search(parse("城镇新增就业"), Filters(what="facts", role="target")).hits
    assert hits
    assert all(isinstance(hit.record, Fact) and "就业" in hit.record.indicator for hit in hits)
    assert any(Fact.objects.filter(report=hit.report, start__gte=hit.sentence.start, start__lt=hit.sentence.end).count() > 1 for hit in hits)


def test_every_record_is_found_by_the_sentence_it_stands_in(report: Report) -> None:
    fact = Fact.objects.filter(report=report).order_by("start")[5]
    sentence = Sentence.objects.get(report=report, start__lte=fact.start, end__gt=fact.start)
    labels = ("fact", f"fact:{fact.role}", f"fact:{fact.measure}")
    assert sentence.pk in match(parse(f"“{sentence.text[:20]}”"), Within(labels=labels), 1000).sentences


def test_corrections_are_found_at_once(report: Report, corrector: User) -> None:
    fact = next(one for one in Fact.objects.filter(report=report).order_by("start") if one.role == "actual")
    sentence = Sentence.objects.get(report=report, start__lte=fact.start, end__gt=fact.start)
    others = Fact.objects.filter(report=report, start__gte=sentence.start, start__lt=sentence.end, role="baseline")
    assert not others.exists()
    before = {one.id: one for one in report.machine().facts}[fact.record]
    Correction.objects.create(
        report=report, sort="fact", start=fact.start, end=fact.end, quote=fact.quote, kind="amended", fields={"role": "baseline"},
        before={"prefix": before.prefix, "suffix": before.suffix}, by=corrector,
    )  # fmt: skip
    with transaction.atomic():
        refresh(report)
    hits = search(parse(f"“{sentence.text[:24]}”"), Filters(what="facts", role="baseline")).hits
    assert [hit.start for hit in hits] == [fact.start]


def test_indexing_again_changes_nothing(many: list[Report]) -> None:
    merge_segments()
    before = {query: match(parse(query), Within(), 10_000) for query in _QUERIES}
    for report in many[::3]:
        with transaction.atomic():
            reindex(report)
    assert {query: match(parse(query), Within(), 10_000) for query in _QUERIES} == before


def _get(client: Client, **asked: str) -> str:
    response = client.get("/search/", asked)
    assert response.status_code == 200
    return response.content.decode()


def test_the_page_without_a_query_shows_examples(client: Client) -> None:
    page = _get(client)
    assert "营商环境" in page
    assert 'class="hits"' not in page


def test_the_page_marks_what_was_sought_and_links_to_the_text(client: Client, archive: list[Report]) -> None:
    page = _get(client, q="就业")
    assert '<mark class="hit">就业</mark>' in page
    hit = search(parse("就业"), Filters()).hits[0]
    assert f"/reports/{hit.report.ref}/#char={hit.start},{hit.end}" in page


def test_the_page_says_why_a_query_cannot_be_answered(client: Client, archive: list[Report]) -> None:
    assert "只有标点无法检索" in _get(client, q="，。")
    assert "Signs alone" in client.get("/search/", {"q": "，。"}, headers={"accept-language": "en"}).content.decode()


def test_where_nothing_is_found_other_ways_are_proposed(client: Client, archive: list[Report]) -> None:
    page = _get(client, q="就业 没有的词", year="2024")
    assert "没有找到" in page
    assert 'href="/search/?q=%E5%B0%B1%E4%B8%9A"' in page


def test_pages_of_indicators_and_places_with_the_name_stand_on_top(client: Client, archive: list[Report]) -> None:
    place = Place.objects.get()
    assert f'href="{place.get_absolute_url()}"><span' in _get(client, q=place.name[-3:])
    assert 'href="/indicators/gdp/"' in _get(client, q="地区生产总值").replace("/indicators/gdp_growth/", "")


def test_an_unknown_place_is_said_and_not_ignored(client: Client, archive: list[Report]) -> None:
    assert "没有名为某某的地区" in _get(client, q="就业", place="某某")
    place = Place.objects.get()
    assert f'value="{place.name}"' in _get(client, q="就业", place=place.slug)


def test_text_of_reports_is_text(client: Client) -> None:
    _report(1, ["<script>alert(1)</script>发展。"])
    page = _get(client, q="发展")
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
    assert "<b>" not in _get(client, q="<b>发展")


@pytest.mark.parametrize("what", ["text", "facts", "commitments"])
def test_the_file_holds_every_hit(client: Client, archive: list[Report], what: str) -> None:
    response = client.get("/search/", {"q": "就业", "what": what, "format": "csv"})
    rows = list(csv.DictReader(io.StringIO(b"".join(response).decode("utf-8-sig"))))
    assert len(rows) == search(parse("就业"), Filters(what=what)).total
    assert all("就业" in fold(row["sentence"]) for row in rows)
    assert client.get("/search/", {"q": "就业", "what": what, "format": "parquet"}).status_code == 200


@pytest.mark.parametrize(("what", "word"), [("text", "就业"), ("text", "城镇新增就业"), ("facts", "就业"), ("commitments", "就业")])
def test_the_page_asks_the_database_as_often_for_many_hits(client: Client, archive: list[Report], django_assert_max_num_queries, what: str, word: str) -> None:  # type: ignore[no-untyped-def]
    with django_assert_max_num_queries(7):
        _get(client, q=word, what=what)


def test_odd_addresses_are_answered(client: Client, archive: list[Report]) -> None:
    for asked in ({"q": "就业", "page": "999"}, {"q": "就业", "page": "x"}, {"q": "就业", "year": "99999999999"}, {"q": "就业", "what": "x", "role": "y"}):
        assert client.get("/search/", asked).status_code == 200
