"""The rule that turns a goal and its result into a verdict; its numbers are data with a version (``data/verdicts.toml``)."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import msgspec

from duixian.following.wording import data
from duixian.language.indicators import indicator
from duixian.language.lexicon import alternation
from duixian.model import Fact, Measure, Qualifier, Verdict

__all__ = ["Judgement", "VerdictRules", "better", "judge", "signed", "standard_rules"]

_EQUAL = 1e-9
"""Share of a goal below which two numbers are the same: what dividing decimal numbers leaves behind."""

_DOWN = frozenset([Measure.DECLINE, Measure.FALL])


class VerdictRules(msgspec.Struct, frozen=True, kw_only=True):
    """The numbers of the verdict rule, as shares of the goal (``data/verdicts.toml`` says what each means)."""

    version: str
    tolerance: float
    nearly: float
    exceeded: float


class Judgement(NamedTuple):
    """A verdict, what it would be without the tolerance, and the gap: + better, - worse than the goal, as a share of it."""

    verdict: Verdict
    strict: Verdict
    gap: float


@cache
def standard_rules() -> VerdictRules:
    """Gives the rules that ship with the package."""
    text = files("duixian.following").joinpath("data", "verdicts.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), VerdictRules)


@cache
def _lower() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = data()["lower"]
    return re.compile(alternation(words["words"])), re.compile(alternation(words["unless"]))


def better(fact: Fact) -> str:
    """Gives the good direction of a fact's number itself, ``higher`` or ``lower``.

    The catalogue says which level is good; outside it, words such as 失业 do. A fall of what is better low is better high.
    What may only be reached from one side says so itself: a ceiling is better low, a floor better high.
    """
    if fact.qualifier is Qualifier.MAX:
        return "lower"
    if fact.qualifier is Qualifier.MIN:
        return "higher"
    known = indicator(fact.indicator_id) if fact.indicator_id else None
    if known is not None and known.better:
        low = known.better == "lower"
    else:
        bad, unless = _lower()
        low = bad.search(fact.indicator) is not None and unless.search(fact.indicator) is None
    if fact.measure is Measure.RANK:
        low = True
    return "lower" if low is not (fact.measure in _DOWN) else "higher"


def signed(goal: Fact, found: Fact) -> float:
    """Gives the number of ``found`` in the sense of the goal's measure: a decline is a negative growth."""
    value = float(found.base_value or 0)
    return -value if (goal.measure in _DOWN) != (found.measure in _DOWN) else value


def judge(goal: Fact, actual: float, rules: VerdictRules) -> Judgement:
    """Gives the verdict on a goal whose result is ``actual`` (in the goal's base unit and the sense of its measure)."""
    sign = -1.0 if better(goal) == "lower" else 1.0
    ends = [float(goal.base_value or 0) * sign]
    if goal.base_value_high is not None:
        ends.append(float(goal.base_value_high) * sign)
    worse, best = min(ends), max(ends)
    result = actual * sign
    share = abs(worse) or 1.0
    if result < worse - _EQUAL * share:
        gap = (result - worse) / share
        allowed = rules.tolerance if goal.qualifier is Qualifier.ABOUT else rules.nearly
        if -gap <= allowed + _EQUAL:
            inside = Verdict.MET if goal.qualifier is Qualifier.ABOUT else Verdict.NEARLY
            return Judgement(inside, Verdict.MISSED, gap)
        return Judgement(Verdict.MISSED, Verdict.MISSED, gap)
    gap = max(0.0, (result - best) / (abs(best) or 1.0))
    verdict = Verdict.EXCEEDED if gap > rules.exceeded + _EQUAL else Verdict.MET
    return Judgement(verdict, verdict, gap)
