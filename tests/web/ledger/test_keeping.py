"""The year's end, the next report's material, and the ledger against the next report."""

from __future__ import annotations

import io
from decimal import Decimal

import docx
import pytest
from django.test import Client
from django.urls import reverse

from duixian.web.archive.models import Outcome, Report
from duixian.web.ledger.acting import act, create
from duixian.web.ledger.keeping.closing import close_year, obstacles
from duixian.web.ledger.keeping.differences import Sort, differences
from duixian.web.ledger.keeping.explaining import explain
from duixian.web.ledger.keeping.material import material, measured
from duixian.web.ledger.keeping.models import YearEnd
from duixian.web.ledger.models import Event, Item, Ledger, State
from duixian.web.ledger.refusals import Frozen, Lacking, NotNow, NotYours
from duixian.web.ledger.states import Act
from tests.web.ledger.district import District

pytestmark = pytest.mark.django_db


def closed_item(district: District, **given: object) -> Item:
    item = district.at_work(**given)
    act(item, Act.REPORT_DONE, district.user("head1"), {"text": "三处均已建成"})
    act(item, Act.VERIFY, district.user("delivery"), {"evidence": "现场查看"})
    return item


def test_closing_carries_what_is_open_and_freezes_the_year(district: District, ledger: Ledger) -> None:
    at_work = district.at_work(supporting=[district.offices["department2"].pk], milestones=[{"due": "2026-09-30", "what": "主体完工", "planned": "2"}])
    done, draft = closed_item(district), district.draft()
    end = close_year(ledger, district.user("delivery"), key="end")
    assert close_year(ledger, district.user("delivery"), key="end").pk == end.pk, "a second click closes nothing more"
    assert (end.counts["items"], end.counts["carried"], end.counts["state"]) == (3, 2, {"in_progress": 1, "verified": 1, "draft": 1})
    after = Ledger.objects.get(year=2027)
    assert after.title == "临湖区2027年台账"
    carried = Item.objects.get(origin=at_work)
    assert (carried.ledger, carried.number, carried.state, carried.value) == (after, "2027-00001", State.IN_PROGRESS, Decimal(1))
    assert list(carried.supporting.all()) == [district.offices["department2"]]
    assert [(one.what, one.planned) for one in carried.milestones.all()] == [("主体完工", 2)]
    for item, state in ((at_work, State.CARRIED), (draft, State.CARRIED), (done, State.VERIFIED)):
        item.refresh_from_db()
        assert item.state == state
    with pytest.raises(Frozen):
        act(done, Act.REOPEN, district.user("delivery"), {"reason": "补充"})
    with pytest.raises(Frozen):
        create(Ledger.objects.get(pk=ledger.pk), district.user("delivery"), {"title": "补一项"})
    act(carried, Act.REPORT, district.user("officer1"), {"as_of": "2026-05-31", "value": "2"})
    story = Event.objects.filter(subject="item", number=carried.pk).exclude(action="light").values_list("action", "after")
    assert list(story) == [("carried_in", "in_progress"), ("report", "in_progress")]


def test_what_waits_is_decided_before_the_year_is_closed(district: District, ledger: Ledger) -> None:
    item = district.at_work()
    act(item, Act.REPORT, district.user("officer1"), {"as_of": "2026-05-31", "value": "3"})
    act(item, Act.ASK_EXTEND, district.user("head1"), {"reason": "雨季", "deadline": "2027-03-31"})
    assert [(one.entries, one.petitions) for one in obstacles(ledger)] == [(1, 1)]
    with pytest.raises(NotNow, match="1"):
        close_year(ledger, district.user("delivery"))
    assert not Ledger.objects.filter(year=2027).exists()
    with pytest.raises(NotYours):
        close_year(ledger, district.user("head1"))


def test_material_says_goal_result_and_words(district: District, ledger: Ledger, client: Client) -> None:
    item = closed_item(district, section="二、重点工作", title="新建公园三处")
    district.draft(title="没有交办的")
    ceiling = district.at_work(title="单位能耗", unit="吨", target="10", better="lower", section="一、指标")
    (first, second) = measured(ledger)
    assert (first.item, first.share, first.words) == (item, Decimal("33.3"), "建成一处")
    assert (second.item, second.share) == (ceiling, None), "a ceiling is no share of anything"
    assert [chapter.section for chapter in material(ledger)] == ["二、重点工作", "一、指标"]
    client.force_login(district.user("delivery"))
    page = client.get(reverse("ledger:material", args=[ledger.pk]))
    assert "建成一处" in page.content.decode()
    sheet = client.get(reverse("ledger:material", args=[ledger.pk]), {"format": "csv"}).getvalue().decode("utf-8-sig")  # type: ignore[attr-defined]
    assert "新建公园三处" in sheet
    word = docx.Document(io.BytesIO(client.get(reverse("ledger:material-docx", args=[ledger.pk])).content))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    assert "1处（33.3%）" in cells


def test_the_ledger_against_the_next_report(archive: list[Report], district: District, client: Client) -> None:
    """Goals of an example report as items: closed or open, with a figure of the report's or another."""
    outcomes = {verdict: Outcome.objects.filter(verdict=verdict, goal_report__kind="work_report").order_by("pk").first() for verdict in ("met", "missed", "absent", "exceeded")}
    there = {verdict: one for verdict, one in outcomes.items() if one}
    assert {"met", "absent"} <= set(there)
    made = {}
    for verdict, outcome in there.items():
        source = {"ref": outcome.goal_report.ref, "record": outcome.goal_fact, "start": outcome.goal_start, "end": outcome.goal_end, "quote": ""}
        made[verdict] = closed_item(district, title=outcome.indicator, sources=[source]) if verdict != "exceeded" else district.at_work(title=outcome.indicator, sources=[source])
    found = {(one.item.pk, one.sort) for one in differences(district.ledger)}
    assert (made["absent"].pk, Sort.NOT_TOLD) in found
    assert not any(item == made["met"].pk and sort != Sort.VALUE for item, sort in found)
    if "missed" in made:
        assert (made["missed"].pk, Sort.SHORT_BUT_CLOSED) in found
    if "exceeded" in made:
        assert (made["exceeded"].pk, Sort.KEPT_BUT_OPEN) in found
    with pytest.raises(Lacking):
        explain(made["absent"], Sort.NOT_TOLD, " ", district.user("delivery"))
    client.force_login(district.user("delivery"))
    url = reverse("ledger:differences", args=[district.ledger.pk])
    client.post(url, {"item": made["absent"].pk, "sort": Sort.NOT_TOLD, "text": "并入城建一段", "key": "a"})
    client.post(url, {"item": made["absent"].pk, "sort": Sort.NOT_TOLD, "text": "并入城建一段", "key": "a"})
    page = client.get(url).content.decode()
    assert page.count("并入城建一段") == 1
    assert made["absent"].explanations.count() == 1  # type: ignore[attr-defined]


def test_the_page_closes_the_year(district: District, ledger: Ledger, client: Client) -> None:
    district.at_work()
    url = reverse("ledger:year-end", args=[ledger.pk])
    client.force_login(district.user("head1"))
    assert client.post(url, {"key": "k"}).status_code == 403
    client.force_login(district.user("delivery"))
    assert client.get(url).status_code == 200
    assert client.post(url, {"key": "k"}).status_code == 302
    assert YearEnd.objects.get().counts["carried"] == 1
    assert client.get(url).status_code == 200
