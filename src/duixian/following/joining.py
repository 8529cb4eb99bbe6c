"""Whether two facts speak of the same thing: the same indicator, scope, action and unit, in whatever words.

A fact is known by its catalogue id, which carries its scope, or by its name as :mod:`duixian.following.wording` writes
it. How sure a join may be depends on how the names agree; the less they do, the nearer the two numbers must lie.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from duixian.following.wording import Wording, actions, data, done, likeness, narrowed, pairs, wording
from duixian.language.indicators import indicator
from duixian.model import Fact, Measure, Report

__all__ = ["ALIKE", "CHANGES", "SHORT", "Entry", "Join", "comparable", "entry", "family", "join", "related", "vague"]

CLAUSE = 16
"""Code points before a number that are looked at for what was done."""

AROUND = 40
"""Code points on either side of a number among which its clause ends."""

ALIKE = 0.6
"""Share of the pairs of characters that two clauses must have in common to be about one thing."""

BEFORE = 60
"""Code points before a number that may name the thing which its own name leaves out."""

SHORT = 4
"""Characters below which a name's content may say too little by itself."""

NAMED = 6
"""Characters in a row that two sentences must share to speak of one thing (区级重点项目)."""

TELLING = 10
"""A count from which the same number in two reports says that they may speak of one thing."""

_STOPS = "，。；：、\n,;"
_CHINESE = re.compile(r"[一-鿿]{6,}")
_COUNTED = frozenset(["count", "people", "trips", ""])
_FAMILIES = {Measure.GROWTH: "growth", Measure.DECLINE: "growth", Measure.RISE: "rise", Measure.FALL: "rise"}

CHANGES = frozenset(_FAMILIES)
"""The measures of change."""


class Entry(NamedTuple):
    """A fact made ready for joining: its report, its name's wording, the kinds of action that its clause names, and what the clause says."""

    fact: Fact
    report: Report
    words: Wording
    actions: frozenset[str]
    clause: str

    @property
    def key(self) -> str:
        """What the fact is known by: the catalogue's id, or the name's content."""
        return self.fact.indicator_id or self.words.content


class Join(NamedTuple):
    """Two facts of one thing.

    ``strength`` counts down from 4 (one catalogue id or one name) to 1 (one name says a little more); 0 is of another
    scope. ``rule`` names how they were joined.
    """

    strength: int
    rule: str
    more: str = ""


def entry(fact: Fact, report: Report) -> Entry:
    """Gives a fact made ready for joining."""
    before = _before(fact, report)
    around = wording(_around(fact, report), fact.place).content
    return Entry(fact, report, wording(fact.indicator, fact.place), actions(fact.indicator + " " + before), around)


def _before(fact: Fact, report: Report) -> str:
    """Gives what stands before the number in its clause, at most ``CLAUSE`` code points."""
    text = report.text[max(fact.sentence_start, fact.start - CLAUSE, 0) : fact.start]
    return text[max(map(text.rfind, _STOPS)) + 1 :]


def family(measure: Measure) -> str:
    """Gives what kind of number a measure is: growth and decline are one, rise and fall are one."""
    return _FAMILIES.get(measure, measure.value)


def comparable(one: Fact, two: Fact) -> bool:
    """Says whether two numbers are counted in the same thing, multipliers aside."""
    if one.base_value is None or two.base_value is None:
        return False
    if _per(one.unit) != _per(two.unit) and _per(one.unit) and _per(two.unit):
        return False
    if one.dimension == two.dimension:
        return ("点" in one.unit) == ("点" in two.unit)
    return one.dimension in _COUNTED and two.dimension in _COUNTED


def _per(unit: str) -> str:
    return unit.partition("/")[2]


def join(goal: Entry, found: Entry) -> Join | None:
    """Says whether ``found`` speaks of what ``goal`` speaks of, whatever its measure and period; None where it does not."""
    one, two = goal.fact, found.fact
    if one.indicator_id and two.indicator_id:
        if one.indicator_id != two.indicator_id:
            return Join(0, "related id", two.indicator) if two.indicator_id in related(one.indicator_id) else None
        return Join(4, "same id") if not _opposed(goal, found) else None
    if _opposed(goal, found):
        return None
    if vague(goal.words.content) or vague(found.words.content):
        return _by_clause(goal, found) or _by_sentence(goal, found)
    if goal.words.core == found.words.core:
        return Join(4, "same name")
    like = likeness(goal.words.content, found.words.content)
    if like.kind == "same":
        return Join(3, "same words")
    if like.kind == "order":
        return Join(3, "same words in another order")
    joined = (_with_more(goal, found, like.more) if like.kind else None) or _by_clause(goal, found)
    if joined is None and min(len(goal.words.content), len(found.words.content)) < SHORT:
        return _by_sentence(goal, found)
    return joined


@cache
def _related() -> dict[str, tuple[str, ...]]:
    return {one: tuple(other for other in group if other != one) for group in data()["related"]["groups"] for one in group}


def related(id: str) -> tuple[str, ...]:
    """Gives the ids of indicators that measure almost the same whole as ``id``.

    >>> related("gnp"), related("grain_output")
    (('gdp',), ())
    """
    return _related().get(id, ())


def _by_clause(goal: Entry, found: Entry) -> Join | None:
    """Joins two numbers whose whole clauses say almost the same, whatever was taken for their names."""
    one, two = goal.clause, found.clause
    if _another_head(goal.words.core, found.words.core):
        return None
    mine, other = pairs(one), pairs(two)
    enough = 3 if one == two or _equal(goal.fact, found.fact) else 4
    if len(mine) < enough or len(other) < enough or 2 * len(mine & other) < ALIKE * (len(mine) + len(other)):
        return None
    more, less = ("".join(char for char in a if char not in b) for a, b in ((one, two), (two, one)))
    if (more and less) or (narrowed(more + less) and not _equal(goal.fact, found.fact)):
        return None
    return Join(2, "same clause", more + less)


def _another_head(one: str, two: str) -> bool:
    """Whether one name goes on where the other ends, and not with what was done: 科技企业, 科技企业孵化器."""
    shorter, longer = sorted((one, two), key=len)
    return len(shorter) < len(longer) and longer.startswith(shorter) and not done(longer[len(shorter) :])


def _by_sentence(goal: Entry, found: Entry) -> Join | None:
    """Joins two numbers whose names say too little (年度投资, 县), by the thing that their sentences name before them."""
    one, two = goal.words.core, found.words.core
    if one[-1:] != two[-1:] and pairs(one).isdisjoint(pairs(two)):
        return None
    mine, other = _named_before(goal.fact, goal.report), _named_before(found.fact, found.report)
    return Join(2, "same sentence") if not mine.isdisjoint(other) else None


def _named_before(fact: Fact, report: Report) -> frozenset[str]:
    """The stretches of ``NAMED`` characters before a number, of Chinese characters alone."""
    text = report.text[max(0, fact.start - BEFORE) : fact.start]
    return frozenset(part[k : k + NAMED] for part in _CHINESE.findall(text) for k in range(len(part) - NAMED + 1))


def _equal(one: Fact, two: Fact) -> bool:
    """Whether two levels are the same number, and one that seldom comes twice."""
    return one.measure is two.measure is Measure.LEVEL and one.base_value == two.base_value and one.dimension != "percent" and (one.base_value or 0) >= TELLING


def _around(fact: Fact, report: Report) -> str:
    """The clause that a number stands in, without the number."""
    text = report.text
    before = text[max(fact.start - AROUND, 0) : fact.start]
    after = text[fact.end : fact.end + AROUND]
    ends = [at for at in map(after.find, _STOPS) if at >= 0]
    return before[max(map(before.rfind, _STOPS)) + 1 :] + after[: min(ends, default=len(after))]



def _with_more(goal: Entry, found: Entry, more: str) -> Join | None:
    """Joins two names of which one says ``more``: a part of a thing is of another scope, a closer description is not."""
    shorter, longer = sorted((goal.words.content, found.words.content), key=len)
    if more in data()["implied"].get(goal.fact.dimension, ()) and goal.fact.dimension == found.fact.dimension and longer.endswith(more):
        return Join(3, "unit says the rest", more)
    if len(shorter) < 4 or len(more) > len(shorter):
        return None
    if longer.startswith(shorter):  # the head has changed: 科技企业, 科技企业孵化器
        return None
    if narrowed(more) and not _equal(goal.fact, found.fact):
        return Join(0, "another scope", more) if longer.endswith(shorter) else None
    return Join(1, "a little more", more)


def vague(content: str) -> bool:
    """Says whether a name says too little to be joined by itself.

    >>> vague("年度投资"), vague("背街小巷")
    (True, False)
    """
    return len(content) < 2 or content in _generals()


def _generals() -> frozenset[str]:
    return frozenset(data()["general"]["words"])


def _opposed(goal: Entry, found: Entry) -> bool:
    """Whether one speaks of an action that the other's cannot be (开工 and 竣工), or one of what was added and the other of all there is."""
    mine, other = goal.actions, found.actions
    for one, two in data()["conflicts"]["pairs"]:
        if one in mine and two in other and two not in mine and one not in other:
            return True
        if two in mine and one in other and one not in mine and two not in other:
            return True
    if goal.fact.measure is not Measure.LEVEL or found.fact.measure is not Measure.LEVEL or _stock(goal.fact):
        return False
    return ("new" in mine and "total" in other and "new" not in other) or ("new" in other and "total" in mine and "new" not in mine)


def _stock(fact: Fact) -> bool:
    known = indicator(fact.indicator_id) if fact.indicator_id else None
    return known is not None and known.kind != "flow"
