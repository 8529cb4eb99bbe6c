"""Light rules: every preset at its edges, each kind of rule, and what must hold whatever the figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duixian.web.ledger.lights.applies import applies
from duixian.web.ledger.lights.days import WorkingDays, announced
from duixian.web.ledger.lights.evaluate import Judged, judge
from duixian.web.ledger.lights.facts import Facts, Figure, Point
from duixian.web.ledger.lights.force import Holding
from duixian.web.ledger.lights.lines import expected_line
from duixian.web.ledger.lights.months import Months
from duixian.web.ledger.lights.presets import Preset, general, preset, presets
from duixian.web.ledger.lights.rules import Rules, kept, read
from duixian.web.ledger.lights.words import phrase, sentences, why
from duixian.web.ledger.refusals import Lacking

DAY = date(2026, 10, 10)
MONTHS = Months(WorkingDays(), 5, True)
SEPTEMBER = date(2026, 9, 30)
ALL = [one.key for one in presets()]


def rules(key: str, **changed: Mapping[str, Any]) -> Rules:
    one = preset(key)
    assert one is not None
    written = kept(one.rules)
    for name, values in changed.items():
        written[name] |= values
    return read(written)


def item(done: float | str | None, **given: Any) -> Facts:
    """An item of 100 by the year's end, with this much reported each month up to September (a share of a straight line), and ``done`` at its end."""
    last = () if done is None else (Figure(SEPTEMBER, Decimal(str(done))),)
    earlier = tuple(Figure(date(2026, month, 28), Decimal(str(round(100 * month / 12, 2))) + 1) for month in range(1, 9)) if done is not None else ()
    return Facts(**{"year": 2026, "target": Decimal(100), "deadline": date(2026, 12, 31), "since": date(2026, 1, 5), "unit": "处", "figures": earlier + last, **given})


def light(key: str, facts: Facts, day: date = DAY) -> str:
    return judge(rules(key), facts, day, MONTHS).light


@pytest.mark.parametrize(
    ("key", "expected"),
    [("wuhan", "green"), ("yinchuan-2025", "yellow"), ("sanya-2022-projects", "yellow"), ("ten-points", "red"), ("servicenow", "yellow"), ("ouhai-2020", "red"), ("sanya-2022-districts", "yellow")],
)
def test_75_due_and_62_done(key: str, expected: str) -> None:
    assert light(key, item(62)) == expected


@pytest.mark.parametrize(
    ("key", "done", "expected"),
    [
        ("yinchuan-2025", 75, "green"), ("yinchuan-2025", 65.01, "green"), ("yinchuan-2025", 65, "yellow"), ("yinchuan-2025", 45, "yellow"), ("yinchuan-2025", 44.99, "red"),
        ("yinchuan-2025-investment", 70, "green"), ("yinchuan-2025-investment", 60, "yellow"), ("yinchuan-2025-investment", 39.99, "red"),
        ("sanya-2022-projects", 75, "green"), ("sanya-2022-projects", 74.99, "yellow"), ("sanya-2022-projects", 37.5, "yellow"), ("sanya-2022-projects", 37, "red"),
        ("wuhan", 60, "green"), ("wuhan", 59.9, "yellow"), ("wuhan", 45, "yellow"), ("wuhan", 44.9, "red"),
        ("tianjin-2022-bonds", 75, "green"), ("tianjin-2022-bonds", 52.5, "yellow"), ("tianjin-2022-bonds", 52, "red"),
        ("servicenow", 67.5, "green"), ("servicenow", 67.4, "yellow"), ("servicenow", 56.25, "yellow"), ("servicenow", 56.2, "red"),
        ("ten-points", 75, "green"), ("ten-points", 74, "yellow"), ("ten-points", 65, "yellow"), ("ten-points", 64.99, "red"),
        ("ouhai-2020", 75, "green"), ("ouhai-2020", 74.99, "red"),
    ],
)  # fmt: skip
def test_presets_at_their_edges(key: str, done: float, expected: str) -> None:
    assert light(key, item(done)) == expected


def test_one_month_missed_is_yellow_two_running_are_red() -> None:
    """三亚 2022, districts."""
    short = item(62)
    assert light("sanya-2022-districts", short) == "yellow"
    august = tuple(one if one.as_of.month != 8 else Figure(one.as_of, Decimal(60)) for one in short.figures)
    assert light("sanya-2022-districts", replace(short, figures=august)) == "red"
    made_up = (*august[:-1], Figure(SEPTEMBER, Decimal(75)))
    assert light("sanya-2022-districts", replace(short, figures=made_up)) == "green", "who has caught up is not behind"


def test_made_up_work_keeps_yellow_until_the_next_month() -> None:
    """瓯海 2020."""
    late = item(62)
    made_up = replace(late, figures=(*late.figures, Figure(date(2026, 10, 9), Decimal(80))))
    assert light("ouhai-2020", made_up, date(2026, 10, 12)) == "yellow"
    assert light("ouhai-2020", replace(made_up, figures=(*made_up.figures, Figure(date(2026, 10, 31), Decimal(84)))), date(2026, 11, 10)) == "green"
    assert light("ten-points", made_up, date(2026, 10, 12)) == "green"


@pytest.mark.parametrize(
    ("value", "better", "expected"),
    [("6.5", "higher", "green"), ("6.4", "higher", "yellow"), ("-0.1", "higher", "red"), ("0", "higher", "yellow"), (None, "higher", "green")],
)
def test_a_rate_is_compared_with_the_goal_itself(value: str | None, better: str, expected: str) -> None:
    """6.4 against 6.5 falls short in March as in December."""
    for day, of in ((date(2026, 4, 10), date(2026, 3, 31)), (DAY, SEPTEMBER)):
        figure = (Figure(of, Decimal(value) if value else None),)
        facts = item(None, measure="growth", unit="%", target=Decimal("6.5"), better=better, figures=figure)
        assert judge(rules("tianjin-2022-investment", entry={"yellow": None, "red": None}), facts, day, MONTHS).light == expected


@pytest.mark.parametrize(("value", "expected"), [("4", "green"), ("4.5", "yellow"), ("5", "yellow"), ("5.01", "red"), ("9", "red")])
def test_a_ceiling_is_not_exceeded(value: str, expected: str) -> None:
    facts = item(None, qualifier="max", better="lower", unit="%", target=Decimal(5), figures=(Figure(SEPTEMBER, Decimal(value)),))
    assert light("ten-points", facts) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [(date(2026, 9, 20), "green"), (date(2026, 9, 26), "green"), (date(2026, 9, 27), "yellow"), (date(2026, 9, 30), "yellow"), (date(2026, 10, 1), "red")],
)
def test_an_event_near_its_date_and_past_it(day: date, expected: str) -> None:
    """西安: three days."""
    facts = Facts(year=2026, deadline=SEPTEMBER, since=date(2026, 8, 20))
    assert light("xian-deadline", replace(facts, figures=(Figure(date(2026, 8, 30)), Figure(date(2026, 9, 5)))), day) == expected


def test_working_days_before_a_deadline() -> None:
    """Three working days before 9 October 2026 is 29 September: the holidays lie between."""
    working = rules("xian-deadline", deadline={"days": "working"})
    facts = Facts(year=2026, deadline=date(2026, 10, 9))
    assert [judge(working, facts, day, MONTHS).light for day in (date(2026, 9, 29), date(2026, 9, 30))] == ["yellow", "yellow"]
    assert judge(working, facts, date(2026, 9, 28), MONTHS).light == "green"


def test_what_is_reported_done_in_time_waits_without_a_warning() -> None:
    facts = Facts(year=2026, deadline=SEPTEMBER, finished=date(2026, 9, 29))
    assert light("ten-points", facts, date(2026, 11, 1)) == "green"
    assert light("ten-points", replace(facts, finished=date(2026, 10, 2)), date(2026, 11, 1)) == "red"


@pytest.mark.parametrize(
    ("key", "day", "expected"),
    [("ten-points", date(2026, 3, 15), "green"), ("ten-points", date(2026, 3, 16), "yellow"), ("ten-points", date(2026, 4, 14), "red"),
     ("yinchuan-2025", date(2026, 3, 31), "green"), ("yinchuan-2025", date(2026, 4, 1), "yellow"), ("yinchuan-2025", date(2026, 6, 1), "red")],
)  # fmt: skip
def test_a_milestone_missed(key: str, day: date, expected: str) -> None:
    facts = Facts(year=2026, deadline=date(2026, 12, 31), milestones=(Point(date(2026, 3, 15), "开工"),))
    assert light(key, facts, day) == expected
    assert light(key, replace(facts, milestones=(Point(date(2026, 3, 15), "开工", None, date(2026, 3, 20)),)), day) == "green"


def test_months_without_an_entry() -> None:
    facts = Facts(year=2026, deadline=date(2026, 12, 31), since=date(2026, 1, 20))
    assert [light("ten-points", facts, day) for day in (date(2026, 3, 5), date(2026, 3, 6), date(2026, 4, 8))] == ["green", "yellow", "red"]
    reported = replace(facts, figures=(Figure(date(2026, 4, 3)),))
    assert light("ten-points", reported, date(2026, 4, 8)) == "green", "what is of the days before the report day stands for the month before, too"


def test_nobody_is_asked_before_the_first_whole_month() -> None:
    facts = item(None, since=date(2026, 9, 10))
    assert light("ten-points", facts, DAY) == "green"
    assert light("ten-points", facts, date(2026, 11, 10)) == "red", "then nothing reported is nothing done"


def test_items_without_a_light() -> None:
    assert judge(general().rules, item(10, lit=False), DAY, MONTHS) == Judged("", ())
    assert judge(general().rules, Facts(year=2026), DAY, MONTHS).light == ""


def test_an_items_own_plan_goes_before_the_straight_line() -> None:
    own = item(62, milestones=(Point(date(2026, 6, 30), "", Decimal(20)), Point(SEPTEMBER, "", Decimal(60))))
    found = judge(rules("ten-points"), own, DAY, MONTHS)
    assert (found.light, found.findings[0].figures["expected"]) == ("green", 60)
    line = expected_line(own, general().rules.count)
    assert line is not None
    assert [line.share(day) for day in (date(2026, 3, 31), date(2026, 6, 30), date(2026, 12, 31))] == [10, 20, 100]


@pytest.mark.parametrize(("day", "month", "daily"), [(date(2026, 1, 31), "8.33", "8.49"), (SEPTEMBER, "75", "74.79"), (date(2026, 12, 31), "100", "100"), (date(2027, 3, 1), "100", "100")])
def test_the_straight_line_by_month_and_by_day(day: date, month: str, daily: str) -> None:
    count = general().rules.count
    for step, expected in (("month", month), ("day", daily)):
        line = expected_line(item(0), read({**kept(general().rules), "count": {**kept(general().rules)["count"], "step": step}}).count)
        assert count is not None
        assert line is not None
        assert line.share(day) == Decimal(expected)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"target": None}, "none"), ({}, "count"), ({"qualifier": "max"}, "ceiling"), ({"better": "lower"}, "ceiling"), ({"better": "lower", "baseline": Decimal(200)}, "count"),
        ({"measure": "growth"}, "rate"), ({"measure": "rank", "better": "lower"}, "rate"), ({"unit": "%"}, "rate"), ({"qualifier": "min"}, "count"),
    ],
)  # fmt: skip
def test_the_items_data_decides_which_rule_applies(given: dict[str, Any], expected: str) -> None:
    assert applies(item(50, **given)) == expected


def test_a_falling_count_goes_from_its_baseline_down() -> None:
    facts = item(None, better="lower", baseline=Decimal(200), figures=(Figure(SEPTEMBER, Decimal(138)),))
    found = judge(rules("yinchuan-2025"), facts, DAY, MONTHS)
    assert (found.light, found.findings[0].figures["actual"]) == ("yellow", 62)


def test_a_light_says_its_rule_and_figures_in_both_languages() -> None:
    found = judge(rules("ten-points"), item(62), DAY, MONTHS)
    said = why(found, Holding(7, {"zh": "本区规则", "en": "Ours"}, 3, rules("ten-points")), DAY)
    assert (said["set"], said["version"], said["rule"], said["day"]) == (7, 3, "count", "2026-10-10")
    assert said["figures"]["expected"] == "75"
    assert said["figures"]["points"] == "13"
    assert "应达 75%，实际 62%，差 13 个百分点" in said["zh"]
    assert said["en"] == "75% due by 2026-09-30, 62% reached, 13 points behind"
    assert said["provisional"] is False


@pytest.mark.parametrize("key", ALL)
def test_every_preset_reads_in_both_languages_and_comes_back_the_same(key: str) -> None:
    one = preset(key)
    assert isinstance(one, Preset)
    assert read(kept(one.rules)) == one.rules
    assert all(one.source.values())
    assert all(one.name.values())
    for tongue in ("zh", "en"):
        assert all(said and "{" not in said for _name, _title, some in sentences(one.rules, tongue) for said in some)


@pytest.mark.parametrize(
    "changed",
    [
        {"count": {"yellow": 20, "red": 10}}, {"count": {"distance": "ratio", "yellow": 60, "red": 80}}, {"count": {"line": "planned", "plan": []}}, {"rate": {"yellow": -1}},
        {"count": {"line": "planned", "plan": [{"month": 6, "day": 30, "share": 70}, {"month": 9, "day": 30, "share": 45}]}}, {"entry": {"yellow": 3, "red": 2}},
        {"count": {"distance": "colour"}}, {"deadline": {"yellow": "soon"}},
    ],
)  # fmt: skip
def test_rules_that_cannot_be_are_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(Lacking):
        rules("ten-points", **changed)


def test_in_a_year_nobody_knows_the_light_is_provisional_until_the_notice_comes() -> None:
    facts = Facts(year=2031, deadline=date(2031, 10, 3))
    working = rules("xian-deadline", deadline={"days": "working"})
    before = judge(working, facts, date(2031, 9, 29), MONTHS)
    assert (before.light, before.provisional) == ("green", True)
    off = announced([(2031, {date(2031, 10, 1): False, date(2031, 10, 2): False})])
    after = judge(working, facts, date(2031, 9, 29), Months(off, 5, True))
    assert (after.light, after.provisional) == ("yellow", False)


PICKED = st.sampled_from(ALL)
VALUES = st.decimals(min_value=-20, max_value=140, places=2)
FIGURES = st.lists(st.tuples(st.dates(date(2026, 1, 1), date(2026, 12, 31)), VALUES), max_size=8).map(lambda some: tuple(Figure(*one) for one in sorted(some, key=lambda one: one[0])))
ITEMS = st.builds(
    Facts,
    year=st.just(2026),
    measure=st.sampled_from(["", "level", "growth", "rank"]),
    unit=st.sampled_from(["处", "%"]),
    qualifier=st.sampled_from(["", "min", "max", "about"]),
    better=st.sampled_from(["higher", "lower"]),
    target=st.one_of(st.none(), st.decimals(min_value=0, max_value=100, places=1)),
    baseline=st.one_of(st.none(), st.decimals(min_value=0, max_value=120, places=1)),
    begins=st.one_of(st.none(), st.dates(date(2026, 1, 1), date(2026, 6, 30))),
    deadline=st.one_of(st.none(), st.dates(date(2026, 3, 1), date(2027, 6, 30))),
    since=st.one_of(st.none(), st.dates(date(2026, 1, 1), date(2026, 6, 30))),
    milestones=st.lists(st.builds(Point, st.dates(date(2026, 2, 1), date(2026, 12, 31)), st.just("节点"), st.one_of(st.none(), VALUES)), max_size=3).map(tuple),
    figures=FIGURES,
)
WHEN = st.dates(date(2026, 1, 2), date(2027, 3, 1))
ORDER = {"": 0, "green": 0, "yellow": 1, "red": 2}


@settings(max_examples=400, deadline=None)
@given(key=PICKED, facts=ITEMS, day=WHEN, more=st.decimals(min_value=0, max_value=50, places=2))
def test_more_progress_never_makes_a_light_worse(key: str, facts: Facts, day: date, more: Decimal) -> None:
    if facts.value is None:
        return
    step = -more if facts.better == "lower" or applies(facts) == "ceiling" else more
    last = max(number for number, one in enumerate(facts.figures) if one.value is not None)
    figures = list(facts.figures)
    figures[last] = Figure(figures[last].as_of, facts.value + step)
    better = tuple(figures)
    before, after = judge(rules(key), facts, day, MONTHS), judge(rules(key), replace(facts, figures=better), day, MONTHS)
    assert ORDER[after.light] <= ORDER[before.light]


@settings(max_examples=200, deadline=None)
@given(key=PICKED, facts=ITEMS, day=WHEN, of=st.dates(date(2026, 1, 1), date(2026, 12, 31)))
def test_one_more_entry_never_makes_it_look_less_reported(key: str, facts: Facts, day: date, of: date) -> None:
    more = replace(facts, figures=tuple(sorted((*facts.figures, Figure(of)), key=lambda one: one.as_of)))
    before, after = judge(rules(key), facts, day, MONTHS), judge(rules(key), more, day, MONTHS)
    assert ORDER[after.light] <= ORDER[before.light]


@settings(max_examples=200, deadline=None)
@given(key=PICKED, facts=ITEMS, day=WHEN)
def test_the_same_facts_give_the_same_light_and_words(key: str, facts: Facts, day: date) -> None:
    one, two = judge(rules(key), facts, day, MONTHS), judge(rules(key), facts, day, Months(WorkingDays(), 5, True))
    assert one == two
    worst = max((ORDER[finding.light] for finding in one.findings), default=0)
    assert ORDER[one.light] == worst
    for finding in one.findings:
        assert all("{" not in phrase(finding, tongue) for tongue in ("zh", "en"))


@settings(max_examples=200, deadline=None)
@given(facts=ITEMS, key=PICKED, day=WHEN)
def test_what_is_due_never_falls(facts: Facts, key: str, day: date) -> None:
    line = expected_line(facts, rules(key).count)
    if line is not None:
        shares = [line.share(day + timedelta(days=number)) for number in range(0, 120, 7)]
        assert shares == sorted(shares)
        assert all(0 <= one <= 100 for one in shares)
