"""Doing: what waits for whom, an item's page, the actions on it, the table, files."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from duixian.web.accounts.models import Role, User
from duixian.web.ledger.acting import act
from duixian.web.ledger.doing.offers import NOT_HERE, offered
from duixian.web.ledger.doing.waiting import Section, sections_of
from duixian.web.ledger.models import Event, Item, Ledger, Paper, State
from duixian.web.ledger.states import TABLE, Act
from tests.web.ledger.district import District
from tests.web.ledger.test_states import WHO, said

pytestmark = pytest.mark.django_db

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"0" * 64 + b"IEND\xaeB`\x82"


def browser(district: District, name: str) -> Client:
    """A browser in which somebody is signed in, set to English."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(district.user(name))
    return client


def waits(district: District, name: str) -> dict[str, Section]:
    """What waits for somebody, by section."""
    return {one.key: one for one in sections_of(district.user(name))}


def do(client: Client, item: Item, deed: Act, **given: Any) -> HttpResponse:
    """Opens the form of an action, fills it in, and sends it; what the form comes with stays where nothing else is said."""
    page = client.get(reverse("ledger:act", args=[item.pk, deed]))
    assert page.status_code == 200, page
    form = page.context["form"]
    data = {name: form[name].value() for name in form.fields if form[name].value() is not None and name != "papers"}
    return client.post(reverse("ledger:act", args=[item.pk, deed]), {**data, **given}, follow=True)


def test_what_waits_follows_an_item_from_draft_to_closing(district: District) -> None:
    item = district.draft()
    assert set(waits(district, "delivery")) == {"drafts"}
    assert waits(district, "officer1") == waits(district, "head1") == {}
    act(item, Act.ASSIGN, district.user("delivery"))
    assert set(waits(district, "officer1")) == set(waits(district, "head1")) == {"to-accept"}
    assert waits(district, "officer2") == waits(district, "delivery") == {}
    act(item, Act.ACCEPT, district.user("officer1"))
    act(item, Act.REPORT, district.user("officer1"), {"as_of": "2026-03-31", "value": "3"})
    assert waits(district, "head1")["entries"].count == 1
    act(item, Act.REFUSE, district.user("head1"), {"entry": item.entries.get().pk, "reason": "附照片"})
    assert waits(district, "officer1")["refused"].things[0].note == "附照片"
    act(item, Act.REPORT, district.user("officer1"), {"as_of": "2026-03-31", "value": "3"})
    assert "refused" not in waits(district, "officer1")
    act(item, Act.APPROVE, district.user("head1"), {"entry": item.entries.get(verdict="").pk})
    assert "to-report-done" in waits(district, "head1")
    act(item, Act.REPORT_DONE, district.user("head1"), {"text": "三处建成"})
    assert set(waits(district, "delivery")) == {"to-verify"}
    act(item, Act.VERIFY, district.user("delivery"), {"evidence": "现场查看"})
    assert all(waits(district, name) == {} for name in WHO)


def test_what_is_past_its_time_comes_first(district: District) -> None:
    late, soon, fresh = district.at_work(deadline="2026-01-31"), district.at_work(), district.draft()
    Item.objects.filter(pk=soon.pk).update(deadline=timezone.localdate() + timedelta(days=3))
    act(fresh, Act.ASSIGN, district.user("delivery"))
    Item.objects.filter(pk=fresh.pk).update(sign_by=timezone.now() - timedelta(hours=1))
    assert [one.item.pk for one in waits(district, "head1")["deadlines"].things if one.item] == [late.pk, soon.pk]
    assert waits(district, "delivery")["unsigned"].late
    sections = sections_of(district.user("officer1"))
    assert [one.late for one in sections] == sorted((one.late for one in sections), reverse=True)


def test_a_month_is_due_until_something_is_reported_of_it(district: District) -> None:
    item = district.at_work()
    last = timezone.localdate().replace(day=1) - timedelta(days=1)
    Item.objects.filter(pk=item.pk).update(accepted_at=timezone.now() - timedelta(days=90))
    item.entries.model.objects.filter(item=item).update(as_of=last - timedelta(days=70))
    assert waits(district, "officer1")["due-entries"].count == 1
    item.refresh_from_db()
    act(item, Act.REPORT, district.user("officer1"), {"as_of": last.isoformat(), "value": "2"})
    assert "due-entries" not in waits(district, "officer1")
    act(item, Act.REFUSE, district.user("head1"), {"entry": item.entries.get(verdict="").pk, "reason": "数字不对"})
    assert "due-entries" in waits(district, "officer1"), "what was sent back has not been reported"


def test_petitions_wait_for_who_decides_them(district: District) -> None:
    item = district.at_work()
    act(item, Act.ASK_EXTEND, district.user("head1"), {"reason": "雨季", "deadline": "2027-03-31"})
    assert "petitions" in waits(district, "delivery")
    assert "petitions" not in waits(district, "leader")
    act(item, Act.ASK_CHANGE, district.user("head1"), {"reason": "减少", "target": "2"})
    assert waits(district, "leader")["petitions"].count == 1
    assert waits(district, "delivery")["petitions"].count == 1


def test_a_leader_sees_what_needs_coordination_and_red_lights_in_charge(district: District) -> None:
    item = district.at_work(leader=district.posts["leader"].pk)
    act(item, Act.REPORT, district.user("head1"), {"as_of": "2026-04-30", "value": "1", "text": "停工", "difficulties": "用地未批", "needs_coordination": True})
    Item.objects.filter(pk=item.pk).update(light="red")
    found = waits(district, "leader")
    assert found["coordination"].things[0].note == "用地未批"
    assert found["red"].count == 1
    act(item, Act.REPORT, district.user("head1"), {"as_of": "2026-05-31", "value": "2"})
    assert "coordination" not in waits(district, "leader"), "the last entry says it is settled"


def test_nothing_of_a_closed_year_waits(district: District) -> None:
    district.draft()
    Ledger.objects.update(frozen_at=timezone.now())
    assert waits(district, "delivery") == {}


@pytest.mark.parametrize("name", [*WHO, "street1"])
def test_my_work_opens_for_everybody_and_says_so_when_nothing_waits(district: District, name: str) -> None:
    page = browser(district, name).get(reverse("ledger:work"))
    assert page.status_code == 200
    assert "Nothing waits for you" in page.content.decode()


def test_an_administrator_without_a_post_sees_and_does_nothing(district: District) -> None:
    item = district.at_work()
    admin = User.objects.create_user(username="admin", password="long enough 7", role=Role.ADMINISTRATOR)
    client = Client(headers={"accept-language": "en"})
    client.force_login(admin)
    assert client.get(item.get_absolute_url()).context["offers"] == []
    client.post(reverse("ledger:act", args=[item.pk, Act.URGE]), {"text": "快"})
    assert not Event.objects.filter(action=Act.URGE).exists()


def test_the_page_offers_what_the_table_lets_do_and_each_form_does_it(district: District) -> None:
    """Every action that is open to somebody in a state the item came through: its form opens, asks for its fields, and does it."""
    tried: set[Act] = set()
    for make in (district.draft, _assigned(district), district.at_work, _asked(district), _done(district), _verified(district), _paused(district), _suspended(district)):
        shown = make(milestones=[{"due": "2026-06-30", "what": "开工"}])
        for name in WHO:
            for row in offered(district.user(name), shown):
                if row.act in NOT_HERE or row.act in tried:
                    continue
                item = make(milestones=[{"due": "2026-06-30", "what": "开工"}])
                district.draft(title="另一事项")
                client = browser(district, name)
                assert row in [*client.get(item.get_absolute_url()).context["offers"], client.get(item.get_absolute_url()).context["step"]]
                form = client.get(reverse("ledger:act", args=[item.pk, row.act])).context["form"]
                assert {field.name for field in row.fields} <= set(form.fields)
                given = {key: value for key, value in said(item, row.act).items() if key not in ("into", "entry", "petition", "milestone")}
                if row.act is Act.MERGE:
                    given["into"] = district.ledger.items.exclude(pk=item.pk).filter(state=State.DRAFT)[0].number
                mine = Event.objects.filter(subject="item", number=item.pk, action=row.act)
                before = mine.count()
                page = do(client, item, row.act, **given)
                assert mine.count() == before + 1, (name, row.act, page.content.decode()[-2000:])
                assert page.redirect_chain[-1][0] == item.get_absolute_url()
                tried.add(row.act)
    assert tried == {row.act for row in TABLE} - NOT_HERE


def _assigned(district: District) -> Any:
    def make(**given: Any) -> Item:
        item = district.draft(**given)
        act(item, Act.ASSIGN, district.user("delivery"))
        return item

    return make


def _asked(district: District) -> Any:
    def make(**given: Any) -> Item:
        item = district.at_work(**given)
        head = district.user("head1")
        act(item, Act.REPORT, district.user("officer1"), {"as_of": "2026-04-30", "value": "2"})
        act(item, Act.ASK_SUSPEND, head, {"reason": "规划调整"})
        act(item, Act.ASK_EXTEND, head, {"reason": "雨季", "deadline": "2027-03-31"})
        act(item, Act.ASK_CHANGE, head, {"reason": "减少", "target": "2"})
        return item

    return make


def _done(district: District) -> Any:
    def make(**given: Any) -> Item:
        item = district.at_work(**given)
        act(item, Act.REPORT_DONE, district.user("head1"), {"text": "完成"})
        return item

    return make


def _verified(district: District) -> Any:
    def make(**given: Any) -> Item:
        item = _done(district)(**given)
        act(item, Act.VERIFY, district.user("delivery"), {"evidence": "查看"})
        return item

    return make


def _paused(district: District) -> Any:
    def make(**given: Any) -> Item:
        item = district.at_work(**given)
        act(item, Act.ASK_SUSPEND, district.user("head1"), {"reason": "规划调整"})
        act(item, Act.SUSPEND, district.user("leader"), {"petition": item.petitions.get().pk})
        return item

    return make


def _suspended(district: District) -> Any:
    def make(**given: Any) -> Item:
        item = _paused(district)(**given)
        act(item, Act.ASK_RESUME, district.user("head1"), {"reason": "规划已定"})
        return item

    return make


def test_what_is_known_is_filled_in(district: District) -> None:
    item = district.at_work()
    form = browser(district, "officer1").get(reverse("ledger:act", args=[item.pk, Act.REPORT])).context["form"]
    assert form["value"].value() == "1"
    assert form["as_of"].value() <= timezone.localdate()
    act(item, Act.REPORT, district.user("officer1"), {"as_of": "2026-04-30", "value": "2"})
    form = browser(district, "head1").get(reverse("ledger:act", args=[item.pk, Act.APPROVE])).context["form"]
    assert form["entry"].value() == item.entries.get(verdict="").pk


def test_an_edit_changes_what_differs_and_a_double_click_changes_it_once(district: District) -> None:
    item = district.draft(milestones=[{"due": "2026-06-30", "what": "开工", "planned": "1.5"}])
    client = browser(district, "delivery")
    form = client.get(reverse("ledger:act", args=[item.pk, Act.EDIT])).context["form"]
    data = {name: form[name].value() for name in form.fields if name != "milestones" and form[name].value() is not None}
    data |= {"title": "新建公园四处", "milestones-due": ["2026-06-30", ""], "milestones-what": ["开工", ""], "milestones-planned": ["1.5", ""]}
    for _click in range(2):
        client.post(reverse("ledger:act", args=[item.pk, Act.EDIT]), data)
    event = Event.objects.get(subject="item", number=item.pk, action=Act.EDIT)
    assert event.data == {"title": "新建公园四处", "old": {"title": "新建公园三处"}}


def test_what_is_wrong_stands_beside_its_field(district: District) -> None:
    item = district.at_work()
    client = browser(district, "officer1")
    address = reverse("ledger:act", args=[item.pk, Act.REPORT])
    page = client.post(address, {"as_of": "2026-04-30", "value": "many", "text": "写了很多"})
    assert page.status_code == 422
    assert page.context["form"].errors["value"]
    assert "写了很多" in page.content.decode(), "what was typed stays"
    assert client.post(address, {"as_of": "", "value": "2"}, headers={"HX-Request": "true"}).status_code == 200, "htmx shows it in place"
    assert item.entries.count() == 1


def test_who_was_second_is_told_and_loses_nothing(district: District) -> None:
    item = district.at_work()
    client = browser(district, "officer1")
    address = reverse("ledger:act", args=[item.pk, Act.REPORT])
    form = client.get(address).context["form"]
    old = {"revision": form["revision"].value(), "key": form["key"].value(), "as_of": "2026-04-30", "value": "2", "text": "两处"}
    act(item, Act.URGE, district.user("delivery"), {"text": "请加快"})
    page = client.post(address, old)
    assert page.status_code == 422
    assert "Somebody else has changed this meanwhile" in page.content.decode()
    form = page.context["form"]
    again = {name: form[name].value() for name in ("revision", "key", "as_of", "value", "text")}
    assert again["text"] == "两处"
    assert client.post(address, again).status_code == 302
    assert item.entries.count() == 2


def test_a_double_click_acts_once(district: District) -> None:
    item = district.at_work()
    client = browser(district, "officer1")
    address = reverse("ledger:act", args=[item.pk, Act.REPORT])
    form = client.get(address).context["form"]
    data = {"revision": form["revision"].value(), "key": form["key"].value(), "as_of": "2026-04-30", "value": "2"}
    answers = [client.post(address, data) for _click in range(2)]
    assert [one.status_code for one in answers] == [302, 302]
    assert item.entries.count() == 2


def test_htmx_is_led_back_by_its_own_header(district: District) -> None:
    item = district.at_work()
    answer = browser(district, "delivery").post(reverse("ledger:act", args=[item.pk, Act.URGE]), {"text": "快"}, headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == item.get_absolute_url()


def test_files_come_with_an_entry_and_are_given_as_downloads_to_who_works_here(district: District, client: Client) -> None:
    item = district.at_work()
    page = do(browser(district, "officer1"), item, Act.REPORT, value="2", papers=[SimpleUploadedFile("现场.png", PNG), SimpleUploadedFile("二.png", PNG.replace(b"00", b"11"))])
    assert page.status_code == 200
    paper = Paper.objects.get(name="现场.png")
    address = reverse("ledger:paper", args=[paper.pk])
    assert address in page.content.decode()
    answer = browser(district, "head2").get(address)
    assert (b"".join(answer), answer["Content-Type"]) == (PNG, "image/png")
    assert answer["Content-Disposition"].startswith("attachment")
    assert client.get(address).status_code == 302, "asked to sign in"
    reader = Client()
    reader.force_login(User.objects.create_user(username="reader", password="long enough 7", role=Role.READER))
    assert reader.get(address).status_code == 403


@pytest.mark.parametrize(("name", "content"), [("a.html", b"<script>"), ("a.png", b"<html>"), ("a.png", b"")])
def test_files_that_are_not_what_they_say_are_refused_and_nothing_is_done(district: District, name: str, content: bytes) -> None:
    item = district.at_work()
    page = do(browser(district, "officer1"), item, Act.REPORT, value="2", papers=[SimpleUploadedFile(name, content)])
    assert page.status_code == 422
    assert (item.entries.count(), Paper.objects.count()) == (1, 0)


def test_many_at_once_and_who_cannot_keeps_nobody_back(district: District) -> None:
    first, second, gone = district.draft(), district.draft(), district.draft()
    client = browser(district, "delivery")
    things = client.get(reverse("ledger:work")).context["sections"][0].things
    ticked = {"act": "assign", "key": "k", "one": [one.value for one in things]}
    act(gone, Act.URGE if gone.state != State.DRAFT else Act.EDIT, district.user("delivery"), {"title": "改过"})
    for _click in range(2):
        client.post(reverse("ledger:bulk"), ticked)
    assert Event.objects.filter(action=Act.ASSIGN).count() == 2
    for item, state in ((first, State.ASSIGNED), (second, State.ASSIGNED), (gone, State.DRAFT)):
        item.refresh_from_db()
        assert item.state == state
    officer = browser(district, "officer1")
    things = officer.get(reverse("ledger:work")).context["sections"][0].things
    officer.post(reverse("ledger:bulk"), {"act": "accept", "one": [one.value for one in things]})
    for item in (first, second):
        act(item.pk, Act.REPORT, district.user("officer1"), {"as_of": "2026-04-30", "value": "1"})
    head = browser(district, "head1")
    entries = next(one for one in head.get(reverse("ledger:work")).context["sections"] if one.key == "entries")
    head.post(reverse("ledger:bulk"), {"act": "approve", "one": [one.value for one in entries.things]})
    assert Event.objects.filter(action=Act.APPROVE).count() == 2


@pytest.mark.parametrize("data", [{"act": "drop", "one": "1:1"}, {"act": "assign", "one": "x"}, {"act": "approve", "one": "1:1"}, {"act": "assign", "one": "99999:0"}, {"act": ""}])
def test_what_no_page_of_ours_sends_is_not_done(district: District, data: dict[str, str]) -> None:
    assert browser(district, "delivery").post(reverse("ledger:bulk"), data).status_code == 404


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ({}, "123"), ({"state": "draft"}, "13"), ({"state": "open"}, "123"), ({"state": "under_way"}, "2"), ({"state": "ended"}, ""), ({"kind": "task"}, "3"),
        ({"q": "公园"}, "12"), ({"q": "2026-00003"}, "3"), ({"light": "none"}, "13"), ({"light": "red"}, "2"), ({"light": "green"}, ""), ({"light": "x"}, "123"), ({"due": "late"}, "3"), ({"sort": "-number"}, "321"),
        ({"section": "民生"}, "3"), ({"theme": "ecology"}, "1"), ({"state": "nonsense", "sort": "x", "office": "x", "due": "x"}, "123"),
    ],
)  # fmt: skip
def test_the_table_shows_what_is_asked_for(district: District, query: dict[str, str], numbers: str) -> None:
    district.draft(theme="ecology")
    Item.objects.filter(pk=district.at_work().pk).update(light="red")
    district.draft(title="修路", kind="task", section="民生", deadline="2026-01-01")
    client = browser(district, "leader")
    page = client.get(reverse("ledger:table", args=[district.ledger.pk]), query)
    assert "".join(one.number[-1] for one in page.context["page"]) == numbers
    rows = client.get(reverse("ledger:table", args=[district.ledger.pk]), {**query, "format": "json"}).json()
    assert "".join(one["number"][-1] for one in rows) == numbers


@pytest.mark.parametrize("form", ["csv", "xlsx", "json", "parquet"])
def test_the_table_comes_as_a_file(district: District, form: str) -> None:
    district.at_work(supporting=[district.offices["department2"].pk])
    answer = browser(district, "leader").get(reverse("ledger:table", args=[district.ledger.pk]), {"format": form})
    assert answer["Content-Disposition"].startswith("attachment")
    assert len(b"".join(answer) if answer.streaming else answer.content) > 100


def test_a_section_with_no_list_elsewhere_is_shown_whole(district: District) -> None:
    for number in range(12):
        district.at_work(title=f"改造老旧小区{number + 1}个")
    Item.objects.update(accepted_at=timezone.now() - timedelta(days=70))
    client = browser(district, "officer1")

    def due(address: str) -> Section:
        return next(one for one in client.get(address).context["sections"] if one.key == "due-entries")

    some = due("/ledger/")
    assert (some.count, len(some.things), some.more) == (12, 10, "?show=due-entries#due-entries")
    whole = due(f"/ledger/{some.more}")
    assert (whole.count, len(whole.things), whole.more) == (12, 12, "")


def test_offices_that_support_are_found_too(district: District) -> None:
    district.draft(supporting=[district.offices["department2"].pk])
    page = browser(district, "leader").get(reverse("ledger:table", args=[district.ledger.pk]), {"office": district.offices["department2"].pk})
    assert page.context["page"].paginator.count == 1
    assert district.offices["department2"].pk in dict(page.context["offices"])


def test_ledgers_say_how_each_year_stands(district: District) -> None:
    district.draft()
    district.at_work()
    page = browser(district, "auditor").get(reverse("ledger:ledgers"))
    (one,) = page.context["ledgers"]
    assert (one.total, one.drafts, one.under_way, one.verified) == (2, 1, 1, 0)


def test_the_delivery_office_begins_a_ledger_where_ledgers_stand(district: District) -> None:
    for name, may in (("delivery", True), ("leader", False)):
        page = browser(district, name).get(reverse("ledger:ledgers"))
        assert (f'href="{reverse("ledger:open")}"' in page.content.decode()) is may


def test_the_item_page_tells_the_whole_story(district: District) -> None:
    item = district.at_work(milestones=[{"due": "2026-06-30", "what": "开工", "planned": "1"}], sources=[{"quote": "新建公园三处", "document": "重点工作分工方案"}])
    act(item, Act.ASK_EXTEND, district.user("head1"), {"reason": "雨季", "deadline": "2027-03-31"})
    act(item, Act.EXTEND, district.user("delivery"), {"petition": item.petitions.get().pk})
    merged = district.draft(title="同一件事")
    act(merged, Act.MERGE, district.user("delivery"), {"into": item.pk, "reason": "重复"})
    page = browser(district, "leader").get(item.get_absolute_url())
    text = page.content.decode()
    assert [told.event.action for told in page.context["story"] if told.event.user_id] == ["create", "assign", "accept", "report", "approve", "ask_extend", "extend"]
    for words in ("重点工作分工方案", "开工", "建成一处", "雨季", "2027-03-31", "同一件事", "<svg"):
        assert words in text
    assert len(page.content) < 300_000


def test_few_queries_however_many_items(district: District, django_assert_max_num_queries: Any) -> None:
    for number in range(12):
        item = district.at_work(title=f"事项{number}", supporting=[district.offices["department2"].pk])
        act(item, Act.REPORT, district.user("officer1"), {"as_of": "2026-04-30", "value": "2"})
        act(item, Act.ASK_EXTEND, district.user("head1"), {"reason": "雨季", "deadline": "2027-03-31"})
        district.draft()
    for name, most in (("delivery", 24), ("head1", 24), ("officer1", 22), ("leader", 20)):
        client = browser(district, name)
        with django_assert_max_num_queries(most):
            client.get(reverse("ledger:work"))
    client = browser(district, "leader")
    with django_assert_max_num_queries(16):
        client.get(reverse("ledger:table", args=[district.ledger.pk]))
    with django_assert_max_num_queries(34):
        client.get(item.get_absolute_url())
    auditor = browser(district, "auditor")
    with django_assert_max_num_queries(20):
        auditor.get(reverse("ledger:log"))
