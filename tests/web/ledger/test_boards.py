"""Looking over the ledger: what the board counts is what plain queries count, each number leads to the items it counts, and everybody sees what they may."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from duixian.web.accounts.models import Office, OfficeKind
from duixian.web.ledger.acting import act
from duixian.web.ledger.boards.counting import Board, count
from duixian.web.ledger.boards.deciding import MOST, silent, to_decide
from duixian.web.ledger.boards.instructed import instructed
from duixian.web.ledger.boards.trend import chart_of
from duixian.web.ledger.doing.choosing import in_charge
from duixian.web.ledger.lights.models import LightDay
from duixian.web.ledger.models import Item, Ledger, Light, State
from duixian.web.ledger.states import OPEN, Act
from tests.web.ledger.district import District

pytestmark = pytest.mark.django_db
_QUERIES, _KEPT = 30, 12
"""Of a board that is drawn, and of one that is kept; with session, posts and the rooms' own counts."""


@pytest.fixture
def busy(district: District) -> District:
    """Items of several sections, themes, offices, states and lights."""
    offices = district.offices
    for number in range(12):
        given = {
            "title": f"新建公园{number + 1}处", "section": ["一、城市更新", "二、民生改善", ""][number % 3], "theme": ["ecology", "housing", ""][number % 3],
            "deadline": f"{timezone.localdate() + timedelta(days=(number - 4) * 10)}", "lead": offices["department1"].pk if number % 2 else offices["street1"].pk,
            "supporting": [offices["street2"].pk] if number % 4 == 0 else [],
        }  # fmt: skip
        if number % 2:
            district.at_work(**given)
        else:
            item = district.draft(**given)
            if number % 4:
                act(item, Act.ASSIGN, district.user("delivery"))
    return district


def _board(ledger: Ledger, charge: int = 0) -> Board:
    items = Item.objects.filter(ledger=ledger)
    return count(
        items.filter(in_charge(charge)) if charge else items,
        ledger.get_absolute_url(),
        timezone.localdate(),
        "zh",
        charge,
    )


def _sign_in(client: Client, district: District, name: str) -> Client:
    client.force_login(district.user(name))
    return client


class TestCounts:
    def test_are_those_of_plain_queries(self, busy: District) -> None:
        board, items = (
            _board(busy.ledger),
            list(Item.objects.filter(ledger=busy.ledger).select_related("lead").prefetch_related("supporting")),
        )
        today = timezone.localdate()
        assert board.total.number == len(items)
        assert board.open.number == sum(one.state in OPEN for one in items)
        assert board.late.number == sum(one.state in OPEN and one.deadline < today for one in items)
        assert {one.key: one.figure.number for one in board.states} == Counter(one.state for one in items)
        lights = Counter(one.light or "none" for one in items if one.light or one.state in OPEN)
        assert {one.key: one.figure.number for one in board.lights if one.figure.number} == lights
        for share in board.lights[:3]:
            assert sum(figure.number for _name, figure in share.rules) == share.figure.number
        groups = {
            one.key: {row.label: [figure.number for figure in row.figures] for row in one.rows} for one in board.groups
        }
        for key, of in (
            ("offices", lambda one: [str(one.lead)] if one.lead.kind != OfficeKind.STREET else []),
            ("streets", _streets_of),
        ):
            expected = Counter(name for one in items for name in of(one))
            assert {name: numbers[0] for name, numbers in groups[key].items()} == expected
        assert (
            sum(numbers[0] for numbers in groups["sections"].values())
            == sum(numbers[0] for numbers in groups["themes"].values())
            == len(items)
        )
        for numbers in groups["sections"].values():
            assert numbers[0] >= sum(numbers[1:5]), "lights are those of items that are open or have one"

    def test_each_number_leads_to_the_items_it_counts(self, busy: District, client: Client) -> None:
        _sign_in(client, busy, "delivery")
        board = _board(busy.ledger)
        figures = [
            board.total,
            board.open,
            board.late,
            board.drafts,
            *(one.figure for one in (*board.lights, *board.states)),
        ]
        figures += [figure for share in board.lights for _name, figure in share.rules] + [
            one for group in board.groups for row in group.rows for one in row.figures
        ]
        followed = {one.url: one.number for one in figures if one.url}
        assert len(followed) > 30
        for url, number in followed.items():
            found = client.get(url)
            assert found.context["page"].paginator.count == number, url

    def test_of_a_leader_are_those_in_the_own_charge(self, busy: District, client: Client) -> None:
        post = busy.posts["leader"]
        post.offices.add(busy.offices["department1"])
        board = _board(busy.ledger, post.pk)
        assert board.total.number == Item.objects.filter(lead=busy.offices["department1"]).count()
        _sign_in(client, busy, "leader")
        assert client.get("/ledger/board/").context["board"].total == board.total
        assert client.get("/ledger/board/?of=all").context["board"].total.number == Item.objects.count()
        assert client.get(board.total.url).context["page"].paginator.count == board.total.number


def _streets_of(item: Item) -> list[str]:
    return [
        str(one)
        for one in Office.objects.filter(kind=OfficeKind.STREET)
        if one == item.lead or one in item.supporting.all()
    ]


class TestDecisions:
    def test_stand_in_the_order_of_what_presses(self, district: District) -> None:
        today = timezone.localdate()
        district.offices["department1"].refresh_from_db()
        far = str(today + timedelta(days=200))
        asked, trouble, red, near, fine = (
            district.at_work(title=name, deadline=far) for name in ("申请", "协调", "红灯", "临近", "正常")
        )
        act(
            asked,
            Act.ASK_EXTEND,
            district.user("head1"),
            {"reason": "管线迁改", "deadline": str(today + timedelta(days=300))},
        )
        act(
            trouble,
            Act.REPORT,
            district.user("officer1"),
            {"as_of": str(today), "value": "2", "difficulties": "两家单位意见不一", "needs_coordination": "1"},
        )
        act(trouble, Act.APPROVE, district.user("head1"), {"entry": trouble.entries.latest("id").pk})
        Item.objects.filter(pk__in=[asked.pk, trouble.pk, near.pk, fine.pk]).update(light=Light.GREEN)
        Item.objects.filter(pk=red.pk).update(light=Light.RED, light_at=timezone.now() - timedelta(days=40))
        Item.objects.filter(pk=near.pk).update(deadline=today + timedelta(days=2))
        found = to_decide(Item.objects.filter(ledger=district.ledger), today)
        assert [one.item for one in found] == [asked, trouble, red, near]
        assert "管线迁改" in found[0].reasons[0]
        assert "两家单位意见不一" in found[1].reasons[0]
        assert "40" in found[2].reasons[0]
        assert "33" in found[3].reasons[0], "1 of 3 is reached"

    def test_are_ten_at_most(self, district: District) -> None:
        for number in range(MOST + 3):
            district.at_work(title=f"第{number}项")
        Item.objects.update(light=Light.RED, light_at=timezone.now())
        assert len(to_decide(Item.objects.all(), timezone.localdate())) == MOST


def test_an_item_is_silent_until_something_was_reported_as_of_last_month(district: District) -> None:
    item = district.draft()
    act(item, Act.ASSIGN, district.user("delivery"))
    act(item, Act.ACCEPT, district.user("officer1"))
    today = timezone.localdate()
    last = today.replace(day=1) - timedelta(days=1)
    assert not silent(Item.objects.all(), today), "taken on this month: nothing is due yet"
    Item.objects.update(accepted_at=timezone.now() - timedelta(days=70))
    assert list(silent(Item.objects.all(), today)) == [item]
    act(item, Act.REPORT, district.user("officer1"), {"as_of": str(last), "value": "1", "text": "开工"})
    assert not silent(Item.objects.all(), today)


def test_an_instruction_tells_what_became_of_it(district: District) -> None:
    item = district.at_work()
    act(item, Act.INSTRUCT, district.user("leader"), {"text": "加快推进，月底前报方案"})
    [one] = instructed(Item.objects.all())
    assert (one.item, one.text, one.entries, one.last) == (item, "加快推进，月底前报方案", 0, None)
    act(
        item,
        Act.REPORT,
        district.user("officer1"),
        {"as_of": str(timezone.localdate()), "value": "2", "text": "方案已报"},
    )
    act(item, Act.APPROVE, district.user("head1"), {"entry": item.entries.latest("id").pk})
    [one] = instructed(Item.objects.all())
    assert one.entries == 1
    assert one.last is not None
    assert one.last.text == "方案已报"


def test_the_trend_draws_every_month_that_is_kept(district: District) -> None:
    items = [district.at_work(title=f"第{number}项") for number in range(4)]
    for month, lights in (
        (date(2026, 1, 31), ["red", "red", "green", "green"]),
        (date(2026, 2, 28), ["yellow", "red", "green", "green"]),
    ):
        LightDay.objects.bulk_create(
            LightDay(ledger=district.ledger, item=item, day=month, light=light)
            for item, light in zip(items, lights, strict=True)
        )
    from duixian.web.ledger.lights.monthly import trend

    chart = chart_of(trend(district.ledger))
    assert chart is not None
    assert [(one.day, one.counts, one.total) for one in chart.columns] == [
        (date(2026, 1, 31), (2, 0, 2), 4),
        (date(2026, 2, 28), (1, 1, 2), 4),
    ]
    assert chart_of(trend(district.ledger, Item.objects.filter(pk=items[0].pk))).columns[1].counts == (0, 1, 0)  # type: ignore[union-attr]
    assert chart_of([]) is None


class TestBoard:
    @pytest.mark.parametrize("name", ["delivery", "leader", "auditor", "officer1", "head1", "street1", "community1"])
    def test_is_open_to_every_post(self, busy: District, client: Client, name: str) -> None:
        assert _sign_in(client, busy, name).get("/ledger/board/?of=all").status_code == 200

    def test_asks_few_questions(
        self, busy: District, client: Client, django_assert_max_num_queries: Callable[..., object]
    ) -> None:
        _sign_in(client, busy, "delivery").get("/ledger/")
        with django_assert_max_num_queries(_QUERIES):
            page = client.get("/ledger/board/").content.decode()
        assert len(re.findall("<h1", page)) == 1
        assert "style=" not in unescape(page)
        with django_assert_max_num_queries(_KEPT):
            assert client.get("/ledger/board/").content.decode().partition("<main")[2] == page.partition("<main")[2]

    def test_is_kept_until_something_is_done(self, busy: District, client: Client) -> None:
        _sign_in(client, busy, "delivery")
        before = client.get("/ledger/board/").content.decode()
        draft = Item.objects.filter(state=State.DRAFT).order_by("pk").first()
        assert draft is not None
        act(draft, Act.ASSIGN, busy.user("delivery"))
        after = client.get("/ledger/board/").content.decode()
        drafts, assigned = (Item.objects.filter(state=one).count() for one in (State.DRAFT, State.ASSIGNED))
        assert f"?state=draft\">{drafts + 1}<" in before
        assert f"?state=draft\">{drafts}<" in after
        assert f"?state=assigned\">{assigned}<" in after

    def test_is_drawn_for_each_language_and_field(self, busy: District, client: Client) -> None:
        post = busy.posts["leader"]
        post.offices.add(busy.offices["department1"])
        pages = [
            _sign_in(client, busy, "leader").get(address, headers={"accept-language": language}).content.decode()
            for language in ("zh-CN", "en")
            for address in ("/ledger/board/", "/ledger/board/?of=all")
        ]
        assert ["Past the deadline" in page for page in pages] == [False, False, True, True]
        assert [f"charge={post.pk}" in page for page in pages] == [True, False, True, False]

    def test_says_what_to_do_where_there_is_nothing(self, district: District, client: Client) -> None:
        _sign_in(client, district, "delivery")
        assert district.ledger.get_absolute_url() in client.get("/ledger/board/").content.decode()
        district.ledger.delete()
        assert client.get("/ledger/board/").status_code == 200

    def test_of_a_closed_year_has_no_decisions(self, busy: District, client: Client) -> None:
        Ledger.objects.update(frozen_at=timezone.now())
        context = _sign_in(client, busy, "delivery").get(f"/ledger/board/?ledger={busy.ledger.pk}").context
        assert "decisions" not in context
        assert context["board"].total.number == Item.objects.exclude(state=State.MERGED).count()
