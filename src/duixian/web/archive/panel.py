"""A panel of the archive: a row for each place and year, columns for each indicator, with a codebook that says what every column is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from heapq import merge
from itertools import groupby
from typing import Any, NamedTuple

import msgspec
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from duixian.following.comparison import upward
from duixian.model import ComparisonRow
from duixian.web.archive.comparing import Scope, common, default_level, default_year
from duixian.web.archive.fields import meaning
from duixian.web.archive.measured import Measured, signed_end
from duixian.web.archive.models import Cell, Standing
from duixian.web.archive.replied import replied_words
from duixian.web.archive.tables import Column, Table

__all__ = ["MOST", "Field", "Wanted", "codebook", "main_indicators", "panel", "panel_fields", "settled_forms"]

MAIN = 12
"""Indicators of a panel where none are asked for."""
MOST = 60
"""Indicators of a panel at the most: 420 columns."""
_AT_ONCE = 2000

_row = msgspec.json.Decoder(ComparisonRow)

_STANDING = (
    ("goals", "integer"), ("decided", "integer"), ("exceeded", "integer"), ("met", "integer"), ("nearly", "integer"), ("missed", "integer"),
    ("other_form", "integer"), ("absent", "integer"), ("pending", "integer"), ("binding", "integer"), ("plain", "integer"), ("soft", "integer"),
    ("kept_share", "number"), ("absent_share", "number"),
)  # fmt: skip
_PARTS = ("target", "op", "hardness", "result", "verdict", "gap", "outcome", "reply")


class Wanted(NamedTuple):
    """What a panel is asked to hold: whose rows, which years (None: all), which indicators."""

    scope: Scope
    first: int | None
    last: int | None
    indicators: tuple[Measured, ...]


class Field(NamedTuple):
    """A column: its name, kind and unit, and what people call it and how it was made, in both languages."""

    name: str
    kind: str
    unit: str
    label_zh: str
    label_en: str
    about_zh: str
    about_en: str


def main_indicators() -> list[Measured]:
    """Gives the indicators of the catalogue that the most places have, in the latest year with results."""
    year = default_year()
    return [] if year is None else [what for what, _count in common(year, default_level(year))[:MAIN]]


def settled_forms(asked: Iterable[Measured]) -> tuple[Measured, ...]:
    """Gives what was asked for, each once; an indicator without a form in the form that the most cells of the archive have."""
    asked = list(asked)[:MOST]
    bare = {one.key for one in asked if not one.form}
    forms: dict[str, str] = {}
    if bare:
        for row in Cell.objects.filter(key__in=bare).order_by().values("key", "form").annotate(count=Count("*")).order_by("-count", "form"):
            forms.setdefault(row["key"], row["form"])
    whole = (one if one.form else Measured(one.key, forms.get(one.key, "")) for one in asked)
    return tuple(dict.fromkeys(one for one in whole if one.form))


def column_name(what: Measured, part: str) -> str:
    """Gives the name of a column, the same in every panel: key, kind of number, dimension, part.

    >>> column_name(Measured("gdp", "growth:percent"), "target")
    'gdp_growth_percent_target'
    """
    return "_".join([what.key, *(one for one in what.form.split(":") if one), part])


def panel_fields(indicators: Sequence[Measured]) -> list[Field]:
    """Gives the columns of a panel, for the head of its table and for its codebook."""
    fields = [
        _plain("place_code", "text", "place_code"), _plain("place", "text", "place"), _plain("level", "text", "level"), _plain("year", "integer", "year"),
        *(_plain(name, kind, name) for name, kind in _STANDING),
    ]  # fmt: skip
    for what in indicators:
        fields += [_part(what, part) for part in _PARTS]
    return fields


def panel(wanted: Wanted, language: str) -> Table:
    """Gives the panel; its rows are streamed from the database in the order of places' codes and years."""
    columns = [Column(one.name, one.label_en if language == "en" else one.label_zh, one.kind) for one in panel_fields(wanted.indicators)]
    return Table(_("Panel"), columns, lambda: _rows(wanted))


def codebook(wanted: Wanted) -> Table:
    """Gives the codebook of a panel: a row for each of its columns."""
    columns = (
        Column("name", _("Column")),
        Column("type", _("Type")),
        Column("unit", _("Unit")),
        Column("label_zh", _("Chinese label")),
        Column("label_en", _("English label")),
        Column("about_zh", _("How it was made, in Chinese")),
        Column("about_en", _("How it was made, in English")),
    )
    return Table(_("Codebook of the panel"), columns, lambda: [list(one) for one in panel_fields(wanted.indicators)])


def _plain(name: str, kind: str, field: str) -> Field:
    said = meaning("standing", field)
    return Field(name, kind, "", said.zh, said.en, said.zh, said.en)


def _part(what: Measured, part: str) -> Field:
    label, about = meaning("panel_label", part), meaning("panel", part)
    numeric = part in ("target", "result", "gap")
    unit = what.base_unit if part in ("target", "result") else ""
    return Field(
        column_name(what, part), "number" if numeric else "text", unit, f"{what.label('zh')}：{label.zh}", f"{what.label('en')}: {label.en}", about.zh, about.en
    )


def _rows(wanted: Wanted) -> Iterator[Sequence[Any]]:
    places = {place.pk: place for place in wanted.scope.places().order_by("code", "name", "pk")}
    order = {pk: at for at, pk in enumerate(places)}
    replied = replied_words()
    keyed = merge(_standings(wanted, order), _cells(wanted, order), key=lambda one: one[0])
    for (_at, year), rows in groupby(keyed, key=lambda one: one[0]):
        standing: Sequence[Any] = [None] * len(_STANDING)
        cells: dict[Measured, ComparisonRow] = {}
        place = None
        for _key, pk, what, value in rows:
            place = places[pk]
            if what is None:
                standing = value
            else:
                cells[what] = value
        if place is not None:
            yield (
                place.code, place.name, place.level, year, *standing,
                *(cell for what in wanted.indicators for cell in _cells_of(cells.get(what), replied)),
            )  # fmt: skip


_Keyed = tuple[tuple[int, int], int, Measured | None, Any]


def _standings(wanted: Wanted, order: dict[int, int]) -> Iterator[_Keyed]:
    rows = Standing.objects.filter(_years(wanted)).order_by("place__code", "place__name", "place_id", "year")
    for pk, year, *values in rows.values_list("place_id", "year", *(name for name, _kind in _STANDING)).iterator(_AT_ONCE):
        if pk in order:
            yield (order[pk], year), pk, None, values


def _cells(wanted: Wanted, order: dict[int, int]) -> Iterator[_Keyed]:
    if not wanted.indicators:
        return
    asked = set(wanted.indicators)
    rows = Cell.objects.filter(_years(wanted), key__in={one.key for one in asked}, form__in={one.form for one in asked})
    if wanted.scope.level:
        rows = rows.filter(level=wanted.scope.level)
    rows = rows.order_by("place__code", "place__name", "place_id", "year")
    for pk, year, key, form, record in rows.values_list("place_id", "year", "key", "form", "record").iterator(_AT_ONCE):
        what = Measured(key, form)
        if pk in order and what in asked:
            yield (order[pk], year), pk, what, _row.decode(record)


def _years(wanted: Wanted) -> Q:
    return Q(**{name: value for name, value in (("year__gte", wanted.first), ("year__lte", wanted.last)) if value is not None})


def _cells_of(row: ComparisonRow | None, replied: dict[str, str]) -> Sequence[Any]:
    """The cells of one indicator, in the order of the parts."""
    if row is None:
        return [None] * len(_PARTS)
    up = upward(row) > 0
    goal = signed_end(row.target, worse=True, up=up) if row.target is not None else None
    result = signed_end(row.actual, worse=True, up=up) if row.actual is not None else None
    return [
        goal, row.target.qualifier.value if row.target is not None else None, row.hardness.value if row.hardness else None, result,
        row.verdict.value if row.verdict else None, row.gap, row.outcome or None, replied.get(row.outcome),
    ]  # fmt: skip
