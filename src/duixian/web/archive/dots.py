"""Goals of many places as dots on one scale, a strip for each level: plain SVG that takes its colours from the stylesheet."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from duixian.publishing.phrases import number

__all__ = ["Dot", "Row", "Strip", "Tick", "strips"]

_LARGEST = 13.0
_SMALLEST = 3.5
"""Radius in pixels of the dot of most places, and of one."""
_TOP, _STEP = 14, 50
_LEFT, _WIDTH = 4.0, 92.0
"""Where the scale begins and how long it is, in percent of the width."""
_TICKS = 6


class Dot(NamedTuple):
    """Places that share a goal: ``x`` in percent of the width, ``r`` in pixels."""

    x: float
    r: float
    places: int
    label: str


class Row(NamedTuple):
    """The strip of a level; ``y`` in pixels, ``median`` in percent of the width."""

    name: str
    y: int
    dots: tuple[Dot, ...]
    median: float
    median_label: str
    places: int


class Tick(NamedTuple):
    """A number of the scale."""

    x: float
    label: str


class Strip(NamedTuple):
    """All strips on one scale; ``height`` in pixels."""

    rows: tuple[Row, ...]
    ticks: tuple[Tick, ...]
    height: int
    unit: str


def strips(levels: Iterable[tuple[str, Sequence[float]]], unit: str) -> Strip | None:
    """Gives the strips of levels, each a name and the goals of its places; None where all goals are one number.

    A dot's area is as large as the number of places that share the goal.
    """
    given = [(name, sorted(values)) for name, values in levels if values]
    every = [value for _name, values in given for value in values]
    if not every or min(every) == max(every):
        return None
    step = _step((max(every) - min(every)) / _TICKS)
    low, high = math.floor(min(every) / step) * step, math.ceil(max(every) / step) * step
    most = max(max(Counter(values).values()) for _name, values in given)

    def across(value: float) -> float:
        return round(_LEFT + (value - low) / (high - low) * _WIDTH, 2)

    rows = []
    for at, (name, values) in enumerate(given):
        counts = Counter(values)
        dots = tuple(Dot(across(value), _radius(count, most), count, number(round(value, 9))) for value, count in sorted(counts.items()))
        middle = (values[(len(values) - 1) // 2] + values[len(values) // 2]) / 2
        rows.append(Row(name, _TOP + _STEP * at + 30, dots, across(middle), number(round(middle, 9)), len(values)))
    steps = round((high - low) / step)
    ticks = tuple(Tick(across(low + step * at), number(round(low + step * at, 9))) for at in range(steps + 1))
    return Strip(tuple(rows), ticks, _TOP + _STEP * len(rows) + 24, unit)


def _radius(count: int, most: int) -> float:
    return _SMALLEST if most == 1 else round(_SMALLEST + (_LARGEST - _SMALLEST) * math.sqrt((count - 1) / (most - 1)), 1)


def _step(least: float) -> float:
    """The round number at or above ``least``: 1, 2 or 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= least * (1 - 1e-9))
