"""What of dispatch waits for somebody: sections of My work."""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from duixian.web.accounts.models import PostRole, User
from duixian.web.accounts.posts import held
from duixian.web.ledger.dispatch.models import Call, CallState, Case, CaseState, Ruling
from duixian.web.ledger.dispatch.rights import visible, visible_visits
from duixian.web.ledger.dispatch.table import Act
from duixian.web.ledger.doing.waiting import SHOWN, Section, Step, Thing
from duixian.web.ledger.models import Event

__all__ = ["may_see", "of_calls", "of_cases", "of_escalations", "of_objections"]

_NEXT = {CallState.CALLED: Act.SIGN, CallState.SIGNED: Act.CONTACT, CallState.CONTACTED: Act.REPORT_IN, CallState.REPORTED: Act.RESULT}


def may_see(user: User, event: Event) -> bool:
    """Tells whether a user sees what a row of the log was done to: a case or a visit."""
    if event.subject == "case":
        return visible(user).filter(pk=event.number).exists()
    return visible_visits(user).filter(pk=event.number).exists()


def of_calls(user: User) -> Section | None:
    """The calls to the user's department that have no result yet."""
    offices = _offices(user, PostRole.OFFICER, PostRole.HEAD)
    if not offices:
        return None
    rows = Call.objects.filter(office__in=offices, state__in=list(_NEXT), case__state__in=[CaseState.BLOWN, CaseState.HANDLING])
    rows = rows.exclude(Q(ruling=Ruling.WAITING) & ~Q(objected_at=None)).select_related("case__street", "office").order_by("case__due_at", "pk")
    things = tuple(_thing(one.case, str(_NEXT[CallState(one.state)].label), str(one.get_state_display())) for one in rows[:SHOWN])
    late = bool(things) and rows.filter(clocks__done_at=None, clocks__stopped_at=None, clocks__due__lt=timezone.now()).exists()
    return Section("calls", _("Whistles to my department"), rows.count() if len(things) == SHOWN else len(things), things, order=15, late=late, more=_list())


def of_cases(user: User) -> Section | None:
    """The cases that a community or street has to decide on or to confirm."""
    communities, streets = _offices(user, PostRole.COMMUNITY), _offices(user, PostRole.STREET)
    if not communities and not streets:
        return None
    mine = Q(state=CaseState.RAISED, community__in=communities) | Q(state__in=[CaseState.WITH_STREET, CaseState.ANSWERED], street__in=streets)
    rows = Case.objects.filter(mine).select_related("street", "community").order_by("due_at", "pk")
    words = {CaseState.RAISED: _("Settle or pass up"), CaseState.WITH_STREET: _("Settle or whistle"), CaseState.ANSWERED: str(Act.CONFIRM.label)}
    things = tuple(_thing(one, words[CaseState(one.state)], str(one.get_state_display())) for one in rows[:SHOWN])
    return Section("cases", _("Cases that wait for us"), rows.count(), things, order=15, late=rows.filter(due_at__lt=timezone.now()).exists(), more=_list())


def of_objections(user: User) -> Section | None:
    """Objections of departments, for those who decide them."""
    if not _offices(user, PostRole.DELIVERY, PostRole.LEADER):
        return None
    rows = Call.objects.filter(ruling=Ruling.WAITING, case__state__in=[CaseState.BLOWN, CaseState.HANDLING]).exclude(objected_at=None)
    rows = rows.select_related("case__street", "office").order_by("objected_at")
    things = tuple(_thing(one.case, _("Decide"), f"{one.office}: {one.objection}"[:120]) for one in rows[:SHOWN])
    return Section("objections", _("Objections to whistles"), rows.count(), things, order=20)


def of_escalations(user: User) -> Section | None:
    """Cases that were escalated to a leader, or need one."""
    posts = [post.pk for post in held(user) if PostRole(post.role) is PostRole.LEADER]
    if not posts:
        return None
    rows = Case.objects.filter(leader__in=posts, state__in=[CaseState.BLOWN, CaseState.HANDLING, CaseState.ANSWERED]).select_related("street").order_by("due_at", "pk")
    things = tuple(_thing(one, str(Act.INSTRUCT.label), str(one.get_whistle_display())) for one in rows[:SHOWN])
    return Section("escalated", _("Whistles that name me"), rows.count(), things, order=20)


def _list() -> str:
    return f"{reverse('ledger:cases')}?state=open"


def _offices(user: User, *roles: PostRole) -> list[int]:
    return [post.office_id for post in held(user) if PostRole(post.role) in roles]


def _thing(case: Case, step: str, note: str) -> Thing:
    due = timezone.localdate(case.due_at) if case.due_at is not None else None
    return Thing(case.title, case.get_absolute_url(), Step(step, f"{case.get_absolute_url()}#act"), case.number, str(case.street), note, due)
