"""Departments of a government, and which of them is likely to lead a piece of work.

``data/offices.toml`` holds the departments with the words that point to each, ``data/themes.toml`` the words that tell
what a text is about. A suggestion names the words it rests on; a person decides.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache

import msgspec

from duixian.language.cues import Cues
from duixian.language.lexicon import lexicon
from duixian.language.themes import themes

__all__ = ["Leads", "Likely", "Office", "Suggestion", "likely", "offices", "suggest_lead"]

_CLASSES = ("names", "strong", "usual", "weak")
_QUOTES = ("“", "”", "‘", "’")
_QUOTE = re.compile("|".join(_QUOTES))


class Office(msgspec.Struct, frozen=True):
    """A department: a neutral short name, its other names, and the words that point to it, the surest first."""

    name: str
    english: str
    theme: str
    names: tuple[str, ...]
    strong: tuple[str, ...]
    usual: tuple[str, ...]
    weak: tuple[str, ...]


class Suggestion(msgspec.Struct, frozen=True, gc=False):
    """The department likely to lead, the words that suggested it in text order, and the theme; empty where none is told."""

    office: str = ""
    words: tuple[str, ...] = ()
    theme: str = ""


class Likely(msgspec.Struct, frozen=True):
    """A department that words of a text point to, the sum of their weights, and the words in text order."""

    office: str
    weight: int
    words: tuple[str, ...]


_Cue = tuple[str, int, str, int]
"""What a word says: an office and its weight, a theme and its weight; empty and 0 where it says none."""

_NOBODY = Suggestion()


@cache
def offices() -> tuple[Office, ...]:
    """Gives every department, in the order of the data file."""
    return tuple(
        Office(entry["name"], entry["english"], entry["theme"], *(tuple(entry[kind]) for kind in _CLASSES))
        for entry in lexicon("offices")["office"]
    )


@cache
def _cues() -> Cues[_Cue]:
    weights, longest = lexicon("offices")["weights"], lexicon("themes")["weights"]["longest"]
    of_theme = {word: entry.id for entry in themes() for word in entry.words}
    cues: dict[str, _Cue] = {word: ("", 0, theme, min(len(word), longest)) for word, theme in of_theme.items()}
    for office in offices():
        for kind in _CLASSES:
            for word in getattr(office, kind):
                if word in of_theme:
                    theme, tone = of_theme[word], min(len(word), longest)
                else:
                    theme, tone = office.theme, {"usual": 1, "weak": 0}.get(kind, min(len(word), longest))
                cues[word] = (office.name, weights[kind], theme, tone)
    cues.update((word, ("", 0, "", 0)) for word in lexicon("offices")["blocked"]["words"])
    return Cues(cues.items())


@cache
def _least() -> int:
    return int(lexicon("offices")["weights"]["least"])


def suggest_lead(text: str) -> Suggestion:
    """Gives the department likely to lead the work that ``text`` describes.

    Each different word counts once, by its class; of equal sums the department named first in the text wins.

    >>> suggest_lead("新增养老床位100张，改造老年食堂2个")
    Suggestion(office='民政局', words=('养老床位', '老年食堂'), theme='welfare')
    >>> suggest_lead("说到做到")
    Suggestion(office='', words=(), theme='')
    """
    return _suggested(_found(text))


class Leads:
    """Suggestions for stretches of one paragraph, whose words are looked up once for all of them.

    >>> text = "新增“养老”床位100张，改造道路2条"
    >>> Leads(text, 0, len(text)).of(0, 13) == suggest_lead(text[:13])
    True
    """

    __slots__ = ("_at", "_places", "_quotes", "_start", "_text")

    def __init__(self, text: str, start: int, end: int) -> None:
        """Looks up the words of ``text[start:end]``."""
        self._text, self._start = text, start
        part = text[start:end]
        self._quotes = [match.start() for match in _QUOTE.finditer(part)]
        for quote in _QUOTES if self._quotes else ():
            part = part.replace(quote, "")
        self._places = _cues().places_in(part)
        self._at = 0

    def of(self, start: int, end: int) -> Suggestion:
        """Gives what ``suggest_lead(text[start:end])`` gives; stretches are asked for from left to right."""
        first, last = start - self._start, end - self._start
        if self._quotes:
            first -= bisect_left(self._quotes, first)
            last -= bisect_left(self._quotes, last)
        places, at, size = self._places, self._at, len(self._places)
        while at < size and places[at][1] < first:
            at += 1
        # A word that stands across an end of the stretch hides those that the stretch alone would show.
        across = at > 0 and places[at - 1][2] > first
        since = at
        while at < size and places[at][1] < last:
            at += 1
        self._at = at
        if since == at and not across:
            return _NOBODY
        if across or places[at - 1][2] > last:
            return suggest_lead(self._text[start:end])
        pairs = _cues().pairs
        return _suggested(dict([pairs[number] for number, _, _ in places[since:at]]))


def _suggested(found: dict[str, _Cue]) -> Suggestion:
    """Gives what words say together; ``found`` holds each of them once, in text order."""
    if not found:
        return _NOBODY
    sums: dict[str, int] = {}
    tones: dict[str, int] = {}
    for office, weight, theme, tone in found.values():
        if weight:
            sums[office] = sums.get(office, 0) + weight
        if tone:
            tones[theme] = tones.get(theme, 0) + tone
    theme = _heaviest(tones)
    lead = _heaviest(sums)
    if not lead or sums[lead] < _least():
        return _of_theme(theme)
    return Suggestion(lead, tuple([word for word, cue in found.items() if cue[0] == lead]), theme)


def _heaviest(sums: dict[str, int]) -> str:
    """Gives the first with the largest sum, empty for none; most texts speak of one alone."""
    if len(sums) < 2:
        return next(iter(sums), "")
    return max(sums, key=sums.__getitem__)


@cache
def _of_theme(theme: str) -> Suggestion:
    """Gives a suggestion of a theme alone, one for each of the few themes."""
    return Suggestion(theme=theme)


def likely(text: str) -> tuple[Likely, ...]:
    """Gives every department that words of ``text`` point to, the likeliest first; of equal sums the one named first in the text.

    >>> [(one.office, one.words) for one in likely("在社区老年食堂推行食品安全公示")]
    [('民政局', ('社区', '老年食堂')), ('市场监管局', ('食品安全',))]
    """
    sums: dict[str, int] = {}
    words: dict[str, list[str]] = {}
    for word, (office, weight, _theme, _tone) in _found(text).items():
        if weight:
            sums[office] = sums.get(office, 0) + weight
            words.setdefault(office, []).append(word)
    return tuple(Likely(office, sums[office], tuple(words[office])) for office in sorted(sums, key=lambda one: -sums[one]))


def _found(text: str) -> dict[str, _Cue]:
    """Gives the words of a text that say something, each once."""
    for quote in _QUOTES:
        if quote in text:
            text = text.replace(quote, "")
    return dict(_cues().found_in(text))
