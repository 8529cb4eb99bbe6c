"""The year a report plans for and the years it reviews, from what its headings, head and first sentences say."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from duixian.language.eras import eras, year_of
from duixian.language.lexicon import lexicon
from duixian.language.numerals import chinese_number
from duixian.language.periods import five_year_plan
from duixian.language.tense import tense
from duixian.model import SectionRole
from duixian.reading.outline import Paragraph

__all__ = ["Dated", "given_in", "planned", "session_year"]

_FORWARD = (SectionRole.ARRANGEMENTS, SectionRole.GOALS, SectionRole.VISION)
_FIRST_CONGRESSES = {1: (1954, 1955, 1956, 1957, 1958), 2: (1959, 1960, 1962, 1963), 3: (1964,), 4: (1975,)}
"""Years of the sessions of the first four National People's Congresses; from the fifth on they met every year."""
_NTH = {"头一": 0, "第一": 0, "开局之": 0, "开局": 0, "起步": 0, "第二": 1, "第三": 2, "第四": 3, "第五": 4, "最后一": 4, "收官之": 4, "收官": 4}
LEAST_NEXT_YEAR = 4
"""How often a report must say next year to be given in the year before the one it plans for."""
OPENING = 6
"""Paragraphs of the body in which a report says which session it is given to."""


class Dated(NamedTuple):
    """A year, the place in the view that says so, and whether it says so outright."""

    year: int
    start: int
    end: int
    sure: bool = True


@cache
def _pattern(section: str, name: str) -> re.Pattern[str]:
    return re.compile(lexicon("metadata")[section][name], re.MULTILINE)


def session_year(congress: int, session: int) -> int:
    """Gives the year of a session of the National People's Congress, 0 for one that never met.

    >>> session_year(1, 2), session_year(8, 1), session_year(14, 3)
    (1955, 1993, 2025)
    """
    if congress in _FIRST_CONGRESSES:
        years = _FIRST_CONGRESSES[congress]
        return years[session - 1] if 0 < session <= len(years) else 0
    if congress < 5 or not 0 < session <= 5:
        return 0
    return 1978 + 5 * (congress - 5) + session - 1


def planned(
    text: str, titles: list[tuple[int, int]], headings: list[tuple[int, int, SectionRole | None]], head: tuple[int, int], found: list[Paragraph], body: int
) -> Dated | None:
    """Gives the year that a report plans for, or None where it does not say.

    Asks in turn: the headings of the parts that look ahead, the report's title, the day it was given, the session it
    was given to, what it says of this year, and the headings of the parts that look back.

    Args:
        text: The view's text.
        titles: Where its title lines stand, the best first.
        headings: Where the titles of its top parts stand, with their roles.
        head: Where its head stands.
        found: Its paragraphs.
        body: Number of the first paragraph of the body.
    """
    ahead: list[Dated] = []
    for start, end, role in headings:
        if role in _FORWARD:
            ahead += [Dated(era.first, era.start, era.start + 4) for era in eras(text, start, end, 0) if era.kind == "year" and era.first == era.last]
    if ahead:
        # A report that speaks of next year is given the year before the one its headings plan for, and counts from there.
        early = len(_pattern("first_year", "next_year").findall(text)) >= LEAST_NEXT_YEAR
        return ahead[-1]._replace(year=ahead[-1].year - early)
    for start, end in titles:
        years = [era for era in eras(text, start, end, 0) if era.kind == "year" and era.first == era.last]
        if years:
            last = max(years, key=lambda era: era.last)
            return Dated(last.last, last.start, last.start + 4)
    given = given_in(text, *head)
    if given is not None:
        return Dated(given[0], given[1], given[1] + 4)
    told = _told(text, found, body)
    if told is not None:
        return told
    for start, end, role in headings:
        if role is SectionRole.REVIEW:
            past = [era for era in eras(text, start, end, 0) if era.kind in ("year", "plan")]
            if past:
                return Dated(max(era.last for era in past) + 1, past[0].start, past[0].end, False)
    return _spoken_of(text, found[body].start) if body < len(found) else None


def given_in(text: str, start: int, end: int) -> tuple[int, int, int, int, int] | None:
    """Gives year, place (start, end), month and day of the first full date in a head."""
    match = _pattern("date", "pattern").search(text, start, end)
    if match is None:
        return None
    month, day = _small(match["month"]), _small(match["day"])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return year_of(match["year"]), match.start(), match.end(), month, day


def _small(digits: str) -> int:
    return int(digits) if digits.isascii() else int(chinese_number(digits) or 0)


def _told(text: str, found: list[Paragraph], body: int) -> Dated | None:
    """Gives the year of the session a report is given to, or the year of its plan that it calls this year."""
    if body >= len(found):
        return None
    start = found[body].start
    opening = found[min(body + OPENING, len(found)) - 1].end
    match = _pattern("meeting", "own_session").search(text, start, opening)
    if match is not None:
        year = session_year(int(chinese_number(match["congress"]) or 0), int(chinese_number(match["session"]) or 0))
        if year:
            return Dated(year, match.start(), match.end())
    match = _pattern("first_year", "plan_year").search(text, start)
    if match is not None and match["nth"] in _NTH:
        first = int(five_year_plan(int(chinese_number(match["plan"]) or 0))[:4])
        return Dated(first + _NTH[match["nth"]], match.start(), match.end())
    return None


def _spoken_of(text: str, start: int) -> Dated | None:
    """Gives the latest year whose targets and tasks a report speaks of."""
    said: dict[int, tuple[int, int]] = {}
    counts: dict[int, int] = {}
    for match in _pattern("first_year", "year_is").finditer(text, start):
        year = year_of(match["year"])
        counts[year] = counts.get(year, 0) + 1
        said.setdefault(year, match.span("year"))
    for match in _pattern("first_year", "opening_year").finditer(text, start):
        stop = text.find("\n", match.end())
        weight = tense(text, match.end(), stop if stop >= 0 else len(text))
        if weight.future > 1.5 * weight.past:
            year = year_of(match["year"])
            counts[year] = counts.get(year, 0) + 1
            said.setdefault(year, match.span("year"))
    if counts:
        latest = max(counts)
        return Dated(latest, *said[latest], False)
    return None
