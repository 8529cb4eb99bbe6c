"""How hard a goal is worded over the years: a step up where it hardens, a step down where it softens."""

from __future__ import annotations

from typing import Any

from duixian.model import Hardness
from duixian.publishing.charts.frame import Paper, Spec, em, framed, heading, year_axis
from duixian.publishing.plotted import Steps
from duixian.publishing.wording import value_word

__all__ = ["figure", "height"]

_INNER = 150
_FOOT = 40
_AXIS = 60
_TEXT = 11
_SHAPES = {Hardness.BINDING: "square", Hardness.PLAIN: "circle", Hardness.SOFT: "triangle-down"}


def height(plot: Steps, paper: Paper) -> int:
    """Gives the height of the figure in pixels."""
    return heading(plot, paper) + _INNER + _FOOT


def figure(plot: Steps, paper: Paper) -> Spec:
    """Gives the figure as Vega-Lite."""
    look = paper.look
    words = {hardness: value_word("hardness", hardness, plot.language) for hardness in Hardness}
    years = tuple(one.year for one in plot.steps)
    between = "、" if plot.language == "zh" else ", "
    records: list[dict[str, Any]] = []
    run = 0
    for at, one in enumerate(plot.steps):
        run += at > 0 and one.year > years[at - 1] + 1
        records.append({"year": one.year, "hardness": words[one.hardness], "label": between.join(one.wording), "run": str(run)})
    x = year_axis(years, paper.width - _AXIS)
    y: Spec = {
        "field": "hardness",
        "type": "nominal",
        "title": None,
        "scale": {"domain": list(words.values())},
        "axis": {"labelFontSize": 12, "labelColor": look.ink, "grid": True, "ticks": False},
    }
    data: Spec = {"data": {"values": records}}
    shape = {"field": "hardness", "type": "nominal", "scale": {"domain": list(words.values()), "range": list(_SHAPES.values())}, "legend": None}
    layers: list[Spec] = [
        {
            **data,
            "mark": {"type": "line", "interpolate": "step", "orient": "vertical", "color": look.pale, "strokeWidth": 2},
            "encoding": {"x": x, "y": y, "detail": {"field": "run", "type": "nominal"}},
        },
        {**data, "mark": {"type": "point", "filled": True, "opacity": 1, "size": 70, "color": look.target}, "encoding": {"x": x, "y": y, "shape": shape}},
    ]
    room = (paper.width - _AXIS) / (years[-1] - years[0] + 1)
    if room >= max(em(record["label"]) for record in records) * _TEXT + 4:
        text = {"field": "label", "type": "nominal"}
        layers.append({**data, "mark": {"type": "text", "fontSize": _TEXT, "dy": -14}, "encoding": {"x": x, "y": y, "text": text}})
    return framed(plot, paper, height(plot, paper), {"layer": layers})
