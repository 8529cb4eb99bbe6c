"""What is compared: an indicator in one form (its level in 元, its growth in %), and how its numbers are said.

An address names it ``gdp@growth:percent``: the indicator's key, then the form as ``Cell.form`` has it (kind of number, dimension, and
``points`` where changes are in percentage points).
"""

from __future__ import annotations

from typing import NamedTuple

from duixian.language.indicators import indicator as catalogue_entry
from duixian.model import ComparisonRow, Figure, Measure
from duixian.publishing.phrases import number, quantity
from duixian.publishing.wording import value_word

__all__ = ["BASE_UNITS", "Measured", "difference", "figure_in_words", "gap_of", "measured", "rounded", "signed_end", "stretch_of"]

BASE_UNITS = {
    "currency": "元", "usd": "美元", "people": "人", "trips": "人次", "households": "户", "area": "平方米", "length": "米", "mass": "千克",
    "freight": "吨公里", "volume": "立方米", "power": "千瓦", "energy": "千瓦时", "computing": "PFLOPS", "percent": "%", "permille": "‰",
    "ratio": "倍", "rank": "位", "time": "天",
}  # fmt: skip
"""What base values are counted in, by dimension; a count is of whatever the report counts."""

_RATES = frozenset(("percent", "permille"))
_SHOWN_IN = {"mass": ("吨", 1000.0)}
_SCALES = ((1e12, "万亿"), (1e8, "亿"), (1e4, "万"))
_UP = frozenset((Measure.GROWTH, Measure.RISE))
_DOWN = frozenset((Measure.DECLINE, Measure.FALL))
_POINTS = "个百分点"


class Measured(NamedTuple):
    """An indicator in one form."""

    key: str
    form: str

    @property
    def spec(self) -> str:
        """How addresses name it."""
        return f"{self.key}@{self.form}"

    @property
    def family(self) -> str:
        """The kind of number: level, growth or rise."""
        return self.form.split(":")[0]

    @property
    def dimension(self) -> str:
        """What it is counted in; empty where that is not known."""
        return self.form.split(":")[1] if ":" in self.form else ""

    @property
    def points(self) -> bool:
        """Whether it is a change in percentage points."""
        return self.form.endswith(":points")

    @property
    def rate(self) -> bool:
        """Whether its numbers are percentages, so that two of them lie percentage points apart."""
        return self.dimension in _RATES

    @property
    def known(self) -> bool:
        """Whether the indicator is one of the catalogue."""
        return catalogue_entry(self.key) is not None

    def name(self, language: str) -> str:
        """Gives the indicator's name: the catalogue's, else that of the reports."""
        entry = catalogue_entry(self.key)
        return self.key if entry is None else entry.english if language == "en" else entry.name

    def note(self, language: str) -> str:
        """Gives what sets this form apart: growth, an unusual dimension; empty for the plain level."""
        entry = catalogue_entry(self.key)
        words = [] if self.family == "level" else [value_word("family", self.family, language)]
        usual = entry.dimension if entry is not None else self.dimension
        if self.dimension and self.dimension not in (usual, "count") and not (self.family == "growth" and self.rate):
            words.append(value_word("dimension", self.dimension, language))
        if self.points and self.family == "level":
            words.append(_POINTS if language == "zh" else "points")
        return ("，" if language == "zh" else ", ").join(words)

    def label(self, language: str) -> str:
        """Gives the name with what sets the form apart.

        >>> Measured("gdp", "growth:percent").label("zh"), Measured("gdp", "level:currency").label("en")
        ('地区生产总值（增速）', 'Gross domestic product')
        """
        note = self.note(language)
        if not note:
            return self.name(language)
        return f"{self.name(language)}（{note}）" if language == "zh" else f"{self.name(language)} ({note})"

    @property
    def base_unit(self) -> str:
        """What base values of this form are counted in."""
        return _POINTS if self.points else BASE_UNITS.get(self.dimension, "")


def measured(spec: str) -> Measured:
    """Gives what an address names; the form is empty where it names an indicator only.

    >>> measured("gdp@growth:percent"), measured("gdp")
    (Measured(key='gdp', form='growth:percent'), Measured(key='gdp', form=''))
    """
    key, mark, form = spec.rpartition("@")
    return Measured(key, form) if mark else Measured(spec, "")


def figure_in_words(figure: Figure) -> str:
    """Gives a figure under a heading that says its form: ``5.5%以上``; only a fall says that it is one."""
    measure = Measure.LEVEL if figure.measure in _UP else figure.measure
    return quantity(measure, figure.value, figure.value_high, figure.unit, figure.qualifier)


def rounded(value: float, what: Measured) -> str:
    """Gives a number that was worked out (a median), in its base unit scaled as prose does, to four digits.

    >>> rounded(1234567890000, Measured("gdp", "level:currency")), rounded(-1.25, Measured("gdp", "growth:percent"))
    ('1.235万亿元', '-1.25%')
    """
    unit, factor = _SHOWN_IN.get(what.dimension, (what.base_unit, 1.0))
    value /= factor
    for scale, word in () if what.rate else _SCALES:
        if abs(value) >= scale:
            return _digits(value / scale) + word + unit
    return _digits(value) + unit


def signed_end(figure: Figure, *, worse: bool, up: bool) -> float | None:
    """Gives a figure's number in the base unit, a fall negative; of a range its worse or its better end."""
    sign = -1.0 if figure.measure in _DOWN else 1.0
    ends = sorted(sign * float(end) for end in (figure.base_value, figure.base_value_high) if end is not None)
    return None if not ends else ends[0] if worse is up else ends[-1]


def gap_of(row: ComparisonRow, up: bool) -> float | None:
    """Gives how much better (+) or worse (-) than the goal the result is: in percentage points of rates, else as a share of the goal."""
    if row.gap is None or row.target is None:
        return None
    if row.dimension not in _RATES:
        return row.gap
    end = signed_end(row.target, worse=row.gap <= 0, up=up)
    return None if end is None else round(row.gap * (abs(end) or 1.0), 4)


def stretch_of(row: ComparisonRow, up: bool) -> float | None:
    """Gives how far the goal lies beyond the result of the year before, in the good direction: in percentage points of rates, else as a share of that result."""
    if row.target is None or row.last is None:
        return None
    target, last = signed_end(row.target, worse=True, up=up), signed_end(row.last, worse=True, up=up)
    if target is None or last is None:
        return None
    distance = target - last if up else last - target
    if row.dimension in _RATES:
        return round(distance, 4)
    return round(distance / abs(last), 6) if last else None


def difference(value: float | None, rate: bool, language: str) -> str:
    """Gives a distance with its sign: percentage points of rates, else a share in percent; a dash where there is none.

    >>> difference(0.5, True, "zh"), difference(-0.0312, False, "en"), difference(0.0, True, "en")
    ('+0.5个百分点', '-3.1%', '0 pp')
    """
    if value is None:
        return "—"
    shown = round(value if rate else value * 100, 2 if rate else 1)
    sign = "+" if shown > 0 else ""
    return f"{sign}{number(shown + 0.0)}{(_POINTS if language == 'zh' else ' pp') if rate else '%'}"


def _digits(value: float) -> str:
    return number(float(f"{value:.4g}"))
