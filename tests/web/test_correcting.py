"""Correcting records: what people may say, that it is kept and shown everywhere, and that two people never overwrite one another."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest
from django.core.exceptions import PermissionDenied
from django.forms import ValidationError
from django.test import Client
from msgspec.structs import replace
from selectolax.lexbor import LexborHTMLParser

from duixian.model import Commitment as CommitmentRecord
from duixian.model import Fact as FactRecord
from duixian.model import Measure, Role
from duixian.web.accounts.models import Role as UserRole
from duixian.web.accounts.models import User
from duixian.web.archive.correcting import corrected
from duixian.web.archive.correcting_actions import (
    Anchor,
    Basis,
    Conflict,
    Done,
    NothingChanged,
    Refused,
    anchor_of,
    basis_of,
    correct,
    record_at,
)
from duixian.web.archive.correcting_forms import CommitmentForm, FactForm, checked_period, values_of
from duixian.web.archive.joining import Unjoinable, join, part
from duixian.web.archive.models import (
    Commitment,
    Correction,
    CorrectionKind,
    Fact,
    Joining,
    Outcome,
    Place,
    Report,
)
from duixian.web.archive.reading import read_next, retry, settle
from duixian.web.archive.record_fields import derived
from duixian.web.archive.storing import as_people_left_it

from .conftest import person

pytestmark = pytest.mark.django_db
RIGHT, WRONG, AMENDED, ADDED, UNDONE = CorrectionKind.RIGHT, CorrectionKind.WRONG, CorrectionKind.AMENDED, CorrectionKind.ADDED, CorrectionKind.UNDONE


@pytest.fixture
def fact(report: Report) -> FactRecord:
    """The first figure: the gross regional product of the year before."""
    return report.machine().facts[0]


def anchored(record: FactRecord | CommitmentRecord) -> Anchor:
    return Anchor("fact" if isinstance(record, FactRecord) else "commitment", record.start, record.end)


def now(report: Report, anchor: Anchor) -> FactRecord | CommitmentRecord | None:
    return record_at(as_people_left_it(report), anchor)[0]


def said(report: Report, anchor: Anchor) -> list[Correction]:
    return list(Correction.objects.filter(report=report, sort=anchor.sort, start=anchor.start, end=anchor.end).order_by("number"))


def say(user: User, report: Report, anchor: Anchor, kind: CorrectionKind, **fields: Any) -> Done:
    """Says something of a record upon what is there now."""
    record, chain = now(report, anchor), said(report, anchor)
    whole = {}
    if kind == AMENDED:
        assert record is not None
        whole = {name: list(value) if isinstance(value, tuple) else value for name, value in values_of(record).items()}
        if "reason_checkable" in whole:
            whole["why"] = whole.pop("reason_checkable")
    return correct(user, report.pk, anchor, kind, basis_of(record, chain[-1] if chain else None), fields={**whole, **fields}, why="因为")


ADDED_FACT = {
    "role": "actual", "indicator": "口袋公园", "value": 3, "value_high": None, "unit": "个", "qualifier": "exact", "measure": "level",
    "period": "2024", "base": "", "estimate": False, "hardness": None, "wording": [],
}  # fmt: skip


# ---------------------------------------------------------------- the action


def test_a_record_marked_right_is_sure_and_stays_as_confirmed(report: Report, corrector: User, fact: FactRecord) -> None:
    done = say(corrector, report, anchored(fact), RIGHT)
    assert done.record is not None
    assert done.record.confidence == "sure"
    row = Fact.objects.get(report=report, record=fact.id)
    assert (row.standing, row.confidence) == ("right", "sure")
    # A newer reader that says otherwise does not change what a person vouched for.
    machine = report.machine()
    other = replace(machine, facts=(replace(fact, value=1, role=Role.TARGET), *machine.facts[1:]))
    left = corrected(other, Correction.objects.filter(report=report))
    assert (left.report.facts[0].value, left.report.facts[0].role) == (fact.value, fact.role)
    with pytest.raises(NothingChanged):
        say(corrector, report, anchored(fact), RIGHT)
    assert Correction.objects.count() == 1


def test_a_record_marked_wrong_is_gone_everywhere_and_can_come_back(client: Client, archive: list[Report], report: Report, corrector: User, fact: FactRecord) -> None:
    say(corrector, report, anchored(fact), WRONG)
    assert not Fact.objects.filter(report=report, record=fact.id).exists()
    report.refresh_from_db()
    assert report.facts_count == len(report.machine().facts) - 1
    assert Place.objects.get().stale
    html = client.get(f"/reports/{report.ref}/").content.decode()
    assert f"char={fact.start},{fact.end}\" href=\"records/fact" not in html
    page = LexborHTMLParser(html)
    assert fact.quote in page.css_first(".report__struck").text(deep=True)
    record = client.get(f"/reports/{report.ref}/records/fact/{fact.id}/")
    assert "已标为错误" in record.content.decode()
    settle()
    assert not Outcome.objects.filter(actual_report=report, actual_start=fact.start).exists()
    with pytest.raises(Refused):
        say(corrector, report, anchored(fact), RIGHT)
    say(corrector, report, anchored(fact), UNDONE)
    assert now(report, anchored(fact)) == fact
    assert Fact.objects.get(report=report, record=fact.id).standing == ""
    with pytest.raises(Refused):
        say(corrector, report, anchored(fact), UNDONE)


def test_an_amended_goal_changes_its_verdict(archive: list[Report], corrector: User) -> None:
    outcome = Outcome.objects.filter(verdict__in=["met", "exceeded"], key="gdp").first()
    assert outcome is not None
    goal = next(one for one in outcome.goal_report.machine().facts if one.id == outcome.goal_fact)
    say(corrector, outcome.goal_report, anchored(goal), AMENDED, value=60)
    settle()
    after = Outcome.objects.get(goal_report=outcome.goal_report, goal_start=goal.start)
    assert after.verdict == "missed"
    record = json.loads(after.record)
    assert (record["value"], record["base_value"]) == (60, 60)


def test_fields_that_follow_are_worked_out_anew(report: Report, corrector: User, fact: FactRecord) -> None:
    done = say(corrector, report, anchored(fact), AMENDED, indicator="城镇新增就业", value=1.25, unit="万人", measure="level")
    record = done.record
    assert isinstance(record, FactRecord)
    assert (record.indicator_id, record.dimension, record.base_value) == ("new_jobs_urban", "people", 12500)
    row = Fact.objects.get(report=report, record=fact.id)
    assert (row.key, row.base_value, row.standing) == ("new_jobs_urban", 12500, "amended")
    again = say(corrector, report, anchored(fact), AMENDED, value=2)
    assert isinstance(again.record, FactRecord)
    assert (again.record.base_value, again.record.indicator, again.record.unit) == (20000, "城镇新增就业", "万人")


@pytest.mark.parametrize(
    ("unit", "dimension", "base"),
    [("亿元", "currency", 5_000_000_000), ("%", "percent", 50), ("微克/立方米", "mass", 5e-08), ("个", "count", 50), ("", "", 50), ("标段", "", 50), ("万平方米", "area", 500_000)],
)
def test_units_are_read_by_the_readers_own_means(unit: str, dimension: str, base: float) -> None:
    found = derived({"indicator": "某物", "measure": Measure.LEVEL, "unit": unit, "value": 50, "value_high": None}, None, "")
    assert (found["dimension"], found["base_value"]) == (dimension, base)


def test_a_record_can_be_moved_and_moved_again(report: Report, corrector: User, fact: FactRecord) -> None:
    text = report.machine().text
    say(corrector, report, anchored(fact), AMENDED, start=fact.start - 6, end=fact.end)
    moved = now(report, anchored(fact))
    assert moved is not None
    assert (moved.quote, moved.start, moved.id) == (text[fact.start - 6 : fact.end], fact.start - 6, fact.id)
    left = as_people_left_it(report)
    assert anchor_of(left, "fact", moved) == anchored(fact)
    say(corrector, report, anchored(fact), AMENDED, start=fact.start, end=fact.end)
    assert now(report, anchored(fact)).start == fact.start  # type: ignore[union-attr]
    say(corrector, report, anchored(fact), RIGHT)
    assert [one.kind for one in said(report, anchored(fact))] == [AMENDED, AMENDED, RIGHT]


def test_a_record_is_not_moved_onto_another(report: Report, corrector: User) -> None:
    one, other = report.machine().facts[:2]
    with pytest.raises(Refused):
        say(corrector, report, anchored(one), AMENDED, start=other.start, end=other.end)
    # What was struck keeps its place as well: taking that back would find it taken.
    say(corrector, report, anchored(other), WRONG)
    with pytest.raises(Refused):
        say(corrector, report, anchored(one), AMENDED, start=other.start, end=other.end)
    assert Correction.objects.count() == 1


def test_corrections_are_taken_back_one_by_one(report: Report, corrector: User, fact: FactRecord) -> None:
    anchor = anchored(fact)
    say(corrector, report, anchor, AMENDED, value=777)
    say(corrector, report, anchor, AMENDED, period="2023")
    say(corrector, report, anchor, WRONG)
    states = []
    for _step in range(3):
        say(corrector, report, anchor, UNDONE)
        record = now(report, anchor)
        assert isinstance(record, FactRecord)
        states.append((record.value, record.period))
    assert states == [(777, "2023"), (777, "2024"), (fact.value, "2024")]
    assert [one.number for one in said(report, anchor)] == [1, 2, 3, 4, 5, 6]


def test_a_missed_fact_is_added_amended_struck_and_brought_back(report: Report, corrector: User) -> None:
    text = report.machine().text
    at = text.index("建设口袋公园10个") + 2
    place = {"start": at, "end": at + 4}
    anchor = Anchor("fact", at, at + 4)
    inside = next(one for one in report.machine().commitments if one.start <= at and at + 4 <= one.end)
    done = correct(corrector, report.pk, anchor, ADDED, Basis(0, ""), fields={**ADDED_FACT, **place})
    record = done.record
    assert isinstance(record, FactRecord)
    assert (record.quote, record.dimension, record.base_value, record.place) == ("口袋公园", "count", 3, "临湖区")
    assert record.section == "2025年重点工作 / 聚力优功能提品质，建设现代宜居城市"
    assert text[record.sentence_start : record.sentence_end].startswith("建设口袋公园10个")
    row = Fact.objects.get(report=report, record=record.id)
    assert (row.standing, row.start) == ("added", at)
    commitment = next(one for one in as_people_left_it(report).report.commitments if one.id == inside.id)
    assert record.id in commitment.facts
    with pytest.raises((Refused, Conflict)):
        correct(corrector, report.pk, anchor, ADDED, Basis(1, ""), fields={**ADDED_FACT, **place})
    say(corrector, report, anchor, AMENDED, value=4)
    say(corrector, report, anchor, WRONG)
    assert not Fact.objects.filter(report=report, record=record.id).exists()
    assert [one.id for one in as_people_left_it(report).struck] == [record.id]
    say(corrector, report, anchor, UNDONE)
    assert now(report, anchor).value == 4  # type: ignore[union-attr]
    say(corrector, report, anchor, UNDONE)
    say(corrector, report, anchor, UNDONE)
    assert now(report, anchor) is None
    assert not Fact.objects.filter(report=report, record=record.id).exists()


def test_a_commitment_is_amended_and_added(report: Report, corrector: User) -> None:
    machine = report.machine()
    one = next(one for one in machine.commitments if not one.checkable)
    done = say(corrector, report, anchored(one), AMENDED, why="named", checkable=True, lead="教育局", names=["某校"])
    assert isinstance(done.record, CommitmentRecord)
    assert (done.record.checkable, done.record.why, done.record.lead, done.record.names) == (True, "named", "教育局", ("某校",))
    assert Commitment.objects.get(report=report, record=one.id).checkable
    at = machine.text.index("全区地区生产总值541.2亿元")
    fields = {"why": "number", "checkable": True, "action": "", "object": "", "deadline": "2025", "theme": "economy", "lead": "", "places": [], "names": []}
    added = correct(corrector, report.pk, Anchor("commitment", at, at + 15), ADDED, Basis(0, ""), fields={**fields, "start": at, "end": at + 15})
    assert isinstance(added.record, CommitmentRecord)
    assert added.record.facts == (machine.facts[0].id,)
    assert Commitment.objects.get(report=report, record=added.record.id).standing == "added"


def test_only_who_may_correct_does(report: Report, fact: FactRecord) -> None:
    for role in (UserRole.READER, UserRole.RESPONDENT):
        with pytest.raises(PermissionDenied):
            say(person(role), report, anchored(fact), WRONG)
    assert not Correction.objects.exists()


def test_reading_again_keeps_everything(report: Report, corrector: User) -> None:
    machine = report.machine()
    first, second, third = machine.facts[:3]
    say(corrector, report, anchored(first), AMENDED, value=777, start=first.start - 2)
    say(corrector, report, anchored(second), WRONG)
    say(corrector, report, anchored(third), RIGHT)
    before = as_people_left_it(report)
    retry([report.document])
    assert read_next() is not None
    after = as_people_left_it(Report.objects.get(pk=report.pk))
    assert after.report.facts == before.report.facts
    assert after.struck == before.struck
    assert Fact.objects.filter(report=report, standing="amended", value=777).exists()


def test_corrections_find_their_place_where_the_text_moved(report: Report, corrector: User) -> None:
    machine = report.machine()
    first = machine.facts[0]
    anchor = anchored(first)
    say(corrector, report, anchor, AMENDED, value=777, start=first.start - 2)
    shift = 5
    moved = _moved(machine, shift)
    Report.objects.filter(pk=report.pk).update(reading=Report.packed(moved))
    report = Report.objects.get(pk=report.pk)
    record = now(report, anchor)
    assert record is not None
    assert (record.start, record.end, record.quote) == (first.start - 2 + shift, first.end + shift, machine.text[first.start - 2 : first.end])
    # And a further correction upon it counts from the same place.
    say(corrector, report, anchor, AMENDED, start=first.start - 1 + shift)
    record = now(report, anchor)
    assert record is not None
    assert (record.start, record.value) == (first.start - 1 + shift, 777)  # type: ignore[union-attr]
    say(corrector, report, anchor, RIGHT)
    assert now(report, anchor).start == first.start - 1 + shift  # type: ignore[union-attr]
    # Where the words are gone, the correction is listed and nothing breaks.
    gone = replace(moved, text=moved.text.replace(first.quote, "某" * len(first.quote)))
    left = corrected(gone, Correction.objects.filter(report=report))
    assert [one.kind for one in left.lost] == [RIGHT]


def _moved(machine: Any, shift: int) -> Any:
    """A reading of the same text with some characters in front."""
    facts = tuple(
        replace(one, start=one.start + shift, end=one.end + shift, sentence_start=one.sentence_start + shift, sentence_end=one.sentence_end + shift)
        for one in machine.facts
    )
    view = replace(machine.view, text="前" * shift + machine.view.text, starts=(0, *(at + shift for at in machine.view.starts)), sources=(0, *(at + shift for at in machine.view.sources)))
    blocks = tuple(replace(one, start=one.start + shift, end=one.end + shift) for one in machine.blocks)
    return replace(machine, text="前" * shift + machine.text, facts=facts, commitments=(), view=view, blocks=blocks, sections=(), anchors=())


def test_a_record_moved_to_the_place_of_a_struck_one_stays(report: Report, corrector: User) -> None:
    """Whatever the order in which people spoke, what one struck never takes another's record with it."""
    machine = report.machine()
    one, other = machine.facts[:2]
    builtins = msgspec.to_builtins(one)
    Correction.objects.create(report=report, sort="fact", start=one.start, end=one.end, quote=one.quote, kind=AMENDED, fields={"start": other.start, "end": other.end}, before=builtins, by=corrector)
    Correction.objects.create(report=report, sort="fact", start=other.start, end=other.end, quote=other.quote, kind=WRONG, before=msgspec.to_builtins(other), by=corrector)
    left = as_people_left_it(report)
    assert [(fact.id, fact.start) for fact in left.report.facts[:1]] == [(one.id, other.start)]
    assert [fact.id for fact in left.struck] == [other.id]


# ---------------------------------------------------------------- two people at once


def test_the_second_of_two_people_is_told(report: Report, corrector: User, editor: User, fact: FactRecord) -> None:
    anchor, basis = anchored(fact), basis_of(fact, None)
    correct(editor, report.pk, anchor, AMENDED, basis, fields={**values_of(fact), "wording": [], "value": 1}, why="先")
    with pytest.raises(Conflict) as conflict:
        correct(corrector, report.pk, anchor, WRONG, basis)
    assert conflict.value.last is not None
    assert conflict.value.last.by == editor
    assert Correction.objects.count() == 1


def test_a_form_sent_twice_is_one_correction(report: Report, corrector: User, fact: FactRecord) -> None:
    anchor, basis = anchored(fact), basis_of(fact, None)
    fields = {**values_of(fact), "wording": [], "value": 1}
    first = correct(corrector, report.pk, anchor, AMENDED, basis, fields=fields, why="一")
    second = correct(corrector, report.pk, anchor, AMENDED, basis, fields=fields, why="一")
    assert (first.again, second.again) == (False, True)
    assert Correction.objects.count() == 1
    with pytest.raises(Conflict):
        correct(corrector, report.pk, anchor, AMENDED, basis, fields={**fields, "value": 2}, why="一")


def test_who_looked_at_an_older_reading_is_told(report: Report, corrector: User, fact: FactRecord) -> None:
    basis = basis_of(fact, None)
    machine = report.machine()
    Report.objects.filter(pk=report.pk).update(reading=Report.packed(replace(machine, facts=(replace(fact, value=1), *machine.facts[1:]))))
    with pytest.raises(Conflict) as conflict:
        correct(corrector, report.pk, anchored(fact), RIGHT, basis)
    assert conflict.value.last is None


# ---------------------------------------------------------------- the pages


def hidden(html: str) -> dict[str, str]:
    """The values of the first form of a page that corrects."""
    form = LexborHTMLParser(html).css_first('form[action$="/correct/"][method=post]')
    values = {}
    for field in form.css("input, select, textarea"):
        name = field.attributes.get("name")
        if not name or (field.attributes.get("type") == "checkbox" and "checked" not in field.attributes):
            continue
        if field.tag == "select":
            chosen = field.css_first("option[selected]")
            values[name] = (chosen.attributes.get("value") if chosen else "") or ""
        else:
            values[name] = field.attributes.get("value") or (field.text() if field.tag == "textarea" else "") or ""
    return values


def test_buttons_are_for_who_may_press_them(client: Client, report: Report, fact: FactRecord, respondent: User, corrector: User) -> None:
    address, correcting = f"/reports/{report.ref}/records/fact/{fact.id}/", f"/reports/{report.ref}/correct/"
    assert "record__actions" not in client.get(address).content.decode()
    assert client.get(correcting).status_code == 302
    assert client.post(correcting, {"sort": "fact"}).status_code == 302
    client.force_login(respondent)
    assert "record__actions" not in client.get(address).content.decode()
    assert client.get(correcting).status_code == 403
    for action in CorrectionKind.values:
        posted = {"sort": "fact", "do": action, "anchor_start": fact.start, "anchor_end": fact.end, "number": 0, "digest": basis_of(fact, None).digest}
        assert client.post(correcting, posted).status_code == 403
    assert client.post(f"/reports/{report.ref}/join/", {"name": "甲", "into": "乙"}).status_code == 403
    assert not Correction.objects.exists()
    client.force_login(corrector)
    assert "record__actions" in client.get(address).content.decode()


def test_amending_by_the_form(signed_in: Client, report: Report, fact: FactRecord) -> None:
    form = signed_in.get(f"/reports/{report.ref}/correct/?sort=fact&record={fact.id}")
    posted = hidden(form.content.decode())
    assert (posted["value"], posted["unit"], posted["period"], posted["role"]) == ("541.2", "亿元", "2024", "actual")
    answer = signed_in.post(f"/reports/{report.ref}/correct/", posted | {"value": "542.5", "why": "与公报不符"}, follow=True)
    assert answer.redirect_chain == [(f"/reports/{report.ref}/records/fact/{fact.id}/", 303)]
    page = answer.content.decode()
    for word in ("修改已保存", "正在重新跟踪", "已修改", "541.2", "542.5", "与公报不符", "corrector 甲"):
        assert word in page
    assert Fact.objects.get(report=report, record=fact.id).base_value == 54_250_000_000
    text = signed_in.get(f"/reports/{report.ref}/").content.decode()
    assert re.search(rf'class="m m-actual is-corrected" id="char={fact.start},{fact.end}"', text)
    assert "正在后台重新跟踪" in text
    again = signed_in.post(f"/reports/{report.ref}/correct/", posted | {"value": "542.5", "why": "与公报不符"}, follow=True)
    assert "修改已保存" in again.content.decode()
    assert Correction.objects.count() == 1


def test_the_form_says_what_is_wrong_and_keeps_what_was_entered(signed_in: Client, report: Report, fact: FactRecord) -> None:
    posted = hidden(signed_in.get(f"/reports/{report.ref}/correct/?sort=fact&record={fact.id}").content.decode())
    answer = signed_in.post(f"/reports/{report.ref}/correct/", posted | {"value": "many", "period": "2024-13", "end": "999999", "indicator": "某个指标"})
    assert answer.status_code == 422
    page = LexborHTMLParser(answer.content.decode())
    assert len(page.css(".form__row--error")) == 3
    assert "某个指标" in answer.content.decode()
    nothing = signed_in.post(f"/reports/{report.ref}/correct/", posted, follow=True)
    assert "没有不同" in nothing.content.decode()
    assert not Correction.objects.exists()


def test_the_second_is_shown_the_others_change_and_keeps_the_own(signed_in: Client, report: Report, fact: FactRecord, editor: User) -> None:
    posted = hidden(signed_in.get(f"/reports/{report.ref}/correct/?sort=fact&record={fact.id}").content.decode())
    say(editor, report, anchored(fact), AMENDED, value=543)
    answer = signed_in.post(f"/reports/{report.ref}/correct/", posted | {"value": "542.5", "why": "我的理由"})
    assert answer.status_code == 409
    html = answer.content.decode()
    for word in ("editor 甲", "543", "尚未保存", "542.5", "我的理由"):
        assert word in html
    assert Correction.objects.count() == 1
    # Sent again with what the page brought, it is kept: the person has seen the other's change.
    kept = signed_in.post(f"/reports/{report.ref}/correct/", hidden(html), follow=True)
    assert kept.status_code == 200
    assert Fact.objects.get(report=report, record=fact.id).value == 542.5
    # The same for the buttons.
    posted = hidden(signed_in.get(f"/reports/{report.ref}/records/fact/{fact.id}/").content.decode())
    say(editor, report, anchored(fact), RIGHT)
    answer = signed_in.post(f"/reports/{report.ref}/correct/", posted | {"do": "wrong", "why": "不对"}, headers={"HX-Request": "true"})
    assert answer.status_code == 409
    assert "不对" in answer.content.decode()
    assert "HX-Trigger" not in answer


def test_a_script_gets_the_record_and_is_told_to_renew_the_text(signed_in: Client, report: Report, fact: FactRecord) -> None:
    posted = hidden(signed_in.get(f"/reports/{report.ref}/records/fact/{fact.id}/").content.decode())
    answer = signed_in.post(f"/reports/{report.ref}/correct/", posted | {"do": "right"}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert b"<html" not in answer.content
    assert json.loads(answer["HX-Trigger"]) == {"corrected": {"start": fact.start, "end": fact.end}}
    assert "已核对" in answer.content.decode()


def test_adding_by_words_of_the_text(signed_in: Client, report: Report) -> None:
    address = f"/reports/{report.ref}/correct/"
    assert "没有与此完全相同" in signed_in.get(address, {"sort": "fact", "quote": "此处没有的话"}).content.decode()
    several = LexborHTMLParser(signed_in.get(address, {"sort": "fact", "quote": "老旧小区"}).content.decode())
    places = several.css(".hits a")
    assert len(places) == report.machine().text.count("老旧小区") > 1
    one = hidden(signed_in.get(places[0].attributes["href"] or "").content.decode())
    assert one["do"] == "added"
    text = report.machine().text
    assert text[int(one["start"]) : int(one["end"])] == "老旧小区"
    # One place: the form at once, with what the words most likely say.
    posted = hidden(signed_in.get(address, {"sort": "fact", "quote": "近零碳园区"}).content.decode()) if text.count("近零碳园区") == 1 else one
    answer = signed_in.post(address, posted | {"indicator": "老旧小区改造", "value": "2", "unit": "个"}, follow=True)
    assert "记录已补录" in answer.content.decode()
    added = Fact.objects.get(report=report, standing="added")
    assert (added.indicator, added.value, added.dimension) == ("老旧小区改造", 2, "count")


def test_what_the_words_say_is_proposed(signed_in: Client, report: Report) -> None:
    text = report.machine().text
    goal = next(one for one in report.machine().facts if one.role == "target" and one.qualifier == "min" and one.measure == "growth")
    form = hidden(signed_in.get(f"/reports/{report.ref}/correct/?sort=fact&start={goal.start}&end={goal.end}").content.decode())
    assert (form["role"], form["qualifier"], form["measure"], form["period"], form["unit"]) == ("target", "min", "growth", goal.period, goal.unit)
    assert float(form["value"]) == goal.value
    one = next(one for one in report.machine().commitments if one.facts)
    form = hidden(signed_in.get(f"/reports/{report.ref}/correct/?sort=commitment&start={one.start + 1}&end={one.end}").content.decode())
    answer = signed_in.post(f"/reports/{report.ref}/correct/", form | {"reason_checkable": "coverage", "action": "实施"}, follow=True)
    assert "记录已补录" in answer.content.decode()
    row = Commitment.objects.get(report=report, standing="added")
    assert (row.why, row.action, row.checkable, row.quote) == ("coverage", "实施", True, one.quote[1:])
    form = hidden(signed_in.get(f"/reports/{report.ref}/correct/?sort=commitment&start={one.start}&end={one.end}").content.decode())
    assert (form["reason_checkable"], form["theme"], form["deadline"]) == ("number", one.theme, "2025")
    assert form["object"] == text[one.start : one.end]


@pytest.mark.parametrize("query", ["sort=nonsense", "sort=fact&start=5&end=5", "sort=fact&start=0&end=99999999", "sort=fact&record=nothing"])
def test_what_makes_no_sense_is_not_found(signed_in: Client, report: Report, query: str) -> None:
    assert signed_in.get(f"/reports/{report.ref}/correct/?{query}").status_code == 404


@pytest.mark.parametrize("change", [{"sort": "finding"}, {"do": "burn"}, {"number": "x"}, {"anchor_start": "-1"}, {"anchor_end": "99999999999999"}])
def test_bent_forms_are_not_found(signed_in: Client, report: Report, fact: FactRecord, change: dict[str, str]) -> None:
    posted = hidden(signed_in.get(f"/reports/{report.ref}/records/fact/{fact.id}/").content.decode()) | {"do": "wrong"}
    assert signed_in.post(f"/reports/{report.ref}/correct/", posted | change).status_code == 404
    assert not Correction.objects.exists()


def test_a_reason_is_shown_as_text(signed_in: Client, report: Report, fact: FactRecord) -> None:
    posted = hidden(signed_in.get(f"/reports/{report.ref}/records/fact/{fact.id}/").content.decode())
    page = signed_in.post(f"/reports/{report.ref}/correct/", posted | {"do": "right", "why": "<script>alert(1)</script>"}, follow=True).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


# ---------------------------------------------------------------- forms


@pytest.mark.parametrize("period", ["2024", "2021/2025", "2024-03", "2024-01/2024-09", "2024-Q4", "2024-06-30", "2024-Q1/2024-Q3", ""])
def test_periods_of_known_form_are_taken(period: str) -> None:
    assert checked_period(f" {period} ") == period


@pytest.mark.parametrize("period", ["24", "2024年", "2024-13", "2024-02-30", "2025/2021", "2024/2025/2026", "2024-Q5", "去年", "2024-1", "0000"])
def test_periods_of_no_form_are_refused(period: str) -> None:
    with pytest.raises(ValidationError):
        checked_period(period)


def test_forms_bring_every_record_back_as_it_is(archive: list[Report]) -> None:
    """Who opens a form and sends it unchanged changes nothing."""
    for report in archive:
        machine = report.machine()
        for record in (*machine.facts, *machine.commitments):
            kind: type[FactForm] | type[CommitmentForm] = FactForm if isinstance(record, FactRecord) else CommitmentForm
            blank = kind(initial=values_of(record), text=machine.text)
            data = {name: blank[name].value() for name in blank.fields}
            data = {name: "；".join(value) if isinstance(value, (list, tuple)) else value for name, value in data.items() if value is not None and value is not False}
            form = kind({name: blank.fields[name].prepare_value(value) for name, value in data.items()}, text=machine.text)
            if isinstance(record, FactRecord) and not record.indicator:
                assert list(form.errors) == ["indicator"]
                continue
            assert form.is_valid(), (record, form.errors)
            plain = msgspec.json.decode(msgspec.json.encode(record))
            assert {name: value for name, value in form.said().items() if value != plain[name]} == {}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"qualifier": "range", "value_high": ""}, "value_high"),
        ({"value_high": "1"}, "value_high"),
        ({"indicator": "  "}, "indicator"),
        ({"value": "1e30"}, "value"),
        ({"role": "dream"}, "role"),
        ({"start": "50", "end": "40"}, "end"),
        ({"start": "10", "end": "400"}, "end"),
        ({"base": "yearly?"}, "base"),
    ],
)
def test_forms_refuse_what_makes_no_sense(change: dict[str, str], field: str) -> None:
    data = {"role": "target", "indicator": "公厕", "value": "12", "unit": "座", "qualifier": "exact", "measure": "level", "period": "2024", "start": "10", "end": "13"}
    text = "字" * 1000
    assert FactForm(data, text=text).is_valid()
    form = FactForm(data | change, text=text)
    assert not form.is_valid()
    assert field in form.errors


def test_forms_bring_fields_into_step() -> None:
    data = {"role": "target", "indicator": "公 厕", "value": "1,200", "unit": "座", "qualifier": "exact", "measure": "level", "period": "2024", "start": "0", "end": "3"}
    form = FactForm(data, text="字" * 10)
    assert form.is_valid()
    assert (form.said()["hardness"], form.said()["indicator"], form.said()["value"]) == ("plain", "公厕", 1200)
    form = FactForm(data | {"role": "actual", "hardness": "binding", "wording": "确保；力争", "value_high": "1300"}, text="字" * 10)
    assert form.is_valid()
    assert (form.said()["hardness"], form.said()["wording"], form.said()["qualifier"]) == (None, [], "range")


# ---------------------------------------------------------------- joining indicators


def test_indicators_are_joined_and_parted_from_a_record(signed_in: Client, archive: list[Report], report: Report) -> None:
    machine = report.machine()
    fact = next(one for one in machine.facts if not one.indicator_id and one.role == "actual" and one.indicator)
    place = Place.objects.get()
    posted = {"record": fact.id, "name": fact.indicator, "into": "城镇新增就业", "where": "here", "why": "同一指标", "action": "join"}
    answer = signed_in.post(f"/reports/{report.ref}/join/", posted, follow=True)
    assert "指标已归并" in answer.content.decode()
    row = Fact.objects.get(report=report, record=fact.id)
    assert (row.indicator, row.joined) == ("城镇新增就业", fact.indicator)
    assert Place.objects.get().stale
    assert fact.indicator in answer.content.decode()
    joining = Joining.objects.get()
    assert (joining.place, joining.why) == (place, "同一指标")
    # Confirming a joined figure does not write the joined name into it.
    say(User.objects.get(username="corrector"), report, anchored(fact), RIGHT)
    parted = signed_in.post(f"/reports/{report.ref}/join/", {"record": fact.id, "name": fact.indicator, "where": "here", "action": "part"}, follow=True)
    assert "已取消归并" in parted.content.decode()
    assert Fact.objects.get(report=report, record=fact.id).indicator == fact.indicator
    refused = signed_in.post(f"/reports/{report.ref}/join/", posted | {"into": fact.indicator}, follow=True)
    assert "已是同一指标" in refused.content.decode()


def test_what_was_joined_before_goes_along(archive: list[Report], corrector: User) -> None:
    place = Place.objects.get()
    join(corrector, "甲", "乙", None)
    join(corrector, "乙", "丙", place)
    with pytest.raises(Unjoinable):
        join(corrector, "丙", "甲", place)
    with pytest.raises(Unjoinable):
        join(corrector, "甲", "丙", place)
    part(corrector, "甲", place)
    with pytest.raises(Unjoinable):
        part(corrector, "甲", place)
    with pytest.raises(PermissionDenied):
        join(person(UserRole.READER), "丁", "戊", None)


def test_files_are_not_touched_by_corrections(report: Report, corrector: User, fact: FactRecord, examples: Path) -> None:
    before = report.machine()
    say(corrector, report, anchored(fact), WRONG)
    assert Report.objects.get(pk=report.pk).machine() == before
