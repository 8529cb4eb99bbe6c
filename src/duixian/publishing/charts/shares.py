"""Verdicts of each year as bars of equal height: a part for each verdict, with its sign and count inside where there is room, and the site's patterns over the colours."""

from __future__ import annotations

from duixian.model import Verdict
from duixian.publishing.charts.frame import Paper, Spec, framed, heading
from duixian.publishing.plotted import Shares
from duixian.publishing.verdict_words import LOOKS, verdict_word
from duixian.publishing.wording import message

__all__ = ["figure", "height", "patterns"]

_TALL, _LOW = 320, 260
_KEY, _FOOT = 34, 44
_LINE = 15
"""Pixels that the sign and count of a part need."""
_TOTAL = 30
"""Pixels that the number of goals above a bar needs."""
_PATTERNS = {
    Verdict.NEARLY: (6, "", '<circle cx="3" cy="3" r="1.3" fill="{ground}"/>'),
    Verdict.MISSED: (6, "rotate(45)", '<path d="M0 0V6" stroke="{ground}" stroke-width="1.6"/>'),
    Verdict.OTHER_FORM: (5, "", '<path d="M0 2.5H5" stroke="{ground}" stroke-width="1.6"/>'),
    Verdict.ABSENT: (7, "rotate(45)", '<path d="M0 0V7M0 0H7" stroke="{ground}" stroke-width="1.6"/>'),
    Verdict.PENDING: (4, "", '<circle cx="2" cy="2" r="0.9" fill="{ground}"/>'),
}


def height(plot: Shares, paper: Paper) -> int:
    """Gives the height of the figure in pixels."""
    rows = -(-len(_present(plot)) // _columns(paper))
    return heading(plot, paper) + _KEY + (rows - 1) * 18 + (_LOW if paper.narrow else _TALL) + _FOOT


def patterns(paper: Paper) -> str:
    """Gives the patterns that figures of verdicts draw over their colours, as the definitions of an SVG."""
    drawn = "".join(
        f'<pattern id="{_pattern(verdict)}" width="{size}" height="{size}" patternUnits="userSpaceOnUse"'
        + (f' patternTransform="{turned}"' if turned else "")
        + f">{mark.format(ground=paper.look.ground)}</pattern>"
        for verdict, (size, turned, mark) in _PATTERNS.items()
    )
    return f"<defs>{drawn}</defs>"


def _pattern(verdict: Verdict) -> str:
    return f"pattern-{verdict.value}"


def figure(plot: Shares, paper: Paper) -> Spec:
    """Gives the figure as Vega-Lite."""
    look = paper.look
    inner = _LOW if paper.narrow else _TALL
    years = sorted({one.year for one in plot.parts})
    present = _present(plot)
    words = [_word(verdict, plot.language) for verdict in present]
    bars, labels, totals = [], [], []
    wide = (paper.width - 60) / len(years)
    for year in years:
        parts = [one for one in plot.parts if one.year == year]
        at = 1.0
        for one in parts:
            below = at - one.share
            bars.append({"year": str(year), "verdict": _word(one.verdict, plot.language), "from": at, "to": below})
            if one.share * inner >= _LINE:
                label = f"{LOOKS[one.verdict].sign} {one.goals}" if wide >= 48 else str(one.goals) if wide >= 20 else LOOKS[one.verdict].sign
                labels.append({"year": str(year), "middle": (at + below) / 2, "label": label, "ink": _ink(look.bars[one.verdict])})
            at = below
        totals.append({"year": str(year), "middle": 1, "label": message("chart_bar_total", plot.language, count=sum(one.goals for one in parts))})
    x: Spec = {
        "field": "year",
        "type": "ordinal",
        "title": None,
        "scale": {"paddingInner": 0.2, "paddingOuter": 0.1},
        "axis": {"labelAngle": 0, "ticks": False, "labelOverlap": True},
    }
    y: Spec = {
        "field": "from",
        "type": "quantitative",
        "title": None,
        "scale": {"domain": [0, 1], "nice": False},
        "axis": {"format": "%", "tickCount": 5, "grid": False},
    }
    span: Spec = {"x": x, "y": y, "y2": {"field": "to"}}
    scale = {"domain": words, "range": [look.bars[verdict] for verdict in present]}
    legend = {"columns": _columns(paper), "symbolType": "square", "symbolSize": 140, "symbolStrokeWidth": 0, "offset": 26 if wide >= _TOTAL else 12}
    over = {"domain": words, "range": [f"url(#{_pattern(verdict)})" if verdict in _PATTERNS else "transparent" for verdict in present]}
    field: Spec = {"field": "verdict", "type": "nominal"}
    middle: Spec = {"x": x, "y": {**y, "field": "middle"}, "text": {"field": "label", "type": "nominal"}}
    layers: list[Spec] = [
        {"data": {"values": bars}, "mark": {"type": "bar", "stroke": look.ground, "strokeWidth": 1.5}, "encoding": {**span, "fill": {**field, "scale": scale, "legend": legend}}},
        {"data": {"values": bars}, "mark": {"type": "bar", "opacity": 0.45}, "encoding": {**span, "fill": {**field, "scale": over, "legend": None}}},
        {"data": {"values": labels}, "mark": {"type": "text", "fontSize": 11}, "encoding": {**middle, "color": {"field": "ink", "type": "nominal", "scale": None}}},
    ]
    if wide >= _TOTAL:
        layers.append({"data": {"values": totals}, "mark": {"type": "text", "dy": -9, "fontSize": 11}, "encoding": middle})
    return framed(plot, paper, height(plot, paper), {"layer": layers, "resolve": {"scale": {"fill": "independent"}}})


def _present(plot: Shares) -> list[Verdict]:
    return [verdict for verdict in LOOKS if any(one.verdict is verdict for one in plot.parts)]


def _columns(paper: Paper) -> int:
    return 3 if paper.narrow else 7 if paper.width >= 800 else 4


def _word(verdict: Verdict, language: str) -> str:
    return f"{LOOKS[verdict].sign} {verdict_word(verdict, 'higher', language)}"


def _ink(ground: str) -> str:
    """Black or white, whichever stands out more on the ground."""
    channels = [int(ground[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels]
    light = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "#000000" if (light + 0.05) / 0.05 > 1.05 / (light + 0.05) else "#ffffff"
