"""What made a point, in words: each fact of a score line as a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from duixian.web.ledger.assessment.rules import measures
from duixian.web.ledger.assessment.words import said, words

__all__ = ["explained"]

_DAYS = ("due", "made", "day")


def explained(rule: str, facts: Iterable[Mapping[str, Any]], entered: str = "") -> list[str]:
    """Gives a sentence for each fact that a line rests on, in the language of who reads; ``entered`` are the words of a line that people entered."""
    text = said(measures()[rule], "line")
    if measures()[rule]["sort"] == "said":
        return [entered]
    return [text.format(**{"month": "", "due": "", "made": "", "day": "", "number": ""} | dict(fact) | {name: _day(fact[name]) for name in _DAYS if fact.get(name)}) for fact in facts]


def _day(day: str) -> str:
    one = date.fromisoformat(day)
    return said(words()["month_day"]).format(month=one.month, day=one.day)
