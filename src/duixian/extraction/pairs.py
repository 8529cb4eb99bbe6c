"""Values in pairs: from one to another (由15.2%降到9.8%), now and later, and what a number is counted against."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from duixian.extraction.measures import as_change
from duixian.extraction.named import name_before
from duixian.extraction.readings import Around, Reading, Walk
from duixian.extraction.stretches import clean_head, left_of
from duixian.language.lexicon import alternation, lexicon
from duixian.model import Measure

__all__ = ["counted_against", "pair", "reaches_second"]

_FROM = re.compile(r"(?:由|从)(?:[^，。；由从]{0,14})$")
_PIECES = re.compile(r"[，：；]")


class _Lexicon:
    """Words between the two values of a pair."""

    def __init__(self, data: dict[str, Any]) -> None:
        verbs, later, expected, earlier = (alternation(data[key]) for key in ("verbs", "later", "expected", "earlier"))
        self.second = re.compile(f"[^，。；、]{{0,6}}?(?:{verbs})?了?(?:到|至|为|成)")
        self.later = re.compile(
            rf"，到?(?:\d{{4}}|[零〇○一二三四五六七八九]{{4}})年?(?:末|底)?(?:{expected})?(?:{later})(?:到|至|为)$"
        )
        self.against = re.compile(f"(?:(?<!占)比(?![重例率])|较)(?:(?:{earlier})的?|[^，。；、]{{2,12}}的)$")


@cache
def _lexicon() -> _Lexicon:
    return _Lexicon(lexicon("measures")["pairs"])


def counted_against(raw: str) -> bool:
    """Says whether a number is only what another is compared with (比原来的30家).

    >>> counted_against("，比原来的"), counted_against("，比上年增加"), counted_against("，比重由2020年的")
    (True, False, False)
    """
    return ("比" in raw or "较" in raw) and _lexicon().against.search(raw) is not None


def reaches_second(raw: str) -> bool:
    """Says whether a stretch leads from a first value to a second (降到, 提高至).

    >>> reaches_second("降到"), reaches_second("，新建公厕")
    (True, False)
    """
    return _lexicon().second.match(raw) is not None


def pair(around: Around, reading: Reading, walk: Walk) -> None:
    """Finds pairs of values: the first number is the baseline, the second takes its name."""
    if reading.name_rule == "counted against" or (walk.paired and reading.name in walk.paired):
        reading.baseline = True
        return
    if walk.pair_name:
        _take_second(around, reading, walk)
    if around.following is None:
        return
    between = around.between
    match = _FROM.search(around.raw)
    if match is None:
        if reading.measure is Measure.LEVEL and reading.name and _lexicon().later.match(between):
            reading.baseline = True
            reading.rules.append("then and later")
            walk.pair_name = reading.name
    elif reaches_second(between):
        _take_first(around.raw[: match.start()], reading, walk)


def _take_second(around: Around, reading: Reading, walk: Walk) -> None:
    """Gives the second value of a pair the name and the denominator of the first."""
    if reaches_second(around.raw.lstrip("，")):
        reading.name = walk.pair_name
        reading.measure = as_change(reading)
        reading.rules.append("from to")
        if walk.last is not None and walk.last.quantity.per and not reading.quantity.per:
            reading.quantity.per = walk.last.quantity.per
        if reading.name:
            walk.subject = reading.name
    walk.pair_name = ""


def _take_first(before: str, reading: Reading, walk: Walk) -> None:
    """Names the first value of a pair by what stands before 由 or 从."""
    pieces = _PIECES.split(before.lstrip("、，"))
    head = clean_head(pieces[-1])
    earlier = next((part for part in reversed(pieces[:-1]) if len(clean_head(part)) >= 2), "")
    name, _ = name_before(head, earlier, left_of(head), walk, False)
    reading.name = name
    reading.baseline = True
    reading.measure = as_change(reading)
    reading.rules.append("from to")
    walk.pair_name = walk.subject = name
