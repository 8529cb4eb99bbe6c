"""The measures and words of official documents, as ``data/form.toml`` has them."""

from __future__ import annotations

import datetime
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

__all__ = ["chinese_number", "day_in_words", "form", "wide"]


@cache
def form() -> dict[str, Any]:
    """Gives the tables of ``data/form.toml``."""
    return tomllib.loads((files("duixian.web.ledger.papers") / "data" / "form.toml").read_text(encoding="utf-8"))


def chinese_number(number: int) -> str:
    """Gives a number from 1 to 99 as headings count."""
    digits = form()["words"]["numerals"]
    tens, ones = divmod(number, 10)
    said = (digits[tens] if tens > 1 else "") + digits[10] if tens else ""
    return said + (digits[ones] if ones or not tens else "")


def day_in_words(day: datetime.date) -> str:
    """Gives a day as documents date themselves: Arabic numerals, no leading zero."""
    text: str = form()["words"]["date"].format(year=day.year, month=day.month, day=day.day)
    return text


def wide(text: str) -> float:
    """Gives the width of a text in characters of its size; Latin ones take half."""
    return sum(0.5 if char.isascii() else 1.0 for char in text)
