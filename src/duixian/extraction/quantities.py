"""Finds the numbers of a text, with unit and range, and tells quantities from dates and names.

Goes from the numbers, not through the text: one pass for digits, one for Chinese numerals, and dictionary
look-ups around each. Positions are those of the view text.
"""

from __future__ import annotations

from operator import attrgetter

from duixian.extraction.digits import digit_numbers
from duixian.extraction.quantity import Quantity
from duixian.extraction.spelled import spelled_numbers

__all__ = ["quantities"]


def quantities(text: str, quoted: list[tuple[int, int]]) -> list[Quantity]:
    """Gives the numbers of ``text`` in order, those in Chinese numerals only where they state a quantity.

    Args:
        text: The view text of a report.
        quoted: Stretches inside quotation marks or title marks, in order, that do not overlap.

    >>> [(str(found.value), found.unit) for found in quantities("新建绿道12公里、驿站三十座", [])]
    [('12', '公里'), ('30', '座')]
    """
    found = [*digit_numbers(text, quoted), *spelled_numbers(text, quoted)]
    found.sort(key=attrgetter("start"))
    kept: list[Quantity] = []
    reached = 0
    for quantity in found:
        if quantity.start >= reached:
            kept.append(quantity)
            reached = quantity.end
    return kept
