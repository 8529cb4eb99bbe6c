"""Replies to verdicts as pages and exports show them: the newest of each author, the older ones behind it.

A reply belongs to the goal's place in the text. The goal may get another id, or its number another extent, when its place is followed
or its report read anew; a reply is found again where the two places overlap.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from duixian.web.archive.models import Outcome, Reply
from duixian.web.archive.tables import Column

__all__ = ["Replies", "Thread", "reply_cells", "reply_columns"]


class Thread(NamedTuple):
    """What one author replied to one verdict: the newest version, and those before it, newest first."""

    current: Reply
    earlier: tuple[Reply, ...]


class Replies:
    """The replies to the goals of some reports, or of all."""

    def __init__(self, reports: Iterable[int] | None = None) -> None:
        """Asks for the replies with one query.

        Args:
            reports: Keys of the reports that hold the goals; all reports where left out.
        """
        rows = Reply.objects.select_related("by").order_by("id")
        if reports is not None:
            rows = rows.filter(report__in=set(reports))
        self._threads: dict[int, list[Thread]] = defaultdict(list)
        for thread in _threads(list(rows)):
            self._threads[thread.current.report_id].append(thread)

    def __bool__(self) -> bool:
        return bool(self._threads)

    def to(self, outcome: Outcome) -> list[Thread]:
        """Gives the replies to a verdict, in the order in which their authors first spoke."""
        return [one for one in self._threads.get(outcome.goal_report_id, ()) if _meet(one, outcome)]

    def astray(self, outcomes: Sequence[Outcome]) -> list[Thread]:
        """Gives the replies that belong to none of these verdicts: their goals are no longer read as goals."""
        goals: dict[int, list[Outcome]] = defaultdict(list)
        for outcome in outcomes:
            goals[outcome.goal_report_id].append(outcome)
        return [one for report, threads in self._threads.items() for one in threads if not any(_meet(one, goal) for goal in goals[report])]


def reply_columns() -> list[Column]:
    """Gives the columns that every export of verdicts has for replies; of several replies each has a line in every one of these cells."""
    return [
        Column("replies", _("Replies"), "integer"),
        Column("reply_text", _("Reply")),
        Column("reply_name", _("Who replied")),
        Column("reply_unit", _("Their unit")),
        Column("reply_time", _("When they replied")),
        Column("reply_link", _("Link given")),
        Column("reply_file", _("File given")),
    ]


def reply_cells(threads: Sequence[Thread]) -> list[int | str]:
    """Gives the cells under :func:`reply_columns`: the newest version of each reply, line breaks inside a text as spaces."""
    newest = [one.current for one in threads]
    columns: list[list[str]] = [
        [" ".join(one.text.split()) for one in newest],
        [one.by.get_full_name() for one in newest],
        [one.unit for one in newest],
        [localtime(one.at).isoformat(timespec="minutes") for one in newest],
        [one.evidence_url for one in newest],
        [one.evidence_name for one in newest],
    ]
    return [len(newest), *("\n".join(column) for column in columns)]


def _threads(rows: Sequence[Reply]) -> list[Thread]:
    """Replies as threads, in the order of their first versions."""
    known: Mapping[int, Reply] = {one.pk: one for one in rows}
    followed = {one.follows_id for one in rows}
    threads: list[tuple[int, Thread]] = []
    for row in rows:
        if row.pk in followed:
            continue
        earlier: list[Reply] = []
        first = row
        while first.follows_id is not None and first.follows_id in known:
            first = known[first.follows_id]
            earlier.append(first)
        threads.append((first.pk, Thread(row, tuple(earlier))))
    return [thread for _first, thread in sorted(threads, key=lambda one: one[0])]


def _meet(thread: Thread, outcome: Outcome) -> bool:
    said = thread.current
    return said.report_id == outcome.goal_report_id and said.start < outcome.goal_end and outcome.goal_start < said.end
