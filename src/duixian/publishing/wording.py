"""The words people read: messages, labels and the names of values, in Chinese or English by locale.

They lie in ``data/wording.toml``, for what following finds in ``data/following.toml``, for charts in ``data/charts.toml``. The language is Chinese where the locale says Chinese or says nothing
(``C``, ``POSIX``, unset), English for any other.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from duixian.errors import LexiconError

__all__ = ["label", "language", "message", "value_word", "wording"]

_FILES = ("wording.toml", "following.toml", "charts.toml")


def language(environment: Mapping[str, str] | None = None) -> str:
    """Gives ``zh`` or ``en`` by LC_ALL, LC_MESSAGES and LANG, the first of them that is set.

    >>> language({"LANG": "zh_CN.UTF-8"}), language({"LANG": "C.UTF-8"}), language({})
    ('zh', 'zh', 'zh')
    >>> language({"LANG": "zh_CN.UTF-8", "LC_ALL": "en_GB.UTF-8"})
    'en'
    """
    environment = os.environ if environment is None else environment
    said = next((environment[key] for key in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(key)), "")
    name = said.partition(".")[0].partition("@")[0].lower()
    return "zh" if name in ("", "c", "posix") or name.startswith("zh") else "en"


@cache
def wording() -> dict[str, Any]:
    """Gives all words, read once a process: ``value`` by group, ``label``, ``message`` and ``help`` by key.

    Raises:
        LexiconError: two files have an entry of one name.
    """
    whole: dict[str, Any] = {}
    for name in _FILES:
        text = files("duixian.publishing").joinpath("data", name).read_text(encoding="utf-8")
        _merge(whole, tomllib.loads(text), name)
    return whole


def _merge(whole: dict[str, Any], part: dict[str, Any], name: str) -> None:
    """Adds the tables of one file; an entry itself (a table of ``zh`` and ``en``) stands in one file only."""
    for key, value in part.items():
        if key not in whole:
            whole[key] = value
        elif "zh" in value:
            raise LexiconError(f"{name}：“{key}”已有释文；请删去一处", f"{name}: {key} is there already; take one away")
        else:
            _merge(whole[key], value, name)


def message(key: str, language: str, /, **values: object) -> str:
    """Gives a message with its ``{names}`` filled in.

    >>> message("written", "en", path="out/a.xlsx")
    'Wrote out/a.xlsx'
    """
    text: str = wording()["message"][key][language]
    return text.format(**values)


def label(key: str, language: str) -> str:
    """Gives the caption of a column or a line."""
    text: str = wording()["label"][key][language]
    return text


def value_word(group: str, value: str, language: str) -> str:
    """Gives what a coded value is called; the value itself where nothing is known of it.

    >>> value_word("role", "target", "zh"), value_word("finding", "something_new", "zh")
    ('目标', 'something_new')
    """
    entry = wording()["value"][group].get(value)
    return str(entry[language]) if entry else value
