"""One indicator's goal through nation, province, city and district in a year."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from django.core.paginator import Page, Paginator
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from duixian.publishing.plotted import of_levels
from duixian.publishing.wording import value_word
from duixian.web.archive.asked import choice, year
from duixian.web.archive.charts import chart_image
from duixian.web.archive.choosing import Choice, Named, choose_indicator, choose_place
from duixian.web.archive.dots import Strip, strips
from duixian.web.archive.levels import (
    LEVELS,
    Goal,
    Level,
    Year,
    forms_of,
    goals_of,
    ladder,
    levels_of,
    with_records,
    years_of,
)
from duixian.web.archive.measured import Measured, difference, figure_in_words, rounded
from duixian.web.archive.models import Indicator, Place
from duixian.web.archive.tables import Column, Table, downloads, wanted
from duixian.web.frame import tongue

__all__ = ["urls"]

_PAGE = 50
_PROPOSED = 60
_FIRST = "gdp"
"""What is shown where nothing is asked for and the archive has goals of it."""


class Line(NamedTuple):
    """A place in the table: its goal and the one it is set against, in words."""

    goal: Goal
    said: str
    over: str
    distance: str

    @property
    def place(self) -> Place:
        """Whose goal it is."""
        return self.goal.place


class Summary(NamedTuple):
    """A level in the table of levels, in words."""

    level: Level
    name: str
    median: str
    lowest: str
    highest: str


class Step(NamedTuple):
    """A step of the way down, in words."""

    rung: Any
    level: str
    said: str
    distance: str
    result: str


def levels(request: HttpRequest) -> HttpResponseBase:
    """Shows how one goal runs down the levels: to a place, or for all places of each level."""
    language = tongue(request)
    typed = request.GET.get("indicator", "").strip()[:80]
    meant = choose_indicator(typed, language) if typed else _first(language)
    context: dict[str, Any] = {"crumbs": [{"label": _("Levels")}], "typed": typed, "meant": meant, "proposals": _proposals(language)}
    if meant.found is None:
        return render(request, "archive/levels.html", context)
    years = years_of(meant.found.key)
    asked = year(request)
    chosen_year = asked if asked is not None and any(one.year == asked for one in years) else _default(years)
    context |= {"indicator": meant.found, "years": years, "year": chosen_year}
    if chosen_year is None:
        return render(request, "archive/levels.html", context)
    forms = forms_of(meant.found.key, chosen_year)
    what = Measured(meant.found.key, choice(request, "form", forms, next(iter(forms), "")))
    goals = goals_of(what.key, chosen_year, what.form)
    name = request.GET.get("place", "").strip()[:80]
    place = choose_place(name)
    if place.found is not None and name != place.found.slug:
        return redirect(_address(request, place=place.found.slug, page=None))
    if form := wanted(request):
        return _table(request, what, chosen_year, goals).response(form)
    level = choice(request, "level", [one for one in LEVELS if one])
    page: Page[Any] = Paginator([one for one in goals if not level or one.place.level == level], _PAGE).get_page(request.GET.get("page"))
    page.object_list = [_line(one, what, language) for one in with_records(list(page.object_list))]
    summaries = levels_of(goals)
    context |= {
        "what": what,
        "forms": [(form, Measured(what.key, form).note(language) or value_word("family", "level", language), count) for form, count in forms.items()],
        "place": place.found,
        "place_typed": name,
        "place_near": [(one, _address(request, place=one.slug, page=None)) for one in place.near],
        "levels": [_summary(one, what, language) for one in summaries],
        "level": level,
        "level_names": [(one, value_word("chart_level", one, language)) for one in LEVELS if one],
        "page": page,
        "goals": len(goals),
        "downloads": downloads(request),
        "strips": _strips(summaries, what, language) if what.rate and len(goals) > 1 else (),
        "rate": what.rate,
    }
    if place.found is not None:
        context |= _down(place.found, chosen_year, goals, what, language)
    return render(request, "archive/levels.html", context)


def _first(language: str) -> Choice[Named]:
    """The indicator to begin with: GDP, else the one that most places have targets of."""
    row = Indicator.objects.filter(key=_FIRST).first() or Indicator.objects.filter(targets__gt=0).order_by("-known", "-places", "-targets", "key").first()
    return choose_indicator(row.key, language) if row is not None else Choice(None)


def _proposals(language: str) -> list[str]:
    from duixian.web.archive.choosing import name_of_indicator

    rows = Indicator.objects.filter(known=True, targets__gt=0).order_by("-places", "-observations", "key")[:_PROPOSED]
    return [name_of_indicator(row.key, language, row.indicator) for row in rows]


def _default(years: Sequence[Year]) -> int | None:
    """The latest of the years that have goals on the most levels."""
    return max(years, key=lambda one: (one.levels, one.year)).year if years else None


def _address(request: HttpRequest, **changes: str | None) -> str:
    made = request.GET.copy()
    for parameter, value in changes.items():
        made.pop(parameter, None)
        if value is not None:
            made[parameter] = value
    return f"{request.path}?{made.urlencode()}"


def _said(goal: Goal | None) -> str:
    return "" if goal is None or goal.row is None or goal.row.target is None else figure_in_words(goal.row.target)


def _distance(goal: Goal, what: Measured, language: str) -> str:
    """How far a goal lies from the one above: percentage points of rates, else what share of it."""
    if goal.over is None:
        return ""
    if what.rate:
        return difference(goal.difference, True, language)
    share = goal.share
    return "" if share is None else f"{float(f'{share * 100:.3g}'):g}%"


def _line(goal: Goal, what: Measured, language: str) -> Line:
    return Line(goal, _said(goal), _said(goal.over), _distance(goal, what, language))


def _summary(level: Level, what: Measured, language: str) -> Summary:
    name = value_word("chart_level", level.level, language) if level.level else _("Level not known")
    return Summary(level, name, rounded(level.median, what), rounded(level.lowest.target, what), rounded(level.highest.target, what))


def _strips(levels: Iterable[Level], what: Measured, language: str) -> Strip | None:
    named = [(value_word("chart_level", one.level, language) if one.level else _("Level not known"), [goal.target for goal in one.goals]) for one in levels]
    return strips(named, what.base_unit)


def _down(place: Place, of_year: int, goals: Sequence[Goal], what: Measured, language: str) -> dict[str, Any]:
    """The way down to a place: a table, the sentences, a chart where two levels or more have a rate for a goal."""
    way = ladder(place, of_year, goals)
    steps = []
    for rung in way.rungs:
        row = rung.goal.row if rung.goal is not None else None
        steps.append(
            Step(
                rung,
                value_word("chart_level", rung.level, language) if rung.level else "",
                _said(rung.goal),
                _distance(rung.goal, what, language) if rung.goal is not None else "",
                figure_in_words(row.actual) if row is not None and row.actual is not None else "",
            )
        )
    rows = way.rows
    return {"steps": steps, "chart": chart_image(of_levels(rows, language=language)) if len(rows) > 1 and what.rate else None}


def _table(request: HttpRequest, what: Measured, of_year: int, goals: Sequence[Goal]) -> Table:
    columns = (
        Column("place", _("Place")),
        Column("place_code", _("Code")),
        Column("level", _("Level")),
        Column("year", _("Year"), "integer"),
        Column("indicator", _("Key")),
        Column("form", _("Form")),
        Column("target", _("Goal in base units"), "number"),
        Column("written", _("Goal")),
        Column("actual", _("Result in base units"), "number"),
        Column("verdict", _("Verdict")),
        Column("over", _("Level above")),
        Column("over_target", _("Goal of the level above"), "number"),
        Column("difference", _("Difference"), "number"),
        Column("share", _("Share of the goal above"), "number"),
        Column("asks_more", _("Asks for more"), "flag"),
        Column("source", _("Source")),
    )

    def made() -> Iterator[Sequence[Any]]:
        for at in range(0, len(goals), _PAGE * 4):
            for goal in with_records(goals[at : at + _PAGE * 4]):
                figure = goal.row.target if goal.row is not None else None
                link = request.build_absolute_uri(reverse("archive:report", args=[figure.report])) if figure is not None else ""
                yield (
                    goal.place.name, goal.place.code, goal.place.level, of_year, what.key, what.form, goal.target, _said(goal), goal.actual,
                    goal.row.verdict.value if goal.row is not None and goal.row.verdict else None, goal.over.place.name if goal.over else None,
                    goal.over.target if goal.over else None, goal.difference, goal.share, None if goal.asks is None else goal.asks > 0,
                    f"{link}#char={figure.start},{figure.end}" if figure is not None else "",
                )  # fmt: skip

    return Table(f"{what.label('zh')}{of_year}", columns, made)


urls = [path("levels/", levels, name="levels")]
