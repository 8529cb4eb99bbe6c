"""Places beside each other: indicators of a year in columns, each number ranked among the places of its level."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from duixian.model import Figure
from duixian.publishing.phrases import quantity
from duixian.publishing.verdict_words import LOOKS, verdict_word
from duixian.web.archive.asked import choice, year
from duixian.web.archive.charts import chart_image
from duixian.web.archive.choosing import choose_indicator, choose_place
from duixian.web.archive.comparing import (
    LEVELS,
    SHOWN,
    Compared,
    Heading,
    Scope,
    Stood,
    asked_for,
    common,
    compared,
    default_level,
    default_year,
    headings,
    medians,
    ordered,
    provinces,
    ranked_standings,
    years,
)
from duixian.web.archive.measured import Measured, difference, figure_in_words, gap_of, rounded, stretch_of
from duixian.web.archive.models import Place
from duixian.web.archive.multiples import MOST, plot_over_time
from duixian.web.archive.replied import replied_words
from duixian.web.archive.tables import Column, Table, downloads, wanted
from duixian.web.archive.views.tilemap import tile_map
from duixian.web.frame import tongue

__all__ = ["level_names", "urls"]

_PAGE = 30
_COLUMNS = 6
"""Columns where none are asked for."""
_MOST_COLUMNS = 12
_MOST_PLACES = 40
_AT_ONCE = 200
"""Places whose cells are fetched at once for a file."""


class _Line(NamedTuple):
    """A small line under a cell's number: what it is, in words, and the address of its place in the text."""

    label: str
    words: str
    url: str


class _Shown(NamedTuple):
    """A cell as the page shows it; ``url`` is where its number stands in a text, empty where the number was worked out."""

    words: str
    url: str
    rank: int | None
    ranked: int
    lines: tuple[_Line, ...]
    verdict: str
    sign: str
    verdict_word: str
    outcome: str


class _Head(NamedTuple):
    """A column's head: ``sort`` is what a click sorts by, ``order`` what it is sorted by now (as ``aria-sort`` says it)."""

    label: str
    note: str
    sort: str
    order: str
    spec: str
    key: str
    median: str


class _Addresses:
    """The addresses of reports and outcomes, of which a page has hundreds: each is worked out once."""

    def __init__(self) -> None:
        self._reports: dict[str, str] = {}
        self._outcome = reverse("archive:outcome", args=["-"]).partition("-")

    def source(self, figure: Figure) -> str:
        """Gives the address of a figure's place in its report."""
        ref = figure.report
        if ref not in self._reports:
            self._reports[ref] = reverse("archive:report", args=[ref])
        return f"{self._reports[ref]}#char={figure.start},{figure.end}"

    def outcome(self, id: str) -> str:
        """Gives the address of an outcome; empty where there is none."""
        before, _dash, behind = self._outcome
        return f"{before}{id}{behind}" if id else ""


class _Row(NamedTuple):
    """A place with how it kept its goals and its cell in each column."""

    place: Place
    standing: Stood | None
    cells: list[_Shown | None]


def comparison(request: HttpRequest) -> HttpResponseBase:
    """Shows places × indicators of a year; sorts, filters and downloads them."""
    language = tongue(request)
    added = _added(request, language)
    if isinstance(added, HttpResponseBase):
        return added
    within = provinces()
    scope, chosen = _scope(request, [code for code, _name in within])
    if scope is None:
        return render(request, "archive/comparison.html", {"empty": True, "crumbs": [{"label": _("Comparison")}]})
    offered = common(scope.year, scope.level)
    specs = asked_for(request.GET.getlist("indicator"))[:_MOST_COLUMNS]
    columns = headings(scope.year, scope.level, specs or [what for what, _count in offered[:_COLUMNS]])
    shown = choice(request, "show", SHOWN, SHOWN[0])
    by, turned = _order(request, columns)
    places = ordered(scope, columns, by, shown, turned)
    if form := wanted(request):
        return _table(scope, columns, places, language).response(form)
    page = Paginator(places, _PAGE).get_page(request.GET.get("page"))
    on_page = list(page.object_list)
    keys = [place.pk for place in on_page]
    cells = compared(scope, columns, keys)
    standings = ranked_standings(scope, keys)
    middle = medians(scope.year, scope.level, columns) if len(on_page) > 1 else {}
    over = next((one.what for one in columns if one.what.spec == request.GET.get("over")), None)
    addresses = _Addresses()
    rows = [
        _Row(place, standings.get(place.pk), [_cell(cells.get((place.pk, one.what)), one, shown, addresses, language) for one in columns])
        for place in on_page
    ]
    context: dict[str, Any] = {
        "crumbs": [{"label": _("Comparison")}],
        "scope": scope,
        "years": sorted({*years(), scope.year}, reverse=True),
        "levels": level_names(),
        "level": scope.level,
        "provinces": within,
        "chosen": [(place, _without(request, "place", place.slug)) for place in chosen],
        "offered": _offered(offered, columns, language),
        "shown": shown,
        "shows": _shows(),
        "heads": [_head(request, one, shown, by, turned, middle, language) for one in columns],
        "sorts": {name: (_sort(name, by, turned), _aria(name, by, turned)) for name in ("place", "kept", "absent")},
        "by": request.GET.get("sort", ""),
        "rows": rows,
        "medians": bool(middle) and shown in ("actual", "target"),
        "page": page,
        "total": page.paginator.count,
        "over": over.label(language) if over else "",
        "chart": chart_image(plot) if over and (plot := plot_over_time(over, on_page, language)) else None,
        "most_drawn": MOST,
        "downloads": downloads(request),
        "added": added,
        "asked_indicators": [one.spec for one in specs],
    }
    return render(request, "archive/comparison.html", context)


def level_names() -> list[tuple[str, str]]:
    """Gives the levels of government with their names."""
    names = {"nation": _("Nation"), "province": _("Provinces"), "city": _("Cities"), "county": _("Counties and districts")}
    return [(level, names[level]) for level in LEVELS]


def _shows() -> list[tuple[str, str]]:
    return [("actual", _("Result")), ("target", _("Goal")), ("gap", _("Gap")), ("stretch", _("Stretch"))]


def _added(request: HttpRequest, language: str) -> HttpResponseBase | dict[str, Any]:
    """What was typed into the fields that add a place or an indicator: the address with it, or what it may have meant."""
    meant: dict[str, Any] = {}
    for field, name in (("add", "place"), ("measure", "indicator")):
        typed = request.GET.get(field, "").strip()[:80]
        if not typed:
            continue
        if field == "add":
            place = choose_place(typed)
            found, near = place.found.slug if place.found else "", [(one.name, one.slug) for one in place.near]
        else:
            named = choose_indicator(typed, language)
            found, near = named.found.key if named.found else "", [(one.name, one.key) for one in named.near]
        if found:
            return redirect(_with(request, name, found))
        meant |= {f"{name}_typed": typed, f"{name}_near": [(label, _with(request, name, value)) for label, value in near]}
    return meant


def _with(request: HttpRequest, name: str, value: str) -> str:
    """The page's address with one more value of a parameter."""
    own = request.GET.copy()
    for gone in ("add", "measure", "page"):
        own.pop(gone, None)
    if value not in own.getlist(name):
        own.appendlist(name, value)
    return f"{request.path}?{own.urlencode()}"


def _without(request: HttpRequest, name: str, value: str) -> str:
    """The page's address without one value of a parameter."""
    own = request.GET.copy()
    own.pop("page", None)
    own.setlist(name, [one for one in own.getlist(name) if one != value])
    return f"{request.path}?{own.urlencode()}"


def _scope(request: HttpRequest, within: Sequence[str]) -> tuple[Scope | None, list[Place]]:
    """Year and places asked for; the latest year with results and the level with the most places where none are."""
    slugs = list(dict.fromkeys(request.GET.getlist("place")))[:_MOST_PLACES]
    chosen = list(Place.objects.filter(slug__in=slugs).order_by("code", "name")) if slugs else []
    levels = {place.level for place in chosen}
    level = choice(request, "level", LEVELS, next(iter(levels)) if len(levels) == 1 else "")
    of = year(request) or default_year(level)
    if of is None:
        return None, chosen
    if not level and not chosen and "level" not in request.GET:
        level = default_level(of)
    return Scope(of, level, choice(request, "province", within), tuple(place.pk for place in chosen)), chosen


def _offered(offered: Sequence[tuple[Measured, int]], columns: Sequence[Heading], language: str) -> list[tuple[str, str, int, bool]]:
    """The indicators to choose from: those that most places have, and those chosen already."""
    counts = dict(offered)
    for one in columns:
        counts.setdefault(one.what, max(one.targets, one.actuals))
    own = {one.what for one in columns}
    return [(what.spec, what.label(language), count, what in own) for what, count in counts.items()]


def _order(request: HttpRequest, columns: Sequence[Heading]) -> tuple[str, bool]:
    """What the rows are sorted by, and whether turned round; by their code where nothing known is asked for."""
    sort = request.GET.get("sort", "")
    turned, by = sort.startswith("-"), sort.removeprefix("-")
    if by in ("place", "kept", "absent", *(one.what.spec for one in columns)):
        return by, turned
    return "place", False


def _sort(name: str, by: str, turned: bool) -> str:
    return f"-{name}" if by == name and not turned else name


def _aria(name: str, by: str, turned: bool, up: bool = True) -> str:
    """How a column is sorted, as ``aria-sort`` says it; of places by their code, of numbers the better first."""
    if by != name:
        return "none"
    rising = name in ("place", "absent") or not up
    return "ascending" if rising is not turned else "descending"


def _head(
    request: HttpRequest, one: Heading, shown: str, by: str, turned: bool, middle: dict[tuple[Measured, str], float], language: str
) -> _Head:
    spec = one.what.spec
    value = middle.get((one.what, shown))
    up = one.up or shown in ("gap", "stretch")
    note = _("%(targets)d goals, %(results)d results") % {"targets": one.targets, "results": one.actuals}
    return _Head(
        one.what.label(language), note, _sort(spec, by, turned), _aria(spec, by, turned, up), spec, one.what.key,
        "" if value is None else rounded(value, one.what),
    )  # fmt: skip


def _cell(found: Compared | None, heading: Heading, shown: str, addresses: _Addresses, language: str) -> _Shown | None:
    if found is None:
        return None
    row, ranks = found

    def line(label: str, figure: Figure | None) -> _Line | None:
        return None if figure is None else _Line(label, figure_in_words(figure), addresses.source(figure))

    goal, result = line(_("Goal"), row.target), line(_("Result"), row.actual)
    rank, ranked, first = None, 0, None
    if shown == "gap":
        words, lines = difference(gap_of(row, heading.up), heading.what.rate, language), (result, goal)
    elif shown == "stretch":
        words, lines = difference(stretch_of(row, heading.up), heading.what.rate, language), (goal, line(_("Year before"), row.last))
    else:
        first, other = (goal, result) if shown == "target" else (result, goal)
        words, lines = first.words if first else "—", (other, None)
        rank, ranked = (ranks.target, heading.targets) if shown == "target" else (ranks.actual, heading.actuals)
    verdict = row.verdict if shown in ("actual", "gap") else None
    return _Shown(
        words, first.url if first else "", rank, ranked, tuple(one for one in lines if one is not None), verdict.value if verdict else "",
        LOOKS[verdict].sign if verdict else "", verdict_word(verdict, row.better, language) if verdict else "", addresses.outcome(row.outcome),
    )  # fmt: skip


def _table(scope: Scope, columns: Sequence[Heading], places: Any, language: str) -> Table:
    """The comparison as a file: a row for each place and indicator, in the order of the page."""
    fields = (
        Column("place_code", _("Code")),
        Column("place", _("Place")),
        Column("level", _("Level")),
        Column("year", _("Year"), "integer"),
        Column("kept_share", _("Share kept"), "number"),
        Column("kept_rank", _("Rank by share kept"), "integer"),
        Column("absent_share", _("Share never mentioned again"), "number"),
        Column("absent_rank", _("Rank by share never mentioned again"), "integer"),
        Column("key", _("Key")),
        Column("indicator", _("Indicator")),
        Column("form", _("Form")),
        Column("base_unit", _("Base unit")),
        Column("target", _("Goal")),
        Column("target_value", _("Goal in base units"), "number"),
        Column("target_high", _("Goal's upper end in base units"), "number"),
        Column("hardness", _("Strength of wording")),
        Column("actual", _("Result")),
        Column("actual_value", _("Result in base units"), "number"),
        Column("last", _("Result of the year before")),
        Column("verdict", _("Verdict")),
        Column("verdict_word", _("Verdict in words")),
        Column("gap", _("Gap as a share of the goal"), "number"),
        Column("stretch", _("Stretch (percentage points of rates, else a share)"), "number"),
        Column("target_rank", _("Rank of the goal"), "integer"),
        Column("actual_rank", _("Rank of the result"), "integer"),
        Column("outcome", _("Outcome")),
        Column("reply", _("Reply")),
        Column("target_report", _("Goal's report")),
        Column("target_start", _("Goal's start"), "integer"),
        Column("target_end", _("Goal's end"), "integer"),
        Column("actual_report", _("Result's report")),
        Column("actual_start", _("Result's start"), "integer"),
        Column("actual_end", _("Result's end"), "integer"),
    )

    def rows() -> Iterator[Sequence[Any]]:
        keys = list(places.values_list("pk", flat=True))
        replied = replied_words()
        for at in range(0, len(keys), _AT_ONCE):
            some = keys[at : at + _AT_ONCE]
            known, cells, standings = Place.objects.in_bulk(some), compared(scope, columns, some), ranked_standings(scope, some)
            for pk in some:
                yield from _file_rows(scope, columns, known[pk], cells, standings.get(pk), replied, language)

    return Table(_("Comparison"), fields, rows)


def _file_rows(
    scope: Scope, columns: Sequence[Heading], place: Place, cells: dict[tuple[int, Measured], Compared], stood: Stood | None,
    replied: dict[str, str], language: str,
) -> Iterator[Sequence[Any]]:
    shares = (stood.kept_share, stood.kept_rank, stood.absent_share, stood.absent_rank) if stood else (None,) * 4
    for one in columns:
        found = cells.get((place.pk, one.what))
        if found is None:
            continue
        row, ranks = found
        yield (
            place.code, place.name, place.level, scope.year, *shares, one.what.key, one.what.label(language), one.what.form, one.what.base_unit,
            *_numbers(row.target), row.target.base_value_high if row.target else None, row.hardness.value if row.hardness else "", *_numbers(row.actual),
            figure_in_words(row.last) if row.last else "", row.verdict.value if row.verdict else "",
            verdict_word(row.verdict, row.better, language) if row.verdict else "", row.gap, stretch_of(row, one.up), ranks.target, ranks.actual, row.outcome,
            replied.get(row.outcome, ""),
            *_where(row.target), *_where(row.actual),
        )  # fmt: skip


def _numbers(figure: Figure | None) -> tuple[str, float | None]:
    if figure is None:
        return "", None
    words = quantity(figure.measure, figure.value, figure.value_high, figure.unit, figure.qualifier)
    return words, None if figure.base_value is None else float(figure.base_value)


def _where(figure: Figure | None) -> tuple[str, int | None, int | None]:
    return ("", None, None) if figure is None else (figure.report, figure.start, figure.end)


urls = [
    path("comparison/", comparison, name="comparison"),
    path("map/", tile_map, name="map"),
]
