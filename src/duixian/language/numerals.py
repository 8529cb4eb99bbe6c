"""Numbers as Chinese reports write them: digits, full-width digits, Chinese numerals and mixtures of these."""

from __future__ import annotations

from decimal import Decimal

__all__ = ["DIGITS", "MULTIPLIERS", "chinese_number", "multiplier"]

DIGITS = {"零": 0, "〇": 0, "○": 0, "О": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_TENS = {"十": 10, "百": 100, "千": 1000}
MULTIPLIERS = {"十": 1, "百": 2, "千": 3, "万": 4, "亿": 8}
"""Powers of ten of the words that multiply a number, read from right to left: 万亿 is 4 + 8."""


def chinese_number(text: str) -> Decimal | None:
    """Gives the value of a number in Chinese numerals, or None where ``text`` is not one.

    Reads place words (三百二十一, 一亿二千万), plain strings of digits (一九八五, 二〇二五), decimals (七点九) and
    a leading place word (十二, 百, 千).

    >>> chinese_number("一亿二千万"), chinese_number("二〇二五"), chinese_number("七点九"), chinese_number("近")
    (Decimal('120000000'), Decimal('2025'), Decimal('7.9'), None)
    """
    whole, dot, rest = text.partition("点")
    if dot:
        if not rest or any(char not in DIGITS for char in rest):
            return None
        head = chinese_number(whole) if whole else Decimal(0)
        return None if head is None else head + Decimal("0." + "".join(str(DIGITS[char]) for char in rest))
    if not text:
        return None
    if all(char in DIGITS for char in text):
        return Decimal("".join(str(DIGITS[char]) for char in text))
    total = section = 0
    digit: int | None = None
    last_place = 10
    for char in text:
        if char in DIGITS:
            digit = DIGITS[char]
            if digit == 0:
                last_place = 10
        elif char in _TENS:
            section += (1 if digit is None else digit) * _TENS[char]
            last_place, digit = _TENS[char], None
        elif char in "万亿":
            factor = 10_000 if char == "万" else 100_000_000
            section += digit or 0
            if section == 0 and digit is None:
                section = 1 if total == 0 else 0
                if total:
                    # 万万 and 万亿: the place words multiply each other.
                    total, last_place = total * factor, factor
                    continue
            total = (total + section) * factor if factor > 10_000 or total < factor else total + section * factor
            section, digit, last_place = 0, None, factor
        else:
            return None
    if digit is not None:
        # 一百二 and 三万五 leave out the place word below the last one; 一百零二 does not.
        section += digit * (last_place // 10 if last_place >= 100 and digit else 1)
    return Decimal(total + section)


def multiplier(words: str) -> int:
    """Gives the power of ten that a run of multiplier words stands for.

    >>> multiplier("万亿"), multiplier("百万"), multiplier("")
    (12, 6, 0)
    """
    return sum(MULTIPLIERS[word] for word in words)
