"""Time words that say which years a passage speaks of: 2030年, “十六五”时期, 五年来, 去年."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from duixian.language.lexicon import alternation, lexicon
from duixian.language.numerals import DIGITS, chinese_number
from duixian.language.periods import five_year_plan, span

__all__ = ["Era", "eras", "year_of"]


class Era(NamedTuple):
    """A time word: the years it names, where it stands, and its kind (``year``, ``plan``, ``relative`` or ``until``)."""

    first: int
    last: int
    start: int
    end: int
    kind: str

    @property
    def period(self) -> str:
        """The years as an ISO 8601 period."""
        return span(self.first, self.last)


_CN = "[一二三四五六七八九]"
_PLAN_NUMBER = f"(?:十{_CN}?|{_CN})"


@cache
def _pattern() -> re.Pattern[str]:
    words = lexicon("timing")["relative"]
    relative = alternation(words)
    # What every alternative begins with, in front of them all: it spares trying each of them at every character.
    first = "".join(sorted({word[0] for word in words} | set("到12一二“\"「‘第")))
    return re.compile(
        rf"(?=[{first}])(?:"
        r"(?P<until>到)?(?P<year>(?:19|20)\d\d|[一二][〇○零九][〇○零一二三四五六七八九]{2})(?:年?(?:到|至|-|—|－|~)(?P<last>(?:19|20)\d\d|[一二][〇○零九][〇○零一二三四五六七八九]{2}))?年"
        rf"|[“\"「‘](?P<plan>{_PLAN_NUMBER})五[”\"」’]"
        rf"|第(?P<nth>{_PLAN_NUMBER})个五年(?:计划|规划)"
        rf"|(?P<relative>{relative}))"
    )


def year_of(digits: str) -> int:
    """Gives a year from its four digits, Arabic or Chinese.

    >>> year_of("一九八五"), year_of("2030")
    (1985, 2030)
    """
    return int(digits) if digits.isascii() else int("".join(str(DIGITS[char]) for char in digits))


def eras(text: str, start: int, end: int, year: int) -> list[Era]:
    """Gives the time words of ``text[start:end]``; relative ones count from ``year``, and are left out when it is 0.

    >>> [era.period for era in eras("五年来，2030年，“十六五”时期", 0, 18, 2031)]
    ['2026/2030', '2030', '2031/2035']
    """
    if text.find("年", start, end) < 0 and text.find("五", start, end) < 0:
        return []
    found = []
    offsets = lexicon("timing")["relative"]
    for match in _pattern().finditer(text, start, end):
        kind = match.lastgroup
        if kind == "relative":
            if not year:
                continue
            first, last = offsets[match["relative"]]
            first, last = year + first, year + last
        elif match["year"]:
            first = year_of(match["year"])
            last = year_of(match["last"]) if match["last"] else first
            kind = "until" if match["until"] else "year"
        else:
            number = chinese_number(match["plan"] or match["nth"])
            years = five_year_plan(int(number or 0))
            first, last = (int(part) for part in years.split("/"))
            kind = "plan"
        if first <= last:
            found.append(Era(first, last, match.start(), match.end(), kind))
    return found
