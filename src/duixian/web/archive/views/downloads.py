"""All that can be had as files: the data package of the archive, a panel with its codebook, series as SDMX-CSV, and the tables of pages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec
from django.db.models import Count, Max, Min, Sum
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.http import http_date, parse_etags
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from duixian.model import Series as SeriesRecord
from duixian.web.api.documentation import api_docs
from duixian.web.archive.asked import choice, year
from duixian.web.archive.choosing import choose_indicator
from duixian.web.archive.comparing import LEVELS, Scope, asked_for, provinces
from duixian.web.archive.models import Finding, Indicator, Place, Report, Series, Standing
from duixian.web.archive.package import ensure_package, package_state
from duixian.web.archive.panel import MOST, Wanted, codebook, main_indicators, panel, panel_fields, settled_forms
from duixian.web.archive.sdmx import sdmx_response
from duixian.web.archive.tables import Download, downloads, wanted
from duixian.web.archive.views.comparison import level_names
from duixian.web.frame import tongue

__all__ = ["urls"]

_WAIT = 3.0
"""Seconds that whoever asks for the package waits for it before being told to come again."""
_RETRY = 15

_series = msgspec.json.Decoder(SeriesRecord)


class _Offer(NamedTuple):
    """A table of a page: its name, where it is, how many rows it has (None: as many as are chosen), and its files."""

    name: str
    url: str
    rows: int | None
    files: list[Download]


@require_safe
def all_downloads(request: HttpRequest) -> HttpResponse:
    """Lists all that can be had, with how large it is."""
    counts = Report.objects.aggregate(
        reports=Count("pk"), facts=Sum("facts_count"), commitments=Sum("commitments_count"), first=Min("year"), last=Max("year")
    )
    goals = Standing.objects.aggregate(goals=Sum("goals"), rows=Count("pk"))
    series = Indicator.objects.aggregate(indicators=Count("pk"), observations=Sum("observations"))
    context = {
        "crumbs": [{"label": _("Downloads")}],
        "counts": counts,
        "goals": goals,
        "series": series,
        "places": Place.objects.count(),
        "state": package_state(),
        "offers": [
            _offer(_("Reports"), "archive:reports", counts["reports"]),
            _offer(_("Places"), "archive:places", None),
            _offer(_("Indicators"), "archive:indicators", series["indicators"]),
            _offer(_("Comparison"), "archive:comparison", None),
            _offer(_("Map"), "archive:map", None),
            _offer(_("Findings"), "archive:findings", Finding.objects.count()),
        ],
    }
    return render(request, "archive/downloads.html", context)


def _offer(name: str, url: str, rows: int | None) -> _Offer:
    address = reverse(url)
    return _Offer(name, address, rows, [Download(label, f"{address}?format={form}") for form, label in _FORMS])


_FORMS = (("csv", "CSV"), ("xlsx", "Excel"), ("json", "JSON"), ("parquet", "Parquet"))


@require_POST
def begin_package(request: HttpRequest) -> HttpResponse:
    """Has the data package made, and leads back to the page that shows how far it is."""
    ensure_package()
    return redirect(f"{reverse('archive:downloads')}#package")


@require_safe
def package(request: HttpRequest) -> HttpResponseBase:
    """Gives the data package of the archive as it is now; where it must be made first, says when to come again (202).

    With ``?older`` the one made before is given instead of waiting.
    """
    state = package_state()
    kept = state.current or (state.older if "older" in request.GET else None)
    if kept is None:
        state = ensure_package(_WAIT)
        kept = state.current
    if kept is None:
        response = render(request, "archive/package_soon.html", {"state": state, "crumbs": [{"label": _("Downloads"), "url": reverse("archive:downloads")}, {"label": _("Data package")}]})
        response.status_code = 202
        response["Retry-After"] = str(_RETRY)
        return response
    etag = f'"{kept.stamp}"'
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        return HttpResponse(status=304, headers={"ETag": etag})
    file = FileResponse(kept.path.open("rb"), as_attachment=True, filename="duixian.zip", content_type="application/zip")
    file["ETag"] = etag
    file["Last-Modified"] = http_date(kept.made_at.timestamp())
    return file


@require_safe
def panel_page(request: HttpRequest) -> HttpResponseBase:
    """Shows what a panel will hold, and gives it or its codebook as a file."""
    language = tongue(request)
    typed = request.GET.get("add", "").strip()[:80]
    near: list[tuple[str, str]] = []
    if typed:
        meant = choose_indicator(typed, language)
        if meant.found is not None:
            return redirect(_with(request, meant.found.key))
        near = [(one.name, _with(request, one.key)) for one in meant.near]
    asked = asked_for(request.GET.getlist("indicator"))
    main = main_indicators()
    indicators = settled_forms(asked or main)
    level = choice(request, "level", LEVELS)
    within = provinces()
    prefix = choice(request, "province", [code for code, _name in within])
    first, last = year(request, "from"), year(request, "to")
    asked_panel = Wanted(Scope(0, level, prefix), first, last, indicators)
    if form := wanted(request):
        return (codebook(asked_panel) if "codebook" in request.GET else panel(asked_panel, language)).response(form)
    fields = panel_fields(indicators)
    rows = Standing.objects.all()
    rows = rows.filter(level=level) if level else rows
    rows = rows.filter(place__code__startswith=prefix) if prefix else rows
    rows = rows.filter(year__gte=first) if first is not None else rows
    rows = rows.filter(year__lte=last) if last is not None else rows
    offered = list(dict.fromkeys([*main, *indicators]))
    context: dict[str, Any] = {
        "crumbs": [{"label": _("Downloads"), "url": reverse("archive:downloads")}, {"label": _("Panel")}],
        "fields": fields,
        "rows": rows.count(),
        "level": level,
        "levels": level_names(),
        "provinces": within,
        "province": prefix,
        "first": first,
        "last": last,
        "chosen": [(one, one.label(language)) for one in indicators],
        "offered": [(one.spec, one.label(language), one in indicators) for one in offered],
        "most": MOST,
        "full": len(asked) > MOST,
        "typed": typed,
        "near": near,
        "chinese": language == "zh",
        "downloads": downloads(request),
        "codebook": downloads(request, codebook="1"),
    }
    return render(request, "archive/panel.html", context)


def _with(request: HttpRequest, key: str) -> str:
    """The panel's address with one more indicator; the main ones stay where none were chosen before."""
    own = request.GET.copy()
    own.pop("add", None)
    if not own.getlist("indicator"):
        own.setlist("indicator", [one.spec for one in main_indicators()])
    if all(one.split("@")[0] != key for one in own.getlist("indicator")):
        own.appendlist("indicator", key)
    return f"{request.path}?{own.urlencode()}"


@require_safe
def every_series(request: HttpRequest) -> HttpResponseBase:
    """Gives all series as SDMX-CSV, or those of some places and indicators; written while it is sent."""
    rows = Series.objects.order_by("place_id", "key", "id")
    if slugs := request.GET.getlist("place"):
        rows = rows.filter(place__slug__in=slugs)
    if keys := request.GET.getlist("indicator"):
        rows = rows.filter(key__in=keys)

    def series() -> Iterator[SeriesRecord]:
        for record in rows.values_list("record", flat=True).iterator(500):
            yield _series.decode(record)

    return sdmx_response("duixian-series", series)


urls = [
    path("downloads/", all_downloads, name="downloads"),
    path("downloads/package/", begin_package, name="begin-package"),
    path("downloads/package.zip", package, name="package"),
    path("downloads/panel/", panel_page, name="panel"),
    path("downloads/series.csv", every_series, name="every-series"),
    path("api/docs/", api_docs, name="api-docs"),
]
