"""One goal through the levels of government: nation, province, city, district (层层加码)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from msgspec.structs import replace

from duixian.following.comparison import signed, upward
from duixian.following.standing import level_of
from duixian.model import ComparisonRow
from duixian.publishing.plotted.plots import ACTUAL, TARGET, Layout, Point, Results
from duixian.publishing.plotted.points import in_one_form, point, short, unit_of
from duixian.publishing.plotted.words import headed, name_of
from duixian.publishing.wording import message, value_word

__all__ = ["of_levels"]

_LEVELS = ("nation", "province", "city", "county", "")
_POINTS = ("%", "‰")


class _Rung(NamedTuple):
    row: ComparisonRow
    goal: Point


def of_levels(rows: Sequence[ComparisonRow], title: str = "", *, language: str = "zh") -> Results:
    """Gives the plot of one indicator's goals in one year through the levels of government, with results where there are any.

    Args:
        rows: One place each, of one indicator and year; of several forms the one with the most targets is taken. They are put in order from the nation down;
            places of one level stay in the order given. Each is set against the row before it, so give one line of places: a nation, its province, its city, its district.
        title: The title; made of indicator, year and places where left out.
        language: ``zh`` or ``en``.

    Returns:
        The plot; its summary says of rates how many points each goal lies above the level before, and how many ask for more.

    Raises:
        UsageError: no row has a target.
    """
    form, chosen = in_one_form(row for row in rows if row.target is not None)
    chosen.sort(key=lambda row: _LEVELS.index(level_of(row.place_code, row.place)))
    scale = unit_of([figure for row in chosen for figure in (row.target, row.actual) if figure is not None], form.word)
    rungs = [_Rung(row, point(row.place, row.year, TARGET, row.target, scale.factor)) for row in chosen if row.target is not None]
    results = [point(row.place, row.year, ACTUAL, row.actual, scale.factor) for row in chosen if row.actual is not None]
    order = tuple(row.place for row in chosen)
    name = name_of(form.indicator, chosen[0].indicator_id, scale.word, language)
    between = "、" if language == "zh" else ", "
    title = title or message("chart_levels_title", language, year=chosen[0].year, name=name, places=between.join(order))
    levels = tuple(level_of(row.place_code, row.place) for row in chosen)
    plot = Results(
        title=title,
        unit=scale.unit,
        language=language,
        points=tuple(sorted([*(rung.goal for rung in rungs), *results], key=lambda one: (order.index(one.place), one.kind == ACTUAL))),
        order=order,
        layout=Layout.LEVELS,
        levels=tuple(value_word("chart_level", level, language) if level else "" for level in levels),
    )
    return replace(plot, summary=(headed(title, scale.unit, language) + _climb(rungs, plot)).strip())


def _climb(rungs: Sequence[_Rung], plot: Results) -> str:
    """What each level asks for, and where the unit is a rate how far beyond the level before."""
    language = plot.language
    steps, raised = [], 0
    before: _Rung | None = None
    for rung in rungs:
        said = rung.goal.text if language == "zh" else f"{rung.goal.label}{plot.unit}"
        key, points = "chart_level_first", 0.0
        if before is not None and plot.unit in _POINTS:
            points = rung.goal.value - before.goal.value
            key = "chart_level_same" if abs(points) < 1e-9 else "chart_level_higher" if points > 0 else "chart_level_lower"
            raised += _asks(rung.row) > _asks(before.row)
        steps.append(message(key, language, place=rung.goal.place, said=said, points=short(abs(points))))
        before = rung
    text = message("chart_levels", language, steps=message("chart_level_between", language).join(steps))
    if plot.unit not in _POINTS or len(rungs) < 2:
        return text
    return text + (message("chart_raised", language, count=raised) if raised else message("chart_none_raised", language))


def _asks(row: ComparisonRow) -> float:
    """How much a goal asks for; of a range by its worse end."""
    up = upward(row)
    return 0.0 if row.target is None else round(signed(row.target, up) * up, 9)
