"""What a case goes through: from the grid to the street's confirmation, each row of the table tried by everybody, and any sequence of actions."""

from __future__ import annotations

import itertools
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from duixian.web.accounts.models import Office, User
from duixian.web.ledger.dispatch.acting import act, raise_case
from duixian.web.ledger.dispatch.clocks import Limit, due
from duixian.web.ledger.dispatch.models import Call, Case, CaseState, Clock, Mark, Ruling
from duixian.web.ledger.dispatch.rights import open_to, visible
from duixian.web.ledger.dispatch.rules import change
from duixian.web.ledger.dispatch.table import ENDED, TABLE, TRANSITIONS, Act
from duixian.web.ledger.models import Event
from duixian.web.ledger.options import set_option
from duixian.web.ledger.refusals import KeyReused, Lacking, NotNow, NotYours, Refused, Stale
from tests.web.ledger.district import District, build

pytestmark = pytest.mark.django_db

WHO = ["delivery", "leader", "auditor", "officer1", "head1", "officer2", "head2", "street1", "street2", "community1", "community2"]
RAISED = {"where": "柳岸路12号门前", "text": "夜间烧烤摊占道，油烟呛人", "problem": "street_order"}


def raised(district: District, who: str = "community1", **more: Any) -> Case:
    return raise_case(district.user(who), {**RAISED, **more})


def blown(district: District, *departments: str, **more: Any) -> Case:
    """A case whose whistle the street blew."""
    case = raised(district, pass_up=True)
    called = [district.offices[name].pk for name in departments or ("department1",)]
    act(case, Act.BLOW, district.user("street1"), {"whistle": "push", "departments": called, "ground": "joint", "reason": "社区无执法权", **more})
    return case


def answered(district: District) -> Case:
    """A case whose only department gave its result."""
    case = blown(district)
    for deed, said in ((Act.SIGN, {}), (Act.CONTACT, {"contact": "街道王主任"}), (Act.REPORT_IN, {}), (Act.RESULT, {"outcome": "solved", "text": "摊位已清走"})):
        act(case, deed, district.user("officer1"), said)
    return case


def said(case: Case, deed: Act, district: District) -> dict[str, Any]:
    """Something that the action can be told, as the case stands."""
    one = district.offices
    waiting = next((call.pk for call in case.calls.all() if call.objects_now), None) or case.calls.values_list("pk", flat=True).first()
    other = Case.objects.exclude(pk=case.pk).first()
    values: dict[str, Any] = {
        "reason": "情况说明", "text": "已处理", "whistle": "push", "departments": [one["department1"].pk], "ground": "joint", "contact": "街道王主任",
        "meet_at": "2026-06-30 14:00", "meet_place": "街道会议室", "office": one["department2"].pk, "duty": "市容", "call": waiting, "outcome": "solved",
        "leader": district.posts["leader"].pk, "levels": "satisfied", "level": "fairly", "into": other and other.pk,
    }  # fmt: skip
    needed = {field.name for field in TRANSITIONS[deed].fields if field.needed}
    if deed is Act.CALL_MORE:
        values["departments"] = [one["department2"].pk]
    return {name: values[name] for name in needed if values[name] is not None}


def test_every_action_but_raising_has_one_row() -> None:
    assert sorted(row.act for row in TABLE) == sorted(set(Act) - {Act.RAISE})


def test_only_the_streets_confirmation_resolves() -> None:
    assert {row.act for row in TABLE if row.target == CaseState.CONFIRMED} == {Act.CONFIRM}
    assert {row.act for row in TABLE if row.target == CaseState.CLOSED} == {Act.CLOSE}
    assert TRANSITIONS[Act.CLOSE].sources == {CaseState.CONFIRMED}


def test_what_the_community_settles_never_becomes_a_whistle(district: District) -> None:
    case = raised(district)
    assert (case.state, case.street, case.due_at) == (CaseState.RAISED, district.offices["street1"], None)
    with pytest.raises(NotYours):
        act(case, Act.SETTLE, district.user("street1"), {"text": "代办"})
    act(case, Act.SETTLE, district.user("community1"), {"text": "劝离，已整改"})
    assert (case.state, case.whistle, case.calls.count()) == (CaseState.SETTLED, "", 0)
    with pytest.raises(NotNow):
        act(case, Act.BLOW, district.user("street1"), said(case, Act.BLOW, district))


def test_from_the_grid_to_the_end(district: District) -> None:
    case = raised(district)
    act(case, Act.PASS_UP, district.user("community1"))
    assert [clock.sort for clock in case.clocks.all()] == ["decide"]
    act(case, Act.BLOW, district.user("street1"), said(case, Act.BLOW, district) | {"meet_at": "2026-06-30 14:00", "meet_place": "街道会议室"})
    call = case.calls.get()
    assert call.leads
    assert sorted(case.clocks.filter(call=call, done_at=None).values_list("sort", flat=True)) == ["contact", "report", "result", "sign"]
    assert case.due_at == case.blown_at + timedelta(hours=1)  # type: ignore[operator]
    with pytest.raises(NotNow):
        act(case, Act.CONTACT, district.user("officer1"), {"contact": "街道王主任"})
    act(case, Act.SIGN, district.user("officer1"))
    assert case.due_at == case.blown_at + timedelta(hours=24)  # type: ignore[operator]
    act(case, Act.CONTACT, district.user("officer1"), {"contact": "街道王主任"})
    act(case, Act.REPORT_IN, district.user("officer1"), {"promised_on": "2026-07-10"})
    assert case.state == CaseState.HANDLING
    act(case, Act.HANDLE, district.user("officer1"), {"text": "联合执法两次"})
    act(case, Act.RESULT, district.user("officer1"), {"outcome": "solved", "text": "摊位已清走"})
    assert case.state == CaseState.ANSWERED
    act(case, Act.SEND_BACK, district.user("street1"), {"reason": "夜间仍有摊位"})
    assert (case.state, case.calls.get().state, case.calls.get().result_at) == (CaseState.HANDLING, "reported", None)
    act(case, Act.RESULT, district.user("officer1"), {"outcome": "solved", "text": "固定值守"})
    act(case, Act.CONFIRM, district.user("street1"), {"levels": {call.office_id: "fairly"}})
    act(case, Act.MARK, district.user("community1"), {"level": "satisfied"})
    with pytest.raises(NotNow):
        act(case, Act.MARK, district.user("community1"), {"level": "satisfied"})
    act(case, Act.RATE, district.user("head1"), {"level": "satisfied", "text": "哨吹得准"})
    act(case, Act.CALL_BACK, district.user("delivery"), {"reached": True, "contacted": True, "solved": False, "level": "unsatisfied"})
    with pytest.raises(NotNow):
        act(case, Act.CLOSE, district.user("street1"))
    act(case, Act.REOPEN, district.user("delivery"), {"reason": "回访未解决"})
    assert (case.state, case.confirmed_at) == (CaseState.HANDLING, None)
    act(case, Act.RESULT, district.user("officer1"), {"outcome": "solved", "text": "再次清理"})
    act(case, Act.CONFIRM, district.user("street1"), {"levels": "satisfied"})
    act(case, Act.CLOSE, district.user("street1"))
    assert (case.state, case.due_at, Clock.objects.filter(done_at=None, stopped_at=None).count()) == (CaseState.CLOSED, None, 0)
    story = list(Event.objects.filter(subject="case", number=case.pk).values_list("before", "after"))
    assert all(one[1] == two[0] for one, two in itertools.pairwise(story))
    assert [mark.sort for mark in Mark.objects.all()] == ["street", "community", "call", "call_back", "street"]


def test_several_departments_each_answer(district: District) -> None:
    case = blown(district, "department1", "department2")
    for number in (1, 2):
        user = district.user(f"officer{number}")
        act(case, Act.SIGN, user)
        act(case, Act.REPORT_IN, user)
    act(case, Act.JOINT, district.user("street1"), {"text": "联合整治", "meet_at": "2026-06-30 14:00", "meet_place": "柳岸路"})
    act(case, Act.JOINT, district.user("officer1"), {"text": "再次联合整治", "meet_at": "2026-07-01 14:00", "meet_place": "柳岸路"})
    with pytest.raises(NotYours):
        act(case, Act.JOINT, district.user("officer2"), said(case, Act.JOINT, district))
    act(case, Act.RESULT, district.user("officer1"), {"outcome": "solved", "text": "已办"})
    assert case.state == CaseState.HANDLING, "the other department has not answered"
    with pytest.raises(Lacking):
        act(case, Act.RESULT, district.user("officer2"), {"outcome": "planned", "text": "列入计划"})
    act(case, Act.RESULT, district.user("officer2"), {"outcome": "planned", "text": "列入计划", "promised_on": "2026-12-31"})
    assert case.state == CaseState.ANSWERED
    first, second = (district.offices[f"department{number}"].pk for number in (1, 2))
    with pytest.raises(Lacking):
        act(case, Act.CONFIRM, district.user("street1"), {"levels": {first: "satisfied"}})
    act(case, Act.SEND_BACK, district.user("street1"), {"reason": "无日期", "departments": [second]})
    assert list(case.calls.order_by("id").values_list("state", flat=True)) == ["done", "reported"]


def test_a_hard_whistle_needs_a_leader_and_the_right_post(district: District) -> None:
    case = raised(district, pass_up=True)
    wish = said(case, Act.BLOW, district) | {"whistle": "hard"}
    with pytest.raises(Lacking):
        act(case, Act.BLOW, district.user("street1"), wish)
    change("whistle:hard", {"posts": ["工委书记"], "leader": True}, district.user("delivery"))
    with pytest.raises(NotYours, match="工委书记"):
        act(case, Act.BLOW, district.user("street1"), wish | {"leader": district.posts["leader"].pk})
    change("whistle:hard", {"posts": [], "leader": True}, district.user("delivery"))
    act(case, Act.BLOW, district.user("street1"), wish | {"leader": district.posts["leader"].pk})
    assert case.leader == district.posts["leader"]


def test_an_objection_names_the_duty_of_another(district: District) -> None:
    other = district.offices["department2"]
    Office.objects.filter(pk=other.pk).update(duties="市容环境卫生管理、占道经营执法\n户外广告管理")
    case = blown(district)
    wish = {"reason": "不属我局职责", "office": other.pk, "duty": "占道经营执法"}
    with pytest.raises(NotYours):
        act(case, Act.OBJECT, district.user("officer1"), wish)
    with pytest.raises(Lacking):
        act(case, Act.OBJECT, district.user("head1"), wish | {"duty": "渔政"})
    with pytest.raises(Lacking):
        act(case, Act.OBJECT, district.user("head1"), wish | {"office": district.offices["department1"].pk})
    act(case, Act.OBJECT, district.user("head1"), wish)
    call = case.calls.get()
    assert not Clock.objects.filter(call=call, done_at=None, stopped_at=None).exists(), "the clocks stand still until it is decided"
    with pytest.raises(NotNow):
        act(case, Act.SIGN, district.user("officer1"))
    with pytest.raises(NotYours):
        act(case, Act.UPHOLD, district.user("street1"), {"call": call.pk, "reason": "同意"})
    act(case, Act.UPHOLD, district.user("leader"), {"call": call.pk, "reason": "职责清单明确"})
    assert [(one.office_id, one.state, one.leads) for one in case.calls.order_by("id")] == [(call.office_id, "excused", False), (other.pk, "called", True)]
    with pytest.raises(Lacking, match="区住房建设局"):
        act(case, Act.OBJECT, district.user("head2"), {"reason": "也不属我局", "office": call.office_id, "duty": "市政"})
    with pytest.raises(NotYours):
        act(case, Act.SIGN, district.user("officer1"))


def test_two_departments_that_name_each_other_are_not_both_excused(district: District) -> None:
    one, other = (district.offices[name] for name in ("department1", "department2"))
    case = blown(district, "department1", "department2")
    for head, named in (("head1", other), ("head2", one)):
        act(case, Act.OBJECT, district.user(head), {"reason": "不属我局职责", "office": named.pk, "duty": "市容"})
    first, second = case.calls.order_by("id")
    act(case, Act.UPHOLD, district.user("leader"), {"call": first.pk, "reason": "职责清单明确"})
    with pytest.raises(NotNow, match=one.name):
        act(case, Act.UPHOLD, district.user("leader"), {"call": second.pk, "reason": "同意"})
    act(case, Act.OVERRULE, district.user("leader"), {"call": second.pk, "reason": "职责清单载明"})
    assert [(call.office_id, call.leads) for call in case.calls.exclude(state="excused")] == [(other.pk, True)]


def test_an_objection_without_ground_becomes_a_proposal(district: District) -> None:
    case = blown(district)
    act(case, Act.OBJECT, district.user("head1"), {"reason": "忙", "office": district.offices["department2"].pk, "duty": "市容"})
    act(case, Act.OVERRULE, district.user("delivery"), {"call": case.calls.get().pk, "reason": "清单载明", "groundless": True})
    call = case.calls.get()
    assert (call.ruling, call.proposed_at is not None) == (Ruling.GROUNDLESS, True)
    assert call.clocks.filter(done_at=None, stopped_at=None).count() == 4, "the clocks begin anew"
    with pytest.raises(NotNow):
        act(case, Act.OBJECT, district.user("head1"), {"reason": "仍忙", "office": district.offices["department2"].pk, "duty": "市容"})


def test_one_problem_is_one_case(district: District) -> None:
    first, again, third = blown(district), blown(district), raised(district, pass_up=True)
    act(again, Act.JOIN, district.user("street1"), {"into": first.number, "reason": "同一处"})
    first.refresh_from_db()
    assert (again.state, again.joined_into, again.due_at, first.repeats) == (CaseState.JOINED, first, None, 1)
    with pytest.raises(Lacking):
        act(third, Act.REPEAT, district.user("street1"), {"into": first.pk})
    act(first, Act.WITHDRAW, district.user("street1"), {"reason": "已另行处理"})
    old = raised(district, where="柳岸路30号")
    act(old, Act.SETTLE, district.user("community1"), {"text": "劝离"})
    later = raised(district, where="柳岸路30号", pass_up=True)
    act(later, Act.REPEAT, district.user("street1"), {"into": old.number})
    old.refresh_from_db()
    assert (later.state, later.repeat_of, old.repeats) == (CaseState.WITH_STREET, old, 1)


@pytest.mark.parametrize(
    ("at", "limit", "ends"),
    [
        ("2026-06-26 17:00", Limit(24, True), "2026-06-27 17:00:00"),
        ("2026-06-22 09:00", Limit(3, False), "2026-06-25 23:59:59"),
        ("2026-06-25 09:00", Limit(3, False), "2026-06-30 23:59:59"),
    ],
)
def test_limits_are_hours_or_working_days(at: str, limit: Limit, ends: str) -> None:
    assert timezone.localtime(due(timezone.make_aware(datetime.fromisoformat(at)), limit)) == timezone.make_aware(datetime.fromisoformat(ends))


def test_limits_are_what_the_office_sets(district: District) -> None:
    set_option("whistle_sign_hours", 2, district.user("delivery"))
    case = blown(district)
    clock = case.clocks.get(sort="sign")
    assert clock.due - clock.since == timedelta(hours=2)
    event = Event.objects.get(subject="case", number=case.pk, action="blow")
    assert event.data["limits"]["sign"] == {"number": 2, "hours": True}


def test_each_sees_its_own(district: District) -> None:
    mine, other = blown(district), raised(district, "community2")
    sees = {name: set(visible(district.user(name))) for name in WHO}
    everything = {mine, other}
    assert sees == {
        "delivery": everything, "leader": everything, "auditor": everything, "officer1": {mine}, "head1": {mine}, "officer2": set(), "head2": set(),
        "street1": {mine}, "street2": {other}, "community1": {mine}, "community2": {other},
    }  # fmt: skip


def test_who_may_is_what_the_table_says(district: District) -> None:
    """Every action × everybody × every state a case came through: offered to those who may do it, and to nobody else."""
    raised(district)
    cases = {CaseState.RAISED: raised(district), CaseState.WITH_STREET: raised(district, pass_up=True), CaseState.BLOWN: blown(district), CaseState.ANSWERED: answered(district)}
    done = answered(district)
    act(done, Act.CONFIRM, district.user("street1"), {"levels": "satisfied"})
    cases[CaseState.CONFIRMED] = done
    for state, case in cases.items():
        assert case.state == state
        for name in WHO:
            user = district.user(name)
            offered = {row.act for row in open_to(user, case)}
            for row in TABLE:
                with transaction.atomic():
                    try:
                        act(case.pk, row.act, user, said(case, row.act, district))
                        worked = True
                    except (NotYours, NotNow):
                        worked = False
                    except Lacking:
                        worked = row.act in offered
                    transaction.set_rollback(True)
                assert worked == (row.act in offered), (state, name, row.act)
                role = district.posts[name].role
                assert not worked or (state in row.sources and role in row.roles and not name.endswith("2")), (state, name, row.act)


def test_who_decides_on_an_old_page_is_told(district: District) -> None:
    case = blown(district)
    seen = case.revision
    act(case.pk, Act.URGE, district.user("delivery"), {"text": "请尽快签收"})
    with pytest.raises(Stale):
        act(case.pk, Act.SIGN, district.user("officer1"), revision=seen)


def test_the_same_request_twice_is_done_once(district: District) -> None:
    first = raise_case(district.user("community1"), RAISED, key="k0")
    assert raise_case(district.user("community1"), RAISED, key="k0").pk == first.pk
    with pytest.raises(KeyReused):
        raise_case(district.user("community1"), {**RAISED, "text": "别的"}, key="k0")
    case = blown(district)
    event = act(case, Act.SIGN, district.user("officer1"), key="k1")
    assert act(case, Act.SIGN, district.user("officer1"), key="k1", revision=0).pk == event.pk


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(st.tuples(st.sampled_from([row.act for row in TABLE]), st.sampled_from(WHO), st.integers(0, 1)), min_size=10, max_size=60))
def test_any_sequence_of_actions_keeps_to_the_table(steps: list[tuple[Act, str, int]]) -> None:
    """No sequence reaches a state outside the table, resolves a case without the street, or leaves a clock running in a case that ended."""
    with transaction.atomic():
        district = build()
        cases = [blown(district, "department1", "department2"), answered(district)]
        people = {name: User.objects.get(username=name) for name in WHO}
        for deed, name, which in steps:
            case = cases[which]
            events, state = Event.objects.count(), case.state
            try:
                event = act(case, deed, people[name], said(case, deed, district))
            except Refused:
                case.refresh_from_db()
                assert (case.state, Event.objects.count()) == (state, events), "what is refused changes nothing"
                continue
            row = TRANSITIONS[deed]
            assert state in row.sources
            assert case.state == event.after
            assert row.target is None or case.state == row.target
            assert row.target is not None or case.state == state or deed in (Act.RESULT, Act.UPHOLD, Act.REOPEN)
        for case in cases:
            story = list(Event.objects.filter(subject="case", number=case.pk).order_by("id"))
            assert [one.before for one in story] == ["", *(one.after for one in story)][:-1]
            assert story[-1].after == case.state
            running = Clock.objects.filter(case=case, done_at=None, stopped_at=None)
            assert case.due_at == running.order_by("due").values_list("due", flat=True).first()
            if case.state in ENDED or case.state == CaseState.CONFIRMED:
                assert not running.exists()
            if case.state in (CaseState.BLOWN, CaseState.HANDLING):
                assert any(one.state not in ("done", "excused") for one in case.calls.all())
            if case.state in (CaseState.ANSWERED, CaseState.CONFIRMED, CaseState.CLOSED):
                assert {one.state for one in case.calls.all()} <= {"done", "excused"}
            assert Call.objects.filter(case=case, leads=True).count() == 1
        transaction.set_rollback(True)
