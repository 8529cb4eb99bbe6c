"""Figures of targets and results: years in a row, places by rank, a small figure for each place, places together, levels of government.

Targets are hollow diamonds and results filled circles, so that they can be told apart without colour.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from duixian.publishing.charts.frame import Paper, Spec, em, framed, heading, shortening, value_axis, year_axis
from duixian.publishing.plotted import ACTUAL, TARGET, Layout, Point, Results
from duixian.publishing.wording import value_word

__all__ = ["figure", "height"]

Record = dict[str, Any]

_SIZES = (170, 75)
"""Of targets and results: where both are equal, the corners of the diamond stand out behind the circle."""
_SMALLER = (90, 45)
_ROOM = 24
"""Pixels that a number needs for itself beside the numbers of other years."""
_STEP, _LEVEL_STEP = 28, 40
_HEAD, _FOOT = 34, 44
"""Of the key above the figure and of the axis below it."""
_TALL, _LOW = 300, 220
_SMALL = 150
_KEY_OF_EACH, _NAME_OF_EACH = 40, 43
"""What small figures need besides themselves: above all of them, and for the name of each."""
_AXIS = 46
_LABELS = 180
"""Pixels that names of places may take; a third of a narrow figure."""
_NAME = 12


def height(plot: Results, paper: Paper) -> int:
    """Gives the height of the figure in pixels."""
    match plot.layout:
        case Layout.PLACES:
            inner = len(plot.order) * _STEP
        case Layout.LEVELS:
            inner = len(plot.order) * _LEVEL_STEP
        case Layout.EACH:
            rows = -(-len(plot.order) // _columns(paper))
            return heading(plot, paper) + _KEY_OF_EACH + rows * (_SMALL + _NAME_OF_EACH)
        case _:
            inner = _LOW if paper.narrow else _TALL
    return heading(plot, paper) + _HEAD + inner + _FOOT


def figure(plot: Results, paper: Paper) -> Spec:
    """Gives the figure as Vega-Lite."""
    content: Spec
    match plot.layout:
        case Layout.PLACES | Layout.LEVELS:
            content = {"layer": _across(plot, paper)}
        case Layout.EACH:
            return _each(plot, paper)
        case _:
            content = {"layer": _over_time(plot, paper, paper.width - _AXIS)}
    return framed(plot, paper, height(plot, paper), content)


def _words(plot: Results) -> dict[str, str]:
    return {kind: value_word("chart_kind", kind, plot.language) for kind in (TARGET, ACTUAL)}


def _records(plot: Results) -> list[Record]:
    """The points, with the side of each on which its number stands and, for lines, the unbroken run of years it belongs to."""
    words = _words(plot)
    records: list[Record] = [
        {
            "place": one.place,
            "year": one.year,
            "kind": words[one.kind],
            "value": one.value,
            "high": one.value if one.high is None else one.high,
            "label": _label(one, plot),
            "side": side,
        }
        for one, side in zip(plot.points, _sides(plot.points), strict=True)
    ]
    runs: dict[tuple[str, str], tuple[int, int]] = {}
    for record in sorted(records, key=lambda one: (one["place"], one["kind"], one["year"])):
        key = (record["place"], record["kind"])
        last, run = runs.get(key, (record["year"], 0))
        run += record["year"] > last + 1
        runs[key] = (record["year"], run)
        record["run"] = f"{record['kind']}{run}"
    return records


def _label(point: Point, plot: Results) -> str:
    """A number; of a goal of a level with its words (左右, 以上), which differ from level to level."""
    if plot.layout is not Layout.LEVELS or point.kind == ACTUAL:
        return point.label
    return point.text if plot.language == "zh" else f"{point.label}{plot.unit if len(plot.unit) == 1 else ''}"


def _sides(points: Sequence[Point]) -> list[int]:
    """On which side of a point its number stands: away from the other point of its place and year (1 right or above, -1 left or below)."""
    pairs: dict[tuple[str, int], dict[str, float]] = {}
    for one in points:
        pairs.setdefault((one.place, one.year), {})[one.kind] = one.value
    sides = []
    for one in points:
        other = pairs[one.place, one.year].get(TARGET if one.kind == ACTUAL else ACTUAL)
        if other is None:
            sides.append(1)
        elif other == one.value:
            sides.append(1 if one.kind == ACTUAL else -1)
        else:
            sides.append(1 if one.value > other else -1)
    return sides


def _signs(plot: Results, paper: Paper) -> Spec:
    """The channels by which targets and results differ: shape, outline, fill and size, in one key."""
    look, words = paper.look, list(_words(plot).values())
    ranges = {
        "shape": ["diamond", "circle"],
        "stroke": [look.target, look.actual],
        "fill": [look.ground, look.actual],
        "size": list(_SMALLER if plot.layout is Layout.EACH else _SIZES),
    }
    return {channel: {"field": "kind", "type": "nominal", "scale": {"domain": words, "range": range}, "legend": {}} for channel, range in ranges.items()}


def _across(plot: Results, paper: Paper) -> list[Spec]:
    """Places one under the other; a line joins target and result, or the goals of the levels."""
    look, records = paper.look, _records(plot)
    drawn = {one.place for one in plot.points}
    most = min(_LABELS, paper.width // 3) // _NAME
    y: Spec = {
        "field": "place",
        "type": "nominal",
        "sort": [place for place in plot.order if place in drawn],
        "title": None,
        "axis": {"labelLimit": 0, "labelExpr": shortening(most), "labelFontSize": 12, "labelColor": look.ink, "grid": True, "ticks": False},
    }
    ticks = max(paper.width // 90, 3)
    x = value_axis(plot, 36 if plot.layout is Layout.PLACES else int(11 * max(em(record["label"]) for record in records)) + 14, grid=False, tickCount=ticks)
    ends = {**x, "field": "high"}
    layers: list[Spec] = []
    if plot.layout is Layout.LEVELS:
        goals = [record for record in records if record["kind"] == _words(plot)[TARGET]]
        for at, record in enumerate(goals):
            record["at"] = at
        layers.append(
            {
                "data": {"values": goals},
                "mark": {"type": "line", "color": look.pale, "strokeWidth": 1.5, "strokeDash": [4, 3]},
                "encoding": {"y": y, "x": x, "order": {"field": "at", "type": "quantitative"}},
            }
        )
        joined = _spans(record for record in records if record["high"] > record["value"])
    else:
        joined = _spans(records)
    if joined:
        mark = {"type": "rule", "color": look.pale, "strokeWidth": 2}
        layers.append({"data": {"values": joined}, "mark": mark, "encoding": {"y": y, "x": x, "x2": {"field": "high"}}})
    layers.append(_points(records, {"y": y, "x": x}, plot, paper))
    text = {"field": "label", "type": "nominal"}
    for side, channel, align in ((1, ends, "left"), (-1, x, "right")):
        own = [record for record in records if record["side"] == side]
        if own:
            mark = {"type": "text", "align": align, "dx": 10 * side}
            layers.append({"data": {"values": own}, "mark": mark, "encoding": {"y": y, "x": channel, "text": text}})
    return layers


def _spans(records: Iterable[Record]) -> list[Record]:
    """From the least to the greatest number of each place: target, result and both ends of a range."""
    ends: dict[str, list[float]] = {}
    for one in records:
        ends.setdefault(one["place"], []).extend((one["value"], one["high"]))
    return [{"place": place, "value": min(values), "high": max(values)} for place, values in ends.items() if max(values) > min(values)]


def _points(records: list[Record], position: Spec, plot: Results, paper: Paper) -> Spec:
    return {
        "data": {"values": records},
        "mark": {"type": "point", "strokeWidth": 2, "opacity": 1},
        "encoding": {**position, **_signs(plot, paper)},
    }


def _over_time(plot: Results, paper: Paper, room: int, shared: bool = False) -> list[Spec]:
    """Years in a row: results joined by a line, targets by a broken one; neither across years that have none. ``shared``: the data is the figure's, not the layer's."""
    look, records, words = paper.look, _records(plot), list(_words(plot).values())
    years = plot.years
    x, y = year_axis(years, room), value_axis(plot, 14)

    layers: list[Spec] = []
    for word, colour, dash in zip(words, (look.target, look.actual), ([4, 3], [1, 0]), strict=True):
        own = [record for record in records if record["kind"] == word]
        chosen: Spec = {"transform": [{"filter": {"field": "kind", "equal": word}}]} if shared else {"data": {"values": own}}
        mark: Spec = {"type": "line", "strokeWidth": 1.6, "color": colour, "strokeDash": dash}
        if own:
            layers.append({**chosen, "mark": mark, "encoding": {"x": x, "y": y, "detail": {"field": "run", "type": "nominal"}}})
        ranges = [record for record in own if record["high"] > record["value"]]
        if ranges:
            mark = {"type": "rule", "strokeWidth": 4, "opacity": 0.4, "color": colour}
            chosen = chosen if shared else {"data": {"values": ranges}}
            layers.append({**chosen, "mark": mark, "encoding": {"x": x, "y": y, "y2": {"field": "high"}}})
    points = _points(records, {"x": x, "y": y}, plot, paper)
    layers.append({key: value for key, value in points.items() if key != "data"} if shared else points)
    if not shared and room / (years[-1] - years[0] + 1) >= max(_ROOM, 6 * max(em(one.label) for one in plot.points) + 6):
        text = {"field": "label", "type": "nominal"}
        for side, field, dy in ((1, "high", -12), (-1, "value", 13)):
            own = [record for record in records if record["side"] == side]
            if own:
                mark = {"type": "text", "fontSize": 10, "dy": dy}
                layers.append({"data": {"values": own}, "mark": mark, "encoding": {"x": x, "y": {**y, "field": field}, "text": text}})
    return layers


def _columns(paper: Paper) -> int:
    return 2 if paper.narrow else 3


def _each(plot: Results, paper: Paper) -> Spec:
    """A small figure for each place, all with the same axes."""
    columns = min(_columns(paper), len(plot.order))
    inner = (paper.width - _AXIS - 20 * columns) // columns
    facet = {"field": "place", "type": "nominal", "sort": list(plot.order), "title": None, "header": {"labelExpr": shortening(inner // _NAME)}}
    content = {
        "data": {"values": _records(plot)},
        "facet": facet,
        "columns": columns,
        "spec": {"width": inner, "height": _SMALL, "layer": _over_time(plot, paper, inner, shared=True)},
    }
    spec = framed(plot, paper, 0, content)
    for key in ("width", "height", "autosize"):
        del spec[key]
    return spec
