"""Places beside each other: the cells of a year, with ranks, medians and order worked out by the database.

Only the rows of one screen leave it; ranks and medians are over all places of a level.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import msgspec
from django.core.cache import cache
from django.db import connection, models
from django.db.models import (
    Case,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    FloatField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
    Window,
)
from django.db.models.functions import Abs, NullIf, Rank

from duixian.language.indicators import catalogue
from duixian.model import ComparisonRow
from duixian.web.archive.measured import Measured, measured
from duixian.web.archive.models import Cell, Place, Report, Standing
from duixian.web.archive.stamp import archive_stamp

__all__ = [
    "LEVELS",
    "SHOWN",
    "Compared",
    "Heading",
    "Ranks",
    "Scope",
    "Stood",
    "asked_for",
    "common",
    "compared",
    "default_level",
    "default_year",
    "headings",
    "medians",
    "ordered",
    "provinces",
    "ranked_standings",
    "rows_of",
    "years",
]

LEVELS = ("nation", "province", "city", "county")
SHOWN = ("actual", "target", "gap", "stretch")
COMMON = 40
"""Indicators offered to choose from: those that the most places have."""

_row = msgspec.json.Decoder(ComparisonRow)


class Scope(NamedTuple):
    """Whose figures stand side by side: one year, places of one level (all where empty), below a code's prefix, or chosen one by one."""

    year: int
    level: str = ""
    prefix: str = ""
    chosen: tuple[int, ...] = ()

    def places(self) -> QuerySet[Place]:
        """Gives the places, whether or not they have figures of the year."""
        rows = Place.objects.all()
        if self.level:
            rows = rows.filter(level=self.level)
        if self.prefix:
            rows = rows.filter(code__startswith=self.prefix)
        if self.chosen:
            rows = rows.filter(pk__in=self.chosen)
        return rows


class Heading(NamedTuple):
    """A column: what is compared, how many places of the level have a goal and a result, and whether a higher number is better."""

    what: Measured
    up: bool
    targets: int
    actuals: int


class Ranks(NamedTuple):
    """Where a cell stands among the places of its level: from 1, the better first, equal values sharing one; None without a value."""

    target: int | None
    actual: int | None


class Stood(NamedTuple):
    """How a place kept the goals of the year, and its ranks among the ``ranked`` places of its level."""

    place: int
    goals: int
    decided: int
    absent: int
    kept_share: float | None
    absent_share: float | None
    kept_rank: int | None
    absent_rank: int | None
    ranked: int


class Compared(NamedTuple):
    """One cell of the comparison: its record, decoded, and its ranks."""

    row: ComparisonRow
    ranks: Ranks


def years() -> list[int]:
    """Gives the years that reports are of and the year before each, the latest first: those that cells can be of."""
    own = set(Report.objects.exclude(year=None).order_by().values_list("year", flat=True).distinct())
    return sorted({year for one in own if one is not None for year in (one, one - 1)}, reverse=True)


def default_year(level: str = "") -> int | None:
    """Gives the latest year of which a goal has a comparable result, else the latest with goals; None for an empty archive."""
    rows = Standing.objects.filter(level=level) if level else Standing.objects.all()
    found = rows.aggregate(decided=models.Max("year", filter=Q(decided__gt=0)), any=models.Max("year"))
    latest = found["decided"] or found["any"]
    return None if latest is None else int(latest)


def default_level(year: int) -> str:
    """Gives the level of government of which the most places have goals in the year (of which the most places are known where none has)."""
    rows = Standing.objects.filter(year=year).order_by().values("level").annotate(count=Count("id")).order_by("-count", "level")
    first = rows.first() or Place.objects.order_by().values("level").annotate(count=Count("id")).order_by("-count", "level").first()
    return str(first["level"]) if first else ""


def provinces() -> list[tuple[str, str]]:
    """Gives the provinces that places of the archive lie in: the first two digits of their code, and the province's name."""
    from duixian.language.places import official_name

    codes = Place.objects.exclude(code="").exclude(level="nation").order_by().values_list(models.functions.Substr("code", 1, 2), flat=True).distinct()
    return [(code, official_name(f"{code}0000") or code) for code in sorted(codes)]


def common(year: int, level: str = "") -> list[tuple[Measured, int]]:
    """Gives the indicators of the catalogue that the most places of a level have in a year, with how many do; kept until the archive changes.

    Among those that as many places have, those with a goal and a result come first, then what the catalogue names first.
    """
    kept = f"common:{archive_stamp()}:{year}:{level}"
    known = cache.get(kept)
    if known is None:
        order = {one.id: number for number, one in enumerate(catalogue())}
        rows = _cells(year, level).filter(key__in=order).order_by().values("key", "form")
        counted = rows.annotate(count=Count("*"), both=Count("target", filter=Q(actual__isnull=False)))
        first = sorted(counted, key=lambda row: (-row["count"], -row["both"], order[row["key"]], row["form"]))[:COMMON]
        known = [(row["key"], row["form"], row["count"]) for row in first]
        cache.set(kept, known, 3600)
    return [(Measured(key, form), count) for key, form, count in known]


def headings(year: int, level: str, asked: Sequence[Measured]) -> list[Heading]:
    """Gives the columns for what was asked, in its order; where only an indicator is named, in the form that the most places have.

    What no place has in the year is left out.
    """
    if not asked:
        return []
    counted = (
        _cells(year, level).filter(key__in={one.key for one in asked}).order_by().values("key", "form")
        .annotate(targets=Count("target"), actuals=Count("actual"), all=Count("*"), up=Sum(Case(When(better="higher", then=1), default=-1)))
        .order_by("-all", "form")
    )  # fmt: skip
    rows = list(counted)
    made: dict[Measured, Heading] = {}
    for one in asked:
        row = next((row for row in rows if row["key"] == one.key and one.form in ("", row["form"])), None)
        if row is not None:
            what = Measured(row["key"], row["form"])
            made[what] = Heading(what, row["up"] >= 0, row["targets"], row["actuals"])
    return list(made.values())


def medians(year: int, level: str, columns: Sequence[Heading]) -> dict[tuple[Measured, str], float]:
    """Gives the median target and result of each column among the places of the level, by column and ``target`` or ``actual``."""
    if not columns:
        return {}
    parts: list[str] = []
    values: list[str | int] = []
    table = connection.ops.quote_name(Cell._meta.db_table)
    marks = ", ".join(["%s"] * len(columns))
    for name in ("target", "actual"):
        where = f"year = %s AND key IN ({marks}) AND {name} IS NOT NULL" + (" AND level = %s" if level else "")
        parts.append(
            f"SELECT key, form, '{name}', avg(value) FROM (SELECT key, form, {name} AS value,"
            f" 2 * row_number() OVER (PARTITION BY key, form ORDER BY {name}) AS at, count(*) OVER (PARTITION BY key, form) AS count"
            f" FROM {table} WHERE {where}) AS {name}s WHERE at IN (count, count + 1, count + 2) GROUP BY key, form"
        )
        values += [year, *(one.what.key for one in columns), *([level] if level else [])]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), values)
        return {(Measured(key, form), name): value for key, form, name, value in cursor.fetchall()}


def ordered(scope: Scope, columns: Sequence[Heading], by: str, shown: str, worst_first: bool) -> QuerySet[Place]:
    """Gives the places that have a figure in one of the columns, or goals in the year, in the order asked for.

    Args:
        scope: Year and places.
        columns: The columns; one of them may give the order.
        by: ``place`` (by code), ``kept`` or ``absent`` (share kept, share never mentioned again), or a column's ``spec``.
        shown: What of that column: one of :data:`SHOWN`.
        worst_first: Turns the order round; places without a value come last either way.
    """
    cells = Cell.objects.filter(place=OuterRef("pk"), year=scope.year)
    standing = Standing.objects.filter(place=OuterRef("pk"), year=scope.year)
    has = Exists(standing)
    rows = scope.places().filter(has | Exists(cells.filter(_of(columns)))) if columns else scope.places().filter(has)
    value: Any = None
    heading = next((one for one in columns if one.what.spec == by), None)
    if heading is not None:
        of_column = cells.filter(key=heading.what.key, form=heading.what.form)
        value = Subquery(of_column.annotate(value=_worth(heading, shown)).values("value")[:1], output_field=FloatField())
    elif by in ("kept", "absent"):
        sign = 1.0 if by == "kept" else -1.0
        value = Subquery(standing.annotate(value=F(f"{by}_share") * sign).values("value")[:1], output_field=FloatField())
    if value is None:
        return rows.order_by("-code", "-name") if worst_first else rows.order_by("code", "name")
    rows = rows.annotate(worth=value)
    first = F("worth").asc(nulls_last=True) if worst_first else F("worth").desc(nulls_last=True)
    return rows.order_by(first, "code", "name")


def compared(scope: Scope, columns: Sequence[Heading], places: Sequence[int]) -> dict[tuple[int, Measured], Compared]:
    """Gives the cells of some places, by place and column, with two queries: the records, and their ranks among all places of the level."""
    if not columns or not places:
        return {}
    wanted = {one.what for one in columns}
    keys = sorted({one.what.key for one in columns})
    records = {
        (place, what): record
        for place, key, form, record in Cell.objects.filter(place__in=places, year=scope.year, key__in=keys).values_list("place_id", "key", "form", "record")
        if (what := Measured(key, form)) in wanted
    }
    ranks = {
        (place, Measured(key, form)): Ranks(target_rank if target is not None else None, actual_rank if actual is not None else None)
        for place, key, form, target, actual, target_rank, actual_rank in _ranked(scope, columns, places)
    }
    return {at: Compared(_row.decode(record), ranks.get(at, Ranks(None, None))) for at, record in records.items()}


def rows_of(year: int, what: Measured, places: Sequence[int]) -> dict[int, ComparisonRow]:
    """Gives one indicator and form of a year in some places."""
    found = Cell.objects.filter(key=what.key, place__in=places, year=year, form=what.form).values_list("place_id", "record")
    return {place: _row.decode(record) for place, record in found}


def ranked_standings(scope: Scope, places: Sequence[int]) -> dict[int, Stood]:
    """Gives how some places kept the goals of the year, ranked among all places of their level."""
    if not places:
        return {}
    among = Standing.objects.filter(year=scope.year)
    if scope.level:
        among = among.filter(level=scope.level)
    ranked = among.order_by().values_list("place_id", "goals", "decided", "absent", "kept_share", "absent_share").annotate(
        kept_rank=Window(Rank(), partition_by=[F("level")], order_by=[F("kept_share").desc(nulls_last=True)]),
        absent_rank=Window(Rank(), partition_by=[F("level")], order_by=[F("absent_share").asc(nulls_last=True)]),
        ranked=Window(Count("absent_share"), partition_by=[F("level")]),
    )  # fmt: skip
    found = (Stood(*row) for row in _picked(ranked, places))
    return {
        one.place: one._replace(
            kept_rank=None if one.kept_share is None else one.kept_rank, absent_rank=None if one.absent_share is None else one.absent_rank
        )
        for one in found
    }


def _cells(year: int, level: str) -> QuerySet[Cell]:
    rows = Cell.objects.filter(year=year)
    return rows.filter(level=level) if level else rows


def _of(columns: Sequence[Heading]) -> Q:
    """The cells of the columns."""
    found = Q(pk__in=[])
    for one in columns:
        found |= Q(key=one.what.key, form=one.what.form)
    return found


def _worth(heading: Heading, shown: str) -> Any:
    """What a column is ordered by, the better the larger."""
    sign = 1.0 if heading.up else -1.0
    if shown == "gap":
        # Rates show percentage points, which are the gap times the goal it was taken as a share of.
        return F("gap") * Abs(F("target")) if heading.what.rate else F("gap")
    if shown == "stretch":
        distance: Any = (F("target") - F("last")) * sign
        whole = distance if heading.what.rate else distance / NullIf(Abs(F("last")), Value(0.0))
        return ExpressionWrapper(whole, output_field=FloatField())
    return F(shown) * sign


def _ranked(scope: Scope, columns: Sequence[Heading], places: Sequence[int]) -> list[tuple[Any, ...]]:
    """Keys, values and ranks of the cells of some places."""
    signs = Case(*(When(key=one.what.key, form=one.what.form, then=1.0 if one.up else -1.0) for one in columns), default=1.0, output_field=FloatField())
    among = [F("key"), F("form"), F("level")]
    wanted = _cells(scope.year, scope.level).filter(key__in={one.what.key for one in columns}, form__in={one.what.form for one in columns})
    rows = wanted.order_by().values_list("place_id", "key", "form", "target", "actual").annotate(
        target_rank=Window(Rank(), partition_by=among, order_by=[(F("target") * signs).desc(nulls_last=True)]),
        actual_rank=Window(Rank(), partition_by=among, order_by=[(F("actual") * signs).desc(nulls_last=True)]),
    )  # fmt: skip
    return _picked(rows, places)


def _picked(ranked: QuerySet[Any, Any], places: Sequence[int]) -> list[tuple[Any, ...]]:
    """The rows of some places, picked after the ranks were taken: a filter of the query itself would be applied before."""
    sql, values = ranked.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM ({sql}) AS ranked WHERE place_id IN ({', '.join(['%s'] * len(places))})", (*values, *places))
        return list(cursor.fetchall())


def asked_for(specs: Iterable[str]) -> list[Measured]:
    """Gives what addresses name, each once, in their order."""
    return list(dict.fromkeys(measured(one) for one in specs if one))
