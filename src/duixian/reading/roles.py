"""What each part and each paragraph of a report does: looks back, names problems, sets goals, arranges work.

Headings decide first (``language/headings``), then the set phrases by which a paragraph says what it is
(``data/passages.toml``), then whether its sentences look back or ahead (``language/tense``).
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from duixian.language.eras import eras
from duixian.language.headings import heading_role
from duixian.language.lexicon import lexicon
from duixian.language.tense import Tense, tense
from duixian.model import SectionRole
from duixian.reading.outline import ARTICLE, Paragraph, Part

__all__ = ["Roles", "judge", "returning"]

_KEPT = frozenset((SectionRole.REVIEW, SectionRole.PROBLEMS, SectionRole.GLOSSARY, SectionRole.OTHER, SectionRole.CONDUCT))
"""Roles that a part hands down to the parts below it whatever these are called."""
CLEARLY = 1.3
"""How many times heavier one tense must weigh than the other to decide; tuned on the labelled reports."""
PLAINLY = 6
"""How much heavier than twice its opposite a tense must weigh to speak against the heading of its part."""
LEAST_TOLD = 2
"""How often a paragraph in a part that looks ahead must say 了 to be looked at for a review."""
LONGEST_NAMING = 30
"""Characters of a heading that runs into text whose words can name what the part does."""
SHORT_LEAD_IN = 70
"""Characters of a paragraph that only announces what follows."""
_CLOSING = frozenset(("thanks", "appeal"))
SHORT_CLOSING = 120
"""Characters up to which a paragraph that ends with thanks or an appeal is nothing else."""
LEAST_CLOSING = 0.3
"""Share of a longer such paragraph that its last sentence must have for the paragraph to be nothing else."""
_FORWARD = frozenset((SectionRole.ARRANGEMENTS, SectionRole.GOALS, SectionRole.VISION))


class _Weight:
    """How strongly a paragraph looks back and ahead, found out when it is first asked for."""

    __slots__ = ("_found", "_paragraph", "_text")

    def __init__(self, text: str, paragraph: Paragraph) -> None:
        self._text = text
        self._paragraph = paragraph
        self._found: Tense | None = None

    @property
    def both(self) -> Tense:
        if self._found is None:
            self._found = tense(self._text, self._paragraph.start, self._paragraph.end)
        return self._found

    @property
    def past(self) -> float:
        return self.both.past

    @property
    def future(self) -> float:
        return self.both.future


class Roles(NamedTuple):
    """The role of every part of an outline and of every paragraph."""

    parts: list[SectionRole]
    paragraphs: list[SectionRole]


UNBOUNDED = 1 << 30


class _Phrase(NamedTuple):
    name: str
    role: SectionRole
    pattern: re.Pattern[str]
    within: int
    last: int
    longest: int


@cache
def _phrases() -> tuple[_Phrase, ...]:
    return tuple(
        _Phrase(
            entry["name"],
            SectionRole(entry["role"]),
            re.compile(entry["pattern"], re.MULTILINE),
            entry.get("within", UNBOUNDED),
            entry.get("last", UNBOUNDED),
            entry.get("longest", UNBOUNDED),
        )
        for entry in lexicon("passages")["phrase"]
    )


@cache
def _lead_ins() -> tuple[tuple[SectionRole, re.Pattern[str]], ...]:
    return tuple((SectionRole(role), re.compile(pattern, re.MULTILINE)) for role, pattern in lexicon("passages")["lead_in"].items())


@cache
def _opening(name: str) -> re.Pattern[str]:
    return re.compile(lexicon("passages")["opening"][name], re.MULTILINE)


def returning(text: str, found: list[Paragraph], body: range) -> set[int]:
    """Gives the paragraphs that speak for the whole report again after its last point (各位代表, 一年来，我们…)."""
    pattern = _opening("returning")
    return {at for at in body if not found[at].opens and pattern.match(text, found[at].start, found[at].end)}


def judge(text: str, found: list[Paragraph], parts: list[Part], body: list[int], owner: list[int], year: int = 0, default: SectionRole | None = None) -> Roles:
    """Gives the roles of the parts and of the paragraphs.

    Args:
        text: The view's text.
        found: Its paragraphs.
        parts: The parts of its outline.
        body: The numbers of the paragraphs between the title and the end; the others get ``other``.
        owner: For every paragraph the innermost part that holds it, or -1.
        year: The year the report plans for, 0 when it is not known.
        default: What the parts of the report do whose headings do not say it, for a kind of report that is all of one kind.
    """
    weights = [_Weight(text, paragraph) for paragraph in found]
    named, mixed = _part_roles(text, found, parts, weights, default)
    leaning = [*(_leaning(weights, part) if role is None else None for part, role in zip(parts, named, strict=True)), None]
    roles = [SectionRole.OTHER] * len(found)
    state: SectionRole | None = None
    state_level = 0
    previous: SectionRole | None = None
    divided = False  # whether the top part has begun its own parts
    for at in body:
        paragraph = found[at]
        part = owner[at]
        base = named[part] if part >= 0 else default
        level = parts[part].level if part >= 0 else 0
        if paragraph.opens and part >= 0 and parts[part].first == at:
            if level <= state_level:
                state = None
            if level <= 1:
                previous, divided = None, False
            divided = divided or level > 1
            if paragraph.opens == "line":
                roles[at] = base or SectionRole.OTHER
                continue
        if part >= 0 and mixed[part] and base is SectionRole.REVIEW and _opens_ahead(text, paragraph, year):
            state, state_level = SectionRole.ARRANGEMENTS, 1
        lead = _lead_in(text, paragraph) if (state or base) not in _KEPT else None
        if lead is not None:
            state, state_level = lead, level or 1
            roles[at] = lead
            continue
        roles[at] = _paragraph_role(text, paragraph, state or base, weights[at], part >= 0 and mixed[part], divided, previous or leaning[part])
        if roles[at] is SectionRole.REVIEW and paragraph.opens == "item" and at and roles[at - 1] is SectionRole.PROBLEMS:
            roles[at] = SectionRole.PROBLEMS
        if roles[at] in (SectionRole.REVIEW, SectionRole.ARRANGEMENTS):
            previous = roles[at]
    settled = [role or SectionRole.OTHER for role in _settle(parts, named, roles, owner)]
    for opened, of_part in zip(parts, settled, strict=True):
        if found[opened.first].opens == "line":
            roles[opened.first] = of_part
    return Roles(settled, roles)


def _part_roles(
    text: str, found: list[Paragraph], parts: list[Part], weights: list[_Weight], default: SectionRole | None
) -> tuple[list[SectionRole | None], list[bool]]:
    """Gives what the headings say of each part (None: nothing), and whether a part's heading names both past and future."""
    named: list[SectionRole | None] = []
    mixed: list[bool] = []
    for part in parts:
        opener = found[part.first]
        title = text[opener.title_start : opener.title_end]
        if opener.opens != "line":
            title = title[:LONGEST_NAMING]
        own = heading_role(title)
        above = named[part.parent] if part.parent >= 0 else None
        role = own
        if above in _KEPT:
            role = own if own in (SectionRole.GLOSSARY, SectionRole.PROBLEMS) else above
        elif above is not None and own in (None, SectionRole.REVIEW, SectionRole.OTHER):
            role = above
        both = own is SectionRole.REVIEW and re.search("[和与及、]", title) is not None and _names_future(title)
        if part.style == ARTICLE:
            title = text[found[part.title_first].start : found[part.title_last].end]
            role = None if part.value else heading_role(title)
        elif role is None and (part.parent < 0 or parts[part.parent].style == ARTICLE):
            past, future = _weigh(weights, part)
            if past + future >= 20 and future > 4 * past:
                role = SectionRole.ARRANGEMENTS
        named.append(role or default)
        mixed.append(both or (part.parent >= 0 and mixed[part.parent]))
    return named, mixed


def _weigh(weights: list[_Weight], part: Part) -> tuple[float, float]:
    """Gives how strongly the paragraphs of a part look back and ahead together."""
    past = future = 0.0
    for weight in weights[part.first : part.last]:
        back, ahead = weight.both
        past += back
        future += ahead
    return past, future


def _leaning(weights: list[_Weight], part: Part) -> SectionRole | None:
    """Gives what most of a part that has no telling heading does, for those of its paragraphs that do not show it."""
    past, future = _weigh(weights, part)
    if future > CLEARLY * past:
        return SectionRole.ARRANGEMENTS
    return SectionRole.REVIEW if past > CLEARLY * future else None


def _names_future(title: str) -> bool:
    return any(word in title for word in ("总体要求", "基本方针", "工作安排", "目标任务", "主要任务", "工作部署", "工作的", "目标", "任务"))


def _opens_ahead(text: str, paragraph: Paragraph, year: int) -> bool:
    """Tells whether the first words of a paragraph name years to come."""
    named = eras(text, paragraph.start, min(paragraph.end, paragraph.start + 24), year)
    return bool(year and named and named[0].first >= year)


def _lead_in(text: str, paragraph: Paragraph) -> SectionRole | None:
    if paragraph.end - paragraph.start > SHORT_LEAD_IN:
        return None
    for role, pattern in _lead_ins():
        if pattern.search(text, paragraph.start, paragraph.end):
            return role
    return None


def _phrase_role(text: str, paragraph: Paragraph, base: SectionRole | None, weight: _Weight, mixed: bool) -> SectionRole | None:
    start, end = paragraph.start, paragraph.end
    for phrase in _possible_phrases(base, mixed):
        role = phrase.role
        if end - start > phrase.longest:
            continue
        if phrase.pattern.search(text, max(start, end - phrase.last), min(end, start + phrase.within)) is None:
            continue
        if _doubtful(phrase, base, weight) or (phrase.name in _CLOSING and _says_more(text, paragraph)):
            continue
        return role
    if base is None and _opening("reported_speech").search(text, start, min(end, start + 40)) and weight.future > weight.past:
        return SectionRole.VISION
    return None


@cache
def _possible_phrases(base: SectionRole | None, mixed: bool) -> tuple[_Phrase, ...]:
    """Gives the phrases that can change the role ``base``."""
    return tuple(phrase for phrase in _phrases() if phrase.role is not base and _possible(phrase, base, mixed))


def _possible(phrase: _Phrase, base: SectionRole | None, mixed: bool) -> bool:
    """Tells whether a phrase can decide in a part with the role ``base``."""
    role = phrase.role
    if role is SectionRole.CONDUCT:
        return base in _FORWARD
    if role is SectionRole.PROBLEMS:
        return base not in _FORWARD and base is not SectionRole.CONDUCT
    if role in _FORWARD:
        if base is SectionRole.REVIEW:
            return mixed or phrase.name == "expected targets"
        return base not in (SectionRole.CONDUCT, SectionRole.OTHER) and not (base is SectionRole.GOALS and phrase.name == "guiding thought")
    return True


def _doubtful(phrase: _Phrase, base: SectionRole | None, weight: _Weight) -> bool:
    """Tells whether the tense of a paragraph speaks against a phrase found in it."""
    if phrase.role in _FORWARD and phrase.name != "guiding thought" and base is not SectionRole.REVIEW:
        return False
    past, future = weight.past, weight.future
    if phrase.name == "guiding thought":
        return past > future
    if phrase.role is SectionRole.CONDUCT:
        return past > future
    if phrase.role in _FORWARD:
        return base is SectionRole.REVIEW and past >= future
    return phrase.name == "appeal" and base is SectionRole.REVIEW and past > future


def _says_more(text: str, paragraph: Paragraph) -> bool:
    """Tells whether a paragraph that ends with thanks or an appeal is about something else and only ends so."""
    length = paragraph.end - paragraph.start
    last = max(text.rfind(mark, paragraph.start, paragraph.end - 1) for mark in "。！；") + 1
    return length > SHORT_CLOSING and (paragraph.end - max(last, paragraph.start)) < LEAST_CLOSING * length


def _paragraph_role(
    text: str,
    paragraph: Paragraph,
    base: SectionRole | None,
    weight: _Weight,
    mixed: bool,
    divided: bool,
    previous: SectionRole | None,
) -> SectionRole:
    if base in (SectionRole.GLOSSARY, SectionRole.PROBLEMS):
        return base
    role = _phrase_role(text, paragraph, base, weight, mixed)
    if role is SectionRole.VISION and divided and base is SectionRole.ARRANGEMENTS:
        role = None
    if role is not None:
        return role
    if base is SectionRole.REVIEW and not mixed:
        return base
    looks_back = _opening("past").match(text, paragraph.start, paragraph.end) is not None
    if base is SectionRole.REVIEW:
        return SectionRole.ARRANGEMENTS if weight.future > 2 * weight.past + PLAINLY and not looks_back else base
    if base in _FORWARD or base is SectionRole.CONDUCT:
        if looks_back:
            return SectionRole.REVIEW if weight.past > weight.future else base
        told = text.count("了", paragraph.start, paragraph.end) >= LEAST_TOLD
        return SectionRole.REVIEW if told and weight.past > 2 * weight.future + PLAINLY else base
    if base is not None:
        return base
    past, future = weight.past, weight.future
    if future > CLEARLY * past + 1:
        return SectionRole.ARRANGEMENTS
    if past > CLEARLY * future + 1 or (looks_back and past >= future):
        return SectionRole.REVIEW
    return previous or SectionRole.OTHER


def _settle(parts: list[Part], named: list[SectionRole | None], roles: list[SectionRole], owner: list[int]) -> list[SectionRole | None]:
    """Gives every part a role: what its heading says, else what most of its paragraphs do."""
    counts: list[dict[SectionRole, int]] = [{} for _ in parts]
    for at, part in enumerate(owner):
        while part >= 0:
            counts[part][roles[at]] = counts[part].get(roles[at], 0) + 1
            part = parts[part].parent
    return [role or (max(count, key=lambda key: (count[key], key)) if count else None) for role, count in zip(named, counts, strict=True)]
