"""Says whether a later reader could say yes or no to a commitment, and why (COMMITMENT-GUIDE)."""

from __future__ import annotations

import re
from functools import cache

from duixian.extraction.clauses import Clause
from duixian.language.lexicon import alternation, lexicon
from duixian.model import Why

__all__ = ["why"]

_NAMED_NUMBER = re.compile(r"“[^”]{0,40}”|《[^》]{0,40}》|（[^）]{0,40}）|[A-Za-z][A-Za-z0-9.+-]*|第?[0-9]{4}年(?:度)?|[0-9]+月(?:[0-9]+日|底)?|[0-9]+(?:号|路|版|期|岁)")
_NUMBER = re.compile(r"[0-9]+|[一二两三四五六七八九十百]+(?:个|项|家|所|条|处|座|批次|大(?=[一-龥]{0,6}(?:项目|工程)))|翻一番|一半|过半|[一二两三四五六七八九]成")


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    data = lexicon("actions")["checkable"]
    return {
        "coverage": re.compile(alternation(data["coverage"])),
        "endpoints": re.compile(alternation(data["endpoints"])),
        "things": re.compile(f"(?:{alternation(data['things'])})(?:$|建设|工作|编制|[，、和及（])"),
        "vague": re.compile(alternation(data["vague"])),
        "titles": re.compile(alternation(data["titles"])),
    }


def why(text: str, clauses: list[Clause]) -> tuple[Why, str]:
    """Gives why the commitment made of ``clauses`` is checkable, and the rule that says so."""
    patterns = _patterns()
    best: tuple[Why, str] = (Why.DEGREE, "degree")
    for clause in clauses:
        quote = text[clause.start : clause.end]
        if _NUMBER.search(_NAMED_NUMBER.sub("", quote)) is not None:
            return Why.NUMBER, "number"
        if patterns["coverage"].search(quote) is not None:
            best = (Why.COVERAGE, "coverage")
        elif best[0] is Why.DEGREE:
            kind = clause.head.kind
            inner = kind.split(":")[-1]
            if patterns["endpoints"].search(quote[2:]) is not None:
                best = (Why.NAMED, "end-point")
            elif (
                (inner == "deliver" or (kind == "found" and patterns["things"].search(quote) is not None))
                and patterns["vague"].search(quote) is None
            ):
                best = (Why.NAMED, "named-" + inner)
    return best
