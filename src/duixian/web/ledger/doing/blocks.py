"""What other rooms add to the page of an item: slips, the reason of its light, what is published of it.

A room registers in its ``AppConfig.ready``: ``from duixian.web.ledger.doing.blocks import BLOCKS`` and ``BLOCKS.append(my_block)``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest

from duixian.web.ledger.models import Item

__all__ = ["BLOCKS", "Block", "blocks_of"]


@dataclass(frozen=True)
class Block:
    """A part of an item's page: a section with the title ``title``, filled by ``template`` with ``context`` (``item`` is there too).

    Blocks stand in the order of ``order``; those below 50 come before the entries, the others after the story's petitions.
    """

    key: str
    title: str
    template: str
    context: dict[str, Any] = field(default_factory=dict)
    order: int = 50


BLOCKS: list[Callable[[HttpRequest, Item], Block | None]] = []
"""Each gives its block for an item and whoever asks, or None where it has nothing to show."""


def blocks_of(request: HttpRequest, item: Item) -> list[Block]:
    """Gives the blocks that rooms add to an item's page, in their order."""
    found = [one for make in BLOCKS if (one := make(request, item)) is not None]
    return sorted(found, key=lambda one: one.order)
