"""How each place kept the goals of each year, ranked among the places of its level."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from msgspec.structs import replace

from duixian.model import Hardness, Standing, Verdict

if TYPE_CHECKING:
    from duixian.following.archive import Archive

__all__ = ["chosen_places", "level_of", "standings"]


def level_of(code: str, name: str = "") -> str:
    """Gives the level of government of a place: nation, province, city or county; by its name where it has no code.

    >>> level_of("430000"), level_of("120104"), level_of("", "澄江市临湖区"), level_of("", "临湖")
    ('province', 'county', 'county', '')
    """
    if code:
        return (
            "nation"
            if code == "100000"
            else "province"
            if code.endswith("0000")
            else "city"
            if code.endswith("00")
            else "county"
        )
    if name.endswith(("省", "自治区")):
        return "province"
    return {"市": "city", "州": "city", "盟": "city", "区": "county", "县": "county", "旗": "county"}.get(name[-1:], "")


def chosen_places(archive: Archive, wanted: tuple[str, ...]) -> tuple[set[tuple[str, str]], tuple[str, ...]]:
    """Gives the code and name of each place of the archive that ``wanted`` names, all where it is empty, and the names that fit none.

    A place goes by its code, its full name, or the beginning or end of it (湖南, 南开区) where that fits one only.
    """
    known = {(row.place_code, row.place) for row in archive.outcomes} | {
        (line.place_code, line.place) for line in archive.series
    }
    if not wanted:
        return known, ()
    chosen: set[tuple[str, str]] = set()
    unknown: list[str] = []
    for name in wanted:
        exact = {place for place in known if name in place}
        near = {place for place in known if name and (place[1].startswith(name) or place[1].endswith(name))}
        if exact or len(near) == 1:
            chosen |= exact or near
        else:
            unknown.append(name)
    return chosen, tuple(unknown)


def standings(archive: Archive, *, year: int | None = None, places: tuple[str, ...] = ()) -> tuple[Standing, ...]:
    """Gives how each place kept the goals of each year, ranked among the places of the same level and year.

    Args:
        archive: What :func:`duixian.following.follow` gives.
        year: Only this year; all years where left out.
        places: Names or codes of the places; all where left out.
    """
    chosen, _ = chosen_places(archive, places)
    verdicts: defaultdict[tuple[int, str, str], Counter[Verdict]] = defaultdict(Counter)
    strengths: defaultdict[tuple[int, str, str], Counter[Hardness]] = defaultdict(Counter)
    for row in archive.outcomes:
        if (row.place_code, row.place) in chosen and (year is None or row.year == year):
            key = (row.year, row.place_code, row.place)
            verdicts[key][row.verdict] += 1
            strengths[key][row.hardness or Hardness.PLAIN] += 1
    made = [_standing(key, verdicts[key], strengths[key]) for key in sorted(verdicts)]
    return tuple(_ranked(one, made) for one in made)


def _standing(key: tuple[int, str, str], counts: Counter[Verdict], strengths: Counter[Hardness]) -> Standing:
    year, code, name = key
    decided = sum(count for verdict, count in counts.items() if verdict.decided)
    followed = counts.total() - counts[Verdict.PENDING]
    return Standing(
        place=name,
        place_code=code,
        year=year,
        goals=counts.total(),
        decided=decided,
        exceeded=counts[Verdict.EXCEEDED],
        met=counts[Verdict.MET],
        nearly=counts[Verdict.NEARLY],
        missed=counts[Verdict.MISSED],
        other_form=counts[Verdict.OTHER_FORM],
        absent=counts[Verdict.ABSENT],
        pending=counts[Verdict.PENDING],
        binding=strengths[Hardness.BINDING],
        plain=strengths[Hardness.PLAIN],
        soft=strengths[Hardness.SOFT],
        kept_share=sum(count for verdict, count in counts.items() if verdict.kept) / decided if decided else None,
        absent_share=counts[Verdict.ABSENT] / followed if followed else None,
    )


def _ranked(one: Standing, made: list[Standing]) -> Standing:
    """Adds the ranks among the places of the same level and year whose goals have been followed."""
    among = [
        other
        for other in made
        if other.year == one.year and level_of(other.place_code, other.place) == level_of(one.place_code, one.place)
    ]
    kept = [other.kept_share for other in among if other.kept_share is not None]
    absent = [other.absent_share for other in among if other.absent_share is not None]
    return replace(
        one,
        kept_rank=None if one.kept_share is None else 1 + sum(share > one.kept_share for share in kept),
        absent_rank=None if one.absent_share is None else 1 + sum(share < one.absent_share for share in absent),
        ranked=len(absent),
    )
