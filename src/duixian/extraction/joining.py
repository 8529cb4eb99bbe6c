"""Decides which clauses of a sentence make one commitment: condition and deed, deed and result."""

from __future__ import annotations

import re
from functools import cache

from duixian.extraction.clauses import Clause
from duixian.language.lexicon import alternation, lexicon

__all__ = ["features"]

_DIGIT = re.compile(r"[0-9]|[一二两三四五六七八九十百千]+(?:个|项|家|所|条|处|座|批次|万)")


@cache
def _lists() -> tuple[frozenset[str], frozenset[str], re.Pattern[str], re.Pattern[str], frozenset[str]]:
    data = lexicon("actions")
    return (
        frozenset(data["results"]["verbs"]),
        frozenset(data["connectives"]["joins"]),
        re.compile(f"(?:{alternation(data['results']['objects'])})$"),
        re.compile(f"(?:{alternation(data['conditions']['closers'])})$"),
        frozenset(data["conditions"]["openers"]),
    )


def _opener(text: str, clause: Clause) -> str:
    openers = _lists()[4]
    for size in (4, 3, 2, 1):
        if text[clause.start : clause.start + size] in openers:
            return text[clause.start : clause.start + size]
    return ""


def _size(clause: Clause) -> str:
    n = clause.end - clause.start
    return "6" if n <= 6 else "9" if n <= 9 else "14" if n <= 14 else "20" if n <= 20 else "long"


def features(text: str, sentence: list[Clause], index: int) -> list[str]:
    """Gives the names of what holds at the boundary before clause ``index`` of a sentence."""
    results, joins, general, closers, _ = _lists()
    left, right = sentence[index - 1], sentence[index]
    lk, rk = left.head.kind or "none", right.head.kind or "none"
    found = ["bias", "l:" + lk.split(":")[0], "r:" + rk.split(":")[0], "ls:" + _size(left), "rs:" + _size(right)]
    last = index + 1 == len(sentence) or sentence[index].mark != "，"
    first = index == 1 or sentence[index - 2].mark != "，"
    if last:
        found.append("last")
    if first:
        found.append("first")
    if first and last:
        found.append("pair")
    rt, lt = text[right.start : right.end], text[left.start : left.end]
    is_result = right.head.verb in results
    is_general = general.search(rt[-6:]) is not None
    if is_result:
        found.append("r:result")
    if is_general:
        found.append("r:general")
    if is_result and is_general:
        found.append("r:result+general")
        if last:
            found.append("r:result+general+last")
    elif is_result and last:
        found.append("r:result+last")
    if right.head.connective in joins:
        found.append("r:joins")
    elif right.head.connective:
        found.append("r:parallel")
    if right.head.modal:
        found.append("r:modal")
    rn, ln = _DIGIT.search(rt) is not None, _DIGIT.search(lt) is not None
    if rn:
        found.append("r:number")
    if ln:
        found.append("l:number")
    if ln and not rn and last:
        found.append("l:number+last")
    if closers.search(lt[-6:]):
        found.append("l:closer")
    opener = _opener(text, left)
    if opener:
        found.append("l:opener")
    if _opener(text, right):
        found.append("r:opener")
    if left.head.verb in results and general.search(lt[-6:]):
        found.append("l:result+general")
    if "、" in rt:
        found.append("r:、")
    if "“" in rt or "《" in rt:
        found.append("r:quote")
    if "一批" in rt or "更多" in rt:
        found.append("r:一批")
    if lk == rk == "stance":
        found.append("both:stance")
    if left.head.verb == right.head.verb and left.head.verb:
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
    return "join-" + max(names, key=lambda name: weights.get(name, 0.0))
