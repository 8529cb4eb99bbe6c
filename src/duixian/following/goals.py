"""Which facts of a report are goals of its year: one for each number that the report promises to reach that year."""

from __future__ import annotations

import re
from bisect import bisect_right

from duixian.language.periods import first_year, last_year
from duixian.model import Confidence, Fact, Report, Role

__all__ = ["goals", "main_paragraphs"]

_MAIN = re.compile(r"主要(?:预期|发展|经济社会发展|奋斗)?(?:目标|指标)(?:建议)?[^。；\n]{0,12}[是为：:]|预期目标[^。；\n]{0,12}[是为：:]")
_IF = re.compile(r"如果|只要|即使|假如|倘若|设想")
_CHINESE = "中文数字，可能不是数量"
_BACKGROUND = frozenset(["没有说明做了什么，可能只是背景", "与所在段落的性质不一致"])
_NAMELESS = "没有找到指标名称"


def goals(report: Report) -> tuple[Fact, ...]:
    """Gives the facts that are goals of the report's own year, in order of the text.

    A goal is a target for that year, or for years that end with it; goals of later years, conditions (只要…就) and numbers in
    Chinese characters that name no action or stand where the report looks back are not.
    """
    year = int(report.metadata.year.value)
    return tuple(fact for fact in report.facts if fact.role is Role.TARGET and _of(year, fact.period) and _stated(fact, report))


def _of(year: int, period: str) -> bool:
    return last_year(period) == year and first_year(period) <= year


def _stated(fact: Fact, report: Report) -> bool:
    if fact.base_value is None or (fact.confidence is Confidence.DOUBTFUL and not _named(fact)):
        return False
    return _IF.search(report.text, max(fact.sentence_start, 0), fact.start) is None


def _named(fact: Fact) -> bool:
    reasons = set(fact.reasons)
    if _CHINESE in reasons and reasons & _BACKGROUND:
        return False
    return not (_NAMELESS in reasons and fact.dimension == "count")


def main_paragraphs(report: Report) -> tuple[tuple[int, int], ...]:
    """Gives the source spans of the paragraphs of main expected targets (主要预期目标), the one after it where it ends in a colon."""
    text, blocks = report.view.text, report.blocks
    starts = [block.start for block in blocks]
    spans: list[tuple[int, int]] = []
    for match in _MAIN.finditer(text):
        at = bisect_right(starts, match.start()) - 1
        if at < 0:
            continue
        end = blocks[at].end
        if text[end - 1 : end] in ("：", ":") and at + 1 < len(blocks):
            end = blocks[at + 1].end
        span = report.view.span(match.start(), end)
        if not spans or spans[-1][1] < span[1]:
            spans.append(span)
    return tuple(spans)
