"""Row keys of sentences: those of a report follow one another in the order of its text, so that a key tells the report and the neighbours."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["SENTENCES_MOST", "first_key", "report_of", "reports_of"]

_BITS = 20
SENTENCES_MOST = 1 << _BITS
"""Sentences of a report; further ones are not kept for search. The largest report has 3,000."""


def first_key(report: int) -> int:
    """Gives the key of a report's first sentence; the others count up from it."""
    return report << _BITS


def report_of(sentence: int) -> int:
    """Gives the key of the report of a sentence by its key."""
    return sentence >> _BITS


def reports_of(sentences: NDArray[np.int64]) -> NDArray[np.int64]:
    """Gives the keys of the reports of sentences by their keys."""
    return sentences >> _BITS
