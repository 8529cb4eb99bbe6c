"""Settings of the ledger that an office changes on a page: what ``data/options.toml`` says until it does."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from django.utils.translation import gettext as _

from duixian.web.accounts.models import User
from duixian.web.accounts.posts import held
from duixian.web.ledger.log import Actor, in_turn, write
from duixian.web.ledger.models import Option
from duixian.web.ledger.refusals import Lacking

__all__ = ["defaults", "option", "set_option"]

_MOST = {"hours": 24 * 60, "clock": 24, "days": 366, "day": 28, "number": 1_000_000, "share": 100}


@cache
def defaults() -> dict[str, dict[str, Any]]:
    """Gives every setting with its sort, its value where nobody changed it, and what it is called in both languages."""
    return tomllib.loads((files("duixian.web.ledger") / "data" / "options.toml").read_text(encoding="utf-8"))


def option(name: str) -> Any:
    """Gives a setting as it holds now.

    Raises:
        KeyError: there is no such setting.
    """
    value = defaults()[name]["value"]
    found = Option.objects.filter(name=name).first()
    return found.value if found else value


def set_option(name: str, value: float, user: User, reason: str = "") -> None:
    """Changes a setting and writes it to the log.

    Raises:
        Lacking: it cannot be that.
    """
    said = defaults()[name]
    if said["sort"] == "choice":
        if value not in [one["value"] for one in said["choices"]]:
            raise Lacking(_("“%(name)s” is none of those to choose from.") % {"name": value}, name)
    elif not 0 < value <= _MOST[said["sort"]]:
        raise Lacking(_("This must be more than 0 and at most %(most)s.") % {"most": _MOST[said["sort"]]}, name)
    with in_turn():
        old = option(name)
        row, _made = Option.objects.update_or_create(name=name, defaults={"value": value})
        post = next(iter(held(user)), None)
        write("option", row.pk, "set", Actor(user, post), reason=reason, data={"name": name, "old": old, "value": value})
