"""Decides which clauses of a sentence make one commitment: ground and deed, deed and result.

The decision is linear: each boundary between two clauses has named features, ``joining.toml`` says what each speaks
for, and the clauses join where the sum is above zero.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from duixian.extraction.clauses import Clause
from duixian.language.lexicon import lexicon

__all__ = ["features", "join"]


class _Lexicon:
    def __init__(self, data: dict[str, Any]) -> None:
        self.results: dict[str, str] = {}
        for group, words in data["results"]["verbs"].items():
            for word in words:
                self.results.setdefault(word, group)
        self.tail_adverbs = frozenset(data["results"]["adverbs"])
        self.joins = frozenset(data["connectives"]["joins"])
        self.endings = {word: name for name in ("thing", "state", "measure") for word in data["endings"][name]}
        self.weights: dict[str, float] = {}


@cache
def _lexicon() -> _Lexicon:
    return _Lexicon(lexicon("actions"))


def _ending(text: str, clause: Clause, words: _Lexicon) -> str:
    for size in (4, 3, 2):
        name = words.endings.get(text[clause.end - size : clause.end])
        if name is not None:
            return name
    return "other"


def _size(clause: Clause) -> str:
    n = clause.end - clause.start
    return "7" if n <= 7 else "10" if n <= 10 else "15" if n <= 15 else "22" if n <= 22 else "long"


def _shared(text: str, left: Clause, right: Clause) -> bool:
    """Says whether the two objects share a word: any two neighbouring characters."""
    first = text[left.head.end : left.end]
    return any(text[at : at + 2] in first for at in range(right.head.end, right.end - 1))


def _number(text: str, clause: Clause) -> bool:
    return any("0" <= char <= "9" for char in text[clause.start : clause.end])


def features(text: str, sentence: list[Clause], index: int) -> list[str]:
    """Gives the names of what holds at the boundary before clause ``index`` of a sentence."""
    words = _lexicon()
    left, right = sentence[index - 1], sentence[index]
    lh, rh = left.head, right.head
    last = right.mark != "，"
    first = index == 1 or sentence[index - 2].mark != "，"
    le, re_ = _ending(text, left, words), _ending(text, right, words)
    group = words.results.get(rh.verb) or words.results.get(rh.verb[:2], "") if not rh.lead else ""
    left_group = words.results.get(lh.verb) or words.results.get(lh.verb[:2], "") if not lh.lead else ""
    left_class = lh.lead or lh.kind.partition("+")[0]
    right_class = rh.lead or rh.kind.partition("+")[0]
    found = ["bias", f"left {left_class}", f"right {right_class}", f"left size {_size(left)}", f"right size {_size(right)}", f"left ends {le}", f"right ends {re_}"]
    place = ("pair" if first else "last") if last else ("first" if first else "middle")
    found.append(place)
    if last:
        found.append(f"at end {re_}")
    if group:
        found.append(f"{'end' if last else 'middle'} {group}")
        if last:
            found.append(f"{group} {re_}")
    if left_group:
        found.append(f"left {left_group}")
        if le in ("state", "measure") and first:
            found.append("opens with a result")
    if lh.lead == "ground" and rh.lead == "ground":
        found.append("two grounds")
    if _shared(text, left, right):
        found.append("same topic")
    n = len(sentence)
    found.append("clauses " + ("2" if n == 2 else "3" if n == 3 else "4-5" if n <= 5 else "6-8" if n <=8 else "9+"))
    if rh.connective:
        found.append("joins" if rh.connective in words.joins else "parallel")
    if rh.adverb in words.tail_adverbs:
        found.append("tail adverb")
    elif rh.adverb:
        found.append("other adverb")
    if rh.modal:
        found.append("modal")
    rn, ln = _number(text, right), _number(text, left)
    if rn:
        found.append("right number")
    elif ln:
        found.append("left number")
        if last:
            found.append("left number last")
    rt = text[right.start : right.end]
    if "、" in rt:
        found.append("right list")
    if "“" in rt or "《" in rt:
        found.append("right quote")
    if "一批" in rt or "更多" in rt or "一流" in rt:
        found.append("right vague")
    if lh.verb == rh.verb and lh.verb:
        found.append("same verb")
    return found


@cache
def _weights() -> dict[str, float]:
    return {name: float(value) for name, value in lexicon("joining")["weights"].items()}


def join(text: str, sentence: list[Clause], index: int) -> str:
    """Gives the rule that joins clause ``index`` to the one before it, or an empty string."""
    if sentence[index - 1].mark != "，":
        return ""
    weights = _weights()
    names = features(text, sentence, index)
    score = sum(weights.get(name, 0.0) for name in names)
    if score <= 0:
        return ""
    return "join-" + max(names, key=lambda name: weights.get(name, 0.0)).replace(" ", "-")
