"""Which reports are of one place: by code, and by name where a report writes it short (临湖区, 澄江市临湖区)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from duixian.model import Report

__all__ = ["Place", "places"]


class Place(NamedTuple):
    """A place as its reports name it at the fullest; ``code`` is empty where the table of places has none."""

    code: str
    name: str


def places(reports: Sequence[Report]) -> dict[str, Place]:
    """Gives the place of each report by the report's SHA-256; reports that name none are not in it.

    A name without a code is short for a longer one where it ends exactly one of those given.
    """
    names: dict[str, str] = {}
    for report in reports:
        place = report.metadata.place.value
        if place:
            names[place] = names.get(place) or report.metadata.place_code
    full = {name: _full(name, names) for name in names}
    of_code = {code: max((name for name, own in names.items() if own == code), key=len) for code in names.values() if code}
    found: dict[str, Place] = {}
    for report in reports:
        code, name = report.metadata.place_code, report.metadata.place.value
        if name and not code:
            name = full[name]
            code = names[name]
        if code or name:
            found[report.sha256] = Place(code, of_code.get(code, name))
    return found


def _full(name: str, names: dict[str, str]) -> str:
    longer = [other for other in names if other != name and other.endswith(name)]
    if names[name] or len({names[other] or other for other in longer}) != 1:
        return name
    return max(longer, key=len)
