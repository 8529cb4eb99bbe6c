"""What an item goes through: the table itself, each row tried by everybody in every state, and any sequence of actions."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from duixian.web.accounts.models import User
from duixian.web.ledger.acting import act
from duixian.web.ledger.given import longest
from duixian.web.ledger.models import Entry, Event, Item, Ledger, Petition, State
from duixian.web.ledger.refusals import Frozen, KeyReused, Lacking, NotNow, NotYours, Refused, Stale
from duixian.web.ledger.rights import open_to
from duixian.web.ledger.states import CREATED, TABLE, TRANSITIONS, Act, Sort
from tests.web.ledger.district import District, build

pytestmark = pytest.mark.django_db

WHO = ["delivery", "leader", "auditor", "officer1", "head1", "officer2", "head2", "street1", "community1"]


def said(item: Item, deed: Act) -> dict[str, Any]:
    """Something that the action can be told, as the item stands."""
    values: dict[str, Any] = {
        "reason": "条件变化", "text": "完成一处", "evidence": "现场查看", "as_of": "2026-04-30", "value": "2", "done_on": "2026-04-30", "title": "新建公园四处",
        "deadline": "2027-03-31", "target": "4",
    }  # fmt: skip
    entry = item.entries.filter(verdict="").first()
    petition = item.petitions.filter(verdict="").first()
    milestone = item.milestones.filter(done_on=None).first()
    other = item.ledger.items.exclude(pk=item.pk).first()
    values |= {"entry": entry and entry.pk, "petition": petition and petition.pk, "milestone": milestone and milestone.pk, "into": other and other.pk}
    needed = {field.name for field in TRANSITIONS[deed].fields if field.needed} | ({"text", "value"} if deed is Act.REPORT else set())
    return {name: values[name] for name in needed if values[name] is not None}


def deeds() -> int:
    """How many things people did, without the lights that changed for them."""
    return Event.objects.exclude(action="light").count()


def test_every_action_but_entering_has_one_row() -> None:
    assert sorted(row.act for row in TABLE) == sorted(set(Act) - {Act.CREATE})


def test_only_verification_closes() -> None:
    assert {row.act for row in TABLE if row.target == State.VERIFIED} == {Act.VERIFY}
    assert TRANSITIONS[Act.VERIFY].sources == {State.REPORTED_DONE}


def test_from_draft_to_closing_and_back(district: District) -> None:
    item = district.at_work()
    assert (item.state, item.value, item.value_on) == (State.IN_PROGRESS, 1, date(2026, 3, 31))
    act(item, Act.REPORT_DONE, district.user("head1"), {"text": "三处均已建成"})
    act(item, Act.SEND_BACK, district.user("delivery"), {"reason": "缺照片"})
    assert item.state == State.IN_PROGRESS
    act(item, Act.REPORT_DONE, district.user("head1"), {"text": "照片补齐"})
    act(item, Act.VERIFY, district.user("delivery"), {"evidence": "现场查看三处"})
    assert item.state == State.VERIFIED
    assert item.verified_at is not None
    act(item, Act.REOPEN, district.user("delivery"), {"reason": "一处停用"})
    assert (item.state, item.verified_at) == (State.IN_PROGRESS, None)
    story = list(Event.objects.filter(subject="item", number=item.pk).exclude(action="light").values_list("action", "before", "after"))
    assert story[-1] == ("reopen", "verified", "in_progress")
    assert all(one[2] == two[1] for one, two in itertools.pairwise(story))


def test_suspending_and_extending_need_another_to_grant(district: District) -> None:
    item = district.at_work()
    act(item, Act.ASK_SUSPEND, district.user("head1"), {"reason": "规划调整"})
    assert item.state == State.IN_PROGRESS
    with pytest.raises(NotNow):
        act(item, Act.ASK_SUSPEND, district.user("head1"), {"reason": "再次"})
    with pytest.raises(NotYours):
        act(item, Act.SUSPEND, district.user("head1"), {"petition": item.petitions.get().pk})
    act(item, Act.SUSPEND, district.user("leader"), {"petition": item.petitions.get().pk})
    assert item.state == State.SUSPENDED
    act(item, Act.ASK_RESUME, district.user("head1"), {"reason": "规划已定"})
    act(item, Act.RESUME, district.user("leader"), {"petition": item.petitions.get(kind="resume").pk})
    assert item.state == State.IN_PROGRESS
    act(item, Act.ASK_EXTEND, district.user("head1"), {"reason": "雨季", "deadline": "2027-03-31"})
    waiting = item.petitions.get(kind="extend")
    with pytest.raises(Lacking):
        act(item, Act.CHANGE, district.user("leader"), {"petition": waiting.pk})
    act(item, Act.EXTEND, district.user("delivery"), {"petition": waiting.pk})
    assert item.deadline == date(2027, 3, 31)
    act(item, Act.ASK_CHANGE, district.user("head1"), {"reason": "一处并入", "target": "2"})
    act(item, Act.DENY, district.user("leader"), {"petition": item.petitions.get(kind="change").pk, "reason": "不同意"})
    assert item.target == 3
    assert [one.verdict for one in item.petitions.order_by("id")] == ["granted", "granted", "granted", "refused"]


def test_who_may_is_what_the_table_says(district: District) -> None:
    """Every action × everybody × every state an item came through: done exactly where the table lets it be."""
    items = {
        State.DRAFT: district.draft(), State.IN_PROGRESS: district.at_work(), State.ASSIGNED: (one := district.draft()),
    }  # fmt: skip
    act(one, Act.ASSIGN, district.user("delivery"))
    for state, item in items.items():
        for name in WHO:
            user = district.user(name)
            offered = {row.act for row in open_to(user, item)}
            for row in TABLE:
                if row.act in (Act.APPROVE, Act.REFUSE, Act.REACH, *(r.act for r in TABLE if any(f.name == "petition" for f in r.fields))):
                    continue  # they need something that waits; told apart below
                with transaction.atomic():
                    try:
                        act(item.pk, row.act, user, said(item, row.act))
                        done = True
                    except (NotYours, NotNow):
                        done = False
                    except Lacking:
                        done = True
                    transaction.set_rollback(True)
                role = district.posts[name].role
                ours = row.tie == "none" or (name.endswith("1") and name not in ("street1", "community1"))
                assert done == (state in row.sources and role in row.roles and ours), (state, name, row.act)
                if row.act is not Act.REPORT_DONE:
                    assert done == (row.act in offered), (state, name, row.act)


def test_who_decides_on_an_old_page_is_told(district: District) -> None:
    item = district.at_work()
    seen = item.revision
    act(item.pk, Act.URGE, district.user("delivery"), {"text": "请加快"})
    with pytest.raises(Stale):
        act(item.pk, Act.REPORT_DONE, district.user("head1"), {"text": "完成"}, revision=seen)


def test_the_same_request_twice_is_done_once(district: District) -> None:
    item = district.at_work()
    wish = {"as_of": "2026-04-30", "value": "2"}
    first = act(item, Act.REPORT, district.user("officer1"), wish, key="k1", revision=item.revision)
    again = act(item, Act.REPORT, district.user("officer1"), wish, key="k1", revision=0)
    assert first.pk == again.pk
    assert item.entries.count() == 2
    with pytest.raises(KeyReused):
        act(item, Act.REPORT, district.user("officer1"), {**wish, "value": "3"}, key="k1")
    act(item, Act.REPORT, district.user("head1"), wish, key="k1")
    assert item.entries.count() == 3, "another person's key is another key"


def test_a_clock_set_back_does_not_turn_the_story_round(district: District, monkeypatch: pytest.MonkeyPatch) -> None:
    item = district.at_work()
    now = timezone.now()
    monkeypatch.setattr("duixian.web.ledger.log.timezone.now", lambda: now.replace(year=now.year - 1))
    act(item, Act.URGE, district.user("delivery"), {"text": "请加快"})
    times = list(Event.objects.order_by("id").values_list("at", flat=True))
    assert times == sorted(times)


def test_a_closed_year_stays_as_it_is(district: District) -> None:
    item = district.at_work()
    Ledger.objects.filter(pk=item.ledger_id).update(frozen_at=timezone.now())
    for row in TABLE:
        for name in WHO:
            with pytest.raises((Frozen, NotYours)):
                act(item.pk, row.act, district.user(name), said(item, row.act))


@pytest.mark.parametrize("statement", ["UPDATE ledger_event SET reason = 'x'", "DELETE FROM ledger_event"])
def test_the_database_refuses_to_change_the_log(district: District, statement: str) -> None:
    district.draft()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Event.objects.count() == 1


def test_an_entry_of_the_head_needs_no_other(district: District) -> None:
    item = district.at_work()
    act(item, Act.REPORT, district.user("head1"), {"as_of": "2026-05-31", "value": "3"})
    assert item.value == 3


@pytest.mark.parametrize(("deed", "name"), [(Act.REPORT, "as_of"), (Act.REACH, "done_on")])
def test_what_is_reported_does_not_lie_ahead(district: District, deed: Act, name: str) -> None:
    item = district.at_work(milestones=[{"due": "2026-06-30", "what": "开工"}])
    today = timezone.localdate()
    with pytest.raises(Lacking) as refused:
        act(item, deed, district.user("officer1"), {**said(item, deed), name: (today + timedelta(days=1)).isoformat()})
    assert refused.value.field == name
    act(item, deed, district.user("officer1"), {**said(item, deed), name: today})


@pytest.mark.parametrize("name", [field.name for field in CREATED if field.sort is Sort.TEXT])
def test_a_text_that_its_column_does_not_hold_is_refused(district: District, name: str) -> None:
    most = longest(name)
    item = district.draft(**{name: "长" * most})
    assert len(getattr(item, name)) == most
    with pytest.raises(Lacking) as refused:
        act(item, Act.EDIT, district.user("delivery"), {name: "长" * (most + 1)})
    assert refused.value.field == name


@pytest.mark.parametrize(
    "given",
    [
        {"milestones": [{"due": "2026-06-30", "what": "长" * 201}]}, {"milestones": [{"due": "2026-13-30"}]}, {"milestones": ["x"]},
        {"sources": [{"document": "长" * 401}]}, {"sources": [{"record": "x" * 41}]}, {"sources": [{"start": -1}]}, {"sources": [{"start": 10**12}]}, {"sources": [{"page": 1}]},
        {"target": "1e30"}, {"target": "nan"}, {"lead": 10**30}, {"kind": "none"}, {"begins": "2027-01-01", "deadline": "2026-01-01"}, {"titel": "x"},
    ],
)  # fmt: skip
def test_what_cannot_be_entered_is_refused_whole(district: District, given: dict[str, Any]) -> None:
    with pytest.raises(Lacking):
        district.draft(**given)
    assert not Item.objects.exists()
    assert not Event.objects.exists()


def test_a_supporting_office_reports_and_its_figure_is_not_the_items(district: District) -> None:
    item = district.at_work(supporting=[district.offices["department2"].pk])
    act(item, Act.REPORT, district.user("officer2"), {"as_of": "2026-05-31", "value": "9"})
    entry = item.entries.get(office=district.offices["department2"])
    with pytest.raises(NotYours):
        act(item, Act.APPROVE, district.user("head1"), {"entry": entry.pk})
    act(item, Act.APPROVE, district.user("head2"), {"entry": entry.pk})
    assert item.value == 1


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(st.tuples(st.sampled_from([row.act for row in TABLE]), st.sampled_from(WHO), st.integers(0, 1)), min_size=5, max_size=60))
def test_any_sequence_of_actions_keeps_to_the_table(steps: list[tuple[Act, str, int]]) -> None:
    """No sequence reaches a state outside the table, loses an entry, or closes an item without verification."""
    with transaction.atomic():
        district = build()
        items = [district.at_work(), district.draft(milestones=[{"due": "2026-06-30", "what": "开工"}])]
        people = {name: User.objects.get(username=name) for name in WHO}
        for deed, name, which in steps:
            item = items[which]
            entries, events = Entry.objects.count(), deeds()
            state = item.state
            try:
                event = act(item, deed, people[name], said(item, deed))
            except Refused:
                item.refresh_from_db()
                assert (item.state, deeds(), Entry.objects.count()) == (state, events, entries), "what is refused changes nothing"
                continue
            row = TRANSITIONS[deed]
            assert state in row.sources
            assert item.state == event.after
            assert (row.target is None and item.state == state) or item.state == row.target or deed is Act.RESUME
            assert deeds() == events + 1
            assert Entry.objects.count() == entries + (deed is Act.REPORT)
        for item in items:
            story = list(Event.objects.filter(subject="item", number=item.pk).order_by("id"))
            assert [one.before for one in story] == ["", *(one.after for one in story)][:-1], "each event begins where the one before ended"
            assert story[-1].after == item.state
            if item.state == State.VERIFIED:
                assert [one.action for one in story if one.before != one.after][-1] == Act.VERIFY
            assert Petition.objects.filter(item=item, verdict="").count() <= 4
        transaction.set_rollback(True)
