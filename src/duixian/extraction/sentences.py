"""Reads the numbers of one sentence from left to right: which state a fact, of what, and how it is measured."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from duixian.extraction.contexts import SETTING, bare_value, context, describes, lasts
from duixian.extraction.measures import measure, raises_goal
from duixian.extraction.naming import name_of
from duixian.extraction.pairs import pair
from duixian.extraction.qualifying import qualify
from duixian.extraction.quantity import Kind, Quantity
from duixian.extraction.readings import Around, Reading, Walk
from duixian.extraction.stretches import left_of
from duixian.language.lexicon import alternation, lexicon
from duixian.language.periods import Cue
from duixian.model import Measure, Qualifier

__all__ = ["read_sentence"]

_BOUNDS = frozenset([Qualifier.MIN, Qualifier.MAX])
_NO_FACTS = frozenset([Kind.DATE, Kind.NAME])


class _Lexicon:
    """Words that the walk itself looks at."""

    def __init__(self, numbers: dict[str, Any], measures: dict[str, Any], periods: dict[str, Any]) -> None:
        units, persons, spans = (alternation(numbers["per"][key]) for key in ("units", "persons", "spans"))
        self.per_unit = re.compile(f"每({units})$")
        self.per_person = re.compile(f"每(?:{persons})?每?({spans})$")
        self.standing = frozenset(measures["standing"])
        self.against = tuple(periods["around"]["standard"])


@cache
def _lexicon() -> _Lexicon:
    return _Lexicon(lexicon("numbers"), lexicon("measures"), lexicon("periods"))


def read_sentence(text: str, start: int, end: int, found: list[Quantity], times: list[Cue]) -> list[Reading]:
    """Gives the facts of a sentence in order.

    Args:
        text: The view text of the report.
        start: Where the sentence begins.
        end: Where it ends.
        found: Its numbers.
        times: Its time expressions.
    """
    walk = Walk(start, times)
    numbers = [quantity for quantity in found if quantity.kind not in _NO_FACTS and not describes(text, quantity)]
    readings: list[Reading] = []
    for position, quantity in enumerate(numbers, 1):
        following = numbers[position] if position < len(numbers) else None
        reading = _read(text, end, quantity, following, walk)
        if reading is not None:
            readings.append(reading)
    return readings


def _read(text: str, end: int, quantity: Quantity, following: Quantity | None, walk: Walk) -> Reading | None:
    """Gives what a number states, None where it states no fact."""
    raw = _without_times(text, walk.reached, quantity.start, walk.times)
    left = left_of(raw)
    if quantity.kind is Kind.DURATION and not (walk.pair_name or lasts(left, raw) or _same_unit(walk, quantity)):
        return None
    if not (quantity.unit or quantity.scale or quantity.dimension or bare_value(left, text, quantity, end)):
        return None
    limit = following.start if following is not None else end
    qualifier, words, reach = qualify(text, quantity, left, raw, limit)
    if not quantity.per and "每" in raw:
        quantity.per = _per(raw, quantity)
    around = Around(text, quantity, raw, left, reach, limit, following)
    reason = context(around)
    if reason or (walk.setting and raw[-1:] in ("和", "、", "及")):
        walk.setting = walk.setting or reason == SETTING
        walk.reached = reach
        return None
    walk.setting = walk.dropped = False
    walk.changed = None
    name, named_by, used = name_of(around, walk)
    rules = [quantity.rule, named_by]
    if raw.startswith("、") and not left.words and _stands(walk.last, quantity):
        rules.append("standing")
    reading = Reading(quantity, name, left, rules, reach, qualifier, words, reach > quantity.end)
    _measure(around, reading, walk)
    if named_by == "spread":
        walk.spread_first = reading
    pair(around, reading, walk)
    reading.verb, reading.dropped = walk.verb, walk.dropped
    walk.last = reading
    if reading.name:
        walk.names.append(reading.name)
    walk.reached = max(reach, used)
    return reading


def _same_unit(walk: Walk, quantity: Quantity) -> bool:
    """Says whether the number before was a length of time in the same unit, of which this one goes on to speak."""
    return walk.last is not None and walk.last.quantity.unit == quantity.unit


def _measure(around: Around, reading: Reading, walk: Walk) -> None:
    """Says how the number measures its indicator; values that 分别 spreads take it from the first of their list."""
    first = walk.spread_first
    if reading.name_rule == "spread on" and first is not None:
        reading.left, reading.measure, reading.yearly = first.left, first.measure, first.yearly
        if reading.qualifier is Qualifier.EXACT and first.qualifier in _BOUNDS and not first.right:
            reading.qualifier = first.qualifier
    else:
        measure(around, reading)
    if reading.name_rule == "carried" and walk.last is not None and raises_goal(around.raw) and _same_unit(walk, reading.quantity):
        reading.measure = walk.last.measure
    if reading.name_rule == "compared" and walk.last is not None and walk.last.yearly:
        reading.yearly = True
    if walk.changed is not None and reading.measure is Measure.LEVEL:
        reading.measure = walk.changed


def _per(raw: str, quantity: Quantity) -> str:
    """Gives what the number is taken per by the words before it (每立方米31微克), with a stroke; empty for nothing."""
    words = _lexicon()
    per = words.per_unit.search(raw)
    if per is None and quantity.dimension == "currency":
        per = words.per_person.search(raw)
    return "/" + per.group(1) if per else ""


def _stands(last: Reading | None, quantity: Quantity) -> bool:
    """Says whether the number before was given as what there is now, so that the rest of its list is too."""
    if last is None or last.quantity.dimension != quantity.dimension:
        return False
    return "standing" in last.rules or not _lexicon().standing.isdisjoint(last.left.words)


def _without_times(text: str, start: int, end: int, times: list[Cue]) -> str:
    """Gives the stretch without the time expressions that only say when: 粮食产量在1990年达到 → 粮食产量在达到."""
    kept: list[str] = []
    for cue in times:
        if cue.start < start or cue.end > end or text.startswith("”", cue.end):
            continue
        if text.endswith(_lexicon().against, max(0, cue.start - 3), cue.start):
            continue
        reaching = text[cue.start] in "到至" and cue.start > start and text[cue.start - 1] not in "，、："
        kept.append(text[start : cue.start + reaching])
        start = cue.end
    kept.append(text[start:end])
    return "".join(kept)
