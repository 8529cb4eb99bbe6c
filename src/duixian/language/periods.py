"""Time as Chinese reports write it, turned into ISO 8601 periods: ``2020``, ``2016/2020``, ``2023-01/2023-09``."""

from __future__ import annotations

import re
from functools import cache

import msgspec

from duixian.language.lexicon import alternation, lexicon
from duixian.language.numerals import chinese_number

__all__ = ["Cue", "cues", "first_year", "five_year_plan", "last_year", "span"]


class Cue(msgspec.Struct, frozen=True, gc=False):
    """A time expression in a text: ``[start, end)``, the ISO 8601 period it names, and what kind it is.

    ``kind`` is ``year``, ``span``, ``part`` (of a year), ``end`` (the last year of a plan or span named), ``by`` (to be
    reached then), ``within`` (五年内, 五年共: years to come, or in a review the years reviewed), ``prior`` (上年: the
    year before the one that is spoken of) or ``whole`` (全年: the year that is spoken of, with an empty period).
    """

    start: int
    end: int
    period: str
    kind: str


def five_year_plan(number: int) -> str:
    """Gives the years of the ``number``-th five-year plan (the first ran from 1953 to 1957).

    The plans ran without a break but for 1963 to 1965, between the second and the third.

    >>> five_year_plan(13), five_year_plan(2), five_year_plan(6)
    ('2016/2020', '1958/1962', '1981/1985')
    """
    first = 1953 + 5 * (number - 1) + (3 if number >= 3 else 0)
    return span(first, first + 4)


def span(first: int, last: int) -> str:
    """Gives the period from year ``first`` to year ``last``, one year where they are the same.

    >>> span(2016, 2020), span(2020, 2020)
    ('2016/2020', '2020')
    """
    return str(first) if first == last else f"{first}/{last}"


def first_year(period: str) -> int:
    """Gives the year a period begins in, 0 for an empty one.

    >>> first_year("2016/2020"), first_year("2023-01/2023-09"), first_year("")
    (2016, 2023, 0)
    """
    return int(period[:4]) if period[:4].isdigit() else 0


def last_year(period: str) -> int:
    """Gives the year a period ends in, 0 for an empty one.

    >>> last_year("2016/2020"), last_year("2023-01/2023-09"), last_year("2021")
    (2020, 2023, 2021)
    """
    tail = period.rpartition("/")[2]
    return int(tail[:4]) if tail[:4].isdigit() else 0


_DIGIT = "零〇○О0一二三四五六七八九"
_MOST_YEARS = 60
"""Years that a span looked back on has at most."""
_MOST_AHEAD = 30
"""Years that a span looked ahead to has at most."""
_MOST_PLANS = 30
"""Number of the last five-year plan that is believed."""


_COUNT = "[一二两三四五六七八九十\\d]{1,2}"
_SPELLED_COUNT = "[二两三四五六七八九十]"


@cache
def _pattern() -> re.Pattern[str]:
    words = lexicon("periods")
    behind = words["behind"]
    plan, past, years, not_years = (alternation(behind[key]) for key in ("plan", "past", "years", "not_years"))
    year = rf"(?:\d{{4}}|[{_DIGIT}]{{4}})"
    # Every alternative begins with one of these: a class of characters in front spares trying each of them everywhere.
    opening = {word[0] for key in ("relative", "past", "next") for word in words[key]}
    first = "".join(sorted(opening | set("两十到至截用全今前上下第本二世")))
    return re.compile(
        rf"(?=[\d{_DIGIT}“‘＂{first}])(?:"
        rf"(?P<by>到|至)?(?P<y1>{year})(?:年)?(?:至|到|-|—|－|～|~)(?P<y2>{year}|\d\d(?=年))年"
        rf"|(?P<until>到|至|截至|截止)?(?P<year>{year})(?:年|(?=比(?:{year}|上年)))"
        rf"(?P<tail>底|末|(?:前三|一|二|三|四|第一|第二|第三|第四)季度|上半年|下半年|1?\d(?:至|-|—)1?\d月|1?\d月)?"
        rf"|[“‘＂]?\s?(?P<plan>[一二三四五六七八九十]{{1,3}})五[”’＂]?(?P<planned>{plan}|[^，。；]{{0,2}}五年)"
        rf"|[“‘]\s?(?P<plan2>[一二三四五六七八九十]{{1,3}})五[”’]"
        rf"|(?P<rel>{alternation(words['relative'])})"
        rf"|(?P<past>{alternation(words['past'])})(?P<n>{_COUNT})年(?:多)?(?:{past})?"
        rf"|(?<![{_DIGIT}十])(?P<n2>{_SPELLED_COUNT}{{1,3}})年(?P<ago>{years})"
        rf"|(?<=[，。；、这])(?P<n5>{_SPELLED_COUNT}{{1,2}})年(?!{not_years})(?=[一-鿿])"
        rf"|(?P<century>(?:到)?(?:本|二十|20)?世纪末)"
        rf"|(?P<n4>{_SPELLED_COUNT}{{1,2}})年(?P<within>内|之内)"
        rf"|(?P<whole>全年)|(?P<pair>今明两年)"
        rf"|用(?P<n6>{_SPELLED_COUNT}{{1,2}})年(?:左右)?的?时间"
        rf"|(?P<next>{alternation(words['next'])})(?P<n3>{_COUNT})年(?:内|间|中)?"
        rf"|(?P<part>前三季度|上半年|下半年|前(?:[两三四五六七八九十]|1[01]|[2-9])个?月|[一二三四]季度|第[一二三四]季度)"
        rf")"
    )


@cache
def _records() -> tuple[str, ...]:
    return tuple(lexicon("periods")["behind"]["record"])


_PARTS = {"一": "01/{y}-03", "二": "04/{y}-06", "三": "07/{y}-09", "四": "10/{y}-12"}


def _part(year: int, word: str) -> str:
    """Gives the months of ``year`` that ``word`` names (前三季度, 上半年, 一季度), or the year itself."""
    if "前三季度" in word:
        return f"{year}-01/{year}-09"
    if "上半年" in word:
        return f"{year}-01/{year}-06"
    if "下半年" in word:
        return f"{year}-07/{year}-12"
    if word.endswith("季度"):
        return f"{year}-" + _PARTS[word[-3]].format(y=year)
    if word.startswith("前") and word.endswith("月"):
        count = chinese_number(word[1:-1].rstrip("个"))
        return f"{year}-01/{year}-{int(count):02d}" if count else str(year)
    if word.endswith("月"):
        months = [int(part) for part in re.findall(r"\d+", word)]
        if all(1 <= month <= 12 for month in months):
            return f"{year}-{months[0]:02d}" if len(months) == 1 else f"{year}-{months[0]:02d}/{year}-{months[-1]:02d}"
    return str(year)


def _year(word: str) -> int:
    number = chinese_number(word) if word[0] in _DIGIT else None
    return int(number) if number is not None else int(word)


def cues(text: str, year: int, start: int = 0, end: int | None = None) -> list[Cue]:
    """Gives the time expressions of ``text[start:end]`` in order.

    Args:
        text: The view text of a report.
        start: Where to begin, in positions of ``text``, as are those of the cues.
        end: Where to stop, the end of ``text`` if left out.
        year: The year the report plans for, 0 where it is not known: 去年 is the year before it.

    >>> [(cue.period, cue.kind) for cue in cues("2020年，到2027年底，去年，“十三五”期间，前三季度", 2021)]
    [('2020', 'year'), ('2027', 'by'), ('2020', 'year'), ('2016/2020', 'span'), ('2020-01/2020-09', 'part')]
    """
    relative = lexicon("periods")["relative"]
    found: list[Cue] = []
    for match in _pattern().finditer(text, start, len(text) if end is None else end):
        at, stop = match.span()
        if text.startswith(_records(), stop):
            continue
        period = kind = ""
        if match["y1"]:
            period, kind = _years(match["y1"], match["y2"]), "span"
        elif match["year"]:
            period, kind = _one_year(text, match, year)
        elif match["plan"] or match["plan2"]:
            period, kind = _plan(match["plan"] or match["plan2"], match["planned"] or "")
        elif match["rel"]:
            if year:
                period, kind = str(year + relative[match["rel"]]), "prior" if match["rel"] == "上年" else "year"
        elif match["century"]:
            if year < 2000:
                period, kind = "2000", "by"
        elif match["whole"]:
            found.append(Cue(at, stop, "", "whole"))
        elif not year:
            continue
        elif match["past"] or match["ago"] or match["n5"]:
            if match["ago"] and found and found[-1].kind == "span" and at - found[-1].end <= 2:
                continue
            period, kind = _reviewed(match, year)
        elif match["pair"]:
            period, kind = span(year, year + 1), "span"
        elif match["next"] or match["within"] or match["n6"]:
            count = _count(match["n3"] or match["n4"] or match["n6"])
            if 1 < count <= _MOST_AHEAD:
                period, kind = span(year, year + count - 1), "within" if match["within"] else "span"
        elif match["part"]:
            period, kind = _part(year - 1, match["part"]), "part"
        if period:
            found.append(Cue(at, stop, period, kind))
    return found


def _count(word: str) -> int:
    """Gives a number of years, 0 where ``word`` is none."""
    return int(word) if word.isdigit() else int(chinese_number(word) or 0)


def _years(first_word: str, last_word: str) -> str:
    """Gives the period of two years (2016—2020, 1991至95), empty where they are in no order."""
    first = _year(first_word)
    last = _year(last_word) if len(last_word) == 4 else first // 100 * 100 + int(last_word)
    return span(first, last) if 0 < last - first < _MOST_YEARS else ""


def _one_year(text: str, match: re.Match[str], year: int) -> tuple[str, str]:
    """Gives period and kind of a year or a part of one, empty where the number is none."""
    named, tail = _year(match["year"]), match["tail"] or ""
    if not 1800 < named < 2100:
        return "", ""
    if text.startswith("以来", match.end()) and year and named < year - 1:
        return span(named, year - 1), "span"
    if match["until"] in ("到", "至") and not tail.endswith(("季度", "月", "半年")):
        return str(named), "by"
    return (_part(named, tail), "part") if tail and tail not in ("底", "末") else (str(named), "year")


def _plan(word: str, behind: str) -> tuple[str, str]:
    """Gives period and kind of a five-year plan, or of its last year, empty where there is none of that number."""
    number = _count(word)
    if not 1 <= number <= _MOST_PLANS:
        return "", ""
    years = five_year_plan(number)
    return (str(last_year(years)), "end") if "末" in behind else (years, "span")


def _reviewed(match: re.Match[str], year: int) -> tuple[str, str]:
    """Gives period and kind of a number of years reviewed (近三年, 五年来), or of those spoken of (五年共)."""
    count = _count(match["n"] or match["n2"] or match["n5"])
    if not 1 < count <= _MOST_YEARS:
        return "", ""
    if match["n5"] or match["ago"] not in (None, "来", "多来"):
        return span(year, year + count - 1), "within"
    return span(year - count, year - 1), "span"
