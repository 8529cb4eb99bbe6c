"""How exactly a number is meant, by the words on both sides of it."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, NamedTuple

from duixian.extraction.quantity import Quantity
from duixian.extraction.stretches import Left, opens_noun
from duixian.language.lexicon import alternation, lexicon
from duixian.model import Qualifier

__all__ = ["Qualified", "qualify"]

_HELD = "控制在"
"""Sets no bound of its own: it takes 以内 or 左右 from behind, and alone says a level."""
_NEAR = 3
"""Words before the number that are looked at."""
_LONGEST_RIGHT = 6


class Qualified(NamedTuple):
    """How exactly a number is meant, the words that say so, and where the number ends with those behind it."""

    qualifier: Qualifier
    words: list[str]
    reach: int


class _Lexicon:
    """The words of both sides with what they say."""

    def __init__(self, sides: dict[str, Any], contexts: dict[str, Any]) -> None:
        self.left = {word: Qualifier(kind) for kind, words in sides["left"].items() for word in words}
        self.right = {word: Qualifier(kind) for kind, words in sides["right"].items() for word in words}
        self.right_pattern = re.compile(alternation(self.right))
        self.right_opens = frozenset(word[0] for word in self.right)
        self.not_before_noun = frozenset(contexts["not_before_noun"])
        self.least = re.compile(f"({alternation(contexts['least'])})[^，、。；]{{1,6}}$")


@cache
def _lexicon() -> _Lexicon:
    return _Lexicon(lexicon("qualifiers"), lexicon("numbers")["contexts"])


def qualify(text: str, quantity: Quantity, left: Left, raw: str, limit: int) -> Qualified:
    """Gives how exactly a number is meant.

    Args:
        text: The view text.
        quantity: The number.
        left: What the stretch before it says.
        raw: That stretch.
        limit: Where the next number begins or the sentence ends.
    """
    lexical = _lexicon()
    qualifier = Qualifier.EXACT
    words: list[str] = []
    for word in left.words[:_NEAR]:
        kind = lexical.left.get(word)
        if kind is not None:
            qualifier = kind
            words.append(word)
            break
    if qualifier is Qualifier.EXACT and (bound := lexical.least.search(raw)):
        qualifier = Qualifier.MIN
        words.append(bound.group(1))
    reach = quantity.end
    behind = _right(text, reach, limit)
    if behind:
        kind = lexical.right[behind]
        if kind is Qualifier.MAX or qualifier is Qualifier.EXACT or qualifier is Qualifier.ABOUT:
            qualifier = kind
        elif kind is Qualifier.ABOUT and _HELD in words:
            qualifier = Qualifier.ABOUT
        words.append(behind)
        reach += len(behind)
    if words == [_HELD] and qualifier is Qualifier.MAX:
        qualifier = Qualifier.EXACT
    if quantity.more and qualifier is Qualifier.EXACT:
        qualifier = Qualifier.ABOUT
        words.append("多")
    if quantity.high is not None:
        qualifier = Qualifier.RANGE
    return Qualified(qualifier, words, reach)


def _right(text: str, at: int, limit: int) -> str:
    """Gives the qualifier that begins at ``at``, empty for none."""
    lexical = _lexicon()
    if text[at : at + 1] not in lexical.right_opens:
        return ""
    match = lexical.right_pattern.match(text, at, min(limit + 1, at + _LONGEST_RIGHT))
    if match is None:
        return ""
    word, end = match.group(), match.end()
    if word in lexical.not_before_noun and opens_noun(text[end : end + 1], 0):
        return ""
    return "" if word == "来" and text[end : end + 1] in "，" else word
