"""Lights kept in step with the ledger, their story in the log, rules put in force, trials, holidays and settings on their pages."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from duixian.web.accounts.models import Role, User
from duixian.web.ledger.acting import act
from duixian.web.ledger.lights.days import Unit
from duixian.web.ledger.lights.force import holding, put_in_force, save
from duixian.web.ledger.lights.holiday_file import read_table
from duixian.web.ledger.lights.limits import limit
from duixian.web.ledger.lights.models import InForce, LightDay, Limit, Notice, RuleSet
from duixian.web.ledger.lights.monthly import lights_at, trend
from duixian.web.ledger.lights.notices import load, working_days
from duixian.web.ledger.lights.presets import preset
from duixian.web.ledger.lights.refresh import refresh
from duixian.web.ledger.lights.trial import tried
from duixian.web.ledger.models import Event, Item, Ledger, State
from duixian.web.ledger.options import option, set_option
from duixian.web.ledger.refusals import KeyReused, Lacking
from duixian.web.ledger.states import Act
from tests.web.ledger.district import District

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Sets the day it is: ``clock(2026, 10, 10)``."""

    def to(*day: int) -> date:
        now = timezone.make_aware(datetime(*day, 9, 0))  # type: ignore[misc]
        monkeypatch.setattr("django.utils.timezone.now", lambda: now)
        return now.date()

    return to


def of_preset(key: str, district: District) -> RuleSet:
    one = preset(key)
    assert one is not None
    return save(one.name["zh"], one.rules, district.user("delivery"), base=one)


def years_of_work(district: District, clock: Any, *every: dict[int, int], **given: Any) -> list[Item]:
    """Items of 100 that were accepted on 5 January; each of ``every`` is what was reported at the end of a month, on the third of the next."""
    clock(2026, 1, 5)
    items = [district.draft(target="100", unit="处", **given) for _each in every]
    for item in items:
        act(item, Act.ASSIGN, district.user("delivery"))
        act(item, Act.ACCEPT, district.user("officer1"))
    for month in range(1, 13):
        clock(2026 + month // 12, month % 12 + 1, 3)
        end = timezone.localdate().replace(day=1) - timedelta(days=1)
        for item, done in zip(items, every, strict=True):
            if month in done:
                act(item, Act.REPORT, district.user("head1"), {"as_of": end.isoformat(), "value": str(done[month])})
        if not any(month < one for done in every for one in done):
            break
    return items


def year_of_work(district: District, clock: Any, done: dict[int, int], **given: Any) -> Item:
    """One such item."""
    return years_of_work(district, clock, done, **given)[0]


def lights_of(item: Item) -> list[tuple[str, str]]:
    return [(one.data["before"], one.data["after"]) for one in Event.objects.filter(subject="item", number=item.pk, action="light")]


def test_a_light_follows_what_is_done_and_the_log_tells_it(district: District, clock: Any) -> None:
    item = year_of_work(district, clock, {1: 9, 2: 17, 3: 20})
    assert (item.light, lights_of(item)) == ("green", [("", "green")])
    clock(2026, 4, 10)
    assert refresh(district.ledger) == 1
    item.refresh_from_db()
    assert item.light == "yellow"
    assert "应达 25%，实际 20%，差 5 个百分点" in item.light_why["zh"]
    act(item, Act.REPORT, district.user("head1"), {"as_of": "2026-04-09", "value": "26"})
    assert item.light == "green"
    act(item, Act.ASK_SUSPEND, district.user("head1"), {"reason": "规划调整"})
    act(item, Act.SUSPEND, district.user("leader"), {"petition": item.petitions.get().pk})
    assert (item.light, item.light_why) == ("", {})
    assert lights_of(item) == [("", "green"), ("green", "yellow"), ("yellow", "green"), ("green", "")]
    story = Event.objects.filter(subject="item", number=item.pk, action="light").last()
    assert story is not None
    assert story.before == story.after == State.SUSPENDED, "the state is not what changes"


def test_what_is_in_step_is_left_alone(district: District, clock: Any) -> None:
    year_of_work(district, clock, {1: 9})
    clock(2026, 3, 9)
    refresh(district.ledger)
    events = Event.objects.count()
    assert refresh(district.ledger) == 0
    assert Event.objects.count() == events


def test_refreshing_asks_the_same_however_many_items(district: District, clock: Any, django_assert_max_num_queries: Any) -> None:
    item = year_of_work(district, clock, {1: 9})
    Item.objects.bulk_create(
        Item(ledger=district.ledger, number=f"2026-9{number:04d}", kind="goal", title=f"事项{number}", unit="处", target=100, deadline=date(2026, 12, 31), lead=item.lead, state="in_progress", assigned_at=item.assigned_at, accepted_at=item.accepted_at)
        for number in range(300)
    )  # fmt: skip
    clock(2026, 6, 9)
    with django_assert_max_num_queries(30):
        assert refresh(district.ledger) == 301
    assert set(Item.objects.filter(number__startswith="2026-9").values_list("light", flat=True)) == {"red"}
    assert Event.objects.filter(action="light").count() == 302


def test_month_ends_are_kept_and_are_those_of_the_log(district: District, clock: Any) -> None:
    item = year_of_work(district, clock, {1: 9, 2: 17, 3: 20, 4: 20})
    clock(2026, 6, 2)
    refresh(district.ledger)
    days = [one.date() if isinstance(one, datetime) else one for one in LightDay.objects.filter(item=item).values_list("day", flat=True)]
    assert days == [date(2026, month, 1) - timedelta(days=1) for month in (2, 3, 4, 5, 6)]
    for day, counts in trend(district.ledger):
        assert counts == {lights_at(district.ledger, day)[item.pk]: 1}
    refresh(district.ledger)
    assert LightDay.objects.count() == len(days)


def test_a_closed_years_lights_stay(district: District, clock: Any) -> None:
    item = year_of_work(district, clock, {1: 9})
    Ledger.objects.filter(pk=district.ledger.pk).update(frozen_at=timezone.now())
    clock(2027, 6, 1)
    district.ledger.refresh_from_db()
    assert refresh(district.ledger) == 0
    item.refresh_from_db()
    assert item.light == "green"


def test_the_office_chooses_and_every_light_follows(district: District, clock: Any) -> None:
    item = year_of_work(district, clock, {month: 62 * month // 9 for month in range(1, 10)})
    clock(2026, 10, 10)
    refresh(district.ledger)
    item.refresh_from_db()
    assert item.light == "red", "the general rules hold until the office has chosen"
    assert item.light_why["version"] == 0
    for key, expected in (("yinchuan-2025", "yellow"), ("wuhan", "green")):
        row = of_preset(key, district)
        put_in_force(row, date(2026, 10, 10), district.user("delivery"), reason="会议决定")
        item.refresh_from_db()
        assert (item.light, item.light_why["set"], item.light_why["version"]) == (expected, row.pk, 1)
    later = of_preset("ten-points", district)
    put_in_force(later, date(2026, 11, 1), district.user("delivery"), reason="下月起")
    assert holding(date(2026, 10, 31)).name["zh"].startswith("武汉")
    assert holding(date(2026, 11, 1)).pk == later.pk
    with pytest.raises(Lacking):
        put_in_force(later, date(2026, 10, 9), district.user("delivery"), reason="倒签")
    with pytest.raises(Lacking):
        put_in_force(later, date(2026, 10, 10), district.user("delivery"), reason=" ")


def test_versions_are_added_and_a_request_twice_saves_once(district: District) -> None:
    delivery, one = district.user("delivery"), preset("wuhan")
    assert one is not None
    first = save("本区", one.rules, delivery, base=one, key="a")
    assert save("本区", one.rules, delivery, base=one, key="a").pk == first.pk
    second = save("本区", one.rules, delivery, base=first, reason="放宽", key="b")
    assert [first.version, second.version, second.preset] == [1, 2, "wuhan"]
    assert Event.objects.filter(subject="rules", action="save").count() == 2
    with pytest.raises(KeyReused):
        put_in_force(second, timezone.localdate(), delivery, reason="x", key="b")


def test_a_trial_says_what_would_have_been_and_changes_nothing(district: District, clock: Any) -> None:
    item, second = years_of_work(district, clock, {month: 62 * month // 9 for month in range(1, 12)}, {month: 9 * month for month in range(1, 12)})
    clock(2027, 1, 20)
    refresh(district.ledger)
    events, ten, wuhan = Event.objects.count(), preset("ten-points"), preset("wuhan")
    assert ten is not None
    assert wuhan is not None
    found = tried(district.ledger, ten.rules, wuhan.rules)
    assert len(found.months) == 12
    september = found.months[8]
    assert september.end == date(2026, 9, 30)
    assert (september.before, september.after) == ({"red": 1, "green": 1}, {"green": 2})
    assert [(one.item, one.before.light, one.after.light) for one in september.differ] == [(item.pk, "red", "green")]
    assert september.differ[0].before.findings[0].figures["points"] == 13
    assert second.pk not in {one.item for one in september.differ}
    assert Event.objects.count() == events


def test_a_trial_knows_the_state_and_the_deadline_of_the_time(district: District, clock: Any) -> None:
    item = year_of_work(district, clock, {month: 9 * month for month in range(1, 4)}, deadline="2026-06-30")
    act(item, Act.ASK_EXTEND, district.user("head1"), {"reason": "雨季", "deadline": "2026-12-31"})
    clock(2026, 5, 6)
    act(item, Act.EXTEND, district.user("delivery"), {"petition": item.petitions.get().pk})
    clock(2026, 6, 6)
    act(item, Act.ASK_SUSPEND, district.user("head1"), {"reason": "规划调整"})
    act(item, Act.SUSPEND, district.user("leader"), {"petition": item.petitions.get(kind="suspend").pk})
    clock(2026, 8, 1)
    ten = preset("ten-points")
    assert ten is not None
    months = tried(district.ledger, ten.rules, ten.rules).months
    assert [sum(one.before.values()) for one in months] == [1, 1, 1, 1, 1, 0, 0], "suspended since June"
    assert months[2].before == {"red": 1}, "27 of the 50 that the old deadline asked for"
    assert months[0].before == {"yellow": 1}


def test_holidays_move_what_was_provisional(district: District, clock: Any) -> None:
    clock(2031, 9, 30)
    ledger = Ledger.objects.create(place=district.ledger.place, year=2031, title="2031")
    district.ledger = ledger
    item = district.draft(target=None, unit="", deadline="2031-10-10")
    act(item, Act.ASSIGN, district.user("delivery"))
    assert timezone.localtime(item.sign_by).date() == date(2031, 10, 1)
    assert Limit.objects.get().provisional
    rows = preset("xian-deadline")
    assert rows is not None
    other = limit("case", 1, "contact", timezone.now(), 2, Unit.WORKING_DAYS)
    assert timezone.localtime(other).date() == date(2031, 10, 2)
    days = {date(2031, 10, day): False for day in range(1, 8)} | {date(2031, 10, 11): True}
    load(2031, days, {}, district.user("delivery"), reason="2031 年放假通知", key="n")
    load(2031, days, {}, district.user("delivery"), reason="2031 年放假通知", key="n")
    item.refresh_from_db()
    assert timezone.localtime(item.sign_by).date() == date(2031, 10, 8)
    assert [timezone.localtime(one.due).date() for one in Limit.objects.order_by("id")] == [date(2031, 10, 8), date(2031, 10, 9)]
    assert not Limit.objects.filter(provisional=True).exists()
    assert Notice.objects.count() == Event.objects.filter(subject="notice").count() == 1
    assert working_days().is_announced(date(2031, 5, 5))


def test_a_later_notice_of_a_year_takes_the_place_of_the_earlier(district: District) -> None:
    user = district.user("delivery")
    load(2031, {date(2031, 10, 1): False}, {}, user, reason="一")
    load(2031, {date(2031, 10, 2): False}, {}, user, reason="二")
    assert working_days().is_working(date(2031, 10, 1))
    assert not working_days().is_working(date(2031, 10, 2))
    for days in ({}, {date(2030, 6, 1): False}, {date(2030, 12, 31): False}):
        with pytest.raises(Lacking):
            load(2031, days, {}, user, reason="三")


def sheet(*rows: tuple[Any, ...]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("h.csv", b"day,holiday|working\n2031-10-01,holiday\n2031-10-11,working\n"),
        ("h.csv", "\ufeff日期,类别,节日\n2031/10/1,放假,国庆节\n\n2031.10.11,上班,国庆节\n".encode()),
        ("h.csv", "日期,类别\n20311001,休\n20311011,班\n".encode("gb18030")),
        ("h.xlsx", sheet(("日期", "类别", "名称"), (datetime(2031, 10, 1), "放假", "国庆节"), ("2031-10-11", "补班", None))),
    ],
)
def test_tables_of_holidays(name: str, written: bytes) -> None:
    assert read_table(name, io.BytesIO(written)).days == {date(2031, 10, 1): False, date(2031, 10, 11): True}


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("h.csv", b""), ("h.csv", b"a,b\n1,2\n"), ("h.csv", "日期,类别\n明天,放假\n".encode()), ("h.csv", "日期,类别\n2031-10-01,也许\n".encode()),
        ("h.csv", "日期,类别\n2031-10-01,放假\n2031-10-01,上班\n".encode()), ("h.xlsx", b"no workbook"), ("h.csv", b"\xff\xfe\xff\xff\x80\x00"), ("h.csv", "日期,类别\n2031-10-01\n".encode()),
    ],
)  # fmt: skip
def test_tables_that_cannot_be_read_say_why(name: str, written: bytes) -> None:
    with pytest.raises(Lacking):
        read_table(name, io.BytesIO(written))


@pytest.fixture
def delivery(district: District, client: Client) -> Client:
    client.force_login(district.user("delivery"))
    return client


def test_from_a_preset_over_the_editor_and_the_trial_into_force(district: District, delivery: Client, clock: Any) -> None:
    item = year_of_work(district, clock, {month: 62 * month // 9 for month in range(1, 10)})
    today = clock(2026, 10, 10)
    page = delivery.get(reverse("ledger:rules"))
    assert "武汉" in page.content.decode()
    taken = delivery.post(reverse("ledger:rules-take"), {"preset": "yinchuan-2025", "key": "k1"})
    row = RuleSet.objects.get()
    assert taken["Location"] == reverse("ledger:rule-set", args=[row.pk])
    assert "落后 10 个百分点及以上亮黄灯" in delivery.get(taken["Location"]).content.decode()
    form = delivery.get(reverse("ledger:rules-edit", args=[row.pk])).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields} | {"count-yellow": "15", "reason": "放宽黄灯", "key": "k2"}
    made = delivery.post(reverse("ledger:rules-edit", args=[row.pk]), sent)
    second = RuleSet.objects.get(version=2)
    assert made["Location"] == reverse("ledger:rule-set", args=[second.pk])
    changed = {name for name, rule in second.rules.items() if rule != row.rules[name]}
    assert changed == {"count"}
    assert (second.rules["count"]["yellow"], second.rules["count"]["stated"]) == ("15", False)
    trial = delivery.get(reverse("ledger:rules-trial", args=[second.pk]), {"ledger": district.ledger.pk, "month": "2026-09-30"})
    assert item.title in trial.content.decode()
    assert "差 13 个百分点" in trial.content.decode()
    said = {"since": today.isoformat(), "reason": "经会议研究", "key": "k3"}
    for _once in range(2):
        assert delivery.post(reverse("ledger:rules-force", args=[second.pk]), said).status_code == 302
    assert InForce.objects.count() == 1
    item.refresh_from_db()
    assert item.light == "green"
    assert delivery.get(reverse("ledger:rules")).context["held"].pk == second.pk


def test_the_editor_says_what_cannot_be(district: District, delivery: Client) -> None:
    row = of_preset("wuhan", district)
    url = reverse("ledger:rules-edit", args=[row.pk])
    form = delivery.get(url).context["form"]
    good = {name: form[name].value() or "" for name in form.fields} | {"reason": "试"}
    for bad in ({"count-yellow": "50"}, {"count-line": "planned", "count-plan": "六月 45"}, {"count-line": "planned", "count-plan": ""}, {"deadline-yellow": "1.5"}, {"reason": ""}, {"count-red": "x"}):
        answer = delivery.post(url, {**good, **bad})
        assert answer.status_code == 422, bad
        assert 'class="errors"' in answer.content.decode()
    assert delivery.post(url, {**good, "count-line": "planned", "count-plan": "06-30 45，9-30 70; 12/31 80%"}).status_code == 302
    assert RuleSet.objects.get(version=2).rules["count"]["plan"] == [{"month": 6, "day": 30, "share": "45"}, {"month": 9, "day": 30, "share": "70"}, {"month": 12, "day": 31, "share": "80"}]


def test_settings_are_changed_with_a_reason(district: District, delivery: Client) -> None:
    url = reverse("ledger:options")
    assert delivery.get(url).status_code == 200
    assert delivery.post(url, {"report_day": "8"}).status_code == 422
    assert delivery.post(url, {"report_day": "x", "reason": "y"}).status_code == 422
    assert delivery.post(url, {"report_day": "40", "reason": "y"}).status_code == 422
    assert delivery.post(url, {"report_day": "8", "sign_hours": "24", "reason": "春节顺延"}).status_code == 302
    assert option("report_day") == 8
    event = Event.objects.get(subject="option")
    assert (event.data["old"], event.data["value"], event.reason, event.user) == (5, 8, "春节顺延", district.user("delivery"))
    assert "春节顺延" in delivery.get(url).content.decode()


def test_holidays_are_loaded_on_their_page(district: District, delivery: Client) -> None:
    url = reverse("ledger:holidays")
    assert delivery.get(url).status_code == 200
    file = SimpleUploadedFile("2031.csv", "日期,类别,节日\n2031-10-01,放假,国庆节\n".encode())
    assert delivery.post(url, {"year": "2031", "reason": "放假通知", "file": file, "key": "h"}).status_code == 302
    assert not working_days().is_working(date(2031, 10, 1))
    for bad in ({"year": "x"}, {"file": ""}, {"reason": ""}, {"year": "2040"}):
        again = SimpleUploadedFile("2031.csv", "日期,类别\n2031-10-01,放假\n".encode())
        assert delivery.post(url, {"year": "2031", "reason": "r", "file": again, "key": "h2", **bad}).status_code == 422, bad


def test_the_page_of_an_item_shows_why_and_the_line(district: District, clock: Any, rf: Any) -> None:
    from django.template.loader import render_to_string

    from duixian.web.ledger.lights.chart import block

    item = year_of_work(district, clock, {1: 9, 2: 17, 3: 20})
    clock(2026, 4, 10)
    refresh(district.ledger)
    item.refresh_from_db()
    request = rf.get("/")
    request.LANGUAGE_CODE = "zh-hans"
    one = block(request, item)
    assert one is not None
    shown = render_to_string(one.template, {"block": one.context, "item": item})
    assert "差 5 个百分点" in shown
    assert "<polyline" in shown
    assert one.context["chart"].rows[2].expected == 25
    assert one.context["chart"].rows[2].actual == 20


PAGES = ["rules", "options", "holidays"]


@pytest.mark.parametrize("name", PAGES)
def test_who_sets_rules(district: District, client: Client, name: str) -> None:
    for who, status in (("delivery", 200), ("leader", 403), ("officer1", 403), ("auditor", 403)):
        client.force_login(district.user(who))
        assert client.get(reverse(f"ledger:{name}")).status_code == status
    client.force_login(User.objects.create_user(username="root1", password="long enough 7", role=Role.ADMINISTRATOR))
    assert client.get(reverse(f"ledger:{name}")).status_code == 200


def test_pages_ask_little(district: District, delivery: Client, django_assert_max_num_queries: Any) -> None:
    for number in range(6):
        of_preset("wuhan", district)
        set_option("report_day", number + 2, district.user("delivery"), "x")
    for name in PAGES:
        with django_assert_max_num_queries(16):
            delivery.get(reverse(f"ledger:{name}"))
