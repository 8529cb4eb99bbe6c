"""Visits of streets to enterprises: entered, answered, resolved; what cannot be settled on the spot becomes a case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from duixian.web.accounts.models import Post, PostRole, User
from duixian.web.accounts.posts import held
from duixian.web.ledger.dispatch.given import checked
from duixian.web.ledger.dispatch.models import Visit, VisitState
from duixian.web.ledger.dispatch.table import Field, Sort
from duixian.web.ledger.log import Actor, Handed, before, in_turn, write
from duixian.web.ledger.models import Event
from duixian.web.ledger.refusals import Lacking, NotNow, NotYours, Stale

__all__ = ["ENTERED", "STEPS", "Step", "enter", "open_steps", "take"]

ENTERED = (
    Field("enterprise", Sort.LINE, needed=True), Field("address", Sort.LINE), Field("visited_on", Sort.DATE, needed=True),
    Field("visitors", Sort.LINE, needed=True), Field("asked"), Field("answer"),
)  # fmt: skip
"""What a visit is entered with."""


class Step(models.TextChoices):
    """What is done to a visit after it was entered."""

    ANSWER = "answer", pgettext_lazy("visit act", "Answer")
    RESOLVE = "resolve", pgettext_lazy("visit act", "Resolved")


STEPS: dict[Step, tuple[frozenset[VisitState], VisitState, tuple[Field, ...]]] = {
    Step.ANSWER: (frozenset({VisitState.ASKED}), VisitState.ANSWERED, (Field("answer", needed=True),)),
    Step.RESOLVE: (frozenset({VisitState.ASKED, VisitState.ANSWERED}), VisitState.RESOLVED, (Field("resolution", needed=True),)),
}
"""From which states each step leads where, and what it is told."""


def enter(user: User, given: Mapping[str, Any], *, key: str = "", papers: Iterable[Handed] = ()) -> Visit:
    """Enters a visit of the user's street.

    Raises:
        Refused: it is not done, and why.
    """
    post = _street_post(user)
    with in_turn():
        actor = Actor(user, post)
        repeated = before(actor, key, "visits", post.office_id, "enter", given)
        if repeated is not None:
            return Visit.objects.get(pk=repeated.data["visit"])
        said = checked(ENTERED, given)
        if said["visited_on"] > timezone.localdate():
            raise Lacking(_("A visit is entered once it has taken place."), "visited_on")
        state = VisitState.NOTHING if not said.get("asked") else VisitState.ANSWERED if said.get("answer") else VisitState.ASKED
        visit = Visit.objects.create(street=post.office, by=user, state=state, **{name: value for name, value in said.items() if value})
        event = write("visit", visit.pk, "enter", actor, states=("", state), data={"street": post.office_id, **said}, papers=papers)
        if key:  # a repetition is known by the street, since the visit is not there yet when it is asked for
            write("visits", post.office_id, "enter", actor, data={"visit": visit.pk}, key=key, given=given)
        if state == VisitState.ANSWERED:
            visit.answered_at = event.at
            visit.save(update_fields=["answered_at"])
    return visit


def take(visit: Visit, step: Step, user: User, given: Mapping[str, Any], *, revision: int | None = None, key: str = "", papers: Iterable[Handed] = ()) -> Event:
    """Takes a step with a visit and gives the event.

    Raises:
        Refused: it is not done, and why.
    """
    post = _street_post(user, visit)
    sources, target, fields = STEPS[step]
    with in_turn():
        locked = Visit.objects.select_for_update(of=("self",)).get(pk=visit.pk)
        actor = Actor(user, post)
        repeated = before(actor, key, "visit", visit.pk, step, given)
        if repeated is not None:
            return repeated
        if revision is not None and revision != locked.revision:
            raise Stale
        if locked.state not in sources:
            raise NotNow(_("This was decided already."))
        said = checked(fields, given)
        event = write("visit", visit.pk, step, actor, states=(locked.state, target), data=said, key=key, given=given, papers=papers)
        locked.state = target
        locked.revision += 1
        for name, value in said.items():
            setattr(locked, name, value)
        if step is Step.ANSWER:
            locked.answered_at = event.at
        else:
            locked.resolved_at = event.at
        locked.save()
    visit.refresh_from_db()
    return event


def open_steps(user: User, visit: Visit) -> list[tuple[Step, tuple[Field, ...]]]:
    """Gives the steps that a user may take with a visit now."""
    if not any(post.role == PostRole.STREET and post.office_id == visit.street_id for post in held(user)):
        return []
    return [(step, fields) for step, (sources, _target, fields) in STEPS.items() if visit.state in sources]


def _street_post(user: User, visit: Visit | None = None) -> Post:
    for post in held(user):
        if post.role == PostRole.STREET and (visit is None or post.office_id == visit.street_id):
            return post
    raise NotYours(_("Visits are entered by streets."))
