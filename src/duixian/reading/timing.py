"""Which years each part and each paragraph of a report speaks of.

A paragraph takes the years that its heading or its opening words name (五年来, “十六五”时期, 去年); such a word holds
until the next one or the next heading of the same or a higher level. Without any, a review speaks of the year before
the one planned for, everything else of the year planned for.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from duixian.language.eras import Era, eras
from duixian.language.lexicon import alternation, lexicon
from duixian.model import SectionRole
from duixian.reading.outline import ARTICLE, Paragraph, Part

__all__ = ["periods"]

OPENING = 60
"""Characters of a paragraph in which a time word speaks for the whole of it."""
STRICT_OPENING = 12
"""Characters within which a time word must open a paragraph that looks ahead to hold for the following ones too."""
_PAST = frozenset((SectionRole.REVIEW, SectionRole.PROBLEMS))
_PLAN_TIME = re.compile("时期|期间|阶段|[一二三四五]?年")
"""What follows the name of a five-year plan when the passage speaks of its years and not of the paper."""
_TOP_STYLES = frozenset(("part", "chapter", "section", "一、", ""))
_LEADING = frozenset("。，；：、！？“（《—")
_PREFIXES = ("在", "从", "对", "是", "到", "经", "回顾", "回望", "刚刚", "过去", "经过", "实施", "围绕", "根据", "做好", "完成", "展望", "于", "的", "这", "即")


@cache
def _closing_year() -> re.Pattern[str]:
    return re.compile(alternation(lexicon("timing")["closing_year"]["words"]))


def periods(
    text: str, found: list[Paragraph], parts: list[Part], owner: list[int], part_roles: list[SectionRole], roles: list[SectionRole], year: int
) -> tuple[list[str], list[str]]:
    """Gives the periods of the parts and of the paragraphs; empty where neither the text nor ``year`` (0: unknown) tells."""
    of_parts = [""] * len(parts)
    of_paragraphs = [""] * len(found)
    running = _Running("", 0, False)
    cues = [
        None if paragraph.opens == "line" else _cue(text, paragraph, roles[at], year)
        for at, paragraph in enumerate(found)
    ]
    unheaded = _unheaded(found, parts, owner, roles, cues, year)
    for at, paragraph in enumerate(found):
        part = owner[at]
        level = parts[part].level if part >= 0 else 0
        past = roles[at] in _PAST
        opens = part >= 0 and parts[part].first == at
        if opens:
            if level <= running.level:
                running = _Running("", 0, False)
            above = parts[part].parent
            inherited = running.period if running.period and running.past is (part_roles[part] in _PAST) else of_parts[above] if above >= 0 else ""
            of_parts[part] = _title_period(text, paragraph, part_roles[part], year) or inherited or _default(part_roles[part], year)
        base = of_parts[part] if part >= 0 else ""
        cue = cues[at]
        if cue:
            of_paragraphs[at] = cue.period
            if past or cue.start - paragraph.start <= STRICT_OPENING:
                running = _Running(cue.period, max(level, 1), past)
        elif running.period and running.past is past:
            of_paragraphs[at] = _fitting(running.period, roles[at], year)
        elif past and at in unheaded:
            of_paragraphs[at] = unheaded[at]
        else:
            of_paragraphs[at] = _fitting(base, roles[at], year)
    return of_parts, of_paragraphs


def _unheaded(found: list[Paragraph], parts: list[Part], owner: list[int], roles: list[SectionRole], cues: list[Era | None], year: int) -> dict[int, str]:
    """Gives the period of a review whose heading is missing: the several years that its first time word names, if any.

    Such a review stands before the first part that has a number of the highest style, as where a page begins in the
    middle of a report.
    """
    waiting: list[int] = []
    for at in range(len(found)):
        part = owner[at]
        while part >= 0 and parts[part].parent >= 0 and parts[parts[part].parent].style != ARTICLE:
            part = parts[part].parent
        if part >= 0 and parts[part].style in _TOP_STYLES:
            break
        if roles[at] not in _PAST:
            continue
        cue = cues[at]
        if cue is None:
            waiting.append(at)
        else:
            return dict.fromkeys(waiting, cue.period) if cue.last - cue.first >= 3 else {}
    return {}


class _Running(NamedTuple):
    """The period that the last time word set, the level of the part it stood in, and whether it looked back."""

    period: str
    level: int
    past: bool


def _default(role: SectionRole, year: int) -> str:
    if not year:
        return ""
    return str(year - 1 if role in _PAST else year)


def _fitting(base: str, role: SectionRole, year: int) -> str:
    """Gives a part's period, unless it contradicts what the paragraph does: a review cannot speak of a year to come."""
    if not base:
        return _default(role, year)
    if year:
        last = int(base[-4:])
        if role in _PAST and last >= year:
            return str(year - 1)
        if role not in _PAST and role is not SectionRole.OTHER and last < year:
            return str(year)
    return base


def _title_period(text: str, opener: Paragraph, role: SectionRole, year: int) -> str:
    named = eras(text, opener.title_start, opener.title_end, year)
    if not named:
        return ""
    fitting = [era for era in named if _fits(era, role, year)] or named
    if role is SectionRole.ARRANGEMENTS:
        fitting.sort(key=lambda era: era.last > year + 5)
    return fitting[0].period


def _fits(era: Era, role: SectionRole, year: int) -> bool:
    if not year:
        return True
    return era.last < year if role in _PAST else era.last >= year


def _cue(text: str, paragraph: Paragraph, role: SectionRole, year: int) -> Era | None:
    """Gives the time word in the opening of a paragraph that speaks for the whole of it."""
    start = paragraph.title_start if paragraph.opens in ("run_in", "item") and paragraph.title_start >= 0 else paragraph.start
    stop = min(paragraph.end, start + OPENING)
    first = text.find("。", start, stop)
    named = [era for era in eras(text, start, min(paragraph.end, start + 2 * OPENING), year) if _speaks_for_all(text, start, era)]
    if not named:
        return None
    if role in _PAST:
        past = [era for era in named if not year or era.last == year - 1 or (era.last < year and era.kind == "plan")]
        if not past:
            return None
        lead = past[0]
        if lead.start >= stop:
            return None
        if lead.first == lead.last:
            for later in past[1:]:
                if later.last - later.first >= 3 and _closing_year().search(text, lead.start, later.start):
                    return later
        if lead.first == lead.last and first >= 0 and lead.start > first:
            return None
        return lead
    ahead = [era for era in named if (not year or era.last >= year) and era.start < stop]
    if not ahead:
        return None
    lead = ahead[0]
    if lead.kind == "plan" and not _PLAN_TIME.match(text, lead.end):
        return None
    if lead.kind == "until" or (lead.kind == "year" and lead.first != year):
        return lead if role in (SectionRole.VISION, SectionRole.GOALS) else None
    return lead


def _speaks_for_all(text: str, start: int, era: Era) -> bool:
    at = era.start
    if at <= start or text[at - 1] in _LEADING:
        return True
    return text.startswith(_PREFIXES, max(start, at - 2), at) or text.startswith(_PREFIXES, max(start, at - 1), at)
