"""What a chart shows, as data: one kind of record for each kind of figure, with its title, its summary in words and the table behind it.

The records hold nothing of how a chart looks. Numbers stand in one unit, names of places and the text of reports as they are;
``language`` (``zh`` or ``en``) is that of title, summary and table.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple, TypeAlias

import msgspec

from duixian.model import Hardness, Verdict
from duixian.publishing.plotted.words import headed
from duixian.publishing.verdict_words import verdict_word
from duixian.publishing.wording import label, message, value_word

__all__ = [
    "ACTUAL",
    "MOST_LINES",
    "TARGET",
    "Amount",
    "AnyPlot",
    "Cell",
    "Counting",
    "Layout",
    "Lines",
    "Part",
    "Plot",
    "Point",
    "Results",
    "Row",
    "Shares",
    "Source",
    "Step",
    "Steps",
]

TARGET, ACTUAL = "target", "actual"
MOST_LINES = 6
"""Lines in one figure that a reader can still tell apart."""

Cell: TypeAlias = str | float | int | None


class Source(NamedTuple):
    """Where a number stands: ``[start, end)`` in the source text of the report named ``report``."""

    report: str
    start: int
    end: int


class Row(NamedTuple):
    """A row of the table behind a chart; ``source`` is where its number stands, where it is a report's own."""

    cells: tuple[Cell, ...]
    source: Source | None = None


class Layout(StrEnum):
    """How targets and results are laid out: years in a row, places one under the other, a small figure for each place,
    several places in one figure, or levels of government from the nation down."""

    YEARS = "years"
    PLACES = "places"
    EACH = "each"
    TOGETHER = "together"
    LEVELS = "levels"


class Point(NamedTuple):
    """One target or result: ``value`` (and ``high`` of a range) in the unit of the plot, ``text`` as the report writes it.

    A decline is negative among growth, and positive where all are declines. ``label`` is the number as it stands in the figure.
    """

    place: str
    year: int
    kind: str
    value: float
    high: float | None
    text: str
    label: str
    report: str
    start: int
    end: int


class Plot(msgspec.Struct, frozen=True, kw_only=True, tag_field="figure"):
    """What every kind of figure has. ``unit`` is that of its numbers, empty where they have none."""

    title: str
    summary: str = ""
    unit: str = ""
    language: str = "zh"

    @property
    def caption(self) -> str:
        """The summary without the title, for where the title stands above the figure."""
        said = self.summary.removeprefix(headed(self.title, self.unit, self.language).strip()).strip()
        return message("chart_unit", self.language, unit=self.unit) + said if self.unit else said

    def columns(self) -> tuple[str, ...]:
        """The captions of the table behind the figure, without those of the source."""
        raise NotImplementedError

    def table(self) -> tuple[Row, ...]:
        """The table behind the figure: a row for each thing drawn."""
        raise NotImplementedError

    def _labels(self, *keys: str) -> tuple[str, ...]:
        return tuple(label(key, self.language) for key in keys)


class Results(Plot, frozen=True, kw_only=True, tag="results"):
    """Targets and results of one indicator, all of one form; ``order`` is the order of the places, ``levels`` the level of each where they are drawn as levels."""

    points: tuple[Point, ...]
    order: tuple[str, ...]
    layout: Layout = Layout.YEARS
    levels: tuple[str, ...] = ()

    @property
    def years(self) -> tuple[int, ...]:
        """The years that have points."""
        return tuple(sorted({point.year for point in self.points}))

    def columns(self) -> tuple[str, ...]:
        """Place, year, target or result, number, upper end, unit, as written."""
        return self._labels("place", "goals_of", "chart_kind", "chart_value", "chart_high", "chart_unit", "chart_written")

    def table(self) -> tuple[Row, ...]:
        """A row for each target and result."""
        words = {kind: value_word("chart_kind", kind, self.language) for kind in (TARGET, ACTUAL)}
        return tuple(
            Row((one.place, one.year, words[one.kind], one.value, one.high, self.unit, one.text), Source(one.report, one.start, one.end))
            for one in self.points
        )


class Counting(StrEnum):
    """What is counted of a phrase: how often it stands, how often in 10,000 characters, or the share of reports that have it (percent)."""

    TIMES = "times"
    RATE = "rate"
    REPORTS = "reports"


class Amount(NamedTuple):
    """How much of ``name`` there was in a year: ``times`` of ``whole``, and ``value`` of both in the unit of the plot."""

    name: str
    year: int
    value: float
    times: int
    whole: int


class Lines(Plot, frozen=True, kw_only=True, tag="lines"):
    """Several phrases over the years, a line each; ``order`` is the order of the phrases."""

    amounts: tuple[Amount, ...]
    order: tuple[str, ...]
    counting: Counting

    def columns(self) -> tuple[str, ...]:
        """Phrase, year, number, unit, and of a share both counts."""
        whole = value_word("chart_whole", self.counting, self.language)
        return (*self._labels("chart_phrase", "goals_of", "chart_value", "chart_unit", "chart_count"), whole)

    def table(self) -> tuple[Row, ...]:
        """A row for each phrase and year."""
        return tuple(Row((one.name, one.year, one.value, self.unit, one.times, one.whole or None)) for one in self.amounts)


class Part(NamedTuple):
    """How many goals of a year have a verdict, and their share of all goals of the year (of 1)."""

    year: int
    verdict: Verdict
    goals: int
    share: float


class Shares(Plot, frozen=True, kw_only=True, tag="shares"):
    """What became of the goals of each year, by verdict; parts of a year are in the order of verdicts and add up to 1."""

    parts: tuple[Part, ...]

    def columns(self) -> tuple[str, ...]:
        """Year, verdict, count, share in percent."""
        return self._labels("goals_of", "verdict", "chart_count", "chart_share")

    def table(self) -> tuple[Row, ...]:
        """A row for each verdict of each year that any goal has."""
        return tuple(
            Row((one.year, verdict_word(one.verdict, "higher", self.language), one.goals, round(one.share * 100, 1)))
            for one in self.parts
        )


class Step(NamedTuple):
    """How strongly the goal of a year is worded: ``wording`` are the words that make it so, ``text`` is the goal as the report writes it."""

    year: int
    hardness: Hardness
    wording: tuple[str, ...]
    text: str
    report: str
    start: int
    end: int


class Steps(Plot, frozen=True, kw_only=True, tag="steps"):
    """The strength of wording of one goal over the years."""

    steps: tuple[Step, ...]

    def columns(self) -> tuple[str, ...]:
        """Year, strength, the words that say so, the goal as written."""
        return self._labels("goals_of", "hardness", "chart_wording", "chart_written")

    def table(self) -> tuple[Row, ...]:
        """A row for each year."""
        between = "、" if self.language == "zh" else ", "
        return tuple(
            Row(
                (one.year, value_word("hardness", one.hardness, self.language), between.join(one.wording), one.text),
                Source(one.report, one.start, one.end),
            )
            for one in self.steps
        )


AnyPlot: TypeAlias = Results | Lines | Shares | Steps
