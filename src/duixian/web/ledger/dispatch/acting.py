"""Doing something to a case: the one way by which cases change, whether a page, the API or the daily job asks for it (as ``ledger/acting.py`` is for items)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Max
from django.dispatch import Signal
from django.utils import timezone
from django.utils.translation import gettext as _

from duixian.web.accounts.models import Office, OfficeKind, Post, PostRole, User
from duixian.web.accounts.posts import held
from duixian.web.ledger.dispatch.clocks import limits, next_due
from duixian.web.ledger.dispatch.effects import EFFECTS, Deed, decides
from duixian.web.ledger.dispatch.given import checked
from duixian.web.ledger.dispatch.models import Case, CaseState, Origin, Urgency, Visit
from duixian.web.ledger.dispatch.rights import call_of, post_for
from duixian.web.ledger.dispatch.table import RAISED, TRANSITIONS, Act
from duixian.web.ledger.log import Actor, Handed, before, in_turn, write
from duixian.web.ledger.models import Event
from duixian.web.ledger.refusals import Lacking, NotNow, NotYours, Stale

__all__ = ["act", "acted", "raise_case"]

acted = Signal()
"""Sent within the transaction after something was done to a case, with ``case`` and ``event``."""


def act(
    case: Case | int,
    deed: Act,
    user: User | None,
    given: Mapping[str, Any] | None = None,
    *,
    revision: int | None = None,
    key: str = "",
    papers: Iterable[Handed] = (),
) -> Event:
    """Does ``deed`` to a case and gives the event. ``given`` holds the fields of the table's row, as text (of a form, of JSON) or as values.

    ``revision`` is that of the case when the user decided; ``key`` the idempotency key of the request. ``user`` is None for what the workspace does itself,
    which is whatever the table allows but what a department does for its own call.

    Raises:
        Refused: it is not done, and why: :mod:`duixian.web.ledger.refusals`.
    """
    number = case if isinstance(case, int) else case.pk
    said = dict(given or {})
    row = TRANSITIONS[deed]
    with in_turn():
        locked = Case.objects.select_for_update(of=("self",)).select_related("street", "community").prefetch_related("calls__office").get(pk=number)
        post = _post(user, locked, deed)
        actor = Actor(user, post)
        repeated = before(actor, key, "case", number, deed, said)
        if repeated is not None:
            return repeated
        if revision is not None and revision != locked.revision:
            raise Stale
        if locked.state not in row.sources:
            raise NotNow(_("This cannot be done to a case in the state “%(state)s”.") % {"state": locked.get_state_display()})
        call = call_of(post, locked) if post is not None and row.calls else None
        if row.calls:
            if call is None:
                raise NotYours(_("Your post does not let you do this here."))
            if call.objects_now:
                raise NotNow(_("Your department's objection waits for a decision."))
            if call.state not in row.calls:
                raise NotNow(_("This cannot be done while your department's call is “%(state)s”.") % {"state": call.get_state_display()})
        one = Deed(locked, row, actor, checked(row.fields, said, locked), call)
        effect = EFFECTS.get(deed)
        if effect is not None:
            effect.check(one)
        state = locked.state
        target = one.target or row.target or state
        files = list(papers) if row.papers else []
        event = write("case", number, deed, actor, states=(state, target), reason=one.given.get("reason") or "", data=one.data, key=key, given=said, papers=files)
        locked.state = target
        locked.revision += 1
        if effect is not None:
            effect.apply(one, event)
        locked.due_at = next_due(locked)
        locked.save()
        acted.send(Case, case=locked, event=event)
    if isinstance(case, Case):
        case.refresh_from_db()
        getattr(case, "_prefetched_objects_cache", {}).clear()
    return event


def raise_case(user: User | None, given: Mapping[str, Any], *, key: str = "", papers: Iterable[Handed] = ()) -> Case:
    """Raises a case; ``given`` holds the fields of ``table.RAISED``. A community's stays with it unless ``pass_up`` is set; a street's is with the street.

    Raises:
        Refused: it is not done, and why.
    """
    said = dict(given)
    with in_turn():
        post = _raiser(user)
        actor = Actor(user, post)
        office = post.office if post is not None else None
        repeated = before(actor, key, "cases", office.pk if office else 0, Act.RAISE, said)
        if repeated is not None:
            return Case.objects.get(pk=repeated.data["case"])
        fields = checked(RAISED, said)
        street, community = _place(office, fields.get("community"))
        visit = _visit(fields, street)
        by_community = office is not None and office.kind == OfficeKind.COMMUNITY
        state = CaseState.RAISED if by_community and not fields.get("pass_up") else CaseState.WITH_STREET
        case = Case.objects.create(
            number=_next_number(),
            origin=fields.get("origin") or (Origin.COMMUNITY if by_community else Origin.STREET if visit is None else Origin.ENTERPRISE),
            street=street,
            community=community,
            raised_by=office or street,
            visit=visit,
            where=fields["where"],
            text=fields["text"],
            problem=fields["problem"],
            urgency=fields.get("urgency") or Urgency.ORDINARY,
            state=state,
            raised_at=timezone.now(),
        )
        running = limits()
        data = {"number": case.number, "street": street.pk, "community": community, "origin": case.origin, **fields}
        data["limits"] = {sort: {"number": one.number, "hours": one.hours} for sort, one in running.items()}
        event = write("case", case.pk, Act.RAISE, actor, states=("", state), data=data, papers=papers)
        if key:  # a repetition is known by the office, since the case is not there yet when it is asked for
            write("cases", office.pk if office else 0, Act.RAISE, actor, data={"case": case.pk}, key=key, given=said)
        case.raised_at = event.at
        decides(case, state, running, event)
        case.due_at = next_due(case)
        case.save()
        acted.send(Case, case=case, event=event)
    return case


def _post(user: User | None, case: Case, deed: Act) -> Post | None:
    """The post in which the user acts; None for the workspace itself."""
    if user is None:
        return None
    post = post_for(user, case, TRANSITIONS[deed])
    if post is None:
        raise NotYours(_("Your post does not let you do this here."))
    return post


def _raiser(user: User | None) -> Post | None:
    if user is None:
        return None
    for post in held(user):
        if PostRole(post.role) in (PostRole.COMMUNITY, PostRole.STREET):
            return post
    raise NotYours(_("Cases are raised by communities and streets."))


def _place(office: Office | None, community: Office | None) -> tuple[Office, Office | None]:
    """The street and the community that a case belongs to."""
    if office is not None and office.kind == OfficeKind.COMMUNITY:
        if community is not None and community.pk != office.pk:
            raise Lacking(_("A community raises its own cases."), "community")
        community = office
    elif office is not None and community is not None and community.parent_id != office.pk:
        raise Lacking(_("The community belongs to another street."), "community")
    street = office if office is not None and office.kind == OfficeKind.STREET else community.parent if community is not None else None
    if street is None:
        raise Lacking(_("Say where: the community must belong to a street."), "community")
    return street, community


def _visit(fields: Mapping[str, Any], street: Office) -> Visit | None:
    visit: Visit | None = fields.get("visit")
    if visit is not None and visit.street_id != street.pk:
        raise Lacking(_("The visit was another street's."), "visit")
    return visit


def _next_number() -> str:
    year = timezone.localdate().year
    last = Case.objects.filter(number__startswith=f"{year}-").aggregate(last=Max("number"))["last"]
    return f"{year}-{int(last.rpartition('-')[2]) + 1 if last else 1:06d}"
