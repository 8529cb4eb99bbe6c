"""Numbers in digits: where they stand, and what tells quantities from dates, ranks and names."""

from __future__ import annotations

import re
from functools import cache

from duixian.extraction.amounts import DIGITS, plain, read_amount
from duixian.extraction.quantity import Kind, Quantity
from duixian.language.lexicon import alternation, lexicon
from duixian.language.prefixes import Prefixes
from duixian.language.units import unit_at

__all__ = ["digit_numbers", "is_label"]

_YEAR = re.compile(r"(?:1[89]|20)\d\d$")
_YEAR_TO = re.compile(r"(?:[-－—–~～]{1,2}|至|到)\d")
_LIST_NUMBER = re.compile(r"[.．、)）]\s?(?!\d)")


def digit_numbers(text: str, quoted: list[tuple[int, int]]) -> list[Quantity]:
    """Gives the numbers of ``text`` in digits in order, each with its kind, those that are quantities with their unit.

    Args:
        text: The view text of a report.
        quoted: Stretches inside quotation marks or title marks, in order, that do not overlap.
    """
    found: list[Quantity] = []
    reached = 0
    quote = 0
    size = len(text)
    for match in DIGITS.finditer(text):
        start, end = match.span()
        if start < reached:
            continue
        while quote < len(quoted) and quoted[quote][1] <= start:
            quote += 1
        inside = quote < len(quoted) and quoted[quote][0] < start
        digits = match.group()
        quantity = Quantity(start, end, end, plain(digits), "digits")
        before = text[start - 1] if start else "\n"
        after = text[end] if end < size else "\n"
        if not _read_time(text, quantity, digits, after) and not _read_rank(text, quantity, before, after):
            name = _name_rule(text, start, end, before, after, inside)
            if name:
                quantity.become(Kind.NAME, name)
            else:
                read_amount(text, quantity)
        found.append(quantity)
        reached = quantity.end
    return found


def _read_time(text: str, quantity: Quantity, digits: str, after: str) -> bool:
    """Reads a year, a month, a day or a length of years (5年), and says whether the number is one."""
    end = quantity.end
    year = len(digits) == 4 and _YEAR.match(digits) is not None
    if after == "年" or (after in "月日" and not text.startswith(_not_dates(), end)):
        quantity.become(Kind.DATE, "date")
        if after == "年" and not year:
            quantity.become(Kind.DURATION, "duration")
            quantity.unit, quantity.dimension = "年", "time"
            quantity.end = end + 1
        return True
    if year and after in "-—－至到~～" and _YEAR_TO.match(text, end) and "年" in text[end : end + 8]:
        quantity.become(Kind.DATE, "date")
        return True
    return False


def _read_rank(text: str, quantity: Quantity, before: str, after: str) -> bool:
    """Reads 第N, a place in a ranking or only an ordinal, and says whether the number is one."""
    if before != "第":
        return False
    quantity.become(Kind.NAME, "ordinal")
    if _is_rank(text, quantity.start - 1, quantity.end):
        quantity.become(Kind.RANK, "rank")
        quantity.dimension = "rank"
        if after in "位名":
            quantity.unit = after if after == "位" else ""
            quantity.end += 1
    return True


def _is_rank(text: str, at: int, end: int) -> bool:
    """Says whether 第N at ``at`` is a place in a ranking and not an ordinal."""
    if text[end : end + 1] in ("位", "名") and text[end + 1 : end + 2] not in ("院", "教", "学", "员"):
        return True
    return text[end : end + 1] in "，。；、！\n）" and _ranked().search(text, max(0, at - 14), at) is not None


def _name_rule(text: str, start: int, end: int, before: str, after: str, inside: bool) -> str:
    """Gives the rule by which a number is part of a name, or an empty string."""
    if before.isascii() and (before.isalpha() or before in "_#"):
        return "letters before"
    if after.isascii() and after.isalpha() and unit_at(text, end) is None:
        return "letters after"
    if before in "+＋×·" or after in "+＋×" or (after == "·" and text[end + 1 : end + 2].isdigit()):
        return "formula"
    if inside:
        return "quoted"
    if before in "\n（(" and _LIST_NUMBER.match(text, end) and end - start <= 2:
        return "list number"
    if is_label(text, end):
        return "name word"
    if before == "每":
        return "for each"
    if before == "前" and after in "%％‰":
        return "best part"
    if before == "/" or (before in "-－" and after in "-－"):
        return "number string"
    return ""


def is_label(text: str, end: int) -> bool:
    """Says whether what stands behind a number that ends at ``end`` makes it part of a name, label or ordinal.

    >>> is_label("3号线", 1), is_label("3公里", 1)
    (True, False)
    """
    return _label_words().stand_at(text, end)


@cache
def _label_words() -> Prefixes:
    return Prefixes(lexicon("numbers")["name_next"])


@cache
def _ranked() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternation(lexicon('numbers')['rank_left'])})[^，。；、]{{0,8}}$")


@cache
def _not_dates() -> tuple[str, ...]:
    return tuple(lexicon("numbers")["not_dates"])
