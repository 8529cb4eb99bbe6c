"""Charts with the table behind them and a summary in words; drawing needs the extra ``charts``.

What is drawn is a plot of :mod:`duixian.publishing.plotted`; :func:`draw` gives the SVG of any of them.
"""

from __future__ import annotations

import msgspec

from duixian.model import Comparison, Series
from duixian.publishing.charts import drawing
from duixian.publishing.charts.drawing import WIDTH, Size, draw, size, warm
from duixian.publishing.charts.looks import DARK, FONTS, LIGHT, PAPER, Look
from duixian.publishing.plotted import AnyPlot, Cell, of_comparison, of_series
from duixian.publishing.wording import label

__all__ = ["DARK", "FONTS", "LIGHT", "PAPER", "WIDTH", "Chart", "Look", "Size", "chart", "draw", "drawn", "png", "series_chart", "size", "warm"]


class Chart(msgspec.Struct, frozen=True, kw_only=True):
    """A chart for people who see it and for those who do not.

    ``svg`` is the drawing, ``summary`` says what it shows, ``columns`` and ``rows`` are the table behind it, one row for each thing drawn: where it is a
    number of a report, the last three columns name the report and the place in it.
    """

    title: str
    summary: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    svg: str


def chart(comparison: Comparison, *, title: str = "", language: str = "zh") -> Chart:
    """Gives the chart of a comparison: places side by side for one year, years in a row for one place, one small chart a place for several.

    Of a comparison with several indicators or forms the one with the most targets is drawn; the summary says how many rows
    are not.

    Args:
        comparison: What :func:`duixian.following.comparison.compare` gives, with at least one row.
        title: The title; made of the indicator, places and years where left out.
        language: ``zh`` or ``en``, of title, summary and table.

    Raises:
        MissingExtra: the extra ``charts`` is not installed; the message says what to install.
        UsageError: the comparison has no rows.
    """
    return drawn(of_comparison(comparison, title, language=language))


def series_chart(series: Series, *, title: str = "", language: str = "zh") -> Chart:
    """Gives the chart of one series: targets and results over time. Raises as :func:`chart` does."""
    return drawn(of_series(series, title, language=language))


def drawn(plot: AnyPlot, look: Look = PAPER) -> Chart:
    """Gives the chart of a plot. Raises as :func:`chart` does."""
    table = plot.table()
    columns = plot.columns()
    rows: tuple[tuple[Cell, ...], ...] = tuple(row.cells for row in table)
    if any(row.source for row in table):
        columns += tuple(label(key, plot.language) for key in ("chart_report", "chart_start", "chart_end"))
        rows = tuple((*row.cells, *(row.source or ("", None, None))) for row in table)
    return Chart(title=plot.title, summary=plot.summary, columns=columns, rows=rows, svg=draw(plot, look))


def png(drawn: Chart, *, scale: float = 2.0) -> bytes:
    """Gives a chart as a PNG.

    Raises:
        MissingExtra: no Chinese font is found by the renderer, or the extra is not installed; the message says what to install.
    """
    return drawing.png(drawn.svg, scale=scale)
