"""What the lights look at in an item: plain values, read from the database at once or as they stood on an earlier day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

__all__ = ["Facts", "Figure", "Point"]


class Point(NamedTuple):
    """A milestone: by ``due``, ``planned`` in the item's unit where it has one; ``done`` is the day it was reached."""

    due: date
    what: str = ""
    planned: Decimal | None = None
    done: date | None = None


class Figure(NamedTuple):
    """An approved entry of the lead office: the day it is of, and its value where it has one."""

    as_of: date
    value: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """An item as the rules see it.

    ``lit`` tells whether it has a light at all: it was assigned, is not suspended and not at its end. ``year`` is that of its ledger. ``figures`` stand
    in the order of their days; the last with a value is what has been reached. ``since`` is the day it was accepted (or assigned, before that): months
    are asked for from the first whole month after it. ``finished`` is the day it was reported done: for what has a date, time stands still then.
    """

    year: int
    lit: bool = True
    kind: str = "goal"
    measure: str = ""
    unit: str = ""
    qualifier: str = ""
    better: str = "higher"
    target: Decimal | None = None
    baseline: Decimal | None = None
    begins: date | None = None
    deadline: date | None = None
    since: date | None = None
    finished: date | None = None
    milestones: tuple[Point, ...] = ()
    figures: tuple[Figure, ...] = ()

    @property
    def value(self) -> Decimal | None:
        """What has been reached, as the last approved entry says."""
        return self.value_by(date.max)

    def value_by(self, day: date) -> Decimal | None:
        """Gives what had been reached by a day, as the last approved entry of then says."""
        for one in reversed(self.figures):
            if one.as_of <= day and one.value is not None:
                return one.value
        return None
