"""One number of a text with its unit, and what kind of number it is."""

from __future__ import annotations

from decimal import Decimal
from enum import IntEnum

import msgspec

__all__ = ["Kind", "Quantity"]

_ONE = Decimal(1)


class Kind(IntEnum):
    """What a number in the text is. Hashed as the number it is, without the call of Python that an enumeration's own hash is."""

    __hash__ = int.__hash__

    QUANTITY = 0
    DATE = 1
    NAME = 2
    RANK = 3
    DURATION = 4


class Quantity(msgspec.Struct, gc=False):
    """One number with its unit; mutable while the stage that reads it decides.

    Attributes:
        start: Where the number begins in the view.
        end: Where number and unit end as written, behind both ends of a range.
        last: Where the digits of the first number end.
        value: The number in plain digits, without its multiplier.
        rule: The name of the rule that read it.
        kind: What it is.
        high: The upper end of a range.
        scale: The multiplier word that belongs to the unit (万, 亿).
        power: The power of ten of ``scale``.
        unit: The unit as written, without its multiplier.
        per: What it is taken per, with the stroke (/立方米).
        dimension: What the unit measures.
        factor: From the unit to the base unit of the dimension.
        more: Whether 多 or 余 stands inside it.
        chinese: Whether it is written in Chinese numerals.
    """

    start: int
    end: int
    last: int
    value: Decimal
    rule: str
    kind: Kind = Kind.QUANTITY
    high: Decimal | None = None
    scale: str = ""
    power: int = 0
    unit: str = ""
    per: str = ""
    dimension: str = ""
    factor: Decimal = _ONE
    more: bool = False
    chinese: bool = False

    def become(self, kind: Kind, rule: str) -> None:
        """Says what the number is and by which rule."""
        self.kind, self.rule = kind, rule
