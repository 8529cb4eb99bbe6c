"""One form of every text for finding: what is searched for and what is searched in go through the same function.

Full-width and half-width forms, traditional and simplified characters, capital and small letters are the same; white space,
quotation marks and the comma inside a number count for nothing (“十四五”规划 is found by 十四五规划, 2,500个 by 2500个).
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import NamedTuple

import numpy as np
import opencc
from numpy.typing import NDArray

from duixian.language.lexicon import lexicon
from duixian.reading.characters import unify

__all__ = ["Folded", "fold", "fold_with_places"]

_COMMA = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))")
_SILENT = "“”‘’\"'＂＇「」『』\u200b\u200c\u200d\u2060\ufeff\u00ad"
_WIDE = {",": "，", ":": "：", ";": "；", "?": "？", "!": "！", "(": "（", ")": "）"}
_SILENCE = 0xFFFFFFFF
_WITH_CAPITALS = ((0x41, 0x5A), (0xC0, 0x556))
"""Letters with a small form: Latin, Greek, Cyrillic, Armenian."""


class Folded(NamedTuple):
    """A folded text, and where each of its characters stands in the text it was made from."""

    text: str
    places: tuple[int, ...]


def fold(text: str) -> str:
    """Gives the form of ``text`` in which it is compared.

    >>> fold("“十四五”時期，ＧＤＰ 增長 2,500 億元") == fold("十四五时期,gdp增长2500亿元")
    True
    """
    codes = _folded_codes(text)
    return _text(codes[codes != _SILENCE])


def fold_with_places(text: str) -> Folded:
    """Gives ``fold(text)`` with the way back.

    >>> folded = fold_with_places("“十四五” 规划")
    >>> folded.text, folded.places
    ('十四五规划', (1, 2, 3, 6, 7))
    """
    codes = _folded_codes(text)
    places = np.flatnonzero(codes != _SILENCE)
    return Folded(_text(codes[places]), tuple(places.tolist()))


def _text(codes: NDArray[np.uint32]) -> str:
    whole: str = codes.tobytes().decode("utf-32-le", "surrogatepass")
    return whole


def _folded_codes(text: str) -> NDArray[np.uint32]:
    """What becomes of each character, as numbers; ``_SILENCE`` for those that count for nothing."""
    text = unify(text)
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4").astype(np.uint32)
    table = _table()
    folded = np.where(codes < len(table), table[np.minimum(codes, len(table) - 1)], codes)
    if "," in text:
        folded[[found.start() for found in _COMMA.finditer(text)]] = _SILENCE
    return folded


@cache
def _table() -> NDArray[np.uint32]:
    """What becomes of a character after :func:`unify`."""
    table = np.arange(0x10000, dtype=np.uint32)
    simplify = opencc.OpenCC("t2s").convert
    for char in lexicon("characters")["kept"]["characters"]:
        if len(simple := simplify(char)) == 1:
            table[ord(char)] = ord(simple)
    for mark, wide in _WIDE.items():
        table[ord(mark)] = ord(wide)
    for low, high in _WITH_CAPITALS:
        for code in range(low, high + 1):
            if len(small := chr(code).lower()) == 1:
                table[code] = ord(small)
    table[[code for code in range(0x3001) if chr(code).isspace() or unicodedata.category(chr(code)) == "Cc"]] = _SILENCE
    table[[ord(mark) for mark in _SILENT]] = _SILENCE
    return table
