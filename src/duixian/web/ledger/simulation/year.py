"""One year: a ledger opened in January, worked on month by month, with dispatches, bulletins and assessments, closed the January after.

All that is done goes through the actions that pages use, each at its simulated moment, in the order of time. What happens is drawn
by a seeded generator: some offices are late, some entries are sent back, some goals are missed.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import count
from random import Random
from typing import Any

from django.utils import timezone

from duixian.web.accounts.models import Office, PostRole
from duixian.web.archive.models import Place, Report
from duixian.web.ledger.acting import act, create
from duixian.web.ledger.assessment import assessments, bulletins, versions
from duixian.web.ledger.assessment.models import Assessment, ScoreLine
from duixian.web.ledger.assessment.periods import Period
from duixian.web.ledger.assessment.rules import preset_content
from duixian.web.ledger.dispatch import acting as cases
from duixian.web.ledger.dispatch.models import Case
from duixian.web.ledger.dispatch.rules import problems
from duixian.web.ledger.dispatch.table import Act as Deed
from duixian.web.ledger.drafting.entering import enter, open_ledger
from duixian.web.ledger.drafting.proposals import propose
from duixian.web.ledger.keeping.closing import close_year, obstacles
from duixian.web.ledger.models import Entry, Item, Kind, Ledger, Petition, PetitionKind, State
from duixian.web.ledger.openly import steps as openly
from duixian.web.ledger.openly.models import Publication, PublicationState
from duixian.web.ledger.refusals import Refused
from duixian.web.ledger.rights import DECIDES
from duixian.web.ledger.simulation.clock import at
from duixian.web.ledger.simulation.people import People
from duixian.web.ledger.states import Act
from duixian.web.ledger.urging.daily import run as daily

__all__ = ["Year"]

_THINGS = (
    ("新建口袋公园", "处"), ("新增停车泊位", "个"), ("新建健身场地", "处"), ("改造公厕", "座"), ("改造雨污分流管网", "公里"), ("新增充电桩", "个"), ("改造老旧小区", "个"),
    ("新建养老服务站", "个"), ("新增社区食堂", "家"), ("加装电梯", "台"), ("开展技能培训", "人次"), ("城镇新增就业", "人"),
)  # fmt: skip
_PLANS = ("停车共享", "物业管理", "小微企业服务", "垃圾分类", "人才安居", "数据开放")
_PUBLISHED = 8
"""Livelihood projects that are published."""
_WORDS = ("按计划推进，本月完成现场踏勘", "已完成招标，进场施工", "主体完工，正在收尾", "与街道会商后确定点位", "资料已归档，准备验收")
_TROUBLES = ("管线迁改涉及两家单位，需要协调", "征收进度滞后", "资金到位慢于计划")
_PLACES = ("柳岸路", "东堤街", "望湖巷", "石桥路", "南浦大街")
_SEEN = ("占道经营影响通行", "井盖破损", "夜间施工噪声", "绿化带垃圾堆放", "路灯不亮", "违规停车堵住消防通道")


class Year:
    """A year of a district whose offices and people are there. ``items``, ``entries`` and ``dispatches`` say about how many there will be; ``report`` is what
    part of the items is broken down from. After :meth:`live`, ``done`` counts actions and ``refused`` what the workspace would not do."""

    def __init__(self, place: Place, year: int, *, report: Report | None = None, seed: int = 1, items: int = 300, entries: int = 2000, dispatches: int = 1500) -> None:
        self.year = year
        self.items, self.entries, self.dispatches = items, entries, dispatches
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self._place, self._source = place, report
        self._random = Random(seed)
        self._queue: list[tuple[datetime, int, Callable[[], None]]] = []
        self._order = count()
        self._people = People()
        self.ledger: Ledger

    def live(self, tell: Callable[[date], None] = lambda _: None, *, until: datetime | None = None) -> Ledger:
        """Lives through the year and closes it, or stops at the moment ``until``; ``tell`` is told each new day. Gives its ledger: the one that was opened when the
        year before was closed, where it was."""
        with at(self._moment(1, 8)):
            opened = Ledger.objects.filter(place=self._place, year=self.year).first()
            self.ledger = opened or open_ledger(self._place, self.year, self._people.delivery, report=self._source)
        carried = list(self.ledger.items.filter(state__in=[State.ACCEPTED, State.IN_PROGRESS]).values_list("pk", flat=True))
        self._break_down()
        with at(self._moment(1, 10)):
            for pk in carried:
                self._work(pk, self.entries / max(self.items, 1))
        self._plan_cases()
        self._at(date(self.year, 2, 20), self._publish)
        for month in range(1, 13):
            after = date(self.year + month // 12, month % 12 + 1, 1)
            self._at(after + timedelta(days=9), lambda month=month: self._bulletin(month))  # type: ignore[misc]
            if month % 3 == 0:
                self._at(after + timedelta(days=14), lambda quarter=month // 3: self._assess(quarter))  # type: ignore[misc]
        monday = date(self.year, 1, 12)
        while monday < date(self.year + 1, 1, 12):
            self._at(monday, lambda: self._count("daily", daily), hour=6)
            monday += timedelta(days=7)
        told = None
        while self._queue:
            moment, _, thing = heapq.heappop(self._queue)
            if until is not None and moment >= until:
                break
            if (day := timezone.localdate(moment)) != told:
                tell(day)
                told = day
            with at(moment):
                thing()
        if until is None:
            with at(self._moment(1, 31, hour=17, year=self.year + 1)):
                self._close()
        self.ledger.refresh_from_db()
        return self.ledger

    def _moment(self, month: int, day: int, *, hour: int = 9, minute: int = 0, year: int = 0) -> datetime:
        return timezone.make_aware(datetime.combine(date(year or self.year, month, day), time(hour, minute)))

    def _at(self, when: date | datetime, thing: Callable[[], None], *, hour: int = 9) -> None:
        moment = when if isinstance(when, datetime) else timezone.make_aware(datetime.combine(when, time(hour, self._random.randrange(60))))
        heapq.heappush(self._queue, (moment, next(self._order), thing))

    def _in(self, hours: float, thing: Callable[[], None]) -> None:
        self._at(timezone.now() + timedelta(hours=hours), thing)

    def _count(self, what: str, thing: Callable[[], Any]) -> Any:
        try:
            found = thing()
        except Refused as error:
            self.refused[f"{what}: {error.said}"] += 1
            return None
        self.done[what] += 1
        return found

    def _act(self, item: int, deed: Act, user: Any, given: dict[str, Any] | None = None) -> Any:
        return self._count(deed, lambda: act(item, deed, user, given))

    # Items

    def _break_down(self) -> None:
        with at(self._moment(1, 9)):
            made: list[Item] = []
            if self._source is not None:
                proposals = [one for one in propose(self.ledger, [self._source]) if one.checkable][: self.items // 3]
                made = self._count("enter", lambda: enter(self.ledger, self._people.delivery, proposals)) or []
            for item in made:
                if item.lead_id is None or item.deadline is None:
                    office = self._random.choice(self._people.departments)
                    self._act(item.pk, Act.EDIT, self._people.delivery, {"lead": office.pk, "deadline": f"{self.year}-12-31"})
            while len(made) < self.items:
                item = self._count("create", lambda: create(self.ledger, self._people.delivery, self._draft(len(made))))
                if item is None:
                    break
                made.append(item)
        share = self.entries / max(len(made), 1)
        for item in made:
            self._at(date(self.year, 1, 12 + self._random.randrange(8)), lambda pk=item.pk: self._assign(pk, share))  # type: ignore[misc]

    def _draft(self, number: int) -> dict[str, Any]:
        draw = self._random
        thing, unit = draw.choice(_THINGS)
        target = draw.choice((3, 5, 10, 12, 20, 50, 100, 200))
        countable = draw.random() < 0.8
        offices = draw.sample([*self._people.departments, *self._people.streets[:4]], 3)
        return {
            "title": f"{thing}{target}{unit}（{number + 1}）" if countable else f"出台{draw.choice(_PLANS)}实施办法（{number + 1}）",
            "kind": draw.choices(["goal", "task", "livelihood"], [5, 3, 2])[0],
            "section": draw.choice(["一、主要预期目标", "二、城市更新", "三、产业发展", "四、民生改善", "五、社会治理"]),
            "indicator": thing if countable else "",
            "unit": unit if countable else "",
            "target": str(target) if countable else "",
            "baseline": "0" if countable else "",
            "deadline": f"{self.year}-{draw.choice(['06-30', '09-30', '11-30', '12-31', '12-31', '12-31'])}",
            "lead": offices[0].pk,
            "supporting": [one.pk for one in offices[1 : 1 + draw.randrange(3)]],
        }

    def _publish(self) -> None:
        """Puts livelihood projects on the public board: the delivery office proposes, a leader approves; progress follows after a look each month."""
        for item in self.ledger.items.filter(kind=Kind.LIVELIHOOD, state__in=[State.ACCEPTED, State.IN_PROGRESS]).order_by("number")[:_PUBLISHED]:
            version = self._count("proposed", lambda item=item: openly.propose(item, self._people.delivery, openly.drafted(item), {}))  # type: ignore[misc]
            if version is not None:
                self._count("published", lambda version=version: openly.approve(version.publication, self._people.leader))  # type: ignore[misc]
        for month in range(3, 13):
            self._at(date(self.year, month, 20), self._release)

    def _release(self) -> None:
        for row in Publication.objects.filter(item__ledger=self.ledger, state=PublicationState.PUBLISHED):
            self._count("shown", lambda row=row: openly.release(row, self._people.delivery))  # type: ignore[misc]

    def _assign(self, pk: int, share: float) -> None:
        self._act(pk, Act.ASSIGN, self._people.delivery)
        item = Item.objects.get(pk=pk)
        if item.lead_id is None:
            return
        if self._random.random() < 0.03:
            self._in(20, lambda: self._return(pk, share))
        else:
            self._in(self._random.choice((2, 5, 22, 26, 70)), lambda: self._accept(pk, share))

    def _return(self, pk: int, share: float) -> None:
        item = Item.objects.get(pk=pk)
        self._act(pk, Act.RETURN, self._people.approves(item.lead_id or 0), {"reason": "不属于本单位职责"})
        other = self._random.choice([one for one in self._people.departments if one.pk != item.lead_id])
        self._in(5, lambda: self._act(pk, Act.EDIT, self._people.delivery, {"lead": other.pk}))
        self._in(6, lambda: self._assign(pk, share))

    def _accept(self, pk: int, share: float) -> None:
        item = Item.objects.get(pk=pk)
        lead = item.lead_id or 0
        self._act(pk, Act.ACCEPT, self._people.reports(lead))
        self._work(pk, share)

    def _work(self, pk: int, share: float) -> None:
        """Plans what is reported of an item, what is asked for, and its end."""
        item = Item.objects.get(pk=pk)
        deadline = max(item.deadline or date(self.year, 12, 31), date(self.year, 3, 31))
        last = deadline.month if deadline.year == self.year else 11
        months = sorted(self._random.sample(range(1, 12), min(int(share) + (self._random.random() < share % 1), 11)))
        speed, first = self._random.uniform(0.85, 1.3), item.value or Decimal(0)
        for month in months:
            late = self._random.choice((0, 0, 0, 0, 0, 0, 0, 0, 0, 6))
            day = date(self.year, month + 1, 1 + self._random.randrange(4) + late)
            done = min(month / last * speed, 1.1)
            self._at(day, lambda month=month, done=done: self._report(pk, month, done, first))  # type: ignore[misc]
        for days in (-2, 25, 55, 90):
            if (day := deadline + timedelta(days=days)) < date(self.year, 12, 28):
                self._at(day, lambda: self._finish(pk))
        draw = self._random.random()
        asked = date(self.year, 9, 1 + self._random.randrange(25))
        if draw < 0.08:
            self._at(asked, lambda: self._ask(pk, Act.ASK_EXTEND, {"deadline": f"{self.year + 1}-03-31"}))
        elif draw < 0.11:
            self._at(asked, lambda: self._ask(pk, Act.ASK_SUSPEND, {}))
            self._at(asked + timedelta(days=40), lambda: self._ask(pk, Act.ASK_RESUME, {}))
        elif draw < 0.14 and item.target:
            doubled = str(item.target * 2)
            self._at(asked, lambda: self._ask(pk, Act.ASK_CHANGE, {"target": doubled}))
        self._at(date(self.year, 12, 5 + self._random.randrange(20)), lambda: self._finish(pk))

    def _report(self, pk: int, month: int, done: float, first: Decimal) -> None:
        item = Item.objects.get(pk=pk)
        if item.state not in (State.ACCEPTED, State.IN_PROGRESS):
            return
        end = date(self.year, month + 1, 1) - timedelta(days=1)
        value = ""
        if item.target is not None:
            share = Decimal(str(round(max(done + self._random.uniform(-0.03, 0.03), 0), 3)))
            whole = item.target >= 20 and item.target == int(item.target)
            value = str((first + (item.target - first) * share).quantize(Decimal(1 if whole else "0.1")))
        said: dict[str, Any] = {"as_of": end.isoformat(), "value": value, "text": self._random.choice(_WORDS)}
        if self._random.random() < 0.06:
            said |= {"difficulties": self._random.choice(_TROUBLES), "needs_coordination": True}
        lead = item.lead_id or 0
        event = self._act(pk, Act.REPORT, self._people.reports(lead), said)
        if event is None:
            return
        entry = Entry.objects.get(event=event)
        if entry.verdict:
            return
        if self._random.random() < 0.05:
            self._in(20, lambda: self._act(pk, Act.REFUSE, self._people.approves(lead), {"entry": entry.pk, "reason": "数据与统计口径不符"}))
            self._in(30, lambda: self._again(pk, said))
        else:
            self._in(self._random.choice((3, 8, 26)), lambda: self._act(pk, Act.APPROVE, self._people.approves(lead), {"entry": entry.pk}))

    def _again(self, pk: int, said: dict[str, Any]) -> None:
        lead = Item.objects.get(pk=pk).lead_id or 0
        event = self._act(pk, Act.REPORT, self._people.reports(lead), said)
        if event is not None and not Entry.objects.get(event=event).verdict:
            self._in(5, lambda: self._act(pk, Act.APPROVE, self._people.approves(lead), {"entry": Entry.objects.get(event=event).pk}))

    def _ask(self, pk: int, deed: Act, given: dict[str, Any]) -> None:
        lead = Item.objects.get(pk=pk).lead_id or 0
        if self._act(pk, deed, self._people.approves(lead), {"reason": "客观条件变化，详见附件", **given}) is not None:
            self._in(30, lambda: self._decide(pk))

    def _decide(self, pk: int) -> None:
        petition = Petition.objects.filter(item=pk, verdict="").first()
        if petition is None:
            return
        grants = DECIDES[PetitionKind(petition.kind)]
        decider = self._people.delivery if grants is Act.EXTEND else self._people.leader
        if self._random.random() < 0.2 and grants is not Act.RESUME:
            self._act(pk, Act.DENY, decider, {"petition": petition.pk, "reason": "按原计划推进"})
        else:
            self._act(pk, grants, decider, {"petition": petition.pk})

    def _finish(self, pk: int) -> None:
        item = Item.objects.get(pk=pk)
        if item.state != State.IN_PROGRESS or (item.target is not None and (item.value or 0) < item.target * Decimal("0.9")):
            return
        lead = item.lead_id or 0
        if self._act(pk, Act.REPORT_DONE, self._people.approves(lead), {"text": "任务已完成，验收材料齐全"}) is None:
            return
        if self._random.random() < 0.1:
            self._in(48, lambda: self._act(pk, Act.SEND_BACK, self._people.delivery, {"reason": "现场与材料不一致"}))
            self._in(120, lambda: self._act(pk, Act.REPORT_DONE, self._people.approves(lead), {"text": "已按要求补齐"}))
        self._in(170, lambda: self._act(pk, Act.VERIFY, self._people.delivery, {"evidence": "实地查看并核对台账"}))

    # Dispatch

    def _plan_cases(self) -> None:
        days = (date(self.year, 12, 31) - date(self.year, 1, 12)).days
        for _ in range(self.dispatches):
            self._at(date(self.year, 1, 12) + timedelta(days=self._random.randrange(days)), self._raise, hour=self._random.randrange(8, 18))

    def _raise(self) -> None:
        draw = self._random
        community = draw.choice(self._people.communities)
        given = {
            "where": f"{draw.choice(_PLACES)}{draw.randrange(1, 200)}号",
            "text": draw.choice(_SEEN),
            "problem": draw.choice(sorted(problems())),
            "pass_up": draw.random() < 0.8,
        }
        case: Case | None = self._count("raise", lambda: cases.raise_case(self._people.of(community.pk, PostRole.COMMUNITY), given))
        if case is None:
            return
        if not given["pass_up"]:
            self._in(4, lambda: self._case(case.pk, Deed.SETTLE, self._people.of(community.pk, PostRole.COMMUNITY), {"text": "社区当场协调解决"}))
        elif draw.random() < 0.1:
            self._in(6, lambda: self._case(case.pk, Deed.SETTLE, self._people.of(case.street_id, PostRole.STREET), {"text": "街道综合执法队已处置"}))
        else:
            self._in(draw.choice((1, 3, 20)), lambda: self._blow(case.pk, case.street_id))

    def _case(self, pk: int, deed: Deed, user: Any, given: dict[str, Any] | None = None) -> Any:
        return self._count(f"case {deed}", lambda: cases.act(pk, deed, user, given))

    def _blow(self, pk: int, street: int) -> None:
        called: list[Office] = self._random.sample(self._people.departments, self._random.choice((1, 1, 1, 2)))
        wish = {"whistle": "push", "departments": [one.pk for one in called], "lead": called[0].pk, "ground": "joint", "reason": "街道无执法权，需部门到场"}
        if self._case(pk, Deed.BLOW, self._people.of(street, PostRole.STREET), wish) is None:
            return
        for one in called:
            self._answer(pk, one, self._random.choice((0.4, 0.7, 0.9, 3)))
        self._in(24 * self._random.choice((6, 9, 12)), lambda: self._confirm(pk, street, called))

    def _answer(self, pk: int, office: Office, patience: float) -> None:
        user = self._people.reports(office.pk)
        self._in(patience, lambda: self._case(pk, Deed.SIGN, user))
        self._in(patience * 20, lambda: self._case(pk, Deed.CONTACT, user, {"contact": "街道值班室"}))
        self._in(patience * 60, lambda: self._case(pk, Deed.REPORT_IN, user, {"text": "已到现场"}))
        outcome = self._random.choices(["solved", "planned", "explained"], [8, 1, 1])[0]
        said = {"outcome": outcome, "text": "已处置并回访"} | ({"promised_on": f"{self.year + 1}-01-20"} if outcome == "planned" else {})
        self._in(patience * 60 + 24, lambda: self._case(pk, Deed.RESULT, user, said))

    def _confirm(self, pk: int, street: int, called: list[Office]) -> None:
        user = self._people.of(street, PostRole.STREET)
        levels = {str(one.pk): self._random.choices(["satisfied", "fairly", "unsatisfied"], [7, 2, 1])[0] for one in called}
        if self._case(pk, Deed.CONFIRM, user, {"levels": levels}) is None:
            return
        self._case(pk, Deed.RATE, self._people.reports(called[0].pk), {"level": self._random.choice(["satisfied", "fairly"])})
        if self._random.random() < 0.5:
            self._case(pk, Deed.CALL_BACK, self._people.delivery, {"reached": True, "contacted": True, "solved": self._random.random() < 0.9, "level": "satisfied"})
        self._in(24, lambda: self._case(pk, Deed.CLOSE, user))

    # Bulletins, assessments, the year's end

    def _bulletin(self, month: int) -> None:
        found = self._count("bulletin", lambda: bulletins.make(self.ledger, Period("month", self.year, month), self._people.delivery))
        if found is not None:
            self._count("bulletin submitted", lambda: bulletins.submit(found.pk, self._people.delivery))
            self._in(24, lambda: self._count("bulletin approved", lambda: bulletins.approve(found.pk, self._people.leader)))
            self._in(30, lambda: self._count("bulletin issued", lambda: bulletins.issue(found.pk, self._people.delivery)))

    def _assess(self, quarter: int) -> None:
        if quarter == 1 and versions.in_force(date(self.year, 1, 1)) is None:
            content = preset_content("plain")
            rules = versions.write_version(self._people.delivery, "督查考核细则", content["base"], content["rules"])
            versions.try_out(rules.pk, self._people.delivery)
            self._count("rules enacted", lambda: versions.enact(rules.pk, self._people.delivery, date(self.year, 1, 1)))
        found: Assessment | None = self._count("assessment", lambda: assessments.make(self.ledger, Period("quarter", self.year, quarter), self._people.delivery))
        if found is None:
            return
        self._count("assessment published", lambda: assessments.publish(found.pk, self._people.delivery))
        line = ScoreLine.objects.filter(score__assessment=found, points__lt=0).select_related("score").order_by("id").first()
        if line is not None:
            self._in(24, lambda: self._appeal(line))
        self._in(24 * 20, lambda: self._count("assessment final", lambda: assessments.finish(found.pk, self._people.leader)))

    def _appeal(self, line: ScoreLine) -> None:
        made = self._count("appeal", lambda: assessments.appeal(line.pk, self._people.approves(line.score.office_id), "系统故障导致迟报"))
        if made is not None:
            self._in(48, lambda: self._count("appeal answered", lambda: assessments.answer(made.pk, self._people.delivery, {"upheld": True, "points": "0", "answer": "情况属实"})))

    def _close(self) -> None:
        for one in obstacles(self.ledger):
            lead = one.item.lead_id or 0
            for entry in one.item.entries.filter(verdict="").order_by("id"):
                self._act(one.item.pk, Act.APPROVE, self._people.approves(entry.office_id or lead), {"entry": entry.pk})
            self._decide(one.item.pk)
        self._count("close", lambda: close_year(self.ledger, self._people.delivery))
