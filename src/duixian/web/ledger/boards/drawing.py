"""The part of a board that is the same for all who look at it, drawn once and kept until something is done in the workspace."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from duixian.web.ledger.boards.counting import LIGHTS, count
from duixian.web.ledger.boards.deciding import silent, to_decide
from duixian.web.ledger.boards.instructed import instructed
from duixian.web.ledger.boards.trend import chart_of
from duixian.web.ledger.doing.choosing import in_charge
from duixian.web.ledger.kept import kept
from duixian.web.ledger.lights.monthly import trend
from duixian.web.ledger.models import Item, Ledger
from duixian.web.ledger.states import OPEN

__all__ = ["Drawn", "drawn"]

_SHOWN = 8
"""Rows of the short lists; the rest is counted."""


class Drawn(NamedTuple):
    """A board as HTML: its key figures, and all below them. ``empty`` where it has no item."""

    empty: bool
    figures: SafeString
    body: SafeString


def drawn(ledger: Ledger, charge: int, today: date, language: str) -> Drawn:
    """Gives the board of a ledger, or of what is in the charge of a leader's post (0 for everything)."""
    empty, figures, body = kept(f"board:{ledger.pk}:{charge}:{today}:{language}", lambda: _draw(ledger, charge, today, language))
    return Drawn(empty, mark_safe(figures), mark_safe(body))


def _draw(ledger: Ledger, charge: int, today: date, language: str) -> tuple[bool, str, str]:
    items = Item.objects.filter(ledger=ledger)
    if charge:
        items = items.filter(in_charge(charge))
    board = count(items, ledger.get_absolute_url(), today, language, charge)
    if not board.total.number:
        return True, "", ""
    context: dict[str, Any] = {
        "ledger": ledger,
        "board": board,
        "chart": chart_of(trend(ledger, items if charge else None)),
        "light_names": [(str(one.value), str(one.label)) for one in LIGHTS],
        "instructions": instructed(items),
    }
    if not ledger.frozen_at:
        context |= _now(items, today)
    figures, body = (str(render_to_string(f"ledger/boards/_{part}.html", context)) for part in ("figures", "body"))
    return False, figures, body


def _now(items: QuerySet[Item], today: date) -> dict[str, Any]:
    """What only a ledger at work has: decisions to take, and what is late or silent."""
    quiet = silent(items, today)
    shown = items.select_related("lead").defer("text", "light_why")
    return {
        "decisions": to_decide(items, today),
        "overdue": list(shown.filter(state__in=OPEN, deadline__lt=today).order_by("deadline", "number")[:_SHOWN]),
        "silent": list(quiet.select_related("lead").defer("text", "light_why")[:_SHOWN]),
        "silent_count": quiet.count(),
    }
