"""Places as tiles: where each lies on the grid, and which of five classes its number falls into. No boundary is drawn."""

from __future__ import annotations

import csv
import re
import tomllib
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from duixian.following.standing import level_of
from duixian.language.lexicon import alternation, table
from duixian.language.places import official_name

__all__ = ["CLASSES", "Spot", "class_bounds", "classes", "divisions", "provinces_on_grid", "short_name"]

CLASSES = 5
_LONGEST = 5
"""Characters on a tile."""


class Spot(NamedTuple):
    """A place that has a tile: its code, the short name on it, its whole name, and its column and row (0 where tiles follow one another)."""

    code: str
    name: str
    full: str
    column: int = 0
    row: int = 0


@cache
def provinces_on_grid() -> tuple[Spot, ...]:
    """Gives the nation and the provinces with their tiles, by code."""
    text = files("duixian.web.archive").joinpath("data", "tiles.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return tuple(Spot(row["code"], row["name"], official_name(row["code"]), int(row["column"]), int(row["row"])) for row in rows)


@cache
def divisions(province: str, level: str) -> tuple[Spot, ...]:
    """Gives the cities or the counties in force of a province (two digits of its code), by code.

    >>> [one.name for one in divisions("46", "city")]
    ['海口', '三亚', '三沙', '儋州']
    """
    rows = (row for row in table("places") if row["code"].startswith(province) and not row["until"] and level_of(row["code"]) == level)
    spots = (Spot(row["code"], short_name(row["name"]), official_name(row["code"]) or row["name"]) for row in rows if row["name"] not in ("市辖区", "县"))
    return tuple(sorted(spots))


def short_name(name: str) -> str:
    """Gives a name short enough for a tile.

    >>> short_name("南开区"), short_name("长沙市"), short_name("和县"), short_name("大通回族土族自治县"), short_name("融水苗族自治县")
    ('南开', '长沙', '和县', '大通', '融水')
    """
    kinds, peoples = _left_out()
    kind = kinds.search(name)
    bare = name[: kind.start()] if kind else name
    if kind is not None and kind[0].startswith("自治"):
        bare = peoples.sub("", bare)
    bare = bare if len(bare) > 1 else name
    return bare if len(bare) <= _LONGEST else f"{bare[:_LONGEST]}…"


@cache
def _left_out() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What names end in: the word for the kind of place, and the peoples before it, behind two characters at least."""
    words = tomllib.loads(files("duixian.web.archive").joinpath("data", "short_names.toml").read_text(encoding="utf-8"))
    return re.compile(f"(?:{alternation(words['kinds'])})$"), re.compile(f"(?<=..)(?:(?:{alternation(words['peoples'])})族?)+$")


def classes(values: Mapping[str, float]) -> dict[str, int]:
    """Gives the class of each value, from 1 for the lowest fifth to 5 for the highest; equal values share the class of their middle.

    >>> classes({"a": 1, "b": 2, "c": 2, "d": 4, "e": 5})
    {'a': 1, 'b': 2, 'c': 2, 'd': 4, 'e': 5}
    >>> classes({"a": 3.0, "b": 3.0, "c": 3.0}), classes({})
    ({'a': 2, 'b': 2, 'c': 2}, {})
    """
    order = sorted(values.values())
    middle = {value: (bisect_left(order, value) + bisect_right(order, value) - 1) / 2 for value in set(order)}
    return {key: 1 + int(middle[value] * CLASSES / len(order)) for key, value in values.items()}


def class_bounds(values: Mapping[str, float], of: Mapping[str, int]) -> list[tuple[int, str, str, int]]:
    """Gives each class that has places: its number, the keys of its lowest and its highest value, and how many it has.

    >>> values = {"a": 1, "b": 2, "c": 2, "d": 4, "e": 5}
    >>> class_bounds(values, classes(values))
    [(1, 'a', 'a', 1), (2, 'b', 'b', 2), (4, 'd', 'd', 1), (5, 'e', 'e', 1)]
    """
    found: list[tuple[int, str, str, int]] = []
    for number in range(1, CLASSES + 1):
        keys: Sequence[str] = sorted((key for key, one in of.items() if one == number), key=lambda key: (values[key], key))
        if keys:
            low = keys[0]
            high = next(key for key in keys if values[key] == values[keys[-1]])
            found.append((number, low, high, len(keys)))
    return found
