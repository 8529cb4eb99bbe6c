"""Reminders: by rules kept as data, to posts, never twice for one rule, subject, day and post; days that were missed are made up for."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from duixian.web.accounts.models import Post, PostRole, User
from duixian.web.accounts.posts import held
from duixian.web.ledger.log import Actor, in_turn, write
from duixian.web.ledger.models import Entry, Item, Milestone, Petition, PetitionKind, State, Verdict
from duixian.web.ledger.options import option
from duixian.web.ledger.refusals import Lacking
from duixian.web.ledger.rights import DECIDES
from duixian.web.ledger.states import OPEN, TRANSITIONS
from duixian.web.ledger.urging.models import Reminder, ReminderSetting, Slip, SlipState

__all__ = ["Rule", "remind", "rules", "set_rule", "waiting_for"]

_AT_WORK = (State.ASSIGNED, State.ACCEPTED, State.IN_PROGRESS)
_REPORTING = (State.ACCEPTED, State.IN_PROGRESS)
_FURTHEST = 366
_MOST_DAYS = 12


@dataclass(frozen=True)
class Rule:
    """When who is reminded: ``days`` from the day it is about. A newer reminder of the same ``family`` takes the place of older ones."""

    key: str
    family: str
    about: str
    days: tuple[int, ...]
    to: tuple[str, ...]
    mail: bool
    on: bool
    zh: str
    en: str

    @property
    def name(self) -> str:
        """What it is called in the language of the page."""
        return self.en if (get_language() or "").startswith("en") else self.zh


@cache
def _defaults() -> dict[str, dict[str, Any]]:
    return tomllib.loads((files("duixian.web.ledger.urging") / "data" / "reminders.toml").read_text(encoding="utf-8"))


def rules() -> list[Rule]:
    """Gives the rules as they hold now."""
    changed = {one.rule: one for one in ReminderSetting.objects.all()}
    found = []
    for key, said in _defaults().items():
        own = changed.get(key)
        days = tuple(sorted(own.days if own else said["days"]))
        found.append(Rule(key, said["family"], said["about"], days, tuple(said["to"]), own.mail if own else said["mail"], own.on if own else True, said["zh"], said["en"]))
    return found


def set_rule(key: str, days: Iterable[int], user: User, *, on: bool, mail: bool) -> None:
    """Changes a rule and writes that to the log.

    Raises:
        KeyError: there is no such rule.
        Lacking: the days cannot be.
    """
    wanted = sorted(set(days))
    if not wanted or len(wanted) > _MOST_DAYS or any(abs(one) > _FURTHEST for one in wanted):
        raise Lacking(_("Write one to twelve whole numbers of days between -366 and 366, such as -7, 0, 3."), "days")
    with in_turn():
        old = next(one for one in rules() if one.key == key) if key in _defaults() else None
        if old is None:
            raise KeyError(key)
        row, _made = ReminderSetting.objects.update_or_create(rule=key, defaults={"days": wanted, "on": on, "mail": mail})
        data = {"rule": key, "days": wanted, "on": on, "mail": mail, "old": {"days": old.days, "on": old.on, "mail": old.mail}}
        write("reminder_rule", row.pk, "set", Actor(user, next(iter(held(user)), None)), data=data)


def remind(first: date, last: date) -> int:
    """Makes the reminders that are due from ``first`` to ``last``, and gives how many are new; those that a newer one overtook are marked past."""
    if first > last:
        return 0
    with in_turn():
        before = Reminder.objects.count()
        seats = _Seats()
        now = timezone.now()
        made = [one for rule in rules() if rule.on for offset in rule.days for one in _made(rule, offset, first, last, seats)]
        for one in made:
            one.made_at = now
        Reminder.objects.bulk_create(made, batch_size=500, ignore_conflicts=True)
        newer = Reminder.objects.filter(family=OuterRef("family"), subject_id=OuterRef("subject_id"), post=OuterRef("post"), day__gt=OuterRef("day"))
        Reminder.objects.filter(past=False, seen_at=None).filter(Exists(newer)).update(past=True)
        return Reminder.objects.count() - before


def waiting_for(user: User) -> QuerySet[Reminder]:
    """Gives the reminders to the posts that somebody holds now which nobody has read and nothing has settled."""
    posts = [one.pk for one in held(user)]
    settled = Q(item__isnull=False) & ~Q(item__state__in=OPEN - {State.DRAFT, State.REPORTED_DONE})
    settled |= Q(petition__isnull=False) & ~Q(petition__verdict="")
    settled |= Q(slip__isnull=False) & ~Q(slip__state__in=[SlipState.ISSUED, SlipState.SIGNED])
    settled |= Q(family="unsigned") & ~Q(item__state=State.ASSIGNED)
    return Reminder.objects.filter(post__in=posts, seen_at=None, past=False).exclude(settled)


class _Seats:
    """The posts by office and role, asked for once."""

    def __init__(self) -> None:
        self.of: dict[tuple[int, str], list[int]] = defaultdict(list)
        self.by_role: dict[str, list[int]] = defaultdict(list)
        self.role: dict[int, str] = {}
        for pk, office, role in Post.objects.filter(closed_on=None).values_list("pk", "office_id", "role"):
            self.of[office, role].append(pk)
            self.by_role[role].append(pk)
            self.role[pk] = role

    def doers(self, office: int | None, post: int | None) -> list[int]:
        """The post that answers, else the officers of the office, else its heads."""
        if post is not None and post in self.role:
            return [post]
        if office is None:
            return []
        return [*self.of[office, PostRole.OFFICER], *self.of[office, PostRole.STREET], *self.of[office, PostRole.COMMUNITY]] or self.heads(office)

    def heads(self, office: int | None) -> list[int]:
        return [] if office is None else [*self.of[office, PostRole.HEAD], *self.of[office, PostRole.STREET]]

    def posts(self, to: Iterable[str], office: int | None, post: int | None, leader: int | None, kind: str = "") -> list[int]:
        found: list[int] = []
        for one in to:
            match one:
                case "doer":
                    found += self.doers(office, post)
                case "head":
                    found += self.heads(office)
                case "delivery":
                    found += self.by_role[PostRole.DELIVERY]
                case "leader":
                    found += [leader] if leader else []
                case "decider":
                    roles = TRANSITIONS[DECIDES[PetitionKind(kind)]].roles
                    found += [leader] if leader and PostRole.LEADER in roles else [pk for role in roles for pk in self.by_role[role]]
        return list(dict.fromkeys(found))


def _made(rule: Rule, offset: int, first: date, last: date, seats: _Seats) -> Iterator[Reminder]:
    """The reminders of a rule whose day, ``offset`` days from what they are about, lies in the stretch."""
    span = first - timedelta(days=offset), last - timedelta(days=offset)
    for about, subject, office, post, leader, kind, more in _SUBJECTS[rule.about](span):
        for one in seats.posts(rule.to, office, post, leader, kind):
            yield Reminder(rule=rule.key, family=rule.family, subject_id=subject, post_id=one, day=about + timedelta(days=offset), about=about, **more)


_Found = tuple[date, int, int | None, int | None, int | None, str, dict[str, Any]]
_Span = tuple[date, date]


def _items(span: _Span) -> Iterator[_Found]:
    rows = Item.objects.filter(ledger__frozen_at=None, state__in=_AT_WORK, deadline__range=span)
    for pk, deadline, lead, post, leader in rows.values_list("pk", "deadline", "lead_id", "post_id", "leader_id"):
        if deadline is not None:
            yield deadline, pk, lead, post, leader, "", {"item_id": pk}


def _unsigned(span: _Span) -> Iterator[_Found]:
    """Items whose time to accept ran out on a day of the stretch."""
    rows = Item.objects.filter(ledger__frozen_at=None, state=State.ASSIGNED, sign_by__date__range=span, sign_by__lt=timezone.now())
    for pk, sign_by, lead, post, leader in rows.values_list("pk", "sign_by", "lead_id", "post_id", "leader_id"):
        if sign_by is not None:
            yield timezone.localdate(sign_by), pk, lead, post, leader, "", {"item_id": pk}


def _entries(span: _Span) -> Iterator[_Found]:
    """For each office and month how many of its items lack the month's progress, about the day by which it is due."""
    day_of_month = int(option("report_day"))
    day = span[0]
    while day <= span[1]:
        if day.day == day_of_month:
            yield from _lacking(day)
        day += timedelta(days=1)


def _lacking(due: date) -> Iterator[_Found]:
    last = due.replace(day=1) - timedelta(days=1)
    said = Entry.objects.filter(item=OuterRef("pk"), as_of__gte=last.replace(day=1)).exclude(verdict=Verdict.REFUSED)
    rows = Item.objects.filter(ledger__frozen_at=None, state__in=_REPORTING, lead__isnull=False, accepted_at__date__lte=last).exclude(Exists(said))
    for lead, count in rows.values_list("lead_id").annotate(count=Count("pk")).order_by("lead_id"):
        yield due, lead, lead, None, None, "", {"count": count, "what": f"{last:%Y-%m}"}


def _milestones(span: _Span) -> Iterator[_Found]:
    rows = Milestone.objects.filter(item__ledger__frozen_at=None, item__state__in=_AT_WORK, due__range=span, done_on=None)
    for pk, due, what, item, lead, post, leader in rows.values_list("pk", "due", "what", "item_id", "item__lead_id", "item__post_id", "item__leader_id"):
        yield due, pk, lead, post, leader, "", {"item_id": item, "what": what}


def _petitions(span: _Span) -> Iterator[_Found]:
    rows = Petition.objects.filter(item__ledger__frozen_at=None, verdict="", at__date__range=span)
    for pk, at, kind, item, leader in rows.values_list("pk", "at", "kind", "item_id", "item__leader_id"):
        yield timezone.localdate(at), pk, None, None, leader, kind, {"item_id": item, "petition_id": pk, "what": kind}


def _slips(span: _Span) -> Iterator[_Found]:
    rows = Slip.objects.filter(ledger__frozen_at=None, state__in=[SlipState.ISSUED, SlipState.SIGNED], due__range=span)
    for pk, due, office, post, leader, matter in rows.values_list("pk", "due", "office_id", "post_id", "leader_id", "matter"):
        yield due, pk, office, post, leader, "", {"slip_id": pk, "what": matter}


_SUBJECTS = {"item": _items, "unsigned": _unsigned, "entry": _entries, "milestone": _milestones, "petition": _petitions, "slip": _slips}
