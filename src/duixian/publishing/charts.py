"""Charts of targets and results, with the table behind them and a summary in words; needs the extra ``charts``.

Targets are hollow diamonds and results filled circles, so that they can be told apart without colour. Drawing is done by
Vega-Altair and vl-convert, which are loaded when a chart is asked for and not before.
"""

from __future__ import annotations

import io
import re
from functools import cache
from types import ModuleType
from typing import Any
from xml.sax.saxutils import escape

import msgspec

from duixian.errors import MissingExtra
from duixian.model import Comparison, Series
from duixian.publishing.plotted import ACTUAL, COLUMNS, TARGET, Plot, Point, of_comparison, of_series

__all__ = ["FONTS", "Chart", "chart", "png", "series_chart"]

FONTS = (
    "Noto Sans CJK SC, Noto Sans SC, Source Han Sans SC, Source Han Sans CN, PingFang SC, Hiragino Sans GB, Microsoft YaHei, "
    "WenQuanYi Micro Hei, WenQuanYi Zen Hei, SimHei, Heiti SC, sans-serif"
)
"""Chinese fonts that systems come with; the first that is there is used."""

_COLORS = ("#b3420a", "#00629b")
"""Of targets and results: told apart in every common colour blindness and in grey."""
_INK, _PALE = "#1a1a1a", "#9a9a9a"
_ROOM = 24
"""Pixels that a number needs for itself beside the numbers of other years."""
_SIZES = (170, 75)
"""Of targets and results: where both are equal, the corners of the diamond stand out behind the circle."""
_WIDE, _NARROW = 640, 280
_STEP = 28
_SVG = re.compile(r"(<svg\b[^>]*>)")


class Chart(msgspec.Struct, frozen=True, kw_only=True):
    """A chart for people who see it and for those who do not.

    ``svg`` is the drawing, ``summary`` says in Chinese what it shows, ``columns`` and ``rows`` are the table behind it, one row for each point.
    """

    title: str
    summary: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str | float | int | None, ...], ...]
    svg: str


def chart(comparison: Comparison, *, title: str = "") -> Chart:
    """Gives the chart of a comparison: places side by side for one year, years in a row for one place, one small chart a place for several.

    Of a comparison with several indicators or forms the one with the most targets is drawn; the summary says how many rows
    are not.

    Args:
        comparison: What :func:`duixian.following.comparison.compare` gives, with at least one row.
        title: The title; made of the indicator, places and years where left out.

    Raises:
        MissingExtra: the extra ``charts`` is not installed; the message says what to install.
        UsageError: the comparison has no rows.
    """
    return _drawn(of_comparison(comparison, title))


def series_chart(series: Series, *, title: str = "") -> Chart:
    """Gives the chart of one series: targets and results over time. Raises as :func:`chart` does."""
    return _drawn(of_series(series, title))


def png(drawn: Chart, *, scale: float = 2.0) -> bytes:
    """Gives the chart as a PNG.

    Raises:
        MissingExtra: no Chinese font is found by the renderer, or the extra is not installed; the message says what to install.
    """
    if not _has_chinese_font():
        raise MissingExtra(
            "没有找到中文字体，无法生成 PNG：请安装一种（Debian、Ubuntu：apt-get install fonts-noto-cjk；Fedora：dnf install google-noto-sans-cjk-fonts），或改用 SVG",
            "no Chinese font is found, so no PNG can be drawn: install one (Debian, Ubuntu: apt-get install fonts-noto-cjk; "
            "Fedora: dnf install google-noto-sans-cjk-fonts), or use SVG",
        )
    made: bytes = _renderer().svg_to_png(drawn.svg, scale=scale)
    return made


def _drawn(plot: Plot) -> Chart:
    across = len(plot.years) == 1 and len(plot.order) > 1
    figure = _across(plot) if across else _over_time(plot)
    stream = io.StringIO()
    figure.save(stream, format="svg")
    words = f"\\1<title>{_escaped(plot.title)}</title><desc>{_escaped(plot.summary)}</desc>"
    svg = _SVG.sub(words, stream.getvalue(), count=1)
    return Chart(title=plot.title, summary=plot.summary, columns=COLUMNS, rows=plot.rows(), svg=svg)


def _escaped(text: str) -> str:
    return escape(text).replace("\\", "\\\\")


def _altair() -> ModuleType:
    try:
        import altair
        import vl_convert  # noqa: F401  what altair draws with
    except ImportError as cause:
        raise _missing() from cause
    return altair


def _renderer() -> ModuleType:
    try:
        import vl_convert
    except ImportError as cause:
        raise _missing() from cause
    return vl_convert


def _missing() -> MissingExtra:
    return MissingExtra(
        "画图需要安装扩展：pip install 'duixian[charts]'",
        "drawing needs the extra: pip install 'duixian[charts]'",
    )


@cache
def _has_chinese_font() -> bool:
    """Whether the renderer draws Chinese: two characters come out differently where it has glyphs for them."""
    draw = _renderer().svg_to_png
    first, second, none = (draw(_sample(text)) for text in ("国", "年", ""))
    return bool(first != second and first != none)


def _sample(text: str) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><text x="2" y="32" font-size="32" font-family="{FONTS}">{text}</text></svg>'


def _records(points: tuple[Point, ...]) -> list[dict[str, Any]]:
    return [
        {
            "地区": one.place,
            "年份": one.year,
            "类别": one.kind,
            "值": one.value,
            "高": one.value if one.high is None else one.high,
            "字": one.label,
            "侧": side,
        }
        for one, side in zip(points, _sides(points), strict=True)
    ]


def _sides(points: tuple[Point, ...]) -> list[int]:
    """On which side of a point its number stands: away from the other point of its place and year (1 right or above, -1 left or below)."""
    pairs: dict[tuple[str, int], dict[str, float]] = {}
    for one in points:
        pairs.setdefault((one.place, one.year), {})[one.kind] = one.value
    sides = []
    for one in points:
        both = pairs[one.place, one.year]
        other = both.get(TARGET if one.kind == ACTUAL else ACTUAL)
        if other is None:
            sides.append(1)
        elif other == one.value:
            sides.append(1 if one.kind == ACTUAL else -1)
        else:
            sides.append(1 if one.value > other else -1)
    return sides


def _look(alt: ModuleType) -> dict[str, Any]:
    """The channels by which targets and results differ: shape, outline and fill, in one legend."""
    kinds = [TARGET, ACTUAL]
    legend = alt.Legend(title=None, orient="top", labelFontSize=12)
    return {
        "shape": alt.Shape("类别:N", scale=alt.Scale(domain=kinds, range=["diamond", "circle"]), legend=legend),
        "stroke": alt.Stroke("类别:N", scale=alt.Scale(domain=kinds, range=list(_COLORS)), legend=legend),
        "fill": alt.Fill("类别:N", scale=alt.Scale(domain=kinds, range=["#ffffff", _COLORS[1]]), legend=legend),
        "size": alt.Size("类别:N", scale=alt.Scale(domain=kinds, range=list(_SIZES)), legend=legend),
    }


def _across(plot: Plot) -> Any:
    """Places one under the other, the best result first; a line joins target and result."""
    alt = _altair()
    records = _records(plot.points)
    data = alt.Data(values=records)
    order = [place for place in plot.order if any(point.place == place for point in plot.points)]
    y = alt.Y(
        "地区:N",
        sort=order,
        title=None,
        axis=alt.Axis(labelLimit=180, labelFontSize=12, grid=True, gridColor="#eeeeee", ticks=False),
    )
    x = alt.X(
        "值:Q",
        title=plot.unit or None,
        scale=alt.Scale(zero=False, padding=36),
        axis=alt.Axis(grid=False, labelFontSize=11),
    )
    joined = (
        alt.Chart(alt.Data(values=_joined(plot.points)))
        .mark_rule(color=_PALE, strokeWidth=2)
        .encode(y=y, x=alt.X("低:Q", title=plot.unit or None), x2="高:Q")
    )
    points = alt.Chart(data).mark_point(strokeWidth=2, opacity=1).encode(y=y, x=x, **_look(alt))
    words = alt.Chart(data).encode(y=y, text="字:N")
    right = (
        words.mark_text(fontSize=11, color=_INK, align="left", dx=10)
        .encode(x=alt.X("高:Q"))
        .transform_filter("datum['侧'] > 0")
    )
    left = (
        words.mark_text(fontSize=11, color=_INK, align="right", dx=-10).encode(x=x).transform_filter("datum['侧'] < 0")
    )
    return _finished(
        alt, alt.layer(joined, points, right, left).properties(width=_WIDE - 160, height=alt.Step(_STEP)), plot
    )


def _joined(points: tuple[Point, ...]) -> list[dict[str, Any]]:
    """From the least to the greatest number of each place: target, result and both ends of a range."""
    ends: dict[str, list[float]] = {}
    for one in points:
        ends.setdefault(one.place, []).extend(value for value in (one.value, one.high) if value is not None)
    return [
        {"地区": place, "低": min(values), "高": max(values)}
        for place, values in ends.items()
        if max(values) > min(values)
    ]


def _over_time(plot: Plot) -> Any:
    """Years in a row: results joined by a line, targets by a broken one; neither across years that have none."""
    alt = _altair()
    years = plot.years
    several = len(plot.order) > 1
    width = _NARROW if several else _WIDE
    x = alt.X(
        "年份:Q",
        title=None,
        scale=alt.Scale(domain=[years[0] - 0.5, years[-1] + 0.5], nice=False),
        axis=alt.Axis(
            format="d",
            tickMinStep=1,
            tickCount=min(len(range(years[0], years[-1] + 1)), width // 36),
            labelFontSize=11,
            grid=False,
        ),
    )
    y = alt.Y(
        "值:Q",
        title=plot.unit or None,
        scale=alt.Scale(zero=False, padding=14),
        axis=alt.Axis(labelFontSize=11, gridColor="#eeeeee"),
    )
    data = alt.Data(values=_runs(plot.points))
    base = alt.Chart(data)
    layers = []
    for kind, color, dash in ((TARGET, _COLORS[0], [4, 3]), (ACTUAL, _COLORS[1], [1, 0])):
        own = base.transform_filter(f"datum['类别'] == '{kind}'")
        layers.append(own.mark_line(strokeWidth=1.6, color=color, strokeDash=dash).encode(x=x, y=y, detail="段:N"))
        layers.append(
            own.transform_filter("datum['高'] > datum['值']")
            .mark_rule(strokeWidth=4, opacity=0.4, color=color)
            .encode(x=x, y=y, y2="高:Q")
        )
    layers.append(base.mark_point(strokeWidth=2, opacity=1).encode(x=x, y=y, **_look(alt)))
    if width / len(range(years[0], years[-1] + 1)) >= _ROOM:
        words = base.encode(x=x, text="字:N")
        layers.append(
            words.mark_text(fontSize=10, color=_INK, dy=-12).encode(y=alt.Y("高:Q")).transform_filter("datum['侧'] > 0")
        )
        layers.append(words.mark_text(fontSize=10, color=_INK, dy=13).encode(y=y).transform_filter("datum['侧'] < 0"))
    figure = alt.layer(*layers).properties(width=width, height=300)
    if several:
        figure = alt.layer(*layers, data=data).properties(width=width, height=180)
        figure = figure.facet(
            facet=alt.Facet("地区:N", sort=list(plot.order), title=None, header=alt.Header(labelFontSize=12)), columns=3
        )
    return _finished(alt, figure, plot)


def _runs(points: tuple[Point, ...]) -> list[dict[str, Any]]:
    """The records with the unbroken run of years that each belongs to: a line joins only neighbouring years."""
    records = _records(points)
    runs: dict[tuple[str, str], tuple[int, int]] = {}
    for record in sorted(records, key=lambda one: (one["地区"], one["类别"], one["年份"])):
        key = (record["地区"], record["类别"])
        last, run = runs.get(key, (record["年份"], 0))
        run += record["年份"] > last + 1
        runs[key] = (record["年份"], run)
        record["段"] = f"{record['类别']}{run}"
    return records


def _finished(alt: ModuleType, figure: Any, plot: Plot) -> Any:
    """Adds title, description and fonts."""
    title = alt.TitleParams(text=plot.title, anchor="start", fontSize=16, offset=12, color=_INK)
    described = figure.properties(title=title, description=plot.summary)
    return (
        described.configure(font=FONTS, background="#ffffff")
        .configure_axis(
            labelFont=FONTS,
            titleFont=FONTS,
            labelColor=_INK,
            titleColor=_INK,
            titleFontWeight="normal",
            domainColor=_PALE,
            tickColor=_PALE,
        )
        .configure_legend(labelFont=FONTS, titleFont=FONTS, labelColor=_INK)
        .configure_header(labelFont=FONTS, titleFont=FONTS, labelColor=_INK)
        .configure_title(font=FONTS)
        .configure_text(font=FONTS)
        .configure_view(stroke=None)
    )
