"""What waits for the delivery office, heads, officers and leaders: the ledger's own sections of My work.

Only ledgers that are not closed count. Each section is one query, and a second one that counts where there is more than is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from duixian.web.accounts.models import Office, PostRole, User
from duixian.web.accounts.posts import held
from duixian.web.ledger.doing.waiting import Bulk, Section, Step, Thing, most_shown
from duixian.web.ledger.models import Entry, Item, Ledger, Milestone, Petition, PetitionKind, State, Verdict
from duixian.web.ledger.options import option
from duixian.web.ledger.rights import DECIDES
from duixian.web.ledger.states import OPEN, TRANSITIONS, Act

__all__ = ["SECTIONS", "month_before"]

_AT_WORK = (State.ACCEPTED, State.IN_PROGRESS)
_SHOWN_OF_ITEMS = ("number", "title", "lead__name", "lead__short", "state", "light", "deadline", "sign_by", "revision", "unit")
_SHOWN_OF_ENTRIES = ("as_of", "value", "text", "answer", "difficulties", *(f"item__{name}" for name in _SHOWN_OF_ITEMS))


def month_before(day: date) -> tuple[date, date]:
    """Gives the first and the last day of the month before the one of ``day``."""
    last = day.replace(day=1) - timedelta(days=1)
    return last.replace(day=1), last


class _Asker:
    """Who asks: the offices of the posts held, and the ledgers that are open; each asked for once."""

    def __init__(self, user: User) -> None:
        self.user = user
        self.today = timezone.localdate()

    def offices(self, *roles: PostRole) -> list[int]:
        return sorted({one.office_id for one in held(self.user) if one.role in roles})

    def posts(self, role: PostRole) -> list[int]:
        return [one.pk for one in held(self.user) if one.role == role]

    def items(self, *states: str) -> QuerySet[Item]:
        return Item.objects.filter(ledger__in=self.ledgers(), state__in=states).select_related("lead").only(*_SHOWN_OF_ITEMS)

    def ledgers(self) -> list[int]:
        known: list[int] | None = getattr(self.user, "_ledgers_open", None)
        if known is None:
            known = list(Ledger.objects.filter(frozen_at=None).values_list("pk", flat=True))
            self.user._ledgers_open = known  # type: ignore[attr-defined]
        return known

    def option(self, name: str) -> Any:
        known: dict[str, Any] = self.user.__dict__.setdefault("_options_asked", {})
        if name not in known:
            known[name] = option(name)
        return known[name]


def _section(
    user: User,
    key: str,
    title: str,
    rows: QuerySet[Any],
    thing: Callable[[Any], Thing],
    *,
    order: int,
    more: str = "",
    bulk: Bulk | None = None,
    late: Callable[[Any], bool] | None = None,
) -> Section:
    """The section of some rows, which come in the order of urgency: where the first is late, the section is. Where there is no list elsewhere, ``more`` leads to all of it here."""
    most = most_shown(user, key)
    found = list(rows[: most + 1])
    count = len(found) if len(found) <= most else rows.count()
    shown = found[:most]
    return Section(key, title, count, tuple(thing(one) for one in shown), order, bool(shown and late and late(shown[0])), (more or f"?show={key}#{key}") if count > most else "", bulk)


def _deed(item: Item, act: Act, **query: object) -> Step:
    return _step(str(act.label), item, act, **query)


def _step(label: str, item: Item, act: Act, **query: object) -> Step:
    return Step(label, reverse("ledger:act", args=[item.pk, act]) + (f"?{urlencode(query)}" if query else ""))


def _thing(item: Item, step: Step, *, note: str = "", due: date | None = None, value: str = "") -> Thing:
    return Thing(item.title, item.get_absolute_url(), step, item.number, str(item.lead or ""), note, due, item, value or f"{item.pk}:{item.revision}")


def _bulk(label: str, act: Act) -> Bulk:
    return Bulk(label, reverse("ledger:bulk"), act)


def _where(asker: _Asker, **query: object) -> str:
    """The address of the whole list: the table of the newest open ledger."""
    ledgers = asker.ledgers()
    return reverse("ledger:table", args=[ledgers[0]]) + "?" + urlencode(query) if ledgers else ""


# The delivery office


def _drafts(user: User) -> Section | None:
    asker = _Asker(user)
    if not asker.posts(PostRole.DELIVERY):
        return None
    rows = asker.items(State.DRAFT).order_by(F("deadline").asc(nulls_last=True), "id")

    def thing(item: Item) -> Thing:
        if item.lead_id and item.deadline:
            return _thing(item, _deed(item, Act.ASSIGN), due=item.deadline)
        return Thing(item.title, item.get_absolute_url(), _deed(item, Act.EDIT), item.number, "", _("Lead office or deadline are missing"), item.deadline, item)

    return _section(user, "drafts", _("Drafts to assign"), rows, thing, order=60, more=_where(asker, state="draft"), bulk=_bulk(_("Assign those ticked"), Act.ASSIGN))


def _returned(user: User) -> Section | None:
    asker = _Asker(user)
    if not asker.posts(PostRole.DELIVERY):
        return None
    rows = asker.items(State.RETURNED).order_by("assigned_at", "id")
    return _section(user, "returned", _("Returned items"), rows, lambda item: _thing(item, _deed(item, Act.EDIT), due=item.deadline), order=10, more=_where(asker, state="returned"))


def _unsigned(user: User) -> Section | None:
    asker = _Asker(user)
    if not asker.posts(PostRole.DELIVERY):
        return None
    rows = asker.items(State.ASSIGNED).filter(sign_by__lt=timezone.now()).order_by("sign_by", "id")
    return _section(
        user, "unsigned", _("Not accepted in time"), rows, lambda item: _thing(item, _deed(item, Act.URGE), due=_day(item.sign_by)), order=20,
        more=_where(asker, state="assigned"), late=lambda item: True,
    )  # fmt: skip


def _to_verify(user: User) -> Section | None:
    asker = _Asker(user)
    if not asker.posts(PostRole.DELIVERY):
        return None
    rows = asker.items(State.REPORTED_DONE).order_by("done_at", "id")
    return _section(user, "to-verify", _("Reported done, to verify"), rows, lambda item: _thing(item, _deed(item, Act.VERIFY), due=item.deadline), order=30, more=_where(asker, state="reported_done"))


def _petitions(user: User) -> Section | None:
    """Petitions that the user decides; a leader sees those of items in the own charge, and of items in nobody's."""
    asker = _Asker(user)
    kinds = [kind for kind, act in DECIDES.items() if any(PostRole(post.role) in TRANSITIONS[act].roles for post in held(user))]
    if not kinds:
        return None
    rows = Petition.objects.filter(verdict="", kind__in=kinds, item__ledger__in=asker.ledgers()).select_related("item__lead").order_by("at")
    if not asker.posts(PostRole.DELIVERY):
        rows = rows.filter(_charge(user, "item__") | Q(item__leader=None))

    def thing(petition: Petition) -> Thing:
        note = f"{petition.get_kind_display()}{_(': ')}{petition.reason}"
        return _thing(petition.item, _step(pgettext("button", "Decide"), petition.item, DECIDES[PetitionKind(petition.kind)], petition=petition.pk), note=note, due=petition.item.deadline)

    return _section(user, "petitions", _("Asked for, to decide"), rows, thing, order=25)


# Departments and streets


def _to_accept(user: User) -> Section | None:
    asker = _Asker(user)
    offices = asker.offices(PostRole.OFFICER, PostRole.HEAD, PostRole.STREET)
    if not offices:
        return None
    rows = asker.items(State.ASSIGNED).filter(lead__in=offices).order_by("sign_by", "id")
    return _section(
        user, "to-accept", _("Assigned, to accept"), rows, lambda item: _thing(item, _deed(item, Act.ACCEPT), due=_day(item.sign_by)), order=10,
        more=_where(asker, state="assigned", office=offices[0]), bulk=_bulk(_("Accept those ticked"), Act.ACCEPT),
        late=lambda item: item.sign_by is not None and item.sign_by < timezone.now(),
    )  # fmt: skip


def _entries(user: User) -> Section | None:
    asker = _Asker(user)
    offices = asker.offices(PostRole.HEAD, PostRole.STREET)
    if not offices:
        return None
    rows = Entry.objects.filter(office__in=offices, verdict="", item__ledger__frozen_at=None, item__state__in=TRANSITIONS[Act.APPROVE].sources)
    rows = rows.select_related("item__lead").only(*_SHOWN_OF_ENTRIES).order_by("at", "id")

    def thing(entry: Entry) -> Thing:
        return _thing(entry.item, _deed(entry.item, Act.APPROVE, entry=entry.pk), note=_entry_words(entry), value=f"{entry.item_id}:{entry.item.revision}:{entry.pk}")

    return _section(user, "entries", _("Entries to approve"), rows, thing, order=20, bulk=_bulk(_("Approve those ticked"), Act.APPROVE))


def _refused_entries(user: User) -> Section | None:
    """Entries that the head sent back and after which the office has said nothing new."""
    asker = _Asker(user)
    offices = asker.offices(PostRole.OFFICER)
    if not offices:
        return None
    later = Entry.objects.filter(item=OuterRef("item"), office=OuterRef("office"), pk__gt=OuterRef("pk"))
    rows = Entry.objects.filter(office__in=offices, verdict=Verdict.REFUSED, item__ledger__frozen_at=None, item__state__in=_AT_WORK).exclude(Exists(later))
    rows = rows.select_related("item__lead").only(*_SHOWN_OF_ENTRIES).order_by("decided_at", "id")
    return _section(user, "refused", _("Entries sent back to me"), rows, lambda entry: _thing(entry.item, _deed(entry.item, Act.REPORT), note=entry.answer), order=15)


def _due_entries(user: User) -> Section | None:
    """Items at work that nothing was reported of as of last month or later, due on the office's day of this month."""
    asker = _Asker(user)
    offices = asker.offices(PostRole.OFFICER, PostRole.STREET)
    if not offices:
        return None
    first, last = month_before(asker.today)
    due = asker.today.replace(day=int(asker.option("report_day")))
    said = Entry.objects.filter(item=OuterRef("pk"), as_of__gte=first).exclude(verdict=Verdict.REFUSED)
    rows = asker.items(*_AT_WORK).filter(lead__in=offices, accepted_at__date__lte=last).exclude(Exists(said)).order_by(F("deadline").asc(nulls_last=True), "id")
    title = _("Progress of %(month)s to report") % {"month": f"{first:%Y-%m}"}
    return _section(user, "due-entries", title, rows, lambda item: _thing(item, _deed(item, Act.REPORT), due=due), order=30, late=lambda _item: due < asker.today)


def _deadlines(user: User) -> Section | None:
    asker = _Asker(user)
    offices = asker.offices(PostRole.OFFICER, PostRole.HEAD, PostRole.STREET)
    if not offices:
        return None
    until = asker.today + timedelta(days=int(asker.option("near_days")))
    rows = asker.items(*_AT_WORK).filter(lead__in=offices, deadline__lte=until).order_by("deadline", "id")
    heads = bool(asker.offices(PostRole.HEAD, PostRole.STREET))

    def thing(item: Item) -> Thing:
        return _thing(item, _deed(item, Act.REPORT_DONE if heads and item.state == State.IN_PROGRESS else Act.REPORT), due=item.deadline)

    more = _where(asker, office=offices[0], due="near")
    return _section(user, "deadlines", _("Near or past the deadline"), rows, thing, order=40, more=more, late=lambda item: item.deadline < asker.today)


def _to_report_done(user: User) -> Section | None:
    """Items whose approved value has reached the target, or whose milestones are all behind them, with no entry still waiting."""
    asker = _Asker(user)
    offices = asker.offices(PostRole.HEAD, PostRole.STREET)
    if not offices:
        return None
    waiting = Entry.objects.filter(item=OuterRef("pk"), verdict="")
    granted = Entry.objects.filter(item=OuterRef("pk"), verdict=Verdict.GRANTED)
    plan = Milestone.objects.filter(item=OuterRef("pk"))
    counted = Q(target__isnull=False, better="higher", value__gte=F("target")) | Q(target__isnull=False, better="lower", value__lte=F("target"), deadline__lt=asker.today)
    stages = Q(Exists(plan)) & ~Q(Exists(plan.filter(done_on=None))) & Q(target=None)
    rows = asker.items(State.IN_PROGRESS).filter(lead__in=offices).filter(counted | stages).filter(Exists(granted)).exclude(Exists(waiting)).order_by("deadline", "id")
    return _section(user, "to-report-done", _("Goal reached, to report done"), rows, lambda item: _thing(item, _deed(item, Act.REPORT_DONE), due=item.deadline), order=50)


# Leaders


def _coordination(user: User) -> Section | None:
    """Items whose last entry asks for coordination, in the charge of the leader or in nobody's."""
    asker = _Asker(user)
    if not asker.posts(PostRole.LEADER):
        return None
    later = Entry.objects.filter(item=OuterRef("item"), office=OuterRef("office"), verdict=Verdict.GRANTED, pk__gt=OuterRef("pk"))
    rows = Entry.objects.filter(needs_coordination=True, verdict=Verdict.GRANTED, item__ledger__in=asker.ledgers(), item__state__in=_AT_WORK).exclude(Exists(later))
    rows = rows.filter(_charge(user, "item__") | Q(item__leader=None)).select_related("item__lead").only(*_SHOWN_OF_ENTRIES).order_by("at", "id")
    return _section(user, "coordination", _("Needs coordination"), rows, lambda entry: _thing(entry.item, _deed(entry.item, Act.INSTRUCT), note=entry.difficulties), order=20)


def _red(user: User) -> Section | None:
    asker = _Asker(user)
    if not asker.posts(PostRole.LEADER):
        return None
    rows = asker.items(*(OPEN - {State.DRAFT})).filter(_charge(user), light="red").order_by(F("deadline").asc(nulls_last=True), "id")
    return _section(user, "red", _("Red lights in my charge"), rows, lambda item: _thing(item, _deed(item, Act.INSTRUCT), due=item.deadline), order=30, more=_where(asker, light="red"))


def _charge(user: User, prefix: str = "") -> Q:
    """The condition that an item is in the charge of a leader: by name, or by the office that leads it."""
    posts = [one.pk for one in held(user) if one.role == PostRole.LEADER]
    return Q(**{f"{prefix}leader__in": posts}) | Q(**{f"{prefix}leader": None, f"{prefix}lead__in": Office.objects.filter(leaders__in=posts)})


def _day(moment: Any) -> date | None:
    return timezone.localdate(moment) if moment else None


def _entry_words(entry: Entry) -> str:
    value = f"{entry.value.normalize():,f} {entry.item.unit}".strip() if entry.value is not None else ""
    return " · ".join(one for one in (entry.as_of.isoformat(), value, entry.text) if one)


SECTIONS: Iterable[Callable[[User], Section | None]] = (
    _drafts, _returned, _unsigned, _to_verify, _petitions, _to_accept, _entries, _refused_entries, _due_entries, _deadlines, _to_report_done, _coordination, _red,
)  # fmt: skip
"""The ledger's own sections, registered when the app is ready."""
