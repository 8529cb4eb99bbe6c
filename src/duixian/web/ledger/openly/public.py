"""The pages that everybody may read: the board, one item, its files, feeds. Who only reads gets no cookie, and an unchanged page is not sent twice."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from itertools import groupby
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import get_template
from django.utils import translation
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.views.decorators.http import require_safe

from duixian.language.themes import theme_name
from duixian.web.accounts.models import Office
from duixian.web.archive.originals import original
from duixian.web.archive.tables import downloads, wanted
from duixian.web.frame import tongue
from duixian.web.ledger.kinds.words import kind_of
from duixian.web.ledger.models import Kind, Ledger
from duixian.web.ledger.openly import feeds
from duixian.web.ledger.openly.board import (
    board_stamp,
    board_table,
    kinds_first,
    promise_url,
    published,
    said_of,
    searched,
    shown,
    shown_one,
    update_words,
)
from duixian.web.ledger.openly.cleaning import SORTS
from duixian.web.ledger.openly.facts import Standing
from duixian.web.ledger.openly.models import Evidence, Publication, PublicationState, Update
from duixian.web.ledger.openly.settings import Board, board_settings

__all__ = ["board", "context_of", "evidence", "feed", "gone", "item", "item_feed", "page", "public_page"]

_PER_PAGE = 60
_NEWS = 50
_SAID = 30
_THEMES = ("light", "dark")
_LANGUAGES = {code.partition("-")[0]: code for code, _name in settings.LANGUAGES}

_NAMES = {code.partition("-")[0]: name for code, name in settings.LANGUAGES}

View = Callable[..., HttpResponseBase]


def public_page(view: View) -> View:
    """Gives a view of the board: in the language the address asks for (``lang``), answered 404 while the board is closed, and 304 where nothing has changed."""

    @wraps(view)
    def shown_to_all(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        wished = _LANGUAGES.get(request.GET.get("lang", ""))
        with translation.override(wished or translation.get_language()):
            request.LANGUAGE_CODE = translation.get_language() or settings.LANGUAGE_CODE
            response: HttpResponseBase | None = None
            held = _held(request)
            etag = f'W/"{board_stamp(held, request.get_full_path(), request.get_host(), request.COOKIES.get("theme", ""))}"'
            if not held.public:
                response = gone(request, 404)
            else:
                known = get_conditional_response(request, etag=etag)
                response = known if known is not None and known.status_code == 304 else view(request, *args, **kwargs)
            if response.status_code in (200, 304):
                response.headers.setdefault("ETag", etag)
            response.headers.setdefault("Cache-Control", "no-cache")
            patch_vary_headers(response, ["Accept-Language", "Cookie"])
            return response

    return require_safe(shown_to_all)


def context_of(request: HttpRequest, **more: Any) -> dict[str, Any]:
    """Gives what every page of the board needs. It is drawn without Django's own context, which would set a cookie."""
    language = tongue(request)
    theme = request.COOKIES.get("theme", "")
    other = request.GET.copy()
    other["lang"] = "zh" if language == "en" else "en"
    return {
        "request": request,
        "scheme": theme if theme in _THEMES else "",
        "lang": f"?lang={language}" if request.GET.get("lang") in _LANGUAGES else "",
        "lang_value": language if request.GET.get("lang") in _LANGUAGES else "",
        "other_language": f"{request.path}?{other.urlencode()}",
        "other_code": "zh-hans" if language == "en" else "en",
        "lang_code": language,
        "other_name": _NAMES["zh"] if language == "en" else _NAMES["en"],
        "archive_is_public": settings.PUBLIC,
        "publisher": _publisher(),
        "collecting": _held(request).collecting,
        **more,
    }


def page(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """Gives a page of the board."""
    return HttpResponse(get_template(template).render(context_of(request, **context)), status=status)


def gone(request: HttpRequest, status: int = 404) -> HttpResponse:
    """Says that nothing is published here (404), or that it was withdrawn (410): nothing else of it."""
    return page(request, "public/gone.html", {"withdrawn": status == 410}, status)


@public_page
def board(request: HttpRequest) -> HttpResponseBase:
    """Shows everything published, by kind and section; as a file where one is asked for."""
    every = published(_held(request))
    years = sorted(set(every.order_by().values_list("year", flat=True)), reverse=True)
    wish = _wish(request, years)
    rows = kinds_first(searched(every, **wish))
    if form := wanted(request):
        return board_table(rows, request.build_absolute_uri("/").rstrip("/")).response(form)
    paged = Paginator(rows, _PER_PAGE).get_page(request.GET.get("page"))
    groups = [
        (str(Kind(kind).label), [(section, list(found)) for section, found in groupby(ones, key=lambda one: one.row.section)])
        for kind, ones in groupby(shown(paged.object_list), key=lambda one: one.row.kind)
    ]
    of_year = every.filter(year=wish["year"]).order_by() if wish["year"] else every.order_by()
    language = tongue(request)
    counted = _counted(of_year)
    there = set(of_year.values_list("kind", flat=True))
    context = {
        "groups": groups,
        "page": paged,
        "wish": wish,
        "years": years,
        "kinds": [(kind, str(Kind(kind).label)) for kind in Kind.values if kind in there],
        "themes": sorted((theme, theme_name(theme, language)) for theme in set(of_year.values_list("theme", flat=True)) if theme),
        "streets": Office.objects.filter(pk__in=of_year.values("streets")).order_by("order", "pk"),
        "standings": [(one.value, str(one.label), counted[one.value]) for one in Standing if counted.get(one.value)],
        "downloads": downloads(request),
        "suggested": list(said_of(None)[:10]),
        "filtered": any(value for name, value in wish.items() if name != "year"),
    }
    return page(request, "public/board.html", context)


@public_page
def item(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Shows one published item: what was promised, how it went, evidence, stages, what people say."""
    row = _row(pk)
    if row is None or row.state != PublicationState.PUBLISHED:
        return gone(request, 410 if row is not None and row.state == PublicationState.WITHDRAWN else 404)
    one = shown_one(row)
    kind = kind_of(row.kind)
    context = {
        "one": one,
        "item": {"title": one.title, "unit": one.unit},
        "chart": one.chart,
        "promises": [(said["quote"], promise_url(said)) for said in one.facts.get("promise", ())],
        "stages": one.facts.get("stages", []) if any(stage["on"] for stage in one.facts.get("stages", ())) else [],
        "votes": one.facts.get("votes", []),
        "has_stages": kind is not None,
        "files": row.current.evidence.all() if row.current else [],
        "photos": [file for file in row.current.evidence.all() if file.sort != "pdf"] if row.current else [],
        "suggestions": said_of(row)[:_SAID],
        "updates": [(update.at, update_words(update)) for update in row.updates.all()[:_NEWS]],
        "streets": row.streets.order_by("order", "pk"),
    }
    return page(request, "public/item.html", context)


@public_page
def evidence(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Gives a file that was published with an item: only those of the version that is public now."""
    file = Evidence.objects.select_related("version__publication").filter(pk=pk).first()
    if file is None:
        return gone(request)
    row = file.version.publication
    if row.state != PublicationState.PUBLISHED or row.current_id != file.version_id:
        return gone(request, 410 if row.state == PublicationState.WITHDRAWN else 404)
    try:
        stream = original(file.sha256).open("rb")
    except FileNotFoundError:
        return gone(request)
    response = FileResponse(stream, as_attachment=file.sort == "pdf", filename=file.name, content_type=SORTS[file.sort])
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@public_page
def feed(request: HttpRequest) -> HttpResponseBase:
    """Gives the feed of the whole board."""
    updates = Update.objects.filter(publication__in=published(_held(request)).values("pk")).select_related("publication__current").order_by("-id")[:_NEWS]
    ledger = Ledger.objects.select_related("place").order_by("pk").first()
    content = feeds.board_feed(updates, _root(request), request.get_full_path(), _publisher(), ledger.place.slug if ledger else "")
    return HttpResponse(content, content_type=feeds.CONTENT_TYPE)


@public_page
def item_feed(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Gives the feed of one published item."""
    row = _row(pk)
    if row is None or row.state != PublicationState.PUBLISHED:
        return gone(request, 410 if row is not None and row.state == PublicationState.WITHDRAWN else 404)
    updates = row.updates.select_related("publication__current")[:_NEWS]
    return HttpResponse(feeds.item_feed(row, updates, _root(request), request.get_full_path(), _publisher()), content_type=feeds.CONTENT_TYPE)


def _row(pk: int) -> Publication | None:
    return Publication.objects.select_related("current").filter(pk=pk).first() if pk < 2**63 else None


def _held(request: HttpRequest) -> Board:
    """The settings of the board, asked for once a request."""
    known: Board | None = getattr(request, "board_settings", None)
    if known is None:
        known = request.board_settings = board_settings()  # type: ignore[attr-defined]
    return known


def _root(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")


def _publisher() -> str:
    """The place whose board it is, as its newest ledger names it."""
    ledger = Ledger.objects.select_related("place").order_by("-year", "pk").first()
    return ledger.place.name if ledger else ""


def _wish(request: HttpRequest, years: list[int]) -> dict[str, Any]:
    asked = request.GET
    year = asked.get("year", "")
    street = asked.get("street", "")
    return {
        "words": asked.get("q", "").strip()[:100],
        "kind": asked["kind"] if asked.get("kind") in Kind.values else "",
        "theme": asked.get("theme", "")[:30],
        "street": int(street) if street.isascii() and street.isdigit() and len(street) < 16 else 0,
        "year": int(year) if year.isascii() and year.isdigit() and len(year) == 4 else 0 if year == "all" or not years else years[0],
        "standing": asked["standing"] if asked.get("standing") in Standing.values else "",
    }


def _counted(rows: Any) -> dict[str, int]:
    found: dict[str, int] = {}
    for standing in rows.values_list("standing", flat=True):
        found[standing] = found.get(standing, 0) + 1
    return found
