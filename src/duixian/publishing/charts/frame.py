"""The frame of every figure as Vega-Lite: size, ground, fonts, axes, and how wide words are.

Specifications are written as the plain mappings that Vega-Lite reads. Building them through Vega-Altair checks every field of every figure anew,
which takes longer than drawing; the tests check one figure of each kind against Altair's schema instead.
"""

from __future__ import annotations

from typing import Any, NamedTuple, TypeAlias

from duixian.publishing.charts.looks import Look
from duixian.publishing.charts.widths import FAMILY
from duixian.publishing.plotted import Plot

__all__ = ["NARROW", "Paper", "Spec", "em", "framed", "heading", "shortened", "shortening", "value_axis", "wrapped", "year_axis"]

Spec: TypeAlias = dict[str, Any]

NARROW = 480
"""Below this width in pixels a figure is laid out for a telephone."""
_SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
_TITLE = 16
_YEAR = 30
"""Pixels of a year's number with what parts it from the next."""
_LINE = 18
_AROUND = 4


class Paper(NamedTuple):
    """What a figure is drawn on: its colours, its width in pixels, and whether its title is drawn (a page has its own)."""

    look: Look
    width: int
    titled: bool

    @property
    def narrow(self) -> bool:
        """Whether it is a telephone's."""
        return self.width < NARROW


def framed(plot: Plot, paper: Paper, height: int, content: Spec, config: Spec | None = None) -> Spec:
    """Gives the whole specification of a figure: ``content`` with title, size, fonts and colours."""
    look = paper.look
    spec: Spec = {
        "$schema": _SCHEMA,
        "width": paper.width,
        "height": height,
        "autosize": {"type": "fit", "contains": "padding"},
        "padding": _AROUND,
        "background": look.background or "transparent",
        **content,
    }
    if paper.titled:
        spec["title"] = {"text": wrapped(plot.title, paper.width - 2 * _AROUND, _TITLE), "anchor": "start", "fontSize": _TITLE, "offset": 12, "color": look.ink}
    spec["config"] = {
        "font": FAMILY,
        "aria": False,
        "axis": {
            "labelColor": look.soft,
            "titleColor": look.soft,
            "titleFontWeight": "normal",
            "labelFontSize": 11,
            "titleFontSize": 11,
            "domainColor": look.pale,
            "tickColor": look.pale,
            "gridColor": look.grid,
        },
        "legend": {"labelColor": look.ink, "labelFontSize": 12, "title": None, "orient": "top"},
        "header": {"labelColor": look.ink, "labelFontSize": 12},
        "text": {"color": look.ink, "fontSize": 11},
        "view": {"stroke": None},
        **(config or {}),
    }
    return spec


def heading(plot: Plot, paper: Paper) -> int:
    """Gives the height in pixels that the drawn title takes."""
    return len(wrapped(plot.title, paper.width - 2 * _AROUND, _TITLE)) * _LINE + 10 if paper.titled else 0


def value_axis(plot: Plot, padding: int, **axis: object) -> Spec:
    """Gives the channel of the numbers, not from zero; the unit is the axis' title."""
    return {"field": "value", "type": "quantitative", "title": plot.unit or None, "scale": {"zero": False, "padding": padding}, "axis": axis}


def year_axis(years: tuple[int, ...], room: int) -> Spec:
    """Gives the channel of the years from the first to the last, with as many ticks as ``room`` pixels have place for: each year, or every second, fifth, tenth …"""
    first, last = years[0], years[-1]
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 1000) if room * step >= (last - first + 1) * _YEAR or step == 1000)
    ticks = [year for year in range(first, last + 1) if year % step == 0] or [first]
    return {
        "field": "year",
        "type": "quantitative",
        "title": None,
        "scale": {"domain": [first - 0.5, last + 0.5], "nice": False},
        "axis": {"format": "d", "values": ticks, "grid": False},
    }


def em(text: str) -> float:
    """Gives how wide a text is, in its own size: a Han character 1, others about half."""
    return sum(1.0 if character >= "\u2010" else 0.56 for character in text)


def shortened(name: str, most: int) -> str:
    """Gives a name in at most ``most`` characters; of a longer one its end, where places of one province differ.

    >>> shortened("临湖区", 6), shortened("澄江省澄江市临湖区", 6)
    ('临湖区', '…江市临湖区')
    """
    return name if len(name) <= most else "…" + name[1 - most :]


def shortening(most: int) -> str:
    """Gives the Vega expression that shortens the labels of an axis as :func:`shortened` does."""
    return f"length(datum.label) <= {most} ? datum.label : '…' + slice(datum.label, {1 - most})"


def wrapped(text: str, width: int, size: int) -> list[str]:
    """Gives a text in lines of at most ``width`` pixels; a line may end anywhere in Chinese and at spaces in English.

    >>> wrapped("临湖区地区生产总值增速", 64, 16)
    ['临湖区地', '区生产总', '值增速']
    >>> wrapped("Gross domestic product", 120, 16)
    ['Gross', 'domestic', 'product']
    """
    lines = [""]
    for piece in _pieces(text):
        if lines[-1] and em(lines[-1] + piece.rstrip()) * size > width:
            lines.append("")
        lines[-1] += piece
    return [line.strip() for line in lines]


def _pieces(text: str) -> list[str]:
    """What a line may not break: a character of Chinese, a word of English with the space behind it."""
    pieces: list[str] = []
    for character in text:
        if pieces and character < "\u2010" and pieces[-1][-1] < "\u2010" and pieces[-1][-1] != " ":
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces
