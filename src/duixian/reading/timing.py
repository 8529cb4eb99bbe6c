"""Which years each part and each paragraph of a report speaks of.

A paragraph takes the years that its heading or its opening words name (五年来, “十六五”时期, 去年); such a word holds
until the next one or the next heading of the same or a higher level. Without any, a review speaks of the year before
the one planned for, everything else of the year planned for.
"""

from __future__ import annotations

import re
from functools import cache

from duixian.language.eras import Era, eras
from duixian.language.lexicon import alternation, lexicon
from duixian.model import SectionRole
from duixian.reading.outline import Paragraph, Part

__all__ = ["periods"]

OPENING = 60
"""Characters of a paragraph in which a time word speaks for the whole of it."""
_PAST = frozenset((SectionRole.REVIEW, SectionRole.PROBLEMS))
_LEADING = frozenset("。，；：、！？“（《—")
_PREFIXES = ("在", "从", "对", "是", "到", "经", "回顾", "回望", "刚刚", "过去", "经过", "实施", "围绕", "根据", "做好", "完成", "展望", "于", "的", "这", "和", "与", "及", "即")


@cache
def _closing_year() -> re.Pattern[str]:
    return re.compile(alternation(lexicon("timing")["closing_year"]["words"]))


def periods(
    text: str, found: list[Paragraph], parts: list[Part], owner: list[int], part_roles: list[SectionRole], roles: list[SectionRole], year: int
) -> tuple[list[str], list[str]]:
    """Gives the periods of the parts and of the paragraphs; empty where neither the text nor ``year`` (0: unknown) tells."""
    of_parts: list[str] = []
    for part, role in zip(parts, part_roles, strict=True):
        opener = found[part.first]
        named = _title_period(text, opener, role, year)
        of_parts.append(named or (of_parts[part.parent] if part.parent >= 0 else _default(role, year)))
    of_paragraphs = [""] * len(found)
    running, running_level, running_past = "", 0, False
    for at, paragraph in enumerate(found):
        part = owner[at]
        level = parts[part].level if part >= 0 else 0
        opens = part >= 0 and parts[part].first == at
        if opens and level <= running_level:
            running = ""
        base = of_parts[part] if part >= 0 else ""
        past = roles[at] in _PAST
        cue = "" if opens and paragraph.opens == "line" else _cue(text, paragraph, roles[at], year)
        if cue and past:
            running, running_level, running_past = cue, max(level, 1), past
        if cue:
            of_paragraphs[at] = cue
        elif running and past == running_past and past:
            of_paragraphs[at] = running
        else:
            of_paragraphs[at] = _fitting(base, roles[at], year)
    return of_parts, of_paragraphs


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
    return fitting[0].period


def _fits(era: Era, role: SectionRole, year: int) -> bool:
    if not year:
        return True
    return era.last < year if role in _PAST else era.last >= year


def _cue(text: str, paragraph: Paragraph, role: SectionRole, year: int) -> str:
    """Gives the period that the opening of a paragraph names, or an empty string."""
    start = paragraph.title_start if paragraph.opens == "run_in" and paragraph.title_start >= 0 else paragraph.start
    stop = min(paragraph.end, start + OPENING)
    first = text.find("。", start, stop)
    named = [era for era in eras(text, start, min(paragraph.end, start + 2 * OPENING), year) if _speaks_for_all(text, start, era)]
    if not named:
        return ""
    if role in _PAST:
        past = [era for era in named if not year or era.last < year]
        if not past:
            return ""
        lead = past[0]
        if lead.start >= stop:
            return ""
        if lead.first == lead.last:
            later = next((era for era in past[1:] if era.last - era.first >= 3), None)
            if later is not None and _closing_year().search(text, lead.start, later.start):
                return later.period
        if lead.first == lead.last and first >= 0 and lead.start > first:
            return ""
        return lead.period
    ahead = [era for era in named if (not year or era.last >= year) and era.start < stop]
    if not ahead:
        return ""
    if role is SectionRole.VISION or role is SectionRole.GOALS:
        return ahead[0].period
    lead = ahead[0]
    if lead.kind == "until":
        return ""
    return lead.period if lead.kind in ("plan", "relative") or lead.first == year else ""


def _speaks_for_all(text: str, start: int, era: Era) -> bool:
    at = era.start
    if at <= start or text[at - 1] in _LEADING:
        return True
    return text.startswith(_PREFIXES, max(start, at - 2), at) or text.startswith(_PREFIXES, max(start, at - 1), at)
