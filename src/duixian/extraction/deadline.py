"""Finds the period a commitment must be kept in: what it says itself, or the period its paragraph speaks of."""

from __future__ import annotations

import re

__all__ = ["deadline"]

# Alternatives of characters, not a class of them: so the engine skips what begins none.
_HINT = re.compile("年|月|季|底|前|期末")
_YEAR = re.compile(r"(?:到|在|至|于)?(20[0-9]{2}|19[0-9]{2})年(?:(1[0-2]|[1-9])月)?(底|末|前|年底)?")
_MONTH = re.compile(r"(?:到|在|至|于|今年)?(1[0-2]|[1-9])月(?:([12][0-9]|3[01]|[1-9])日)?(?:底|末|份|前|中旬|上旬|下旬)")
_HALF = re.compile(r"(上|下)半年")
_QUARTER = re.compile(r"第?([一二三四])季度")
_END = re.compile(r"年底|年末|岁末|(?<![0-9一二三四五六七八九十百两几])年内")
_WITHIN = re.compile(r"(?<![十0-9])([二三四五两2-9]|十)年(?:之|以)?内")
_QUARTERS = {"一": ("01", "03"), "二": ("04", "06"), "三": ("07", "09"), "四": ("10", "12")}
_COUNT = {"二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "十": 10}


def deadline(text: str, start: int, end: int, period: str) -> tuple[str, str]:
    """Gives the deadline of ``text[start:end]`` as an ISO 8601 period and the rule that found it.

    >>> deadline("上半年建成投用", 0, 7, "2025"), deadline("到2027年建成", 0, 8, "2025"), deadline("9月底前开学", 0, 6, "2025")
    (('2025-01/2025-06', 'half-year'), ('2027', 'year'), ('2025-09', 'month'))
    """
    if _HINT.search(text, start, end) is None:
        return period, ""
    year = period[-4:] if len(period) in (4, 9) else period[:4]
    match = _YEAR.search(text, start, end)
    if match is not None:
        return (f"{match[1]}-{int(match[2]):02}" if match[2] else match[1]), "year"
    if not year.isdigit():
        return period, ""
    match = _HALF.search(text, start, end)
    if match is not None:
        return (f"{year}-01/{year}-06" if match[1] == "上" else f"{year}-07/{year}-12"), "half-year"
    match = _QUARTER.search(text, start, end)
    if match is not None:
        first, last = _QUARTERS[match[1]]
        return f"{year}-{first}/{year}-{last}", "quarter"
    match = _MONTH.search(text, start, end)
    if match is not None:
        return f"{year}-{int(match[1]):02}" + (f"-{int(match[2]):02}" if match[2] else ""), "month"
    match = _WITHIN.search(text, start, end)
    if match is not None:
        count = _COUNT.get(match[1]) or int(match[1])
        return f"{year}/{int(year) + count - 1}", "within-years"
    if _END.search(text, start, end) is not None:
        return f"{year}-12", "year-end"
    return period, ""
