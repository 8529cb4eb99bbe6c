"""Cuts a paragraph into sentences and clauses: what stands between two of ，；：。"""

from __future__ import annotations

import re

import msgspec

from duixian.language.actions import Head, head

__all__ = ["Clause", "sentences"]

# Quotes, brackets and titles are read as one piece, so a comma inside them does not cut.
_CLAUSE = re.compile(
    r"((?:[^，。；：！？“（《]++|“[^”]{0,60}”|（[^）]{0,80}）|《[^》]{0,60}》|[“（《])+)([，。；：！？”]*)|[，。；：！？]+"
)
_NUMBER = re.compile(
    r"(?:（[一二三四五六七八九十]{1,3}）|[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十]{1,3}，|\([0-9]{1,2}\)|（[0-9]{1,2}）|[0-9]{1,2}[.、)）](?![0-9])|[①-⑳]|[一二三四五六七八九十]{1,2}[是要](?=[^一-龥]|[一-龥]{3})|——|—|●|·|★|\s)+"
)


_NUMBER_FIRST = frozenset("（(0123456789一二三四五六七八九十第①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳—●·★ \t\u3000")


class Clause(msgspec.Struct, frozen=True, gc=False):
    """A clause in view positions ``[start, end)``, the mark that ends it, its item number and its head."""

    start: int
    end: int
    mark: str
    number: str
    head: Head


def sentences(text: str, start: int, end: int) -> list[list[Clause]]:
    """Gives the sentences of ``text[start:end]``, each a list of clauses; what a colon ends is a sentence of its own.

    >>> [[text[c.start:c.end] for c in s] for text in ["（一）稳增长。新建公园2个，改造道路；办好展会。"] for s in sentences(text, 0, len(text))]
    [['稳增长'], ['新建公园2个', '改造道路', '办好展会']]
    """
    found: list[list[Clause]] = []
    clauses: list[Clause] = []
    carried = ""
    for match in _CLAUSE.finditer(text, start, end):
        at, to = match.span(1)
        mark = match.group(2)
        if at >= 0:
            label = ""
            if text[at] in _NUMBER_FIRST:
                number = _NUMBER.match(text, at, to)
                if number is not None:
                    label, at = number.group(), number.end()
            while to > at and text[to - 1] in " \t\u3000":
                to -= 1
            if to - at >= 2:
                opening = head(text, at, to)
                # 同时，今年，: words that only lead on are no clause; their number passes to the next.
                if opening.at < to or opening.verb:
                    clauses.append(Clause(at, to, mark[:1], label or carried, opening))
                    carried = ""
                else:
                    carried = label or carried
        if mark and mark[0] in "。！？：" and clauses:
            found.append(clauses)
            clauses = []
    if clauses:
        found.append(clauses)
    return found
