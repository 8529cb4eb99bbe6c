"""What waits for somebody, as sections that each room adds to My work.

A room registers in its ``AppConfig.ready``: ``from duixian.web.ledger.doing.waiting import WAITING`` and ``WAITING.append(my_section)``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from duixian.web.accounts.models import User
from duixian.web.ledger.models import Item

__all__ = ["SHOWN", "WAITING", "Bulk", "Section", "Step", "Thing", "most_shown", "sections_of"]

SHOWN = 10
"""Things of a section on the page; the rest is counted, and ``more`` leads to it."""
_WHOLE = 300
"""Things of the one section that is asked for whole."""


@dataclass(frozen=True)
class Step:
    """The next step: what its button says, and where it leads."""

    label: str
    url: str


@dataclass(frozen=True)
class Thing:
    """One thing that waits: what it is and where it is shown, why it waits, until when, and the next step.

    ``value`` is what its checkbox says in a section with :class:`Bulk`; ``item`` is given where it is an item of the ledger, so that its light is shown.
    """

    title: str
    url: str
    step: Step
    number: str = ""
    office: str = ""
    note: str = ""
    due: date | None = None
    item: Item | None = None
    value: str = ""


@dataclass(frozen=True)
class Bulk:
    """One button for all things of a section that are ticked: what it says, where it is sent, and the value of the hidden field ``act``."""

    label: str
    url: str
    act: str


@dataclass(frozen=True)
class Section:
    """Things of one sort that wait: ``count`` of them, the most urgent first, at most :data:`SHOWN` of them in ``things``.

    ``late`` tells that some are past their time: such sections come first; then those with the smaller ``order``.
    """

    key: str
    title: str
    count: int
    things: tuple[Thing, ...]
    order: int = 50
    late: bool = False
    more: str = ""
    bulk: Bulk | None = None


WAITING: list[Callable[[User], Section | None]] = []
"""Each gives what waits for a user, or None where nothing of the sort can."""


def most_shown(user: User, key: str) -> int:
    """Gives how many things of a section are shown: :data:`SHOWN`, and many more of the one that :func:`sections_of` was asked for whole."""
    return _WHOLE if getattr(user, "_section_whole", "") == key else SHOWN


def sections_of(user: User, whole: str = "") -> list[Section]:
    """Gives what waits for a user, the most urgent first; sections with nothing in them are left out. The one with the key ``whole`` shows all it has, up to 300."""
    user._section_whole = whole  # type: ignore[attr-defined]
    found = [one for make in WAITING if (one := make(user)) is not None and one.count]
    return sorted(found, key=lambda one: (not one.late, one.order))
