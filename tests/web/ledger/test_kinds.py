"""Kinds of item with stages of their own: projects and their money, votes on livelihood projects, proposals and their rates."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from duixian.web.ledger.acting import act
from duixian.web.ledger.kinds.recording import record
from duixian.web.ledger.kinds.standing import counted, counting_of, pipeline, shares, standings
from duixian.web.ledger.kinds.words import kind_of
from duixian.web.ledger.models import Event, Item, Kind, Ledger
from duixian.web.ledger.refusals import KeyReused, Lacking, NotNow, NotYours
from duixian.web.ledger.states import Act
from tests.web.ledger.district import District

pytestmark = pytest.mark.django_db


def project(district: District, title: str, **sums: str) -> Item:
    item = district.draft(kind="project", title=title, target="", unit="")
    for sort, amount in sums.items():
        record(item, "sum", {"sort": sort, "on": "2026-03-01", "amount": amount}, district.user("officer1"))
    return item


def test_the_pipeline_is_the_progress_of_the_goals_it_counts_for(district: District, ledger: Ledger) -> None:
    one, two = project(district, "齿轮厂扩建", agreed="12000", arrived="3000"), project(district, "冷链仓库", agreed="8000")
    for item in (one, two):
        act(item, Act.ASSIGN, district.user("delivery"))
        record(item, "stage", {"stage": "signed", "on": "2026-02-10"}, district.user("officer1"))
    record(one, "stage", {"stage": "started", "on": "2026-05-10"}, district.user("officer1"))
    record(one, "sum", {"sort": "arrived", "on": "2026-06-30", "amount": "4500"}, district.user("officer1"))
    record(one, "sum", {"sort": "arrived", "on": "2026-04-30", "amount": "4000"}, district.user("officer1"))
    whole = pipeline(ledger)
    assert {stage.key: count for stage, count in whole.stages} == {"reserve": 0, "signed": 2, "registered": 0, "started": 1, "completed": 0, "producing": 0}
    assert {sort.key: amount for sort, amount in whole.sums} == {"agreed": 20000, "capital": 0, "arrived": 4500}, "the newest day counts, whenever it was written down"
    goal = district.draft(title="到位资金1亿元", unit="亿元", target="1")
    record(goal, "counting", {"sort": "arrived", "factor": "0.0001"}, district.user("delivery"))
    counting = counting_of(goal)
    assert counting is not None
    assert counted(goal, counting) == Decimal("0.45")
    record(goal, "counting", {"stage": "signed"}, district.user("delivery"))
    assert counted(goal, counting_of(goal)) == 2  # type: ignore[arg-type]
    record(one, "stage", {"stage": "signed", "on": "2026-02-10", "undone": "1"}, district.user("officer1"))
    assert counted(goal, counting_of(goal)) == 1  # type: ignore[arg-type]
    record(goal, "counting", {}, district.user("delivery"))
    assert counting_of(goal) is None


def test_every_stage_and_choice_is_known_in_both_languages() -> None:
    for kind in Kind.values:
        found = kind_of(kind)
        for one in (*found.stages, *found.sums, *found.particulars, *(c for p in found.particulars for c in p.choices)) if found else ():
            assert one.key
            assert one.zh
            assert one.en


@pytest.mark.parametrize(
    ("kind", "what", "said", "field"),
    [
        ("project", "stage", {"stage": "answered", "on": "2026-01-01"}, "stage"),
        ("project", "stage", {"stage": "signed"}, "on"),
        ("project", "sum", {"sort": "arrived", "on": "2026-01-01", "amount": "-1"}, "amount"),
        ("project", "vote", {"body": "人大", "on": "2026-01-01", "ayes": "3", "noes": "0", "abstained": "0"}, ""),
        ("livelihood", "vote", {"body": "人大", "on": "2026-01-01", "ayes": "3.5", "noes": "0", "abstained": "0"}, "ayes"),
        ("proposal", "particulars", {"class": "E"}, "class"),
        ("proposal", "particulars", {}, ""),
        ("goal", "stage", {"stage": "signed", "on": "2026-01-01"}, ""),
        ("goal", "counting", {"stage": "signed", "sort": "arrived"}, "stage"),
        ("project", "counting", {"stage": "signed"}, ""),
        ("goal", "nothing", {}, ""),
    ],
)
def test_what_cannot_be_is_refused_and_leaves_nothing(district: District, kind: str, what: str, said: dict[str, Any], field: str) -> None:
    item = district.draft(kind=kind)
    events = Event.objects.count()
    with pytest.raises(Lacking) as refused:
        record(item, what, said, district.user("delivery"))
    assert refused.value.field == field
    assert Event.objects.count() == events


def test_only_the_lead_office_and_the_delivery_office_write_down_and_once(district: District) -> None:
    item = project(district, "齿轮厂扩建")
    said = {"stage": "signed", "on": "2026-02-10"}
    for name in ("officer2", "leader", "street1", "community1", "auditor"):
        with pytest.raises(NotYours):
            record(item, "stage", said, district.user(name))
    first = record(item, "stage", said, district.user("delivery"), key="k")
    assert record(item, "stage", said, district.user("delivery"), key="k").pk == first.pk
    with pytest.raises(KeyReused):
        record(item, "stage", {**said, "stage": "started"}, district.user("delivery"), key="k")
    act(item, Act.DROP, district.user("delivery"), {"reason": "投资方退出"})
    with pytest.raises(NotNow):
        record(item, "stage", said, district.user("delivery"))


def test_rates_of_proposals(district: District, ledger: Ledger) -> None:
    items = [district.draft(kind="proposal", title=f"第{n}号建议") for n in range(4)]
    for item in items[:3]:
        act(item, Act.ASSIGN, district.user("delivery"))
    for item in items[:2]:
        record(item, "stage", {"stage": "met", "on": "2026-03-01"}, district.user("officer1"))
    record(items[0], "particulars", {"class": "A", "satisfaction": "satisfied"}, district.user("delivery"))
    record(items[1], "particulars", {"class": "B", "satisfaction": "fairly"}, district.user("delivery"))
    assert [one.percent for one in shares(standings(items[3:]))] == [None, None, None], "a draft was assigned to nobody"
    found = {one.rate.name.key: (one.so, one.of, one.percent) for one in shares(standings(ledger.items.all()))}
    assert found == {"met": (2, 3, Decimal("66.7")), "answered": (0, 3, Decimal("0.0")), "satisfied": (1, 3, Decimal("33.3"))}


def test_the_pages(district: District, ledger: Ledger, client: Client, django_assert_max_num_queries: Any) -> None:
    for name in ("projects", "proposals"):
        client.force_login(district.user("delivery"))
        assert client.get(reverse(f"ledger:{name}", args=[ledger.pk])).status_code == 200, "an empty one says what to do"
    item = project(district, "齿轮厂扩建", agreed="12000")
    act(item, Act.ASSIGN, district.user("delivery"))
    vote = district.draft(kind="livelihood", title="老旧小区加装电梯")
    client.post(reverse("ledger:kind-record", args=[vote.pk, "vote"]), {"body": "区六届人大五次会议", "on": "2026-01-12", "ayes": "180", "noes": "3", "abstained": "2", "key": "v"})
    assert "区六届人大五次会议" in client.get(vote.get_absolute_url()).content.decode()
    page = client.get(item.get_absolute_url()).content.decode()
    assert "协议投资额" in page
    assert "12000" in page.replace(",", "")
    for number in range(20):
        act(project(district, f"项目{number}", agreed="1"), Act.ASSIGN, district.user("delivery"))
    with django_assert_max_num_queries(20):
        page = client.get(reverse("ledger:projects", args=[ledger.pk])).content.decode()
    assert "齿轮厂扩建" in page
    sheet = client.get(reverse("ledger:projects", args=[ledger.pk]), {"format": "csv"})
    assert "12000" in b"".join(sheet.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    client.force_login(district.user("officer2"))
    assert client.post(reverse("ledger:kind-record", args=[item.pk, "stage"]), {"stage": "signed", "on": "2026-02-10"}).status_code == 403
