"""Whether a stretch of a report looks back or ahead, by the words that show it."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from duixian.language.lexicon import alternation, lexicon

__all__ = ["Tense", "tense"]


class Tense(NamedTuple):
    """Weight of the words that look back and of those that look ahead."""

    past: float
    future: float


class _Word(NamedTuple):
    past: float
    future: float
    not_after: str
    not_before: str


@cache
def _words() -> tuple[re.Pattern[str], dict[str, _Word]]:
    data = lexicon("tense")
    words: dict[str, _Word] = {}
    for weight, forms in data["past"].items():
        words.update((form, _Word(float(weight), 0.0, "", "")) for form in forms)
    for weight, forms in data["future"].items():
        words.update((form, _Word(0.0, float(weight), "", "")) for form in forms)
    for entry in data["word"]:
        words[entry["form"]] = _Word(entry.get("past", 0.0), entry.get("future", 0.0), entry.get("not_after", ""), entry.get("not_before", ""))
    return re.compile(alternation(words)), words


def tense(text: str, start: int = 0, end: int | None = None) -> Tense:
    """Gives how strongly ``text[start:end]`` looks back and ahead.

    >>> tense("完成了旧区改造"), tense("要抓好旧区改造")
    (Tense(past=2.0, future=0.0), Tense(past=0.0, future=3.0))
    """
    pattern, words = _words()
    stop = len(text) if end is None else end
    past = future = 0.0
    for match in pattern.finditer(text, start, stop):
        word = words[match.group()]
        if word.not_after and match.start() > start and text[match.start() - 1] in word.not_after:
            continue
        if word.not_before and match.end() < stop and text[match.end()] in word.not_before:
            continue
        past += word.past
        future += word.future
    return Tense(past, future)
