"""Replies by the verdict they belong to, for files and answers that name verdicts by their ids."""

from __future__ import annotations

from duixian.web.archive.models import Outcome, Reply
from duixian.web.archive.replies import Replies, Thread

__all__ = ["replied_threads", "replied_words"]


def replied_threads() -> dict[str, list[Thread]]:
    """Gives the replies to each verdict that has any, by the verdict's id.

    One query where nobody replied, else two; people write replies by hand, so that all of them are few.
    """
    replies = Replies()
    if not replies:
        return {}
    outcomes = Outcome.objects.filter(goal_report__in=Reply.objects.values("report")).only("outcome", "goal_report_id", "goal_start", "goal_end")
    found = {one.outcome: replies.to(one) for one in outcomes}
    return {outcome: threads for outcome, threads in found.items() if threads}


def replied_words() -> dict[str, str]:
    """Gives the newest version of each reply, who replied before it, by the verdict's id; as a cell of a file holds it."""
    return {
        outcome: " | ".join(f"{one.current.unit or one.current.by.get_full_name()}: {' '.join(one.current.text.split())}" for one in threads)
        for outcome, threads in replied_threads().items()
    }
