"""Several lines in one figure, each named at its end: told apart by dash and mark, and by colour for those who see it."""

from __future__ import annotations

from typing import NamedTuple

from duixian.publishing.charts.frame import Paper, Spec, em, framed, heading, shortened, value_axis, year_axis
from duixian.publishing.plotted import Lines, Results

__all__ = ["figure", "height"]

_DASHES = ([1, 0], [6, 3], [2, 2], [9, 3, 2, 3], [4, 2, 1, 2], [12, 4])
_SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down")
_TALL, _LOW = 320, 260
_FOOT = 30
_APART = 15
"""Pixels from the name of one line to the next."""
_AXIS = 46
_NAME = 12
_LONGEST, _FEWER = 12, 7
"""Characters of a name that are drawn, on a screen and on a telephone; the table has it whole."""


class _End(NamedTuple):
    name: str
    year: int
    value: float


def height(plot: Lines | Results, paper: Paper) -> int:
    """Gives the height of the figure in pixels."""
    return heading(plot, paper) + (_LOW if paper.narrow else _TALL) + _FOOT


def figure(plot: Lines | Results, paper: Paper) -> Spec:
    """Gives the figure as Vega-Lite."""
    amounts = _amounts(plot)
    order = [name for name in plot.order if any(one.name == name for one in amounts)]
    years = tuple(sorted({one.year for one in amounts}))
    inner = (_LOW if paper.narrow else _TALL) - 10
    most = _FEWER if paper.narrow else _LONGEST
    names = [shortened(name, most) for name in order]
    gutter = max(int(em(name) * _NAME) for name in names) + 18
    x = year_axis(years, paper.width - _AXIS - gutter)
    if len(years) > 1:
        # A margin in pixels, so that names at the ends stick out as far however wide the years are.
        x["scale"] = {"domain": [years[0], years[-1]], "nice": False, "padding": 14}
    y = value_axis(plot, 14)
    y["scale"] = {"domain": _domain([one.value for one in amounts]), "nice": False, "zero": False}
    series: Spec = {"field": "name", "type": "nominal", "legend": None}

    def told(range: object) -> Spec:
        return {**series, "scale": {"domain": order, "range": range}}

    colour = told(list(paper.look.lines[: len(order)]))
    records, last = [], {}
    for name in order:
        run, before = 0, 0
        for one in sorted((one for one in amounts if one.name == name), key=lambda one: one.year):
            run += before > 0 and one.year > before + 1
            before = one.year
            last[name] = one
            records.append({"name": name, "year": one.year, "value": one.value, "run": f"{name}{run}"})
    low, high = y["scale"]["domain"]
    placed = _apart([last[name] for name in order], (high - low) * _APART / inner)
    labels = [
        {"name": end.name, "year": end.year, "value": at, "label": shortened(end.name, most)} for end, at in placed
    ]
    layers = [
        {
            "data": {"values": records},
            "mark": {"type": "line", "strokeWidth": 1.8},
            "encoding": {"x": x, "y": y, "color": colour, "strokeDash": told(list(_DASHES[: len(order)])), "detail": {"field": "run", "type": "nominal"}},
        },
        {
            "data": {"values": records},
            "mark": {"type": "point", "filled": True, "opacity": 1, "size": 42 if len(years) <= 25 else 20},
            "encoding": {"x": x, "y": y, "color": colour, "shape": told(list(_SHAPES[: len(order)]))},
        },
        {
            "data": {"values": labels},
            "mark": {"type": "text", "align": "left", "dx": 10, "fontSize": _NAME},
            "encoding": {"x": x, "y": y, "text": {"field": "label", "type": "nominal"}, "color": colour},
        },
    ]
    return framed(plot, paper, height(plot, paper), {"layer": layers})


def _amounts(plot: Lines | Results) -> list[_End]:
    if isinstance(plot, Lines):
        return [_End(one.name, one.year, one.value) for one in plot.amounts]
    return [_End(one.place, one.year, one.value) for one in plot.points]


def _domain(values: list[float]) -> list[float]:
    """A little more than from the least to the greatest."""
    low, high = min(values), max(values)
    margin = (high - low) * 0.06 or abs(high) * 0.1 or 1.0
    return [low - margin if low < 0 or low > margin else 0.0, high + margin]


def _apart(ends: list[_End], least: float) -> list[tuple[_End, float]]:
    """Each end with the height of its name: the end's own, moved no more than names need to stand apart, around their common middle."""
    groups: list[list[_End]] = []

    def middle(group: list[_End]) -> float:
        return sum(one.value for one in group) / len(group)

    for end in sorted(ends, key=lambda one: one.value):
        groups.append([end])
        while len(groups) > 1 and middle(groups[-1]) - middle(groups[-2]) < least * (len(groups[-1]) + len(groups[-2])) / 2:
            groups[-2].extend(groups.pop())
    return [
        (end, middle(group) + least * (k - (len(group) - 1) / 2)) for group in groups for k, end in enumerate(group)
    ]

