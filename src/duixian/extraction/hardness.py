"""How firmly a goal is worded, and whether a result is only expected."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from duixian.extraction.readings import Reading
from duixian.language.lexicon import alternation, lexicon
from duixian.model import Hardness

__all__ = ["estimated", "hardness"]


class _Lexicon:
    """Words of firmness and of expectation."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.binding, self.estimated = (re.compile(alternation(data[key])) for key in ("binding", "estimated"))
        self.soft = re.compile(f"(?:{alternation(data['soft'])})(?!{alternation(data['soft_names'])})")


@cache
def _lexicon() -> _Lexicon:
    return _Lexicon(lexicon("modality"))


def estimated(text: str, begin: int, at: int) -> bool:
    """Says whether the words from ``begin`` to a result at ``at`` only expect it.

    >>> estimated("预计粮食产量达到3万吨", 0, 8), estimated("粮食产量达到3万吨", 0, 6)
    (True, False)
    """
    return _lexicon().estimated.search(text, begin, at) is not None


def hardness(text: str, begin: int, reading: Reading) -> tuple[Hardness, tuple[str, ...]]:
    """Gives the strength of a target's wording and the words that carry it, those of its qualifier among them.

    Args:
        text: The view text.
        begin: Where the target's sentence begins.
        reading: The target.
    """
    comma = max(text.rfind("，", begin, reading.start), begin)
    stretch = text[comma : reading.end]
    words = _lexicon()
    binding, soft = words.binding.findall(stretch), words.soft.findall(stretch)
    carrying = tuple(dict.fromkeys([*binding, *soft, *reading.words]))
    if binding:
        return Hardness.BINDING, carrying
    return Hardness.SOFT if soft else Hardness.PLAIN, carrying
