"""Plots drawn as SVG by vl-convert, which is loaded when the first is drawn and not before; needs the extra ``charts``."""

from __future__ import annotations

import re
from functools import cache
from threading import Lock
from types import ModuleType
from typing import NamedTuple
from xml.sax.saxutils import escape

from duixian.errors import MissingExtra
from duixian.publishing.charts import lines, results, shares, steps
from duixian.publishing.charts.frame import Paper, Spec
from duixian.publishing.charts.looks import FONTS, PAPER, Look
from duixian.publishing.charts.widths import FAMILY, FOLDER
from duixian.publishing.plotted import AnyPlot, Layout, Lines, Results, Shares, Steps

__all__ = ["WIDTH", "Size", "draw", "png", "size", "warm"]

WIDTH = 720
"""Pixels, where nothing else is wished."""

_ROOT = re.compile(r'<svg\b[^>]*?\bwidth="([\d.]+)" height="([\d.]+)"[^>]*>')
_FAMILY = f' font-family="{FAMILY}"'
_registering = Lock()


class Size(NamedTuple):
    """Width and height in pixels."""

    width: int
    height: int


def size(plot: AnyPlot, *, width: int = WIDTH, titled: bool = True) -> Size:
    """Gives the size that :func:`draw` gives the plot, without drawing it."""
    paper = Paper(PAPER, width, titled)
    match plot:
        case Results(layout=Layout.TOGETHER) | Lines():
            return Size(width, lines.height(plot, paper))
        case Results():
            return Size(width, results.height(plot, paper))
        case Shares():
            return Size(width, shares.height(plot, paper))
        case Steps():
            return Size(width, steps.height(plot, paper))


def draw(plot: AnyPlot, look: Look = PAPER, *, width: int = WIDTH, titled: bool = True) -> str:
    """Gives the plot as SVG, with its title and summary inside for those who do not see it.

    Args:
        plot: What to draw.
        look: The colours: ``PAPER``, ``LIGHT`` or ``DARK``.
        width: Pixels; below 480 the figure is laid out for a telephone.
        titled: Whether the title is drawn; a page that has it above the figure needs it only inside.

    Raises:
        MissingExtra: the extra ``charts`` is not installed; the message says what to install.
    """
    paper = Paper(look, width, titled)
    drawn: str = _ready().vegalite_to_svg(_figure(plot, paper))
    inside = f"<title>{escape(plot.title)}</title><desc>{escape(plot.summary)}</desc>"
    if isinstance(plot, Shares):
        inside += shares.patterns(paper)
    root = _ROOT.search(drawn)
    if root is None:
        raise RuntimeError("the renderer gave no SVG with a size")
    # The size is the one foretold: where small figures came out a little larger or smaller, they are scaled into it.
    told = size(plot, width=width, titled=titled)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" version="1.1" class="marks" width="{told.width}" height="{told.height}" '
        f'viewBox="0 0 {root[1]} {root[2]}" font-family="{FONTS}">'
    )
    return head + inside + drawn[root.end() :].replace(_FAMILY, "")


def _figure(plot: AnyPlot, paper: Paper) -> Spec:
    match plot:
        case Results(layout=Layout.TOGETHER) | Lines():
            return lines.figure(plot, paper)
        case Results():
            return results.figure(plot, paper)
        case Shares():
            return shares.figure(plot, paper)
        case Steps():
            return steps.figure(plot, paper)


def warm() -> None:
    """Readies the renderer, which takes about 0.4 s once a process; for servers, after a worker has been forked (its threads do not survive a fork)."""
    _ready().vega_to_svg({"width": 1, "height": 1, "marks": []})


def png(svg: str, *, scale: float = 2.0) -> bytes:
    """Gives a drawn plot as a PNG.

    Raises:
        MissingExtra: no Chinese font is found by the renderer, or the extra is not installed; the message says what to install.
    """
    if not _has_chinese_font():
        raise MissingExtra(
            "没有找到中文字体，无法生成 PNG：请安装一种（Debian、Ubuntu：apt-get install fonts-noto-cjk；Fedora：dnf install google-noto-sans-cjk-fonts），或改用 SVG",
            "no Chinese font is found, so no PNG can be drawn: install one (Debian, Ubuntu: apt-get install fonts-noto-cjk; "
            "Fedora: dnf install google-noto-sans-cjk-fonts), or use SVG",
        )
    made: bytes = _renderer().svg_to_png(svg, scale=scale)
    return made


def _renderer() -> ModuleType:
    try:
        import vl_convert
    except ImportError as cause:
        raise MissingExtra(
            "画图需要安装扩展：pip install 'duixian[charts]'",
            "drawing needs the extra: pip install 'duixian[charts]'",
        ) from cause
    return vl_convert


def _ready() -> ModuleType:
    """The renderer with the font that text is measured with."""
    with _registering:
        return _with_widths(_renderer())


@cache
def _with_widths(renderer: ModuleType) -> ModuleType:
    renderer.register_font_directory(str(FOLDER))
    return renderer


@cache
def _has_chinese_font() -> bool:
    """Whether the renderer draws Chinese: two characters come out differently where it has glyphs for them."""
    draw = _renderer().svg_to_png
    first, second, none = (draw(_sample(text)) for text in ("国", "年", ""))
    return bool(first != second and first != none)


def _sample(text: str) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><text x="2" y="32" font-size="32" font-family="{FONTS}">{text}</text></svg>'
