"""How charts look: the grounds and inks of paper, of the light and of the dark pages, and the fonts.

The two of the pages are the tokens of the workspace's stylesheet (a test holds them equal); their ground is the page's own.
"""

from __future__ import annotations

from typing import NamedTuple

from duixian.model import Verdict

__all__ = ["DARK", "FONTS", "LIGHT", "PAPER", "Look"]

FONTS = (
    "Noto Sans CJK SC, Noto Sans SC, Source Han Sans SC, Source Han Sans CN, PingFang SC, Hiragino Sans GB, Microsoft YaHei, "
    "WenQuanYi Micro Hei, WenQuanYi Zen Hei, SimHei, Heiti SC, sans-serif"
)
"""Chinese fonts that systems come with; the first that is there is used."""


class Look(NamedTuple):
    """The colours of a figure.

    ``background`` is painted (None: the page shows through), ``ground`` is what the figure stands on, ``ink`` is for numbers and names,
    ``soft`` for axes' labels, ``pale`` for axes, ``grid`` for their lines; ``lines`` are for several lines in one figure, told apart by dash and mark as well.
    """

    background: str | None
    ground: str
    ink: str
    soft: str
    pale: str
    grid: str
    target: str
    actual: str
    lines: tuple[str, ...]
    bars: dict[Verdict, str]


_BARS = ("#0a6b77", "#57a9ab", "#dba72c", "#bf4128", "#7f9cc9", "#a283bd", "#c3c6cc")
_BARS_IN_DARK = ("#4fc3c9", "#1f7f88", "#c4942a", "#d65a40", "#5575ab", "#8560a5", "#565d69")
_VERDICTS = (Verdict.EXCEEDED, Verdict.MET, Verdict.NEARLY, Verdict.MISSED, Verdict.OTHER_FORM, Verdict.ABSENT, Verdict.PENDING)

PAPER = Look(
    background="#ffffff",
    ground="#ffffff",
    ink="#1a1a1a",
    soft="#1a1a1a",
    pale="#9a9a9a",
    grid="#eeeeee",
    target="#b3420a",
    actual="#00629b",
    lines=("#00629b", "#b3420a", "#2a6b48", "#6a3f8c", "#7a5200", "#4a5365"),
    bars=dict(zip(_VERDICTS, _BARS, strict=True)),
)
LIGHT = Look(
    background=None,
    ground="#ffffff",
    ink="#1b2230",
    soft="#4a5365",
    pale="#8b8778",
    grid="#e0dbd0",
    target="#a83c09",
    actual="#00578a",
    lines=("#00578a", "#a83c09", "#2a6b48", "#6a3f8c", "#7a5200", "#4a5365"),
    bars=dict(zip(_VERDICTS, _BARS, strict=True)),
)
DARK = Look(
    background=None,
    ground="#1a1e25",
    ink="#e7e4dc",
    soft="#b4b9c3",
    pale="#747c8a",
    grid="#323843",
    target="#f5a06c",
    actual="#7cc0ee",
    lines=("#7cc0ee", "#f5a06c", "#86cda3", "#d0aeea", "#e8bd55", "#b4b9c3"),
    bars=dict(zip(_VERDICTS, _BARS_IN_DARK, strict=True)),
)
