"""Wording over the years: how often phrases stand in reports, and how strongly the goals of an indicator are worded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from duixian.model import ComparisonRow, Hardness, ReportKind
from duixian.publishing.phrases import quantity
from duixian.publishing.plotted import Counting, Use, of_hardness, of_phrases
from duixian.publishing.wording import value_word
from duixian.web.archive.asked import choice
from duixian.web.archive.charts import ChartImage, chart_image
from duixian.web.archive.choosing import choose_indicator, choose_place, name_of_indicator
from duixian.web.archive.models import Indicator, Place
from duixian.web.archive.phrases import SAMPLE, Counted, Phrase, Year, counted, phrases_in, scope_of
from duixian.web.archive.strength import Strength, goals_of_place, strengths
from duixian.web.archive.tables import Column, Table, downloads, wanted
from duixian.web.frame import tongue

__all__ = ["urls"]

_PROPOSED = 60
_CUES = {"binding": "确保、不低于、必须", "soft": "力争、左右、争取"}
_EXAMPLES = ("高质量发展", "改革，民生，安全", "力争，确保，左右")


def wording(request: HttpRequest) -> HttpResponseBase:
    """Shows phrases over the years, or an indicator's strength of wording, or what can be asked."""
    language = tongue(request)
    typed_place = request.GET.get("place", "").strip()[:80]
    place = choose_place(typed_place)
    if place.found is not None and typed_place != place.found.slug:
        return redirect(_address(request, place=place.found.slug))
    phrases = phrases_in(request.GET.get("q", "")[:400])
    typed = request.GET.get("indicator", "").strip()[:80]
    context: dict[str, Any] = {
        "crumbs": [{"label": _("Wording")}],
        "place": place.found,
        "place_typed": typed_place,
        "place_near": [(one, _address(request, place=one.slug)) for one in place.near],
        "typed": typed,
        "q": request.GET.get("q", "")[:400],
        "mode": "strength" if typed and not phrases else "phrases",
        "proposals": _proposals(language),
        "kinds": [(kind.value, value_word("kind", kind, language)) for kind in ReportKind],
        "kind": choice(request, "kind", [kind.value for kind in ReportKind]),
        "sample": SAMPLE,
        "examples": _EXAMPLES,
    }
    if phrases:
        return _phrases(request, phrases, place.found, context)
    if typed:
        return _strength(request, typed, place.found, context)
    return render(request, "archive/wording.html", context)


def _address(request: HttpRequest, **changes: str) -> str:
    made = request.GET.copy()
    for parameter, value in changes.items():
        made[parameter] = value
    return f"{request.path}?{made.urlencode()}"


def _proposals(language: str) -> list[str]:
    rows = Indicator.objects.filter(known=True, targets__gt=0).order_by("-places", "-observations", "key")[:_PROPOSED]
    return [name_of_indicator(row.key, language, row.indicator) for row in rows]


def _without(request: HttpRequest, phrase: Phrase, text: str) -> str:
    """The address that does not count the phrase inside ``text``."""
    asked = [one._replace(without=(*one.without, text)) if one == phrase else one for one in phrases_in(request.GET.get("q", ""))]
    return _address(request, q=",".join(one.written for one in asked))


class Cell(NamedTuple):
    """A phrase in a year: how often it stands there, in 10,000 characters and in a report; None where nothing was counted."""

    times: int
    rate: str
    each: str


class Line(NamedTuple):
    """A year of the table: its reports, and a cell for each phrase."""

    year: int
    reports: int
    characters: int
    cells: tuple[Cell | None, ...]


def _phrases(request: HttpRequest, phrases: Sequence[Phrase], place: Place | None, context: dict[str, Any]) -> HttpResponseBase:
    """Phrases over the years."""
    language = tongue(request)
    scope = scope_of(place, context["kind"])
    found = [counted(phrase, scope) for phrase in phrases]
    if form := wanted(request):
        return _phrases_table(found, place).response(form)
    countable = [one for one in found if not one.problem]
    counting = Counting(choice(request, "by", [one.value for one in Counting], Counting.RATE.value))
    if counting is Counting.TIMES and not all(one.whole for one in countable):
        counting = Counting.RATE
    context |= {
        "found": found,
        "lines": _lines(countable, scope.years()),
        "counting": counting.value,
        "countings": [(one.value, value_word("chart_unit", one, language)) for one in Counting if one is not Counting.TIMES or all(each.whole for each in countable)],
        "chart": _phrases_chart(countable, counting, place, language),
        "reports": len(scope.reports),
        "downloads": downloads(request),
        "countable": [(one, [(around, _without(request, one.phrase, around.text)) for around in one.around]) for one in countable],
    }
    return render(request, "archive/wording.html", context)


def _phrases_chart(found: Sequence[Counted], counting: Counting, place: Place | None, language: str) -> ChartImage | None:
    if not any(one.total for one in found):
        return None
    uses = []
    for one in found:
        for year in one.years:
            count = one.holding.get(year.year, 0) if counting is Counting.REPORTS else one.counts.get(year.year, 0)
            uses.append(Use(one.phrase.written, year.year, count, year.characters if counting is Counting.RATE else year.reports))
    if not any(use.whole for use in uses):
        return None
    name = place.name if place is not None else _("All places")
    return chart_image(of_phrases(uses, counting, place=name, language=language))


def _lines(found: Sequence[Counted], years: Sequence[Year]) -> list[Line]:
    """The table: years from the newest on."""
    of_year = [{year.year: year for year in one.years} for one in found]
    lines = []
    for year in reversed(years):
        cells = []
        for one, own in zip(found, of_year, strict=True):
            there = own.get(year.year)
            cells.append(Cell(one.counts.get(year.year, 0), _digits(one.rate(there)), _digits(one.each(there))) if there is not None else None)
        lines.append(Line(year.year, year.reports, year.characters, tuple(cells)))
    return lines


def _digits(value: float) -> str:
    """A rate with as many digits as say something: 12.3, 0.45, 0."""
    return f"{value:.3g}" if value < 100 else f"{value:.0f}"


def _phrases_table(found: Sequence[Counted], place: Place | None) -> Table:
    columns = (
        Column("phrase", _("Phrase")),
        Column("place", _("Place")),
        Column("year", _("Year"), "integer"),
        Column("reports", _("Reports counted through"), "integer"),
        Column("characters", _("Their characters"), "integer"),
        Column("count", _("Times"), "integer"),
        Column("per_report", _("Times a report"), "number"),
        Column("per_10000", _("Times in 10,000 characters"), "number"),
        Column("reports_with", _("Reports that have it"), "integer"),
        Column("sample", _("Sample"), "flag"),
    )

    def made() -> Iterator[Sequence[Any]]:
        for one in found:
            for year in one.years:
                yield (
                    one.phrase.written, place.name if place else None, year.year, year.reports, year.characters, one.counts.get(year.year, 0),
                    round(one.each(year), 6), round(one.rate(year), 6), one.holding.get(year.year, 0), not one.whole,
                )  # fmt: skip

    return Table(_("Wording"), columns, made)


class Goal(NamedTuple):
    """A goal of a place with how it is worded."""

    row: ComparisonRow
    said: str
    words: str
    hardness: str


def _strength(request: HttpRequest, typed: str, place: Place | None, context: dict[str, Any]) -> HttpResponseBase:
    """The strength of wording of an indicator's goals: of a place goal by goal, of all places year by year."""
    language = tongue(request)
    meant = choose_indicator(typed, language)
    context |= {"meant": meant, "indicator": meant.found, "cues": _CUES}
    if meant.found is None:
        return render(request, "archive/wording.html", context)
    key = meant.found.key
    if place is not None:
        rows = goals_of_place(key, place)
        if form := wanted(request):
            return _goals_table(request, meant.found.name, rows).response(form)
        goals = [_goal(row) for row in sorted(rows, key=lambda row: -row.year)]
        context |= {"goals": goals, "chart": chart_image(of_hardness(rows, language=language)) if rows else None, "downloads": downloads(request) if rows else []}
        return render(request, "archive/wording.html", context)
    years = strengths(key)
    if form := wanted(request):
        return _strengths_table(meant.found.name, years).response(form)
    context |= {
        "years": [(one, _bars(one)) for one in years],
        "sums": _sums(years),
        "strengths": _legend(language),
        "downloads": downloads(request) if years else [],
    }
    return render(request, "archive/wording.html", context)


def _goal(row: ComparisonRow) -> Goal:
    figure = row.target
    said = quantity(figure.measure, figure.value, figure.value_high, figure.unit, figure.qualifier) if figure is not None else ""
    return Goal(row, said, "、".join(row.wording), (row.hardness or Hardness.PLAIN).value)


class Bar(NamedTuple):
    """A part of a year's bar, in percent of its length."""

    strength: str
    x: float
    width: float


def _bars(one: Strength) -> list[Bar]:
    bars, x = [], 0.0
    for hardness in Hardness:
        width = one.share(hardness.value) * 100
        bars.append(Bar(hardness.value, round(x, 2), round(width, 2)))
        x += width
    return bars


def _sums(years: Sequence[Strength]) -> dict[str, Any]:
    """What the table adds up to: goals, first and last year, and the share of each strength."""
    goals = sum(one.goals for one in years)
    shares = {one.value: f"{100 * sum(getattr(year, one.value) for year in years) / goals:.0f}%" if goals else "" for one in Hardness}
    return {"goals": goals, "first": years[-1].year if years else 0, "last": years[0].year if years else 0, **shares}


def _legend(language: str) -> list[tuple[str, str]]:
    return [(one.value, value_word("hardness", one, language)) for one in Hardness]


def _goals_table(request: HttpRequest, name: str, rows: Sequence[ComparisonRow]) -> Table:
    columns = (
        Column("place", _("Place")),
        Column("place_code", _("Code")),
        Column("year", _("Year"), "integer"),
        Column("goal", _("Goal")),
        Column("hardness", _("Strength")),
        Column("wording", _("Words")),
        Column("verdict", _("Verdict")),
        Column("source", _("Source")),
    )

    def made() -> Iterator[Sequence[Any]]:
        for row in rows:
            goal, figure = _goal(row), row.target
            link = request.build_absolute_uri(reverse("archive:report", args=[figure.report])) if figure is not None else ""
            yield (
                row.place, row.place_code, row.year, goal.said, goal.hardness, goal.words, row.verdict.value if row.verdict else None,
                f"{link}#char={figure.start},{figure.end}" if figure is not None else None,
            )  # fmt: skip

    return Table(name, columns, made)


def _strengths_table(name: str, years: Sequence[Strength]) -> Table:
    columns = (
        Column("year", _("Year"), "integer"),
        Column("goals", _("Goals"), "integer"),
        *(Column(one.value, value_word("hardness", one, "zh"), "integer") for one in Hardness),
        Column("words", _("Words used most")),
    )
    return Table(name, columns, lambda: ([one.year, one.goals, one.binding, one.plain, one.soft, "、".join(f"{said.word} {said.goals}" for said in one.words)] for one in years))


urls = [path("wording/", wording, name="wording")]
