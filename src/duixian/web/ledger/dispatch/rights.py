"""Who sees which case, and who may do what to it: the table of :mod:`duixian.web.ledger.dispatch.table` applied to a person."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from duixian.web.accounts.models import Post, PostRole, Role, User
from duixian.web.accounts.posts import held
from duixian.web.ledger.dispatch.models import Call, CallState, Case, CaseState, Clock, Mark, Marks, Visit
from duixian.web.ledger.dispatch.rules import whistle_rules
from duixian.web.ledger.dispatch.table import TABLE, Act, Tie, Transition

__all__ = ["EVERYWHERE", "active_calls", "call_of", "late", "may_blow", "open_to", "post_for", "proposable", "raises", "sees_all", "streets_of", "tied", "visible", "visible_visits"]

EVERYWHERE = frozenset({PostRole.DELIVERY, PostRole.LEADER, PostRole.AUDITOR})
"""The posts that see every case."""


def sees_all(user: User) -> bool:
    """Tells whether a user sees every case: the delivery office, leaders, auditors and administrators."""
    return user.is_superuser or user.role == Role.ADMINISTRATOR or any(PostRole(post.role) in EVERYWHERE for post in held(user))


def visible(user: User) -> QuerySet[Case]:
    """Gives the cases that a user sees: a community its own, a street its own and its communities', a department those it was called to."""
    if sees_all(user):
        return Case.objects.all()
    mine = Q(pk__in=[])
    called: set[int] = set()
    for post in held(user):
        match PostRole(post.role):
            case PostRole.STREET:
                mine |= Q(street=post.office_id)
            case PostRole.COMMUNITY:
                mine |= Q(community=post.office_id) | Q(raised_by=post.office_id)
            case _:
                called.add(post.office_id)
    if called:
        mine |= Q(Exists(Call.objects.filter(case=OuterRef("pk"), office__in=called)))
    return Case.objects.filter(mine)


def visible_visits(user: User) -> QuerySet[Visit]:
    """Gives the visits that a user sees: a street its own."""
    return Visit.objects.all() if sees_all(user) else Visit.objects.filter(street__in=streets_of(user))


def streets_of(user: User) -> set[int]:
    """Gives the streets in whose posts a user is."""
    return {post.office_id for post in held(user) if PostRole(post.role) is PostRole.STREET}


def raises(user: User) -> Post | None:
    """Gives the post in which a user raises cases; None where there is none."""
    return next((post for post in held(user) if PostRole(post.role) in (PostRole.COMMUNITY, PostRole.STREET)), None)


def may_blow(post: Post, kind: str) -> bool:
    """Tells whether the holder of a street's post may blow a whistle of a kind."""
    words = next(rule.posts for rule in whistle_rules().values() if rule.kind == kind)
    return not words or any(word in post.title for word in words)


def active_calls(case: Case) -> list[Call]:
    """Gives the calls of a case that were not excused."""
    return [one for one in case.calls.all() if one.state != CallState.EXCUSED]


def call_of(post: Post, case: Case) -> Call | None:
    """Gives the call of the post's department to a case."""
    return next((one for one in case.calls.all() if one.office_id == post.office_id), None)


def tied(post: Post, case: Case, row: Transition) -> bool:
    """Tells whether a post has to do with the case what the row of the table asks for."""
    role = PostRole(post.role)
    own = (role is PostRole.STREET and case.street_id == post.office_id) or (role is PostRole.COMMUNITY and post.office_id == case.community_id)
    match row.tie:
        case Tie.NONE:
            return True
        case Tie.PLACE:
            return role in EVERYWHERE or own
        case Tie.HOLDS:
            return own and (role is PostRole.COMMUNITY) is (case.state == CaseState.RAISED)
        case Tie.CALLED:
            call = call_of(post, case)
            return call is not None and call.state != CallState.EXCUSED
        case Tie.IN_CHARGE:
            call = call_of(post, case)
            return own or (call is not None and call.leads and call.state != CallState.EXCUSED)


def post_for(user: User, case: Case, row: Transition) -> Post | None:
    """Gives the post in which a user may do this to the case; None where there is none. Its state is not looked at."""
    return next((post for post in held(user) if PostRole(post.role) in row.roles and tied(post, case, row)), None)


def open_to(user: User, case: Case) -> Iterator[Transition]:
    """Gives what a user may do to a case as it stands now, calls and objections that wait taken into account."""
    calls = list(case.calls.all())
    marks = list(Mark.objects.filter(case=case).values_list("sort", "call_id", "giver_id", "at"))
    for row in TABLE:
        if case.state not in row.sources:
            continue
        post = post_for(user, case, row)
        if post is None or (row.act is Act.SEND_DOWN and case.community_id is None):
            continue
        call = call_of(post, case)
        if row.calls and (call is None or call.state not in row.calls or call.objects_now):
            continue
        if row.act is Act.OBJECT and call is not None and call.ruling:
            continue
        if row.act in (Act.UPHOLD, Act.OVERRULE) and not any(one.objects_now for one in calls):
            continue
        if row.act is Act.RATE and call is not None and any(sort == Marks.CALL and of == call.pk for sort, of, _giver, _at in marks):
            continue
        if row.act is Act.MARK and any(sort == Marks.COMMUNITY and giver == post.office_id and case.confirmed_at is not None and at >= case.confirmed_at for sort, _of, giver, at in marks):
            continue
        if row.act is Act.REPEAT and case.repeat_of_id is not None:
            continue
        if row.act is Act.PROPOSE and not any(proposable(one, case) for one in calls):
            continue
        if row.act is Act.BLOW and not any(may_blow(post, kind) for kind in whistle_rules()):
            continue
        yield row


def proposable(call: Call, case: Case) -> bool:
    """Tells whether a supervision slip may be proposed for a call: a clock of it ran out, and none was proposed before."""
    if call.proposed_at is not None or call.state == CallState.EXCUSED:
        return False
    return any(clock.call_id == call.pk and late(clock) for clock in case.clocks.all())


def late(clock: Clock) -> bool:
    """Tells whether a clock ran out before what it measures was done."""
    ended = clock.done_at or clock.stopped_at or timezone.now()
    return ended > clock.due
