"""What an office sets for its public board, as the options of the ledger have it."""

from __future__ import annotations

from typing import NamedTuple

from duixian.web.ledger.models import Option
from duixian.web.ledger.options import defaults

__all__ = ["Board", "board_settings"]

_NAMES = ("board_public", "board_flow", "board_collecting")


class Board(NamedTuple):
    """``public``: the board is there for everybody. ``by_itself``: approved progress shows at once, and not only after the delivery office has looked at it.
    ``collecting``: people may suggest livelihood projects now."""

    public: bool
    by_itself: bool
    collecting: bool


def board_settings() -> Board:
    """Gives what is set now; one query."""
    held = dict(Option.objects.filter(name__in=_NAMES).values_list("name", "value"))
    return Board(*(held.get(name, defaults()[name]["value"]) == 1 for name in _NAMES))
