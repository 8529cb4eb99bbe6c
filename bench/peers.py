"""The tools this project's speed is measured beside; they come with the extra ``bench`` and give far less."""

from __future__ import annotations

import contextlib
import io
import sys
from collections.abc import Callable

__all__ = ["PEERS", "Peer"]

Peer = Callable[[str], int]
"""Takes a text and gives how many objects it found."""


def jionlp() -> Peer:
    """JioNLP: amounts of money and times, each with its parts parsed."""
    with contextlib.redirect_stdout(io.StringIO()):  # it prints a greeting
        import jionlp as jio

    return lambda text: len(jio.ner.extract_money(text, with_parsing=True)) + len(jio.ner.extract_time(text, with_parsing=True))


def recognizers_numbers() -> Peer:
    """Recognizers-Text for Chinese: numbers alone."""
    _name_recognizers()
    from recognizers_number import recognize_number
    from recognizers_text import Culture

    return lambda text: len(recognize_number(text, Culture.Chinese))


def recognizers_quantities() -> Peer:
    """Recognizers-Text for Chinese: numbers, percentages, amounts of money, other quantities with a unit."""
    _name_recognizers()
    from recognizers_number import recognize_number, recognize_percentage
    from recognizers_number_with_unit import recognize_currency, recognize_dimension
    from recognizers_text import Culture

    calls = (recognize_number, recognize_percentage, recognize_currency, recognize_dimension)
    return lambda text: sum(len(call(text, Culture.Chinese)) for call in calls)


PEERS: dict[str, Callable[[], Peer]] = {
    "JioNLP (money, times)": jionlp,
    "Recognizers-Text (numbers)": recognizers_numbers,
    "Recognizers-Text (numbers, %, money, units)": recognizers_quantities,
}
"""By what they are asked for; each entry imports its package and gives the call."""


def _name_recognizers() -> None:
    """The published packages import one another under a name that no package installs."""
    import ms_recognizers_text

    sys.modules.setdefault("recognizers_text", ms_recognizers_text)
