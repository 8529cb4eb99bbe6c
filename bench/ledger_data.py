"""A ledger of ten years with 20,000 items in PostgreSQL: one year lived through by the actions that pages use, and this year up to today; then copied by the database.

Two years of the sample district are simulated (:class:`duixian.web.ledger.simulation.year.Year`): last year to its closing and this one until now. Their
items, entries, petitions, milestones, lights at month ends, cases with calls and clocks, and rows of the log are then copied within the year and to the eight years before, with new keys and
days that many years earlier. Slips, bulletins and assessments stay those of the two years that were lived.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any, NamedTuple

__all__ = ["YEARS", "Copy", "counted", "make"]

YEARS = 10
_STRIDE = 2_000_000
"""Between the keys of a row and its copy in the next set: more than one year lived through has rows of any sort."""


class Copy(NamedTuple):
    """One set of copies: of which year's rows, into the ledger of which year, and the how-manieth set it is."""

    origin: int
    year: int
    number: int


def make(items: int = 200, entries: int = 1100, dispatches: int = 250, times: int = 10) -> None:
    """Makes the data in the database of the settings, which must be empty of ledgers: ``items`` items a year and what belongs to them, ``times`` times over ten years."""
    from django.db import connection, transaction
    from django.utils import timezone

    from duixian.web.accounts import sample
    from duixian.web.archive.models import Place
    from duixian.web.ledger.models import Ledger
    from duixian.web.ledger.simulation.year import Year

    begun = time.monotonic()
    sample.load()
    place = Place.objects.get_or_create(slug="invented", defaults={"name": "临湖区"})[0]
    now = timezone.localtime()
    for year in (now.year - 1, now.year):
        lived = Year(place, year, seed=year, items=items, entries=entries, dispatches=dispatches)
        lived.live(until=now if year == now.year else None)
        print(
            f"{year} lived through: {sum(lived.done.values()):,} actions, {time.monotonic() - begun:.0f} s", flush=True
        )
    lived_year = now.year - 1
    carried = Ledger.objects.get(place=place, year=lived_year + 1)
    ledgers = {now.year: carried}
    base = Ledger.objects.get(place=place, year=lived_year)
    for back in range(1, YEARS):
        year = now.year - back
        closed = (base.frozen_at or now).replace(year=year + 1)
        ledgers[year] = Ledger.objects.get_or_create(
            place=place, year=year, defaults={"title": f"{place.name}{year}年台账", "frozen_at": closed}
        )[0]
    copies = [Copy(now.year, now.year, number) for number in range(1, times)]
    copies += [Copy(lived_year, lived_year, number) for number in range(times, 2 * times - 1)]
    copies += [
        Copy(lived_year, now.year - back, 2 * times - 1 + (back - 2) * times + one)
        for back in range(2, YEARS)
        for one in range(times)
    ]
    with connection.cursor() as cursor, transaction.atomic():
        _gather(cursor, {year: ledgers[year].pk for year in (lived_year, now.year)})
        for one in copies:
            _copy(cursor, one, ledgers[one.year].pk)
        _sequences(cursor)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    print(f"copied {len(copies)} times, {time.monotonic() - begun:.0f} s", flush=True)


_OF_ITEM = (
    "ledger_source",
    "ledger_milestone",
    "ledger_entry",
    "ledger_petition",
    "lights_lightday",
    "ledger_item_supporting",
)
_OF_CASE = ("dispatch_call", "dispatch_clock", "dispatch_mark")
_ORDER = ("ledger_item", "dispatch_case", "ledger_event", *_OF_ITEM, *_OF_CASE)
_NEW_KEYS = {"id", "item_id", "event_id", "decision_id", "case_id", "call_id"}
"""Columns that point to rows which are copied as well."""
_EMPTIED = {"origin_id", "merged_into_id", "joined_into_id", "repeat_of_id", "visit_id"}
_LEDGERS = {"ledger_item", "lights_lightday"}


def _gather(cursor: Any, ledgers: dict[int, int]) -> None:
    """Notes which rows were lived through in which year, so that copies are never copied again."""
    cursor.execute(
        "CREATE TEMPORARY TABLE lived (year int, sort text, id bigint, PRIMARY KEY (sort, id)) ON COMMIT DROP"
    )
    years = sorted(ledgers)
    for year in years:
        cursor.execute(
            "INSERT INTO lived SELECT %s, 'ledger_item', id FROM ledger_item WHERE ledger_id = %s",
            [year, ledgers[year]],
        )
        later = "TRUE" if year == years[-1] else "FALSE"
        cursor.execute(
            f"INSERT INTO lived SELECT %s, 'dispatch_case', id FROM dispatch_case WHERE CASE WHEN {later} THEN raised_at >= make_date(%s, 1, 1) ELSE raised_at < make_date(%s, 1, 1) END",
            [year, years[-1], years[-1]],
        )
        for table in _OF_ITEM:
            cursor.execute(
                f"INSERT INTO lived SELECT %s, '{table}', t.id FROM {table} t JOIN lived l ON l.sort = 'ledger_item' AND l.year = %s AND l.id = t.item_id",
                [year, year],
            )
        for table in _OF_CASE:
            cursor.execute(
                f"INSERT INTO lived SELECT %s, '{table}', t.id FROM {table} t JOIN lived l ON l.sort = 'dispatch_case' AND l.year = %s AND l.id = t.case_id",
                [year, year],
            )
        cursor.execute(
            "INSERT INTO lived SELECT %s, 'ledger_event', e.id FROM ledger_event e JOIN lived l ON l.year = %s AND l.id = e.number AND "
            "((e.subject = 'item' AND l.sort = 'ledger_item') OR (e.subject = 'case' AND l.sort = 'dispatch_case'))",
            [year, year],
        )
    cursor.execute("ANALYZE lived")


def _copy(cursor: Any, copy: Copy, ledger: int) -> None:
    offset = copy.number * _STRIDE
    back = f"interval '{copy.origin - copy.year} years'"
    for table in _ORDER:
        cursor.execute(
            "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s ORDER BY ordinal_position",
            [table],
        )
        columns = cursor.fetchall()
        names = ", ".join(f'"{name}"' for name, _sort in columns)
        values = ", ".join(_value(table, name, sort, offset, back, copy, ledger) for name, sort in columns)
        cursor.execute(
            f"INSERT INTO {table} ({names}) SELECT {values} FROM {table} t JOIN lived l ON l.sort = '{table}' AND l.year = {copy.origin} AND l.id = t.id ORDER BY t.id"
        )


def _value(table: str, name: str, sort: str, offset: int, back: str, copy: Copy, ledger: int) -> str:
    column = f't."{name}"'
    if name in _EMPTIED:
        return "NULL"
    if name in _NEW_KEYS or (table, name) == ("ledger_event", "number"):
        return f"{column} + {offset}"
    if name == "ledger_id" and table in _LEDGERS:
        return str(ledger)
    if (table, name) == ("ledger_item", "number"):
        return f"'{copy.year}' || substr({column}, 5) || '-{copy.number}'"
    if (table, name) == ("dispatch_case", "number"):
        return f"{column} || '-{copy.number}'"
    if (table, name) == ("dispatch_case", "state"):
        return f"CASE WHEN {column} = 'joined' THEN 'withdrawn' ELSE {column} END"
    if (table, name) == ("ledger_item", "state"):
        return f"CASE WHEN {column} = 'merged' THEN 'dropped' ELSE {column} END"
    if name == "key":
        return "''"
    if copy.origin != copy.year and (sort == "date" or sort.startswith("timestamp")):
        return f"({column} - {back})::{'date' if sort == 'date' else 'timestamptz'}"
    return column


def _sequences(cursor: Any) -> None:
    for table in _ORDER:
        cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")


def counted(tables: Iterable[str] = ("ledger_item", "ledger_entry", "ledger_event", "dispatch_case")) -> str:
    """Says how many rows there are."""
    from django.db import connection

    said = []
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT count(*) FROM {table}")
            said.append(f"{cursor.fetchone()[0]:,} {table.split('_')[1]} rows")
    return ", ".join(said)
