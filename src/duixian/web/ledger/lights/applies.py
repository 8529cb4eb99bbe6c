"""Which rule speaks of an item's figure: decided by the item's own data through the list in ``data/applies.toml``, the first entry that fits."""

from __future__ import annotations

import tomllib
from functools import cache, lru_cache
from importlib.resources import files
from typing import Literal

import msgspec

from duixian.web.ledger.lights.facts import Facts

__all__ = ["FigureRule", "applies"]

FigureRule = Literal["count", "rate", "ceiling", "none"]


class Case(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an item must be like for a rule; what is not said may be anything."""

    rule: FigureRule
    target: bool | None = None
    baseline: bool | None = None
    kind: frozenset[str] | None = None
    measure: frozenset[str] | None = None
    unit: frozenset[str] | None = None
    qualifier: frozenset[str] | None = None
    better: str | None = None


class _Cases(msgspec.Struct, frozen=True):
    case: tuple[Case, ...]


@cache
def cases() -> tuple[Case, ...]:
    """Gives the list."""
    return msgspec.convert(tomllib.loads((files("duixian.web.ledger.lights") / "data" / "applies.toml").read_text(encoding="utf-8")), _Cases).case


def applies(facts: Facts) -> FigureRule:
    """Gives the rule for an item's figure; ``none`` for one that has no number."""
    return _applies(facts.target is not None, facts.baseline is not None, facts.kind, facts.measure, facts.unit, facts.qualifier, facts.better)


@lru_cache(maxsize=4096)  # units are free text
def _applies(target: bool, baseline: bool, kind: str, measure: str, unit: str, qualifier: str, better: str) -> FigureRule:
    for one in cases():
        if (
            one.target in (None, target)
            and one.baseline in (None, baseline)
            and (one.kind is None or kind in one.kind)
            and (one.measure is None or measure in one.measure)
            and (one.unit is None or unit in one.unit)
            and (one.qualifier is None or qualifier in one.qualifier)
            and one.better in (None, better)
        ):
            return one.rule
    return "none"
