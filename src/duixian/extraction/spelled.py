"""Numbers in Chinese numerals, where they state a quantity and are not only a manner of speaking."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from typing import Any

from duixian.extraction.amounts import read_unit
from duixian.extraction.digits import is_label
from duixian.extraction.quantity import Kind, Quantity
from duixian.language.lexicon import alternation, lexicon
from duixian.language.numerals import chinese_number
from duixian.language.units import units

__all__ = ["spelled_numbers"]

_NUMERALS = "零〇○一二两三四五六七八九十百千万亿"
_HUNDREDTHS_TO = re.compile(
    r"(?:至|到|-|—)(?:百分之)?([一二三四五六七八九十百]+(?:点[零〇一二三四五六七八九]+)?|\d+(?:\.\d+)?)"
)
_NOT_HUNDREDTHS = ("成", "倍", "年", "月")
_PLACE_WORDS = frozenset("十百千万亿点")
_UNIT_HEADS = ("瓦", "克", "米", "伏", "卡")
_ROUND = frozenset(["万", "千", "百", "十", "百万", "千万", "亿"])
_HALF = Decimal("0.5")
_FOUR_PLACES = Decimal("0.0001")
_SMALL = 10
"""Counts below it are facts only behind a verb of building or counting."""


class _Lexicon:
    """The words around Chinese numerals that tell quantities from set phrases, and the pattern made of them."""

    def __init__(self, numbers: dict[str, Any], unit_heads: str) -> None:
        spelled = numbers["spelled"]
        self.halves = tuple(spelled["halves"])
        self.marks = tuple(spelled["marks"])
        self.exact = frozenset(spelled["exact"])
        self.round_left = tuple(numbers["round_left"])
        self.small_left = tuple(numbers["small_left"])
        barred, allowed = spelled["not_before"], spelled["only_before"]

        def guarded(words: list[str]) -> str:
            ordered = sorted(words, key=lambda word: (-len(word), word))
            return "|".join(
                re.escape(word)
                + (f"(?![{barred[word]}])" if word in barred else "")
                + (f"(?=[{allowed[word]}])" if word in allowed else "")
                for word in ordered
            )

        money, counted = alternation(spelled["scaled"]), guarded(spelled["counted"])
        # The character class in front, and the one of all first characters of units behind a run of numerals, spare
        # the engine from trying the alternatives at the many numerals of set phrases.
        self.pattern = re.compile(
            rf"(?=[{_NUMERALS}半])(?:"
            r"[百千万]分之(?:[零〇一二两三四五六七八九十百千万]{1,6}(?:点[零〇一二三四五六七八九]{1,4})?|\d{1,3}(?:\.\d{1,3})?)"
            r"|[二两三四五六七八九十]{1,3}分之[一二两三四五六七八九十]{1,3}"
            r"|(?:零点[零〇一二三四五六七八九]{1,3}|[一二两三四五六七八九十]{1,3}(?:点[零〇一二三四五六七八九]{1,3})?|半)"
            rf"(?={guarded(spelled['exact'])})"
            rf"|[百千万亿]{{1,3}}(?={alternation(self.marks)})|一(?=个工作日|人)"
            r"|[一二两三四五六七八九十百千亿]{1,8}[多余][万亿]+"
            rf"|[{_NUMERALS}]{{2,16}}(?:点[零〇○一二三四五六七八九]{{1,4}}[万亿]?)?(?=[多余]?[{unit_heads}])"
            rf"|(?<=[近上超约])[{_NUMERALS}]{{1,15}}[万亿](?=[一-鿿])"
            r"|[百千万亿](?=[万亿]?元)"
            r"|[二两三四五六七八九十百千万亿](?:点[零〇一二三四五六七八九]{1,4}[万亿]?)?"
            rf"(?=[多余]?(?:[万亿]?(?:{money})|{counted}))"
            rf"|{alternation(self.halves)})"
        )


@cache
def _lexicon() -> _Lexicon:
    # Numerals before 年, 月, 日, 届, 次 are dates and ordinals far more often than amounts.
    unit_heads = {word[0] for word in units()} - set("年月日届次")
    return _Lexicon(lexicon("numbers"), "".join(sorted(unit_heads)))


def spelled_numbers(text: str, quoted: list[tuple[int, int]]) -> list[Quantity]:
    """Gives the quantities of ``text`` in Chinese numerals, in order.

    Args:
        text: The view text of a report.
        quoted: Stretches inside quotation marks or title marks, in order, that do not overlap: those are names.
    """
    found: list[Quantity] = []
    quote = 0
    for match in _lexicon().pattern.finditer(text):
        start, end = match.span()
        while quote < len(quoted) and quoted[quote][1] <= start:
            quote += 1
        if quote < len(quoted) and quoted[quote][0] < start:
            continue
        word = match.group()
        quantity = _parts(text, start, end, word) if "分之" in word else _count(text, start, end, word)
        if quantity is not None:
            quantity.chinese = True
            found.append(quantity)
    return found


def _parts(text: str, start: int, end: int, word: str) -> Quantity | None:
    """Reads 百分之七点九, 千分之十三, 三分之一."""
    head, _, tail = word.partition("分之")
    value = Decimal(tail) if tail[0].isdigit() else chinese_number(tail)
    if value is None or head == "万":
        return None
    if head in ("百", "千"):
        return _hundredths(text, Quantity(start, end, end, value, "parts of a hundred"), head)
    parts = chinese_number(head)
    if not parts:
        return None
    quantity = Quantity(start, end, end, (value / parts).quantize(_FOUR_PLACES), "fraction")
    quantity.dimension = "ratio"
    return quantity


def _hundredths(text: str, quantity: Quantity, head: str) -> Quantity:
    """Reads the unit that 百分之 or 千分之 says, a range and 多 behind it."""
    quantity.unit, quantity.dimension = "%" if head == "百" else "‰", "percent"
    if head == "千":
        quantity.factor = Decimal("0.1")
    ranged = _HUNDREDTHS_TO.match(text, quantity.end)
    if ranged and not text.startswith(_NOT_HUNDREDTHS, ranged.end()):
        second = ranged.group(1)
        high = Decimal(second) if second[0].isdigit() else chinese_number(second)
        if high is not None and high > quantity.value:
            quantity.high, quantity.end = high, ranged.end()
    end = quantity.end
    if text[end : end + 1] in ("多", "余") and text[end + 1 : end + 2] != "数":
        quantity.more = True
        quantity.end += 1
    return quantity


def _count(text: str, start: int, end: int, word: str) -> Quantity | None:
    """Reads a count in Chinese numerals that states a quantity: 五个百分点, 三百家, 近万场, 一半."""
    words = _lexicon()
    if word in words.halves:
        quantity = Quantity(start, end, end, _HALF, "half")
        quantity.dimension = "ratio"
        return quantity
    if word[-1] in "千百" and len(word) > 1 and text.startswith(_UNIT_HEADS, end):
        word, end = word[:-1], end - 1
    bare = word.replace("多", "").replace("余", "")
    value = _HALF if word == "半" else chinese_number(bare)
    if value is None or word == "亿万" or is_label(text, end):
        return None
    before = text[start - 1] if start else "\n"
    if before in "第十百千万亿零一二三四五六七八九" or before.isdigit():
        return None
    if len(word) > 1 and _PLACE_WORDS.isdisjoint(word):
        return None
    quantity = Quantity(start, end, end, value, "numerals")
    quantity.more = len(bare) < len(word)
    if text[end : end + 1] in ("多", "余"):
        quantity.more = True
        quantity.end = end + 1
    read_unit(text, quantity)
    if quantity.unit == "个工作日" and _done_before(text, start):
        return quantity
    if text.startswith(words.marks, end):
        quantity.dimension = "currency"
        return quantity
    if quantity.kind is not Kind.QUANTITY:
        return None
    if not quantity.unit:
        if word[-1] not in "万亿" or not _round_before(text, start):
            return None
        quantity.scale, quantity.rule, quantity.dimension = "", "numerals and a noun", "people"
        return quantity
    return quantity if quantity.unit in words.exact or _counts(text, quantity, word) else None


def _counts(text: str, quantity: Quantity, word: str) -> bool:
    """Says whether numerals before a unit count something, rather than belong to a set phrase (千家万户)."""
    start = quantity.start
    if quantity.dimension in ("count", "people"):
        if quantity.value < _SMALL and not _done_before(text, start):
            return False
        return word not in _ROUND or _round_before(text, start)
    if quantity.dimension == "currency" and word[-1] in "百千万亿" and len(word) <= 2:
        return _round_before(text, start)
    return True


def _round_before(text: str, at: int) -> bool:
    """Says whether a bare place word follows a word that makes it a quantity (近万场, 突破千亿元)."""
    return text.endswith(_lexicon().round_left, max(0, at - 4), at)


def _done_before(text: str, at: int) -> bool:
    """Says whether a small Chinese numeral follows a verb of building or counting (建成三家, 成立五个)."""
    return text.endswith(_lexicon().small_left, max(0, at - 6), at)
