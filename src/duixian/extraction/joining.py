"""Decides which clauses of a sentence make one commitment: ground and deed, deed and result.

The decision is linear: each boundary between two clauses has named features, ``joining.toml`` says what each speaks
for, and the clauses join where the sum is above zero.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any

import msgspec

from duixian.extraction.clauses import Clause
from duixian.language.lexicon import lexicon

__all__ = ["Trait", "features", "hangs", "join", "trait"]

_CERTAIN = 9.0
"""The sum that stands for a boundary that no sum decides; above any that weights reach."""
# Each alternative begins with one character, not with a class of them: so the engine skips what begins none.
_MARKS = re.compile("|".join([*"0123456789、“《", "一批", "更多", "一流", "全覆盖", "清零", "应.尽", "不发生", "全部"]))
_MANY = 6
"""Clauses from which on a sentence has many."""
_REMEMBERED = 1 << 15
"""Boundaries whose sums are kept; boundaries are far more alike than clauses are."""
_MARK_NAMES = {"、": "list", "“": "quote", "《": "quote", "一批": "vague", "更多": "vague", "一流": "vague", "全覆盖": "whole", "清零": "whole", "不发生": "whole", "全部": "whole"}


class Trait(msgspec.Struct, frozen=True, gc=False, eq=False):
    """What joining looks at in one clause.

    ``kind`` is how it begins (or the kind of its verb), ``ends`` what its last word is, ``size`` its length class,
    ``result`` the group of result verbs its verb is in, ``marks`` what stands in it (number, list, quote, vague, whole).
    Equal ones are one and the same, so that what two of them decide can be kept by the two themselves.
    """

    kind: str
    ends: str
    size: str
    result: str
    marks: frozenset[str]


class _Lexicon:
    def __init__(self, data: dict[str, Any], weights: dict[str, float]) -> None:
        self.results: dict[str, str] = {}
        for group, verbs in data["results"]["verbs"].items():
            for word in verbs:
                self.results.setdefault(word, group)
        self.tail_adverbs = frozenset(data["results"]["adverbs"])
        self.always = tuple(data["connectives"]["always"])
        self.always_characters = frozenset(word[0] for word in self.always)
        self.joins = frozenset(data["connectives"]["joins"])
        self.endings = {word: name for name in ("thing", "state", "measure") for word in data["endings"][name]}
        self.weights = weights


@cache
def _lexicon() -> _Lexicon:
    weights = {name: float(value) for name, value in lexicon("joining")["weights"].items()}
    return _Lexicon(lexicon("actions"), weights)


@cache
def _same(kind: str, ends: str, size: str, result: str, marks: frozenset[str]) -> Trait:
    return Trait(kind, ends, size, result, marks)


_NO_MARKS: frozenset[str] = frozenset()
_SIZES = ["7"] * 8 + ["10"] * 3 + ["15"] * 5 + ["22"] * 7


def trait(text: str, clause: Clause) -> Trait:
    """Gives what joining looks at in a clause."""
    words = _lexicon()
    start, end = clause.start, clause.end
    head = clause.head
    endings = words.endings
    ends = endings.get(text[end - 2 : end]) or endings.get(text[end - 3 : end]) or endings.get(text[end - 4 : end]) or "other"
    result = ""
    if not head.lead:
        result = words.results.get(head.verb) or words.results.get(head.verb[:2], "")
    marks = _MARKS.findall(text, start, end)
    size = end - start
    return _same(
        head.lead or head.kind.partition("+")[0],
        ends,
        _SIZES[size] if size < len(_SIZES) else "long",
        result,
        frozenset([_MARK_NAMES.get(mark) or ("whole" if mark[0] == "应" else "number") for mark in marks]) if marks else _NO_MARKS,
    )


def features(sentence: list[Clause], traits: list[Trait], index: int) -> list[str]:
    """Gives the names of what holds at the boundary before clause ``index`` of a sentence."""
    return _features(traits[index - 1], traits[index], *_boundary(sentence, index))


def _boundary(sentence: list[Clause], index: int) -> tuple[bool, bool, str, str, bool, bool, int]:
    """Gives what else counts at a boundary.

    That is whether the clause behind it is the last and the one before it the first of their sentence, the connective and
    the adverb behind it, whether a modal stands there, whether both have the same verb, and how many clauses there are.
    """
    clause = sentence[index]
    head = clause.head
    verb = head.verb
    return (
        clause.mark != "，",
        index == 1 or sentence[index - 2].mark != "，",
        head.connective,
        head.adverb,
        head.modal != "",
        verb != "" and verb == sentence[index - 1].head.verb,
        min(len(sentence), _MANY),
    )


def _features(left: Trait, right: Trait, last: bool, first: bool, connective: str, adverb: str, modal: bool, same: bool, count: int) -> list[str]:
    words = _lexicon()
    found = [
        "bias",
        "left " + left.kind,
        "right " + right.kind,
        "left size " + left.size,
        "right size " + right.size,
        "left ends " + left.ends,
        "right ends " + right.ends,
    ]
    if last:
        found.append("pair" if first else "last")
        found.append("at end " + right.ends)
    else:
        found.append("first" if first else "middle")
    if right.result:
        if last:
            found.append("end " + right.result)
            found.append(right.result + " " + right.ends)
        else:
            found.append("middle " + right.result)
    if left.result:
        found.append("left " + left.result)
        if first and left.ends in ("state", "measure"):
            found.append("opens with a result")
    if left.kind == "ground" == right.kind:
        found.append("two grounds")
    if connective:
        found.append("joins" if connective in words.joins else "parallel")
    if adverb:
        found.append("tail adverb" if adverb in words.tail_adverbs else "other adverb")
    if modal:
        found.append("modal")
    marks = right.marks
    if marks:
        found.extend(["right " + mark for mark in marks])
    if "number" in left.marks and "number" not in marks:
        found.append("left number last" if last else "left number")
    if same:
        found.append("same verb")
    found.append("clauses 2" if count == 2 else "clauses 3" if count == 3 else "clauses 4-5" if count < _MANY else "clauses 6+")
    return found


def hangs(text: str, sentence: list[Clause], traits: list[Trait], index: int) -> str:
    """Gives the rule by which clause ``index`` always joins the one before it, or an empty string.

    What a clause is good for (让…, 以便…) never stands alone, nor does a ground before its deed; 发挥…作用 before
    another ground does.
    """
    words, start = _lexicon(), sentence[index].start
    if text[start] in words.always_characters and text.startswith(words.always, start):
        return "join-always"
    if traits[index - 1].kind == "ground" and not (traits[index].kind == "ground" and sentence[index - 1].head.opener == "发挥"):
        return "join-ground"
    return ""


def join(text: str, sentence: list[Clause], traits: list[Trait], index: int) -> tuple[str, float]:
    """Gives the rule that joins clause ``index`` to the one before it (or an empty string) and the sum that decided."""
    if sentence[index - 1].mark != "，":
        return "", -_CERTAIN
    rule = hangs(text, sentence, traits, index)
    if rule:
        return rule, _CERTAIN
    return _decided(traits[index - 1], traits[index], *_boundary(sentence, index))


@lru_cache(maxsize=_REMEMBERED)
def _decided(left: Trait, right: Trait, last: bool, first: bool, connective: str, adverb: str, modal: bool, same: bool, count: int) -> tuple[str, float]:
    """Gives what the sum over the features of a boundary decides."""
    weights = _lexicon().weights
    names = _features(left, right, last, first, connective, adverb, modal, same, count)
    score = 0.0
    for name in names:
        score += weights.get(name, 0.0)
    if score <= 0:
        return "", score
    return "join-" + max(names, key=lambda name: weights.get(name, 0.0)).replace(" ", "-"), score
