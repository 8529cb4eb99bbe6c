"""Indicators: what the archive has figures of, and the figures of one in one place or several."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from duixian.language.indicators import Indicator as Entry
from duixian.language.indicators import indicator as entry_of
from duixian.language.themes import theme_name, themes
from duixian.language.wordings import expand
from duixian.model import Comparison, Role
from duixian.model import Series as SeriesRecord
from duixian.publishing.plotted import of_comparison
from duixian.publishing.wording import value_word
from duixian.web.archive.asked import choice, year
from duixian.web.archive.charts import ChartImage, chart_image
from duixian.web.archive.choosing import choose_place, name_of_indicator
from duixian.web.archive.indicators import OUTSIDE, Line, listing, totals
from duixian.web.archive.joined import names_joined_to
from duixian.web.archive.models import Fact, Indicator, Place
from duixian.web.archive.observations import (
    MOST_PLACES,
    Filters,
    Form,
    Row,
    forms,
    in_turn,
    paired,
    places_with,
    rows,
    series_of,
    settled,
)
from duixian.web.archive.sdmx import sdmx_response
from duixian.web.archive.tables import Column, Download, Table, downloads, wanted
from duixian.web.archive.views import joinings, levels
from duixian.web.frame import tongue

__all__ = ["urls"]

_PAGE = 100
_PLACES_PAGE = 50
_PROPOSED = 60
_ALIASES = 12


def indicators(request: HttpRequest) -> HttpResponseBase:
    """Lists the indicators that the archive has figures of: those of the catalogue by theme, then names that only reports use."""
    language = tongue(request)
    theme = choice(request, "theme", [*(one.id for one in themes()), OUTSIDE])
    found = listing(request.GET.get("q", "").strip()[:60], theme, language)
    if form := wanted(request):
        return _list_table(found.every()).response(form)
    context = {
        "crumbs": [{"label": _("Indicators")}],
        "found": found,
        "page": Paginator(found, _PAGE).get_page(request.GET.get("page")),
        "totals": totals(),
        "themes": [(one.id, theme_name(one.id, language)) for one in themes()],
        "theme": theme,
        "outside": OUTSIDE,
        "downloads": downloads(request),
    }
    return render(request, "archive/indicators.html", context)


def _list_table(lines: Iterable[Line]) -> Table:
    columns = (
        Column("key", _("Key")),
        Column("name", _("Indicator")),
        Column("other", _("Other language")),
        Column("theme", _("Theme")),
        Column("places", _("Places"), "integer"),
        Column("observations", _("Figures"), "integer"),
        Column("targets", _("Targets"), "integer"),
        Column("actuals", _("Results"), "integer"),
        Column("first_year", _("First year"), "integer"),
        Column("last_year", _("Last year"), "integer"),
    )
    return Table(_("Indicators"), columns, lambda: ([getattr(line, column.name) for column in columns] for line in lines))


class Definition(NamedTuple):
    """What the catalogue says of an indicator, in words."""

    entry: Entry
    theme: str
    dimension: str
    kind: str
    better: str
    aliases: tuple[str, ...]
    more: int


def indicator(request: HttpRequest, key: str) -> HttpResponseBase:
    """Shows the figures of an indicator: of the places that are asked for, else which places have any."""
    language = tongue(request)
    summary = Indicator.objects.filter(key=key).first()
    entry = entry_of(key)
    if summary is None and entry is None and not Fact.objects.filter(key=key).exists():
        raise Http404
    name = name_of_indicator(key, language, summary.indicator if summary else "")
    context: dict[str, Any] = {
        "crumbs": [{"label": _("Indicators"), "url": reverse("archive:indicators")}, {"label": name}],
        "key": key,
        "name": name,
        "entry": entry,
        "summary": summary,
        "definition": _definition(entry, language) if entry is not None else None,
        "filters": (asked := _filters(request)),
        "roles": [(role.value, value_word("role", role.value, language)) for role in (Role.TARGET, Role.ACTUAL, Role.BASELINE)],
        "most_places": MOST_PLACES,
        "joined": names_joined_to(key),
    }
    if request.GET.get("places") == "all" and (wanted(request) or request.GET.get("format") == "sdmx"):
        return _every_place(request, key, name, asked)
    chosen = _chosen(request)
    if typed := request.GET.get("add", "").strip()[:80]:
        meant = choose_place(typed)
        if meant.found is not None:
            slugs = [*(place.slug for place in chosen), meant.found.slug]
            return redirect(_address(request, place=list(dict.fromkeys(slugs)), add=None, page=None))
        context |= {"typed": typed, "meant": [(one, _address(request, place=[*(place.slug for place in chosen), one.slug], add=None, page=None)) for one in meant.near]}
    if not chosen:
        return _overview(request, key, name, context)
    return _figures(request, key, name, chosen, context)


def _filters(request: HttpRequest) -> Filters:
    return Filters(year(request, "from"), year(request, "to"), choice(request, "role", [role.value for role in Role]))


def _chosen(request: HttpRequest) -> list[Place]:
    """The places asked for, in the order of the address."""
    slugs = list(dict.fromkeys(request.GET.getlist("place")))[:MOST_PLACES]
    known = {place.slug: place for place in Place.objects.filter(slug__in=slugs)} if slugs else {}
    return [known[slug] for slug in slugs if slug in known]


def _figures(request: HttpRequest, key: str, name: str, chosen: list[Place], context: dict[str, Any]) -> HttpResponseBase:
    """The figures of some places: charts, and a table of every observation."""
    language = tongue(request)
    found = series_of(key, chosen)
    if request.GET.get("format") == "sdmx":
        return sdmx_response(name, lambda: (series for _place, series in found))
    counts = forms(found)
    form = _form(request, counts)
    shown = rows(found, form, context["filters"]) if form is not None else []
    if wanted(request):
        return _figures_table(request, name, key, shown).response(wanted(request))
    page: Page[Row] = Paginator(shown, _PAGE).get_page(request.GET.get("page"))
    page.object_list = settled(list(page.object_list))
    slugs = [place.slug for place in chosen]
    context |= {
        "chosen": [_Chip(place, _address(request, place=[slug for slug in slugs if slug != place.slug])) for place in chosen],
        "page": page,
        "form": form,
        "forms": [_Tab(one, one.name(language), count, _address(request, form=one.key, change=None, page=None)) for one, count in counts.items()],
        "without": [place for place in chosen if all(place != other for other, _series in found)],
        "proposals": places_with(key)[:_PROPOSED],
        "downloads": [*downloads(request), Download("SDMX-CSV", _address(request, format="sdmx", page=None))],
        "names": _names(found),
        "several": len(chosen) > 1,
        "together": (together := request.GET.get("together") == "1"),
        "chart": _chart(key, chosen, form, context["filters"], language, together) if form is not None else None,
        "full": len(chosen) >= MOST_PLACES,
    }
    return render(request, "archive/indicator.html", context)


class _Chip(NamedTuple):
    """A chosen place and the address without it."""

    place: Place
    without: str


class _Tab(NamedTuple):
    form: Form
    name: str
    figures: int
    url: str


def _form(request: HttpRequest, counts: dict[Form, int]) -> Form | None:
    """The form asked for, by its key or as change or level; the one with most figures where none is."""
    asked = request.GET.get("form", "")
    change = request.GET.get("change", "")
    return next(
        (one for one in counts if one.key == asked),
        next((one for one in counts if change in ("0", "1") and one.change is (change == "1")), next(iter(counts), None)),
    )


def _chart(key: str, places: Sequence[Place], form: Form, filters: Filters, language: str, together: bool = False) -> ChartImage | None:
    """The chart of targets and results over the years; None where no figure is one of a single year."""
    pairs = paired(key, places, form, filters)
    if not pairs:
        return None
    return chart_image(of_comparison(Comparison(indicator=pairs[0].indicator, rows=tuple(pairs)), language=language, together=together))


def _names(found: Sequence[tuple[Place, Any]]) -> list[str]:
    """The names by which the reports call the indicator, most used first."""
    counts: dict[str, int] = {}
    for _place, series in found:
        for one in series.observations:
            counts[one.indicator] = counts.get(one.indicator, 0) + 1
    return sorted(counts, key=lambda name: (-counts[name], name))[:_ALIASES]


def _overview(request: HttpRequest, key: str, name: str, context: dict[str, Any]) -> HttpResponseBase:
    """Which places have figures; where only one has, its figures."""
    text = request.GET.get("find", "").strip()[:40]
    found = places_with(key, text)
    paginator = Paginator(found, _PLACES_PAGE)
    if paginator.count == 1 and not text:
        return _figures(request, key, name, [found[0]], context)
    if form := wanted(request):
        return _places_table(name, found).response(form)
    page = paginator.get_page(request.GET.get("page"))
    context |= {
        "page": page,
        "find": text,
        "downloads": downloads(request),
        "every": [*downloads(request, places="all"), Download("SDMX-CSV", _address(request, places="all", format="sdmx", page=None))],
    }
    if page.number == 1 and page.object_list and not text:
        context |= _most(key, page.object_list[0], context["filters"], tongue(request))
    return render(request, "archive/indicator.html", context)


def _most(key: str, place: Place, filters: Filters, language: str) -> dict[str, Any]:
    """The chart of the place with most figures, above the list of places."""
    form = next(iter(forms(series_of(key, [place]))), None)
    return {"first": place, "chart": _chart(key, [place], form, filters, language) if form is not None else None}


def _every_place(request: HttpRequest, key: str, name: str, asked: Filters) -> HttpResponseBase:
    """The figures of all places as a file, written while it is sent."""
    keys = list(places_with(key).values_list("pk", flat=True))

    def found() -> Iterator[tuple[Place, SeriesRecord]]:
        for at in range(0, len(keys), _PLACES_PAGE):
            some = Place.objects.in_bulk(keys[at : at + _PLACES_PAGE])
            yield from series_of(key, [some[pk] for pk in keys[at : at + _PLACES_PAGE] if pk in some])

    if request.GET.get("format") == "sdmx":
        return sdmx_response(name, lambda: (series for _place, series in found()))
    every = (row for place, series in found() for form in forms([(place, series)]) for row in rows([(place, series)], form, asked))
    return _figures_table(request, name, key, every).response(wanted(request))


def _address(request: HttpRequest, **changes: str | list[str] | None) -> str:
    """The page's own address with some parameters changed; None takes one out."""
    made = request.GET.copy()
    for parameter, value in changes.items():
        made.pop(parameter, None)
        if value is not None:
            made.setlist(parameter, value if isinstance(value, list) else [value])
    return f"{request.path}?{made.urlencode()}"


def _places_table(name: str, found: Iterable[Place]) -> Table:
    columns = (
        Column("place", _("Place")),
        Column("place_code", _("Code")),
        Column("level", _("Level")),
        Column("figures", _("Figures"), "integer"),
        Column("targets", _("Targets"), "integer"),
        Column("first_year", _("First year"), "integer"),
        Column("last_year", _("Last year"), "integer"),
    )
    counted = ("figures", "targets", "first_year", "last_year")
    return Table(name, columns, lambda: ([one.name, one.code, one.level, *(getattr(one, column) for column in counted)] for one in found))


def _figures_table(request: HttpRequest, name: str, key: str, every: Iterable[Row]) -> Table:
    columns = (
        Column("place", _("Place")),
        Column("place_code", _("Code")),
        Column("key", _("Key")),
        Column("indicator", _("Indicator")),
        Column("period", _("Period")),
        Column("role", _("Target or result")),
        Column("measure", _("Measure")),
        Column("written", _("As written")),
        Column("value", _("Value"), "number"),
        Column("value_high", _("Upper end"), "number"),
        Column("unit", _("Unit")),
        Column("base_value", _("In base units"), "number"),
        Column("base_value_high", _("Upper end in base units"), "number"),
        Column("base_unit", _("Base unit")),
        Column("qualifier", _("Qualifier")),
        Column("base", _("Compared with")),
        Column("estimate", _("Estimate"), "flag"),
        Column("revised", _("Differs between reports"), "flag"),
        Column("verdict", _("Verdict")),
        Column("outcome", _("Outcome")),
        Column("report", _("Report")),
        Column("report_title", _("Title")),
        Column("start", _("Begins at"), "integer"),
        Column("end", _("Ends at"), "integer"),
        Column("source", _("Source")),
    )

    def made() -> Iterator[Sequence[Any]]:
        for row in in_turn(every):
            one = row.one
            link = request.build_absolute_uri(reverse("archive:report", args=[one.report]))
            yield (
                row.place.name, row.place.code, key, one.indicator, one.period, one.role.value, one.measure.value, row.written, one.value, one.value_high,
                one.unit, one.base_value, one.base_value_high, row.base_unit, one.qualifier.value, one.base, one.estimate, one.revised,
                row.outcome.verdict if row.outcome else None, row.outcome.outcome if row.outcome else None, one.report,
                row.report.label if row.report else "", one.start, one.end, f"{link}#char={one.start},{one.end}",
            )  # fmt: skip

    return Table(name, columns, made)


def _definition(entry: Entry, language: str) -> Definition:
    kinds = {"flow": _("counted over a period"), "stock": _("counted at a moment"), "rate": _("a rate, price or index")}
    directions = {"higher": _("higher is better"), "lower": _("lower is better")}
    between = "、" if language == "zh" else ", "
    first = dict.fromkeys(next(iter(expand(alias.removesuffix(":growth"))), "") for alias in entry.aliases)
    others = [name for name in first if name and name != entry.name]
    return Definition(
        entry,
        theme_name(entry.theme, language),
        between.join(value_word("dimension", one, language) for one in entry.dimensions),
        kinds.get(entry.kind, entry.kind),
        directions.get(entry.better, _("no direction is better in itself")),
        tuple(others[:_ALIASES]),
        max(len(others) - _ALIASES, 0),
    )


urls = [
    path("indicators/", indicators, name="indicators"),
    path("indicators/<path:key>/", indicator, name="indicator"),
    *levels.urls,
    *joinings.urls,
]
