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

    ``kind`` is ``year``, ``span``, ``part`` (of a year), ``end`` (the last year of a plan or span named), ``by`` (to be reached then), ``within`` (五年内, 五年共: years to come, or in a review the years reviewed) or
    ``prior`` (上年: the year before the one that is spoken of), ``whole`` (全年: the year that is spoken of, with an empty period).
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


@cache
def _pattern() -> re.Pattern[str]:
    words = lexicon("periods")
    year = rf"(?:\d{{4}}|[{_DIGIT}]{{4}})"
    # Every alternative begins with one of these: a character class in front spares trying each of them everywhere.
    first = "".join(sorted({word[0] for key in ("relative", "past", "next") for word in words[key]} | set("两十到至截用全今前上下第本二世")))
    return re.compile(
        rf"(?=[\d{_DIGIT}“‘＂{first}])(?:"
        rf"(?P<by>到|至)?(?P<y1>{year})(?:年)?(?:至|到|-|—|－|～|~)(?P<y2>{year}|\d\d(?=年))年"
        rf"|(?P<until>到|至|截至|截止)?(?P<year>{year})(?:年|(?=比(?:{year}|上年)))(?P<tail>底|末|(?:前三|一|二|三|四|第一|第二|第三|第四)季度|上半年|下半年|1?\d(?:至|-|—)1?\d月|1?\d月)?"
        rf"|[“‘＂]?\s?(?P<plan>[一二三四五六七八九十]{{1,3}})五[”’＂]?(?P<planned>末|期末|初期|收官之年|头三年|前三年|前四年|前两年|期间|时期|以来|规划|计划|[^，。；]{{0,2}}五年)"
        rf"|[“‘]\s?(?P<plan2>[一二三四五六七八九十]{{1,3}})五[”’]"
        rf"|(?P<rel>{alternation(words['relative'])})"
        rf"|(?P<past>{alternation(words['past'])})(?P<n>[一二两三四五六七八九十\d]{{1,2}})年(?:多)?(?:来|间|里|中|期间|时间|以来)?"
        rf"|(?<![{_DIGIT}十])(?P<n2>[二两三四五六七八九十]{{1,3}})年(?P<ago>来|间|多来|累计|合计|共|平均|期间)"
        rf"|(?<=[，。；、\\n这])(?P<n5>[二两三四五六七八九十]{{1,2}})年(?!内|之内|前|后|以上|以下|以内|行动|规划|计划|期|制|级|左右|过渡|免|大|一)(?=[一-鿿])"
        rf"|(?P<century>(?:到)?(?:本|二十|20)?世纪末)"
        rf"|(?P<n4>[二两三四五六七八九十]{{1,2}})年(?P<within>内|之内)"
        rf"|(?P<whole>全年)|(?P<pair>今明两年)"
        rf"|用(?P<n6>[二两三四五六七八九十]{{1,2}})年(?:左右)?的?时间"
        rf"|(?P<next>{alternation(words['next'])})(?P<n3>[一二两三四五六七八九十\d]{{1,2}})年(?:内|间|中)?"
        rf"|(?P<part>前三季度|上半年|下半年|前[两三四五六七八九十]个?月|[一二三四]季度|第[一二三四]季度)"
        rf")"
    )


_RECORD = ("最", "新高", "首", "来最", "新低", "同期最", "未有", "罕见", "不遇", "一遇")
"""Behind a span of years: it says how rare something is (近10年来最大降幅), not when it happened."""

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
        start, end = match.span()
        if text.startswith(_RECORD, end):
            continue
        cue: Cue | None = None
        if match["y1"]:
            first = _year(match["y1"])
            last = _year(match["y2"]) if len(match["y2"]) == 4 else first // 100 * 100 + int(match["y2"])
            if 0 < last - first < 60:
                cue = Cue(start, end, span(first, last), "span")
        elif match["year"]:
            named = _year(match["year"])
            if 1800 < named < 2100:
                tail = match["tail"] or ""
                if text.startswith("以来", end) and year and named < year - 1:
                    cue = Cue(start, end, span(named, year - 1), "span")
                elif match["until"] in ("到", "至") and not tail.endswith(("季度", "月", "半年")):
                    cue = Cue(start, end, str(named), "by")
                elif tail and tail not in ("底", "末"):
                    cue = Cue(start, end, _part(named, tail), "part")
                else:
                    cue = Cue(start, end, str(named), "year")
        elif match["plan"] or match["plan2"]:
            number = chinese_number(match["plan"] or match["plan2"])
            if number and 1 <= number <= 30:
                years = five_year_plan(int(number))
                planned = match["planned"] or ""
                cue = Cue(start, end, str(last_year(years)), "end") if "末" in planned else Cue(start, end, years, "span")
        elif match["rel"]:
            if year:
                cue = Cue(start, end, str(year + relative[match["rel"]]), "prior" if match["rel"] == "上年" else "year")
        elif match["century"]:
            cue = Cue(start, end, "2000", "by") if year < 2000 else None
        elif (match["past"] or match["ago"] or match["n5"]) and year:
            word = match["n"] or match["n2"] or match["n5"]
            count = chinese_number(word) if not word.isdigit() else int(word)
            if match["ago"] and found and found[-1].kind == "span" and start - found[-1].end <= 2:
                continue
            if count and 1 < count <= 60 and (match["n5"] or match["ago"] not in (None, "来", "多来")):
                cue = Cue(start, end, span(year, year + int(count) - 1), "within")
            elif count and 1 < count <= 60:
                cue = Cue(start, end, span(year - int(count), year - 1), "span")
        elif match["whole"]:
            cue = Cue(start, end, "", "whole")
        elif match["pair"]:
            cue = Cue(start, end, span(year, year + 1), "span") if year else None
        elif (match["next"] or match["within"] or match["n6"]) and year:
            word = match["n3"] or match["n4"] or match["n6"]
            count = chinese_number(word) if not word.isdigit() else int(word)
            if count and 1 < count <= 30:
                cue = Cue(start, end, span(year, year + int(count) - 1), "within" if match["within"] else "span")
        elif match["part"] and year:
            cue = Cue(start, end, _part(year - 1, match["part"]), "part")
        if cue is not None:
            found.append(cue)
    return found
