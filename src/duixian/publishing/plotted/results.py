"""Targets and results: of a comparison and of a series."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from msgspec.structs import replace

from duixian.model import Comparison, ComparisonRow, Measure, Observation, Qualifier, Role, Series, Verdict
from duixian.publishing.plotted.plots import ACTUAL, MOST_LINES, TARGET, Layout, Point, Results
from duixian.publishing.plotted.points import in_one_form, nothing, point, unit_of, word_of
from duixian.publishing.plotted.words import headed, name_of, when, where
from duixian.publishing.wording import message, value_word

__all__ = ["of_comparison", "of_series"]


def of_comparison(
    comparison: Comparison, title: str = "", *, language: str = "zh", together: bool = False, limit: int | None = None
) -> Results:
    """Gives the plot of a comparison: of its indicator and form with the most targets, then results.

    One year and several places are laid out as places one under the other, in the order of the rows; one place as years in a row; several of both as a
    small figure for each place, or ``together`` in one figure: then of at most six places, and only their results (only their targets where they have no results).

    Args:
        comparison: What :func:`duixian.following.comparison.compare` gives, or rows made elsewhere.
        title: The title; made of the indicator, places and years where left out.
        language: ``zh`` or ``en``, of title, summary and table.
        together: Whether to draw several places in one figure.
        limit: How many places to draw; the first of the order. All where left out; the summary says how many are not drawn.

    Raises:
        UsageError: there is nothing to draw.
    """
    form, rows = in_one_form(comparison.rows)
    figures = [
        (row, kind, figure)
        for row in rows
        for kind, figure in ((TARGET, row.target), (ACTUAL, row.actual))
        if figure is not None
    ]
    scale = unit_of([figure for _, _, figure in figures], form.word)
    years, places = {row.year for row in rows}, list(dict.fromkeys(row.place for row in rows))
    layout = _layout(len(years), len(places), together)
    kinds = Counter(kind for _, kind, _ in figures)
    only = "" if layout is not Layout.TOGETHER else ACTUAL if kinds[ACTUAL] else TARGET
    if only:
        figures = [one for one in figures if one[1] == only]
        places = [place for place in places if any(row.place == place for row, _, _ in figures)]
    most = min(limit or len(places), MOST_LINES if layout is Layout.TOGETHER else len(places))
    order = tuple(places[:most])
    drawn = frozenset(order)
    points = tuple(
        point(row.place, row.year, kind, figure, scale.factor)
        for row, kind, figure in sorted(figures, key=lambda one: (one[0].place, one[0].year, one[1] == ACTUAL))
        if row.place in drawn
    )
    name = name_of(form.indicator, rows[0].indicator_id or comparison.indicator_id, scale.word, language)
    plot = Results(title=title or _title(name, order, points, only, language), unit=scale.unit, language=language, points=points, order=order, layout=layout)
    summary = _counted(plot, only) + _extremes(plot)
    if only:
        summary += message("chart_left_targets", language, count=kinds[TARGET]) if only == ACTUAL and kinds[TARGET] else ""
    else:
        summary += _kept([row for row in rows if row.place in drawn], language)
    left = len({row.place for row in rows}) - len(order)
    if left:
        summary += message("chart_more_places", language, count=left)
    if len(comparison.rows) > len(rows):
        summary += message("chart_other_forms", language, count=len(comparison.rows) - len(rows))
    return replace(plot, summary=summary.strip())


def of_series(series: Series, title: str = "", *, language: str = "zh") -> Results:
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
        raise nothing()
    common = Counter(word_of(one.measure) for one in best.values()).most_common(1)[0][0]
    kept = {key: one for key, one in best.items() if word_of(one.measure) == common}
    scale = unit_of(list(kept.values()), common)
    points = tuple(
        point(series.place, year, kind, one, scale.factor)
        for (year, kind), one in sorted(kept.items(), key=lambda pair: (pair[0][0], pair[0][1] == ACTUAL))
    )
    order = (series.place,)
    name = name_of(series.indicator, series.indicator_id, scale.word, language)
    plot = Results(title=title or _title(name, order, points, "", language), unit=scale.unit, language=language, points=points, order=order)
    return replace(plot, summary=(_counted(plot) + _extremes(plot)).strip())


def _layout(years: int, places: int, together: bool) -> Layout:
    if places == 1:
        return Layout.YEARS
    if years == 1:
        return Layout.PLACES
    return Layout.TOGETHER if together else Layout.EACH


def _order(one: Observation) -> tuple[object, ...]:
    return one.role is Role.BASELINE, one.estimate, one.qualifier is not Qualifier.EXACT, one.report, one.start


def _title(name: str, order: Sequence[str], points: Sequence[Point], only: str, language: str) -> str:
    said = {"name": name, "where": where(order, language), "when": when({point.year for point in points}, language)}
    if only:
        return message("chart_title_kind", language, kinds=value_word("chart_kinds", only, language), **said)
    return message("chart_title", language, **said)


def _kind(kind: str, language: str) -> str:
    return value_word("chart_kind", kind, language)


def _counted(plot: Results, only: str = "") -> str:
    head = headed(plot.title, plot.unit, plot.language)
    if only:
        return head + message("chart_counted_only", plot.language, count=len(plot.points), kinds=value_word("chart_kinds", only, plot.language))
    targets = sum(point.kind == TARGET for point in plot.points)
    return head + message("chart_counted", plot.language, targets=targets, results=len(plot.points) - targets)


def _extremes(plot: Results) -> str:
    """The highest and the lowest result, or target where there are no results."""
    for kind in (ACTUAL, TARGET):
        points = [point for point in plot.points if point.kind == kind]
        if len({point.value for point in points}) > 1:
            top, bottom = max(points, key=lambda point: point.value), min(points, key=lambda point: point.value)
            return message("chart_extremes", plot.language, kind=_kind(kind, plot.language), top=_who(plot, top), bottom=_who(plot, bottom))
    return ""


def _who(plot: Results, point: Point) -> str:
    """A number with its place, its year or both, whichever the chart has several of."""
    said = {"place": point.place, "year": point.year, "number": point.label}
    if len(plot.order) > 1:
        return message("chart_who" if len(plot.years) > 1 else "chart_who_place", plot.language, **said)
    return message("chart_who_year", plot.language, **said)


def _kept(rows: Sequence[ComparisonRow], language: str) -> str:
    decided = [row.verdict for row in rows if row.verdict is not None and row.verdict.decided]
    if not decided:
        return ""
    kept, nearly = sum(verdict.kept for verdict in decided), sum(verdict is Verdict.NEARLY for verdict in decided)
    return message("chart_kept", language, decided=len(decided), kept=kept, nearly=nearly, missed=len(decided) - kept - nearly)
