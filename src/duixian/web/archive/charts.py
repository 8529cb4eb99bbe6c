"""Charts as pages show them: pictures by address, drawn when a browser asks for them, with title, summary and the table behind.

A view makes a plot (:mod:`duixian.publishing.plotted`) in the page's language, and gives ``chart_image(plot)`` to its template, which says
``{% include "_chart.html" with chart=image %}``. Nothing is drawn while the page is made.
"""

from __future__ import annotations

from typing import NamedTuple

from django.urls import reverse

from duixian.publishing import charts
from duixian.publishing.phrases import number
from duixian.publishing.plotted import AnyPlot, Row
from duixian.web.archive import chart_files

__all__ = ["LOOKS", "WIDTHS", "ChartCell", "ChartImage", "ChartRow", "Variant", "chart_image", "picture"]

LOOKS = {"light": charts.LIGHT, "dark": charts.DARK}
WIDTHS = {"": 960, "-middle": 640, "-narrow": 360}
"""Pixels of a picture by the ending of its name: for a whole column of a wide screen, for a tablet, for a telephone or a small figure."""
_MEDIA = {"-narrow": "(max-width: 560px)", "-middle": "(max-width: 860px)"}
"""From the narrowest on: a browser takes the first that fits."""


class Variant(NamedTuple):
    """The pictures for one width of window."""

    media: str
    light_url: str
    dark_url: str
    width: int
    height: int


class ChartCell(NamedTuple):
    """A cell of the table behind a chart."""

    text: str
    numeric: bool


class ChartRow(NamedTuple):
    """A row of the table behind a chart; ``url`` leads to its number in the report, empty where it is none of a report."""

    cells: tuple[ChartCell, ...]
    url: str


class ChartImage(NamedTuple):
    """What ``_chart.html`` shows. ``summary`` is for those who do not see the picture, ``caption`` the same without the title. ``light_url``, ``dark_url``, ``width`` and ``height`` are those of the widest picture, ``variants`` the narrower ones."""

    title: str
    summary: str
    caption: str
    light_url: str
    dark_url: str
    width: int
    height: int
    variants: tuple[Variant, ...]
    columns: tuple[str, ...]
    rows: tuple[ChartRow, ...]


def chart_image(plot: AnyPlot, *, small: bool = False) -> ChartImage:
    """Gives a plot as a chart for a page, and keeps what it shows so that its pictures can be drawn when they are asked for.

    Args:
        plot: What the chart shows, in the language of the page.
        small: Whether it stands among others in a grid (``.figures``), where the narrowest picture fits every window.
    """
    digest = chart_files.keep(plot)
    widest = "-narrow" if small else ""
    whole = _variant(plot, digest, widest)
    return ChartImage(
        title=plot.title,
        summary=plot.summary,
        caption=plot.caption,
        light_url=whole.light_url,
        dark_url=whole.dark_url,
        width=whole.width,
        height=whole.height,
        variants=() if small else tuple(_variant(plot, digest, ending) for ending in _MEDIA),
        columns=plot.columns(),
        rows=_rows(plot.table()),
    )


def picture(digest: str, name: str) -> bytes | None:
    """Gives a picture as gzipped SVG; None where the name is none of ours or the digest of nothing that a page showed."""
    look, dash, rest = name.partition("-")
    ending = dash + rest
    if look not in LOOKS or ending not in WIDTHS:
        return None
    return chart_files.drawing(digest, LOOKS[look], name, WIDTHS[ending])


def _variant(plot: AnyPlot, digest: str, ending: str) -> Variant:
    width, height = charts.size(plot, width=WIDTHS[ending], titled=False)
    light, dark = (reverse("archive:chart", kwargs={"digest": digest, "name": look + ending}) for look in LOOKS)
    return Variant(_MEDIA.get(ending, ""), light, dark, width, height)


def _rows(table: tuple[Row, ...]) -> tuple[ChartRow, ...]:
    pages: dict[str, str] = {}
    rows = []
    for row in table:
        url = ""
        if row.source is not None and row.source.report and row.source.start >= 0:
            ref = row.source.report
            page = pages.get(ref) or pages.setdefault(ref, reverse("archive:report", args=[ref]))
            url = f"{page}#char={row.source.start},{row.source.end}"
        rows.append(ChartRow(tuple(ChartCell(*_said(cell)) for cell in row.cells), url))
    return tuple(rows)


def _said(cell: str | float | int | None) -> tuple[str, bool]:
    if cell is None or isinstance(cell, str):
        return cell or "", False
    return number(cell), True
