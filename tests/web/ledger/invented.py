"""A small invented year of the district, made through the same actions as the pages use, with the clock set to the day of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from duixian.web.ledger.acting import act, acted
from duixian.web.ledger.lights.refresh import in_step
from duixian.web.ledger.log import Actor, in_turn, write
from duixian.web.ledger.models import Item
from duixian.web.ledger.states import Act
from tests.web.ledger.district import District

__all__ = ["Clock", "Year", "first_half", "lights_as_told"]


@contextmanager
def lights_as_told() -> Iterator[None]:
    """While it lasts no rule sets a light: those of the story hold, whatever rules come with the workspace."""
    acted.disconnect(dispatch_uid="lights")
    try:
        yield
    finally:
        acted.connect(in_step, dispatch_uid="lights")


class Clock:
    """The clock of the whole workspace, which stands where it is set."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = datetime(2026, 1, 5, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
        monkeypatch.setattr(timezone, "now", lambda: self.now)

    def set(self, day: str, hour: int = 9) -> None:
        """Sets it to an hour of a day of 2026, as 04-09."""
        month, number = day.split("-")
        self.now = datetime(2026, int(month), int(number), hour, tzinfo=ZoneInfo("Asia/Shanghai"))


class Year:
    """What people do, day by day: said in any order, done in that of the days by :meth:`run`."""

    def __init__(self, district: District, clock: Clock) -> None:
        self.district, self.clock = district, clock
        self.items: dict[str, Item] = {}
        self.waiting: list[tuple[str, int, Callable[[], object]]] = []

    def at(self, day: str, hour: int, does: Callable[[], object]) -> None:
        """Something that happens at an hour of a day."""
        self.waiting.append((day, hour, does))

    def run(self) -> None:
        """Does what was said."""
        for day, hour, does in sorted(self.waiting, key=lambda one: one[:2]):
            self.clock.set(day, hour)
            does()
        self.waiting.clear()

    def begin(self, name: str, office: int, day: str, *, accept: str | None = None, **given: Any) -> None:
        """Enters and assigns an item, and accepts it the same day, or on the day given, or not (``accept=""``)."""
        number = self.district.offices[f"department{office}"].pk

        def enters() -> None:
            self.items[name] = self.district.draft(title=name, lead=number, **given)
            act(self.items[name], Act.ASSIGN, self.district.user("delivery"))

        self.at(day, 9, enters)
        if accept != "":
            self.do(name, accept or day, Act.ACCEPT, f"officer{office}")

    def report(self, name: str, office: int, day: str, as_of: str, *, approve: bool = True, **given: Any) -> None:
        """An officer reports, and the head approves the next hour."""
        self.at(day, 9, lambda: act(self.items[name], Act.REPORT, self.district.user(f"officer{office}"), {"as_of": f"2026-{as_of}", **given}))
        if approve:
            self.at(day, 10, lambda: act(self.items[name], Act.APPROVE, self.district.user(f"head{office}"), {"entry": self.items[name].entries.latest("id").pk}))

    def do(self, name: str, day: str, deed: Act, who: str, **given: Any) -> None:
        """Somebody does something; an ``entry`` or ``petition`` is the last one."""
        rows = {"entry": "entries", "petition": "petitions"}

        def does() -> None:
            said = {key: getattr(self.items[name], rows[key]).latest("id").pk if key in rows else value for key, value in given.items()}
            act(self.items[name], deed, self.district.user(who), said)

        self.at(day, 14, does)

    def light(self, name: str, day: str, light: str) -> None:
        """The daily rules give an item a light, and the log holds it."""

        def turns() -> None:
            with in_turn():
                write("item", self.items[name].pk, "light", Actor(), data={"after": light})

        self.at(day, 18, turns)


def first_half(district: District, clock: Clock) -> Year:
    """Ten items of two departments up to the beginning of July: some on time, some late, some closed, some in trouble."""
    year = Year(district, clock)
    parks, homes, parking, rules, floods = "新建口袋公园6个", "改造老旧小区12个", "新增停车泊位800个", "修订物业管理办法", "整治积水点5处"
    firms, growth, plan, projects = "新增规上企业20户", "地区生产总值增长6%", "编制园区规划", "引进项目8个"
    year.begin(parks, 1, "01-20", target="6", unit="个", deadline="2026-12-31", begins="2026-01-01")
    year.begin(homes, 1, "01-20", target="12", unit="个", deadline="2026-12-31", kind="livelihood", begins="2026-01-01")
    year.begin(parking, 1, "01-20", target="800", unit="个", deadline="2026-06-30", begins="2026-01-01")
    year.begin(rules, 1, "02-02", kind="task", target=None, unit="", deadline="2026-05-31", milestones=[{"due": "2026-07-15", "what": "报常务会议审议"}])
    year.begin(floods, 1, "02-02", accept="02-05", target="5", unit="处", deadline="2026-04-30")
    year.begin(firms, 2, "01-20", target="20", unit="户", deadline="2026-12-31", begins="2026-01-01")
    year.begin(growth, 2, "01-20", target="6", unit="%", deadline="2026-12-31", begins="2026-01-01")
    year.begin(plan, 2, "03-02", kind="task", target=None, unit="", deadline="2026-09-30", supporting=[district.offices["department1"].pk])
    year.begin(projects, 2, "03-02", accept="", target="8", unit="个", deadline="2026-12-31")
    year.do(projects, "03-04", Act.RETURN, "head2", reason="职责在投促中心")
    year.at("03-10", 9, lambda: district.draft(title="尚未交办的事项"))
    for day, end, park, home, firm in (("02-04", "01-31", 1, 1, 2), ("03-04", "02-28", 2, 2, 4), ("04-03", "03-31", 3, 6, 7)):
        year.report(parks, 1, day, end, value=str(park), text=f"累计建成{park}个")
        year.report(homes, 1, day, end, value=str(home), text=f"累计完工{home}个")
        year.report(firms, 2, day, end, value=str(firm), text=f"累计入规{firm}户")
    year.report(growth, 2, "04-03", "03-31", value="5.4", text="一季度增长5.4%")
    year.report(parking, 1, "02-04", "01-31", value="60", text="建成60个")
    year.report(parking, 1, "04-09", "03-31", value="260", text="建成260个")
    year.report(floods, 1, "03-03", "02-28", value="3", text="完成3处")
    year.report(floods, 1, "04-02", "03-31", value="5", text="5处全部完成")
    year.do(floods, "04-10", Act.REPORT_DONE, "head1", text="全部完成")
    year.do(floods, "04-14", Act.SEND_BACK, "delivery", reason="缺验收单")
    year.do(floods, "04-20", Act.REPORT_DONE, "head1", text="验收单补齐")
    year.do(floods, "04-22", Act.VERIFY, "delivery", evidence="现场核查5处")
    year.report(rules, 1, "04-04", "03-31", approve=False, text="完成初稿")
    year.do(rules, "04-06", Act.REFUSE, "head1", entry=None, reason="无具体措施")
    year.report(rules, 1, "04-08", "03-31", text="初稿征求12个单位意见", difficulties="两部门意见不一致", needs_coordination="1")
    year.report(plan, 2, "04-03", "03-31", text="完成调研")
    for name, light in {parks: "green", homes: "green", parking: "yellow", firms: "green", growth: "yellow"}.items():
        year.light(name, "04-29", light)
    year.light(parking, "04-30", "red")
    year.do(firms, "04-27", Act.ASK_CHANGE, "head2", reason="口径调整", target="18")
    year.do(firms, "04-28", Act.CHANGE, "leader", petition=None)
    year.report(parks, 1, "05-04", "04-30", value="4", text="累计建成4个")
    year.report(firms, 2, "05-06", "04-30", value="9", text="累计入规9户")
    year.light(rules, "06-01", "red")
    year.light(plan, "06-01", "green")
    year.run()
    clock.set("07-06")
    return year
