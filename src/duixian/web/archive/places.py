"""Places: lists of them with what is known of each, and all about one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import msgspec
from django.db.models import Case, Count, F, FloatField, Max, Min, OuterRef, QuerySet, Subquery, Sum, When
from django.db.models.functions import Cast, NullIf
from django.http import QueryDict

from duixian.model import ComparisonRow, Figure
from duixian.publishing.phrases import quantity
from duixian.web.archive.models import Cell, Finding, LeftOut, Outcome, Place, Report, Standing

__all__ = ["LEVELS", "SORTS", "Indicated", "Known", "Wanted", "about", "indicated", "known", "listed", "peers", "rows"]

LEVELS = ("nation", "province", "city", "county")
SORTS = ("code", "name", "reports", "year", "goals", "kept", "absent")
_INDICATED = 12
_PEERS = 8
_decoder = msgspec.json.Decoder(ComparisonRow)


class Wanted(NamedTuple):
    """Which places are wanted, and in which order; as the address of the page says it."""

    level: str = ""
    words: str = ""
    sort: str = "code"
    down: bool = False

    @classmethod
    def of(cls, query: QueryDict) -> Wanted:
        """Gives what an address asks for; what it cannot mean is left out."""
        sort = query.get("sort", "code")
        level = query.get("level", "")
        return cls(
            level if level in LEVELS else "",
            query.get("name", "").strip()[:40],
            sort.lstrip("-") if sort.lstrip("-") in SORTS else "code",
            sort.startswith("-"),
        )


class Known(NamedTuple):
    """A place with what the archive knows of it: its reports, and what became of its goals in all years together."""

    place: Place
    reports: int = 0
    first_year: int | None = None
    last_year: int | None = None
    goals: int = 0
    decided: int = 0
    kept: int = 0
    nearly: int = 0
    missed: int = 0
    absent: int = 0
    followed: int = 0
    newest: int | None = None

    @property
    def kept_share(self) -> float | None:
        """The share kept among goals with a comparable result."""
        return self.kept / self.decided if self.decided else None

    @property
    def absent_share(self) -> float | None:
        """The share never mentioned again among goals that a later report could have mentioned."""
        return self.absent / self.followed if self.followed else None


class Indicated(NamedTuple):
    """A main indicator of a place with its newest goal, the result of that, or else the result of the year before."""

    cell: Cell
    row: ComparisonRow
    main: bool

    @property
    def goal(self) -> str:
        """The goal in words."""
        return _words(self.row.target)

    @property
    def result(self) -> str:
        """The result in words."""
        return _words(self.row.actual)

    @property
    def last(self) -> str:
        """The result of the year before in words."""
        return _words(self.row.last)


def listed(wanted: Wanted) -> QuerySet[Place]:
    """Gives the places that are wanted in the wanted order; what the order needs is worked out by the database."""
    rows = Place.objects.all()
    if wanted.level:
        rows = rows.filter(level=wanted.level)
    if wanted.words:
        rows = rows.filter(name__contains=wanted.words)
    sign = "-" if wanted.down else ""
    by: QuerySet[Any, Any]
    match wanted.sort:
        case "name":
            return rows.order_by(f"{sign}name", "id")
        case "code":
            return rows.order_by(f"{sign}code", f"{sign}name")
        case "reports" | "year":
            reports = Report.objects.filter(place=OuterRef("pk")).order_by().values("place")
            by = reports.annotate(by=Count("pk") if wanted.sort == "reports" else Max("year")).values("by")
        case _:
            standings = Standing.objects.filter(place=OuterRef("pk")).order_by().values("place")
            sums = {
                "goals": Sum("goals") * 1.0,
                "kept": Cast(Sum("exceeded") + Sum("met"), FloatField()) / NullIf(Sum("decided"), 0),
                "absent": Cast(Sum("absent"), FloatField()) / NullIf(Sum("goals") - Sum("pending"), 0),
            }
            by = standings.annotate(by=sums[wanted.sort]).values("by")
    order = F("by").desc(nulls_last=True) if wanted.down else F("by").asc(nulls_last=True)
    return rows.annotate(by=Subquery(by)).order_by(order, "code", "name")


def known(places: Iterable[Place]) -> list[Known]:
    """Gives places with what is known of each, in their order; two queries for all of them."""
    wanted = list(places)
    reports: dict[int, Any] = {one["place"]: one for one in Report.objects.filter(place__in=wanted).order_by().values("place").annotate(count=Count("pk"), first=Min("year"), last=Max("year"))}
    sums = Standing.objects.filter(place__in=wanted).order_by().values("place")
    stood: dict[int, Any] = {
        one["place"]: one
        for one in sums.annotate(
            all=Sum("goals"), compared=Sum("decided"), better=Sum("exceeded"), reached=Sum("met"), near=Sum("nearly"), short=Sum("missed"),
            gone=Sum("absent"), waiting=Sum("pending"), newest=Max("year"),
        )
    }  # fmt: skip
    return [_known(one, reports.get(one.pk, {}), stood.get(one.pk, {})) for one in wanted]


def indicated(place: Place) -> tuple[int | None, list[Indicated]]:
    """Gives the newest year in which a place set goals for indicators of the catalogue, and those, the main targets first."""
    year = place.cells.filter(target__isnull=False, known=True).aggregate(year=Max("year"))["year"]
    if year is None:
        return None, []
    mains = set(Outcome.objects.filter(place=place, year=year, main=True).values_list("key", flat=True))
    made = []
    for cell in place.cells.filter(year=year, known=True, target__isnull=False).order_by("id"):
        row = _decoder.decode(cell.record)
        if row.target is not None:
            made.append(Indicated(cell, row, cell.key in mains))
    made.sort(key=lambda one: (not one.main, one.row.target.report if one.row.target else "", one.row.target.start if one.row.target else 0))
    return year, made[:_INDICATED]


def peers(place: Place) -> list[Known]:
    """Gives places of the same level, those of the same province first, with what is known of each."""
    if not place.level:
        return []
    near = Case(When(code__startswith=place.code[:2] or "-", then=0), default=1)
    return known(Place.objects.filter(level=place.level).exclude(pk=place.pk).annotate(near=near).order_by("near", "code", "name")[:_PEERS])


def about(place: Place) -> dict[str, Any]:
    """Gives what a place's page shows: reports, standings by year, findings, gaps, peers, main indicators."""
    reports = list(Report.objects.filter(place=place).select_related("document").defer("reading").order_by("-year", "kind", "id"))
    for one in reports:
        one.place = place
    year, indicators = indicated(place)
    states = Finding.objects.filter(place=place).order_by().values_list("state").annotate(Count("pk"))
    return {
        "reports": reports,
        "by_ref": {one.ref: one for one in reports},
        "standings": list(place.standings.order_by("-year")),
        "indicated_year": year,
        "indicated": indicators,
        "states": dict(states),
        "left_out": list(LeftOut.objects.filter(place=place).select_related("report__document", "instead__document").defer("report__reading", "instead__reading").order_by("report__year", "id")),
        "peers": peers(place),
    }


def rows(places: Sequence[Place] | QuerySet[Place], at_once: int = 500) -> Iterator[Known]:
    """Gives places with what is known of each, some at a time."""
    waiting: list[Place] = []
    for one in places:
        waiting.append(one)
        if len(waiting) == at_once:
            yield from known(waiting)
            waiting.clear()
    yield from known(waiting)


def _known(place: Place, reports: dict[str, Any], stood: dict[str, Any]) -> Known:
    if not stood:
        return Known(place, reports.get("count", 0), reports.get("first"), reports.get("last"))
    return Known(
        place,
        reports.get("count", 0),
        reports.get("first"),
        reports.get("last"),
        stood["all"],
        stood["compared"],
        stood["better"] + stood["reached"],
        stood["near"],
        stood["short"],
        stood["gone"],
        stood["all"] - stood["waiting"],
        stood["newest"],
    )


def _words(figure: Figure | None) -> str:
    return "" if figure is None else quantity(figure.measure, figure.value, figure.value_high, figure.unit, figure.qualifier)
