"""How official Chinese says that something will be done: the head of a clause and the kind of verb in it."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from duixian.language.lexicon import lexicon

__all__ = ["Head", "VerbKind", "head", "verbs"]

VerbKind = str
"""``deliver``, ``found``, ``push``, ``degree`` or ``stance`` (the lists of ``actions.toml``), ``push:`` before the kind
of a second verb (加快建设 is ``push:found``), or empty."""

_LONGEST = 7


class Head(NamedTuple):
    """The opening of a clause: where its verb stands, the verb and its kind, the modal and connective before it.

    ``at`` is the position of the verb (of what follows the stripped words where no verb is known), ``end`` the one
    after it.
    """

    at: int
    end: int
    verb: str
    kind: VerbKind
    modal: str
    connective: str
    adverb: str


@cache
def verbs() -> dict[str, VerbKind]:
    """Gives every known verb with its kind."""
    found: dict[str, VerbKind] = {}
    for kind in ("deliver", "found", "push", "stance", "degree"):
        for word in lexicon("actions")["verbs"][kind]:
            found.setdefault(word, kind)
    return found


@cache
def _words() -> tuple[dict[str, str], frozenset[str]]:
    data = lexicon("actions")
    words = dict.fromkeys(data["adverbs"], "adverb")
    words |= dict.fromkeys(data["modals"], "modal")
    words |= dict.fromkeys(data["connectives"]["parallel"], "parallel")
    words |= dict.fromkeys(data["connectives"]["joins"], "joins")
    words |= dict.fromkeys(("地", "的"), "particle")
    return words, frozenset(word[0] for word in words)


def head(text: str, start: int, end: int) -> Head:
    """Gives the head of the clause ``text[start:end]``.

    Connectives, modals and adverbs are stripped from the left, longest first; a word that is an adverb and a verb
    (加快, 推动) is the verb where no other verb follows it at once.

    >>> head("要加快建设新型园区", 0, 9)[:6]
    (1, 5, '加快建设', 'push:found', '要', '')
    """
    words, firsts = _words()
    known = verbs()
    at, modal, connective, adverb = start, "", "", ""
    while at < end:
        if text[at] in firsts:
            for size in range(min(_LONGEST, end - at), 0, -1):
                kind = words.get(text[at : at + size])
                if kind is not None:
                    break
            else:
                break
        else:
            break
        word = text[at : at + size]
        if kind == "particle" and at == start:
            break
        # A verb as long as or longer than the adverb wins: 落实好 is no adverb 落实.
        longer = next((n for n in range(min(_LONGEST, end - at), size, -1) if text[at : at + n] in known), 0)
        if longer:
            break
        if kind == "modal":
            modal = word
        elif kind in ("parallel", "joins"):
            connective = connective or word
        elif kind == "adverb":
            adverb = adverb or word
        at += size
    for size in range(min(_LONGEST, end - at), 1, -1):
        kind = known.get(text[at : at + size])
        if kind is not None:
            verb = text[at : at + size]
            if kind == "push" and size == 2:
                # 加快建设, 推进完善: the inner verb is the deed, the outer one softens it.
                for inner in (4, 3, 2):
                    second = known.get(text[at + 2 : at + 2 + inner])
                    if second is not None and at + 2 + inner < end:
                        return Head(at, at + 2 + inner, text[at : at + 2 + inner], "push:" + second, modal, connective, adverb)
            return Head(at, at + size, verb, kind, modal, connective, adverb)
    return Head(at, at, "", "", modal, connective, adverb)
