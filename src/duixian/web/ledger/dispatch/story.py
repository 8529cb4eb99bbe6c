"""The story of a case or visit: its rows of the log in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from duixian.web.accounts.models import Office, Post
from duixian.web.ledger.dispatch.labels import LABELS, label
from duixian.web.ledger.dispatch.models import Case, CaseState, Level, Origin, Outcome, Urgency, VisitState, Whistle
from duixian.web.ledger.dispatch.rules import ground_words, problem_words
from duixian.web.ledger.dispatch.table import Act
from duixian.web.ledger.dispatch.visiting import Step
from duixian.web.ledger.models import Event, Paper

__all__ = ["Told", "deed_word", "state_word", "story"]

_OFFICES = frozenset({"departments", "lead", "office", "community", "department"})
_CHOICES = {"urgency": Urgency, "origin": Origin, "outcome": Outcome, "level": Level, "whistle": Whistle}


@dataclass(frozen=True)
class Told:
    """One row of the log in words; ``lines`` are what was said, with its label; ``photos`` are those of the files that are pictures."""

    event: Event
    deed: str
    who: str
    state: str
    lines: tuple[tuple[str, str], ...]
    photos: tuple[Paper, ...]
    papers: tuple[Paper, ...]


def deed_word(subject: str, action: str) -> str:
    """Gives what an action on a case or visit is called."""
    if subject == "visit":
        return str(Step(action).label) if action in Step.values else _("Visit entered")
    return str(Act(action).label) if action in Act.values else action


def state_word(subject: str, state: str) -> str:
    """Gives what a state of a case or visit is called."""
    kinds = VisitState if subject == "visit" else CaseState
    return str(kinds(state).label) if state in kinds.values else state


def story(subject: str, number: int) -> list[Told]:
    """Gives everything that was done to a case or visit, oldest first."""
    rows = list(Event.objects.filter(subject=subject, number=number).order_by("id").select_related("user", "post__office", "office").prefetch_related("papers"))
    words = _Words(rows)
    found = []
    for row in rows:
        files = list(row.papers.all())
        found.append(
            Told(
                row,
                deed_word(subject, row.action),
                f"{row.post or ''} {row.user or _('The workspace itself')}".strip(),
                state_word(subject, row.after) if row.after != row.before else "",
                tuple(words.lines(row)),
                tuple(one for one in files if picture(one.name)),
                tuple(one for one in files if not picture(one.name)),
            )
        )
    return found


def picture(name: str) -> str:
    """Gives the media type of a file that browsers show as a picture; empty for any other."""
    return _PICTURES.get(name.rpartition(".")[2].lower(), "")


_PICTURES = {"jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "webp": "image/webp", "gif": "image/gif"}


class _Words:
    """Values of the log as people read them; names are asked for once for all rows."""

    def __init__(self, rows: list[Event]) -> None:
        offices: set[int] = set()
        posts: set[int] = set()
        cases: set[int] = set()
        for row in rows:
            for name, value in {**(row.data.get("old") or {}), **row.data}.items():
                numbers = {one for one in (value if isinstance(value, list) else [value]) if isinstance(one, int)}
                if name in _OFFICES:
                    offices |= numbers
                elif name == "leader":
                    posts |= numbers
                elif name == "into":
                    cases |= numbers
                elif name == "levels":
                    offices |= {int(one) for one in value}
        self._offices = {one.pk: str(one) for one in Office.objects.filter(pk__in=offices)} if offices else {}
        self._posts = {one.pk: str(one) for one in Post.objects.filter(pk__in=posts).select_related("office")} if posts else {}
        self._cases = {one.pk: one.number for one in Case.objects.filter(pk__in=cases).only("number")} if cases else {}
        self._problems, self._grounds = problem_words(), ground_words()

    def lines(self, row: Event) -> Iterator[tuple[str, str]]:
        """What was said, but for the reason."""
        old = row.data.get("old") or {}
        for name, value in row.data.items():
            if name == "department" and "call" in row.data:
                yield label("call"), self.word(name, value)
            elif name in LABELS and name not in ("call", "pass_up", "visit") and (word := self.word(name, value)):
                yield label(name), f"{self.word(name, old[name])} → {word}" if name in old else word

    def word(self, name: str, value: Any) -> str:
        """A value as people read it; empty where there is none."""
        if value in (None, "", [], {}):
            return ""
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if isinstance(value, list):
            return "、".join(self.word(name, one) for one in value)
        if name == "levels":
            return "；".join(f"{self._offices.get(int(office), office)} {Level(level).label}" for office, level in value.items())
        if name in _OFFICES:
            return self._offices.get(value, str(value))
        if name in _CHOICES:
            return str(_CHOICES[name](value).label)
        if name == "meet_at" and (moment := parse_datetime(str(value))):
            return f"{localtime(moment):%Y-%m-%d %H:%M}"
        lists: dict[str, Mapping[Any, str]] = {"leader": self._posts, "into": self._cases, "problem": self._problems, "ground": self._grounds}
        known = lists.get(name, {})
        return str(known.get(value, value))
