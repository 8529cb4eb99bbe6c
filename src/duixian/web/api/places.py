"""Places, how they kept their goals, and the indicators that are known."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, F, Max, Min, Q, Window
from django.db.models.functions import Rank
from django.http import Http404, HttpRequest
from ninja import Path, Query

from duixian.language.indicators import Indicator as Entry
from duixian.language.indicators import catalogue
from duixian.language.indicators import indicator as entry_of
from duixian.language.wordings import expand
from duixian.web.api.addresses import Addresses
from duixian.web.api.operations import described
from duixian.web.api.paging import ByOffset, part
from duixian.web.api.routing import router
from duixian.web.api.schemas import Indicator, Level, Place, Standing, Word, page_of
from duixian.web.api.words import asked
from duixian.web.archive.choosing import ids_named
from duixian.web.archive.models import Indicator as IndicatorModel
from duixian.web.archive.models import Place as PlaceModel
from duixian.web.archive.models import Standing as StandingModel

__all__ = ["router", "standing_of"]


class _Places(ByOffset):
    level: Level | None = asked("level")
    q: Word | None = asked("q")


class _Standings(ByOffset):
    place: Word | None = asked("place")
    level: Level | None = asked("level")
    year: int | None = asked("year", ge=1, le=9999)


class _Indicators(ByOffset):
    theme: Word | None = asked("theme")
    q: Word | None = asked("q")


@described(router.get, "/places", "listPlaces", page_of("PlacePage", Place, counted=True), tag="places")
def list_places(request: HttpRequest, asked: Query[_Places]) -> dict[str, Any]:
    rows = PlaceModel.objects.all()
    if asked.level is not None:
        rows = rows.filter(level=asked.level)
    if asked.q:
        rows = rows.filter(Q(name__contains=asked.q) | Q(code__startswith=asked.q))
    count = rows.count()
    found = part(request, rows.order_by("code", "name", "pk"), asked, count)
    return {"items": _places(request, found.rows), "count": count, "next": found.next}


@described(router.get, "/places/{slug}", "getPlace", Place, tag="places")
def get_place(request: HttpRequest, slug: Path[Word]) -> dict[str, Any]:
    place = PlaceModel.objects.filter(slug=slug).first()
    if place is None:
        raise Http404
    return _places(request, [place])[0]


@described(router.get, "/standings", "listStandings", page_of("StandingPage", Standing, counted=True), tag="places")
def list_standings(request: HttpRequest, asked: Query[_Standings]) -> dict[str, Any]:
    among = StandingModel.objects.all()
    if asked.level is not None:
        among = among.filter(level=asked.level)
    if asked.year is not None:
        among = among.filter(year=asked.year)
    rows = among.filter(place__slug=asked.place) if asked.place is not None else among
    count = rows.count()
    found = part(request, rows.select_related("place").order_by("-year", "place__code", "place__name", "pk"), asked, count)
    ranks = _ranks({one.year for one in found.rows})
    return {"items": [standing_of(one, *ranks.get(one.pk, (None, None, 0))) for one in found.rows], "count": count, "next": found.next}


@described(router.get, "/indicators", "listIndicators", page_of("IndicatorPage", Indicator, counted=True), tag="indicators")
def list_indicators(request: HttpRequest, asked: Query[_Indicators]) -> dict[str, Any]:
    named = set(ids_named(asked.q)) if asked.q else None
    known = [one for one in catalogue() if asked.theme in (None, one.theme) and (named is None or one.id in named)]
    found = part(request, known, asked, len(known))
    return {"items": _indicators(request, found.rows), "count": len(known), "next": found.next}


@described(router.get, "/indicators/{id}", "getIndicator", Indicator, tag="indicators")
def get_indicator(request: HttpRequest, id: Path[Word]) -> dict[str, Any]:
    entry = entry_of(id)
    if entry is None:
        raise Http404
    return _indicators(request, [entry])[0]


def standing_of(one: StandingModel, kept_rank: int | None, absent_rank: int | None, ranked: int) -> dict[str, Any]:
    """Gives how a place kept its goals as answers have it."""
    counts = ("goals", "decided", "exceeded", "met", "nearly", "missed", "other_form", "absent", "pending", "binding", "plain", "soft", "kept_share", "absent_share")
    return {
        "place": one.place.name, "place_code": one.place.code, "slug": one.place.slug, "level": one.level, "year": one.year,
        **{name: getattr(one, name) for name in counts}, "kept_rank": kept_rank, "absent_rank": absent_rank, "ranked": ranked,
    }  # fmt: skip


def _ranks(years: set[int]) -> dict[int, tuple[int | None, int | None, int]]:
    """The ranks of the standings of some years, each among the places of its level and year."""
    if not years:
        return {}
    among = [F("level"), F("year")]
    rows = StandingModel.objects.filter(year__in=years).order_by().values_list("pk", "kept_share", "absent_share").annotate(
        kept_rank=Window(Rank(), partition_by=among, order_by=[F("kept_share").desc(nulls_last=True)]),
        absent_rank=Window(Rank(), partition_by=among, order_by=[F("absent_share").asc(nulls_last=True)]),
        ranked=Window(Count("absent_share"), partition_by=among),
    )  # fmt: skip
    return {
        pk: (None if kept is None else kept_rank, None if absent is None else absent_rank, ranked)
        for pk, kept, absent, kept_rank, absent_rank, ranked in rows
    }


def _places(request: HttpRequest, rows: list[PlaceModel]) -> list[dict[str, Any]]:
    counted = PlaceModel.objects.filter(pk__in=[one.pk for one in rows]).annotate(count=Count("reports"), first=Min("reports__year"), last=Max("reports__year"))
    known = {pk: (count, first, last) for pk, count, first, last in counted.order_by().values_list("pk", "count", "first", "last")}
    addresses = Addresses(request)
    return [
        {
            "slug": one.slug, "name": one.name, "code": one.code, "level": one.level, "reports": known[one.pk][0], "first_year": known[one.pk][1],
            "last_year": known[one.pk][2], "followed_at": one.followed_at.isoformat() if one.followed_at else None, "url": addresses.of("place", one.slug),
        }
        for one in rows
    ]  # fmt: skip


def _indicators(request: HttpRequest, entries: list[Entry]) -> list[dict[str, Any]]:
    known = {one.key: one for one in IndicatorModel.objects.filter(key__in=[entry.id for entry in entries])}
    addresses = Addresses(request)
    items = []
    for entry in entries:
        one = known.get(entry.id)
        items.append({
            "id": entry.id, "name": entry.name, "english": entry.english, "aliases": _aliases(entry), "dimensions": list(entry.dimensions),
            "kind": entry.kind, "better": entry.better, "theme": entry.theme, "office": entry.office, "places": one.places if one else 0,
            "observations": one.observations if one else 0, "targets": one.targets if one else 0, "first_year": one.first_year if one else None,
            "last_year": one.last_year if one else None, "url": addresses.of("indicator", entry.id),
        })  # fmt: skip
    return items


def _aliases(entry: Entry) -> list[str]:
    """The wordings that mean an indicator, each in its shortest form."""
    words = (min(expand(alias.removesuffix(":growth")), key=len, default="") for alias in entry.aliases)
    return [word for word in dict.fromkeys(words) if word and word != entry.name]
