"""Figures, rows and standings of invented places, as charts take them."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from duixian.model import Comparison, ComparisonRow, Figure, Hardness, Measure, Qualifier, Standing, Verdict
from duixian.publishing.plotted import (
    AnyPlot,
    Counting,
    Use,
    of_comparison,
    of_hardness,
    of_levels,
    of_phrases,
    of_standings,
)


def figure(value: float, unit: str = "%", measure: str = "growth", high: float | None = None, scale: float = 1, **more: object) -> Figure:
    return Figure(
        value=value,
        value_high=high,
        unit=unit,
        base_value=value * scale,
        base_value_high=None if high is None else high * scale,
        measure=Measure(measure),
        report="linhu.txt",
        start=3,
        end=5,
        **more,  # type: ignore[arg-type]
    )


def row(place: str, year: int, target: Figure | None, actual: Figure | None, verdict: str = "", **more: object) -> ComparisonRow:
    fields: dict[str, object] = {"indicator": "地区生产总值", "indicator_id": "gdp", "change": True, "dimension": "percent", **more}
    return ComparisonRow(place=place, year=year, target=target, actual=actual, verdict=Verdict(verdict) if verdict else None, **fields)  # type: ignore[arg-type]


def compared(*rows: ComparisonRow) -> Comparison:
    return Comparison(indicator="地区生产总值", indicator_id="gdp", rows=rows)


ACROSS = compared(
    row("望山区", 2024, figure(5), figure(5.6), "exceeded"),
    row("临湖区", 2024, figure(6, qualifier=Qualifier.ABOUT), figure(5.5), "missed"),
    row("东岭区", 2024, figure(5, high=5.5), None, "absent"),
)
OVER_TIME = compared(*(row("临湖区", year, figure(6), figure(value), "met") for year, value in ((2019, 6.2), (2020, 6.0), (2023, 6.4))))
SEVERAL = compared(*OVER_TIME.rows, *ACROSS.rows)
LEVELS = (
    row("澄江市临湖区", 2024, figure(7, qualifier=Qualifier.MIN), None, place_code="129904"),
    row("全国", 2024, figure(5, qualifier=Qualifier.ABOUT), figure(5), place_code="100000"),
    row("澄江省", 2024, figure(5.5, qualifier=Qualifier.ABOUT), figure(5.2), place_code="120000"),
    row("澄江省澄江市", 2024, figure(5.5, high=6), None, place_code="129900"),
)
STANDINGS = tuple(
    Standing(place="澄江市临湖区", year=year, goals=sum(counts), decided=sum(counts[:4]), binding=0, plain=sum(counts), soft=0, **dict(zip(Verdict, counts, strict=True)))  # type: ignore[arg-type]
    for year, counts in ((2024, (0, 0, 0, 0, 0, 0, 9)), (2022, (2, 6, 1, 1, 3, 7, 0)), (2023, (4, 4, 0, 0, 2, 0, 0)))
)
USES = tuple(
    Use(phrase, year, count, 20_000)
    for phrase, counts in (("高质量发展", (4, 22, 31)), ("放管服", (9, 5, 0)))
    for year, count in zip((2018, 2020, 2021), counts, strict=True)
)
HARDNESS = (
    row("临湖区", 2021, figure(6, qualifier=Qualifier.ABOUT), None, hardness=Hardness.SOFT, wording=("力争", "左右")),
    row("临湖区", 2020, figure(6), None, hardness=Hardness.PLAIN),
    row("临湖区", 2024, figure(6, qualifier=Qualifier.MIN), None, hardness=Hardness.BINDING, wording=("确保",)),
)


KINDS = ("places", "years", "each", "together", "levels", "shares", "phrases", "hardness")


@pytest.fixture(scope="session")
def given() -> SimpleNamespace:
    """What plots are made of, and the makers of more."""
    return SimpleNamespace(
        across=ACROSS, over_time=OVER_TIME, several=SEVERAL, levels=LEVELS, standings=STANDINGS, uses=USES, hardness=HARDNESS, figure=figure, row=row, compared=compared
    )


@pytest.fixture(scope="session", params=["zh", "en"])
def plots(request: pytest.FixtureRequest) -> dict[str, AnyPlot]:
    """A plot of every kind and layout, in both languages."""
    language = request.param
    return {
        "places": of_comparison(ACROSS, language=language),
        "years": of_comparison(OVER_TIME, language=language),
        "each": of_comparison(SEVERAL, language=language),
        "together": of_comparison(SEVERAL, language=language, together=True),
        "levels": of_levels(LEVELS, language=language),
        "shares": of_standings(STANDINGS, language=language),
        "phrases": of_phrases(USES, Counting.RATE, place="临湖区", language=language),
        "hardness": of_hardness(HARDNESS, language=language),
    }


@pytest.fixture(params=KINDS)
def plot(request: pytest.FixtureRequest, plots: dict[str, AnyPlot]) -> AnyPlot:
    """Each of them in turn."""
    return plots[request.param]
