"""A goal that two documents of one year give under almost one name: a character left out, added or changed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from duixian.following.crossing import of_facts, said_of_goal
from duixian.following.joining import Entry, entry, family
from duixian.following.precision import value_of
from duixian.following.selection import year_of
from duixian.language.indicators import normalise
from duixian.model import Confidence, CrossFinding, Report, Role

__all__ = ["renamed"]

_CLOSE = 1
"""Characters in the middle of a name that differ after a slip; two are a word that says more (加装电梯, 加装住宅电梯)."""
_LEAST_TOLD = 10
"""The smallest number that tells a goal from others; smaller ones are equal by chance."""
_LEAST_NAME = 4
"""Characters of the shortest name that is compared in this way."""
_LONGEST_BEHIND = 10
"""Characters behind a number that may be a name with the mark that ends it."""
_MARK = re.compile(r"[，。；、,;.\s]")
_CONNECTING = frozenset('、和与及的之（）()“”"')


def renamed(reports: Sequence[Report]) -> Iterator[CrossFinding]:
    """A goal that two documents of one year give with one value and almost one name (a character left out or changed)."""
    by_year: defaultdict[int, list[Report]] = defaultdict(list)
    for report in reports:
        by_year[year_of(report)].append(report)
    for of_year in by_year.values():
        for one, two in pairwise(of_year):
            here, there = _byvalue_of(two), _byvalue_of(one)
            for value, entries in here.items():
                yield from _slips(entries, there.get(value, ()))


def _slips(here: Sequence[Entry], there: Sequence[Entry]) -> Iterator[CrossFinding]:
    """Names of goals with one value that differ by a slip; none where a name of one stands in the other as well."""
    known = {name for other in there for name in _names(other)}
    seen: set[str] = set()
    for mine in here:
        names = _names(mine)
        if any(name in known for name in names if name) or seen.intersection(names):
            continue
        for other in there:
            pairs = [
                (name, other_name)
                for name, other_name in zip(names, _names(other), strict=True)
                if _slip(name, other_name)
            ]
            if pairs:
                name, other_name = pairs[0]
                seen.add(name)
                message = f"同一目标{said_of_goal(mine.fact)}，本处称“{name}”，{other.report.name}称“{other_name}”，名称不一致，请核对"
                yield of_facts("goal_renamed", message, mine.fact, mine.report, other.fact, other.report)
                break


def _byvalue_of(report: Report) -> dict[tuple[object, ...], list[Entry]]:
    found: defaultdict[tuple[object, ...], list[Entry]] = defaultdict(list)
    for fact in report.facts:
        if fact.role is not Role.TARGET or fact.base_value is None or fact.confidence is Confidence.DOUBTFUL:
            continue
        if fact.value >= _LEAST_TOLD:
            found[(*value_of(fact), fact.unit, fact.period, family(fact.measure))].append(entry(fact, report))
    return found


def _names(one: Entry) -> tuple[str, str]:
    """What a goal is called: its name, and the words right behind its number (20项民心工程)."""
    text, at = one.report.text, one.fact.end
    behind = _MARK.split(text[at : at + _LONGEST_BEHIND], maxsplit=1)
    return normalise(one.fact.indicator), behind[0] if len(behind) > 1 else ""


@lru_cache(maxsize=4096)
def _slip(one: str, two: str) -> bool:
    """Says whether two names differ by a character in the middle, as after a slip.

    >>> _slip("京冀企业", "京津冀企业"), _slip("民心工程", "民生工程"), _slip("新增就业", "城镇新增就业"), _slip("幼儿园", "小学")
    (True, True, False, False)
    """
    one, two = ("".join(char for char in name if char not in _CONNECTING) for name in (one, two))
    short, long = sorted((one, two), key=len)
    if short == long or len(short) < _LEAST_NAME:
        return False
    front = next((k for k, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    back = next(
        (k for k, (a, b) in enumerate(zip(reversed(short), reversed(long), strict=False)) if a != b), len(short)
    )
    if not front or not back:
        return False
    back = min(back, len(short) - front)
    return len(long) - front - back <= _CLOSE
