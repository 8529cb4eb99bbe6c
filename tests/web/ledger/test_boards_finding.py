"""The calendar and the search: what falls on a day stands there, what holds a word is found, and nobody sees what they may not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from duixian.web.ledger.acting import act
from duixian.web.ledger.boards.calendar import A_DAY, concerning, dues
from duixian.web.ledger.boards.searching import SORTS, marked, search, words_of
from duixian.web.ledger.dispatch.acting import raise_case
from duixian.web.ledger.dispatch.rules import problems
from duixian.web.ledger.lights.force import holding
from duixian.web.ledger.lights.models import LightDay
from duixian.web.ledger.lights.months import Months
from duixian.web.ledger.lights.refresh import months_now
from duixian.web.ledger.models import Item, Milestone
from duixian.web.ledger.states import Act
from tests.web.ledger.district import District

pytestmark = pytest.mark.django_db
JULY = (date(2026, 7, 1), date(2026, 7, 31))


def _months() -> Months:
    return months_now(holding(timezone.localdate()))


def _texts(client: Client, path: str) -> str:
    return client.get(path).content.decode()


class TestCalendar:
    def test_holds_deadlines_milestones_and_report_days_of_the_month(self, district: District) -> None:
        item = district.at_work(
            title="新建公园",
            deadline="2026-07-15",
            milestones=[{"due": "2026-07-08", "what": "开工"}, {"due": "2026-09-01", "what": "完工"}],
        )
        district.at_work(title="别的月份", deadline="2026-08-15")
        found, more = dues(district.user("delivery"), Item.objects.all(), *JULY, _months())
        assert {(one.day.day, one.sort, one.title) for one in found if one.sort != "report"} == {
            (15, "deadline", "新建公园"),
            (8, "milestone", "开工"),
        }
        [report] = [one for one in found if one.sort == "report"]
        assert report.day == date(2026, 7, 6), "the fifth is a Sunday"
        assert not more
        Milestone.objects.filter(item=item, due=date(2026, 7, 8)).update(done_on=date(2026, 7, 7))
        found, _more = dues(district.user("delivery"), Item.objects.all(), *JULY, _months())
        assert next(one for one in found if one.sort == "milestone").stand == "done"

    def test_counts_what_a_full_day_does_not_show(self, district: District) -> None:
        for number in range(A_DAY + 3):
            district.draft(title=f"第{number}项", deadline="2026-07-15")
        found, more = dues(district.user("delivery"), Item.objects.all(), *JULY, _months())
        assert sum(one.sort == "deadline" for one in found) == A_DAY
        assert more == {date(2026, 7, 15): 3}
        whole, _more = dues(district.user("delivery"), Item.objects.all(), *JULY, _months(), each=None)
        assert sum(one.sort == "deadline" for one in whole) == A_DAY + 3

    @pytest.mark.parametrize(
        ("name", "sees"),
        [
            ("delivery", {"甲", "乙", "丙"}),
            ("officer1", {"甲", "丙"}),
            ("officer2", {"乙"}),
            ("street1", {"丙"}),
            ("leader", {"甲"}),
            ("auditor", {"甲", "乙", "丙"}),
        ],
    )
    def test_concerns_those_who_have_to_do_with_an_item(self, district: District, name: str, sees: set[str]) -> None:
        offices = district.offices
        district.draft(title="甲", leader=district.posts["leader"].pk)
        district.draft(title="乙", lead=offices["department2"].pk)
        district.draft(title="丙", supporting=[offices["street1"].pk])
        assert set(concerning(district.user(name)).values_list("title", flat=True)) == sees

    def test_page_and_file_say_the_same(self, district: District, client: Client) -> None:
        due = timezone.localdate() + timedelta(days=10)
        district.at_work(title="新建公园，三处", deadline=str(due))
        client.force_login(district.user("officer1"))
        assert "新建公园，三处" in _texts(client, f"/ledger/calendar/?month={due:%Y-%m}")
        book = Calendar.from_ical(client.get("/ledger/calendar/file/").content)
        events = {str(one["summary"]): one.decoded("dtstart") for one in book.walk("VEVENT")}
        assert next(day for title, day in events.items() if "新建公园，三处" in title) == due
        client.force_login(district.user("officer2"))
        assert "新建公园" not in client.get("/ledger/calendar/file/").content.decode()

    @pytest.mark.parametrize("month", ["", "2026-13", "x", "9999-01", "2026-02"])
    def test_takes_any_month(self, district: District, client: Client, month: str) -> None:
        client.force_login(district.user("community1"))
        assert client.get(f"/ledger/calendar/?month={month}").status_code == 200

    def test_says_that_holidays_are_not_announced(self, district: District, client: Client) -> None:
        client.force_login(district.user("delivery"))
        assert client.get("/ledger/calendar/?month=2026-03").context["provisional"] is False
        assert client.get("/ledger/calendar/?month=2099-03").context["provisional"] is True

    def test_asks_few_questions(
        self, district: District, client: Client, django_assert_max_num_queries: Callable[..., object]
    ) -> None:
        for number in range(8):
            district.at_work(
                title=f"第{number}项", deadline="2026-07-15", milestones=[{"due": "2026-07-08", "what": "开工"}]
            )
        client.force_login(district.user("officer1"))
        with django_assert_max_num_queries(18):
            assert client.get("/ledger/calendar/?month=2026-07").status_code == 200


class TestSearch:
    def test_finds_words_anywhere(self, district: District) -> None:
        item = district.at_work(title="新建口袋公园三处", text="在东湖片区新建口袋公园")
        act(
            item,
            Act.REPORT,
            district.user("officer1"),
            {"as_of": str(timezone.localdate()), "text": "管线迁改完成", "difficulties": "征收滞后 GIS"},
        )
        user = district.user("delivery")
        found = {one.key: [hit.url for hit in search(one, user, ["袋公"], 0, 0, 9).hits] for one in SORTS}
        assert found == {"items": [item.get_absolute_url()], "entries": [], "cases": [], "slips": []}
        entries = next(one for one in SORTS if one.key == "entries")
        assert search(entries, user, ["管线", "征收"], 0, 0, 9).count == 1
        assert search(entries, user, ["gis"], 0, 0, 9).count == 1, "Latin letters without regard to case"
        assert search(entries, user, ["管线"], district.ledger.pk + 1, 0, 9).count == 0
        assert search(entries, user, ["100%"], 0, 0, 9).count == 0, "signs of patterns stand for themselves"

    def test_shows_cases_to_those_who_see_them(self, district: District, client: Client) -> None:
        raise_case(
            district.user("community1"),
            {"where": "柳岸路1号", "text": "井盖破损待修", "problem": sorted(problems())[0]},
        )
        for name, sees in (
            ("delivery", True),
            ("community1", True),
            ("street1", True),
            ("community2", False),
            ("officer2", False),
        ):
            client.force_login(district.user(name))
            assert ("柳岸路1号" in _texts(client, "/ledger/search/?q=井盖")) is sees, name

    def test_marks_the_words(self) -> None:
        assert [one.text for one in marked("新建口袋公园，改造公园", ["公园", "改造"]) if one.hit] == [
            "公园",
            "改造",
            "公园",
        ]
        assert "".join(one.text for one in marked("甲" * 500 + "公园" + "乙" * 500, ["公园"])).startswith("…甲")
        assert words_of(" 公园  公园 a b cd ") == ["公园", "cd"]

    @pytest.mark.parametrize(
        "asked", ["", "?q=x", "?q=%E5%85%AC%E5%9B%AD&in=entries&page=7", "?q=%3Cb%3E&in=none", "?q=a.%2B"]
    )
    def test_answers_any_question(self, district: District, client: Client, asked: str) -> None:
        district.at_work()
        client.force_login(district.user("officer1"))
        assert client.get(f"/ledger/search/{asked}").status_code == 200

    def test_pages_through_one_sort(self, district: District, client: Client) -> None:
        for number in range(35):
            district.draft(title=f"公园第{number}处")
        client.force_login(district.user("officer1"))
        seen = [
            hit.url
            for page in (1, 2)
            for one in client.get(f"/ledger/search/?q=公园&in=items&page={page}").context["found"]
            for hit in one.hits
        ]
        assert len(seen) == len(set(seen)) == 35


class TestTimeline:
    def test_of_items_shows_what_falls_into_each_month(self, district: District, client: Client) -> None:
        item = district.at_work(
            title="新建公园", deadline="2026-12-15", milestones=[{"due": "2026-02-08", "what": "开工"}]
        )
        LightDay.objects.create(ledger=district.ledger, item=item, day=date(2026, 3, 31), light="yellow")
        client.force_login(district.user("officer1"))
        [line] = client.get("/ledger/timeline/?by=items").context["lines"]
        assert [(one.month.month, [(mark.sort, mark.stand) for mark in one.marks]) for one in line.cells if one.marks] == [
            (2, [("milestone", "missed")]), (12, [("deadline", "ahead" if timezone.localdate() <= date(2026, 12, 15) else "missed")]),
        ]  # fmt: skip
        assert {one.month.month: one.light for one in line.cells if one.light} == {3: "yellow"}

    def test_of_sections_counts_what_the_items_have(self, district: District, client: Client) -> None:
        for number in range(3):
            district.draft(
                title=f"第{number}项", section="一、城市更新", deadline="2099-12-31" if number else "2026-01-31"
            )
        client.force_login(district.user("leader"))
        [line] = client.get("/ledger/timeline/").context["lines"]
        assert (line.title, line.sub, line.cells[0].missed) == ("一、城市更新", "3", 1)
        assert len(client.get(f"/ledger/timeline/{line.url}").context["lines"]) == 3

    @pytest.mark.parametrize("asked", ["", "?by=items", "?of=mine", "?ledger=99&by=none"])
    def test_is_open_to_every_post(
        self, district: District, client: Client, asked: str, django_assert_max_num_queries: Callable[..., object]
    ) -> None:
        for name in ("delivery", "officer2", "community1"):
            client.force_login(district.user(name))
            with django_assert_max_num_queries(16):
                assert client.get(f"/ledger/timeline/{asked}").status_code == 200
