"""How official Chinese says that something will be done: the head of a clause and the kind of verb in it."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

from duixian.language.lexicon import lexicon

__all__ = ["Head", "head", "verbs"]

_LONGEST = 7
_LONGEST_VERB = 6
_REACH = 24
"""How far into a clause its verb is sought where it does not open it, in characters."""


class Head(NamedTuple):
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
        self.closed_only = frozenset(data["grounds"]["closed_only"])
        self.strong = frozenset(data["strong_modals"])
        self.inner = {word: kind for word, kind in self.verbs.items() if word not in nominal and kind != "stance"}
        self.before = dict.fromkeys(data["adverbs"], "adverb")
        self.before |= dict.fromkeys(data["modals"], "modal")
        self.before |= dict.fromkeys(data["connectives"]["parallel"], "parallel")
        self.before |= dict.fromkeys(data["connectives"]["joins"], "joins")
        self.before |= {"地": "particle"}
        self.firsts = frozenset(word[0] for word in self.before)
        self.openers = frozenset(data["grounds"]["openers"])
        self.attitudes = frozenset(data["grounds"]["attitudes"])
        self.closers = frozenset(data["grounds"]["closers"])
        self.closer_sizes = sorted({len(word) for word in self.closers}, reverse=True)


@cache
def _lexicon() -> _Lexicon:
    return _Lexicon(lexicon("actions"))


@cache
def verbs() -> dict[str, str]:
    """Gives every known verb with its kind."""
    return _lexicon().verbs


def _inner(text: str, start: int, end: int, words: dict[str, str]) -> tuple[int, int]:
    """Gives the bounds of the first verb inside a clause that has an object after it, or (-1, -1)."""
    for at in range(start, min(end - 3, start + _REACH)):
        for size in (4, 3, 2):
            if text[at : at + size] in words and at + size + 2 <= end and text[at + size] not in "的等、和与":
                return at, at + size
    return -1, -1


def head(text: str, start: int, end: int) -> Head:
    """Gives the head of the clause ``text[start:end]``.

    Connectives, modals and adverbs are stripped from the left, longest first; a word that is an adverb and a verb
    (加快, 推动) is the verb where no other verb follows it at once.

    >>> head("要加快建设新型园区", 0, 9)[1:6]
    (1, 5, '加快建设', 'push+found', '')
    >>> head("以数字化为抓手", 0, 7).lead, head("临湖街打造示范街", 0, 8).verb
    ('ground', '打造')
    """
    words = _lexicon()
    known, before = words.verbs, words.before
    at, modal, connective, adverb = start, "", "", ""
    attitude, word = False, ""
    while at < end and text[at] in words.firsts:
        for size in range(min(_LONGEST, end - at), 0, -1):
            kind = before.get(text[at : at + size])
            if kind is not None:
                break
        else:
            break
        word = text[at : at + size]
        if kind == "particle" and at == start:
            break
        # A verb or an opener longer than the stripped word wins.
        if any(text[at : at + n] in known for n in range(min(_LONGEST_VERB, end - at), size, -1)):
            break
        if kind == "modal":
            modal = word
        elif kind in ("parallel", "joins"):
            connective = connective or word
        elif kind == "adverb":
            adverb = adverb or word
        attitude = attitude or word in words.attitudes
        at += size
    for size in range(min(_LONGEST_VERB, end - at), 1, -1):
        kind = known.get(text[at : at + size])
        if kind is not None:
            break
    else:
        size, kind = 0, ""
    opener = next((text[at : at + n] for n in (4, 3, 2, 1) if text[at : at + n] in words.openers), "")
    if not opener and (attitude and not kind or text[at : at + size] in words.attitudes):
        opener = text[at : at + size] if kind else "坚持"
    if opener and len(opener) >= size:
        closed = any(text[end - n : end] in words.closers for n in words.closer_sizes)
        if opener == "坚持" or opener in words.attitudes:
            return Head(at, at, at + len(opener) if text.startswith(opener, at) else at, opener, "stance", "ground", modal, connective, adverb, opener)
        inner, after = (-1, -1) if closed else _inner(text, at + len(opener) + 1, end, words.inner)
        if inner >= 0:
            verb = text[inner:after]
            return Head(at, inner, after, verb, words.inner[verb], "means", modal, connective, adverb, opener)
        if closed or (not kind and opener not in words.closed_only) or kind == "stance":
            return Head(at, at, at + len(opener), opener, "stance", "ground", modal, connective, adverb, opener)
    if not kind and word in known:
        # 加速成果转化: what looks like an adverb is the verb itself.
        at, size, kind = at - len(word), len(word), known[word]
    if kind:
        verb = text[at : at + size]
        if verb in words.noun_first and not adverb and not modal:
            inner, after = _inner(text, at + size, end, words.inner)
            if inner >= 0:
                return Head(at, inner, after, text[inner:after], words.inner[text[inner:after]], "subject", modal, connective, adverb, "")
        if kind == "push" and size == 2:
            # 加快建设, 推进完善: the inner verb is the deed, the outer one softens it.
            for inner_size in (4, 3, 2):
                second = words.second.get(text[at + 2 : at + 2 + inner_size])
                if second is not None and at + 3 + inner_size < end:
                    stop = at + 2 + inner_size
                    return Head(at, at, stop, text[at:stop], "push+" + second, "", modal, connective, adverb, "")
        return Head(at, at, at + size, verb, kind, "", modal, connective, adverb, "")
    inner, after = _inner(text, at + 1, end, words.inner)
    if inner >= 0:
        verb = text[inner:after]
        return Head(at, inner, after, verb, words.inner[verb], "subject", modal, connective, adverb, "")
    return Head(at, at, at, "", "", "noun", modal, connective, adverb, "")
