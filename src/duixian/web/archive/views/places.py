"""Places, one place, and how it kept the goals of a year."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from duixian.following.verdicts import standard_rules
from duixian.publishing.verdict_words import LOOKS, verdict_word
from duixian.publishing.wording import message, value_word
from duixian.web.archive.board import SORTS as SORTED
from duixian.web.archive.board import Board, Choice, board, quoted, reports_of
from duixian.web.archive.choosing import name_of_indicator
from duixian.web.archive.models import LeftOut, Place, Standing
from duixian.web.archive.official import as_document, printed
from duixian.web.archive.outcome_table import outcome_columns, outcome_rows
from duixian.web.archive.places import SORTS, Known, Wanted, about, known, listed, rows
from duixian.web.archive.promises import Wanted as WantedPromises
from duixian.web.archive.promises import promise_columns, promise_rows, promises, themes_of, with_proofs
from duixian.web.archive.shares import counts_of, parts
from duixian.web.archive.tables import Column, Download, Table, downloads, wanted
from duixian.web.frame import tongue

__all__ = ["heads", "level_words", "urls", "years_near"]

_PLACES, _GOALS, _PROMISES = 50, 60, 40
"""Places, goals and promises on one page."""
_YEARS = 8
"""Years offered beside the one that is shown."""
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def places(request: HttpRequest) -> HttpResponseBase:
    """Lists the places of the archive with their reports, years and shares kept."""
    chosen = Wanted.of(request.GET)
    found = listed(chosen)
    if form := wanted(request):
        return Table("places", _place_columns(), lambda: (_place_cells(one) for one in rows(found))).response(form)
    page = Paginator(found, _PLACES).get_page(request.GET.get("page"))
    language = tongue(request)
    context = {
        "crumbs": [{"label": _("Places"), "url": ""}],
        "chosen": chosen,
        "page": page,
        "found": page.paginator.count,
        "rows": [(one, parts(_four(one), language)) for one in known(page.object_list)],
        "levels": level_words(),
        "sorts": heads(SORTS, chosen.sort, chosen.down),
        "downloads": downloads(request),
    }
    return render(request, "archive/places.html", context)


def place(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Shows all that the archive has of a place, and where to go on."""
    one = get_object_or_404(Place, slug=slug)
    if form := wanted(request):
        standings = one.standings.order_by("-year")
        return Table(f"{one.name}-years", _year_columns(), lambda: (_year_cells(one, standing) for standing in standings)).response(form)
    language = tongue(request)
    all_of_it = about(one)
    standings = all_of_it["standings"]
    decided = sum(each.decided for each in standings)
    context = all_of_it | {
        "place": one,
        "crumbs": [{"label": _("Places"), "url": reverse("archive:places")}, {"label": one.name, "url": ""}],
        "level": level_words().get(one.level, ""),
        "goals": sum(each.goals for each in standings),
        "decided": decided,
        "kept": sum(each.exceeded + each.met for each in standings) / decided if decided else None,
        "newest": next((each for each in standings if each.decided), standings[0] if standings else None),
        "years": [(each, parts(counts_of(each), language)) for each in standings],
        "followed": sum(each.followed for each in all_of_it["reports"]),
        "peers": [(each, parts(_four(each), language)) for each in all_of_it["peers"]],
        "indicated": [(each, name_of_indicator(each.cell.key, language, each.cell.indicator)) for each in all_of_it["indicated"]],
        "gaps": [each for each in all_of_it["left_out"] if each.kind == "gap"],
        "left_out": [each for each in all_of_it["left_out"] if each.kind != "gap"],
        "downloads": downloads(request),
    }
    return render(request, "archive/place.html", context)


def scoreboard(request: HttpRequest, slug: str, year: int) -> HttpResponseBase:
    """Shows every goal of a place and year with what became of it; on a second tab the promises without a number."""
    where = get_object_or_404(Place, slug=slug)
    standings = {one.year: one for one in where.standings.all()}
    context: dict[str, Any] = {
        "place": where,
        "year": year,
        "standing": standings.get(year),
        "years": years_near(sorted(standings), year),
        "crumbs": [
            {"label": _("Places"), "url": reverse("archive:places")},
            {"label": where.name, "url": where.get_absolute_url()},
            {"label": str(year), "url": ""},
        ],
    }
    if request.GET.get("tab") == "promises":
        return _promises(request, where, year, context)
    whole = board(where, year)
    if not whole.rows and not any(one.year == year for one in whole.reports.values()):
        raise Http404
    if request.GET.get("format") == "docx":
        response = HttpResponse(as_document(whole), content_type=_DOCX)
        name = quote(f"{where.name}{year}年量化指标任务落实情况.docx")
        response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
        return response
    choice = Choice.of(request.GET)
    taken = choice.ordered(one for one in whole.rows if choice.takes(one))
    if form := wanted(request):
        table = Table(f"{where.name}{year}-scoreboard", outcome_columns(), lambda: outcome_rows(taken, whole.reports, tongue(request)))
        return table.response(form)
    context |= _said(request, whole, standings.get(year)) | {"board": whole, "rules": standard_rules()}
    if request.GET.get("print") == "1":
        return render(request, "archive/scoreboard_print.html", context | {"sections": printed(whole)})
    page = Paginator(taken, _GOALS).get_page(request.GET.get("page"))
    files = downloads(request)
    files.append(Download(_("Word, as the official table"), f"{request.path}?format=docx"))
    context |= {
        "choice": choice,
        "page": page,
        "rows": quoted(list(page.object_list)),
        "found": len(taken),
        "verdicts": _verdicts(request, whole, choice),
        "themes": whole.themes(tongue(request)),
        "hardnesses": [(key, value_word("hardness", key, tongue(request)), whole.hardnesses[key]) for key in ("binding", "plain", "soft") if whole.hardnesses[key]],
        "sorts": heads(SORTED, choice.sort, choice.down),
        "downloads": files,
    }
    return render(request, "archive/scoreboard.html", context)


def _promises(request: HttpRequest, where: Place, year: int, context: dict[str, Any]) -> HttpResponseBase:
    """The second tab: promises without a number, each with the sentences of later reports that speak of it."""
    reports = reports_of(where)
    if not any(one.year == year for one in reports.values()):
        raise Http404
    chosen = WantedPromises.of(request.GET)
    found = promises(where, year, chosen)
    if form := wanted(request):
        return Table(f"{where.name}{year}-promises", promise_columns(), lambda: promise_rows(where, found, reports)).response(form)
    page = Paginator(found, _PROMISES).get_page(request.GET.get("page"))
    context |= {
        "tab": "promises",
        "chosen": chosen,
        "page": page,
        "found": page.paginator.count,
        "promises": with_proofs(page.object_list, reports),
        "themes": themes_of(where, year, tongue(request)),
        "later": any((one.year or 0) > year for one in reports.values()),
        "downloads": downloads(request),
    }
    return render(request, "archive/scoreboard.html", context)


def _said(request: HttpRequest, whole: Board, standing: Standing | None) -> dict[str, Any]:
    """The figures above the rows, in words and as a bar."""
    language = tongue(request)
    lenient = whole.lenient
    return {
        "shares": parts(counts_of(standing) if standing else whole.verdicts, language),
        "shares_defined": message("shares_defined", language),
        "lenient": message("without_tolerance", language, count=lenient) if lenient else "",
        "gaps": LeftOut.objects.filter(place=whole.place, kind="gap", report__year=whole.year) if whole.rows else [],
    }


def _verdicts(request: HttpRequest, whole: Board, choice: Choice) -> list[tuple[str, str, str, int, bool]]:
    """The verdicts to filter by: key, sign, word, count, whether chosen."""
    language = tongue(request)
    return [
        (one.value, look.sign, verdict_word(one, "higher", language), whole.verdicts[one.value], one.value in choice.verdicts)
        for one, look in LOOKS.items()
        if whole.verdicts[one.value]
    ]


def heads(names: Iterable[str], sort: str, down: bool) -> dict[str, dict[str, str]]:
    """Gives for each column that rows can be sorted by what its head asks for, and how it is sorted now (``aria-sort``)."""
    made = {}
    for name in names:
        current = sort == name
        made[name] = {
            "to": f"-{name}" if current and not down else name,
            "now": ("descending" if down else "ascending") if current else "none",
        }
    return made


def level_words() -> dict[str, str]:
    """Gives the levels of places with what they are called."""
    return {"nation": _("Nation"), "province": _("Provinces"), "city": _("Cities"), "county": _("Counties and districts")}


def _four(one: Known) -> dict[str, int]:
    """What became of a place's goals, in the parts that are known of all years together."""
    return {"met": one.kept, "nearly": one.nearly, "missed": one.missed, "absent": one.absent}


def _place_columns() -> list[Column]:
    return [
        Column("place", _("Place")),
        Column("code", _("Code")),
        Column("level", _("Level")),
        Column("reports", _("Reports"), "integer"),
        Column("first_year", _("First year"), "integer"),
        Column("last_year", _("Last year"), "integer"),
        Column("goals", _("Goals with a number"), "integer"),
        Column("decided", _("With a comparable result"), "integer"),
        Column("kept", _("Number kept"), "integer"),
        Column("nearly", _("Nearly met"), "integer"),
        Column("missed", _("Missed"), "integer"),
        Column("absent", _("Never mentioned again"), "integer"),
        Column("kept_share", _("Share kept"), "number"),
        Column("absent_share", _("Share never mentioned again"), "number"),
    ]


def _place_cells(one: Known) -> list[Any]:
    return [
        one.place.name, one.place.code, one.place.level, one.reports, one.first_year, one.last_year, one.goals, one.decided, one.kept,
        one.nearly, one.missed, one.absent, one.kept_share, one.absent_share,
    ]  # fmt: skip


_COUNTS = ("goals", "decided", "exceeded", "met", "nearly", "missed", "other_form", "absent", "pending", "binding", "plain", "soft")


def _year_columns() -> list[Column]:
    return [
        Column("place", _("Place")),
        Column("year", _("Year"), "integer"),
        *(Column(name, label, "integer") for name, label in zip(_COUNTS, _count_words(), strict=True)),
        Column("kept_share", _("Share kept"), "number"),
        Column("absent_share", _("Share never mentioned again"), "number"),
    ]


def _count_words() -> list[str]:
    return [
        _("Goals with a number"), _("With a comparable result"), _("Exceeded"), _("Met"), _("Nearly met"), _("Missed"), _("In another form"),
        _("Never mentioned again"), _("No later report"), _("Worded binding"), _("Worded plainly"), _("Worded softly"),
    ]  # fmt: skip


def _year_cells(one: Place, standing: Standing) -> list[Any]:
    return [one.name, standing.year, *(getattr(standing, name) for name in _COUNTS), standing.kept_share, standing.absent_share]


def years_near(years: list[int], year: int) -> list[int]:
    """Gives the years nearest to one, newest first."""
    return sorted(sorted(years, key=lambda one: abs(one - year))[:_YEARS], reverse=True)


urls = [
    path("places/", places, name="places"),
    path("places/<str:slug>/", place, name="place"),
    path("places/<str:slug>/<int:year>/", scoreboard, name="scoreboard"),
]
