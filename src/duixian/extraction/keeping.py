"""Decides which sentences of a forward-looking paragraph promise something.

Left out are run-in headings, lead-ins (重点做好以下工作：), guiding thought, evaluations, slogans and closing appeals.
"""

from __future__ import annotations

import re
from functools import cache

from duixian.extraction.clauses import Clause
from duixian.language.lexicon import alternation, lexicon

__all__ = ["Keeper", "numbered"]

_TITLE = re.compile(r"（[一二三四五六七八九十]{1,3}）|[一二三四五六七八九十]{1,3}、|[0-9]{1,2}[.、]|第[一二三四五六七八九十]{1,3}，")
_DIGIT = re.compile(r"[0-9]")


def numbered(clause: Clause) -> bool:
    """Says whether a clause carries a section's number (（一） 一、 1.), not an item's (① 一是)."""
    return bool(clause.number) and _TITLE.match(clause.number) is not None


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    data = lexicon("actions")["left_out"]
    return {name: re.compile(alternation(words)) for name, words in data.items()}


class Keeper:
    """Says of each sentence of a report whether it is kept, and names the rule where it is not.

    Args:
        modal: The report speaks with 要 and 必须 throughout (older reports), so that 我们要… is its plain way to promise.
    """

    def __init__(self, text: str, modal: bool = False) -> None:
        self.text = text
        self.modal = modal

    def paragraph(self, sentences: list[list[Clause]]) -> list[str]:
        """Gives for each sentence of a paragraph the rule that leaves it out, or an empty string."""
        found: list[str] = []
        count = len(sentences)
        titled = bool(sentences) and numbered(sentences[0][0])
        appeal = False
        for index, sentence in enumerate(sentences):
            rule = ""
            if appeal or self._appeal(sentence):
                appeal, rule = True, "appeal"
            elif index == 0 and count > 1 and titled and self._plain(sentence, 60):
                rule = "title"
            elif count > 1 and index == 0 and len(sentence) == 1 and self._plain(sentence, 30):
                rule = "heading-sentence"
            elif titled and index + 1 < count and len(sentence) == 1 and self._plain(sentence, 22) and len(sentences[index + 1]) + (index == 1) > 1:
                rule = "run-in-heading"
            elif not self._promises(sentence):
                rule = "no-deed"
            elif self._guiding(sentence):
                rule = "guiding-thought"
            elif self._reflection(sentence, found, index, count):
                rule = "reflection"
            found.append(rule)
        return found

    def _of(self, clause: Clause) -> str:
        return self.text[clause.start : clause.end]

    def _plain(self, sentence: list[Clause], limit: int) -> bool:
        """A heading is short and gives no figure."""
        start, end = sentence[0].start, sentence[-1].end
        return end - start <= limit and sentence[0].mark != "；" and _DIGIT.search(self.text, start, end) is None

    def _appeal(self, sentence: list[Clause]) -> bool:
        return _patterns()["appeals"].match(self.text, sentence[0].start) is not None

    def _guiding(self, sentence: list[Clause]) -> bool:
        return _patterns()["guiding"].search(self.text, sentence[0].start, sentence[-1].end) is not None

    def _promises(self, sentence: list[Clause]) -> bool:
        for clause in sentence:
            head = clause.head
            if head.kind or head.modal:
                return True
            if _DIGIT.search(self.text, clause.start, clause.end) is not None:
                return True
            if _patterns()["promising"].search(self.text, clause.start, clause.end) is not None:
                return True
        return False

    def _reflection(self, sentence: list[Clause], before: list[str], index: int, count: int) -> bool:
        """我们要… at the end of a paragraph of bare verbs is a slogan: what to feel, not what to do."""
        if self.modal:
            return False
        return _patterns()["we"].match(self.text, sentence[0].start) is not None and (
            index + 1 == count and ("no-deed" in before or count == 1 or _patterns()["slogans"].search(self.text, sentence[0].start, sentence[-1].end) is not None)
        )
