"""Places by name: the administrative divisions of GB/T 2260, told apart by the divisions named before them."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from duixian.language.lexicon import table

__all__ = ["NATION", "Place", "most_named", "official_name", "places", "resolve"]

NATION = "100000"
LONGEST_NAME = 15
"""Characters of the longest name of a division."""
LEAST_NAMED = 3
"""How often a text must name a place that no heading names before it is taken for the place of the text."""
_GENERIC = frozenset(("城区", "郊区", "矿区", "新区", "市区", "城关区", "直辖区", "县"))
"""Names that are also common nouns and say nothing without the division above them."""
_SUFFIX = re.compile(r"(?:特别行政区|壮族自治区|回族自治区|维吾尔自治区|自治区|省|市)$")


class Place(NamedTuple):
    """A division named in a text: its code, its name with those above it, and where the text names it."""

    code: str
    name: str
    start: int
    end: int


class _Row(NamedTuple):
    code: str
    until: str


@cache
def _names() -> dict[str, list[_Row]]:
    """Gives the divisions of every name; provinces also by their short name (湖南, 新疆)."""
    names: dict[str, list[_Row]] = {}
    for row in table("places"):
        names.setdefault(row["name"], []).append(_Row(row["code"], row["until"]))
        if row["code"].endswith("0000") and row["code"] != NATION:
            short = _SUFFIX.sub("", row["name"])
            if len(short) >= 2:
                names.setdefault(short, []).append(_Row(row["code"], row["until"]))
    return names


@cache
def _by_code() -> dict[str, str]:
    return {row["code"]: row["name"] for row in reversed(table("places")) if not row["until"]} | {NATION: "全国"}


def official_name(code: str) -> str:
    """Gives the name of a division with those above it, or an empty string for a code that is not in force.

    >>> official_name("120105"), official_name("130000")
    ('天津市河北区', '河北省')
    """
    names = _by_code()
    if code == NATION or code.endswith("0000"):
        return names.get(code, "")
    above = [names.get(code[:2] + "0000", "")]
    if not code.endswith("00"):
        above.append(names.get(code[:4] + "00", ""))
    own = names.get(code, "")
    return "".join(above) + own if own else ""


def places(text: str, start: int = 0, end: int | None = None) -> list[Place]:
    """Gives the divisions that a short stretch of text names, each with those named just before it as its parents.

    Meant for titles and lines of a heading: it looks at every position, and takes the longest name there.

    >>> [(place.code, place.name) for place in places("2030年天津市河北区政府工作报告")]
    [('120000', '天津市'), ('120105', '天津市河北区')]
    """
    names = _names()
    stop = len(text) if end is None else end
    found: list[Place] = []
    at = start
    while at < stop:
        for length in range(min(LONGEST_NAME, stop - at), 1, -1):
            rows = names.get(text[at : at + length])
            if rows is None or (text[at : at + length] in _GENERIC and not (found and found[-1].end == at)):
                continue
            above = [place.code for place in found]
            code = resolve(_codes(rows), above)
            if code:
                found.append(Place(code, official_name(code) or text[at : at + length], at, at + length))
            at += length - 1
            break
        at += 1
    return found


def _codes(rows: list[_Row]) -> list[str]:
    """Gives the codes of the divisions in force among ``rows``, or of the former ones where none is."""
    return [row.code for row in rows if not row.until] or [row.code for row in rows]


def resolve(codes: list[str], above: list[str]) -> str:
    """Gives the one of several divisions with the same name that lies in one of ``above``, or an empty string.

    >>> resolve(["120102", "371312"], ["120000"]), resolve(["120102", "371312"], [])
    ('120102', '')
    """
    for parent in reversed(above):
        prefix = parent[:2] if parent.endswith("0000") else parent[:4] if parent.endswith("00") else parent
        inside = sorted({code for code in codes if code.startswith(prefix) and code != parent})
        if len(inside) == 1:
            return inside[0]
    alone = sorted(set(codes))
    return alone[0] if len(alone) == 1 else ""


def most_named(text: str) -> Place | None:
    """Gives the county or city that a long text names most often, if it is named often and no other nearly as often.

    For reports without a title; looks at names of three to five characters only.
    """
    counts: dict[str, int] = {}
    first: dict[str, int] = {}
    names = _names()
    for match in re.finditer("[区县市](?!委|长|级|政|人大)", text):
        for length in (3, 4, 5):
            name = text[max(0, match.end() - length) : match.end()]
            if len(name) == length and name in names and name not in _GENERIC:
                counts[name] = counts.get(name, 0) + 1
                first.setdefault(name, match.end() - length)
                break
    if not counts:
        return None
    ranked = sorted(counts, key=lambda name: (-counts[name], first[name]))
    top = ranked[0]
    code = resolve(_codes(names[top]), [code for name in ranked[1:] if name.endswith("市") for code in _codes(names[name])])
    if counts[top] < LEAST_NAMED or not code:
        return None
    rivals = [name for name in ranked[1:] if not any(_holds(other, code) for other in _codes(names[name]))]
    if rivals and counts[rivals[0]] * 2 > counts[top]:
        return None
    return Place(code, official_name(code) or top, first[top], first[top] + len(top))


def _holds(above: str, code: str) -> bool:
    return code.startswith(above.removesuffix("00").removesuffix("00"))
