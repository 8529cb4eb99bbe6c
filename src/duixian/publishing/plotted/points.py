"""Figures of reports as points of a chart: in one form, one unit and one direction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from duixian.errors import UsageError
from duixian.following.reasons import number
from duixian.model import ComparisonRow, Figure, Measure, Observation
from duixian.publishing.phrases import quantity
from duixian.publishing.plotted.plots import Point

__all__ = ["Form", "Scale", "fallen", "in_one_form", "nothing", "point", "short", "unit_of", "word_of"]

_DOWN = frozenset([Measure.DECLINE, Measure.FALL])
_FORMS = {Measure.GROWTH: "growth", Measure.DECLINE: "growth", Measure.RISE: "rise", Measure.FALL: "rise"}
_FALLS = {"growth": "decline", "rise": "fall"}
_DIGITS = 5
"""Significant digits of a number on a chart."""


class Form(NamedTuple):
    """What figures must share to stand on one axis; ``word`` is the form in the wording's group ``chart_form``, empty for levels."""

    indicator: str
    word: str
    dimension: str


class Scale(NamedTuple):
    """The unit figures are shown in, what it is worth in the base unit (below zero where declines are shown as such), and the word for their form."""

    unit: str
    factor: float
    word: str


def nothing() -> UsageError:
    """Gives the error of a chart that would be empty."""
    return UsageError("没有可画的数据：所选指标没有目标也没有结果", "nothing to draw: the indicator has neither targets nor results")


def in_one_form(rows: Iterable[ComparisonRow]) -> tuple[Form, list[ComparisonRow]]:
    """Gives the form with the most targets, then the most rows, and its rows.

    Raises:
        UsageError: no row has a figure.
    """
    groups: dict[Form, list[ComparisonRow]] = {}
    for row in rows:
        figure = row.target or row.actual
        if figure is not None:
            groups.setdefault(Form(row.indicator, word_of(figure.measure), row.dimension), []).append(row)
    if not groups:
        raise nothing()
    form = max(groups, key=lambda one: (sum(row.target is not None for row in groups[one]), len(groups[one])))
    return form, groups[form]


def word_of(measure: Measure) -> str:
    """Gives the word for the form of a measure, empty for levels, ranks and multiples."""
    return _FORMS.get(measure, "")


def unit_of(figures: Sequence[Figure | Observation], word: str) -> Scale:
    """Gives the unit that most figures are written in; of several that are as common the first in the alphabet."""
    counts: Counter[str] = Counter()
    worth: dict[str, float] = {}
    for figure in figures:
        counts[figure.unit] += 1
        if figure.value and figure.base_value is not None:
            worth.setdefault(figure.unit, float(figure.base_value) / float(figure.value))
    unit = min(counts, key=lambda one: (-counts[one], one))
    return fallen(Scale(unit, worth.get(unit, 1.0), word), figures)


def fallen(scale: Scale, figures: Iterable[Figure | Observation]) -> Scale:
    """Gives the scale that shows, of declines alone, the size of the decline."""
    if scale.word and all(figure.measure in _DOWN for figure in figures):
        return Scale(scale.unit, -scale.factor, _FALLS[scale.word])
    return scale


def point(place: str, year: int, kind: str, figure: Figure | Observation, factor: float) -> Point:
    """Gives a figure as a point; ``factor`` is what the unit of the chart is worth."""
    sign = -1.0 if figure.measure in _DOWN else 1.0
    ends = [sign * float(end) / factor for end in (figure.base_value, figure.base_value_high) if end is not None]
    low, high = (min(ends), max(ends)) if len(ends) > 1 else (ends[0] if ends else 0.0, None)
    return Point(
        place,
        year,
        kind,
        _rounded(low),
        None if high is None else _rounded(high),
        quantity(figure.measure, figure.value, figure.value_high, figure.unit, figure.qualifier),
        short(low) if high is None else f"{short(low)}—{short(high)}",
        figure.report,
        figure.start,
        figure.end,
    )


def _rounded(value: float) -> float:
    return float(f"{value:.12g}")


def short(value: float) -> str:
    """Gives a number with as many digits as a chart has room for."""
    return number(float(f"{value:.{_DIGITS}g}"))
