"""The indicators that the archive has figures of: their summary, made anew after following, and lists of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, overload

from django.db import connection, transaction
from django.db.models import Q, QuerySet, Sum

from duixian.language.indicators import catalogue
from duixian.language.indicators import indicator as entry_of
from duixian.language.themes import theme_name, themes
from duixian.web.archive.choosing import ids_named, name_of_indicator
from duixian.web.archive.models import Indicator, Series

__all__ = ["OUTSIDE", "Line", "Listing", "listing", "summarise_indicators", "totals"]

OUTSIDE = "reports"
"""What stands in place of a theme for names that only reports use."""

_COLUMNS = ("key", "indicator", "known", "places", "observations", "targets", "first_year", "last_year")


class Line(NamedTuple):
    """An indicator of the archive, in the language of the page; ``other`` is its name in the other one, ``group`` the theme that begins with it."""

    key: str
    name: str
    other: str
    theme: str
    theme_name: str
    places: int
    observations: int
    targets: int
    first_year: int | None
    last_year: int | None
    group: str = ""

    @property
    def actuals(self) -> int:
        """Figures that are no targets."""
        return self.observations - self.targets


def summarise_indicators() -> None:
    """Makes the summary of indicators again from all series; only rows that changed are written. To be called when places were followed.

    One pass over the series (350,000 rows of 500 places take two seconds on PostgreSQL); grouping them for every page would take as long.
    """
    table, series = (connection.ops.quote_name(model._meta.db_table) for model in (Indicator, Series))
    count = connection.ops.quote_name("count")
    kept = ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS[1:])
    differs = " OR ".join(f"old.{name} IS DISTINCT FROM new.{name}" for name in _COLUMNS[1:])
    sums = (
        f"SELECT key, MIN(indicator) AS indicator, MAX(indicator_id) <> '' AS known, COUNT(DISTINCT place_id) AS places, SUM({count}) AS observations, "
        f"SUM(targets) AS targets, MIN(first_year) AS first_year, MAX(last_year) AS last_year FROM {series} GROUP BY key"
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(_COLUMNS)}) SELECT {', '.join(f'new.{name}' for name in _COLUMNS)} FROM ({sums}) new "
            f"LEFT JOIN {table} old ON old.key = new.key WHERE old.key IS NULL OR {differs} ON CONFLICT (key) DO UPDATE SET {kept}"
        )
        cursor.execute(f"DELETE FROM {table} WHERE NOT EXISTS (SELECT 1 FROM {series} WHERE {series}.key = {table}.key)")


def totals() -> dict[str, int]:
    """Gives how many indicators and figures there are."""
    sums = Indicator.objects.aggregate(observations=Sum("observations"), targets=Sum("targets"))
    return {name: value or 0 for name, value in sums.items()}


class Listing(Sequence[Line]):
    """Indicators in order, as a sequence of which a page takes a slice: those of the catalogue by theme, then names that only reports use."""

    def __init__(self, known: list[Indicator], others: QuerySet[Indicator], language: str) -> None:
        self._known = known
        self._others = others
        self._language = language
        self.known = len(known)
        self.others = others.count()

    def __len__(self) -> int:
        return self.known + self.others

    @overload
    def __getitem__(self, at: int) -> Line: ...
    @overload
    def __getitem__(self, at: slice) -> list[Line]: ...
    def __getitem__(self, at: int | slice) -> Line | list[Line]:
        if isinstance(at, int):
            return self[at : at + 1][0]
        start, stop, _ = at.indices(len(self))
        rows = self._known[start:stop]
        if stop > self.known:
            rows = [*rows, *self._others[max(start - self.known, 0) : stop - self.known]]
        before = None
        lines = []
        for row in rows:
            line = _line(row, self._language)
            lines.append(line._replace(group=line.theme) if line.theme != before else line)
            before = line.theme
        return lines

    def every(self) -> Iterator[Line]:
        """Gives all of them, for downloads."""
        for row in self._known:
            yield _line(row, self._language)
        for row in self._others.iterator(2000):
            yield _line(row, self._language)


def listing(text: str = "", theme: str = "", language: str = "zh") -> Listing:
    """Gives the indicators whose names hold ``text``, of one theme (``OUTSIDE`` for names that only reports use) or of all."""
    known = Indicator.objects.filter(known=True)
    others = Indicator.objects.filter(known=False).order_by("-places", "-observations", "key")
    if text:
        known = known.filter(Q(key__in=ids_named(text)) | Q(key=text))
        others = others.filter(indicator__icontains=text.strip())
    if theme == OUTSIDE:
        known = known.none()
    elif theme:
        known = known.filter(key__in=[entry.id for entry in catalogue() if entry.theme == theme])
        others = others.none()
    return Listing(sorted(known, key=_order), others, language)


def _order(row: Indicator) -> tuple[int, int, str]:
    """By theme in the order of themes, in each the ones with most figures first."""
    known = entry_of(row.key)
    order = [theme.id for theme in themes()]
    return order.index(known.theme) if known is not None and known.theme in order else len(order), -row.observations, row.key


def _line(row: Indicator, language: str) -> Line:
    known = entry_of(row.key)
    name = name_of_indicator(row.key, language, row.indicator)
    return Line(
        key=row.key,
        name=name,
        other="" if known is None else known.name if language == "en" else known.english,
        theme=known.theme if known is not None else OUTSIDE,
        theme_name=theme_name(known.theme, language) if known is not None else "",
        places=row.places,
        observations=row.observations,
        targets=row.targets,
        first_year=row.first_year,
        last_year=row.last_year,
    )
