"""The rules of dispatch that an office changes: kinds of problem, who may blow which whistle, which rates count. The data files hold until it does.

What an office changed lies in :class:`~duixian.web.ledger.models.Option` under a name with the prefix ``dispatch:``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from duixian.web.accounts.models import User
from duixian.web.accounts.posts import held
from duixian.web.ledger.dispatch.models import Whistle
from duixian.web.ledger.log import Actor, in_turn, write
from duixian.web.ledger.models import Event, Option
from duixian.web.ledger.options import defaults
from duixian.web.ledger.refusals import Lacking

__all__ = ["Problem", "WhistleRule", "change", "data", "ground_words", "grounds", "in_tongue", "numbers", "problem_words", "problems", "rates_preset", "whistle_rules"]

_PREFIX = "dispatch:"


@dataclass(frozen=True)
class Problem:
    """A kind of problem: what people write of it (``words``), and the departments an office has named for it (``departments``, keys of offices)."""

    code: str
    zh: str
    en: str
    words: tuple[str, ...]
    departments: tuple[int, ...] = ()

    def __str__(self) -> str:
        return in_tongue(self.zh, self.en)


@dataclass(frozen=True)
class WhistleRule:
    """The rule of a kind of whistle: words of the titles of posts that may blow (none: any post of a street), whether a district leader must be named,
    and the name of the setting with the working days for reporting in."""

    kind: Whistle
    posts: tuple[str, ...]
    leader: bool
    days: str


@cache
def data(name: str) -> dict[str, Any]:
    """Gives a data file of dispatch."""
    return tomllib.loads((files("duixian.web.ledger.dispatch") / "data" / f"{name}.toml").read_text(encoding="utf-8"))


def in_tongue(zh: str, en: str) -> str:
    """Gives the words of the language of whoever asks."""
    return en if (get_language() or "").startswith("en") else zh


def numbers(names: Iterable[str]) -> dict[str, float]:
    """Gives settings of ``ledger/data/options.toml`` by one query."""
    asked = list(names)
    changed = dict(Option.objects.filter(name__in=asked).values_list("name", "value"))
    return {name: changed.get(name, defaults()[name]["value"]) for name in asked}


def problems() -> dict[str, Problem]:
    """Gives every kind of problem by its code, as it holds now."""
    changed = _changed("problem:")
    found = {}
    for code in {**data("problems"), **changed}:
        one = {**data("problems").get(code, {}), **changed.get(code, {})}
        found[code] = Problem(code, one["zh"], one.get("en") or one["zh"], tuple(one["words"]), tuple(one.get("departments", ())))
    return found


def problem_words() -> dict[str, str]:
    """Gives what each kind of problem is called."""
    return {code: str(one) for code, one in problems().items()}


def whistle_rules() -> dict[Whistle, WhistleRule]:
    """Gives the rule of each kind of whistle, as it holds now."""
    changed = _changed("whistle:")
    return {
        kind: WhistleRule(kind, tuple(said["posts"]), bool(said["leader"]), said["days"])
        for kind in (Whistle.PUSH, Whistle.HARD)
        for said in [{**data("whistles")[kind], **changed.get(kind, {})}]
    }


def grounds() -> tuple[str, ...]:
    """Gives the grounds on which a street blows."""
    return tuple(data("whistles")["grounds"])


def ground_words() -> dict[str, str]:
    """Gives what each ground is called."""
    return {code: in_tongue(one["zh"], one["en"]) for code, one in data("whistles")["grounds"].items()}


def rates_preset(until: datetime | None = None) -> str:
    """Gives the name of the way in which rates are made; where a moment is given, that which held before it, from the log."""
    if until is None:
        said = _changed("rates").get("")
    else:
        changes = Event.objects.filter(subject="option", action="set", at__lt=until, data__name=f"{_PREFIX}rates")
        said = next((one.data["value"] for one in changes.order_by("-id")[:1]), None)
    return said["preset"] if said else "callback"


def change(name: str, value: dict[str, Any], user: User, reason: str = "") -> None:
    """Changes a rule (``problem:<code>``, ``whistle:<kind>``, ``rates``) and writes it to the log with what it was.

    Raises:
        Lacking: it cannot be that.
    """
    _check(name, value)
    with in_turn():
        row = Option.objects.select_for_update().filter(name=f"{_PREFIX}{name}").first()
        old = row.value if row else None
        if row is None:
            row = Option(name=f"{_PREFIX}{name}")
        row.value = value
        row.save()
        write("option", row.pk, "set", Actor(user, next(iter(held(user)), None)), reason=reason, data={"name": row.name, "old": old, "value": value})


def _check(name: str, value: dict[str, Any]) -> None:
    sort, _colon, which = name.partition(":")
    if sort == "problem":
        if not which or len(which) > 22 or not value.get("zh"):
            raise Lacking(_("A kind of problem needs a name."), "zh")
    elif sort == "whistle":
        if which not in (Whistle.PUSH, Whistle.HARD):
            raise Lacking(_("There is no such whistle."), "kind")
    elif value.get("preset") not in presets():
        raise Lacking(_("There is no such way of making rates."), "preset")


def presets() -> dict[str, dict[str, Any]]:
    """Gives the ways in which rates can be made."""
    return {name: one for name, one in data("rates").items() if name != "always"}


def _changed(part: str) -> dict[str, dict[str, Any]]:
    """What an office changed, by what follows ``part`` in its name."""
    whole = f"{_PREFIX}{part}"
    return {name.removeprefix(whole): value for name, value in Option.objects.filter(name__startswith=whole).values_list("name", "value")}
