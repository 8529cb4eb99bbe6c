"""The trend of the lights by month, drawn as SVG within the page: a bar for each month's end, a part for each light."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from duixian.web.ledger.boards.counting import LIGHTS

__all__ = ["Chart", "Column", "Piece", "chart_of"]

WIDTH, HEIGHT = 720, 240
_LEFT, _RIGHT, _TOP, _BOTTOM = 40, 8, 18, 28
_GAP = 0.34
"""Of a month's width that stays empty beside its bar."""
_LINE = 15
"""Height that a count within a bar needs."""


@dataclass(frozen=True)
class Piece:
    """A light's part of a bar; ``y`` and ``height`` in pixels, ``label`` its count where there is room."""

    key: str
    y: float
    height: float
    middle: float
    label: str


@dataclass(frozen=True)
class Column:
    """A month: where its bar stands, and its parts from below."""

    day: date
    x: float
    middle: float
    top: float
    total: int
    pieces: tuple[Piece, ...]
    counts: tuple[int, ...]


@dataclass(frozen=True)
class Chart:
    """What the template draws and the table behind it shows; the counts of a column are in the order of :data:`~duixian.web.ledger.boards.counting.LIGHTS`."""

    columns: tuple[Column, ...]
    bar: float
    width: int = WIDTH
    height: int = HEIGHT
    left: int = _LEFT
    right: int = WIDTH - _RIGHT
    foot: int = HEIGHT - _BOTTOM
    top: int = _TOP


def chart_of(found: Sequence[tuple[date, Mapping[str, int]]]) -> Chart | None:
    """Gives the chart of counts by light at month ends; None where there are none."""
    most = max((sum(counts.values()) for _day, counts in found), default=0)
    if not most:
        return None
    step = (WIDTH - _LEFT - _RIGHT) / max(len(found), 6)
    scale = (HEIGHT - _TOP - _BOTTOM) / most
    columns = []
    for number, (day, counts) in enumerate(found):
        x, at, pieces = _LEFT + step * (number + _GAP / 2), float(HEIGHT - _BOTTOM), []
        for light in reversed(LIGHTS):
            if count := counts.get(light, 0):
                height = count * scale
                at -= height
                pieces.append(
                    Piece(
                        str(light.value),
                        round(at, 1),
                        round(height, 1),
                        round(at + height / 2, 1),
                        str(count) if height >= _LINE else "",
                    )
                )
        columns.append(
            Column(
                day,
                round(x, 1),
                round(x + step * (1 - _GAP) / 2, 1),
                round(at, 1),
                sum(counts.values()),
                tuple(pieces),
                tuple(counts.get(one, 0) for one in LIGHTS),
            )
        )
    return Chart(tuple(columns), round(step * (1 - _GAP), 1))
