"""What a person writes into the search field: words, phrases, words to leave out."""

from __future__ import annotations

import re
from typing import NamedTuple

from django.utils.translation import gettext as _

from duixian.web.archive.search.bigrams import pairs_of, runs, starting_with
from duixian.web.archive.search.folding import fold

__all__ = ["LONGEST", "WORDS_MOST", "Query", "Word", "parse"]

LONGEST = 200
"""Characters of a query; a sentence to be found again is shorter."""
WORDS_MOST = 12
_PAIRS_MOST = 16
"""Pairs of a word that are looked up: more do not make the sentences fewer, and what they leave open is looked at in the text."""
_MINUS = "-－−"
_WORD = re.compile(rf"(?P<minus>[{_MINUS}]?)(?P<word>(?:“[^”]*”|\"[^\"]*\"|「[^」]*」|[^\s])+)")


class Word(NamedTuple):
    """A stretch of text that a sentence must hold, or must not (``negative``).

    ``keys`` are the ranges of pairs of letters of each of which a sentence that holds the word has one: a single pair, or all that begin with a letter where the word
    has no two together. ``exact`` says that every sentence that has them does hold the word.
    """

    folded: str
    negative: bool
    keys: tuple[tuple[int, int], ...]
    exact: bool


class Query(NamedTuple):
    """The words of a query; ``problem`` says why it cannot be answered, in the reader's language."""

    text: str
    words: tuple[Word, ...] = ()
    problem: str = ""

    @property
    def sought(self) -> tuple[Word, ...]:
        """The words a sentence must hold."""
        return tuple(word for word in self.words if not word.negative)

    @property
    def refused(self) -> tuple[Word, ...]:
        """The words a sentence must not hold."""
        return tuple(word for word in self.words if word.negative)


def parse(text: str) -> Query:
    """Gives what ``text`` asks for. Words are parted by white space and must all stand in the sentence; white space inside quotation marks parts nothing; a word after a minus sign must not stand in it.

    >>> [(word.folded, word.negative) for word in parse("養老 “社区 服务” -机构").words]
    [('养老', False), ('社区服务', False), ('机构', True)]
    """
    text = text.replace("\0", " ").strip()
    if not text:
        return Query(text)
    if len(text) > LONGEST:
        return Query(text[:LONGEST], problem=_("A search may be %(most)d characters long at most.") % {"most": LONGEST})
    words: dict[tuple[str, bool], Word] = {}
    for found in _WORD.finditer(text):
        word = _word(found["word"], negative=bool(found["minus"]))
        if word.keys:
            words[word.folded, word.negative] = word
    if not words:
        return Query(text, problem=_("Signs alone cannot be searched for: write a word, a number or a phrase."))
    if len(words) > WORDS_MOST:
        return Query(text, problem=_("A search may hold %(most)d words at most.") % {"most": WORDS_MOST})
    if all(word.negative for word in words.values()):
        return Query(text, problem=_("Write a word to look for besides those to leave out."))
    return Query(text, tuple(words.values()))


def _word(text: str, negative: bool) -> Word:
    folded = fold(text)
    pairs = pairs_of(folded)
    if not pairs:
        letters = dict.fromkeys(starting_with(run) for run in runs(folded))
        return Word(folded, negative, tuple(letters), exact=len(folded) == 1 and ord(folded) < 0x10000)
    if len(pairs) > _PAIRS_MOST:
        step = (len(pairs) - 1) / (_PAIRS_MOST - 1)
        pairs = [pairs[round(at * step)] for at in range(_PAIRS_MOST)]
    return Word(folded, negative, tuple((pair, pair) for pair in pairs), exact=len(folded) == 2 and max(map(ord, folded)) < 0x10000)
