"""Slips: their steps, colours that escalate, proposals that come once; reminders that come once; the daily job."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import threading
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import docx
import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from duixian.web.accounts.models import Post, PostRole, Role, User
from duixian.web.accounts.posts import hand_over
from duixian.web.ledger.acting import act
from duixian.web.ledger.models import Event, Item, Ledger
from duixian.web.ledger.options import set_option
from duixian.web.ledger.papers.models import DocumentNumber
from duixian.web.ledger.refusals import Frozen, KeyReused, Lacking, NotNow, NotYours, Refused, Stale
from duixian.web.ledger.simulation.clock import at
from duixian.web.ledger.states import Act
from duixian.web.ledger.urging import daily, digests
from duixian.web.ledger.urging.models import DailyRun, Digest, Proposal, Reminder, RunState, Slip, SlipState
from duixian.web.ledger.urging.proposals import accept, dismiss, open_proposals, propose, reached
from duixian.web.ledger.urging.reminding import remind, rules, set_rule, waiting_for
from duixian.web.ledger.urging.schemes import in_force, presets, put_in_force, scheme_of
from duixian.web.ledger.urging.steps import MOVES, Step, draft, open_moves, take, visible_to
from duixian.web.locks import Lock
from tests.web.ledger.district import District

pytestmark = pytest.mark.django_db

WHO = ["delivery", "leader", "auditor", "officer1", "head1", "officer2", "head2", "street1", "community1"]
SAID = {"text": "已完成两处", "reason": "材料不全", "conclusion": "予以审结"}


@pytest.fixture
def today() -> date:
    return timezone.localdate()


def slip_to(district: District, colour: str = "blue", **given: Any) -> Slip:
    """A draft to the first department."""
    said = {"colour": colour, "office": district.offices["department1"].pk, "matter": "新建公园", "asked": "请加快", "due": str(timezone.localdate() + timedelta(days=5))}
    return draft(district.ledger, district.user("delivery"), {**said, **given})


def issued(district: District, colour: str = "blue", **given: Any) -> Slip:
    slip = slip_to(district, colour, **given)
    if slip.signed_by == "leader":
        take(slip, Step.SUBMIT, district.user("delivery"))
        take(slip, Step.ISSUE, district.user("leader"))
    else:
        take(slip, Step.ISSUE, district.user("delivery"))
    return slip


def test_presets_can_be_read_and_say_what_they_rest_on() -> None:
    assert {"sanming", "suqian", "guangyuan"} == set(presets())
    for one in presets().values():
        assert one.source
        assert one.grade in ("off", "press", "mirror", "page")
        assert scheme_of(one.body()) == one
    assert [one.look for one in presets()["sanming"].colours] == ["blue", "orange", "red"]
    assert [one.look for one in presets()["suqian"].colours] == ["blue", "yellow", "red"]


def test_from_draft_to_closing_and_back(district: District) -> None:
    item = district.at_work()
    slip = draft(district.ledger, district.user("delivery"), {"colour": "blue", "office": item.lead_id, "matter": item.title, "asked": "请加快", "due": "2099-01-01"}, item=item)
    assert (slip.state, slip.number, slip.why) == (SlipState.DRAFT, "", "工作进展缓慢或质量不高")
    take(slip, Step.ISSUE, district.user("delivery"))
    assert (slip.number, slip.state) == ("临政督〔2026〕1号", SlipState.ISSUED)
    take(slip, Step.SIGN, district.user("officer1"))
    take(slip, Step.ANSWER, district.user("head1"), {"text": "已完成两处"})
    take(slip, Step.SEND_BACK, district.user("delivery"), {"reason": "缺照片", "due": "2099-02-01"})
    assert (slip.state, slip.due) == (SlipState.SIGNED, date(2099, 2, 1))
    take(slip, Step.ANSWER, district.user("head1"), {"text": "照片补齐"})
    take(slip, Step.CLOSE, district.user("delivery"), {"conclusion": "予以审结"})
    assert (slip.state, slip.answer, slip.conclusion) == (SlipState.CLOSED, "照片补齐", "予以审结")
    story = list(Event.objects.filter(subject="slip", number=slip.pk).order_by("id").values_list("action", "before", "after"))
    assert [one[0] for one in story] == ["draft", "issue", "sign", "answer", "send_back", "answer", "close"]
    assert all(one[2] == two[1] for one, two in pairwise(story))


def test_a_red_slip_is_signed_by_a_leader_before_it_is_sent(district: District) -> None:
    slip = slip_to(district, "red")
    with pytest.raises(Refused):
        take(slip, Step.ISSUE, district.user("delivery"))
    take(slip, Step.SUBMIT, district.user("delivery"))
    take(slip, Step.RETURN, district.user("leader"), {"reason": "先发橙色"})
    assert slip.state == SlipState.DRAFT
    take(slip, Step.SUBMIT, district.user("delivery"))
    take(slip, Step.ISSUE, district.user("leader"))
    assert slip.number == "临政督〔2026〕1号", "the series is the delivery office's, whoever signs"


@pytest.mark.parametrize("colour", ["blue", "red"])
def test_who_may_is_what_the_table_says(district: District, colour: str) -> None:
    """Every step × everybody × every state a slip comes through: done exactly where the table lets it be, and offered exactly then."""
    slip = slip_to(district, colour)
    way = [Step.SUBMIT, Step.ISSUE, Step.SIGN, Step.ANSWER, Step.CLOSE] if colour == "red" else [Step.ISSUE, Step.SIGN, Step.ANSWER, Step.CLOSE]
    for following in [*way, None]:
        for name in WHO:
            user = district.user(name)
            offered = {move.step for move in open_moves(user, slip)}
            post = district.posts[name]
            for step in Step:
                moves = [one for one in MOVES if one.step is step and one.signed_by in ("", slip.signed_by) and slip.state in one.sources]
                allowed = any(PostRole(post.role) in one.roles and (not one.own or post.office_id == slip.office_id) for one in moves)
                assert (step in offered) == allowed, (slip.state, name, step)
                if step in (Step.EDIT, Step.DRAFT):
                    continue
                with transaction.atomic():
                    try:
                        fields = {one.name for one in moves[0].fields if one.needed} if moves else set()
                        take(slip.pk, step, user, {key: value for key, value in SAID.items() if key in fields})
                        done = True
                    except (NotYours, NotNow):
                        done = False
                    transaction.set_rollback(True)
                assert done == allowed, (slip.state, name, step)
        if following is not None:
            actor = next(name for name in WHO if following in {move.step for move in open_moves(district.user(name), slip)})
            move = next(one for one in MOVES if one.step is following)
            take(slip, following, district.user(actor), {one.name: SAID[one.name] for one in move.fields if one.needed})


def test_what_cannot_be_drafted(district: District) -> None:
    leader = district.posts["leader"].pk
    for wrong in ({"colour": "pink"}, {"matter": ""}, {"asked": " "}, {"due": "soon"}, {"office": ""}, {"post": district.posts["head2"].pk}, {"leader": district.posts["head1"].pk}, {"cycle": "长" * 101}):
        with pytest.raises(Lacking):
            slip_to(district, **{"colour": "blue", **wrong})
    assert slip_to(district, leader=leader).leader_id == leader
    for name in ("officer1", "leader", "auditor"):
        with pytest.raises(NotYours):
            draft(district.ledger, district.user(name), {"colour": "blue"})
    with pytest.raises(Lacking):
        issued(district, due="2020-01-01")
    assert not DocumentNumber.objects.exists(), "what was not issued took no number"


def test_numbers_of_slips_have_no_gap(district: District) -> None:
    first, second = slip_to(district), slip_to(district)
    take(second, Step.ISSUE, district.user("delivery"))
    with transaction.atomic():
        take(first, Step.ISSUE, district.user("delivery"))
        transaction.set_rollback(True)
    third = issued(district)
    first.refresh_from_db()
    take(first, Step.ISSUE, district.user("delivery"))
    assert [one.number for one in (second, third, first)] == [f"临政督〔2026〕{number}号" for number in (1, 2, 3)]


def test_a_double_click_an_old_page_and_a_closed_year(district: District) -> None:
    said = {"colour": "blue", "office": str(district.offices["department1"].pk), "matter": "公园", "asked": "请加快", "due": "2099-01-01"}
    once = draft(district.ledger, district.user("delivery"), said, key="k")
    assert draft(district.ledger, district.user("delivery"), said, key="k").pk == once.pk
    assert Slip.objects.count() == 1
    with pytest.raises(KeyReused):
        draft(district.ledger, district.user("delivery"), {**said, "matter": "别的"}, key="k")
    seen = once.revision
    event = take(once, Step.ISSUE, district.user("delivery"), revision=seen, key="i")
    assert take(once, Step.ISSUE, district.user("delivery"), revision=seen, key="i").pk == event.pk
    with pytest.raises(Stale):
        take(once, Step.WITHDRAW, district.user("delivery"), {"reason": "误发"}, revision=seen)
    Ledger.objects.update(frozen_at=timezone.now())
    with pytest.raises(Frozen):
        take(once.pk, Step.SIGN, district.user("officer1"))


def test_who_sees_a_slip(district: District) -> None:
    drafted, sent = slip_to(district), issued(district, supporting=[district.offices["street1"].pk])
    sees = {name: set(visible_to(district.user(name)).values_list("pk", flat=True)) for name in WHO}
    both, one = {drafted.pk, sent.pk}, {sent.pk}
    assert sees == {"delivery": both, "leader": both, "auditor": both, "officer1": one, "head1": one, "officer2": set(), "head2": set(), "street1": one, "community1": set()}


def lit(item: Item, light: str, day: date | None = None) -> None:
    at = timezone.make_aware(datetime.combine(day or timezone.localdate(), datetime.min.time()))
    Item.objects.filter(pk=item.pk).update(light=light, light_at=at)


def test_lights_propose_slips_once(district: District, today: date) -> None:
    yellow, red, green = [district.at_work(deadline="2099-12-31") for _ in range(3)]
    lit(yellow, "yellow")
    lit(red, "red")
    lit(green, "green")
    assert propose(today) == 2
    assert {(one.item_id, one.colour) for one in open_proposals()} == {(yellow.pk, "blue"), (red.pk, "orange")}
    assert propose(today) == 0
    assert propose(today + timedelta(days=3)) == 0, "the same light is the same occasion"
    lit(yellow, "green")
    propose(today)
    assert {one.item_id for one in open_proposals()} == {red.pk}, "what has lost its ground is not proposed any more"
    assert accept(open_proposals(), district.user("delivery"), issue=True) == (1, 1)
    slip = Slip.objects.get()
    assert (slip.item_id, slip.state, slip.office_id, slip.colour, slip.due) == (red.pk, SlipState.ISSUED, red.lead_id, "orange", today + timedelta(days=3))
    lit(red, "red", today + timedelta(days=1))
    assert propose(today + timedelta(days=1)) == 0, "an open slip of that colour is enough"


def test_a_proposal_that_was_set_aside_stays_so(district: District, today: date) -> None:
    item = district.at_work(deadline="2099-12-31")
    lit(item, "red")
    propose(today)
    with pytest.raises(NotYours):
        dismiss(open_proposals(), district.user("head1"), "已约谈")
    assert dismiss(open_proposals(), district.user("delivery"), "已约谈") == 1
    assert propose(today) == 0
    assert not open_proposals().exists()
    assert Event.objects.get(subject="slip_proposal").reason == "已约谈"
    lit(item, "red", today + timedelta(days=40))
    assert propose(today + timedelta(days=40)) == 1, "turning red again is another occasion"


def test_a_slip_that_is_not_answered_proposes_the_next_colour(district: District, today: date) -> None:
    slip = issued(district, due=str(today + timedelta(days=2)))
    assert propose(today + timedelta(days=2)) == 0
    assert propose(today + timedelta(days=3)) == 1
    one = open_proposals().get()
    assert (one.previous_id, one.colour, one.ground) == (slip.pk, "orange", "unanswered")
    accept([one], district.user("delivery"), issue=True)
    orange = Slip.objects.get(previous=slip)
    assert (orange.colour, orange.matter, orange.asked) == ("orange", slip.matter, slip.asked)
    assert propose(today + timedelta(days=3)) == 0, "its successor is out"
    assert propose(orange.due + timedelta(days=1)) == 1
    accept(open_proposals(), district.user("delivery"), issue=True)
    red = Slip.objects.get(colour="red")
    assert red.state == SlipState.DRAFT, "a red slip waits for the leader"
    take(red, Step.SUBMIT, district.user("delivery"))
    take(red, Step.ISSUE, district.user("leader"))
    assert propose(red.due + timedelta(days=1)) == 0, "there is no colour above red"


def test_deadlines_propose_where_the_scheme_says_so(district: District, today: date) -> None:
    put_in_force(presets()["suqian"], district.user("delivery"))
    near = district.at_work(deadline=str(today + timedelta(days=7)))
    far = district.at_work(deadline=str(today + timedelta(days=8)))
    late = district.at_work(deadline=str(today - timedelta(days=1)), begins=str(today - timedelta(days=30)))
    Item.objects.update(light="")
    propose(today)
    assert {(one.item_id, one.colour) for one in open_proposals()} == {(near.pk, "blue"), (late.pk, "red")}
    assert far.pk not in {one.item_id for one in open_proposals()}


def test_an_item_is_proposed_once_by_its_highest_colour(district: District, today: date) -> None:
    put_in_force(presets()["suqian"], district.user("delivery"))
    item = district.at_work(deadline=str(today + timedelta(days=7)))
    Item.objects.update(light="")
    assert propose(today) == 1
    assert propose(today + timedelta(days=8)) == 1
    assert [(one.item_id, one.colour, one.ground) for one in open_proposals()] == [(item.pk, "red", "overdue")], "not near its deadline any more"
    assert propose(today + timedelta(days=8)) == 0


def test_an_item_whose_slip_was_not_answered_is_not_proposed_twice(district: District, today: date) -> None:
    item = district.at_work(deadline="2099-12-31")
    lit(item, "yellow")
    propose(today)
    accept(open_proposals(), district.user("delivery"), issue=True)
    slip = Slip.objects.get()
    lit(item, "red")
    after = slip.due + timedelta(days=1)
    assert propose(after) == 1
    assert [(one.previous_id, one.colour, one.ground) for one in open_proposals()] == [(slip.pk, "orange", "unanswered")]
    assert propose(after) == 0


def test_so_many_slips_lead_to_what_the_scheme_says(district: District) -> None:
    put_in_force(presets()["guangyuan"], district.user("delivery"))
    issued(district, "yellow")
    assert reached(district.ledger) == []
    issued(district, "yellow")
    (one,) = reached(district.ledger)
    assert (one.office.code, one.slips, one.then.text) == ("department1", 2, "发函督办，扣1分")


def test_colours_are_changed_on_the_page(district: District, client: Client) -> None:
    client.force_login(district.user("delivery"))
    assert client.post("/ledger/slips/colours/", {"preset": "suqian"}, follow=True).status_code == 200
    assert in_force().key == "suqian"
    page = client.get("/ledger/slips/colours/").content.decode()
    names = re.findall(r'name="([a-z_]+-[a-z0-9-]+)"', page)
    said = {name: "" for name in names if "ground" not in name}
    said |= {"zh-0": "提示单", "look-0": "blue", "days-0": "9", "near_days-0": "3", "asked-0": "请办", "signed_by-0": "leader", "ground-near-0": "1", "count-0": "3", "text-0": "约谈"}
    client.post("/ledger/slips/colours/", said)
    (colour,) = in_force().colours
    assert (colour.zh, colour.days, colour.near_days, colour.signed_by, colour.grounds, colour.then[0].count) == ("提示单", 9, 3, "leader", ("near",), 3)
    for wrong in ({"preset": "none"}, {**said, "days-0": "0"}, {**said, "days-0": "x"}, {**said, "look-0": "pink"}, {**said, "near_days-0": "0"}, {"zh-0": ""}):
        client.post("/ledger/slips/colours/", wrong)
        assert in_force().colours == (colour,)
    assert Event.objects.filter(subject="slip_scheme").count() == 2


def test_a_slip_on_paper_has_its_fields(district: District) -> None:
    slip = issued(district, leader=district.posts["leader"].pk, instructed_by="区长甲", cycle="每月", contact="乙 0000", supporting=[district.offices["department2"].pk], slip_text="三处\n公园")
    from duixian.web.ledger.urging.printing import slip_docx

    document = docx.Document(io.BytesIO(slip_docx(slip)))
    assert [one.text for one in document.paragraphs if one.text][:2] == ["临湖区蓝色督办单（提醒）", slip.number]
    cells = [cell.text for row in document.tables[0].rows for cell in row.cells]
    for label in ("督办事项", "督办内容", "批示领导", "牵头领导", "配合领导", "交办时限", "反馈周期", "牵头单位", "配合单位", "督办联系人", "附件", "办理情况"):
        assert label in cells
    for text in ("新建公园", "三处\n公园", "区长甲", "副区长", "定期：每月", "区住房建设局", "区发展改革局", "乙 0000", "无"):
        assert text in cells


def test_the_pages_of_slips(district: District, client: Client) -> None:
    item = district.at_work(deadline="2099-12-31")
    lit(item, "red")
    propose()
    client.force_login(district.user("delivery"))
    page = client.get("/ledger/slips/").content.decode()
    (key,) = re.findall(r'name="proposal" value="(\d+)"', page)
    assert client.post("/ledger/slips/proposed/", {"do": "issue"}, follow=True).status_code == 200
    assert Slip.objects.count() == 0
    client.post("/ledger/slips/proposed/", {"proposal": [key, "x", "9" * 30], "do": "issue"})
    slip = Slip.objects.get()
    assert "临政督〔2026〕1号" in client.get("/ledger/slips/?q=公园&state=issued&colour=orange").content.decode()
    assert client.get(f"/ledger/slips/?office={item.lead_id}&late=1&state=x&page=9").status_code == 200
    assert client.get(f"/ledger/slips/draft/?item={item.pk}").status_code == 200
    answer = client.post(
        "/ledger/slips/draft/", {"colour": "blue", "office": item.lead_id, "matter": "事", "asked": "办", "due": "2099-01-01", "supporting": [], "key": "k"}
    )
    assert answer.status_code == 302
    drafted = Slip.objects.get(matter="事")
    assert client.post(f"/ledger/slips/{drafted.pk}/edit/", {"colour": "red", "office": item.lead_id, "matter": "事二", "asked": "办", "due": "2099-01-01", "revision": "0"}).status_code == 302
    drafted.refresh_from_db()
    assert (drafted.matter, drafted.colour) == ("事二", "red")
    assert client.post(f"/ledger/slips/{drafted.pk}/edit/", {"colour": "red"}).status_code == 422
    client.force_login(district.user("head1"))
    assert client.get(f"/ledger/slips/{drafted.pk}/").status_code == 404
    page = client.get(f"/ledger/slips/{slip.pk}/").content.decode()
    assert "签收" in page
    client.post(f"/ledger/slips/{slip.pk}/sign/", {"key": "a", "revision": str(slip.revision)})
    client.post(f"/ledger/slips/{slip.pk}/answer/", {"key": "b", "text": "办了", "papers": io.BytesIO(b"")})
    slip.refresh_from_db()
    assert slip.state == SlipState.SIGNED, "an empty file is told, and nothing is done"
    client.post(f"/ledger/slips/{slip.pk}/answer/", {"key": "c", "text": "办了"})
    client.post(f"/ledger/slips/{slip.pk}/close/", {"key": "d", "conclusion": "了"})
    client.post(f"/ledger/slips/{slip.pk}/nonsense/", {"key": "d"})
    slip.refresh_from_db()
    assert (slip.state, slip.answer) == (SlipState.ANSWERED, "办了")
    assert client.get(f"/ledger/slips/{slip.pk}/slip.docx").status_code == 200
    assert slip.number in client.get(item.get_absolute_url()).content.decode(), "the item's page shows its slips"
    client.force_login(district.user("head2"))
    assert client.get(f"/ledger/slips/{slip.pk}/slip.docx").status_code == 404


def reminded(name: str, district: District) -> list[tuple[str, date]]:
    return [(one.rule, one.day) for one in waiting_for(district.user(name)).order_by("id")]


def test_a_deadline_is_reminded_of_before_on_and_after(district: District) -> None:
    item = district.at_work(deadline="2026-06-30")
    days = {"2026-05-31": "before_deadline", "2026-06-23": "before_deadline", "2026-06-29": "before_deadline", "2026-06-30": "at_deadline", "2026-07-01": "after_deadline", "2026-07-07": "after_deadline"}
    day = date(2026, 5, 25)
    while day <= date(2026, 7, 10):
        made = remind(day, day)
        if rule := days.get(str(day)):
            assert made, day
            assert reminded("officer1", district) == [(rule, day)], "a newer one takes the place of the older"
        day += timedelta(days=1)
    assert reminded("head1", district) == [("after_deadline", date(2026, 7, 7))]
    assert reminded("delivery", district) == [("after_deadline", date(2026, 7, 7))]
    assert reminded("officer2", district) == []
    act(item, Act.REPORT_DONE, district.user("head1"), {"text": "完成"})
    assert reminded("officer1", district) == [], "what is settled waits no more"


def test_who_takes_a_post_over_has_its_reminders(district: District) -> None:
    district.at_work(deadline="2026-06-30")
    remind(date(2026, 6, 30), date(2026, 6, 30))
    successor = User.objects.create_user(username="new1", password="long enough 7", role=Role.READER)
    hand_over(Post.objects.get(pk=district.posts["officer1"].pk), successor)
    assert reminded("officer1", district) == []
    assert waiting_for(User.objects.get(username="new1")).count() == 1


def test_the_other_things_that_are_reminded_of(district: District, today: date) -> None:
    assigned = district.draft()
    act(assigned, Act.ASSIGN, district.user("delivery"))
    Item.objects.filter(pk=assigned.pk).update(sign_by=timezone.now() - timedelta(days=1))
    work = district.at_work(milestones=[{"due": str(today + timedelta(days=7)), "what": "开工"}], deadline="2099-12-31")
    act(work, Act.ASK_EXTEND, district.user("head1"), {"reason": "雨季", "deadline": "2100-01-31"})
    work.petitions.update(at=timezone.now() - timedelta(days=3))
    issued(district, due=str(today + timedelta(days=1)))
    remind(today, today)
    assert {one for one, _day in reminded("officer1", district)} == {"unsigned", "milestone", "slip"}
    assert {one for one, _day in reminded("delivery", district)} == {"petition"}


def test_the_months_progress_is_asked_for_once_an_office(district: District) -> None:
    for _ in range(3):
        item = district.at_work(deadline="2099-12-31")
        Item.objects.filter(pk=item.pk).update(accepted_at=timezone.make_aware(datetime(2026, 4, 2)))
    remind(date(2026, 6, 1), date(2026, 6, 5))
    one = waiting_for(district.user("officer1")).get(family="entry")
    assert (one.count, one.what, one.about) == (3, "2026-05", date(2026, 6, 5))


def test_a_rule_is_changed_on_the_page(district: District, client: Client) -> None:
    client.force_login(district.user("delivery"))
    client.post("/ledger/notices/rules/", {"rule": "before_deadline", "days": "-10，-5 -2", "on": "1"})
    rule = next(one for one in rules() if one.key == "before_deadline")
    assert (rule.days, rule.on, rule.mail) == ((-10, -5, -2), True, False)
    for wrong in ({"rule": "none", "days": "1"}, {"rule": "slip", "days": "x"}, {"rule": "slip", "days": ""}, {"rule": "slip", "days": "400"}):
        assert client.post("/ledger/notices/rules/", wrong, follow=True).status_code == 200
    assert Event.objects.filter(subject="reminder_rule").count() == 1
    set_rule("before_deadline", [-1], district.user("delivery"), on=False, mail=True)
    district.at_work(deadline="2026-06-30")
    assert remind(date(2026, 6, 29), date(2026, 6, 29)) == 0


def test_the_database_keeps_a_reminder_from_coming_twice(district: District) -> None:
    district.at_work(deadline="2026-06-30")
    remind(date(2026, 6, 30), date(2026, 6, 30))
    one = Reminder.objects.first()
    assert one is not None
    one.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        one.save(force_insert=True)


def test_the_page_of_reminders(district: District, client: Client) -> None:
    district.at_work(deadline="2026-06-30")
    remind(date(2026, 6, 30), date(2026, 7, 1))
    client.force_login(district.user("officer1"))
    page = client.get("/ledger/notices/").content.decode()
    (key,) = re.findall(r'name="reminder" value="(\d+)"', page)
    client.force_login(district.user("head2"))
    client.post("/ledger/notices/read/", {"reminder": key})
    assert Reminder.objects.get(pk=key).seen_at is None, "nobody reads for another"
    client.force_login(district.user("officer1"))
    client.post("/ledger/notices/read/", {"reminder": [key, "x"]})
    assert "没有待阅提醒" in client.get("/ledger/notices/").content.decode()
    assert client.get("/ledger/notices/?all=1").content.decode().count('class="wait"') == 2
    client.force_login(district.user("head1"))
    client.post("/ledger/notices/read/", {"all": "1"})
    assert not waiting_for(district.user("head1")).exists()


@pytest.fixture
def mailed(district: District) -> District:
    """The district; officer, head and delivery have addresses."""
    for name in ("officer1", "head1", "delivery"):
        User.objects.filter(username=name).update(email=f"{name}@example.org")
    return district


def days_on(start: date, count: int) -> date:
    return start + timedelta(days=count)


START = date(2026, 6, 25)


def test_the_daily_job_says_what_it_did_and_does_it_once(mailed: District) -> None:
    item = mailed.at_work(deadline=str(days_on(START, 7)))
    assert daily.due()
    row = daily.run(START)
    assert row is not None
    assert (row.state, row.first, row.did["reminders"], row.did["mails"]["sent"]) == (RunState.DONE, START, 1, 1)
    assert [one.to for one in mail.outbox] == [["officer1@example.org"]]
    assert item.number in mail.outbox[0].body
    again = daily.run(START)
    assert again is not None
    assert (again.did["reminders"], again.did["proposals"], again.did["mails"]["sent"]) == (0, 0, 0)
    assert (Reminder.objects.count(), len(mail.outbox)) == (1, 1)


def test_days_without_the_job_are_made_up_for_in_one_mail(mailed: District) -> None:
    daily.run(START)
    items = [mailed.at_work(deadline=str(days_on(START, 8))) for _ in range(3)]
    row = daily.run(days_on(START, 10))
    assert row is not None
    assert (row.first, row.did["mails"]["sent"]) == (days_on(START, 1), 3)
    assert len(mail.outbox) == 3, "one to each person"
    of_officer = Reminder.objects.filter(post=mailed.posts["officer1"], item=items[0])
    assert {one.rule for one in of_officer} == {"before_deadline", "at_deadline", "after_deadline"}
    assert of_officer.filter(past=False).count() == 1, "what was overtaken is past"
    body = next(one.body for one in mail.outbox if one.to == ["officer1@example.org"])
    assert all(body.count(item.number) == 1 for item in items)


def test_a_clock_moved_back_does_nothing(mailed: District) -> None:
    mailed.at_work(deadline=str(days_on(START, 7)))
    daily.run(START)
    before = Reminder.objects.count(), len(mail.outbox)
    row = daily.run(days_on(START, -5))
    assert row is not None
    assert row.state == RunState.CLOCK_BACK
    assert (Reminder.objects.count(), len(mail.outbox)) == before
    forward = daily.run(days_on(START, 1))
    assert forward is not None
    assert (forward.state, forward.first) == (RunState.DONE, days_on(START, 1))


@pytest.mark.parametrize("part", ["refresh_all", "remind", "propose", "send"])
def test_a_job_that_was_killed_is_taken_up_again(mailed: District, monkeypatch: pytest.MonkeyPatch, part: str) -> None:
    """Killed in the middle of any part: the next run does what is left, nothing twice."""
    item = mailed.at_work(deadline=str(days_on(START, 7)))
    lit(item, "red")

    class Killed(BaseException):
        pass

    def killed(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(daily, part, killed)
        with pytest.raises(Killed):
            daily.run(START)
    assert DailyRun.objects.get().state == RunState.RUNNING
    row = daily.run(START)
    assert row is not None
    assert row.state == RunState.DONE
    assert set(DailyRun.objects.values_list("state", flat=True)) == {RunState.CUT_OFF, RunState.DONE}
    assert (Reminder.objects.count(), len(mail.outbox)) == (1, 1)
    assert Proposal.objects.count() <= 1


def test_a_mail_that_was_cut_off_is_not_sent_again(mailed: District, monkeypatch: pytest.MonkeyPatch) -> None:
    mailed.at_work(deadline=str(days_on(START, 7)))

    class Killed(BaseException):
        pass

    def killed(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr("duixian.web.ledger.urging.digests.EmailMessage.send", killed)
        with pytest.raises(Killed):
            daily.run(START)
    row = daily.run(START)
    assert row is not None
    assert row.did["mails"] == {"sent": 0, "failed": 0, "unsure": 1}
    assert mail.outbox == []
    assert waiting_for(mailed.user("officer1")).count() == 1, "the workspace has it all the same"


def test_a_mail_that_the_server_refused_is_tried_again(mailed: District, monkeypatch: pytest.MonkeyPatch) -> None:
    mailed.at_work(deadline=str(days_on(START, 7)))

    def refused(*_: object) -> None:
        raise ConnectionRefusedError("no mail server")

    with monkeypatch.context() as patch:
        patch.setattr("duixian.web.ledger.urging.digests.EmailMessage.send", refused)
        row = daily.run(START)
    assert row is not None
    assert row.did["mails"]["failed"] == 1
    assert digests.send(START).sent == 1
    assert digests.send(START).sent == 0
    assert Digest.objects.get().state == "sent"


def test_a_failing_part_is_written_down(mailed: District, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ValueError("why")

    monkeypatch.setattr(daily, "propose", broken)
    with pytest.raises(ValueError, match="why"):
        daily.run(START)
    row = DailyRun.objects.get()
    assert (row.state, row.error) == (RunState.FAILED, "proposals: ValueError: why")


def test_two_at_once_are_one(district: District) -> None:
    """Another process holds the lock: this one does nothing and says so. (Threads have connections of their own, as processes have.)"""
    district.at_work(deadline=str(days_on(START, 7)))
    taken, done = threading.Event(), threading.Event()

    def other() -> None:
        from django.db import connection

        lock = Lock(daily.LOCK)
        lock.take()
        taken.set()
        done.wait(20)
        lock.release()
        connection.close()

    thread = threading.Thread(target=other)
    thread.start()
    try:
        assert taken.wait(20)
        assert daily.run(START) is None
        assert not DailyRun.objects.exists()
    finally:
        done.set()
        thread.join()
    assert daily.run(START) is not None


def test_the_job_is_due_once_a_day(district: District, today: date) -> None:
    assert daily.due(days_on(today, 1))
    daily.run(today)
    assert not daily.due(today)
    assert daily.due(days_on(today, 1))
    assert not daily.due(days_on(today, -1)), "not again for a clock that was moved back"
    Ledger.objects.update(frozen_at=timezone.now())
    assert not daily.due(days_on(today, 1)), "nothing is open"


def test_the_worker_gives_the_job_out_once_it_is_due(district: District, today: date) -> None:
    from duixian.web.background.worker import Worker

    set_option("daily_hour", 1, district.user("delivery"))
    worker = Worker(1)
    worker._daily()
    given = [one.kind for one in worker.crew.jobs()]
    worker.crew.stop()
    assert given == (["daily"] if daily.due() else [])
    daily.run(today)
    other = Worker(1)
    other._daily()
    assert not other.crew.jobs()
    other.crew.stop()


def test_the_command_runs_it(tmp_path: Path) -> None:
    """On a new workspace, twice: done both times, and told in a sentence."""
    environment = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "DUIXIAN_DATA")} | {"LC_ALL": "C.UTF-8"}
    for _ in range(2):
        done = subprocess.run([sys.executable, "-m", "duixian", "daily", "--data", str(tmp_path)], env=environment, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stderr
        assert "新增提醒 0 条" in done.stderr


def test_lists_need_few_queries(district: District, client: Client, django_assert_max_num_queries: Any, today: date) -> None:
    for _ in range(12):
        item = district.at_work(deadline=str(today))
        lit(item, "red")
        issued(district)
    remind(today, today)
    propose(today)
    client.force_login(district.user("delivery"))
    with django_assert_max_num_queries(22):
        client.get("/ledger/slips/")
    client.force_login(district.user("officer1"))
    with django_assert_max_num_queries(14):
        client.get("/ledger/notices/")


def test_a_department_that_refuses_a_whistle_is_proposed_for_a_slip(district: District) -> None:
    from duixian.web.ledger.dispatch import acting as dispatch
    from duixian.web.ledger.dispatch.table import Act as Deed

    case = dispatch.raise_case(district.user("community1"), {"where": "柳岸路12号", "text": "占道经营", "problem": "street_order", "pass_up": True})
    department = district.offices["department1"]
    dispatch.act(case, Deed.BLOW, district.user("street1"), {"whistle": "push", "departments": [department.pk], "ground": "joint", "reason": "无执法权"})
    call = case.calls.get()
    assert propose() == 0
    with at(timezone.now() + timedelta(days=7)):
        dispatch.act(case, Deed.PROPOSE, district.user("street1"), {"call": call.pk, "reason": "逾期未签收"})
    assert (propose(), propose()) == (1, 0), "once, however often the job runs"
    proposal = open_proposals().get()
    assert (proposal.office, proposal.ground, proposal.call) == (department, "refused", call)
    assert accept([proposal], district.user("delivery"), issue=False) == (1, 0)
    slip = Slip.objects.get()
    assert (slip.case, slip.office) == (case.pk, department)
    assert case.number in slip.text
