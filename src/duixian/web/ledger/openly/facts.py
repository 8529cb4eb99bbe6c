"""What the public may see of an item's progress: a list of what is let through, made into plain values. What is not named here never leaves the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from duixian.web.ledger.kinds.standing import standings
from duixian.web.ledger.kinds.words import kind_of
from duixian.web.ledger.log import plain
from duixian.web.ledger.models import Item, Light, State, Verdict

__all__ = ["FIELDS", "Standing", "facts_of", "standing_of", "texts_of"]

FIELDS: dict[str, Promise] = {
    "promise": pgettext_lazy("published", "What was promised, with its place in the report"),
    "progress": pgettext_lazy("published", "Progress: figures that were approved, with their days"),
    "light": pgettext_lazy("published", "How it stands, in plain words"),
    "deadline": pgettext_lazy("published", "Deadline"),
    "lead": pgettext_lazy("published", "Lead office"),
    "stages": pgettext_lazy("published", "Stages and votes of deputies"),
}
"""What may be shown of an item beside its text, and what each is called."""


class Standing(TextChoices):
    """How an item stands, in words for everybody."""

    SMOOTH = "smooth", pgettext_lazy("standing", "Going well")
    SLOW = "slow", pgettext_lazy("standing", "A little behind plan")
    BEHIND = "behind", pgettext_lazy("standing", "Clearly behind")
    DONE = "done", pgettext_lazy("standing", "Completed")
    BEGUN = "begun", pgettext_lazy("standing", "Under way")
    PLANNED = "planned", pgettext_lazy("standing", "In preparation")
    SUSPENDED = "suspended", pgettext_lazy("standing", "Suspended")
    ENDED = "ended", pgettext_lazy("standing", "Not pursued further")


_BY_LIGHT = {Light.GREEN: Standing.SMOOTH, Light.YELLOW: Standing.SLOW, Light.RED: Standing.BEHIND}
_BY_STATE = {
    State.VERIFIED: Standing.DONE,
    State.SUSPENDED: Standing.SUSPENDED,
    State.DROPPED: Standing.ENDED,
    State.MERGED: Standing.ENDED,
    State.DRAFT: Standing.PLANNED,
    State.RETURNED: Standing.PLANNED,
    State.ASSIGNED: Standing.PLANNED,
}


def standing_of(item: Item) -> Standing:
    """Gives how an item stands: its end, a pause and a beginning first, then its light."""
    if item.state in _BY_STATE:
        return _BY_STATE[State(item.state)]
    return _BY_LIGHT[Light(item.light)] if item.light else Standing.BEGUN


def facts_of(item: Item, fields: Iterable[str]) -> dict[str, Any]:
    """Gives what of the item the public may see, of the fields chosen: days and numbers as text, so that equal facts are equal values."""
    chosen = set(fields)
    found: dict[str, Any] = {}
    if "promise" in chosen:
        found["promise"] = [
            {"quote": one.quote, "ref": one.ref, "start": one.start, "end": one.end} for one in item.sources.all() if one.ref and one.report_id is not None and one.quote
        ]
    if "progress" in chosen:
        entries = item.entries.filter(verdict=Verdict.GRANTED, office=item.lead_id).exclude(value=None).order_by("as_of", "id").values_list("as_of", "value")
        last = dict(entries)  # the last one said of a day counts
        found["progress"] = [{"on": day.isoformat(), "value": plain(value)} for day, value in last.items()]
        found |= {"unit": item.unit, "target": plain(item.target), "baseline": plain(item.baseline), "better": item.better, "begins": plain(item.begins)}
    if "light" in chosen:
        found["standing"] = standing_of(item).value
        found["completed_on"] = item.verified_at.date().isoformat() if item.state == State.VERIFIED and item.verified_at else None
    if "deadline" in chosen:
        found["deadline"] = plain(item.deadline)
    if "lead" in chosen:
        found["lead"] = item.lead.name if item.lead else ""
    kind = kind_of(item.kind)
    if "stages" in chosen and kind is not None and kind.stages:
        (standing,) = standings([item])
        found["stages"] = [{"key": one.key, "zh": one.zh, "en": one.en, "on": plain(standing.stages.get(one.key))} for one in kind.stages]
        found["votes"] = [
            {"body": one.body, "on": plain(one.on), "ayes": one.ayes, "noes": one.noes, "abstained": one.abstained} for one in item.votes.all()
        ] if kind.votes else []
    return found


def texts_of(facts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Gives the words that people wrote among facts, by what each is called, for the check."""
    for number, one in enumerate(facts.get("promise", ()), 1):
        yield f"promise {number}", one["quote"]
    yield "unit", facts.get("unit") or ""
    yield "lead", facts.get("lead") or ""
    for number, one in enumerate(facts.get("votes", ()), 1):
        yield f"vote {number}", one["body"]
