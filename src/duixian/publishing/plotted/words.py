"""The words that the titles and summaries of several kinds of figures share."""

from __future__ import annotations

from collections.abc import Collection

from duixian.language.indicators import indicator
from duixian.publishing.wording import message, value_word

__all__ = ["headed", "name_of", "share_in_percent", "when", "where"]


def name_of(name: str, id: str, word: str, language: str) -> str:
    """Gives an indicator with the form of its figures; in English by its name in the catalogue, where it has one.

    >>> name_of("地区生产总值", "gdp", "growth", "zh"), name_of("新建公厕", "", "", "en")
    ('地区生产总值增速', '新建公厕')
    """
    known = indicator(id) if language != "zh" and id else None
    called = known.english if known is not None else name
    return message("chart_name", language, indicator=called, form=value_word("chart_form", word, language)) if word else called


def when(years: Collection[int], language: str) -> str:
    """Gives a year, or the first and the last of several.

    >>> when([2024, 2019], "zh"), when([2024], "en")
    ('2019—2024年', '2024')
    """
    first, last = min(years), max(years)
    if first == last:
        return message("chart_year", language, year=first)
    return message("chart_years", language, first=first, last=last)


def where(places: Collection[str], language: str) -> str:
    """Gives the name of one place, or how many there are."""
    return next(iter(places)) if len(places) == 1 else message("chart_places", language, count=len(places))


def headed(title: str, unit: str, language: str) -> str:
    """Gives the beginning of a summary: title and unit."""
    return message("chart_of_unit", language, title=title, unit=unit) if unit else message("chart_of_none", language, title=title)


def share_in_percent(part: int, whole: int) -> int:
    """Gives a share as whole percent."""
    return round(100 * part / whole)
