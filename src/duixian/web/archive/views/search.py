"""Search over the text of all reports, and over the records in what was found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _

from duixian.language.themes import theme_name, themes
from duixian.model import Measure, ReportKind, Role, SectionRole
from duixian.publishing.wording import value_word
from duixian.web.archive.asked import choice, number, year
from duixian.web.archive.choosing import choose_place
from duixian.web.archive.models import Report
from duixian.web.archive.search.asking import COMMITMENTS, FACTS, SORTS, TEXT, Filters
from duixian.web.archive.search.leads import EXAMPLES, instead, named
from duixian.web.archive.search.query import LONGEST, parse
from duixian.web.archive.search.results import MOST, PAGE, Hit, everything, search
from duixian.web.archive.tables import Column, Table, downloads, wanted
from duixian.web.frame import tongue

__all__ = ["urls"]

_DOWNLOADED = 10_000
"""Rows of a file."""
_YEARS = 12
"""Years shown with their counts."""


def find(request: HttpRequest) -> HttpResponseBase:
    """Shows the sentences, facts or promises that hold what is asked for."""
    language = tongue(request)
    query = parse(request.GET.get("q", ""))
    typed = request.GET.get("place", "").replace("\0", "").strip()[:80]
    meant = choose_place(typed)
    filters = _filters(request)._replace(place=meant.found)
    if (form := wanted(request)) and query.words:
        return _table(filters, lambda: everything(query, filters, _DOWNLOADED)).response(form)
    results = search(query, filters, number(request, "page", 1) or 1)
    context = {
        "crumbs": [{"label": _("Search"), "url": ""}],
        "query": query,
        "filters": filters,
        "results": results,
        "page": results,
        "first": (results.number - 1) * PAGE + 1,
        "most": MOST,
        "most_rows": _DOWNLOADED,
        "longest": LONGEST,
        "typed": typed,
        "near": meant.near,
        "sorts": [(TEXT, _("Full text")), (FACTS, _("Facts")), (COMMITMENTS, _("Promises"))],
        "years": [] if filters.year else list((results.years or {}).items())[:_YEARS],
        "leads": named(query, language),
        "instead": instead(query, filters) if query.words and not results.hits else [],
        "bare": not results.hits and not Report.objects.exists(),
        "examples": [] if query.words else EXAMPLES,
        "downloads": downloads(request) if results.hits else [],
        **_choices(filters.what, language),
    }
    return render(request, "archive/search.html", context)


def _filters(request: HttpRequest) -> Filters:
    what = choice(request, "what", SORTS, TEXT)
    return Filters(
        what=what,
        year=year(request),
        kind=choice(request, "kind", [one.value for one in ReportKind]),
        role=choice(request, "role", _roles(what)),
        theme=choice(request, "theme", [one.id for one in themes()]),
        measure=choice(request, "measure", [one.value for one in Measure]) if what == FACTS else "",
        checkable=choice(request, "checkable", ("yes", "no")) if what == COMMITMENTS else "",
    )


def _roles(what: str) -> list[str]:
    """What a sentence's part of the report may do, or a fact's number."""
    return {TEXT: [one.value for one in SectionRole], FACTS: [one.value for one in Role]}.get(what, [])


def _choices(what: str, language: str) -> dict[str, Any]:
    """What the filters offer."""
    group = "section_role" if what == TEXT else "role"
    return {
        "kinds": [(one.value, value_word("kind", one.value, language)) for one in ReportKind],
        "roles": [(one, value_word(group, one, language)) for one in _roles(what)],
        "themes": [(one.id, theme_name(one.id, language)) for one in themes()],
        "measures": [(one.value, value_word("measure", one.value, language)) for one in Measure] if what == FACTS else [],
    }


def _table(filters: Filters, hits: Any) -> Table:
    """All that was found, as a file."""
    columns = [
        Column("report", _("Report")),
        Column("place", _("Place")),
        Column("year", _("Year"), "integer"),
        Column("kind", _("Kind")),
        Column("title", _("Title")),
    ]
    own = {TEXT: _sentence_columns, FACTS: _fact_columns, COMMITMENTS: _commitment_columns}[filters.what]()
    columns += own
    columns += [Column("start", _("From")), Column("end", _("To")), Column("sentence", _("Sentence"))]

    def rows() -> Iterator[list[Any]]:
        for hit in hits():
            report: Report = hit.report
            place = report.place.name if report.place else report.place_name
            yield [
                *(report.ref, place, report.year, report.kind, report.title),
                *(_cell(hit, column.name) for column in own),
                *(hit.start, hit.end, hit.sentence.text),
            ]

    return Table(_("Search"), columns, rows)


def _cell(hit: Hit, name: str) -> Any:
    source = hit.record if hit.record is not None else hit.sentence
    return getattr(source, name)


def _sentence_columns() -> list[Column]:
    return [Column("role", _("Part")), Column("theme", _("Theme"))]


def _fact_columns() -> list[Column]:
    return [
        Column("role", _("Role of the number")),
        Column("indicator", _("Indicator")),
        Column("indicator_id", _("Key")),
        Column("measure", _("Measure")),
        Column("value", _("Value"), "number"),
        Column("value_high", _("Upper value"), "number"),
        Column("unit", _("Unit")),
        Column("qualifier", _("Qualifier")),
        Column("period", _("Period")),
        Column("hardness", _("Hardness")),
        Column("quote", _("Quote")),
    ]


def _commitment_columns() -> list[Column]:
    return [
        Column("quote", _("Promise")),
        Column("action", _("Action")),
        Column("object", _("Object")),
        Column("deadline", _("Deadline")),
        Column("theme", _("Theme")),
        Column("checkable", _("Checkable"), "flag"),
        Column("lead", _("Suggested lead")),
    ]


urls = [path("search/", find, name="search")]
