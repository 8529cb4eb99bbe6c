"""Departments of a government, and which of them is likely to lead a piece of work.

``data/offices.toml`` holds the departments with the words that point to each, ``data/themes.toml`` the words that tell
what a text is about. A suggestion names the words it rests on; a person decides.
"""

from __future__ import annotations

from functools import cache

import msgspec

from duixian.language.cues import Cues
from duixian.language.lexicon import lexicon
from duixian.language.themes import themes

__all__ = ["Office", "Suggestion", "offices", "suggest_lead"]

_CLASSES = ("names", "strong", "usual", "weak")
_QUOTES = ("“", "”", "‘", "’")


class Office(msgspec.Struct, frozen=True):
    """A department: a neutral short name, its other names, and the words that point to it, the surest first."""

    name: str
    english: str
    theme: str
    names: tuple[str, ...]
    strong: tuple[str, ...]
    usual: tuple[str, ...]
    weak: tuple[str, ...]


class Suggestion(msgspec.Struct, frozen=True):
    """The department likely to lead, the words that suggested it in text order, and the theme; empty where none is told."""

    office: str = ""
    words: tuple[str, ...] = ()
    theme: str = ""


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
    for quote in _QUOTES:
        if quote in text:
            text = text.replace(quote, "")
    found = dict(_cues().found_in(text))
    if not found:
        return _NOBODY
    sums: dict[str, int] = {}
    tones: dict[str, int] = {}
    for office, weight, theme, tone in found.values():
        if weight:
            sums[office] = sums.get(office, 0) + weight
        if tone:
            tones[theme] = tones.get(theme, 0) + tone
    lead = max(sums, key=sums.__getitem__) if sums else ""
    theme = max(tones, key=tones.__getitem__) if tones else ""
    if not lead or sums[lead] < _least():
        return Suggestion(theme=theme)
    return Suggestion(lead, tuple([word for word, cue in found.items() if cue[0] == lead]), theme)
