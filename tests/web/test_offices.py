"""Offices, posts and people: lists in and out, pages, handing over, closing."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from duixian.web.accounts import lists, offices, sample
from duixian.web.accounts.models import Office, OfficeKind, Post, PostRole, User
from duixian.web.accounts.passing import waiting
from duixian.web.accounts.posts import held, holder
from duixian.web.ledger.models import Event
from duixian.web.ledger.refusals import Refused
from duixian.web.ledger.rights import open_to
from duixian.web.ledger.states import Act
from tests.web.ledger.district import District, build

pytestmark = pytest.mark.django_db

HEAD = ["单位名称", "简称", "类别", "上级", "职责", "岗位", "角色", "姓名", "登录名", "分管领域", "分管单位", "撤销日期"]


@pytest.fixture
def district(db: None) -> District:
    return build()


@pytest.fixture
def admin(client: Client, administrator: User) -> Client:
    client.force_login(administrator)
    return client


def book(*rows: list[str | None], head: list[str] = HEAD, title: str = "名册") -> io.BytesIO:
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = title
    for row in ([title], head, *rows):
        sheet.append(row)
    stream = io.BytesIO()
    made.save(stream)
    stream.seek(0)
    return stream


def brought(stream: io.BytesIO, user: User, *, really: bool = True) -> lists.Outcome:
    rows, faults = lists.read_list(stream)
    assert not faults
    return lists.bring(rows, user, really=really)


NEW: list[list[str | None]] = [
    ["区教育局", "教育局", "部门", None, "学校建设；学前教育", "局长", "部门负责人", "张明", "zhangming"],
    [None, None, None, None, None, "联络员", "联络员", "李静"],
    ["柳溪社区", None, "社区", "南湖街道", None, "网格员", None, "王平", "wangping"],
    ["南湖街道", None, "街道", None, None, "主任", None, "赵刚", "zhaogang"],
    ["区政府", None, "区领导", None, None, "副区长", None, "周岚", "zhoulan", "教育、卫生", "区教育局、南湖街道"],
]


def test_a_list_makes_offices_posts_and_people_as_it_said_it_would(administrator: User) -> None:
    looked = brought(book(*NEW), administrator, really=False)
    assert not looked.faults
    assert (Office.objects.count(), Post.objects.count(), Event.objects.count(), User.objects.count()) == (0, 0, 0, 1), "looking changes nothing"
    done = brought(book(*NEW), administrator)
    assert done.changes == looked.changes, "what was shown is what was done"
    assert (Office.objects.count(), Post.objects.count()) == (4, 5)
    office = Office.objects.get(name="区教育局")
    assert (office.short, office.duties) == ("教育局", "学校建设\n学前教育")
    assert Office.objects.get(name="柳溪社区").parent == Office.objects.get(name="南湖街道"), "a community may stand before its street"
    leader = Post.objects.get(title="副区长")
    assert (leader.role, [one.name for one in leader.offices.order_by("id")]) == (PostRole.LEADER, ["区教育局", "南湖街道"])
    assert {user.username for user, _ in done.passwords} == {"zhangming", "李静", "wangping", "zhaogang", "zhoulan"}
    assert all(Client().login(username=user.username, password=password) and user.must_change_password for user, password in done.passwords)
    assert Event.objects.filter(subject="office", action="import").get().data["new"] == len(done.of("new"))
    again = brought(book(*NEW), administrator)
    assert (again.changes, again.missing, again.passwords) == ([], [], []), "the same list again changes nothing"


def test_what_changed_is_told_and_what_is_missing_stays(administrator: User) -> None:
    brought(book(*NEW), administrator)
    outcome = brought(book(["区教育局", "教体局", "部门", None, None, "局长", "部门负责人", "陈新", "chenxin"]), administrator)
    assert [(one.what, one.fields) for one in outcome.of("changed")] == [("区教育局", (("short", "教育局", "教体局"),))]
    assert [one.fields for one in outcome.of("seated")] == [(("holder", "张明", "陈新"),)]
    assert "柳溪社区" in outcome.missing
    assert "教体局联络员" in outcome.missing
    assert Office.objects.filter(closed_on=None).count() == 4
    assert Office.objects.get(name="区教育局").duties, "an empty cell changes nothing"
    assert not held(User.objects.get(username="zhangming"))


def test_an_office_with_a_day_is_closed(administrator: User) -> None:
    brought(book(*NEW), administrator)
    outcome = brought(book(["区教育局", None, None, None, None, None, None, None, None, None, None, "2026年3月31日"]), administrator)
    assert [one.what for one in outcome.of("closed")] == ["区教育局"]
    assert str(Office.objects.get(name="区教育局").closed_on) == "2026-03-31"
    assert not held(User.objects.get(username="zhangming"))


WRONG: list[tuple[list[str | None], str]] = [
    (["区甲局", None, "科室"], "科室"),
    (["区甲局"], "kind"),
    (["某社区", None, "社区"], "street"),
    (["某社区", None, "社区", "没有的街道"], "没有的街道"),
    (["区甲局", None, "部门", None, None, "科长"], "role"),
    (["区甲局", None, "部门", None, None, None, "联络员"], "no post"),
    (["区甲局", None, "部门", None, None, None, None, None, None, None, None, "明年"], "明年"),
    (["区甲局", None, "部门", None, None, "科长", "联络员", "有 空格", "a b"], "username"),
    ([None, None, "部门"], "name is missing"),
    (["南湖街道", None, "街道", None, None, None, None, None, None, None, None, "2099-01-01"], "future"),
]


@pytest.mark.parametrize(("row", "said"), WRONG)
def test_what_is_wrong_names_sheet_and_row_and_nothing_is_brought_in(row: list[str | None], said: str, administrator: User) -> None:
    from django.utils import translation

    with translation.override("en"):
        rows, faults = lists.read_list(book(["区乙局", None, "部门"] if row[0] else [None] * 3, row))
        outcome = lists.bring(rows, administrator, really=True)
        found = faults + outcome.faults
    assert [(one.sheet, one.row) for one in found] == [("名册", 4)]
    assert said in found[0].said
    assert not Office.objects.exists() or faults, "all or nothing"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"name,kind\n"])
def test_what_is_no_workbook_is_said_to_be_none(content: bytes) -> None:
    rows, faults = lists.read_list(io.BytesIO(content))
    assert not rows
    assert len(faults) == 1


def test_what_is_exported_says_what_is_here(administrator: User) -> None:
    sample.load()
    content = lists.write_list()
    rows, faults = lists.read_list(io.BytesIO(content))
    assert not faults
    outcome = lists.bring(rows, administrator, really=False)
    assert (outcome.faults, outcome.changes, outcome.missing) == ([], [], [])
    assert lists.read_list(io.BytesIO(lists.template()))[0] == [], "the words of help are no office"


def test_a_list_goes_in_over_the_pages(admin: Client) -> None:
    url = reverse("accounts:list")
    file = book(*NEW)
    file.name = "名册.xlsx"
    looked = admin.post(url, {"file": file})
    assert (looked.status_code, Office.objects.count()) == (200, 0)
    digest = looked.context["digest"]
    done = admin.post(url, {"digest": digest, "name": "名册.xlsx", "confirm": "1"})
    assert done.context["done"]
    assert all(password in done.content.decode() for _user, password in done.context["outcome"].passwords)
    assert Event.objects.get(action="import").papers.get().name == "名册.xlsx"
    assert admin.post(url, {}).status_code == 302
    assert admin.post(url, {"digest": "../../secret-key", "confirm": "1"}).status_code == 302
    for name in ("accounts:list-export", "accounts:list-template"):
        assert openpyxl.load_workbook(io.BytesIO(admin.get(reverse(name)).content)).active.max_row > 1
    wrong = book(["区甲局", None, "科室"])
    wrong.name = "x.xlsx"
    assert admin.post(url, {"file": wrong}).status_code == 400


def test_handing_over_passes_everything_and_the_former_holder_sees_none(district: District, admin: Client) -> None:
    item = district.at_work()
    post = district.posts["head1"]
    counts = {one.label: one.many for one in waiting(post)}
    assert 1 in counts.values()
    successor = User.objects.create_user(username="successor", password="long enough 7", name="新局长")
    page = admin.get(reverse("accounts:post-hand-over", args=[post.pk]))
    assert admin.post(reverse("accounts:post-hand-over", args=[post.pk]), {}).status_code == 400, "nobody leaves a post by a slip of the hand"
    assert page.context["waiting"] == waiting(post)
    assert admin.post(reverse("accounts:post-hand-over", args=[post.pk]), {"successor": successor.pk, "reason": "任免〔2026〕3号"}).status_code == 302
    assert holder(post) == successor
    assert Act.REPORT_DONE in {row.act for row in open_to(district.user("successor"), item)}
    assert not list(open_to(district.user("head1"), item))
    assert waiting(post) == page.context["waiting"], "what waited, waits for the successor"
    event = Event.objects.get(subject="post", action="hand_over")
    assert (event.data["to"], event.reason) == (successor.pk, "任免〔2026〕3号")
    former = Client()
    former.force_login(district.user("head1"))
    assert former.get(reverse("ledger:work")).status_code == 403


def test_a_closed_post_or_office_has_nobody_and_takes_nobody(district: District, administrator: User) -> None:
    post = district.posts["officer1"]
    browser = Client()
    browser.force_login(district.user("officer1"))
    offices.close_post(administrator, post)
    assert browser.get(reverse("accounts:profile")).status_code == 302, "who held it is signed out"
    with pytest.raises(Refused):
        offices.seat(administrator, post, district.user("officer2"))
    offices.reopen(administrator, post)
    assert offices.seat(administrator, post, district.user("officer2"))
    with pytest.raises(Refused):
        offices.close_office(administrator, district.offices["street1"])
    offices.close_office(administrator, district.offices["community1"])
    offices.close_office(administrator, district.offices["street1"], reason="并入西湖街道")
    assert not held(district.user("street1"))
    assert Office.objects.get(code="street1").closed_on == timezone.localdate()
    assert [one.action for one in Event.objects.filter(subject="office")] == ["close", "close"]


def test_a_disabled_account_is_not_seated(district: District, administrator: User) -> None:
    User.objects.filter(username="officer2").update(is_active=False)
    with pytest.raises(Refused):
        offices.seat(administrator, district.posts["officer1"], User.objects.get(username="officer2"))


def test_pages_of_offices(district: District, admin: Client, django_assert_max_num_queries: Any) -> None:
    sample_url = reverse("accounts:offices")
    with django_assert_max_num_queries(8):
        page = admin.get(sample_url).content.decode()
    assert "区住房建设局" in page
    assert "联络员甲" in page
    assert "区发展改革局" not in admin.get(sample_url, {"q": "住房"}).content.decode()
    assert "东湖街道" in admin.get(sample_url, {"q": "community1"}).content.decode(), "people are found by name"
    made = admin.post(reverse("accounts:office-add"), {"name": "区教育局", "kind": "department", "duties": "学前教育"})
    office = Office.objects.get(name="区教育局")
    assert made["Location"] == reverse("accounts:office", args=[office.pk])
    assert admin.post(reverse("accounts:office-add"), {"name": "区教育局", "kind": "department"}).status_code == 400
    assert admin.post(reverse("accounts:office-add"), {"name": "某社区", "kind": "community"}).status_code == 400
    added = admin.post(reverse("accounts:post-add", args=[office.pk]), {"title": "局长", "role": "head"})
    post = Post.objects.get(office=office)
    assert added["Location"] == reverse("accounts:post-hand-over", args=[post.pk])
    assert admin.post(reverse("accounts:post", args=[post.pk]), {"title": "主任", "role": "head"}).status_code == 302
    assert admin.post(reverse("accounts:office-edit", args=[office.pk]), {"name": "区教育体育局", "kind": "department"}).status_code == 302
    shown = admin.get(reverse("accounts:office", args=[office.pk])).content.decode()
    assert "<ins>区教育体育局</ins>" in shown
    assert "<del>局长</del>" in shown
    assert admin.post(reverse("accounts:post-close", args=[post.pk]), {}).status_code == 302
    assert admin.post(reverse("accounts:office-close", args=[office.pk]), {"closed_on": "2026-03-01"}).status_code == 302
    office.refresh_from_db()
    assert str(office.closed_on) == "2026-03-01"
    admin.post(reverse("accounts:office-close", args=[office.pk]), {"open": "1"})
    assert Office.objects.get(pk=office.pk).closed_on is None


def test_an_office_cannot_stand_below_itself(administrator: User) -> None:
    one, _ = offices.save_office(administrator, None, {"name": "甲街道", "kind": OfficeKind.STREET})
    two, _ = offices.save_office(administrator, None, {"name": "乙街道", "kind": OfficeKind.STREET, "parent": one})
    with pytest.raises(Refused):
        offices.save_office(administrator, one, {"parent": two})
