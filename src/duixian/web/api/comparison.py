"""Places × indicators of a year, with ranks, medians and standings: what the page of the comparison shows."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from django.http import HttpRequest
from msgspec.structs import replace
from ninja import Query
from pydantic import Field

from duixian.web.api.addresses import Addresses
from duixian.web.api.followed import reply_of
from duixian.web.api.operations import described
from duixian.web.api.paging import ByOffset, part
from duixian.web.api.places import standing_of
from duixian.web.api.routing import router
from duixian.web.api.schemas import Comparison, Level, Word
from duixian.web.api.words import asked
from duixian.web.archive.comparing import (
    SHOWN,
    Compared,
    Heading,
    Scope,
    asked_for,
    common,
    compared,
    default_level,
    default_year,
    headings,
    medians,
    ordered,
    ranked_standings,
)
from duixian.web.archive.measured import Measured, stretch_of
from duixian.web.archive.models import Place, Standing
from duixian.web.archive.replied import replied_threads
from duixian.web.archive.replies import Thread

_COLUMNS = 6


class _Comparison(ByOffset):
    limit: int = asked("limit", 50, ge=1, le=200)
    year: int | None = asked("year", ge=1, le=9999)
    level: Level | None = asked("level")
    province: Annotated[str, Field(pattern=r"^[1-9][0-9]$", max_length=2)] | None = asked("province")
    place: list[Word] = asked("places", [], max_length=50)
    indicator: list[Word] = asked("indicators", [], max_length=12)
    sort: Word = asked("sort", "place")
    show: Literal["actual", "target", "gap", "stretch"] = asked("show", SHOWN[0])


@described(router.get, "/comparison", "compare", Comparison, tag="comparison")
def compare(request: HttpRequest, asked: Query[_Comparison]) -> dict[str, Any]:
    chosen = list(Place.objects.filter(slug__in=asked.place).values_list("pk", "level")) if asked.place else []
    levels = {found for _pk, found in chosen}
    level: str = asked.level or (levels.pop() if len(levels) == 1 else "")
    year = asked.year or default_year(level)
    if year is None:
        return {"year": asked.year or 0, "level": level, "indicators": [], "items": [], "count": 0, "next": None}
    if not level and not asked.place:
        level = default_level(year)
    scope = Scope(year, level, asked.province or "", tuple(pk for pk, _level in chosen) or ((0,) if asked.place else ()))
    columns = headings(year, level, asked_for(asked.indicator) or [what for what, _count in common(year, level)[:_COLUMNS]])
    middle = medians(year, level, columns)
    by, turned = asked.sort.removeprefix("-"), asked.sort.startswith("-")
    places = ordered(scope, columns, by, asked.show, turned)
    count = places.count()
    found = part(request, places, asked, count)
    keys = [place.pk for place in found.rows]
    cells = compared(scope, columns, keys)
    stood = ranked_standings(scope, keys)
    standings = {one.place_id: one for one in Standing.objects.select_related("place").filter(place__in=keys, year=year)}
    replied, addresses = replied_threads(), Addresses(request)
    items = []
    for place in found.rows:
        standing, ranks = standings.get(place.pk), stood.get(place.pk)
        items.append({
            "slug": place.slug, "place": place.name, "place_code": place.code, "level": place.level,
            "standing": standing_of(standing, ranks.kept_rank, ranks.absent_rank, ranks.ranked) if standing is not None and ranks is not None else None,
            "rows": [_row(cells[place.pk, one.what], one, middle, replied, addresses) for one in columns if (place.pk, one.what) in cells],
        })  # fmt: skip
    return {"year": year, "level": level, "indicators": [_heading(one, middle) for one in columns], "items": items, "count": count, "next": found.next}


def _heading(one: Heading, middle: dict[tuple[Measured, str], float]) -> dict[str, Any]:
    return {
        "spec": one.what.spec, "key": one.what.key, "form": one.what.form, "indicator": one.what.name("zh"), "label": one.what.label("zh"),
        "base_unit": one.what.base_unit, "better": "higher" if one.up else "lower", "targets": one.targets, "actuals": one.actuals,
        "target_median": middle.get((one.what, "target")), "actual_median": middle.get((one.what, "actual")),
    }  # fmt: skip


def _row(
    found: Compared, one: Heading, middle: dict[tuple[Measured, str], float], replied: dict[str, list[Thread]], addresses: Addresses
) -> dict[str, Any]:
    row, ranks = found
    made: dict[str, Any] = msgspec.to_builtins(
        replace(
            row, stretch=stretch_of(row, one.up), stretch_unit="个百分点" if one.what.rate else "", target_rank=ranks.target, target_ranked=one.targets,
            target_median=middle.get((one.what, "target")), actual_rank=ranks.actual, actual_ranked=one.actuals,
            actual_median=middle.get((one.what, "actual")),
        )
    )  # fmt: skip
    made["replies"] = [reply_of(thread.current, addresses, current=True) for thread in replied.get(row.outcome, ())]
    return made
