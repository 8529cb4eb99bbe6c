"""What the query of an address asks for: numbers and choices that are taken only where they make sense."""

from __future__ import annotations

from collections.abc import Collection

from django.http import HttpRequest

__all__ = ["choice", "number", "year"]


def number(request: HttpRequest, name: str, low: int = 0, high: int = 10**9) -> int | None:
    """Gives a whole number of the query; None where it is missing, no number or out of bounds."""
    text = request.GET.get(name, "").strip()
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        return None
    value = int(text)
    return value if low <= value <= high else None


def year(request: HttpRequest, name: str = "year") -> int | None:
    """Gives a year of the query."""
    return number(request, name, 1900, 2100)


def choice(request: HttpRequest, name: str, known: Collection[str], otherwise: str = "") -> str:
    """Gives a value of the query that is among the known ones."""
    value = request.GET.get(name, "")
    return value if value in known else otherwise
