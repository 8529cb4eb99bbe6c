"""How slips are coloured: presets of ``data/schemes.toml``, of which an office picks one and changes it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from duixian.web.accounts.models import User
from duixian.web.accounts.posts import held
from duixian.web.ledger.log import Actor, in_turn, write
from duixian.web.ledger.refusals import Lacking
from duixian.web.ledger.urging.models import SlipScheme

__all__ = ["GROUNDS", "LOOKS", "SIGNERS", "Colour", "Consequence", "Scheme", "in_force", "presets", "put_in_force", "scheme_of"]

GROUNDS = ("near", "yellow", "red", "overdue")
LOOKS = ("blue", "yellow", "orange", "red")
SIGNERS = ("delivery", "leader")
_MOST_DAYS = 366
_MOST_COLOURS = 5


@dataclass(frozen=True)
class Consequence:
    """What so many slips of a colour to one office within a year lead to."""

    count: int
    text: str


@dataclass(frozen=True)
class Colour:
    """A colour of slips: on which ``grounds`` it is proposed (``near`` takes ``near_days``), why it is sent, days to answer, who signs it before it is sent, and what it asks."""

    key: str
    look: str
    zh: str
    en: str
    why: str
    grounds: tuple[str, ...]
    near_days: int
    days: int
    signed_by: str
    asked: str
    then: tuple[Consequence, ...] = ()

    @property
    def name(self) -> str:
        """What it is called in the language of the page."""
        return self.en if (get_language() or "").startswith("en") else self.zh


@dataclass(frozen=True)
class Scheme:
    """Colours in the order in which they escalate. ``key`` is the preset's it began with; ``source`` and ``grade`` what that rests on."""

    key: str
    zh: str
    en: str
    source: str
    grade: str
    colours: tuple[Colour, ...] = field(default=())

    @property
    def name(self) -> str:
        """What it is called in the language of the page."""
        return self.en if (get_language() or "").startswith("en") else self.zh

    def colour(self, key: str) -> Colour | None:
        """Gives a colour by its key."""
        return next((one for one in self.colours if one.key == key), None)

    def rank(self, key: str) -> int:
        """Gives how far a colour has escalated, from 0; -1 for one that the scheme does not know."""
        return next((place for place, one in enumerate(self.colours) if one.key == key), -1)

    def after(self, key: str) -> Colour | None:
        """Gives the colour that follows a slip which was not answered in time; the last one has none."""
        place = self.rank(key)
        return self.colours[place + 1] if 0 <= place < len(self.colours) - 1 else None

    def body(self) -> dict[str, Any]:
        """Gives the scheme as it is kept."""
        said = asdict(self)
        said["colour"] = said.pop("colours")
        return said


@cache
def presets() -> dict[str, Scheme]:
    """Gives the presets by key; the first is the one that holds where no office has chosen."""
    read = tomllib.loads((files("duixian.web.ledger.urging") / "data" / "schemes.toml").read_text(encoding="utf-8"))
    return {one["key"]: scheme_of(one) for one in read["scheme"]}


def scheme_of(body: Mapping[str, Any]) -> Scheme:
    """Reads a scheme.

    Raises:
        Lacking: it has no colour, one of them twice, a ground or look nobody knows, or days that cannot be.
    """
    colours = tuple(_colour(one) for one in body["colour"])
    if not colours or len(colours) > _MOST_COLOURS or len({one.key for one in colours}) < len(colours):
        raise Lacking(_("A scheme has one to five colours, each once."), "colour")
    return Scheme(str(body["key"]), str(body["zh"])[:60], str(body["en"])[:60], str(body.get("source", ""))[:200], str(body.get("grade", ""))[:10], colours)


def _colour(said: Mapping[str, Any]) -> Colour:
    then = tuple(Consequence(int(one["count"]), str(one["text"])[:200]) for one in said.get("then", ()))
    one = Colour(
        str(said["key"])[:20], str(said["look"]), str(said["zh"]).strip()[:60], str(said["en"]).strip()[:60], str(said["why"]).strip()[:400], tuple(said["grounds"]),
        int(said["near_days"]), int(said["days"]), str(said["signed_by"]), str(said["asked"]).strip()[:1000], then,
    )  # fmt: skip
    known = set(one.grounds) <= set(GROUNDS) and one.look in LOOKS and one.signed_by in SIGNERS and one.zh and one.asked
    if not known:
        raise Lacking(_("A colour has a name, says what it asks, and has grounds and a signer of those to choose from."), "colour")
    if not (1 <= one.days <= _MOST_DAYS and 0 <= one.near_days <= _MOST_DAYS) or any(not 1 <= each.count <= 1000 for each in then):
        raise Lacking(_("Days lie between 1 and 366."), "days")
    if "near" in one.grounds and not one.near_days:
        raise Lacking(_("Say how many days before the deadline is near it."), "near_days")
    return one


def in_force() -> Scheme:
    """Gives the scheme that holds now."""
    row = SlipScheme.objects.order_by("-id").first()
    return scheme_of(row.body) if row else next(iter(presets().values()))


def put_in_force(scheme: Scheme, user: User, reason: str = "") -> SlipScheme:
    """Lets a scheme hold from now on, and writes that to the log; slips that were drafted before keep their colour."""
    with in_turn():
        old = in_force()
        event = write("slip_scheme", 0, "set", Actor(user, next(iter(held(user)), None)), reason=reason, data={"old": old.body(), "scheme": scheme.body()})
        return SlipScheme.objects.create(body=scheme.body(), event=event)
