"""What the light of an item is and why: a pure function of rules, facts and a day.

Every rule that applies says something; the worst of it is the light. What is said holds the figures it was decided by, rounded as they are shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from duixian.web.ledger.lights.applies import applies
from duixian.web.ledger.lights.facts import Facts, Point
from duixian.web.ledger.lights.lines import Line, actual_share, expected_line, expected_value, progresses, rounded
from duixian.web.ledger.lights.months import Months
from duixian.web.ledger.lights.rules import Count, RuleName, Rules
from duixian.web.ledger.models import Light

__all__ = ["Finding", "Judged", "judge", "met"]

_DAY = timedelta(days=1)
_BEHIND = {"points": "count_behind", "ratio": "count_ratio", "months": "count_months"}
_WORST = (Light.RED, Light.YELLOW, Light.GREEN)


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule says: its light, the words to say it in (a name in ``data/words.toml``) with their figures, and whether a notice of holidays may still change it."""

    rule: RuleName
    light: str
    says: str
    figures: dict[str, Any] = field(default_factory=dict)
    provisional: bool = False


class Judged(NamedTuple):
    """The light of an item, empty where no rule speaks of it, and what the rules say, what decided it first."""

    light: str
    findings: tuple[Finding, ...]

    @property
    def provisional(self) -> bool:
        """Whether a notice of holidays that is still to come may change it."""
        return any(one.provisional for one in self.findings)


def judge(rules: Rules, facts: Facts, day: date, months: Months) -> Judged:
    """Gives the light of an item on the morning of ``day``: by what was to be done by the evening before."""
    if not facts.lit:
        return Judged("", ())
    found = [one for one in (_figure(rules, facts, day, months), _milestone(rules, facts, day), _deadline(rules, facts, day, months), _entry(rules, facts, day, months)) if one]
    found.sort(key=lambda one: _WORST.index(Light(one.light)))
    return Judged(found[0].light if found else "", tuple(found))


def met(facts: Facts) -> bool:
    """Tells whether the item's figure is where its goal wants it."""
    value = facts.value
    if facts.target is None or value is None:
        return False
    return value <= facts.target if applies(facts) == "ceiling" or facts.better == "lower" else value >= facts.target


def _figure(rules: Rules, facts: Facts, day: date, months: Months) -> Finding | None:
    name = applies(facts)
    if name == "ceiling":
        return _ceiling(rules, facts)
    if name == "count" and progresses(facts):
        return _count(rules.count, facts, day, months)
    return _rate(rules, facts) if name in ("rate", "count") else None


def _count(rule: Count, facts: Facts, day: date, months: Months) -> Finding | None:
    line = expected_line(facts, rule)
    last, provisional = months.last_due(day)
    provisional &= rule.step == "month" or rule.distance == "months" or rule.made_up
    at = day - _DAY if rule.step == "day" else last
    asked = max(line.first, months.first(facts.since) if facts.since else line.first) if line else day
    if line is None or at < line.first or (facts.value is None and last < asked):
        return None
    assert facts.target is not None
    expected, actual = line.share(at), actual_share(facts, facts.value)
    figures: dict[str, Any] = {
        "on": at, "line": line.sort, "expected": expected, "actual": actual, "points": max(expected - actual, Decimal(0)),
        "ratio": rounded(actual / expected * 100) if expected else Decimal(100),
        "expected_value": expected_value(facts, expected), "value": facts.value, "target": facts.target, "unit": facts.unit,
    }  # fmt: skip
    if rule.distance == "months":
        figures["months"] = _months_behind(facts, line, last, asked, months)
        light = _over(Decimal(figures["months"]), rule.yellow, True, rule.red, True)
    else:
        light = _distance(rule, expected, actual)
    if actual < expected:
        return Finding("count", light, _BEHIND[rule.distance], figures, provisional)
    if rule.made_up and last >= asked:
        then, before = line.share(last), actual_share(facts, facts.value_by(months.due(last).day))
        if before < then and (rule.distance == "months" or _distance(rule, then, before) != Light.GREEN):
            return Finding("count", Light.YELLOW, "count_made_up", {**figures, "month": last, "then": then, "before": before}, provisional)
    return Finding("count", Light.GREEN, "count_met", figures, provisional)


def _distance(rule: Count, expected: Decimal, actual: Decimal) -> str:
    if actual >= expected:
        return Light.GREEN
    if rule.distance == "points":
        return _over(expected - actual, rule.yellow, rule.yellow_including, rule.red, rule.red_including)
    short = rounded(actual / expected * 100)
    return _over(-short, _minus(rule.yellow), rule.yellow_including, _minus(rule.red), rule.red_including)


def _months_behind(facts: Facts, line: Line, last: date, first: date, months: Months) -> int:
    """How many month ends running were missed, up to the last one due. What was reached since counts for that one: who has caught up is not behind."""
    count, month, value = 0, last, facts.value
    while month >= first and actual_share(facts, value) < line.share(month):
        count += 1
        month = month.replace(day=1) - _DAY
        value = facts.value_by(months.due(month).day)
    return count


def _rate(rules: Rules, facts: Facts) -> Finding | None:
    value, target, rule = facts.value, facts.target, rules.rate
    if value is None or target is None:
        return None
    gap = max((target - value) if facts.better == "higher" else (value - target), Decimal(0))
    says = "rate_met" if not gap else "rate_short"
    light = _over(gap, rule.yellow, rule.yellow_including, rule.red, rule.red_including) if gap else Light.GREEN
    if gap and rule.fall and facts.better == "higher" and value < 0:
        light, says = Light.RED, "rate_fell"
    return Finding("rate", light, says, {"target": target, "value": value, "gap": gap, "unit": facts.unit})


def _ceiling(rules: Rules, facts: Facts) -> Finding | None:
    value, target, rule = facts.value, facts.target, rules.ceiling
    if value is None or target is None:
        return None
    used = rounded(value / target * 100) if target > 0 else None
    light: str = Light.GREEN
    if rule.red is not None and (value > target if used is None else used > rule.red):
        light = Light.RED
    elif used is not None and rule.yellow is not None and used >= rule.yellow:
        light = Light.YELLOW
    says = "ceiling_over" if value > target else "ceiling_kept"
    return Finding("ceiling", light, says, {"target": target, "value": value, "used": used if used is not None else "", "unit": facts.unit})


def _deadline(rules: Rules, facts: Facts, day: date, months: Months) -> Finding | None:
    rule, deadline = rules.deadline, facts.deadline
    if deadline is None or met(facts):
        return None
    if facts.finished is not None and facts.finished <= deadline:
        return Finding("deadline", Light.GREEN, "deadline_done", {"deadline": deadline, "finished": facts.finished})
    now = min(day, facts.finished) if facts.finished else day
    apart, provisional = abs((deadline - now).days), False
    limit = max(rule.yellow or 0, rule.red or 0)
    if rule.days == "working" and apart <= limit * 3 + 30:  # no holiday is so long that a day further off could lie within the limit
        provisional = not (months.working.is_announced(now) and months.working.is_announced(deadline))
        apart = abs(months.working.between(deadline, now))
    figures = {"deadline": deadline, "apart": apart, "unit": rule.days}
    if now > deadline:
        at_least = Decimal(0) if rule.yellow is not None else None  # what is past its day is no better than what is near it
        return Finding("deadline", _over(Decimal(apart), at_least, True, _number(rule.red), True), "deadline_past", figures, provisional)
    near = rule.yellow is not None and apart <= rule.yellow
    if near:
        return Finding("deadline", Light.YELLOW, "deadline_near", figures, provisional)
    return Finding("deadline", Light.GREEN, "deadline_ahead", {"deadline": deadline}, provisional)


def _milestone(rules: Rules, facts: Facts, day: date) -> Finding | None:
    rule = rules.milestone
    now = min(day, facts.finished) if facts.finished else day
    late = [one for one in facts.milestones if one.due < now and not _reached(one, facts)]
    if not facts.milestones:
        return None
    if not late:
        return Finding("milestone", Light.GREEN, "milestone_kept", {"count": len(facts.milestones)})
    oldest = min(late)
    by = (now - oldest.due).days if rule.unit == "days" else _month_ends(oldest.due, now)
    light = _over(Decimal(by), _number(rule.yellow), True, _number(rule.red), True)
    return Finding("milestone", light, "milestone_late", {"what": oldest.what, "due": oldest.due, "by": by, "unit": rule.unit, "count": len(late)})


def _reached(one: Point, facts: Facts) -> bool:
    if one.done is not None:
        return True
    value = facts.value
    if one.planned is None or value is None:
        return False
    return value >= one.planned if facts.better == "higher" else value <= one.planned


def _month_ends(due: date, day: date) -> int:
    """How many months ended since, the one of ``due`` with them: one that ends on the evening before counts."""
    before = day - _DAY
    whole = (before.year - due.year) * 12 + before.month - due.month
    return whole + (day.month != before.month)


def _entry(rules: Rules, facts: Facts, day: date, months: Months) -> Finding | None:
    rule = rules.entry
    if facts.since is None:
        return None
    last, provisional = months.last_due(day)
    if facts.finished:
        last = min(last, facts.finished.replace(day=1) - _DAY)
    first = months.first(max(facts.since, date(facts.year, 1, 1)))
    if last < first:
        return None
    missing = 0
    for month in _back(last, first):
        if any(month.replace(day=1) <= one.as_of <= max(month, months.due(month).day) for one in facts.figures):
            break
        missing += 1
    figures = {"months": missing, "month": last}
    if not missing:
        return Finding("entry", Light.GREEN, "entry_there", figures, provisional)
    return Finding("entry", _over(Decimal(missing), _number(rule.yellow), True, _number(rule.red), True), "entry_missing", figures, provisional)


def _back(last: date, first: date) -> Iterator[date]:
    while last >= first:
        yield last
        last = last.replace(day=1) - _DAY


def _over(by: Decimal, yellow: Decimal | None, yellow_including: bool, red: Decimal | None, red_including: bool) -> str:
    """The light of a distance: over a limit, or on one that is included."""
    if red is not None and (by > red or (red_including and by == red)):
        return Light.RED
    if yellow is not None and (by > yellow or (yellow_including and by == yellow)):
        return Light.YELLOW
    return Light.GREEN


def _minus(limit: Decimal | None) -> Decimal | None:
    return None if limit is None else -limit


def _number(limit: int | None) -> Decimal | None:
    return None if limit is None else Decimal(limit)
