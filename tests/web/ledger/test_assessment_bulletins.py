"""Bulletins: what is drafted, who may approve and issue, that an issued one never changes, its pages and its paper."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
import pytest
from django.test import Client
from django.urls import reverse

from duixian.web.accounts.models import User
from duixian.web.ledger.assessment import bulletins as acts
from duixian.web.ledger.assessment.figures import numbers
from duixian.web.ledger.assessment.models import Bulletin, BulletinState
from duixian.web.ledger.assessment.papers import bulletin_docx
from duixian.web.ledger.assessment.periods import Period
from duixian.web.ledger.assessment.texts import plain_text, tokens
from duixian.web.ledger.models import Event
from duixian.web.ledger.refusals import KeyReused, Lacking, NotNow, NotYours, Stale
from tests.web.ledger.district import District
from tests.web.ledger.invented import Clock, Year, first_half, lights_as_told
from tests.web.ledger.recount import exported, recount

pytestmark = pytest.mark.django_db

GOLDEN = Path(__file__).parent / "data" / "bulletin-2026-04.json"
APRIL = Period("month", 2026, 4)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


@pytest.fixture
def year(district: District, clock: Clock) -> Iterator[Year]:
    with lights_as_told():
        yield first_half(district, clock)


@pytest.fixture
def april(district: District, year: Year) -> Bulletin:
    return acts.make(district.ledger, APRIL, district.user("delivery"))


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def said(row: Bulletin, **changed: Any) -> dict[str, Any]:
    """What the form of a draft sends back."""
    return {"title": row.title, "masthead": row.masthead, "addressees": row.addressees, "method": row.text["method"], "sections": row.text["sections"], "praise": row.praise, "criticism": row.criticism} | changed


def issued(row: Bulletin, district: District) -> Bulletin:
    acts.submit(row.pk, district.user("delivery"))
    acts.approve(row.pk, district.user("leader"))
    return acts.issue(row.pk, district.user("delivery"))


def test_a_whole_bulletin_is_as_it_was_written_down(april: Bulletin) -> None:
    """The golden file holds the text with its figures, the lists and every number; ``DUIXIAN_GOLDEN=write`` writes it anew."""
    found = {
        "title": april.title,
        "method": plain_text(april.text["method"], april.figures),
        "sections": [{"heading": one["heading"], "body": plain_text(one["body"], april.figures).split("\n")} for one in april.text["sections"]],
        "praise": [{"name": one["name"], "grounds": one["grounds"]} for one in april.praise],
        "criticism": [{"name": one["name"], "grounds": one["grounds"]} for one in april.criticism],
        "offices": [{"name": row["name"], "rank": row["rank"], "before": row["rank_before"], "counts": {name: len(refs) for name, refs in row["counts"].items()}} for row in april.figures["offices"]],
        "numbers": {name: number for name, number in numbers(april.figures).items() if not name.startswith("office.")},
    }
    if os.environ.get("DUIXIAN_GOLDEN") == "write":
        GOLDEN.parent.mkdir(exist_ok=True)
        GOLDEN.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    assert found == json.loads(GOLDEN.read_text(encoding="utf-8"))


def test_its_numbers_are_those_of_the_log(april: Bulletin) -> None:
    counted = recount(exported(), april.ledger_id, april.starts, april.ends)
    assert numbers(april.figures) == counted
    logged = Event.objects.get(subject="bulletin", number=april.pk, action="make").data["numbers"]
    assert logged == counted


def test_who_is_named_needs_a_leaders_approval(april: Bulletin, district: District) -> None:
    named = [{"office": district.offices["department1"].pk, "grounds": "迟报进展2次"}]
    acts.revise(april.pk, district.user("delivery"), said(april, criticism=named))
    with pytest.raises(NotNow):
        acts.issue(april.pk, district.user("delivery"))
    with pytest.raises(NotYours):
        acts.approve(april.pk, district.user("delivery"))
    acts.submit(april.pk, district.user("delivery"))
    with pytest.raises(Lacking):
        acts.send_back(april.pk, district.user("leader"))
    acts.send_back(april.pk, district.user("leader"), reason="再核实")
    acts.submit(april.pk, district.user("delivery"))
    acts.approve(april.pk, district.user("leader"))
    row = acts.issue(april.pk, district.user("delivery"))
    assert (row.state, row.number, row.document_number) == (BulletinState.ISSUED, 1, "临政督通报〔2026〕1号")
    assert [one.action for one in Event.objects.filter(subject="bulletin", number=row.pk)] == ["make", "revise", "submit", "send_back", "submit", "approve", "issue"]


def test_one_that_names_nobody_may_be_issued_at_once(april: Bulletin, district: District) -> None:
    acts.revise(april.pk, district.user("delivery"), said(april, praise=[], criticism=[]))
    assert acts.issue(april.pk, district.user("delivery")).number == 1


def test_an_issued_one_never_changes_and_a_correction_is_another(april: Bulletin, district: District) -> None:
    row = issued(april, district)
    before = Bulletin.objects.filter(pk=row.pk).values().get()
    for deed in (acts.submit, acts.issue):
        with pytest.raises(NotNow):
            deed(row.pk, district.user("delivery"))
    with pytest.raises(NotNow):
        acts.withdraw(row.pk, district.user("delivery"), reason="有误")
    with pytest.raises(NotNow):
        acts.revise(row.pk, district.user("delivery"), said(row, title="改题"))
    other = acts.correct(row, district.user("delivery"))
    assert issued(other, district).number == 2
    assert other.corrects_id == row.pk
    assert Bulletin.objects.filter(pk=row.pk).values().get() == before
    with pytest.raises(NotNow):
        acts.correct(acts.make(district.ledger, APRIL, district.user("delivery")), district.user("delivery"))


def test_a_number_in_the_text_is_a_figure_and_nothing_else(april: Bulletin, district: District) -> None:
    delivery = district.user("delivery")
    sections = [{"heading": "总体情况", "body": "销号{累计销号}项，逾期{逾期}项，涉及{欠进度单位}。"}]
    row = acts.revise(april.pk, delivery, said(april, sections=sections))
    assert plain_text(row.text["sections"][0]["body"], row.figures) == "销号1项，逾期0项，涉及区住房建设局1项、区发展改革局1项。"
    with pytest.raises(Lacking):
        acts.revise(april.pk, delivery, said(april, sections=[{"heading": "总体情况", "body": "共{随便}项"}]))
    with pytest.raises(Lacking):
        acts.revise(april.pk, delivery, said(april, praise=[{"office": district.offices["department1"].pk, "grounds": ""}]))
    with pytest.raises(Lacking):
        acts.revise(april.pk, delivery, said(april, sections=[]))
    for name in tokens():
        plain_text(f"{{{name}}}", april.figures)


def test_twice_is_once_and_an_old_page_is_told(april: Bulletin, district: District) -> None:
    delivery = district.user("delivery")
    again = [acts.make(district.ledger, Period("month", 2026, 5), delivery, key="k") for _ in range(2)]
    assert again[0].pk == again[1].pk
    with pytest.raises(KeyReused):
        acts.make(district.ledger, Period("month", 2026, 3), delivery, key="k")
    acts.submit(april.pk, delivery, revision=0, key="s")
    assert acts.submit(april.pk, delivery, revision=0, key="s").state == BulletinState.SENT
    with pytest.raises(Stale):
        acts.approve(april.pk, district.user("leader"), revision=0)


def test_a_period_that_is_not_over_or_of_another_year_has_none(district: District, year: Year) -> None:
    with pytest.raises(NotNow):
        acts.make(district.ledger, Period("month", 2026, 7), district.user("delivery"))
    with pytest.raises(Lacking):
        acts.make(district.ledger, Period("month", 2025, 7), district.user("delivery"))
    with pytest.raises(NotYours):
        acts.make(district.ledger, APRIL, district.user("head1"))


def test_the_paper_says_what_the_bulletin_says(april: Bulletin, district: District) -> None:
    row = issued(april, district)
    content = bulletin_docx(row, "政府督查室")
    assert content == bulletin_docx(row, "政府督查室"), "the same bulletin is the same file"
    document = docx.Document(io.BytesIO(content))
    text = "\n".join([*(one.text for one in document.paragraphs), *(cell.text for table in document.tables for line in table.rows for cell in line.cells)])
    for words in ("临政督通报〔2026〕1号", "关于2026年4月台账事项办理情况的通报", "在账事项9项", "1—4月份进展情况", "欠进度", "新增停车泊位800个", "近期工作安排", "应报：", "2026年7月15日：报常务会议审议"):
        assert words in text, words
    assert "{" not in text


def test_pages(april: Bulletin, district: District, django_assert_max_num_queries: Any) -> None:
    page = reverse("ledger:bulletin", args=[april.pk])
    for name, status in {"delivery": 200, "leader": 200, "auditor": 200, "head1": 403, "street1": 403, "community1": 403}.items():
        assert client_of(district.user(name)).get(page).status_code == status, name
    issued(april, district)
    for name in ("head1", "officer2", "street1", "community1"):
        assert client_of(district.user(name)).get(page).status_code == 200
    client = client_of(district.user("officer1"))
    with django_assert_max_num_queries(12):
        body = client.get(page).content.decode()
    assert f"{reverse('ledger:bulletin-items', args=[april.pk])}?of=classes.behind" in body
    with django_assert_max_num_queries(12):
        client.get(reverse("ledger:bulletins"))
    for of, words in {"counts.late": "新增停车泊位800个", "counts.closed": "整治积水点5处", "lights.red": "新增停车泊位800个", "classes.done": "整治积水点5处"}.items():
        assert words in client.get(reverse("ledger:bulletin-items", args=[april.pk]), {"of": of}).content.decode()
    assert client.get(reverse("ledger:bulletin-items", args=[april.pk]), {"of": "counts.nothing"}).status_code == 404
    assert client.get(reverse("ledger:bulletin-paper", args=[april.pk])).status_code == 200
    english = client.get(page, headers={"accept-language": "en"}).content.decode()
    assert "Offices, by the share on schedule" in english


def test_from_drafting_to_issue_over_pages(district: District, year: Year) -> None:
    delivery, leader = client_of(district.user("delivery")), client_of(district.user("leader"))
    answer = delivery.post(reverse("ledger:bulletins"), {"period": "month-4", "key": "a", "ledger": district.ledger.pk})
    row = Bulletin.objects.get()
    assert answer["location"] == row.get_absolute_url()
    edit = reverse("ledger:bulletin-edit", args=[row.pk])
    assert "关于2026年4月台账事项办理情况的通报" in delivery.get(edit).content.decode()
    form = {
        "title": "四月通报", "masthead": row.masthead, "addressees": "各单位", "method": "查阅材料", "heading": ["总体情况"], "body": ["在账{在账事项}项"],
        "praise_office": [""], "praise_grounds": [""], "criticism_office": [district.offices["department1"].pk], "criticism_grounds": ["红灯1项"], "revision": row.revision,
    }  # fmt: skip
    assert delivery.post(edit, {**form, "body": ["{不存在}"]}).status_code == 422
    assert delivery.post(edit, form).status_code == 302
    do = reverse("ledger:bulletin-act", args=[row.pk])
    row.refresh_from_db()
    delivery.post(do, {"action": "issue", "revision": row.revision, "key": "b"})
    row.refresh_from_db()
    assert row.state == BulletinState.DRAFT, "who is named waits for a leader"
    delivery.post(do, {"action": "submit", "revision": row.revision, "key": "c"})
    leader.post(do, {"action": "approve", "revision": row.revision + 1, "key": "d"})
    delivery.post(do, {"action": "issue", "revision": row.revision + 2, "key": "e"})
    row.refresh_from_db()
    assert (row.state, row.title, row.number) == (BulletinState.ISSUED, "四月通报", 1)


def test_an_empty_year_says_what_to_do(district: District) -> None:
    for name in ("ledger:bulletins", "ledger:assessments", "ledger:burden"):
        assert client_of(district.user("delivery")).get(reverse(name)).status_code == 200
