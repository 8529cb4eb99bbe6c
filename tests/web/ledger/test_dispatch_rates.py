"""Rates and counts of dispatch, against the log; unusual use; suggestions."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.utils import timezone

from duixian.web.accounts.models import Office
from duixian.web.ledger.dispatch.acting import act, raise_case
from duixian.web.ledger.dispatch.models import Call, Case, CaseState, Clock, Mark
from duixian.web.ledger.dispatch.rates import Share, rates
from duixian.web.ledger.dispatch.rules import change
from duixian.web.ledger.dispatch.suggesting import likeness
from duixian.web.ledger.dispatch.table import Act
from duixian.web.ledger.dispatch.unusual import objecting, repeating, whistling
from duixian.web.ledger.models import Event
from duixian.web.ledger.options import set_option
from tests.web.ledger.district import District

pytestmark = pytest.mark.django_db

RAISED = {"where": "柳岸路12号门前", "text": "夜间烧烤摊占道", "problem": "street_order", "pass_up": True}


class Clockwork:
    """The clock of the log and of the counts, set by hand."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = timezone.make_aware(datetime(2026, 3, 2, 9))
        monkeypatch.setattr("django.utils.timezone.now", lambda: self.now)

    def later(self, **by: int) -> None:
        self.now += timedelta(**by)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clockwork:
    return Clockwork(monkeypatch)


def settled(district: District, clock: Clockwork, *, sign: int, level: str, call_back: dict[str, Any] | None = None, outcome: str = "solved") -> Case:
    """A case of the first department that signed after so many minutes, to the street's confirmation and the call-back."""
    case = raise_case(district.user("community1"), RAISED)
    act(case, Act.BLOW, district.user("street1"), {"whistle": "push", "departments": [district.offices["department1"].pk], "ground": "joint", "reason": "无执法权"})
    clock.later(minutes=sign)
    act(case, Act.SIGN, district.user("officer1"))
    clock.later(hours=1)
    act(case, Act.CONTACT, district.user("officer1"), {"contact": "王主任"})
    act(case, Act.REPORT_IN, district.user("officer1"))
    act(case, Act.RESULT, district.user("officer1"), {"outcome": outcome, "text": "已清走", "promised_on": "2026-12-31"})
    act(case, Act.CONFIRM, district.user("street1"), {"levels": level})
    act(case, Act.RATE, district.user("officer1"), {"level": "fairly"})
    if call_back is not None:
        act(case, Act.CALL_BACK, district.user("delivery"), call_back)
    return case


def test_rates_are_made_as_their_definitions_say(district: District, clock: Clockwork) -> None:
    set_option("rates_minimum", 1, district.user("delivery"))
    good = {"reached": True, "contacted": True, "solved": True, "level": "satisfied"}
    settled(district, clock, sign=30, level="satisfied", call_back=good)
    settled(district, clock, sign=90, level="fairly", call_back={**good, "level": "fairly"})
    settled(district, clock, sign=10, level="unsatisfied", call_back={"reached": True, "contacted": True, "level": "unsatisfied"}, outcome="explained")
    settled(district, clock, sign=10, level="satisfied", call_back={"reached": False})
    clock.later(days=40)
    found = rates(date(2026, 3, 1), date(2026, 3, 31))
    (department,) = found.departments
    assert department.office == district.offices["department1"]
    shares = {one.name: (one.numerator, one.denominator) for one in department.shares}
    assert shares == {
        "reply": (3, 3), "solved": (2, 3), "satisfied": (1.9, 3), "sign": (3, 4), "contact": (4, 4), "report": (4, 4), "result": (4, 4), "rated_street": (3.6, 4),
        "rated_department": (2.9, 4), "objected": (0, 4),
    }  # fmt: skip
    assert department.whole == pytest.approx(0.1 * 1 + 0.5 * 2 / 3 + 0.4 * 1.9 / 3)
    street = found.streets[0]
    assert (street.called, street.share("decide").numerator, street.share("confirm").denominator) == (4, 4, 4)
    assert found.streets[1].shares[0].value is None, "nothing happened there"
    by_register = rates(date(2026, 3, 1), date(2026, 3, 31), "register")
    assert [(one.numerator, one.denominator) for one in by_register.departments[0].shares[:3]] == [(4, 4), (3, 4), (2.9, 4)]
    assert all(one.means and one.label for one in (*found.of_departments, *found.of_streets))
    assert rates(date(2026, 4, 1), date(2026, 4, 1)).departments == ()


def test_few_cases_make_no_rate(district: District, clock: Clockwork) -> None:
    settled(district, clock, sign=30, level="satisfied", call_back={"reached": True, "contacted": True, "solved": True, "level": "satisfied"})
    clock.later(days=40)
    (line,) = rates(date(2026, 3, 1), date(2026, 3, 31)).departments
    assert (line.share("solved").numerator, line.share("solved").value, line.whole) == (1, None, None)


def test_the_share_of_fairly_satisfied_and_the_way_are_the_offices(district: District, clock: Clockwork) -> None:
    set_option("rates_minimum", 1, district.user("delivery"))
    set_option("whistle_fairly_share", 80, district.user("delivery"))
    change("rates", {"preset": "register"}, district.user("delivery"))
    settled(district, clock, sign=30, level="fairly")
    clock.later(days=40)
    found = rates(date(2026, 3, 1), date(2026, 3, 31))
    assert (found.preset, found.departments[0].share("satisfied").numerator) == ("register", 0.8)
    assert "80%" in next(one.means for one in found.of_departments if one.name == "satisfied")


def test_counts_are_those_of_the_log(district: District, clock: Clockwork) -> None:
    """Figures made again from the log alone."""
    for minutes in (30, 90, 61, 59):
        settled(district, clock, sign=minutes, level="satisfied")
    clock.later(days=40)
    (line,) = rates(date(2026, 3, 1), date(2026, 3, 31)).departments
    kept = due = 0
    for blow in Event.objects.filter(subject="case", action="blow"):
        due += 1
        limit = timedelta(hours=blow.data["limits"]["sign"]["number"])
        sign = Event.objects.get(subject="case", number=blow.number, action="sign")
        kept += sign.at <= blow.at + limit
    assert (line.counts["sign_due"], line.counts["sign_kept"]) == (due, kept) == (4, 2)
    assert line.counts["confirmed"] == Event.objects.filter(subject="case", action="confirm").count()


def test_a_stopped_limit_counts_for_nothing(district: District, clock: Clockwork) -> None:
    case = raise_case(district.user("community1"), RAISED)
    act(case, Act.BLOW, district.user("street1"), {"whistle": "push", "departments": [district.offices["department1"].pk], "ground": "joint", "reason": "无执法权"})
    clock.later(minutes=30)
    act(case, Act.OBJECT, district.user("head1"), {"reason": "非我局职责", "office": district.offices["department2"].pk, "duty": "市容"})
    clock.later(days=2)
    act(case, Act.UPHOLD, district.user("delivery"), {"call": Call.objects.get().pk, "reason": "成立"})
    clock.later(days=40)
    found = {one.office.code: one for one in rates(date(2026, 3, 1), date(2026, 4, 30)).departments}
    first, second = found["department1"].counts, found["department2"].counts
    assert (first.get("sign_due"), first["objections"], first["upheld"]) == (None, 1, 1)
    assert (second["sign_due"], second.get("sign_kept", 0)) == (1, 0)


def test_a_period_that_is_over_does_not_change(district: District, clock: Clockwork) -> None:
    case = settled(district, clock, sign=30, level="satisfied")
    clock.later(days=40)
    march = rates(date(2026, 3, 1), date(2026, 3, 31))
    act(case, Act.REOPEN, district.user("delivery"), {"reason": "反弹"})
    act(case, Act.RESULT, district.user("officer1"), {"outcome": "explained", "text": "说明"})
    act(case, Act.CONFIRM, district.user("street1"), {"levels": "unsatisfied"})
    again = rates(date(2026, 3, 1), date(2026, 3, 31))
    assert [(one.office, one.counts) for one in again.departments] == [(one.office, one.counts) for one in march.departments]
    assert [(one.office, one.counts) for one in again.streets] == [(one.office, one.counts) for one in march.streets]


def test_a_call_back_says_nothing_of_who_is_called_later(district: District, clock: Clockwork) -> None:
    case = settled(district, clock, sign=30, level="satisfied", call_back={"reached": True, "contacted": True, "solved": True, "level": "satisfied"})
    clock.later(days=40)
    act(case, Act.REOPEN, district.user("street1"), {"reason": "反弹"})
    act(case, Act.CALL_MORE, district.user("street1"), {"departments": [district.offices["department2"].pk], "reason": "涉及规划"})
    found = {one.office.code: one.counts for one in rates(date(2026, 3, 1), date(2026, 3, 31)).departments}
    assert (set(found), found["department1"]["reached"]) == ({"department1"}, 1)


@pytest.mark.parametrize(("above", "below", "written"), [(1, 32, "3.13"), (3, 32, "9.38"), (1.9, 16, "11.88"), (2, 3, "66.67"), (1, 3, "33.33"), (4, 4, "100.00"), (0, 4, "0.00")])
def test_percents_are_rounded_half_up(above: float, below: float, written: str) -> None:
    assert Share("solved", above, below, Fraction(str(above)) / Fraction(str(below))).percent == written


def test_unusual_use_shows(district: District, clock: Clockwork) -> None:
    street1, street2 = district.offices["street1"], district.offices["street2"]

    def blew(street: Office, number: int, at: datetime) -> None:
        Case.objects.bulk_create(
            Case(number=f"x-{street.pk}-{at:%m}-{n}", origin="street", street=street, raised_by=street, where="x", text="x", problem="other", state=CaseState.CLOSED, whistle="push", raised_at=at, blown_at=at, confirmed_at=at)
            for n in range(number)
        )

    for month in (1, 2):
        blew(street1, 6, timezone.make_aware(datetime(2026, month, 10)))
        blew(street2, 6, timezone.make_aware(datetime(2026, month, 10)))
    blew(street1, 20, timezone.make_aware(datetime(2026, 3, 10)))
    blew(street2, 7, timezone.make_aware(datetime(2026, 3, 10)))
    found = {one.office: one for one in whistling(date(2026, 3, 1), date(2026, 3, 31))}
    assert (found[street1].count, found[street1].own, found[street1].unlike_own, found[street1].unlike_peers) == (20, 6, "more", "more")
    assert (found[street2].unlike_own, found[street2].unlike_peers) == ("", "less")
    assert objecting(date(2026, 3, 1), date(2026, 3, 31)) == []
    assert repeating(date(2026, 3, 1), date(2026, 3, 31), Case.objects.all()) == []


@pytest.mark.parametrize(("one", "other", "least", "most"), [("柳岸路12号门前", "柳岸路12号", 1, 1), ("柳岸路12号", "东堤小学门口", 0, 0), ("", "柳岸路", 0, 0), ("柳岸路12号", "柳岸路21号", 0.3, 0.8)])
def test_places_are_alike_by_their_characters(one: str, other: str, least: float, most: float) -> None:
    assert least <= likeness(one, other) <= most


def test_what_people_said_is_never_changed(district: District, clock: Clockwork) -> None:
    case = settled(district, clock, sign=30, level="satisfied")
    before = list(Mark.objects.values_list("pk", "level"))
    act(case, Act.REOPEN, district.user("street1"), {"reason": "反弹"})
    assert list(Mark.objects.values_list("pk", "level")) == before
    assert Clock.objects.filter(case=case, done_at=None, stopped_at=None).count() == 1
