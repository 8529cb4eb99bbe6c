"""The story of an item, a case, a slip …: its rows of the log in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _

from duixian.language.themes import theme_name
from duixian.web.accounts.models import Office, Post
from duixian.web.accounts.naming import names_alone
from duixian.web.ledger.labels import LABELS
from duixian.web.ledger.models import Event, Item, Kind, Light, Paper, PetitionKind, State
from duixian.web.ledger.states import Act

__all__ = ["STATES", "SUBJECTS", "WORDS", "Line", "Subject", "Told", "deed_word", "state_word", "story_of", "subject_word", "told"]

WORDS: dict[str, Callable[[str], str]] = {}
"""What the actions of a room's own subjects are called: the subject, and what gives the word of an action."""
DEEDS: dict[str, Promise] = {}
"""What rooms call the actions on items and ledgers that are theirs and not in the table of states; registered in ``AppConfig.ready``."""
STATES: dict[str, Callable[[str], str]] = {}
"""The same for their states."""


@dataclass(frozen=True)
class Subject:
    """A sort of row that the log speaks of: what it is called, and the name of the address where one is shown by its key (empty where there is none)."""

    label: Promise | str
    url: str = ""


SUBJECTS: dict[str, Subject] = {
    "item": Subject(pgettext_lazy("ledger", "Item"), "ledger:item"),
    "ledger": Subject(pgettext_lazy("row", "Ledger"), "ledger:table"),
    "option": Subject(pgettext_lazy("log", "Setting")),
}
"""The subjects of the log; a room adds its own in ``AppConfig.ready``."""
_OFFICES = frozenset({"lead", "office", "supporting"})
_POSTS = frozenset({"post", "leader"})
_SILENT = frozenset({"entry", "petition", "milestone", "old", "old_deadline", "old_target", "ledger", "sources", "number", "key"})
"""What the story tells in another way, or what says nothing to people."""


@dataclass(frozen=True)
class Line:
    """Something that was said with an action; ``old`` is what it was before."""

    label: str
    value: str
    old: str = ""


@dataclass(frozen=True)
class Told:
    """One row of the log in words."""

    event: Event
    deed: str
    who: str
    post: str
    at: datetime
    after: str
    after_word: str
    reason: str
    lines: tuple[Line, ...]
    papers: tuple[Paper, ...]


def story_of(subject: str, number: int) -> list[Told]:
    """Gives everything that was done to one thing, oldest first."""
    return told(Event.objects.filter(subject=subject, number=number).order_by("id"))


def told(events: Iterable[Event]) -> list[Told]:
    """Gives rows of the log in words; names are asked for once for all of them."""
    if hasattr(events, "select_related"):
        events = names_alone(events.select_related("user", "post__office", "office"), users=["user"], offices=["post__office", "office"]).prefetch_related("papers")
    rows = list(events)
    names = _Names(rows)
    return [
        Told(
            event=one,
            deed=deed_word(one.subject, one.action),
            who=one.user.get_full_name() or one.user.username if one.user else _("The workspace itself"),
            post=str(one.post) if one.post else "",
            at=one.at,
            after=one.after if one.after != one.before else "",
            after_word=state_word(one.after, one.subject) if one.after != one.before else "",
            reason=one.reason,
            lines=tuple(_lines(one, names)),
            papers=tuple(one.papers.all()),
        )
        for one in rows
    ]


def subject_word(subject: str) -> str:
    """Gives what a subject of the log is called."""
    return str(SUBJECTS[subject].label) if subject in SUBJECTS else subject


def deed_word(subject: str, action: str) -> str:
    """Gives what an action is called."""
    if subject in WORDS:
        return WORDS[subject](action)
    if (subject, action) == ("item", "light"):
        return _("The light changed")
    if action in Act.values:
        return str(Act(action).label)
    if action in DEEDS:
        return str(DEEDS[action])
    return action


def state_word(state: str, subject: str = "item") -> str:
    """Gives what a state of an item, or of a subject with states of its own, is called; the state itself where nothing is known of it."""
    if subject in STATES:
        return STATES[subject](state)
    return str(State(state).label) if state in State.values else state


class _Names:
    """The names of the offices, posts and items that some rows of the log speak of."""

    def __init__(self, rows: Iterable[Event]) -> None:
        offices: set[int] = set()
        posts: set[int] = set()
        items: set[int] = set()
        for row in rows:
            for data in (row.data, row.data.get("old") or {}):
                if not isinstance(data, Mapping):
                    continue
                for name, value in data.items():
                    found = {one for one in (value if isinstance(value, list) else [value]) if isinstance(one, int)}
                    if name in _OFFICES:
                        offices |= found
                    elif name in _POSTS:
                        posts |= found
                    elif name in ("into", "origin"):
                        items |= found
        self._offices = {one.pk: str(one) for one in Office.objects.filter(pk__in=offices)} if offices else {}
        self._posts = {one.pk: str(one) for one in Post.objects.filter(pk__in=posts).select_related("office")} if posts else {}
        self._items = {one.pk: str(one) for one in Item.objects.filter(pk__in=items).only("number", "title")} if items else {}

    def word(self, name: str, value: Any) -> str:
        """Gives a value of the log as people read it; empty where there is none."""
        if value in (None, "", [], False) or isinstance(value, Mapping):  # what is more than a word stands in the block that it made
            return ""
        if value is True:
            return _("yes")
        if isinstance(value, list):
            return _(", ").join(self._milestone(one) if isinstance(one, Mapping) else self.word(name, one) for one in value)
        if name in _OFFICES:
            return self._offices.get(value, str(value))
        if name in _POSTS:
            return self._posts.get(value, str(value))
        if name in ("into", "origin"):
            return self._items.get(value, str(value))
        if name == "theme":
            return theme_name(str(value), "en" if (get_language() or "").startswith("en") else "zh")
        if name == "kind":
            return str(Kind(value).label if value in Kind.values else PetitionKind(value).label if value in PetitionKind.values else value)
        return str(value)

    @staticmethod
    def _milestone(one: Mapping[str, Any]) -> str:
        return " ".join(str(one[name]) for name in ("due", "what", "planned") if one.get(name))


def _lines(event: Event, names: _Names) -> Iterable[Line]:
    """What was said, but for the reason; with what it was before where the log has it."""
    if (event.subject, event.action) == ("item", "light"):
        yield from _light_lines(event.data)
        return
    old = event.data.get("old") if isinstance(event.data.get("old"), Mapping) else {}
    before = {**(old or {}), "deadline": event.data.get("old_deadline") or (old or {}).get("deadline"), "target": event.data.get("old_target") or (old or {}).get("target")}
    for name, value in event.data.items():
        if name in _SILENT or name not in LABELS:
            continue
        word, was = names.word(name, value), names.word(name, before.get(name))
        if word or was:
            yield Line(str(LABELS[name]), word or "—", was if was != word else "")


def _light_lines(data: Mapping[str, Any]) -> Iterable[Line]:
    """A light that changed: from which to which, and what the rule said."""
    words = {"": "—", **{str(one.value): str(one.label) for one in Light}}
    yield Line(_("Light"), words.get(data["after"], data["after"]), words.get(data["before"], data["before"]))
    said = data["why"].get("en" if (get_language() or "").startswith("en") else "zh", "")
    if said:
        yield Line(_("Because"), said)
