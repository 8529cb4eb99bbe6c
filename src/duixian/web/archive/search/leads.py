"""Where else a query leads: places and indicators it names, examples for who has asked nothing, other ways to ask for who found nothing."""

from __future__ import annotations

from typing import NamedTuple

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from duixian.language.indicators import normalise
from duixian.web.archive.choosing import ids_named, name_of_indicator
from duixian.web.archive.models import Indicator, Place
from duixian.web.archive.search.asking import TEXT, Filters
from duixian.web.archive.search.query import Query

__all__ = ["EXAMPLES", "Lead", "instead", "named"]

EXAMPLES = ("学前教育 学位", "“营商环境”", "口袋公园 -体育公园", "污水处理率", "2035年远景目标", "民营经济 融资")
"""Searches to begin with: words, a phrase, a word left out, an indicator, a number, a theme."""

_EACH = 3
_CATALOGUE_MOST = 12
_NAME_MOST = 20
"""Characters beyond which a query is no name."""

_HALVED = 3
"""Characters of a word beyond which its halves are proposed."""


class Lead(NamedTuple):
    """A link with what it leads to: what sort of page (empty for a search), and its name, which may be Chinese on any page."""

    sort: str
    name: str
    url: str
    chinese: bool = True


def named(query: Query, language: str) -> list[Lead]:
    """Gives the places and indicators whose names hold what was asked for, three of each at the most."""
    text = query.text.strip("“”\"「」 ")
    if not 2 <= len(text) <= _NAME_MOST or len(query.words) != 1:
        return []
    places = Place.objects.filter(name__contains=text).order_by("code", "name")[:_EACH]
    keys = [*ids_named(text)[:_CATALOGUE_MOST], normalise(text), text]
    indicators = Indicator.objects.filter(key__in=keys).order_by("-places", "-observations")[:_EACH]
    return [
        *(Lead(_("Place"), place.name, place.get_absolute_url()) for place in places),
        *(
            Lead(_("Indicator"), name := name_of_indicator(one.key, language, one.indicator), one.get_absolute_url(), chinese=not name.isascii())
            for one in indicators
        ),
    ]


def instead(query: Query, filters: Filters) -> list[Lead]:
    """Gives other ways to ask where nothing was found: without filters, each word alone, in all sentences."""
    leads = []
    if filters.narrow:
        leads.append(Lead("", _("Search everywhere"), _address(q=query.text, what=filters.what), chinese=False))
    if filters.what != TEXT:
        leads.append(Lead("", _("Search all sentences"), _address(q=query.text), chinese=False))
    if len(query.sought) > 1:
        leads += [Lead("", word.folded, _address(q=word.folded, what=filters.what)) for word in query.sought]
    elif query.sought and len(query.sought[0].folded) > _HALVED:
        whole = query.sought[0].folded
        middle = len(whole) // 2
        leads += [Lead("", part, _address(q=part, what=filters.what)) for part in (f"{whole[:middle]} {whole[middle:]}", whole[:middle], whole[middle:])]
    return leads


def _address(**asked: str) -> str:
    own = QueryDict(mutable=True)
    for name, value in asked.items():
        if value and (name, value) != ("what", TEXT):
            own[name] = value
    return f"{reverse('archive:search')}?{own.urlencode()}"
