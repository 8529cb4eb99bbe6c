"""Themes of government work, and what a text is about."""

from __future__ import annotations

from functools import cache

import msgspec

from duixian.language.lexicon import lexicon

__all__ = ["Theme", "theme_name", "theme_of", "themes"]


class Theme(msgspec.Struct, frozen=True):
    """A field of government work: a stable id, its name in Chinese and in English, the words that tell it."""

    id: str
    name: str
    english: str
    words: tuple[str, ...]


@cache
def themes() -> tuple[Theme, ...]:
    """Gives every theme, in the order of the data file."""
    return tuple(
        Theme(entry["id"], entry["name"], entry["english"], tuple(entry["words"]))
        for entry in lexicon("themes")["theme"]
    )


def theme_name(id: str, language: str = "zh") -> str:
    """Gives a theme's name in ``zh`` or ``en``; an unknown id is its own name.

    >>> theme_name("ecology"), theme_name("ecology", "en")
    ('生态环境', 'Environment')
    """
    entry = _by_id().get(id)
    if entry is None:
        return id
    return entry.name if language.startswith("zh") else entry.english


@cache
def _by_id() -> dict[str, Theme]:
    return {entry.id: entry for entry in themes()}


def theme_of(text: str) -> str:
    """Gives the id of the theme that ``text`` is about, or an empty string where no word tells one.

    >>> theme_of("新增义务教育学位1200个"), theme_of("说到做到")
    ('education', '')
    """
    from duixian.language.offices import suggest_lead

    return suggest_lead(text).theme
