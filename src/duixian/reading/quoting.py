"""Places in the source text turned into quotes: the stretch itself, a little context, and a stable id."""

from __future__ import annotations

from hashlib import blake2b

__all__ = ["CONTEXT", "identity", "quoted"]

CONTEXT = 20
"""Characters of context kept on either side of a quote."""


def quoted(text: str, start: int, end: int) -> tuple[str, str, str]:
    """Gives the quote at ``text[start:end]`` with the text before and after it.

    >>> quoted("全年新增就业五百人。", 2, 6)
    ('新增就业', '全年', '五百人。')
    """
    return text[start:end], text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]


def identity(*parts: str | int) -> str:
    """Gives a record's id: a digest of parts that cannot run together.

    >>> identity("ab", 1) == identity("a", "b1")
    False
    """
    digest = blake2b(digest_size=8)
    for part in parts:
        piece = str(part).encode("utf-8", "surrogatepass")
        digest.update(f"{len(piece)}:".encode())
        digest.update(piece)
    return digest.hexdigest()
