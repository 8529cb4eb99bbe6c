"""Verdicts as people read them: a word, a sign and a colour each; the distance to the goal; what was found instead.

A verdict never rests on colour alone: each has a sign and a word too. Where a low number is good, going beyond the
goal reads 优于目标, never 超额完成.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import NamedTuple

from duixian.model import Measure, Outcome, Qualifier, Verdict
from duixian.publishing.phrases import number, period_in_words, quantity
from duixian.publishing.wording import message, value_word

__all__ = [
    "LOOKS",
    "Look",
    "actual_in_words",
    "distance",
    "goal_in_words",
    "grounds",
    "note",
    "other_in_words",
    "strict_note",
    "verdict_cell",
    "verdict_word",
]

_CHANGES = frozenset((Measure.GROWTH, Measure.DECLINE, Measure.RISE, Measure.FALL))
_DOWN = frozenset((Measure.DECLINE, Measure.FALL))
_SHARES = frozenset(("percent", "permille"))


class Look(NamedTuple):
    """How a verdict looks: its sign, its style in a terminal, its ground in a sheet or document (``#RRGGBB``)."""

    sign: str
    style: str
    ground: str


LOOKS: dict[Verdict, Look] = {
    Verdict.EXCEEDED: Look("▲", "bold green", "#C6E0B4"),
    Verdict.MET: Look("✓", "green", "#E2F0D9"),
    Verdict.NEARLY: Look("△", "yellow", "#FFF2CC"),
    Verdict.MISSED: Look("✗", "bold red", "#F8CBAD"),
    Verdict.OTHER_FORM: Look("◇", "cyan", "#DDEBF7"),
    Verdict.ABSENT: Look("○", "magenta", "#E4DFEC"),
    Verdict.PENDING: Look("…", "dim", "#EDEDED"),
}
"""In the order in which verdicts are listed."""


def verdict_word(verdict: Verdict, better: str, language: str) -> str:
    """Gives what a verdict is called for a number that should be ``higher`` or ``lower``.

    >>> verdict_word(Verdict.EXCEEDED, "lower", "zh"), verdict_word(Verdict.EXCEEDED, "higher", "zh")
    ('优于目标', '超额完成')
    """
    return value_word("verdict_lower" if better == "lower" else "verdict", verdict, language)


def verdict_cell(verdict: Verdict, better: str) -> str:
    """Gives the sign and the Chinese word of a verdict, as they stand in a cell."""
    return f"{LOOKS[verdict].sign} {verdict_word(verdict, better, 'zh')}"


@cache
def grounds() -> dict[str, str]:
    """Gives the ground of each cell that :func:`verdict_cell` gives."""
    return {verdict_cell(verdict, better): look.ground for verdict, look in LOOKS.items() for better in ("higher", "lower")}


def goal_in_words(outcome: Outcome) -> str:
    """Gives the goal without its indicator, as official prose would put it: ``增长5%左右``, ``1.2万人以上``."""
    return quantity(outcome.measure, outcome.value, outcome.value_high, outcome.unit, outcome.op)


def actual_in_words(outcome: Outcome) -> str:
    """Gives the result, or an empty string: ``增长5.4%``."""
    if outcome.actual_value is None:
        return ""
    measure, qualifier = outcome.actual_measure or outcome.measure, outcome.actual_qualifier or Qualifier.EXACT
    return quantity(measure, outcome.actual_value, outcome.actual_value_high, outcome.actual_unit, qualifier)


def other_in_words(outcome: Outcome) -> str:
    """Gives what was found instead of a result, with its indicator, and its period where that is another: ``2021—2025年公厕58座``."""
    if outcome.other_value is None:
        return ""
    period = "" if outcome.other_period == str(outcome.year) else period_in_words(outcome.other_period)
    said = quantity(outcome.other_measure or outcome.measure, outcome.other_value, outcome.other_value_high, outcome.other_unit)
    return f"{period}{outcome.other_indicator}{said}"


def distance(outcome: Outcome, language: str) -> str:
    """Gives how far the result is from the goal, or an empty string where there is none to compare.

    Amounts and counts say what share of the goal was done (完成目标任务的104%); rates and changes in percent say the
    percentage points between them.
    """
    if outcome.actual_value is None or outcome.gap is None or outcome.measure in (Measure.RANK, Measure.TIMES):
        return ""
    if outcome.unit in ("%", "‰") and outcome.actual_unit == outcome.unit:
        return _points(outcome, language)
    if outcome.value_high is not None and outcome.gap == 0:
        return message("in_range", language)
    if outcome.gap == 0:
        exact = outcome.measure not in _CHANGES and outcome.better == "higher"
        return message("of_goal", language, percent=100) if exact else message("at_goal", language)
    if outcome.measure in _CHANGES or outcome.better == "lower" or outcome.value_high is not None or outcome.dimension in _SHARES:
        above = (outcome.gap > 0) == (outcome.better == "higher")
        return message("above_share" if above else "below_share", language, percent=_percent(abs(outcome.gap)))
    return message("of_goal", language, percent=_percent(1 + outcome.gap))


def strict_note(outcome: Outcome, language: str) -> str:
    """Gives how the verdict would read without the tolerance, where that differs; else an empty string."""
    if outcome.strict is outcome.verdict:
        return ""
    return message("strict", language, verdict=verdict_word(outcome.strict, outcome.better, language))


def note(outcome: Outcome, language: str) -> str:
    """Gives what stands beside a verdict: the distance, the reading without tolerance, what was found instead, what was worked out."""
    parts = [distance(outcome, language), strict_note(outcome, language)]
    if outcome.verdict is Verdict.OTHER_FORM:
        difference = value_word("difference", outcome.difference, language) if outcome.difference else ""
        found = other_in_words(outcome)
        parts.append(f"{difference}：{found}" if difference and found else difference or found)
        if outcome.derived_value is not None:
            said = quantity(outcome.measure, outcome.derived_value, None, outcome.derived_unit)
            if outcome.derived_verdict:
                said = message("derived_verdict", language, value=said, verdict=verdict_word(outcome.derived_verdict, outcome.better, language))
            parts.append(message("derived", language, value=said, steps=message("between", language).join(outcome.derived_steps)))
    return message("between", language).join(filter(None, parts))


def _points(outcome: Outcome, language: str) -> str:
    """The points between two rates; of a range, to the end that is nearer."""
    actual = Decimal(number(outcome.actual_value or 0))
    if ((outcome.actual_measure or outcome.measure) in _DOWN) is not (outcome.measure in _DOWN):
        actual = -actual
    ends = [Decimal(number(end)) for end in (outcome.value, outcome.value_high) if end is not None]
    if min(ends) <= actual <= max(ends):
        return message("in_range" if len(ends) > 1 else "at_goal", language)
    above = actual > max(ends)
    points = number(float(actual - max(ends) if above else min(ends) - actual))
    return message("above_points" if above else "below_points", language, points=points)


def _percent(share: float) -> str:
    """A share in percent, to a tenth where it is near or below a hundred: 104, 99.6, 8.3."""
    percent = round(share * 100, 1)
    return number(percent if percent < 200 else round(percent))

