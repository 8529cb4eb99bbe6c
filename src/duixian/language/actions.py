"""How official Chinese says that something will be done: the head of a clause and the kind of verb in it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

import msgspec

from duixian.language.lexicon import lexicon

__all__ = ["Head", "head", "verbs"]

_REACH = 24
"""How far into a clause its verb is sought where it does not open it, in characters."""


_SHORT_TIME = 16
"""A clause that is only a time is no longer than this, in characters."""


class Head(msgspec.Struct, frozen=True, gc=False):
    """The opening of a clause.

    ``at`` is where what follows the stripped words begins, ``verb_at`` and ``end`` bound the verb (both ``at`` where
    none is known). ``kind`` is ``deliver``, ``found``, ``push``, ``degree`` or ``stance`` (the lists of
    ``actions.toml``), ``push+`` before the kind of a second verb (加快建设 is ``push+found``), or empty. ``lead`` says
    how the clause begins: ``ground`` (围绕…, 以…为契机: no deed of its own), ``means`` (the same with a deed),
    ``subject`` (a noun, then the verb), ``noun`` (no verb known), or empty for verb first.
    """

    at: int
    verb_at: int
    end: int
    verb: str
    kind: str
    lead: str
    modal: str
    connective: str
    adverb: str
    opener: str


def _sizes(words: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """Gives for each first character the lengths of the words that begin with it, longest first."""
    found: dict[str, set[int]] = {}
    for word in words:
        found.setdefault(word[0], set()).add(len(word))
    return {char: tuple(sorted(sizes, reverse=True)) for char, sizes in found.items()}


class _Lexicon:
    """The word lists of ``actions.toml`` in the form the reader needs."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.verbs: dict[str, str] = {}
        for kind in ("deliver", "found", "push", "stance", "degree"):
            for word in data["verbs"][kind]:
                self.verbs.setdefault(word, kind)
        nominal = set(data["verbs"]["nominal"])
        self.noun_first = frozenset(data["verbs"]["noun_first"])
        self.second = {word: kind for word, kind in self.verbs.items() if word not in nominal or word == "建设"}
        self.inner = {word: kind for word, kind in self.verbs.items() if word not in nominal and kind != "stance"}
        self.before = dict.fromkeys(data["adverbs"], "adverb")
        self.before |= dict.fromkeys(data["modals"], "modal")
        self.before |= dict.fromkeys(data["connectives"]["parallel"], "parallel")
        self.before |= dict.fromkeys(data["connectives"]["joins"], "joins")
        self.before |= {"地": "particle"}
        self.openers = frozenset(data["grounds"]["openers"])
        self.closed_only = frozenset(data["grounds"]["closed_only"])
        self.attitudes = frozenset(data["grounds"]["attitudes"])
        self.closers = tuple(data["grounds"]["closers"])
        self.times = tuple(data["grounds"]["times"])
        self.time_characters = frozenset(word[-1] for word in self.times) | {"年"}
        self.verb_sizes = _sizes(self.verbs)
        self.second_sizes = _sizes(self.second)
        self.inner_sizes = _sizes(self.inner)
        self.before_sizes = _sizes(self.before)
        self.opener_sizes = _sizes(self.openers)
        self.plain = self._plain()

    def _plain(self) -> dict[str, tuple[int, ...]]:
        """Gives the first two characters of clauses that plainly open with a verb, with the lengths of the verbs to try, longest first.

        No word that is stripped and no opener begins like these verbs, and they say neither a stance nor a noun. About half
        of all clauses open so, and need nothing else looked at.
        """
        others = {word[:2] for word in (*self.before, *self.openers)}
        special = self.noun_first | self.attitudes
        found: dict[str, list[str]] = {}
        for word in self.verbs:
            found.setdefault(word[:2], []).append(word)
        return {
            opening: tuple(sorted(map(len, group), reverse=True))
            for opening, group in found.items()
            if opening in self.verbs
            and others.isdisjoint((opening, opening[0]))
            and special.isdisjoint(group)
            and all(self.verbs[word] != "stance" for word in group)
        }


@cache
def _lexicon() -> _Lexicon:
    return _Lexicon(lexicon("actions"))


def verbs() -> dict[str, str]:
    """Gives every known verb with its kind."""
    return _lexicon().verbs


def _inner(text: str, start: int, end: int, words: _Lexicon) -> tuple[int, int]:
    """Gives the bounds of the first verb inside a clause that has an object after it, or (-1, -1)."""
    sizes_of, known = words.inner_sizes, words.inner
    for at in range(start, min(end - 3, start + _REACH)):
        sizes = sizes_of.get(text[at])
        if sizes is not None:
            for size in sizes:
                stop = at + size
                if stop + 2 <= end and text[at:stop] in known and text[stop] not in "的等、和与":
                    return at, stop
    return -1, -1


def _opened(
    text: str, at: int, stop: int, end: int, kind: str, words: _Lexicon, modal: str = "", connective: str = "", adverb: str = ""
) -> Head:
    """Gives the head of a clause whose verb ``text[at:stop]`` comes first; a softer verb takes the one behind it along."""
    if kind == "push" and stop - at == 2 and stop + 1 < end:
        # 加快建设, 推进完善: the inner verb is the deed, the outer one softens it.
        for size in words.second_sizes.get(text[stop], ()):
            if size <= 4 and stop + size + 1 < end:
                second = words.second.get(text[stop : stop + size])
                if second is not None:
                    stop += size
                    return Head(at, at, stop, text[at:stop], "push+" + second, "", modal, connective, adverb, "")
    return Head(at, at, stop, text[at:stop], kind, "", modal, connective, adverb, "")


def head(text: str, start: int, end: int) -> Head:
    """Gives the head of the clause ``text[start:end]``.

    Connectives, modals and adverbs are stripped from the left, longest first; a word that is an adverb and a verb
    (加快, 推动) is the verb where no other verb follows it at once.

    >>> found = head("要加快建设新型园区", 0, 9)
    >>> found.verb_at, found.end, found.verb, found.kind, found.modal
    (1, 5, '加快建设', 'push+found', '要')
    >>> head("以数字化为抓手", 0, 7).lead, head("临湖街打造示范街", 0, 8).verb
    ('ground', '打造')
    """
    words = _lexicon()
    known, before = words.verbs, words.before
    for size in words.plain.get(text[start : start + 2], ()):
        stop = start + size
        verb = text[start:stop]
        if stop <= end and verb in known:
            return _opened(text, start, stop, end, known[verb], words)
    before_sizes, verb_sizes = words.before_sizes, words.verb_sizes
    at, modal, connective, adverb = start, "", "", ""
    attitude, word = False, ""
    while at < end:
        char = text[at]
        sizes = before_sizes.get(char)
        if sizes is None:
            break
        for size in sizes:
            if at + size <= end:
                kind = before.get(text[at : at + size])
                if kind is not None:
                    break
        else:
            break
        if kind == "particle" and at == start:
            break
        # A verb longer than the stripped word wins.
        longer = False
        for n in verb_sizes.get(char, ()):
            if n <= size:
                break
            if at + n <= end and text[at : at + n] in known:
                longer = True
                break
        if not longer and size == 1:
            longer = any(1 < n <= end - at and text[at : at + n] in words.openers for n in words.opener_sizes.get(char, ()))
        if longer:
            break
        word = text[at : at + size]
        if kind == "adverb":
            adverb = adverb or word
            attitude = attitude or word in words.attitudes
        elif kind == "modal":
            modal = word
        else:
            connective = connective or word
        at += size
    size, verb_kind = 0, ""
    opener = ""
    if at < end:
        char = text[at]
        for size in verb_sizes.get(char, ()):
            if at + size <= end:
                verb_kind = known.get(text[at : at + size], "")
                if verb_kind:
                    break
        else:
            size = 0
        for n in words.opener_sizes.get(char, ()):
            if at + n <= end and text[at : at + n] in words.openers:
                opener = text[at : at + n]
                break
    if not opener and ((attitude and not verb_kind) or text[at : at + size] in words.attitudes):
        opener = text[at : at + size] if verb_kind else "坚持"
    if not verb_kind and at < end <= start + _SHORT_TIME and text[end - 1] in words.time_characters and (text.endswith(words.times, start, end) or (text[end - 1] == "年" and text[end - 2].isdigit())):
        # “七五”期间，: a time alone is ground for what follows.
        return Head(at, at, at, "", "stance", "ground", modal, connective, adverb, "")
    if opener and len(opener) >= size:
        if opener == "坚持" or opener in words.attitudes:
            stop = at + len(opener) if text.startswith(opener, at, end) else at
            return Head(at, at, stop, opener, "stance", "ground", modal, connective, adverb, opener)
        closed = text.endswith(words.closers, at, end)
        if not closed:
            inner, after = _inner(text, at + len(opener) + 1, end, words)
            if inner >= 0:
                verb = text[inner:after]
                return Head(at, inner, after, verb, words.inner[verb], "means", modal, connective, adverb, opener)
        if closed or (not verb_kind and opener not in words.closed_only) or verb_kind == "stance":
            return Head(at, at, at + len(opener), opener, "stance", "ground", modal, connective, adverb, opener)
    if not verb_kind and word in known:
        # 加速成果转化: what looks like an adverb is the verb itself.
        at, size, verb_kind = at - len(word), len(word), known[word]
    if verb_kind:
        stop = at + size
        verb = text[at:stop]
        if verb in words.noun_first and not adverb and not modal:
            inner, after = _inner(text, stop, end, words)
            if inner >= 0:
                verb = text[inner:after]
                return Head(at, inner, after, verb, words.inner[verb], "subject", modal, connective, adverb, "")
        return _opened(text, at, stop, end, verb_kind, words, modal, connective, adverb)
    inner, after = _inner(text, at + 1, end, words)
    if inner >= 0:
        verb = text[inner:after]
        return Head(at, inner, after, verb, words.inner[verb], "subject", modal, connective, adverb, "")
    return Head(at, at, at, "", "", "noun", modal, connective, adverb, "")
