"""One indicator across places and years, or one place against its peers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from statistics import median
from typing import TYPE_CHECKING

from msgspec.structs import replace

from duixian.following.pairing import Form, Pairing, form_of
from duixian.following.standing import chosen_places, level_of, standings
from duixian.following.wording import wording
from duixian.language.indicators import identify
from duixian.language.indicators import indicator as catalogue_entry
from duixian.model import (
    Comparison,
    ComparisonRow,
    Figure,
    Measure,
    Standing,
)

if TYPE_CHECKING:
    from duixian.following.archive import Archive

__all__ = ["Comparison", "against_peers", "compare", "signed", "standings", "upward"]

_DOWN = frozenset([Measure.DECLINE, Measure.FALL])
_PERCENT = frozenset(["percent", "permille"])


def compare(archive: Archive, indicator: str, *, year: int | None = None, places: tuple[str, ...] = ()) -> Comparison:
    """Gives one indicator across places and years.

    Args:
        archive: What :func:`duixian.following.follow` gives.
        indicator: A catalogue id, an indicator's name as people write it, or a series' key.
        year: Only this year; all years where left out.
        places: Names or codes of the places to compare (天津市南开区, 南开区, 120104); all where left out.

    Returns:
        A row for each place and year with a target or a result, and each place's standing in those years. An indicator or
        place that the archive does not know gives no rows and a ``message``.
    """
    chosen, unknown = chosen_places(archive, places)
    keys = _keys(archive, indicator)
    ledger = Pairing(archive, keys, chosen)
    rows = _ranked(ledger.rows(year))
    known = catalogue_entry(next(iter(keys))) if len(keys) == 1 else None
    message = _unknown_places(unknown)
    if not rows:
        what = f"{year}年的“{indicator}”" if year is not None else f"“{indicator}”"
        message += f"所给报告里没有{what}的目标或结果；请换一个名称，或用 duixian catalogue 查找指标"
    return Comparison(
        indicator=known.name if known is not None else indicator,
        indicator_id=known.id if known is not None else "",
        rows=tuple(rows),
        standings=_standings_of(archive, rows, chosen),
        message=message,
    )


def against_peers(archive: Archive, place: str, *, year: int | None = None, peers: tuple[str, ...] = ()) -> Comparison:
    """Gives every indicator for which ``place`` has a target, beside its peers' figures of the same year.

    Args:
        archive: What :func:`duixian.following.follow` gives.
        place: The place's name or code.
        year: Only this year; all years where left out.
        peers: Names or codes of the peers; the archive's other places of the same level where left out.

    Returns:
        Rows of ``place`` only, for indicators of the catalogue that a peer has a figure of as well, ranked among place and peers; the
        standings of ``place`` and all peers.
    """
    own, unknown = chosen_places(archive, (place,))
    if not own:
        return Comparison(indicator="", place=place, message=_unknown_places(unknown))
    name = min(own)
    others, unknown = chosen_places(archive, peers)
    among = own | {one for one in others if peers or level_of(*one) == level_of(*name)}
    keys = {
        row.indicator_id
        for row in archive.outcomes
        if row.indicator_id and (row.place_code, row.place) in own and (year is None or row.year == year)
    }
    rows = _ranked(Pairing(archive, keys, among).rows(year))
    mine = [
        row
        for row in rows
        if (row.place_code, row.place) in own
        and row.target is not None
        and max(row.target_ranked, row.actual_ranked) > 1
    ]
    message = _unknown_places(unknown)
    if not mine:
        message += f"没有同类地区与{name[1]}有共同的指标可比"
    return Comparison(
        indicator="", place=name[1], rows=tuple(mine), standings=_standings_of(archive, mine, among), message=message
    )


def _unknown_places(unknown: Sequence[str]) -> str:
    return f"所给报告里没有{'、'.join(unknown)}的报告；" if unknown else ""


def _standings_of(
    archive: Archive, rows: Iterable[ComparisonRow], places: set[tuple[str, str]]
) -> tuple[Standing, ...]:
    years = {row.year for row in rows}
    return tuple(
        one
        for one in standings(archive, places=tuple(place or name for place, name in sorted(places)))
        if one.year in years
    )


def _keys(archive: Archive, name: str) -> set[str]:
    """The keys under which outcomes and series hold an indicator: its id, or those that its name is written as."""
    if catalogue_entry(name) is not None:
        return {name}
    for measure in ("", "growth"):
        found = identify(name, measure=measure)
        if found:
            return {found}
    words = wording(name)
    names = {name, words.core, words.content}
    known = {row.key for row in archive.outcomes} | {line.key for line in archive.series}
    return (known & names) - {""} or {name}


def upward(row: ComparisonRow) -> float:
    """1 where a higher signed number is better, else -1; a decline that is better high is better low as a growth."""
    figure = row.target or row.actual
    down = figure is not None and figure.measure in _DOWN
    return 1.0 if (row.better == "higher") is not down else -1.0


def signed(figure: Figure, up: float) -> float:
    """A figure's number, a fall negative; of a range the worse end."""
    sign = -1.0 if figure.measure in _DOWN else 1.0
    ends = [sign * float(end) for end in (figure.base_value, figure.base_value_high) if end is not None]
    return min(ends, key=lambda end: end * up) if ends else 0.0


def _stretched(row: ComparisonRow) -> ComparisonRow:
    """Adds how far the target lies beyond the result of the year before."""
    if row.target is None or row.last is None:
        return row
    up = upward(row)
    target, last = signed(row.target, up), signed(row.last, up)
    distance = (target - last) * up
    if row.dimension in _PERCENT:
        return replace(row, stretch=round(distance, 6), stretch_unit="个百分点")
    return replace(row, stretch=round(distance / abs(last), 6)) if last else row


def _ranked(rows: Iterable[ComparisonRow]) -> list[ComparisonRow]:
    """Adds ranks and medians, and puts the rows in order."""
    groups: defaultdict[tuple[str, str, Form, int, str], list[ComparisonRow]] = defaultdict(list)
    for row in rows:
        figure = row.target or row.actual
        if figure is not None:
            form = form_of(figure.measure, row.dimension, figure.unit)
            groups[row.indicator, row.key, form, row.year, level_of(row.place_code, row.place)].append(_stretched(row))
    ordered: list[ComparisonRow] = []
    for _, group in sorted(groups.items()):
        up = 1.0 if sum(map(upward, group)) >= 0 else -1.0
        targets = [None if row.target is None else signed(row.target, up) for row in group]
        actuals = [None if row.actual is None else signed(row.actual, up) for row in group]
        target_ranks, actual_ranks = _ranks(targets, up), _ranks(actuals, up)
        done = [
            replace(
                row,
                target_rank=target_ranks[at],
                target_ranked=sum(one is not None for one in targets),
                target_median=_median(targets),
                actual_rank=actual_ranks[at],
                actual_ranked=sum(one is not None for one in actuals),
                actual_median=_median(actuals),
            )
            for at, row in enumerate(group)
        ]
        ordered += sorted(
            done,
            key=lambda row: (
                row.actual_rank or len(group) + 1,
                row.target_rank or len(group) + 1,
                row.place_code,
                row.place,
            ),
        )
    return ordered


def _ranks(values: Sequence[float | None], up: float) -> list[int | None]:
    """The rank of each value, the better first; equal values share one."""
    known = [value * up for value in values if value is not None]
    return [None if value is None else 1 + sum(other > value * up for other in known) for value in values]


def _median(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return median(known) if known else None
