"""What a person means who types the name of a place or an indicator: the one that it names, or those that it may name.

Fields for names are plain text fields with a list of proposals, so that pages work without JavaScript; this is what reads them.
"""

from __future__ import annotations

from functools import cache
from typing import Generic, NamedTuple, TypeVar

from django.db.models import Q

from duixian.language.indicators import catalogue, identify, normalise
from duixian.language.indicators import indicator as entry_of
from duixian.web.archive.models import Indicator, Place

__all__ = ["Choice", "Named", "choose_indicator", "choose_place", "ids_named", "name_of_indicator"]

_NEAR = 12
"""Proposals at the most."""

_SUFFIXES = ("特别行政区", "维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "自治州", "自治县", "省", "市", "州", "盟", "区", "县", "旗")

T = TypeVar("T")


class Choice(NamedTuple, Generic[T]):
    """What a text names: ``found`` where it is clear, else ``near``, the most likely first; both empty where nothing fits."""

    found: T | None
    near: tuple[T, ...] = ()


class Named(NamedTuple):
    """An indicator: what addresses call it, and what people do."""

    key: str
    name: str


def name_of_indicator(key: str, language: str, otherwise: str = "") -> str:
    """Gives what an indicator is called in ``zh`` or ``en``; one outside the catalogue has its Chinese name only."""
    known = entry_of(key)
    if known is None:
        return otherwise or key
    return known.english if language == "en" else known.name


def choose_place(text: str) -> Choice[Place]:
    """Gives the place that ``text`` names: by its code or name, or by the beginning or end of its name where that fits one (湖南, 南开区).

    Of several that begin so, the one that the others lie in is meant: 湖南 is the province, not its cities.
    """
    text = text.strip()
    if not text:
        return Choice(None)
    near = list(Place.objects.filter(Q(slug=text) | Q(name__contains=text)).order_by("code", "name")[: _NEAR * 20])
    exact = [one for one in near if text in (one.slug, one.name)]
    if len(exact) == 1:
        return Choice(exact[0])
    for fitting in (
        [one for one in near if _bare(one.name) == text],
        [one for one in near if one.name.endswith(text) or _bare(one.name).endswith(text)],
        [one for one in near if one.name.startswith(text)],
        near,
    ):
        if fitting:
            shortest = min(fitting, key=lambda one: len(one.name))
            if all(one.name.startswith(shortest.name) for one in fitting):
                return Choice(shortest)
            return Choice(None, tuple(fitting[:_NEAR]))
    return Choice(None)


def choose_indicator(text: str, language: str = "zh") -> Choice[Named]:
    """Gives the indicator that ``text`` names: an id of the catalogue, one of an indicator's names, or a name that reports use."""
    text = text.strip()
    if not text:
        return Choice(None)
    if entry_of(text) is not None:
        return Choice(Named(text, name_of_indicator(text, language)))
    rows = list(
        Indicator.objects.filter(Q(key=text) | Q(indicator__icontains=text) | Q(key__in=ids_named(text))).order_by("-places", "-observations", "key")[:_NEAR]
    )
    proposals = {row.key: Named(row.key, name_of_indicator(row.key, language, row.indicator)) for row in rows}
    id = next((found for measure in ("", "growth") if (found := identify(text, measure=measure))), "")
    if not id:
        lower = text.casefold()
        id = next((entry.id for entry in catalogue() if entry.english.casefold() == lower), "")
    if id:
        return Choice(Named(id, name_of_indicator(id, language)))
    exact = [row for row in rows if text in (row.key, row.indicator)]
    if len(exact) == 1 or len(rows) == 1:
        return Choice(proposals[(exact or rows)[0].key])
    return Choice(None, tuple(proposals.values()))


def ids_named(text: str) -> list[str]:
    """Gives the ids of the catalogue's indicators one of whose names, in Chinese or English, holds ``text``."""
    plain, lower = normalise(text.strip()), text.strip().casefold()
    if not lower:
        return []
    return [id for id, (chinese, english) in _written().items() if (plain and plain in chinese) or lower in english]


@cache
def _written() -> dict[str, tuple[str, str]]:
    """All names of every entry in one text each, parted by a sign that no name holds."""
    return {entry.id: (normalise("\n".join(entry.names)), f"{entry.english}\n{entry.id}".casefold()) for entry in catalogue()}


def _bare(name: str) -> str:
    """A place's name without the word for what it is: 湖南, 天津市南开."""
    suffix = next((one for one in _SUFFIXES if name.endswith(one) and len(name) > len(one) + 1), "")
    return name.removesuffix(suffix)
