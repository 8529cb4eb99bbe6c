"""What is asked for besides the words: texts or records, and which of them."""

from __future__ import annotations

from typing import NamedTuple

from duixian.web.archive.models import Place
from duixian.web.archive.search.matching import Within

__all__ = ["COMMITMENTS", "FACTS", "SORTS", "TEXT", "Filters"]

TEXT, FACTS, COMMITMENTS = "text", "facts", "commitments"
SORTS = (TEXT, FACTS, COMMITMENTS)


class Filters(NamedTuple):
    """Which sentences or records are wanted; everything empty is any.

    ``role`` is what the part of the report does where sentences are wanted, and what the number does where facts are; ``measure`` is of facts,
    ``checkable`` (``yes``, ``no``) of commitments. ``theme`` is the commitment's, else the sentence's.
    """

    what: str = TEXT
    place: Place | None = None
    year: int | None = None
    kind: str = ""
    role: str = ""
    theme: str = ""
    measure: str = ""
    checkable: str = ""

    @property
    def narrow(self) -> bool:
        """Whether any filter is set."""
        return any((self.place, self.year, self.kind, self.role, self.theme, self.measure, self.checkable))

    def within(self) -> Within:
        """Gives the same for the index, which knows of each sentence what records begin in it."""
        return Within(self.place.pk if self.place else None, self.year, self.kind, tuple(self._labels()))

    def _labels(self) -> list[str]:
        if self.what == COMMITMENTS:
            labels = ["commitment"]
            if self.checkable:
                labels.append("commitment:checkable" if self.checkable == "yes" else "commitment:vague")
            return [*labels, f"commitment:{self.theme}"] if self.theme else labels
        labels = [f"theme:{self.theme}"] if self.theme else []
        if self.what == FACTS:
            return ["fact", *labels, *(f"fact:{one}" for one in (self.role, self.measure) if one)]
        return [*labels, f"role:{self.role}"] if self.role else labels
