"""The floors under the scores: ``floors.toml`` pins what was reached, on which labels and texts.

A score under its floor fails the gate. Floors rise with ``PIN=raise`` and fall only with ``PIN=lower``, in so many
words. When labels or texts change, their digest does, and the floors are to be pinned anew after a look.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from pathlib import Path

__all__ = ["Floors"]

_FILE = Path(__file__).with_name("floors.toml")
_HEAD = """\
# Scores that must not fall, by set of labels (python -m bench.score; make score PIN=raise, PIN=lower).
# digest: SHA-256 over the labels and the texts they belong to. A share with "at most" in its name is a ceiling.
"""
_CEILINGS = ("promises_outside",)
_STEP = 1000  # floors are kept in thousandths, rounded towards the easier side


class Floors:
    """The pinned scores of every set of labels."""

    def __init__(self, path: Path = _FILE) -> None:
        self.path = path
        self.pinned: dict[str, dict[str, float | str]] = {}
        if path.exists():
            self.pinned = tomllib.loads(path.read_text(encoding="utf-8"))

    def floor(self, labels: str, figure: str) -> float | None:
        """Gives the pinned value of a figure, None where none is pinned."""
        value = self.pinned.get(labels, {}).get(figure)
        return value if isinstance(value, float) else None

    def measured_on(self, labels: str, digest: str) -> bool:
        """Whether the floors of a set of labels were pinned on labels and texts of this digest."""
        return self.pinned.get(labels, {}).get("digest") == digest

    def failures(self, labels: str, figures: Mapping[str, float]) -> list[str]:
        """Gives one line for every score under its floor."""
        if labels not in self.pinned:
            return [f"{labels}: no floors yet; look at the figures, then make score PIN=raise"]
        return [
            f"{labels}: {figure} {value:.4f} is worse than its floor {floor:.3f}"
            for figure, value in figures.items()
            if (floor := self.floor(labels, figure)) is not None and _worse(figure, value, floor)
        ]

    def pin(self, labels: str, digest: str, figures: Mapping[str, float], *, lower: bool) -> list[str]:
        """Pins figures and gives one line for each that would fall and may not (then nothing is pinned)."""
        refused = []
        for figure, value in figures.items():
            floor = self.floor(labels, figure)
            if not lower and floor is not None and _worse(figure, value, floor):
                refused.append(f"{labels}: {figure} {value:.4f} is worse than {floor:.3f}; only PIN=lower pins that")
        if not refused:
            self.pinned[labels] = {"digest": digest, **{key: _eased(key, value) for key, value in figures.items()}}
        return refused

    def save(self) -> None:
        """Writes the floors down."""
        parts = [_HEAD]
        for labels, values in sorted(self.pinned.items()):
            lines = (f'{key} = "{value}"' if isinstance(value, str) else f"{key} = {value:.3f}" for key, value in values.items())
            parts.append(f"\n[{labels}]\n" + "\n".join(lines) + "\n")
        self.path.write_text("".join(parts), encoding="utf-8")


def _worse(figure: str, value: float, floor: float) -> bool:
    return value > floor + 1e-9 if figure in _CEILINGS else value < floor - 1e-9


def _eased(figure: str, value: float) -> float:
    eased = math.ceil(value * _STEP - 1e-6) if figure in _CEILINGS else math.floor(value * _STEP + 1e-6)
    return eased / _STEP
