"""The list of reports, and the page of one: text, marks, list, filters, files, and how fast and how large it is."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import quote

import openpyxl
import pytest
from django.test import Client
from msgspec.structs import replace
from selectolax.lexbor import LexborHTMLParser

from duixian.model import Block, BlockKind, View
from duixian.web.accounts.models import User
from duixian.web.archive.correcting_actions import Anchor, basis_of, correct
from duixian.web.archive.models import (
    Commitment,
    CorrectionKind,
    Document,
    Evidence,
    Fact,
    Outcome,
    Place,
    Report,
    Sentence,
)

from .conftest import bring_in

pytestmark = pytest.mark.django_db
Counted = Callable[..., Any]


def tree(client: Client, address: str, **more: Any) -> LexborHTMLParser:
    answer = client.get(address, **more)
    assert answer.status_code == 200, answer.status_code
    return LexborHTMLParser(answer.content.decode())


def words(page: LexborHTMLParser, selector: str) -> list[str]:
    return [" ".join(node.text(deep=True).split()) for node in page.css(selector)]


# ---------------------------------------------------------------- the list


def test_the_list_shows_every_report_with_its_counts(client: Client, archive: list[Report]) -> None:
    page = tree(client, "/reports/")
    assert len(page.css("tbody tr")) == len(archive)
    for report in archive:
        row = next(row for row in page.css("tbody tr") if report.document.name in row.text(deep=True))
        assert row.css_first("th a").attributes["href"] == f"/reports/{report.ref}/"
        assert [cell.text() for cell in row.css("td.num")][1:] == [str(report.facts_count), str(report.commitments_count), str(report.findings_count)]


@pytest.mark.parametrize(
    ("query", "count"),
    [("year=2024", 3), ("year=2024&kind=annual_plan", 1), ("q=2024-plan", 1), ("q=临湖+livelihood", 1), ("q=没有这样的词", 0), ("place=不知", 0), ("kind=nonsense", 5), ("year=x", 5)],
)
def test_the_list_keeps_to_what_is_asked(client: Client, archive: list[Report], query: str, count: int) -> None:
    assert len(tree(client, f"/reports/?{query}").css("tbody tr")) == count


@pytest.mark.parametrize("order", ["year", "place", "title", "kind", "date", "facts", "commitments", "findings"])
def test_the_list_is_ordered_both_ways(client: Client, archive: list[Report], order: str) -> None:
    up = words(tree(client, f"/reports/?sort={order}"), "tbody th a")
    down = words(tree(client, f"/reports/?sort=-{order}"), "tbody th a")
    assert sorted(up) == sorted(down)
    if order == "facts":
        counts = [int(row.css("td.num")[1].text()) for row in tree(client, "/reports/?sort=-facts").css("tbody tr")]
        assert counts == sorted(counts, reverse=True)


def test_an_empty_list_says_what_to_do(client: Client, db: None, editor: User) -> None:
    assert tree(client, "/reports/").css_first(".empty a").attributes["href"] == "/accounts/sign-in/"
    client.force_login(editor)
    assert tree(client, "/reports/").css_first(".empty a").attributes["href"] == "/import/"


def test_the_list_is_downloaded_whole(client: Client, archive: list[Report]) -> None:
    answer = client.get("/reports/?year=2024&format=json")
    rows = json.loads(b"".join(answer.streaming_content) if answer.streaming else answer.content)
    assert sorted(row["ref"] for row in rows) == sorted(one.ref for one in archive if one.year == 2024)
    assert all(row["facts"] == Fact.objects.filter(report__ref=row["ref"]).count() for row in rows)


def test_the_list_asks_as_often_for_many_reports_as_for_few(client: Client, archive: list[Report], django_assert_num_queries: Counted) -> None:
    with django_assert_num_queries(5):
        client.get("/reports/")
    for number in range(60):
        copy = Report.objects.get(pk=archive[number % len(archive)].pk)
        document = Document.objects.create(sha256=f"{number:064d}", name=f"{number}.txt", size=1, state="read")
        copy.pk, copy.ref, copy.document = None, f"{number:016d}", document
        copy.save(force_insert=True)
    with django_assert_num_queries(5):
        page = tree(client, "/reports/")
    assert len(page.css("tbody tr")) == 50
    assert len(tree(client, "/reports/?page=2").css("tbody tr")) == 15


# ---------------------------------------------------------------- the text


def test_the_whole_text_is_there_character_by_character(client: Client, archive: list[Report]) -> None:
    for report in archive:
        machine = report.machine()
        page = tree(client, f"/reports/{report.ref}/")
        seen = bytearray(len(machine.text))
        for node in page.css("#text [id^=p]"):
            start = int((node.attributes["id"] or "p-1")[1:])
            said = node.text(deep=True)
            assert machine.text[start : start + len(said)] == said
            seen[start : start + len(said)] = b"\1" * len(said)
        missing = "".join(char for char, there in zip(machine.text, seen, strict=True) if not there)
        assert not missing.strip()


def test_every_record_is_marked_where_it_stands(client: Client, report: Report) -> None:
    page = tree(client, f"/reports/{report.ref}/")
    machine = report.machine()
    marks = {node.attributes["id"]: node for node in page.css("#text .m[id]")}
    for record in (*machine.facts, *machine.commitments):
        mark = marks[f"char={record.start},{record.end}"]
        assert mark.text(deep=True) == record.quote
        sort = "fact" if record in machine.facts else "commitment"
        link = mark if mark.tag == "a" else mark.css_first("a.k")
        assert link.attributes["href"] == f"records/{sort}/{record.id}/"
    assert {node.attributes["class"].split()[1] for node in marks.values()} >= {"m-actual", "m-target", "m-commitment", "m-vague"}


def test_places_that_other_pages_link_to_are_found_without_a_script(client: Client, archive: list[Report]) -> None:
    for report in archive:
        ids = {node.attributes["id"] for node in tree(client, f"/reports/{report.ref}/").css("[id]")}
        asked = {f"char={start},{end}" for start, end in Sentence.objects.filter(report=report).values_list("start", "end")}
        asked |= {f"char={start},{end}" for start, end in Fact.objects.filter(report=report).values_list("start", "end")}
        asked |= {f"char={start},{end}" for start, end in Commitment.objects.filter(report=report).values_list("start", "end")}
        asked |= {f"char={start},{end}" for start, end in Evidence.objects.filter(report=report).values_list("start", "end")}
        furniture = [block for block in report.machine().blocks if block.kind is BlockKind.FURNITURE]
        assert asked <= ids or furniture
        assert len(asked - ids) <= len(furniture)


def test_headings_of_the_page_are_in_order(client: Client, report: Report) -> None:
    page = tree(client, f"/reports/{report.ref}/")
    levels = [int(node.tag[1]) for node in page.css("main h1, main h2, main h3, main h4, main h5, main h6")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert page.css("#text h2")
    assert page.css("#text .text__note")


def test_a_docx_shows_its_tables_and_a_page_its_furniture_folded(client: Client, tmp_path: Path) -> None:
    import docx

    paper = docx.Document()
    paper.add_paragraph("2024年云岭县政府工作报告")
    paper.add_paragraph("一、2023年工作回顾")
    paper.add_paragraph("全年新建公厕12座，地区生产总值增长6.1%。")
    table = paper.add_table(rows=2, cols=3)
    for at, word in enumerate(["指标", "2023年完成", "2024年目标", "城镇新增就业", "1.2万人", "1.3万人"]):
        table.cell(at // 3, at % 3).text = word
    paper.save(str(tmp_path / "yunling.docx"))
    saved = tmp_path / "page.html"
    saved.write_text(
        "<html><head><meta charset=utf-8><title>云岭县政府工作报告</title></head><body><div>首页 > 政务公开</div><h1>2024年云岭县政府工作报告</h1>"
        "<p>一、2023年工作回顾</p><p>全年新建公厕12座，<script>alert(1)</script>改造老旧小区3个，财政收入增长5%，城乡居民收入增长6%。</p></body></html>",
        encoding="utf-8",
    )
    word, web = bring_in(tmp_path / "yunling.docx", saved)
    page = tree(client, f"/reports/{word.ref}/")
    rows = page.css("#text table tr")
    assert [[cell.text(deep=True).strip() for cell in row.css("td")] for row in rows] == [["指标", "2023年完成", "2024年目标"], ["城镇新增就业", "1.2万人", "1.3万人"]]
    text = word.machine().text
    for row in rows:
        start = int((row.attributes["id"] or "p")[1:])
        said = row.text(deep=True)
        assert text[start : start + len(said)] == said
    page = tree(client, f"/reports/{web.ref}/")
    assert not page.css("#text script")
    assert "alert" not in page.css_first("#text").text(deep=True)


def test_text_that_looks_like_markup_is_shown_as_text(client: Client, tmp_path: Path) -> None:
    file = tmp_path / "<img src=x onerror=alert(1)>.txt"
    file.write_text("云岭县政府工作报告\n\n一、<b>工作</b>回顾\n\n全年新建<script>alert(1)</script>公厕12座，产值增长5%。&lt;完&gt;\n", encoding="utf-8")
    (report,) = bring_in(file)
    answer = client.get(f"/reports/{report.ref}/")
    page = LexborHTMLParser(answer.content.decode())
    assert not page.css("#text script, #text b:not(.text__lead), main img")
    assert "<script>alert(1)</script>" in page.css_first("#text").text(deep=True)
    assert "&lt;完&gt;" in page.css_first("#text").text(deep=True)
    assert client.get("/reports/").status_code == 200


# ---------------------------------------------------------------- the list beside it, filters


def listed(client: Client, report: Report, query: str = "") -> list[str]:
    """Gives where the lines of the list lead, all parts of it."""
    found: list[str] = []
    page = 1
    while True:
        part = tree(client, f"/reports/{report.ref}/margin/?{query}&page={page}")
        found += [node.attributes["href"] or "" for node in part.css("li > a") if (node.attributes["href"] or "").startswith("#char")]
        if not part.css(".margin__more"):
            return found
        page += 1


def test_the_list_holds_every_record_in_the_order_of_the_text(client: Client, report: Report) -> None:
    found = listed(client, report)
    machine = report.machine()
    wanted = sorted((one.start, -one.end) for one in (*machine.facts, *machine.commitments, *machine.findings))
    assert found == [f"#char={start},{-end}" for start, end in wanted]
    first = words(tree(client, f"/reports/{report.ref}/"), "#margin-list li")[0]
    assert "地区生产总值" in first
    assert "541.2亿元" in first
    assert "实绩" in first


def test_goals_in_the_list_have_their_verdict(client: Client, archive: list[Report]) -> None:
    outcome = Outcome.objects.filter(verdict="met").first()
    assert outcome is not None
    items = tree(client, f"/reports/{outcome.goal_report.ref}/").css(f'#margin-list a[href="#char={outcome.goal_start},{outcome.goal_end}"] i')
    assert "✓" in items[0].text()


def test_filters_choose_marks_and_lines_alike(client: Client, report: Report) -> None:
    machine = report.machine()
    targets = [fact for fact in machine.facts if fact.role == "target"]
    section = next(number for number, one in enumerate(machine.sections) if one.number == "三、")
    part = machine.sections[section]
    for query, wanted in (
        ("show=target", targets),
        ("show=checkable", [one for one in machine.commitments if one.checkable]),
        ("show=target&show=actual", [one for one in machine.facts if one.role != "baseline"]),
        ("indicator=就业&show=actual&show=target&show=baseline", [one for one in machine.facts if "就业" in one.indicator]),
        (f"section={section}&show=target", [one for one in targets if part.start <= one.start < part.end]),
        ("doubtful=1&show=degree", [one for one in machine.commitments if not one.checkable and one.confidence == "doubtful"]),
        ("corrected=1", []),
    ):
        assert listed(client, report, query) == [f"#char={one.start},{one.end}" for one in wanted], query
        page = tree(client, f"/reports/{report.ref}/?{query}")
        assert sorted(node.attributes["id"] or "" for node in page.css("#text .m[id]")) == sorted(f"char={one.start},{one.end}" for one in wanted)
        for box in page.css("#filters input[type=checkbox]"):
            name, value = box.attributes["name"], box.attributes["value"]
            assert ("checked" in box.attributes) == (f"{name}={value}" in query.split("&"))
    assert tree(client, f"/reports/{report.ref}/?indicator=没有").css_first("#margin-items a").attributes["href"] == f"/reports/{report.ref}/"
    assert client.get(f"/reports/{report.ref}/?section=99999999999999999999&page=x&show=nonsense").status_code == 200


def test_only_the_part_that_changes_is_sent_to_a_script(client: Client, report: Report) -> None:
    answer = client.get(f"/reports/{report.ref}/?show=target", headers={"HX-Request": "true"})
    assert answer.content.strip().startswith(b"<div id=\"reading\"") or b"<html" not in answer.content
    assert b"<html" in client.get(f"/reports/{report.ref}/", headers={"HX-Request": "true", "HX-History-Restore-Request": "true"}).content
    assert "HX-Request" in answer["Vary"]


def test_the_outline_leads_to_the_headings(client: Client, report: Report) -> None:
    page = tree(client, f"/reports/{report.ref}/")
    ids = {node.attributes["id"] for node in page.css("[id]")}
    links = page.css(".outline a")
    assert len(links) > 10
    assert all((link.attributes["href"] or "#")[1:] in ids for link in links)


def test_the_head_says_what_is_known(client: Client, report: Report) -> None:
    page = tree(client, f"/reports/{report.ref}/")
    head = page.css_first(".page-head").text(deep=True)
    for word in ("2025年临湖区人民政府工作报告", "临湖区", "2025年1月8日", "沈怀舟", "政府工作报告"):
        assert word in head
    assert report.place is not None
    links = [link.attributes["href"] for link in page.css(".page-head a")]
    assert links == [f"/places/{quote(report.place.slug)}/", f"/places/{quote(report.place.slug)}/2025/", f"/reports/{report.ref}/original"]
    assert report.document.sha256 in page.css_first("#files").text(deep=True)


def test_english_pages_leave_the_report_as_it_is(client: Client, report: Report) -> None:
    chinese = tree(client, f"/reports/{report.ref}/")
    english = tree(client, f"/reports/{report.ref}/", headers={"Accept-Language": "en"})
    assert english.css_first("#text").attributes["lang"] == "zh-Hans"
    assert chinese.css_first("#text").text(deep=True) == english.css_first("#text").text(deep=True)
    assert "target" in english.css_first("#margin-list").text(deep=True)


# ---------------------------------------------------------------- findings


def test_findings_stand_where_they_are(client: Client, tmp_path: Path) -> None:
    paragraph = "全年新建公厕12座，改造老旧小区39个，城镇新增就业1.2万人，一般公共预算收入增长5.1%，居民人均可支配收入增长6%。"
    file = tmp_path / "云岭县2024年政府工作报告.txt"
    file.write_text(f"云岭县2024年政府工作报告\n\n一、2023年工作回顾\n\n{paragraph}\n\n社会大局保持和谐稳定。\n\n{paragraph}\n\n二、2024年工作安排\n\n新建公厕15座。\n", encoding="utf-8")
    (report,) = bring_in(file)
    (finding,) = report.machine().findings
    page = tree(client, f"/reports/{report.ref}/")
    mark = page.css_first("#text .m-finding")
    assert mark is not None
    assert mark.attributes["id"] == f"char={finding.start},{finding.end}"
    note = page.css_first(".text__finding")
    assert finding.message in note.text(deep=True)
    shown = tree(client, f"/reports/{report.ref}/{note.css_first('a').attributes['href']}")
    assert finding.message in shown.body.text(deep=True)
    assert f"#char={finding.other_start},{finding.other_end}" in shown.html
    rows = json.loads(client.get(f"/reports/{report.ref}/?table=findings&format=json").content)
    assert [row["message"] for row in rows] == [finding.message]


# ---------------------------------------------------------------- one record


def test_a_record_shows_fields_rules_series_and_verdict(client: Client, archive: list[Report]) -> None:
    outcome = Outcome.objects.filter(verdict__in=["met", "exceeded"], key="gdp").first()
    assert outcome is not None
    fact = Fact.objects.get(report=outcome.goal_report, start=outcome.goal_start)
    machine = next(one for one in outcome.goal_report.machine().facts if one.id == fact.record)
    address = f"/reports/{outcome.goal_report.ref}/records/fact/{fact.record}/"
    page = tree(client, address)
    text = page.css_first("main").text(deep=True)
    for word in (machine.quote, machine.indicator, "target", "目标", *machine.rules, machine.id):
        assert word in text
    assert page.css_first(f'a[href="/outcomes/{outcome.outcome}/"]') is not None
    assert page.css_first(f'a[href="/indicators/gdp/?place={quote(outcome.place.slug)}"]') is not None
    assert page.css_first(f'a[href="/reports/{outcome.goal_report.ref}/#char={fact.start},{fact.end}"]') is not None
    assert len(page.css("tr.is-current")) == 1
    # The result knows that it is one.
    assert outcome.actual_report is not None
    result = Fact.objects.get(report=outcome.actual_report, start=outcome.actual_start)
    page = tree(client, f"/reports/{outcome.actual_report.ref}/records/fact/{result.record}/")
    assert page.css_first(f'a[href="/outcomes/{outcome.outcome}/"]') is not None


def test_a_commitment_shows_its_evidence_and_its_facts(client: Client, archive: list[Report]) -> None:
    evidence = Evidence.objects.filter(rank=1).exclude(record__contains='"rules":["outcome"]').first()
    assert evidence is not None
    page = tree(client, f"/reports/{evidence.commitment_report.ref}/records/commitment/{evidence.commitment}/")
    assert page.css_first(f'a[href="/reports/{evidence.report.ref}/#char={evidence.start},{evidence.end}"]') is not None
    with_facts = next(one for one in evidence.commitment_report.machine().commitments if one.facts)
    page = tree(client, f"/reports/{evidence.commitment_report.ref}/records/commitment/{with_facts.id}/")
    assert page.css_first(f'a[href="/reports/{evidence.commitment_report.ref}/records/fact/{with_facts.facts[0]}/"]') is not None


def test_the_margin_gets_the_record_alone(client: Client, report: Report) -> None:
    fact = Fact.objects.filter(report=report).first()
    assert fact is not None
    answer = client.get(f"/reports/{report.ref}/records/fact/{fact.record}/", headers={"HX-Request": "true"})
    assert b"<html" not in answer.content
    assert b"record__back" in answer.content


@pytest.mark.parametrize("path", ["records/fact/nothing/", "records/nonsense/x/", "records/commitment/x%20y/", "labels/nonsense.jsonl"])
def test_what_is_not_there_is_not_found(client: Client, report: Report, path: str) -> None:
    assert client.get(f"/reports/{report.ref}/{path}").status_code == 404
    assert client.get(f"/reports/none/{path}").status_code == 404


# ---------------------------------------------------------------- files


def test_the_original_comes_as_it_was_and_is_never_shown(client: Client, tmp_path: Path) -> None:
    content = "云岭县政府工作报告\r\n\r\n新建公厕12座，产值增长5%。\r\n".encode("gb18030")
    file = tmp_path / '云岭 "2024"\n<b>.txt'
    file.write_bytes(content)
    (report,) = bring_in(file)
    answer = client.get(f"/reports/{report.ref}/original")
    assert b"".join(answer.streaming_content) == content
    assert answer["Content-Disposition"].startswith("attachment;")
    assert "\n" not in answer["Content-Disposition"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Type"] == "application/octet-stream"
    assert "sandbox" in answer["Content-Security-Policy"]
    text = client.get(f"/reports/{report.ref}/text.txt")
    assert text.content.decode() == report.machine().text == content.decode("gb18030")


def test_tables_hold_what_is_marked(client: Client, report: Report) -> None:
    machine = report.machine()
    rows = json.loads(client.get(f"/reports/{report.ref}/?table=facts&format=json").content)
    assert [(row["id"], row["start"], row["value"], row["wording"]) for row in rows] == [(one.id, one.start, one.value, "、".join(one.wording)) for one in machine.facts]
    answer = client.get(f"/reports/{report.ref}/?table=commitments&format=csv")
    lines = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert [line["quote"] for line in lines] == [one.quote for one in machine.commitments]
    book = openpyxl.load_workbook(io.BytesIO(b"".join(client.get(f"/reports/{report.ref}/?table=facts&format=xlsx"))))
    assert book.active is not None
    assert book.active.max_row == len(machine.facts) + 1
    assert client.get(f"/reports/{report.ref}/?table=nonsense&format=csv")["Content-Type"].startswith("text/html")


# ---------------------------------------------------------------- how often it asks, how large it is, when it is sent anew


def test_the_page_asks_as_often_for_many_marks_as_for_few(client: Client, archive: list[Report], django_assert_num_queries: Counted) -> None:
    few, many = sorted(archive, key=lambda one: one.facts_count)[0], sorted(archive, key=lambda one: one.facts_count)[-1]
    for report in (few, many):
        with django_assert_num_queries(8 - report.followed):
            client.get(f"/reports/{report.ref}/")
    fact = Fact.objects.filter(report=many).first()
    commitment = Commitment.objects.filter(report=many).first()
    assert fact is not None
    assert commitment is not None
    with django_assert_num_queries(7):
        client.get(f"/reports/{many.ref}/records/fact/{fact.record}/")
    with django_assert_num_queries(6):
        client.get(f"/reports/{many.ref}/records/commitment/{commitment.record}/")
    with django_assert_num_queries(5):
        client.get(f"/reports/{many.ref}/margin/?page=2")


def test_pages_are_no_larger_than_allowed(client: Client, archive: list[Report]) -> None:
    for report in archive:
        size = len(client.get(f"/reports/{report.ref}/").content)
        assert size - len(report.machine().text.encode()) < 300_000


def test_a_report_with_thousands_of_marks_stays_small(client: Client, report: Report) -> None:
    """Of very many marks those that say least are left to the list and to filters, and the page says so."""
    machine = report.machine()
    line = "加强甲。增长5%，"
    text = machine.text + "\n" + line * 2000
    facts, commitments = list(machine.facts), list(machine.commitments)
    degree = next(one for one in commitments if not one.checkable)
    for number in range(2000):
        at = len(machine.text) + 1 + number * len(line)
        facts.append(replace(machine.facts[0], id=f"f{number}", start=at + 6, end=at + 8, quote="5%"))
        commitments.append(replace(degree, id=f"c{number}", start=at, end=at + 3, quote="加强甲"))
    view = View(text, (0,), (0,))
    blocks = (*machine.blocks, Block(len(machine.text) + 1, len(text), BlockKind.PARAGRAPH, -1, machine.blocks[-1].role, ""))
    long = replace(machine, text=text, view=view, blocks=blocks, facts=tuple(facts), commitments=tuple(commitments))
    Report.objects.filter(pk=report.pk).update(reading=Report.packed(long))
    answer = client.get(f"/reports/{report.ref}/")
    assert len(answer.content) - len(text.encode()) < 300_000
    page = LexborHTMLParser(answer.content.decode())
    assert len(page.css("#text .m-vague")) == 0
    assert 1490 < len(page.css("#text .m[id]")) <= 1500
    assert "标注过多" in page.css_first("#report-notes").text(deep=True)
    assert len(listed(client, report)) == len(facts) + len(commitments) + len(machine.findings)
    assert len(tree(client, f"/reports/{report.ref}/?show=degree&section=11").css("#text .m-vague")) > 0


def test_an_unchanged_page_is_not_sent_again(client: Client, report: Report, corrector: User) -> None:
    address = f"/reports/{report.ref}/"
    client.get(address)  # the first visit brings the cookie against forged requests
    first = client.get(address)
    tag = first["ETag"]
    again = client.get(address, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(address + "?show=target", headers={"If-None-Match": tag}).status_code == 200
    assert client.get(address, headers={"If-None-Match": tag, "Accept-Language": "en"}).status_code == 200
    assert client.get(address, headers={"If-None-Match": tag, "HX-Request": "true"}).status_code == 200
    client.cookies["theme"] = "dark"
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 200
    del client.cookies["theme"]
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
    fact = report.machine().facts[0]
    correct(corrector, report.pk, Anchor("fact", fact.start, fact.end), CorrectionKind.WRONG, basis_of(fact, None))
    changed = client.get(address, headers={"If-None-Match": tag})
    assert changed.status_code == 200
    Place.objects.update(stale=False)
    assert client.get(address, headers={"If-None-Match": changed["ETag"]}).status_code == 200
    tag = client.get(address)["ETag"]
    client.force_login(corrector)
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 200


def test_a_page_that_tells_something_once_is_not_kept(signed_in: Client, report: Report) -> None:
    address = f"/reports/{report.ref}/"
    signed_in.get(address)
    tag = signed_in.get(address)["ETag"]
    signed_in.post(f"{address}join/", {"name": "甲", "into": "", "record": "-"})
    told = signed_in.get(address, headers={"If-None-Match": tag})
    assert told.status_code == 200
    assert "请填写两个指标名称" in told.content.decode()
    assert "ETag" not in told
    assert signed_in.get(address, headers={"If-None-Match": tag}).status_code == 304


def test_pages_hold_nothing_inline(client: Client, report: Report) -> None:
    html = client.get(f"/reports/{report.ref}/").content.decode()
    assert not re.search(r"\sstyle=|<style|<script(?![^>]*src=)|\son[a-z]+=", html)
