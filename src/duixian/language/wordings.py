"""Wordings: one line that stands for the many ways in which a report may write the same name."""

from __future__ import annotations

from duixian.errors import LexiconError

__all__ = ["expand"]


def expand(pattern: str) -> tuple[str, ...]:
    """Gives every name that ``pattern`` stands for, in order: ``[a|b]`` is a, b or nothing, ``(a|b)`` is a or b; they may be nested.

    >>> expand("(城镇|农村)居民[人均]收入")
    ('城镇居民人均收入', '城镇居民收入', '农村居民人均收入', '农村居民收入')

    Raises:
        LexiconError: a bracket has no partner.
    """
    found, end = _choices(pattern, 0, "")
    if end != len(pattern):
        raise LexiconError(f"写法“{pattern}”的括号不成对", f"wording {pattern!r}: a bracket has no partner")
    return tuple(dict.fromkeys(found))


def _choices(pattern: str, at: int, closing: str) -> tuple[list[str], int]:
    """Reads alternatives up to ``closing``; gives them and the position after it."""
    every: list[str] = []
    made = [""]
    while at < len(pattern):
        sign = pattern[at]
        if sign in "([":
            inner, at = _choices(pattern, at + 1, ")" if sign == "(" else "]")
            made = [head + tail for head in made for tail in inner]
        elif sign in ")]":
            if sign != closing:
                break
            every += made
            return [*every, ""] if sign == "]" else every, at + 1
        elif sign == "|":
            every += made
            made, at = [""], at + 1
        else:
            made = [head + sign for head in made]
            at += 1
    if closing:
        raise LexiconError(f"写法“{pattern}”的括号不成对", f"wording {pattern!r}: a bracket has no partner")
    return every + made, at
