"""What a chart shows, before it is drawn: points in one unit, a title, a summary in words, and the table behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from duixian.errors import UsageError
from duixian.following.reasons import number
from duixian.model import Comparison, ComparisonRow, Figure, Measure, Observation, Qualifier, Role, Series, Verdict
from duixian.publishing.phrases import quantity

__all__ = ["ACTUAL", "COLUMNS", "TARGET", "Plot", "Point", "of_comparison", "of_series"]

TARGET, ACTUAL = "目标", "结果"
COLUMNS = ("地区", "年份", "类别", "数值", "上限", "单位", "原文", "报告", "起", "止")
_DOWN = frozenset([Measure.DECLINE, Measure.FALL])
_FORMS = {Measure.GROWTH: "增速", Measure.DECLINE: "增速", Measure.RISE: "增加量", Measure.FALL: "增加量"}
_FALLS = {"增速": "降幅", "增加量": "减少量"}
_DIGITS = 5
"""Significant digits of a number on a chart."""


class Point(NamedTuple):
    """One target or result: ``value`` (and ``high`` of a range) in the unit of the plot, ``text`` as the report writes it.

    A decline is negative among growth, and positive where all are declines.
    """

    place: str
    year: int
    kind: str
    value: float
    high: float | None
    text: str
    label: str
    report: str
    start: int
    end: int


class Plot(NamedTuple):
    """The points of a chart, all of one form and in one unit; ``order`` is the order of the places."""

    title: str
    summary: str
    unit: str
    points: tuple[Point, ...]
    order: tuple[str, ...]

    @property
    def years(self) -> tuple[int, ...]:
        """The years that have points."""
        return tuple(sorted({point.year for point in self.points}))

    def rows(self) -> tuple[tuple[str | float | int | None, ...], ...]:
        """The table behind the chart, in the columns of ``COLUMNS``."""
        return tuple(
            (one.place, one.year, one.kind, one.value, one.high, self.unit, one.text, one.report, one.start, one.end)
            for one in self.points
        )


class _Form(NamedTuple):
    """What figures must share to stand on one axis."""

    indicator: str
    word: str
    dimension: str


def of_comparison(comparison: Comparison, title: str = "") -> Plot:
    """Gives the plot of a comparison: of its indicator and form with the most targets, then results.

    Raises:
        UsageError: there is nothing to draw.
    """
    groups: dict[_Form, list[ComparisonRow]] = {}
    for row in comparison.rows:
        figure = row.target or row.actual
        if figure is not None:
            groups.setdefault(_Form(row.indicator, _FORMS.get(figure.measure, ""), row.dimension), []).append(row)
    if not groups:
        raise _nothing()
    form = max(groups, key=lambda one: (sum(row.target is not None for row in groups[one]), len(groups[one])))
    rows = groups[form]
    figures = [
        (row, kind, figure)
        for row in rows
        for kind, figure in ((TARGET, row.target), (ACTUAL, row.actual))
        if figure is not None
    ]
    unit, factor = _unit(figure for _, _, figure in figures)
    word, factor = _fallen(form.word, factor, (figure for _, _, figure in figures))
    points = tuple(
        _point(row.place, row.year, kind, figure, figure.period, factor)
        for row, kind, figure in sorted(figures, key=lambda one: (one[0].place, one[0].year, one[1] == ACTUAL))
    )
    order = tuple(dict.fromkeys(row.place for row in rows))
    left = len(comparison.rows) - len(rows)
    name = f"{form.indicator}{word}"
    plot = Plot(title or _title(name, order, points), "", unit, points, order)
    summary = f"{_counted(plot)}{_extremes(plot)}{_kept(rows)}"
    if left:
        summary += f"另有{left}行是别的指标或口径，没有画出。"
    return plot._replace(summary=summary)


def of_series(series: Series, title: str = "") -> Plot:
    """Gives the plot of a series: for each year its target and its result.

    Raises:
        UsageError: there is nothing to draw.
    """
    best: dict[tuple[int, str], Observation] = {}
    for one in series.observations:
        kind = TARGET if one.role is Role.TARGET else ACTUAL
        if len(one.period) == 4 and not one.base and one.measure not in (Measure.RANK, Measure.TIMES):
            before = best.get((int(one.period), kind))
            if before is None or _order(one) < _order(before):
                best[int(one.period), kind] = one
    if not best:
        raise _nothing()
    common = Counter(_FORMS.get(one.measure, "") for one in best.values()).most_common(1)[0][0]
    kept = {key: one for key, one in best.items() if _FORMS.get(one.measure, "") == common}
    unit, factor = _unit(kept.values())
    common, factor = _fallen(common, factor, kept.values())
    points = tuple(
        _point(series.place, year, kind, one, one.period, factor)
        for (year, kind), one in sorted(kept.items(), key=lambda pair: (pair[0][0], pair[0][1] == ACTUAL))
    )
    plot = Plot(title or _title(series.indicator + common, (series.place,), points), "", unit, points, (series.place,))
    return plot._replace(summary=_counted(plot) + _extremes(plot))


def _nothing() -> UsageError:
    return UsageError(
        "没有可画的数据：所选指标没有目标也没有结果", "nothing to draw: the indicator has neither targets nor results"
    )


def _order(one: Observation) -> tuple[object, ...]:
    return one.role is Role.BASELINE, one.estimate, one.qualifier is not Qualifier.EXACT, one.report, one.start


def _unit(figures: Iterable[Figure | Observation]) -> tuple[str, float]:
    """The unit that most figures are written in, and what it is worth in the base unit; of several the smaller that keeps numbers short."""
    counts: Counter[str] = Counter()
    worth: dict[str, float] = {}
    for figure in figures:
        counts[figure.unit] += 1
        if figure.value and figure.base_value is not None:
            worth.setdefault(figure.unit, float(figure.base_value) / float(figure.value))
    unit = min(counts, key=lambda one: (-counts[one], one))
    return unit, worth.get(unit, 1.0)


def _fallen(word: str, factor: float, figures: Iterable[Figure | Observation]) -> tuple[str, float]:
    """The word for the form and the factor that shows it: of declines alone the size of the decline."""
    if word and all(figure.measure in _DOWN for figure in figures):
        return _FALLS[word], -factor
    return word, factor


def _point(place: str, year: int, kind: str, figure: Figure | Observation, period: str, factor: float) -> Point:
    sign = -1.0 if figure.measure in _DOWN else 1.0
    ends = [sign * float(end) / factor for end in (figure.base_value, figure.base_value_high) if end is not None]
    low, high = (min(ends), max(ends)) if len(ends) > 1 else (ends[0] if ends else 0.0, None)
    text = quantity(figure.measure, figure.value, figure.value_high, figure.unit, figure.qualifier)
    label = _short(low) if high is None else f"{_short(low)}—{_short(high)}"
    return Point(
        place,
        year,
        kind,
        _rounded(low),
        None if high is None else _rounded(high),
        text,
        label,
        figure.report,
        figure.start,
        figure.end,
    )


def _rounded(value: float) -> float:
    return float(f"{value:.12g}")


def _short(value: float) -> str:
    return number(float(f"{value:.{_DIGITS}g}"))


def _title(name: str, places: Sequence[str], points: Sequence[Point]) -> str:
    years = sorted({point.year for point in points})
    when = f"{years[0]}年" if len(years) == 1 else f"{years[0]}—{years[-1]}年"
    where = places[0] if len(places) == 1 else f"{len(places)}个地区"
    return f"{where}{when}{name}：目标与结果"


def _counted(plot: Plot) -> str:
    targets = sum(point.kind == TARGET for point in plot.points)
    results = len(plot.points) - targets
    unit = f"（单位：{plot.unit}）" if plot.unit else ""
    return f"{plot.title}{unit}。共{targets}个目标、{results}个结果。"


def _extremes(plot: Plot) -> str:
    """The highest and the lowest result, or target where there are no results."""
    for kind in (ACTUAL, TARGET):
        points = [point for point in plot.points if point.kind == kind]
        if len({point.value for point in points}) > 1:
            top, bottom = max(points, key=lambda point: point.value), min(points, key=lambda point: point.value)
            return f"{kind}最高{_who(plot, top)}{top.label}，最低{_who(plot, bottom)}{bottom.label}。"
    return ""


def _who(plot: Plot, point: Point) -> str:
    words = point.place if len(plot.order) > 1 else ""
    return words + (f"{point.year}年" if len(plot.years) > 1 else "")


def _kept(rows: Sequence[ComparisonRow]) -> str:
    decided = [row for row in rows if row.verdict is not None and row.verdict.decided]
    if not decided:
        return ""
    kept = sum(row.verdict.kept for row in decided if row.verdict)
    nearly = sum(row.verdict is Verdict.NEARLY for row in decided)
    missed = len(decided) - kept - nearly
    return f"有可比结果的{len(decided)}个目标中，达到{kept}个、接近{nearly}个、未达到{missed}个。"
