"""What later reports say of a goal: its result, or what stands nearest to one.

A result is of the same thing (:mod:`duixian.following.joining`), of the same measure, and of the goal's own year. The
looser the names agree, the nearer its number must lie to the goal's: a pair that is wrong is worse than none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import NamedTuple

from duixian.following.joining import ALIKE, SHORT, Entry, Join, comparable, entry, family, join, related, vague
from duixian.following.reviews import spans
from duixian.following.wording import pairs
from duixian.language.indicators import indicator
from duixian.language.periods import first_year, last_year
from duixian.model import Difference, Fact, Measure, Report, Role

__all__ = ["Found", "Shelf", "look_up"]

_RANGES = {4: (0.33, 3.0), 3: (0.4, 2.6), 2: (0.7, 1.5), 1: (0.95, 1.1)}
"""How far a level may lie from its goal, as a share of it, by the strength of the join."""

_REACHED = ("达", "达到", "突破", "增至", "增加到", "提高到", "提升到", "提升至", "升至", "上升到", "降至", "下降到", "超过", "超", "为")
_EACH = ("稳定在", "保持在", "每年", "连续", "始终")
_SUMMED = ("累计", "新增", "年均", "每年", "净增", "共", "总计", "合计")


class Found(NamedTuple):
    """A fact of a later report that speaks of a goal, how it was joined, and how it differs (not at all for a result)."""

    entry: Entry
    join: Join
    difference: Difference
    rule: str


class Shelf:
    """The results and baselines of one report, in order of the text, findable by id, by name and by clause."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.entries = [entry(fact, report) for fact in report.facts if fact.role is not Role.TARGET]
        self._by_id: defaultdict[str, list[int]] = defaultdict(list)
        for at, one in enumerate(self.entries):
            if one.fact.indicator_id:
                self._by_id[one.fact.indicator_id].append(at)
        self._names = _Index(one.words.content for one in self.entries)
        self._clauses = _Index(one.clause for one in self.entries)

    def near(self, goal: Entry) -> Iterable[Entry]:
        """Gives the entries that may speak of ``goal``: those of its id, and those that share half of the shorter name or most of the clause."""
        known = (goal.fact.indicator_id, *related(goal.fact.indicator_id)) if goal.fact.indicator_id else ()
        found = {at for id in known for at in self._by_id.get(id, ())}
        found.update(self._names.like(goal.words.content, lambda mine, other: min(mine, other) / 2))
        found.update(self._clauses.like(goal.clause, lambda mine, other: ALIKE * (mine + other) / 2))
        chosen = [self.entries[at] for at in sorted(found)]
        if vague(goal.words.content) or len(goal.words.content) < SHORT:
            chosen += [one for one in self.entries if _alike(goal.fact, one.fact)]
        return chosen


class _Index:
    """Texts by their pairs of characters."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._at: defaultdict[str, list[int]] = defaultdict(list)
        self._sizes: list[int] = []
        for at, text in enumerate(texts):
            own = pairs(text)
            self._sizes.append(len(own))
            for pair in own:
                self._at[pair].append(at)

    def like(self, text: str, enough: Callable[[int, int], float]) -> Iterable[int]:
        """Gives the positions of texts that share as many pairs with ``text`` as ``enough`` says for the two sizes."""
        own = pairs(text)
        shared: defaultdict[int, int] = defaultdict(int)
        for pair in own:
            for at in self._at.get(pair, ()):
                shared[at] += 1
        return (at for at, count in shared.items() if count >= enough(len(own), self._sizes[at]))


def _alike(goal: Fact, found: Fact) -> bool:
    """Whether two numbers are of one measure, unit and size, so that their sentences are worth a look."""
    if goal.measure is not found.measure or goal.dimension != found.dimension or not goal.base_value or not found.base_value:
        return False
    low, high = _RANGES[2]
    return low <= found.base_value / goal.base_value <= high



def look_up(goal: Entry, shelves: Iterable[Shelf]) -> tuple[Found | None, Found | None]:
    """Gives the result of ``goal`` and what stands nearest to one, from the first report that has either.

    The reports of the first later year are searched for both; those of later years only for a result that is sure.

    Args:
        goal: A target.
        shelves: Those of the later reports of its place, in order of their years.
    """
    nearest: Found | None = None
    first = 0
    for shelf in shelves:
        first = first or last_year(shelf.report.metadata.year.value)
        late = last_year(shelf.report.metadata.year.value) > first
        best: tuple[tuple[float, ...], Found] | None = None
        for candidate in shelf.near(goal):
            joined = join(goal, candidate)
            if joined is None:
                continue
            found = _weigh(goal, candidate, joined)
            if found is None or (late and (found.difference is not Difference.NONE or joined.strength < 4)):
                continue
            order = _order(goal.fact, found)
            if best is None or order < best[0]:
                best = (order, found)
        if best is not None:
            if best[1].difference is Difference.NONE:
                return best[1], None
            nearest = nearest or best[1]
    return None, nearest


def _order(goal: Fact, found: Found) -> tuple[float, ...]:
    """Sorts what was found: results first, surer joins, results before baselines, one unit, the goal's own year, order of the text."""
    fact = found.entry.fact
    kinds = (Difference.NONE, Difference.PERIOD, Difference.MEASURE, Difference.SCOPE)
    return (
        kinds.index(found.difference),
        -found.join.strength,
        fact.role is Role.BASELINE,
        fact.period != goal.period,
        fact.unit != goal.unit,
        fact.estimate,
        fact.start,
    )


def _weigh(goal: Entry, found: Entry, joined: Join) -> Found | None:
    """Says in what a fact of the same thing differs from what the goal asks for; None where it says nothing of it."""
    one, two = goal.fact, found.fact
    same_measure = _same_measure(goal, found) and comparable(one, two)
    if joined.strength == 0:
        near = same_measure and two.period == one.period and not two.base and (one.measure is not Measure.LEVEL or _plausible(one, two, 2))
        return Found(found, joined, Difference.SCOPE, "other scope") if near else None
    period = _period(goal, found)
    if same_measure and period:
        if not _plausible(one, two, _trust(goal, found, joined)):
            return None
        return Found(found, joined, Difference.NONE, period)
    if joined.strength < 3 or two.role is Role.BASELINE:
        return None
    if same_measure:
        return Found(found, joined, Difference.PERIOD, "other period") if _covers(one, two) else None
    if last_year(two.period) == last_year(one.period) and two.measure not in (Measure.RANK, Measure.TIMES):
        return Found(found, joined, Difference.MEASURE, "other measure")
    return None


def _trust(goal: Entry, found: Entry, joined: Join) -> int:
    """The strength of a join; less where only one side says that things were added (新建5G基站, 5G基站)."""
    one_sided = ("new" in goal.actions) != ("new" in found.actions)
    return min(joined.strength, 2) if one_sided and _stock(goal.fact) else joined.strength


def _stock(fact: Fact) -> bool:
    known = indicator(fact.indicator_id) if fact.indicator_id else None
    return known is None or known.kind == "stock"


def _same_measure(goal: Entry, found: Entry) -> bool:
    """Whether two numbers are of one measure; what is added (新增500万户) is a rise and a level of what is new."""
    one, two = family(goal.fact.measure), family(found.fact.measure)
    if one == two:
        return True
    return (one == "rise" and two == "level" and "new" in found.actions) or (one == "level" and two == "rise" and "new" in goal.actions)


def _plausible(goal: Fact, found: Fact, strength: int) -> bool:
    """Whether the number may be the goal's own: a level within bounds of it; a name that says more needs a level."""
    if goal.measure is not Measure.LEVEL:
        return strength >= 3
    if not goal.base_value or found.base_value is None:
        return strength >= 3
    if strength == 4 and goal.dimension == "percent":
        return True
    low, high = _RANGES[strength]
    return low <= found.base_value / goal.base_value <= high


def _period(goal: Entry, found: Entry) -> str:
    """Gives the rule by which a fact holds for the goal's own period, empty where it does not."""
    one, two = goal.fact, found.fact
    year = last_year(one.period)
    if two.base == "yearly" or (two.base and first_year(two.base) != year - 1):
        return ""
    if two.period == one.period and not _steady(found):
        return "baseline" if two.role is Role.BASELINE else "same period"
    if two.role is Role.ACTUAL and "-" not in two.period and last_year(two.period) == year and _standing(found):
        return "year's end"
    return ""


def _steady(found: Entry) -> bool:
    """Whether a level given in a review of several years held in each of them (稳定在, 每年), and is not said of the last alone."""
    before = found.report.text[max(found.fact.sentence_start, found.fact.start - 16, 0) : found.fact.start]
    return any(word in before for word in _EACH) and spans(found.report, found.fact.start)


def _standing(found: Entry) -> bool:
    """Whether a level given for a span of years is that of its end: a stock or rate that was reached, not a sum."""
    fact = found.fact
    known = indicator(fact.indicator_id) if fact.indicator_id else None
    if fact.measure is not Measure.LEVEL or known is None or known.kind == "flow":
        return False
    before = found.report.text[max(fact.sentence_start, fact.start - 16, 0) : fact.start]
    return not any(word in before for word in _SUMMED) and before.endswith(_REACHED)


def _covers(goal: Fact, found: Fact) -> bool:
    """Whether the period of ``found`` has the goal's year in it, or is a part of that year."""
    year = last_year(goal.period)
    return bool(found.period) and first_year(found.period) <= year <= last_year(found.period)
