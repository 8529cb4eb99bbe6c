"""The tables of dispatch counted twice: as a bulletin has them, and by ``recount_dispatch.py`` from exported rows of the log."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from django.utils import timezone

from duixian.web.accounts.models import Office, OfficeKind, PostRole, User
from duixian.web.ledger.assessment import bulletins
from duixian.web.ledger.assessment.periods import Period
from duixian.web.ledger.dispatch.acting import act, raise_case
from duixian.web.ledger.dispatch.models import Call, Case
from duixian.web.ledger.dispatch.rules import change
from duixian.web.ledger.dispatch.table import TABLE, Act, Sort, Tie, Transition
from duixian.web.ledger.lights.notices import load
from duixian.web.ledger.options import set_option
from duixian.web.ledger.refusals import Refused
from duixian.web.ledger.simulation.clock import at
from tests.web.ledger.district import District, seat
from tests.web.ledger.recount import exported
from tests.web.ledger.recount_dispatch import recount_dispatch, tables

pytestmark = pytest.mark.django_db

LEVELS = ["satisfied", "satisfied", "fairly", "unsatisfied"]
OFTEN = {
    Act.BLOW: 6, Act.SIGN: 6, Act.CONTACT: 5, Act.REPORT_IN: 8, Act.RESULT: 8, Act.CONFIRM: 6, Act.CALL_BACK: 3, Act.OBJECT: 4, Act.UPHOLD: 6, Act.OVERRULE: 3, Act.REOPEN: 0.5,
    Act.WITHDRAW: 0.1, Act.JOIN: 0.3,
}  # fmt: skip
"""How often something is tried, where it is not as often as the rest."""
SEEN = 10
"""Of how many cases one is taken, the newest."""


class Walk:
    """Cases to which whatever the table allows is done by chance, some of it refused."""

    def __init__(self, district: District, seed: int) -> None:
        self.district = district
        self.random = Random(seed)
        self.now = timezone.make_aware(datetime(2026, 1, 5, 9))
        self.done: Counter[str] = Counter()
        self.departments = [one.pk for one in district.offices.values() if one.kind == OfficeKind.DEPARTMENT]

    def go(self, steps: int) -> None:
        """Tries so many things, each some time after the last."""
        for _ in range(steps):
            self.now += timedelta(minutes=self.random.choice((1, 5, 20, 60, 120)))
            with at(self.now):
                self.step()

    def step(self) -> None:
        """Raises a case, or does something to one."""
        pks = list(Case.objects.exclude(state__in=["joined", "withdrawn"]).order_by("-pk").values_list("pk", flat=True)[:SEEN])
        if not pks or self.random.random() < 0.04:
            user = self.district.people[self.random.choice(["community1", "community2"])]
            raise_case(user, {"where": "柳岸路", "text": "夜间施工", "problem": "other", "pass_up": self.random.random() < 0.8})
            return
        case = Case.objects.get(pk=self.random.choice(pks))
        rows = [one for one in TABLE if case.state in one.sources]
        row = self.random.choices(rows, [OFTEN.get(one.act, 1) for one in rows])[0]
        people = self.people(row, case)
        try:
            act(case, row.act, self.random.choice(people), self.said(row, case))
        except Refused:
            return
        self.done[row.act] += 1

    def people(self, row: Transition, case: Case) -> list[User]:
        """Those whose post may do it; of a department that was called where the table asks for that."""
        near = {case.street_id, case.community_id, *Call.objects.filter(case=case).values_list("office", flat=True)}
        fit = [name for name, post in self.district.posts.items() if post.role in row.roles]
        return [self.district.people[name] for name in fit if row.tie is Tie.NONE or self.district.posts[name].office_id in near] or [self.district.people["delivery"]]

    def said(self, row: Transition, case: Case) -> dict[str, Any]:
        """What the action needs to be told, and some of what it may be told."""
        return {one.name: self.value(one.sort, case) for one in row.fields if one.needed or one.sort in (Sort.FLAG, Sort.LEVEL, Sort.LEADER) or self.random.random() < 0.2}

    def value(self, sort: Sort, case: Case) -> Any:
        """Something of a sort."""
        draw = self.random.choice
        match sort:
            case Sort.DEPARTMENTS:
                return self.random.sample(self.departments, draw((1, 1, 2)))
            case Sort.CASE:
                return draw(list(Case.objects.values_list("pk", flat=True)))
            case Sort.CALL:
                return draw([*Call.objects.filter(case=case).values_list("pk", flat=True), 0])
        return {
            Sort.FLAG: self.random.random() < 0.8, Sort.DEPARTMENT: draw(self.departments), Sort.LEADER: self.district.posts["leader"].pk, Sort.LEVEL: draw(LEVELS),
            Sort.LEVELS: draw(LEVELS), Sort.MOMENT: self.now, Sort.OUTCOME: draw(["solved", "solved", "explained"]), Sort.WHISTLE: draw(["push", "hard"]), Sort.GROUND: "joint",
            Sort.DATE: "2026-12-31", Sort.PROBLEM: "other", Sort.URGENCY: "pressing", Sort.COMMUNITY: case.community_id,
        }.get(sort, "说明")  # fmt: skip


@pytest.fixture
def walk(district: District) -> Walk:
    seat(district, "department3", "区城市管理局", OfficeKind.DEPARTMENT, ("officer3", "联络员", PostRole.OFFICER), ("head3", "局长", PostRole.HEAD))
    return Walk(district, seed=7)


def test_whatever_is_done_to_cases_is_counted_the_same_twice(district: District, walk: Walk) -> None:
    """Of January by call-backs, with days off announced in the middle of it; then by the register, with other limits."""
    delivery = district.user("delivery")
    with at(walk.now):
        set_option("rates_minimum", 1, delivery)
        set_option("whistle_fairly_share", 85, delivery)
    walk.go(600)
    with at(walk.now):
        load(2026, {timezone.localdate() + timedelta(days=one): False for one in range(1, 4)}, {}, delivery, reason="临时调休")
    walk.go(450)
    assert walk.now.month == 2
    with at(walk.now):
        change("rates", {"preset": "register"}, delivery)
        set_option("whistle_result_days", 4, delivery)
    walk.go(800)
    assert set(Act) - {Act.RAISE} <= set(walk.done), "everything was done"
    with at(walk.now + timedelta(days=60)):
        set_option("rates_minimum", 30, delivery)  # after the periods: it changes none of them
        rows, names = exported(), {one.pk: str(one) for one in Office.objects.all()}
        for period in (Period("month", 2026, 1), Period("month", 2026, 2), Period("quarter", 2026, 1)):
            found = tables(bulletins._dispatch(period))
            assert set(found) == {"department", "street"}
            assert recount_dispatch(rows, period.start, period.end, names) == found, period
