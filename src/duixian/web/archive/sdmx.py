"""Series as SDMX-CSV 2.0: one row an observation, identified by its dimensions, with its place in the text as attributes.

Columns carry the names of :mod:`duixian.publishing.dataset.tables`; ``TIME_PERIOD`` is written as SDMX writes time
(2016/2020 becomes ``2016-01-01/P5Y``), and units are parted from their power of ten. A place goes by its code, one without a code by
its name; an indicator by its id in the catalogue, else by the name it is followed under. One period may have several observations:
each report that speaks of it gives its own, told apart by ``REPORT`` and ``SOURCE_START``.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

from django.http.response import HttpResponseBase

from duixian.model import Observation, Role, Series
from duixian.publishing.dataset.tables import unit_parts
from duixian.web.archive.tables import Column, Table

__all__ = ["COLUMNS", "CONTENT_TYPE", "STRUCTURE_ID", "sdmx_response", "sdmx_rows", "time_period"]

CONTENT_TYPE = "application/vnd.sdmx.data+csv; version=2.0.0; charset=utf-8"
STRUCTURE_ID = "DUIXIAN:SERIES(1.0)"

COLUMNS: tuple[Column, ...] = (
    Column("STRUCTURE", "结构"),
    Column("STRUCTURE_ID", "结构标识"),
    Column("FREQ", "频度"),
    Column("REF_AREA", "地区"),
    Column("INDICATOR", "指标代码"),
    Column("MEASURE", "度量"),
    Column("ROLE", "性质"),
    Column("REPORT", "报告"),
    Column("SOURCE_START", "起", "integer"),
    Column("TIME_PERIOD", "时期"),
    Column("OBS_VALUE", "数值", "number"),
    Column("OBS_VALUE_HIGH", "数值上限", "number"),
    Column("UNIT_MEASURE", "单位"),
    Column("UNIT_MULT", "单位乘数", "integer"),
    Column("BASE_PERIOD", "对比时期"),
    Column("OBS_STATUS", "状态"),
    Column("QUALIFIER", "限定"),
    Column("REVISED", "另有不同数值"),
    Column("REF_AREA_NAME", "地区名称"),
    Column("INDICATOR_NAME", "指标名称"),
    Column("SOURCE_END", "止", "integer"),
)
"""STRUCTURE and STRUCTURE_ID, then the dimensions (FREQ to TIME_PERIOD), the measures and the attributes."""

_STATUS = {Role.ACTUAL: "A", Role.BASELINE: "A", Role.TARGET: "F"}


def sdmx_rows(series: Iterable[Series]) -> Iterator[Sequence[str | int | float | None]]:
    """Gives a row for each observation, in the order of :data:`COLUMNS`; the reports of the series are named by ``ref``."""
    for line in series:
        for one in line.observations:
            unit, power = unit_parts(one.unit)
            freq, period = time_period(one.period)
            yield (
                "dataflow", STRUCTURE_ID, freq, line.place_code or line.place, line.key, one.measure.value, one.role.value, one.report, one.start, period,
                float(one.value), None if one.value_high is None else float(one.value_high), unit or None, power, one.base or None, _status(one),
                one.qualifier.value, "true" if one.revised else "false", line.place, one.indicator or line.indicator, one.end,
            )  # fmt: skip


def sdmx_response(name: str, series: Callable[[], Iterable[Series]]) -> HttpResponseBase:
    """Gives series as a file of SDMX-CSV, written while it is sent; ``series`` is called when sending begins."""
    response = Table(name, COLUMNS, lambda: sdmx_rows(series())).response("csv")
    response["Content-Type"] = CONTENT_TYPE
    return response


def time_period(period: str) -> tuple[str, str]:
    """Gives the frequency and the period of an ISO 8601 period as SDMX writes them.

    A year is ``A``, a quarter ``Q``, a month ``M``, a day ``D``; a stretch of other length is its first day and its duration, with the frequency
    ``_O`` (other).

    >>> time_period("2024"), time_period("2024-Q1"), time_period("2024-06"), time_period("2024-06-30")
    (('A', '2024'), ('Q', '2024-Q1'), ('M', '2024-06'), ('D', '2024-06-30'))
    >>> time_period("2021/2025"), time_period("2023-01/2023-09"), time_period("2024-02-27/2024-03-02"), time_period("2023/2023")
    (('_O', '2021-01-01/P5Y'), ('_O', '2023-01-01/P9M'), ('_O', '2024-02-27/P5D'), ('A', '2023'))

    A stretch of quarters is counted in months, and what is no period stays as it is:

    >>> time_period("2023-Q1/2023-Q2"), time_period("旬")
    (('_O', '2023-01-01/P6M'), ('_O', '旬'))
    """
    first, _, last = period.partition("/")
    if not last or first == last:
        freq = "_O" if _edges(first) is None else "Q" if "-Q" in first else "AMD"[first.lstrip("-").count("-")]
        return freq, first
    low, high = _edges(first), _edges(last)
    if low is None or high is None or high[1] < low[0]:
        return "_O", period
    return "_O", f"{low[0].isoformat()}/{_duration(low[0], high[1])}"


def _edges(part: str) -> tuple[date, date] | None:
    """The first and the last day of a year, quarter, month or day."""
    year, _, rest = part.partition("-")
    try:
        match rest.split("-"):
            case [""]:
                return date(int(year), 1, 1), date(int(year), 12, 31)
            case [quarter] if quarter.startswith("Q"):
                last = 3 * int(quarter[1:])
                return date(int(year), last - 2, 1), date(int(year), last, calendar.monthrange(int(year), last)[1])
            case [month]:
                return date(int(year), int(month), 1), date(int(year), int(month), calendar.monthrange(int(year), int(month))[1])
            case [month, day]:
                return (only := date(int(year), int(month), int(day))), only
    except ValueError:
        return None
    return None


def _duration(low: date, high: date) -> str:
    """The length from the first to the last day, both counted: in years, else in months, else in days."""
    whole = high.day == calendar.monthrange(high.year, high.month)[1] and low.day == 1
    if not whole:
        return f"P{(high - low).days + 1}D"
    months = (high.year - low.year) * 12 + high.month - low.month + 1
    return f"P{months}M" if months % 12 or low.month != 1 else f"P{months // 12}Y"


def _status(one: Observation) -> str:
    """SDMX's status: A as reported, E estimated, F forecast (here: aimed at)."""
    return "E" if one.estimate and one.role is not Role.TARGET else _STATUS[one.role]
