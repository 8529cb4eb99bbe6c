"""A process of its own that does to items what it is told, line by line: ``python -m tests.web.ledger.hand``. Wishes and answers are JSON.

It answers ``{"event": …}`` or ``{"refused": code}``. A wish with ``hold`` stops in the middle of the action, within its transaction: at a
``file`` that does not come to its end, or at the ``end``, when all was written and nothing committed. It then says ``{"inside": …}`` and goes on with the next line.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import timedelta
from typing import Any, cast

import django

django.setup()

from django.utils import timezone  # noqa: E402

from duixian.web.accounts.models import Office, User  # noqa: E402
from duixian.web.ledger.acting import act, acted, create  # noqa: E402
from duixian.web.ledger.log import Handed  # noqa: E402
from duixian.web.ledger.models import Event, Item, Ledger, Paper  # noqa: E402
from duixian.web.ledger.refusals import Refused  # noqa: E402
from duixian.web.ledger.simulation.clock import at  # noqa: E402
from duixian.web.ledger.states import Act  # noqa: E402
from tests.web.ledger.district import District, build  # noqa: E402


def say(**words: object) -> None:
    print(json.dumps(words, default=str), flush=True)


class Slow(io.RawIOBase):
    """A file whose second half keeps everybody waiting."""

    def __init__(self) -> None:
        self.parts = [b"\x89PNG", b""]

    def read(self, size: int = -1) -> bytes:
        if len(self.parts) == 1:
            say(inside="file")
            sys.stdin.readline()
        return self.parts.pop(0)


@contextmanager
def held_at_the_end() -> Iterator[None]:
    def stop(**_: object) -> None:
        say(inside="end")
        sys.stdin.readline()

    acted.connect(stop)
    try:
        yield
    finally:
        acted.disconnect(stop)


def do(wish: dict[str, Any]) -> dict[str, object]:
    """Does one action as somebody, if it is not refused."""
    clock = at(timezone.now() + timedelta(days=wish["days"])) if "days" in wish else nullcontext()
    stop = held_at_the_end() if wish.get("hold") == "end" else nullcontext()
    papers = [Handed("现场.png", cast(Any, Slow()))] if wish.get("hold") == "file" else []
    with clock, stop:
        user = User.objects.get(username=wish["user"])
        try:
            if wish["act"] == Act.CREATE:
                return {"item": create(Ledger.objects.get(), user, wish["given"], key=wish.get("key", "")).pk}
            event = act(wish["item"], Act(wish["act"]), user, wish.get("given"), revision=wish.get("revision"), key=wish.get("key", ""), papers=papers)
        except Refused as error:
            return {"refused": error.code}
        return {"event": event.pk}


def make(stage: str) -> dict[str, object]:
    """Makes the district, or an item of it that stands somewhere."""
    if stage == "district":
        build()
        return {}
    district = District(Ledger.objects.get())
    district.offices = {one.code: one for one in Office.objects.all()}
    item = getattr(district, stage)()
    return {"item": item.pk, "revision": item.revision}


def look(number: int) -> dict[str, object]:
    """Tells how an item stands, and its story."""
    item = Item.objects.get(pk=number)
    events = Event.objects.filter(subject="item", number=number).order_by("id")
    return {
        "state": item.state, "revision": item.revision, "value": item.value, "assigned_at": item.assigned_at, "sign_by": item.sign_by,
        "entries": list(item.entries.values_list("verdict", flat=True)),
        "waiting": list(item.entries.filter(verdict="").values_list("pk", flat=True)), "papers": Paper.objects.filter(event__in=events).count(),
        "deeds": [one.action for one in events if one.user_id], "steps": [(one.before, one.after) for one in events],
        "in_order": (times := list(Event.objects.order_by("id").values_list("at", flat=True))) == sorted(times),
    }  # fmt: skip


def main() -> None:
    for line in sys.stdin:
        wish = json.loads(line)
        if "make" in wish:
            say(**make(wish["make"]))
        elif "look" in wish:
            say(**look(wish["look"]))
        else:
            say(**do(wish))


if __name__ == "__main__":
    main()
