"""The stages, sums and particulars that each kind of item has, as data/kinds.toml says."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from django.utils.translation import get_language

__all__ = ["KindOf", "Named", "Rate", "kind_of", "rates"]


class Named(NamedTuple):
    """Something with a key and what it is called; ``choices`` where it is one of several."""

    key: str
    zh: str
    en: str
    choices: tuple[Named, ...] = ()

    @property
    def word(self) -> str:
        """What it is called in the language of the page."""
        return self.en if (get_language() or "").startswith("en") else self.zh

    def choice(self, value: str) -> str:
        """What a value is called: the choice's word where there are choices."""
        return next((one.word for one in self.choices if one.key == value), value)


class KindOf(NamedTuple):
    """What a kind of item has."""

    stages: tuple[Named, ...]
    sums: tuple[Named, ...]
    particulars: tuple[Named, ...]
    unit: str
    votes: bool


class Rate(NamedTuple):
    """A share of the proposals that were assigned: those that reached ``stage``, or whose ``particular`` is one of ``values``."""

    name: Named
    definition: Named
    stage: str
    particular: str
    values: tuple[str, ...]


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads((files("duixian.web.ledger.kinds") / "data" / "kinds.toml").read_text(encoding="utf-8"))


@cache
def kind_of(kind: str) -> KindOf | None:
    """Gives what a kind has; None for one that has nothing of its own."""
    found = _data().get(kind)
    if not isinstance(found, dict):
        return None
    stages, sums, particulars = (_named(found.get(part, [])) for part in ("stages", "sums", "particulars"))
    return KindOf(stages, sums, particulars, found.get("unit", ""), found.get("votes", False))


@cache
def rates() -> tuple[Rate, ...]:
    """Gives the rates of proposals with their definitions."""
    return tuple(
        Rate(
            Named(one["key"], one["zh"], one["en"]),
            Named(one["key"], one["definition_zh"], one["definition_en"]),
            one.get("stage", ""),
            one.get("particular", ""),
            tuple(one.get("values", ())),
        )
        for one in _data()["rates"]
    )


def _named(rows: list[dict[str, Any]]) -> tuple[Named, ...]:
    return tuple(Named(one["key"], one["zh"], one["en"], _named(one.get("choices", []))) for one in rows)
