"""The list of findings and what people decide of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from duixian.web.accounts.models import Role, User
from duixian.web.archive.doubts import state_words, what_to_do
from duixian.web.archive.judging import judge
from duixian.web.archive.models import Finding, Judgement, Report
from duixian.web.archive.reading import settle
from duixian.web.archive.storing import refresh

pytestmark = pytest.mark.django_db

QUERIES = 6
"""How many fit, which, their rows, judgements, texts of second places, kinds in the state."""

PASSAGE = "实施背街小巷整治提升行动，逐条梳理问题清单，逐项落实责任单位，完成三十六条街巷的路面修复、管线入地、绿化补种和停车秩序整治，同步建立长效管护机制。"
REPORT = "{place}{year}年政府工作报告\n一、{year}年主要预期目标\n地区生产总值增长6%以上，城镇新增就业1.2万人。\n二、{year}年重点工作\n{passage}\n推进河道治理。\n{passage}\n"
PLAN = "{place}{year}年国民经济和社会发展计划\n一、{year}年主要预期目标\n地区生产总值增长7%以上，城镇新增就业1.2万人。\n"


@pytest.fixture
def found(bring_texts: Callable[..., list[Report]]) -> list[Finding]:
    """A goal with two values and a repeated passage, in each of two places."""
    texts = [text.format(place=place, year=year, passage=PASSAGE) for place, year in (("东篱市", 2024), ("南山市", 2023)) for text in (REPORT, PLAN)]
    bring_texts(*texts)
    rows = list(Finding.objects.filter(across=False).order_by("id"))
    assert {one.kind for one in rows} == {"goal_differs", "repeated"}
    assert {(one.place.name if one.place else "", one.year) for one in rows} == {("东篱市", 2024), ("南山市", 2023)}
    return rows


def page(client: Client, **query: str) -> str:
    response = client.get("/findings/", query)
    assert response.status_code == 200
    return str(response.content.decode())


def listed(client: Client, **query: str) -> set[str]:
    return {one["finding"] for one in json.loads(client.get("/findings/", {**query, "format": "json"}).content)}


def decide(client: Client, one: Finding, **fields: Any) -> Any:
    return client.post(f"/findings/{one.finding}/judge/", {"state": "dismissed", "why": "例行表述", **fields}, headers=fields.pop("headers", {}))


def test_each_stands_there_with_both_places_and_what_to_do(client: Client, found: list[Finding]) -> None:
    text = page(client)
    for one in found:
        assert f'id="f-{one.finding}"' in text
        assert f"/reports/{one.report.ref}/#char={one.start},{one.end}" in text
        record = json.loads(one.record)
        assert record["message"] in text
        other = record["other_report"] or record["report"]
        assert f"/reports/{other}/#char={record['other_start']},{record['other_end']}" in text
        assert what_to_do(one.kind) in text
    differs = next(json.loads(one.record) for one in found if one.kind == "goal_differs")
    assert f'<mark class="hit">{differs["quote"]}</mark>' in text
    assert text.count(PASSAGE[:30]) >= 4, "both places of a repeated passage are quoted"


@pytest.mark.parametrize(
    ("query", "holds"),
    [
        ({"kind": "repeated"}, lambda one: one.kind == "repeated"),
        ({"place": "东篱"}, lambda one: one.place.name == "东篱市"),
        ({"year": "2023"}, lambda one: one.year == 2023),
        ({"place": "南山市", "kind": "goal_differs"}, lambda one: one.place.name == "南山市" and one.kind == "goal_differs"),
        ({"kind": "nonsense"}, lambda one: False),
    ],
)
def test_filters(client: Client, found: list[Finding], query: dict[str, str], holds: Any) -> None:
    wanted = {one.finding for one in found if holds(one)}
    across = {one.finding for one in Finding.objects.filter(across=True) if holds(one)}
    assert listed(client, **query) == wanted | across
    text = page(client, **query)
    assert all((f'id="f-{one.finding}"' in text) is (one.finding in wanted) for one in found)


def test_a_place_that_is_not_there_or_not_clear(client: Client, found: list[Finding]) -> None:
    assert "没有名为“无此地”的地区" in page(client, place="无此地")
    assert listed(client, place="无此地") == set()
    assert "是指哪个地区？" in page(client, place="市")


@pytest.mark.parametrize("role", list(Role))
def test_who_may_decide(client: Client, found: list[Finding], role: Role) -> None:
    client.force_login(User.objects.create_user(username="a", password="long enough 7", role=role))
    allowed = role not in (Role.READER, Role.RESPONDENT)
    assert decide(client, found[0]).status_code == (303 if allowed else 403)
    found[0].refresh_from_db()
    assert (found[0].state == "dismissed") is allowed
    assert Judgement.objects.count() == int(allowed)
    assert ("name=\"why\"" in page(client)) is allowed


def test_strangers_are_asked_to_sign_in(client: Client, found: list[Finding]) -> None:
    assert decide(client, found[0])["Location"].startswith("/accounts/sign-in/")
    assert not Judgement.objects.exists()


def test_a_decision_is_kept_with_who_when_why_and_shown(client: Client, found: list[Finding], corrector: User) -> None:
    client.force_login(corrector)
    response = decide(client, found[0], state="explained", why="计划在前，报告调低", next="/findings/?kind=repeated")
    assert response["Location"] == f"/findings/?kind=repeated#f-{found[0].finding}"
    said = Judgement.objects.get()
    assert (said.finding, said.state, said.why, said.by) == (found[0].finding, "explained", "计划在前，报告调低", corrector)
    assert found[0].finding not in listed(client), "the list shows open ones"
    assert found[0].finding in listed(client, state="explained")
    text = page(client, state="explained")
    assert "计划在前，报告调低" in text
    assert "corrector 甲" in text
    row = next(one for one in json.loads(client.get("/findings/?state=&format=json").content) if one["finding"] == found[0].finding)
    assert (row["state"], row["judged_by"], row["why"]) == ("explained", "corrector 甲", "计划在前，报告调低")


def test_every_decision_stays_in_the_history(client: Client, found: list[Finding], corrector: User, editor: User) -> None:
    judge(corrector, found[0], "dismissed", "例行表述")
    judge(editor, found[0], "open", "")
    judge(corrector, found[0], "explained", "两份文件口径不同")
    text = page(client, state="explained")
    assert text.index("两份文件口径不同") < text.index("editor 甲") < text.index("例行表述")


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"state": "dismissed", "why": " "}, "请写明理由"),
        ({"state": "explained", "why": ""}, "请写明理由"),
        ({"state": "gone", "why": "a"}, "请选择待处理、已说明或已排除"),
        ({"state": "dismissed", "why": "甲" * 1001}, "理由超过 1000 字"),
    ],
)
def test_what_cannot_be_kept_is_said(client: Client, found: list[Finding], corrector: User, fields: dict[str, str], says: str) -> None:
    client.force_login(corrector)
    plain = client.post(f"/findings/{found[0].finding}/judge/", fields, follow=True)
    assert says in plain.content.decode()
    moved = client.post(f"/findings/{found[0].finding}/judge/", fields, headers={"HX-Request": "true"})
    assert says in moved.content.decode()
    assert "<html" not in moved.content.decode()
    assert not Judgement.objects.exists()
    found[0].refresh_from_db()
    assert found[0].state == "open"


def test_htmx_gets_the_finding_anew(client: Client, found: list[Finding], corrector: User) -> None:
    client.force_login(corrector)
    response = client.post(f"/findings/{found[0].finding}/judge/", {"state": "dismissed", "why": "例行表述", "upon": "0"}, headers={"HX-Request": "true"})
    text = response.content.decode()
    assert text.lstrip().startswith("<article")
    assert state_words()["dismissed"] in text
    assert "例行表述" in text


def test_who_comes_second_is_told(client: Client, found: list[Finding], corrector: User, editor: User) -> None:
    judge(editor, found[0], "dismissed", "例行表述", upon=0)
    client.force_login(corrector)
    response = client.post(f"/findings/{found[0].finding}/judge/", {"state": "explained", "why": "另有原因", "upon": "0"}, headers={"HX-Request": "true"})
    text = response.content.decode()
    assert "editor 甲 刚刚处理了这处疑点" in text
    assert "另有原因" in text, "what was written is not lost"
    assert Judgement.objects.count() == 1
    found[0].refresh_from_db()
    assert found[0].state == "dismissed"


def test_decisions_stay_when_the_place_is_followed_anew(client: Client, found: list[Finding], corrector: User) -> None:
    judge(corrector, found[0], "dismissed", "例行表述")
    refresh(found[0].report)
    settle()
    again = Finding.objects.get(finding=found[0].finding)
    assert again.pk != found[0].pk
    assert again.state == "dismissed"


def test_questions_do_not_grow(client: Client, found: list[Finding], corrector: User, django_assert_num_queries: Any) -> None:
    differing = {"kind": "goal_differs"}
    client.get("/findings/", differing)
    with django_assert_num_queries(QUERIES):
        client.get("/findings/", differing)
    one = next(one for one in found if one.kind == "goal_differs")
    fields = {field.attname: getattr(one, field.attname) for field in Finding._meta.concrete_fields if field.attname not in ("id", "finding")}
    Finding.objects.bulk_create([Finding(finding=f"x{number}", **fields) for number in range(60)])
    Judgement.objects.bulk_create([Judgement(finding=f"x{number}", state="open", why="a", by=corrector) for number in range(60)])
    with django_assert_num_queries(QUERIES):
        text = page(client, **differing)
    assert text.count('<article class="panel finding') == 20
    assert len(text.encode()) < 300_000


def test_a_script_in_a_reason_is_text(client: Client, found: list[Finding], corrector: User) -> None:
    judge(corrector, found[0], "explained", "<script>alert(1)</script>")
    text = page(client, state="explained")
    assert "&lt;script&gt;alert(1)" in text
    assert "<script>alert" not in text


def test_an_archive_without_findings(client: Client) -> None:
    assert "没有待处理的疑点" in page(client)


def test_every_kind_has_advice() -> None:
    from duixian.following.findings import KINDS

    common = what_to_do("a kind nobody knows")
    assert all(what_to_do(kind) != common for kind in KINDS)


def test_it_leads_nowhere_else(client: Client, found: list[Finding], corrector: User) -> None:
    client.force_login(corrector)
    assert decide(client, found[0], next="https://evil.example/")["Location"].startswith("/findings/")
