"""Reports: the list of them, and the page of one with all that is marked in it."""

from __future__ import annotations

import re
from html import escape
from typing import Any

from django.contrib.messages import get_messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import content_disposition_header, quote_etag
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from duixian.model import ReportKind
from duixian.publishing.phrases import period_in_words
from duixian.publishing.wording import value_word
from duixian.web.accounts.permissions import Action, may
from duixian.web.archive.asked import choice, number, year
from duixian.web.archive.labels import EXPORTS
from duixian.web.archive.margin import LOOKS_OF, Slice, items, sliced, tag_words
from duixian.web.archive.models import LeftOut, Report
from duixian.web.archive.originals import original
from duixian.web.archive.report_list import ORDERS, Asked, Listed, asked_reports, places_there, years_there
from duixian.web.archive.report_page import Opened, drawn, known, opened, outline, stamp, written
from duixian.web.archive.report_records import KINDS, Wish, wished
from duixian.web.archive.report_tables import TABLES, files, table_of, table_of_reports
from duixian.web.archive.tables import downloads, wanted
from duixian.web.archive.views import records
from duixian.web.frame import tongue

__all__ = ["urls"]

_PAGE = 50
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def reports(request: HttpRequest) -> HttpResponseBase:
    """Lists the reports of the archive."""
    kinds = [kind.value for kind in ReportKind]
    orders = [*ORDERS, *(f"-{name}" for name in ORDERS)]
    asked = Asked(
        request.GET.get("place", "")[:80],
        year(request) or 0,
        choice(request, "kind", kinds),
        request.GET.get("q", "").strip()[:60],
        choice(request, "sort", orders, "-year"),
    )
    found = asked_reports(asked)
    if form := wanted(request):
        return table_of_reports(found).response(form)
    language = tongue(request)
    context = {
        "crumbs": [{"label": _("Reports")}],
        "asked": asked,
        "page": Paginator(Listed(found), _PAGE).get_page(request.GET.get("page")),
        "places": places_there(),
        "years": years_there(),
        "kinds": [(kind, value_word("kind", kind, language)) for kind in kinds],
        "filtered": asked._replace(order="-year") != Asked(),
        "downloads": downloads(request),
        "columns": _columns(asked.order),
    }
    return render(request, "archive/reports.html", context)


def report(request: HttpRequest, ref: str) -> HttpResponseBase:
    """Shows one report: its text with what is marked in it, the list of marks, and what is known of the whole."""
    row = _row(ref)
    context = known(row)
    etag = quote_etag(stamp(request, row, context))
    told = len(get_messages(request)) > 0  # a page that tells something once is not to be kept
    if not told and not wanted(request) and (unchanged := get_conditional_response(request, etag=etag)) is not None:
        return _revalidated(unchanged)
    shown = opened(row, context)
    table = request.GET.get("table", "")
    if (form := wanted(request)) and table in TABLES:
        return table_of(shown, table).response(form)
    wish = _wish(request)
    language = tongue(request)
    chosen = shown.chosen(wish)
    page = {
        **_margin(request, shown, sliced(chosen, number(request, "page") or 1), wish),
        "text": mark_safe(written(shown, marked := drawn(chosen), language)),
        "undrawn": len(chosen) - len(marked),
        "outline": outline(shown.report),
        **_header(request, shown, wish),
    }
    partial = request.headers.get("HX-Request") and not request.headers.get("HX-History-Restore-Request")
    response = render(request, "archive/_reading.html" if partial else "archive/report.html", page)
    if not told:
        response["ETag"] = etag
    return _revalidated(response)


def margin(request: HttpRequest, ref: str) -> HttpResponse:
    """Gives a further part of the list beside the text."""
    shown = opened(_row(ref, whole=True))
    wish = _wish(request)
    return render(request, "archive/_margin_items.html", _margin(request, shown, sliced(shown.chosen(wish), number(request, "page") or 1), wish))


def original_file(request: HttpRequest, ref: str) -> HttpResponseBase:
    """Gives the file as it was brought in, to be kept and never shown by the browser itself."""
    row = _row(ref)
    file = original(row.document.sha256)
    if not file.is_file():
        raise Http404
    name = _CONTROL.sub("", row.document.name.replace("\\", "/").rpartition("/")[2]) or f"{ref}.{row.format}"
    response = FileResponse(file.open("rb"), content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def text(request: HttpRequest, ref: str) -> HttpResponse:
    """Gives the text that every position counts in, in UTF-8."""
    return _attached(_row(ref, whole=True).machine().text, f"{ref}.txt", "text/plain; charset=utf-8")


def labels(request: HttpRequest, ref: str, sort: str) -> HttpResponse:
    """Gives the report as people left it as labels: ``facts`` or ``commitments``."""
    if sort not in EXPORTS:
        raise Http404
    lines = EXPORTS[sort](opened(_row(ref, whole=True)).report)
    return _attached("".join(f"{line}\n" for line in lines), f"{ref}-{sort}.jsonl", "application/x-ndjson; charset=utf-8")


def _row(ref: str, *, whole: bool = False) -> Report:
    """A report; its reading too where it is needed in any case."""
    found = Report.objects.select_related("place", "document")
    return get_object_or_404(found if whole else found.defer("reading"), ref=ref)


def _wish(request: HttpRequest) -> Wish:
    return wished(request.GET.dict(), request.GET.getlist("show"))


def _attached(content: str, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(content.encode("utf-8", "replace"), content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _revalidated(response: HttpResponseBase) -> HttpResponseBase:
    """A page that a browser may keep but asks about each time."""
    response["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ("Cookie", "HX-Request"))
    return response


def _margin(request: HttpRequest, shown: Opened, part: Slice, wish: Wish) -> dict[str, Any]:
    own = request.GET.copy()
    own["page"] = str(part.following)
    for unwanted in ("table", "format"):
        own.pop(unwanted, None)
    return {
        "row": shown.row,
        "items": mark_safe(items(part.entries, shown.verdicts, tongue(request))),
        "total": part.total,
        "following": part.following,
        "more": own.urlencode(),
        "wish": wish,
    }


def _header(request: HttpRequest, shown: Opened, wish: Wish) -> dict[str, Any]:
    """What stands above the text."""
    row, language = shown.row, tongue(request)
    counts = shown.counts()
    words = tag_words(language)
    base = row.get_absolute_url()
    crumbs: list[dict[str, object]] = [{"label": _("Reports"), "url": reverse("archive:reports")}]
    if row.place:
        crumbs.append({"label": row.place.name, "url": row.place.get_absolute_url()})
    return {
        "crumbs": [*crumbs, {"label": row.label}],
        "kind_word": value_word("kind", row.kind, language),
        "date_words": period_in_words(row.date) if row.date else "",
        "counts": counts,
        "kinds": [
            {"key": kind, "look": LOOKS_OF[kind], "word": words[kind], "count": counts[kind], "on": kind in wish.kinds}
            for kind in KINDS
            if counts[kind] or kind in wish.kinds
        ],
        "names": _names(shown),
        "left_out": LeftOut.objects.filter(report=row).select_related("report__document", "instead__document").defer("report__reading", "instead__reading").first() if not row.followed else None,
        "struck": [{"sort": "fact" if hasattr(one, "indicator") else "commitment", "record": one} for one in shown.left.struck],
        "lost": shown.left.lost,
        "tables": [(_("Facts"), files(base, "facts")), (_("Commitments"), files(base, "commitments")), (_("Findings"), files(base, "findings"))],
        "stale": bool(row.place and row.place.stale),
        "may_correct": may(request.user, Action.CORRECT),
    }


def _names(shown: Opened) -> SafeString:
    """The names of the report's indicators, the most frequent first, as choices of a field."""
    count: dict[str, int] = {}
    for fact in shown.report.facts:
        count[fact.indicator] = count.get(fact.indicator, 0) + 1
    names = sorted(count, key=lambda name: (-count[name], name))[:100]
    return mark_safe("".join(f'<option value="{escape(name)}">' for name in names if name))


def _columns(order: str) -> list[dict[str, str]]:
    """The heads of the list's columns, with the order that each leads to."""
    labels = {
        "title": _("Report"), "place": _("Place"), "year": _("Year"), "kind": _("Kind"), "date": _("Date"), "facts": _("Facts"),
        "commitments": _("Commitments"), "findings": _("Findings"),
    }  # fmt: skip
    found = []
    for name, label in labels.items():
        sorted_by = order.lstrip("-") == name
        up = sorted_by and not order.startswith("-")
        first = f"-{name}" if name in ("year", "facts", "commitments", "findings", "date") else name
        to = (f"-{name}" if up else name) if sorted_by else first
        aria = ("ascending" if up else "descending") if sorted_by else "none"
        found.append({"label": label, "order": to, "aria": aria, "num": "num" if name in ("year", "facts", "commitments", "findings") else ""})
    return found


urls = [
    path("reports/", reports, name="reports"),
    path("reports/<str:ref>/", report, name="report"),
    path("reports/<str:ref>/original", original_file, name="original"),
    path("reports/<str:ref>/text.txt", text, name="report-text"),
    path("reports/<str:ref>/margin/", margin, name="margin"),
    path("reports/<str:ref>/labels/<str:sort>.jsonl", labels, name="labels"),
    *records.urls,
]
