"""What was done to an office or post, in words."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from duixian.web.ledger.doing.story import SUBJECTS, WORDS, Subject
from duixian.web.ledger.models import Event

__all__ = ["FIELDS", "Line", "join", "story"]

_DEEDS = {
    ("office", "add"): gettext_lazy("Added the office"),
    ("office", "change"): gettext_lazy("Changed the office"),
    ("office", "close"): gettext_lazy("Closed the office"),
    ("office", "reopen"): gettext_lazy("Opened the office again"),
    ("post", "add"): gettext_lazy("Added the post"),
    ("post", "change"): gettext_lazy("Changed the post"),
    ("post", "close"): gettext_lazy("Closed the post"),
    ("post", "reopen"): gettext_lazy("Opened the post again"),
    ("post", "hand_over"): gettext_lazy("Handed over the post"),
    ("office", "import"): pgettext_lazy("log", "Brought in a list of offices"),
}

FIELDS = {
    "name": pgettext_lazy("office", "Full name"),
    "short": gettext_lazy("Short name"),
    "kind": pgettext_lazy("office", "Kind"),
    "parent": gettext_lazy("Stands below"),
    "duties": gettext_lazy("Set duties"),
    "peers": gettext_lazy("Compared within"),
    "email": gettext_lazy("E-mail"),
    "order": gettext_lazy("Order"),
    "title": gettext_lazy("Title of the post"),
    "role": gettext_lazy("Role in the ledger"),
    "fields": gettext_lazy("Fields in charge"),
    "offices": gettext_lazy("Offices in charge"),
    "holder": gettext_lazy("Holder"),
    "closed_on": gettext_lazy("Closed on"),
}
"""What the fields of offices and posts are called."""


class Line(NamedTuple):
    """A line of the story: the row of the log, what was done, to what, and its fields with old and new value."""

    event: Event
    deed: str
    what: str
    changes: list[tuple[str, str, str]]


def story(events: Iterable[Event]) -> list[Line]:
    """Gives rows of the log about offices and posts as lines."""
    return [_line(event) for event in events]


def _line(event: Event) -> Line:
    data = event.data
    deed = str(_DEEDS.get((event.subject, event.action), event.action))
    what = str(data.get("post") or data.get("name") or "")
    if event.action == "hand_over":
        changes = [(str(FIELDS["holder"]), data.get("from_name") or _("nobody"), data.get("to_name") or _("nobody"))]
    elif event.action == "change":
        changes = [(str(FIELDS.get(name, name)), _text(old), _text(new)) for name, (old, new) in data.get("changed", {}).items()]
    else:
        changes = []
    return Line(event, deed, what, changes)


def _text(value: object) -> str:
    return "、".join(str(one) for one in value) if isinstance(value, list) else str(value if value is not None else "")


def join() -> None:
    """Registers what the log calls offices and posts, and what is done to them."""
    SUBJECTS["office"] = Subject(pgettext_lazy("log", "Office"))
    SUBJECTS["post"] = Subject(pgettext_lazy("log", "Post"))
    for subject in ("office", "post"):
        WORDS[subject] = partial(_deed, subject)


def _deed(subject: str, action: str) -> str:
    return str(_DEEDS.get((subject, action), action))
