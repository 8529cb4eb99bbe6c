"""The headings and words of ``columns.toml``."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

__all__ = ["heading_of", "headings", "helps", "kind_of", "plain", "role_of", "sheet", "word_of"]

_SPACE = re.compile(r"[\s*＊:：（）()]+")


@cache
def told() -> dict[str, Any]:
    """Gives the file."""
    return tomllib.loads((files("duixian.web.accounts.lists") / "columns.toml").read_text(encoding="utf-8"))


def plain(text: str) -> str:
    """Gives a heading or word as it is compared: without spaces, stars, brackets and colons, in small letters."""
    return _SPACE.sub("", text).casefold()


def headings() -> dict[str, str]:
    """Gives the columns in their order, each with the heading that is written."""
    return {name: words[0] for name, words in told()["columns"].items()}


def sheet() -> str:
    """Gives the name of the sheet that is written."""
    return str(told()["sheet"])


def helps() -> dict[str, str]:
    """Gives what stands below the headings of the template."""
    return dict(told()["help"])


@cache
def _known(table: str) -> dict[str, str]:
    found = {plain(word): name for name, words in told()[table].items() for word in words}
    return found | ({name: name for name in told()[table]} if table != "columns" else {})


def heading_of(text: str) -> str | None:
    """Gives the column that a heading names."""
    return _known("columns").get(plain(text))


def kind_of(text: str) -> str | None:
    """Gives the kind of office that a word names."""
    return _known("kinds").get(plain(text))


def role_of(text: str) -> str | None:
    """Gives the role of a post that a word names."""
    return _known("roles").get(plain(text))


def word_of(table: str, value: str) -> str:
    """Gives the word written for a kind (``kinds``) or role (``roles``)."""
    return str(told()[table][value][0])
