"""Slips that the scheme in force proposes: for items by their light and deadline, for departments that leave a whistle, and the next colour after a slip that was not answered in time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from duixian.web.accounts.models import Office, PostRole, User
from duixian.web.accounts.posts import held
from duixian.web.ledger.dispatch.models import Call
from duixian.web.ledger.dispatch.table import OPEN as CASES_OPEN
from duixian.web.ledger.log import Actor, in_turn, write
from duixian.web.ledger.models import Item, Ledger, State
from duixian.web.ledger.refusals import NotYours
from duixian.web.ledger.urging.models import Proposal, Slip, SlipState
from duixian.web.ledger.urging.schemes import Colour, Consequence, Scheme, in_force
from duixian.web.ledger.urging.steps import Step, draft, take

__all__ = ["Reached", "accept", "dismiss", "ground_word", "open_proposals", "propose", "reached"]

_AT_WORK = (State.ASSIGNED, State.ACCEPTED, State.IN_PROGRESS)
_OPEN = (SlipState.DRAFT, SlipState.SUBMITTED, SlipState.ISSUED, SlipState.SIGNED, SlipState.ANSWERED)
_UNANSWERED = "unanswered"
_REFUSED = "refused"
_MOST = 200
"""Characters of a matter."""


class Reached(NamedTuple):
    """An office that has so many slips of a colour within the year that the scheme says what follows."""

    office: Office
    colour: Colour
    slips: int
    then: Consequence


def ground_word(ground: str) -> str:
    """Gives what a ground is called."""
    return {
        "near": _("Near the deadline"),
        "yellow": _("Yellow light"),
        "red": _("Red light"),
        "overdue": _("Past the deadline"),
        _UNANSWERED: _("The slip before was not answered in time"),
        _REFUSED: _("A whistle refused without ground, or not answered in time"),
    }[ground]


def propose(day: date | None = None) -> int:
    """Adds what is to be proposed now and gives how many that are; what was proposed before on the same occasion is not proposed again.

    What has lost its ground meanwhile (the item is closed, the slip answered) is taken away unless somebody took it or set it aside; so is a lower colour for an
    item for which a higher one is proposed.
    """
    day = day or timezone.localdate()
    scheme = in_force()
    with in_turn():
        _clear(scheme)
        last = Proposal.objects.aggregate(last=Max("pk"))["last"] or 0
        for ledger in Ledger.objects.filter(frozen_at=None):
            Proposal.objects.bulk_create([*_for_items(ledger, scheme, day), *_for_slips(ledger, scheme, day)], batch_size=500, ignore_conflicts=True)
        newest = Ledger.objects.filter(frozen_at=None).order_by("-year", "id").first()
        if newest is not None:
            Proposal.objects.bulk_create(_for_calls(newest, scheme, day), batch_size=500, ignore_conflicts=True)
        _keep_highest(scheme)
        return Proposal.objects.filter(pk__gt=last).count()


def open_proposals() -> QuerySet[Proposal]:
    """Gives the proposals that nobody has taken or set aside, the highest colour's ground first."""
    return Proposal.objects.filter(slip=None, dismissed=None, ledger__frozen_at=None).select_related("item", "office", "previous", "ledger", "call__case").order_by("-day", "id")


def accept(rows: Iterable[Proposal], user: User, *, issue: bool) -> tuple[int, int]:
    """Drafts the slips that are proposed, all or none, and where ``issue`` says so issues those that the delivery office signs; gives how many were drafted and how many issued.

    Raises:
        Refused: one cannot be made, and why.
    """
    scheme = in_force()
    today = timezone.localdate()
    drafted = issued = 0
    with transaction.atomic():
        keys = [one.pk for one in rows]
        for one in Proposal.objects.select_for_update(of=("self",)).filter(pk__in=keys, slip=None, dismissed=None).select_related("item__post", "item__leader", "office", "previous", "ledger", "call__case"):
            colour = scheme.colour(one.colour)
            if colour is None:
                continue
            slip = draft(one.ledger, user, _said(one, colour, today), item=one.item, previous=one.previous, case=_case(one))
            one.slip = slip
            one.save(update_fields=["slip"])
            drafted += 1
            if issue and colour.signed_by == "delivery":
                take(slip, Step.ISSUE, user)
                issued += 1
    return drafted, issued


def dismiss(rows: Iterable[Proposal], user: User, reason: str) -> int:
    """Sets proposals aside for good, with the reason in the log; gives how many."""
    post = next((one for one in held(user) if one.role == PostRole.DELIVERY), None)
    if post is None:
        raise NotYours(_("Only the delivery office drafts slips."))
    count = 0
    with in_turn():
        for one in Proposal.objects.select_for_update(of=("self",)).filter(pk__in=[one.pk for one in rows], slip=None, dismissed=None):
            data = {"colour": one.colour, "ground": one.ground, "item": one.item_id, "previous": one.previous_id}
            one.dismissed = write("slip_proposal", one.pk, "dismiss", Actor(user, post), reason=reason, data=data)
            one.save(update_fields=["dismissed"])
            count += 1
    return count


def reached(ledger: Ledger, scheme: Scheme | None = None) -> list[Reached]:
    """Gives the offices to which so many slips of a colour were issued in the ledger's year that something follows."""
    scheme = scheme or in_force()
    if not any(one.then for one in scheme.colours):
        return []
    issued = Slip.objects.filter(ledger=ledger).exclude(state__in=[SlipState.DRAFT, SlipState.SUBMITTED, SlipState.WITHDRAWN])
    counts = list(issued.values("office", "colour").annotate(count=Count("pk")).order_by("office", "colour"))
    offices = Office.objects.in_bulk([one["office"] for one in counts])
    found = []
    for one in counts:
        colour = scheme.colour(one["colour"])
        met = [then for then in colour.then if one["count"] >= then.count] if colour else []
        if colour and met:
            found.append(Reached(offices[one["office"]], colour, one["count"], max(met, key=lambda then: then.count)))
    return found


def _clear(scheme: Scheme) -> None:
    """Takes away what has lost its ground."""
    waiting = Proposal.objects.filter(slip=None, dismissed=None)
    lost = Q(ledger__frozen_at__isnull=False) | ~Q(colour__in=[one.key for one in scheme.colours])
    lost |= Q(item__isnull=False) & ~Q(item__state__in=_AT_WORK)
    lost |= Q(ground__in=["yellow", "red"]) & ~Q(item__light__in=["yellow", "red"])
    lost |= Q(ground=_REFUSED) & ~Q(call__case__state__in=CASES_OPEN)
    lost |= Q(ground=_UNANSWERED) & ~Q(previous__state__in=[SlipState.ISSUED, SlipState.SIGNED])
    Proposal.objects.filter(pk__in=list(waiting.filter(lost).values_list("pk", flat=True))).delete()


def _keep_highest(scheme: Scheme) -> None:
    """Takes away all proposals for an item but one: of the highest colour, and of several of that the one that follows a slip, else the earliest."""
    waiting = Proposal.objects.filter(slip=None, dismissed=None, item__isnull=False).order_by("pk")
    best: dict[int, tuple[int, bool, int]] = {}
    lower: list[int] = []
    for pk, item, colour, ground in waiting.values_list("pk", "item", "colour", "ground"):
        one = scheme.rank(colour), ground == _UNANSWERED, -pk
        if item in best:
            lower.append(-min(best[item], one)[2])
        best[item] = max(best.get(item, one), one)
    Proposal.objects.filter(pk__in=lower).delete()


def _for_items(ledger: Ledger, scheme: Scheme, day: date) -> Iterator[Proposal]:
    """For each item the highest colour whose ground it gives, unless it has an open slip of that colour or a higher one."""
    best: dict[int, tuple[int, Colour, str, Item]] = {}
    for rank, colour in enumerate(scheme.colours):
        for ground in colour.grounds:
            for item in _with_ground(ledger, ground, colour, day):
                if item.pk not in best or best[item.pk][0] < rank:
                    best[item.pk] = rank, colour, ground, item
    at: dict[int, int] = {}
    for about, key in Slip.objects.filter(ledger=ledger, item__isnull=False, state__in=_OPEN).values_list("item_id", "colour"):
        if about is not None:
            at[about] = max(at.get(about, -1), scheme.rank(key))
    for pk, (rank, colour, ground, item) in best.items():
        if at.get(pk, -1) < rank and item.lead_id is not None:
            since = item.light_at if ground in ("yellow", "red") else None
            occasion = f"item:{pk}:{colour.key}:{ground}:{timezone.localdate(since) if since else item.deadline}"
            yield Proposal(ledger=ledger, item_id=pk, office_id=item.lead_id, colour=colour.key, ground=ground, occasion=occasion, day=day)


def _with_ground(ledger: Ledger, ground: str, colour: Colour, day: date) -> QuerySet[Item]:
    items = ledger.items.filter(state__in=_AT_WORK).only("pk", "lead_id", "deadline", "light_at", "ledger_id")
    match ground:
        case "near":
            return items.filter(deadline__range=(day, day + timedelta(days=colour.near_days)))
        case "overdue":
            return items.filter(deadline__lt=day)
        case _:
            return items.filter(light=ground)


def _for_slips(ledger: Ledger, scheme: Scheme, day: date) -> Iterator[Proposal]:
    """The next colour after each slip that was not answered in time and has no successor."""
    late = Slip.objects.filter(ledger=ledger, state__in=[SlipState.ISSUED, SlipState.SIGNED], due__lt=day, next=None)
    for slip in late:
        colour = scheme.after(slip.colour)
        if colour is not None:
            occasion = f"slip:{slip.pk}:{colour.key}:{slip.due}"
            yield Proposal(ledger=ledger, item_id=slip.item_id, previous=slip, office_id=slip.office_id, colour=colour.key, ground=_UNANSWERED, occasion=occasion, day=day)


def _for_calls(ledger: Ledger, scheme: Scheme, day: date) -> Iterator[Proposal]:
    """The first colour for each department for which a street or the delivery office proposed it: it refused a whistle without ground, or let its time run out."""
    if not scheme.colours:
        return
    for call in Call.objects.exclude(proposed_at=None).filter(case__state__in=CASES_OPEN):
        yield Proposal(ledger=ledger, call=call, office_id=call.office_id, colour=scheme.colours[0].key, ground=_REFUSED, occasion=f"call:{call.pk}:{call.proposed_at:%Y%m%d%H%M}", day=day)


def _case(one: Proposal) -> int | None:
    if one.call is not None:
        return one.call.case_id
    return one.previous.case if one.previous is not None else None


def _said(one: Proposal, colour: Colour, today: date) -> dict[str, object]:
    """What the draft is told: everything that is known."""
    item, previous = one.item, one.previous
    said: dict[str, object] = {"colour": colour.key, "office": one.office_id, "due": today + timedelta(days=colour.days), "why": colour.why}
    if item is not None:
        said |= {"matter": item.title[:_MOST], "slip_text": item.text or item.title, "supporting": list(item.supporting.all())}
        said |= {"post": item.post_id if item.post and item.post.office_id == one.office_id else "", "leader": item.leader_id or ""}
    elif one.call is not None:
        case = one.call.case
        said |= {"matter": case.title[:_MOST], "slip_text": f"{case.number} {case.where} {case.text}", "leader": case.leader_id or ""}
    elif previous is not None:
        said |= {"matter": previous.matter, "slip_text": previous.text, "supporting": list(previous.supporting.all()), "leader": previous.leader_id or ""}
    said["asked"] = previous.asked if previous else colour.asked
    return said
