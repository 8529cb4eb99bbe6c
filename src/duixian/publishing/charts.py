"""Charts of targets and results, with the table behind them and a summary in words; needs the extra ``charts``."""

from __future__ import annotations

import msgspec

from duixian.model import Comparison, Series

__all__ = ["FONTS", "Chart", "chart", "png", "series_chart"]

FONTS = (
    "Noto Sans CJK SC, Noto Sans SC, Source Han Sans SC, Source Han Sans CN, PingFang SC, Hiragino Sans GB, Microsoft YaHei, "
    "WenQuanYi Micro Hei, WenQuanYi Zen Hei, SimHei, Heiti SC, sans-serif"
)
"""Chinese fonts that systems come with, the first found is used."""


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

    Args:
        comparison: What :func:`duixian.following.comparison.compare` gives, with at least one row.
        title: The title; made of the indicator, places and years where left out.

    Raises:
        MissingExtra: the extra ``charts`` is not installed; the message says what to install.
        UsageError: the comparison has no rows.
    """
    raise NotImplementedError


def series_chart(series: Series, *, title: str = "") -> Chart:
    """Gives the chart of one series: targets and results over time. Raises as :func:`chart` does."""
    raise NotImplementedError


def png(drawn: Chart, *, scale: float = 2.0) -> bytes:
    """Gives the chart as a PNG.

    Raises:
        MissingExtra: no Chinese font is found by the renderer, or the extra is not installed; the message says what to install.
    """
    raise NotImplementedError
