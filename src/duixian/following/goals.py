"""Which facts of a report are goals of the year it plans: one for each number that it promises to reach that year."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections import Counter
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from duixian.language.lexicon import alternation
from duixian.language.periods import first_year, last_year
from duixian.model import Block, BlockKind, Confidence, Fact, Measure, Report, ReportKind, Role, SectionRole

__all__ = ["goals", "main_paragraphs"]

_MAIN = re.compile(r"主要(?:预期|发展|经济社会发展|奋斗)?(?:目标|指标)(?:建议)?[^。；\n]{0,12}(?:[是为：:]|$)|预期目标[^。；\n]{0,12}(?:[是为：:]|$)", re.MULTILINE)
_YEARS = re.compile(r"(?:用|再用|通过|力争)?[一二两三四五六七八九十\d]{1,2}(?:(?:至|到|-|—|～|~)[一二三四五六七八九十\d]{1,2})?年(?:左右)?(?:的?时间|内|之内)")
_CHINESE = "中文数字，可能不是数量"
_BACKGROUND = frozenset(["没有说明做了什么，可能只是背景", "与所在段落的性质不一致"])
_NAMELESS = "没有找到指标名称"
_AHEAD = frozenset([SectionRole.GOALS, SectionRole.ARRANGEMENTS, SectionRole.VISION, SectionRole.CONDUCT])
_SIZED = frozenset(["currency", "usd", "mass", "power", "area", "length", "energy", "volume"])


class _Words(NamedTuple):
    condition: re.Pattern[str]
    planned: re.Pattern[str]
    turned_out: re.Pattern[str]
    size: tuple[str, ...]
    promised: re.Pattern[str]


@cache
def _words() -> _Words:
    data = tomllib.loads(files("duixian.following").joinpath("data", "goals.toml").read_text(encoding="utf-8"))
    patterns = {name: re.compile(alternation(data[name])) for name in ("condition", "planned", "turned_out", "promised")}
    return _Words(size=tuple(data["size"]), **patterns)


def goals(report: Report) -> tuple[Fact, ...]:
    """Gives the facts that are goals of the report's own year, in order of the text.

    A goal is a target for that year, or for years that end with it; where a report held late in the year gives most of
    its targets for the next one, also a target for that. Goals of later years, conditions (只要…就), sizes of
    things (年产10万吨的工厂), what a paragraph that looks back expects (预计), and numbers in Chinese characters that name no
    action are not.
    """
    years = _planned(report)
    starts = [report.view.source(block.start) for block in report.blocks]
    return tuple(
        fact
        for fact in report.facts
        if fact.role is Role.TARGET and any(_of(year, fact.period) for year in years) and _stated(fact, report, report.blocks[max(0, bisect_right(starts, fact.start) - 1)])
    )


def _planned(report: Report) -> tuple[int, ...]:
    """Gives the report's own year, and the next where more of its targets are for that alone."""
    year = int(report.metadata.year.value)
    count = Counter(fact.period for fact in report.facts if fact.role is Role.TARGET)
    return (year, year + 1) if count[str(year + 1)] > count[str(year)] else (year,)


def _of(year: int, period: str) -> bool:
    return last_year(period) == year and first_year(period) <= year


def _stated(fact: Fact, report: Report, block: Block) -> bool:
    if fact.base_value is None or (fact.confidence is Confidence.DOUBTFUL and not _named(fact)):
        return False
    if report.metadata.kind is ReportKind.FIVE_YEAR_PLAN and not any(rule.startswith("time ") for rule in fact.rules):
        return False  # what names no year is a goal of the plan's years
    words, text, begin = _words(), report.text, max(fact.sentence_start, 0)
    if words.condition.search(text, begin, fact.start) or _YEARS.search(text, begin, fact.start):
        return False
    if block.role not in _AHEAD and not (words.planned.search(text, begin, fact.start) and not words.turned_out.search(text, begin, fact.start)):
        return False
    return not _size_of_a_thing(fact, text, words)


def _size_of_a_thing(fact: Fact, text: str, words: _Words) -> bool:
    """Whether a number describes a thing rather than promising so much of it (年产10万吨的工厂)."""
    if fact.measure is not Measure.LEVEL or fact.dimension not in _SIZED or text[fact.end : fact.end + 1] != "的":
        return False
    return text.endswith(words.size, 0, fact.start) and words.promised.match(text, fact.end + 1) is None


def _named(fact: Fact) -> bool:
    reasons = set(fact.reasons)
    if _CHINESE in reasons and reasons & _BACKGROUND:
        return False
    return not (_NAMELESS in reasons and fact.dimension == "count")


def main_paragraphs(report: Report) -> tuple[tuple[int, int], ...]:
    """Gives the source spans of the paragraphs of main expected targets (主要预期目标), the one after it where it ends in a colon or is a heading."""
    text, blocks = report.view.text, report.blocks
    starts = [block.start for block in blocks]
    spans: list[tuple[int, int]] = []
    for match in _MAIN.finditer(text):
        at = bisect_right(starts, match.start()) - 1
        if at < 0:
            continue
        end = blocks[at].end
        leads = text[end - 1 : end] in ("：", ":") or blocks[at].kind is BlockKind.HEADING
        if leads and at + 1 < len(blocks):
            end = blocks[at + 1].end
        span = report.view.span(match.start(), end)
        if not spans or spans[-1][1] < span[1]:
            spans.append(span)
    return tuple(spans)
