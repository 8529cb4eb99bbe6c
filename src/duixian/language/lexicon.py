"""Opens the word lists that lie in ``language/data``: TOML for lexicons, CSV for tables."""

from __future__ import annotations

import csv
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from duixian.errors import LexiconError

__all__ = ["alternation", "lexicon", "table"]


@cache
def lexicon(name: str) -> dict[str, Any]:
    """Gives the content of ``data/NAME.toml``, read once a process.

    Raises:
        LexiconError: the file is not there or not TOML.
    """
    try:
        return tomllib.loads(files("duixian.language").joinpath("data", f"{name}.toml").read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as cause:
        raise LexiconError(f"词表 {name}.toml 无法读取：{cause}；请重新安装", f"lexicon {name}.toml: {cause}; reinstall the package") from cause


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """Gives the rows of ``data/NAME.csv`` (UTF-8, first line names the columns, lines beginning with # are comments).

    Raises:
        LexiconError: the file is not there.
    """
    try:
        text = files("duixian.language").joinpath("data", f"{name}.csv").read_text(encoding="utf-8")
    except OSError as cause:
        raise LexiconError(f"数据表 {name}.csv 无法读取：{cause}；请重新安装", f"table {name}.csv: {cause}; reinstall the package") from cause
    return tuple(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))


def alternation(words: list[str] | tuple[str, ...] | set[str] | dict[str, Any]) -> str:
    """Gives a regular expression that matches any of ``words``, longest first.

    >>> alternation(["以上", "及以上"])
    '及以上|以上'
    """
    import re

    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))
