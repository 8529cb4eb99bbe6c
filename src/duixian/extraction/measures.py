"""How a number measures its indicator: a level, a change of it, a rank, a multiple."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from duixian.extraction.quantity import Kind
from duixian.extraction.readings import Around, Reading
from duixian.language.lexicon import alternation, lexicon
from duixian.model import Measure

__all__ = ["as_change", "change_noun", "economy", "measure", "own_change", "raises_goal"]

_EXTENTS = frozenset(["area", "length", "count"])
_SHARES = frozenset(["%", "‰", "成"])


class _Lexicon:
    """Words that say how a number measures."""

    def __init__(self, data: dict[str, Any]) -> None:
        nouns = data["nouns"]
        not_behind = "".join(f"(?<!{word})" for word in nouns["not_behind"])
        averages, up, down, aims = (alternation(nouns[key]) for key in ("averages", "up", "down", "aims"))
        self.change_noun = re.compile(f"的?{not_behind}(?:实际)?(?:{averages})?(?:({up})|({down}))(?:的?(?:{aims})*目标)?$")
        self.change_ends = frozenset(word[-1] for word in (*nouns["up"], *nouns["down"], "目标"))
        self.grown = re.compile(f"的?(?:{alternation(data['grown'])})")
        self.own_level = re.compile(f"(?:{alternation(data['levels'])})$")
        self.own_verbs = {word: Measure(kind) for word, kind in data["verbs"].items()}
        self.parts = tuple(data["parts"])
        self.treated = frozenset(data["treated"])
        self.raised = re.compile(rf"、(?:{alternation(data['raised'])})")
        self.yearly = tuple(data["yearly"])
        self.yearly_anywhere = re.compile(alternation(data["yearly_anywhere"]))
        self.economy: dict[str, str] = {area: words[0] for area, words in data["economy"].items()}


@cache
def _lexicon() -> _Lexicon:
    return _Lexicon(lexicon("measures"))


def economy(area: str = "place") -> str:
    """Gives what grows where nothing is named (全年增长4.8%), in a report on a ``place`` or on the whole ``country``.

    >>> economy(), economy("country")
    ('地区生产总值', '国内生产总值')
    """
    return _lexicon().economy[area]


def change_noun(name: str) -> re.Match[str] | None:
    """Gives the noun at the end of ``name`` that says change, its first group if up, its second if down.

    >>> change_noun("工业投资增速").group(1), change_noun("工业投资")
    ('增速', None)
    """
    words = _lexicon()
    return words.change_noun.search(name) if name[-1:] in words.change_ends else None


def own_change(verb: str, name: str) -> Measure | None:
    """Gives the measure of a number that says by how much ``verb`` changes the level ``name`` (增加投资3亿元)."""
    words = _lexicon()
    return words.own_verbs.get(verb) if words.own_level.search(name) else None


def measure(around: Around, reading: Reading) -> None:
    """Says how the number measures its indicator, and takes from its name the noun that says so."""
    quantity, left = around.quantity, around.left
    if quantity.kind is Kind.RANK:
        reading.measure = Measure.RANK
        return
    if quantity.unit == "番":
        reading.measure = Measure.GROWTH
        return
    if quantity.unit == "倍":
        reading.measure = Measure.TIMES if left.multiple or not left.change else Measure.GROWTH
        return
    words = _lexicon()
    name, named_by = reading.name, reading.name_rule
    change = left.change if not left.level else ""
    if quantity.unit in _SHARES or quantity.dimension == "ratio":
        _measure_share(around, reading, change)
    elif change and left.words[0] in words.treated and quantity.dimension in _EXTENTS:
        # 林分优化提升200万亩: what is done to the area, not by how much it grows.
        reading.name = name + left.words[0]
        return
    elif change and not left.added and (named_by not in ("counted behind", "compared") or name.endswith(words.parts)):
        reading.measure = Measure.RISE if change == "up" else Measure.FALL
    reading.yearly = (
        any(word.startswith(words.yearly) for word in left.words)
        or words.yearly_anywhere.search(around.raw) is not None
    )


def _measure_share(around: Around, reading: Reading, change: str) -> None:
    """Says whether a percentage is a change: by a noun (增速), behind it (5%的增长) or before it (增长)."""
    name = reading.name
    noun = change_noun(name if reading.name_rule == "counted behind" else around.left.name)
    if noun:
        reading.measure = Measure.GROWTH if noun.group(1) else Measure.DECLINE
        trimmed = change_noun(name)
        if trimmed and trimmed.start() >= 2:
            reading.name = name[: trimmed.start()]
        elif trimmed:
            reading.name = economy()
            reading.rules.append("economy")
    elif _lexicon().grown.match(around.text, reading.end):
        reading.measure = Measure.GROWTH
        reading.name = name.removesuffix("增长")
    elif change:
        reading.measure = Measure.GROWTH if change == "up" else Measure.DECLINE


def raises_goal(raw: str) -> bool:
    """Says whether a stretch raises the goal before it (、力争达到).

    >>> raises_goal("、力争达到"), raises_goal("、达到")
    (True, False)
    """
    return _lexicon().raised.match(raw) is not None


def as_change(reading: Reading) -> Measure:
    """Gives the measure of a value that a name such as 增速 announces, a level for all others."""
    if reading.quantity.kind is Kind.RANK:
        return Measure.RANK
    noun = change_noun(reading.name)
    if noun is None or reading.quantity.dimension != "percent":
        return Measure.LEVEL
    if noun.start() >= 2:
        reading.name = reading.name[: noun.start()]
    return Measure.GROWTH if noun.group(1) else Measure.DECLINE
