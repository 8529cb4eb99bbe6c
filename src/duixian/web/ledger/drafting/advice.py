"""Which office is likely to lead a piece of work and which to support it, each with the words that say so. A person decides.

What counts, the surest first: an office that the sentence itself names, the office that led a like item in an earlier year, the words of
the offices' set duties, and the words of usual departments (``language/data/offices.toml``). Where nothing fits, nobody is suggested.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from duixian.language.offices import likely
from duixian.web.accounts.models import Office, OfficeKind
from duixian.web.ledger.drafting.likeness import Likeness
from duixian.web.ledger.drafting.names import Names, names_of
from duixian.web.ledger.drafting.words import words
from duixian.web.ledger.models import Item, Ledger, State

__all__ = ["Adviser", "Suggested", "Why", "adviser", "reason_in_words"]

_YEARS = 3
_LONGEST = 10
_RARE = 0.45
"""A word of duties that so many offices have that its weight is below this says nothing."""


class Why(NamedTuple):
    """A reason: its sort (``named_as_lead``, ``named_as_support``, ``named``, ``like``, ``duties``, ``usual``) and the words it rests on."""

    sort: str
    words: tuple[str, ...]
    weight: float


class Suggested(NamedTuple):
    """An office with the reasons for it."""

    office: Office
    score: float
    why: tuple[Why, ...]

    def plain(self) -> dict[str, Any]:
        """Gives it as it is kept with an item."""
        return {"office": self.office.pk, "name": str(self.office), "score": round(self.score, 1), "why": [[one.sort, list(one.words)] for one in self.why]}


class Earlier(NamedTuple):
    """An item of an earlier year and the office that led it."""

    number: str
    title: str
    lead: int


class Adviser:
    """Suggests offices for texts; made once for many of them."""

    def __init__(self, names: Names, earlier: Iterable[Item] = ()) -> None:
        self.names = names
        self._duties, self._rarity = _duties(one for one in names.offices.values() if one.kind != OfficeKind.STREET)
        self._like: Likeness[Earlier] = Likeness()
        self._by_indicator: dict[tuple[str, str], Earlier] = {}
        for item in earlier:
            if item.lead_id in names.offices:
                one = Earlier(item.number, item.title, item.lead_id or 0)
                self._like.add(item.title, one)
                if item.text and item.text != item.title:
                    self._like.add(item.text, one)
                if item.indicator:
                    self._by_indicator.setdefault((item.indicator, item.measure), one)

    def suggest(self, text: str, said: str = "", indicator: tuple[str, str] = ("", "")) -> list[Suggested]:
        """Gives the offices likely to do what ``text`` says, the likeliest first, as many as should be looked at: who leads, then those who support.

        Args:
            text: The task or goal.
            said: The sentence around it, and what stands in brackets behind it: offices named there count.
            indicator: Its indicator and measure, where it is countable.
        """
        weights = words("words")["weights"]
        found: defaultdict[int, list[Why]] = defaultdict(list)
        roles: dict[int, tuple[str, str]] = {}
        for mention in self.names.mentions(said or text):
            sort = f"named_as_{mention.role}" if mention.role else "named"
            if sort != "named" or mention.word in text:
                roles.setdefault(mention.office.pk, (sort, mention.word))
        for key, (sort, word) in roles.items():
            found[key].append(Why(sort, (word,), weights[sort]))
        for key, why in self._of_earlier(text, indicator, weights):
            found[key].append(why)
        for key, why in self._of_duties(text, weights):
            found[key].append(why)
        for usual in likely(text):
            office = self.names.usual.get(usual.office)
            if office is not None and office.kind != OfficeKind.STREET:
                found[office.pk].append(Why("usual", usual.words, usual.weight))
        scored = [Suggested(self.names.offices[key], sum(one.weight for one in why), tuple(sorted(why, key=lambda one: -one.weight))) for key, why in found.items()]
        scored.sort(key=lambda one: (-one.score, one.office.order, one.office.pk))
        if not scored or scored[0].score < weights["least"]:
            return []
        if any(one.why[0].sort == "named_as_lead" for one in scored):  # the report says who does it: nobody else is guessed
            return [one for one in scored if one.why[0].sort.startswith("named_as")]
        least = max(weights["least"], scored[0].score * weights["supports"])
        return [one for one in scored if one.score >= least][: 1 + weights["most_supporting"]]

    def _of_earlier(self, text: str, indicator: tuple[str, str], weights: dict[str, float]) -> list[tuple[int, Why]]:
        one = self._by_indicator.get(indicator) if indicator[0] else None
        share = 1.0
        if one is None:
            like = self._like.like(text, weights["alike"], most=1)
            if not like:
                return []
            share, one = like[0]
        return [(one.lead, Why("like", (one.number, one.title), weights["like"] * share))]

    def _of_duties(self, text: str, weights: dict[str, float]) -> list[tuple[int, Why]]:
        found: defaultdict[int, dict[str, float]] = defaultdict(dict)
        until: dict[int, int] = {}
        for at in range(len(text) - 1):
            for size in range(min(_LONGEST, len(text) - at), 1, -1):
                word = text[at : at + size]
                for key in self._duties.get(word, ()):
                    if until.get(key, 0) <= at:
                        until[key] = at + size
                        if self._rarity[word] >= _RARE:
                            found[key][word] = self._rarity[word] * (size - 1)
        return [(key, Why("duties", tuple(said), min(sum(said.values()), weights["duties_most"]))) for key, said in found.items()]


def _duties(offices: Iterable[Office]) -> tuple[dict[str, list[int]], dict[str, float]]:
    """Gives the offices that have each run of characters in their duties, and how rare it is among them: 1 for one that a single office has."""
    silent = sorted(words("words")["duties"]["silent"], key=len, reverse=True)
    having: defaultdict[str, list[int]] = defaultdict(list)
    several = 0
    for one in offices:
        text = one.duties
        for word in silent:
            text = text.replace(word, " ")
        runs = "".join(mark if mark.isalnum() else " " for mark in text).split()
        own = {run[at : at + size] for run in runs for size in range(2, _LONGEST + 1) for at in range(len(run) - size + 1)}
        several += bool(own)
        for word in own:
            having[word].append(one.pk)
    whole = math.log(several + 1)
    return having, {word: math.log((several + 1) / len(keys)) / whole for word, keys in having.items()}


def adviser(ledger: Ledger) -> Adviser:
    """Gives an adviser that knows the offices there are now and who led what in the years before; three queries."""
    earlier = (
        Item.objects.filter(ledger__place=ledger.place_id, ledger__year__lt=ledger.year, ledger__year__gte=ledger.year - _YEARS, lead__isnull=False)
        .exclude(state__in=[State.DROPPED, State.MERGED, State.DRAFT])
        .only("number", "title", "text", "indicator", "measure", "lead", "ledger")
        .order_by("-ledger__year", "id")
    )
    return Adviser(names_of(ledger.place.name), earlier)


def reason_in_words(sort: str, said: Sequence[str]) -> str:
    """Gives a reason as people read it."""
    listed = _(", ").join(said)
    match sort:
        case "named_as_lead":
            return _("The document says it leads: %(words)s") % {"words": listed}
        case "named_as_support":
            return _("The document says it supports: %(words)s") % {"words": listed}
        case "named":
            return _("The sentence names it: %(words)s") % {"words": listed}
        case "like":
            return _("It led %(number)s, %(title)s") % {"number": said[0], "title": said[1]}
        case "duties":
            return _("Words of its duties: %(words)s") % {"words": listed}
        case _:
            return _("Usual words of such an office: %(words)s") % {"words": listed}
