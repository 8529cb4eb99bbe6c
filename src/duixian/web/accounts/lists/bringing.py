"""Brings the rows of a list into the workspace. Looking at what would change runs the same code and takes it back, so that it tells the truth."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from duixian.web.accounts import offices as doing
from duixian.web.accounts import people
from duixian.web.accounts.lists.reading import Fault, Row
from duixian.web.accounts.models import Office, OfficeKind, Post, PostRole, Role, User
from duixian.web.accounts.posts import holder
from duixian.web.ledger.log import Handed, in_turn, write
from duixian.web.ledger.refusals import Refused

__all__ = ["Change", "Outcome", "bring"]

_ROLES = {
    OfficeKind.DELIVERY: PostRole.DELIVERY, OfficeKind.LEADERSHIP: PostRole.LEADER, OfficeKind.STREET: PostRole.STREET,
    OfficeKind.COMMUNITY: PostRole.COMMUNITY, OfficeKind.AUDIT: PostRole.AUDITOR,
}  # fmt: skip
"""The role of a post that names none; a department's could be either."""


class Change(NamedTuple):
    """A line of what a list changes: ``sort`` is new, changed, closed or seated; ``fields`` hold field, old and new value."""

    sort: str
    what: str
    fields: tuple[tuple[str, str, str], ...] = ()


@dataclass
class Outcome:
    """What a list changes. ``missing`` are open offices and posts that it does not name: they stay. ``passwords`` are those of new accounts, for this once."""

    changes: list[Change] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    passwords: list[tuple[User, str]] = field(default_factory=list)

    def of(self, sort: str) -> list[Change]:
        """Gives the changes of a sort."""
        return [one for one in self.changes if one.sort == sort]


class _TakenBack(Exception):
    """Rolls back what was only to be looked at."""


def bring(rows: list[Row], user: User | None, *, really: bool, file: tuple[str, BinaryIO] | None = None) -> Outcome:
    """Brings rows in, all or, where one has a fault, none; gives what changed. ``really`` False only tells what would.

    Nothing is deleted: an office that is not in the list stays, one with a day in the column for it is closed. ``file`` is kept with the log.
    """
    bringer = _Bringer(user, really)
    try:
        with in_turn():
            bringer.bring(rows)
            if bringer.outcome.faults or not really:
                raise _TakenBack
            counts = {sort: len(bringer.outcome.of(sort)) for sort in ("new", "changed", "closed", "seated")}
            write("office", 0, "import", doing.actor(user), data={**counts, "rows": len(rows)}, papers=[Handed(*file)] if file else [])
    except _TakenBack:
        pass
    return bringer.outcome


class _Bringer:
    def __init__(self, user: User | None, really: bool) -> None:
        self._user = user
        self._really = really
        self.outcome = Outcome()
        self._offices: dict[str, Office] = {}
        self._posts: set[int] = set()

    def bring(self, rows: list[Row]) -> None:
        """Offices first, those that stand above others before them; then posts; then closings."""
        first: dict[str, Row] = {}
        for row in rows:
            first.setdefault(row.name, row)
        for row in self._in_order(first):
            self._try(row, self._office)
        for row in rows:
            if row.title and row.name in self._offices:
                self._try(row, self._post)
        for row in reversed(list(first.values())):
            if row.closed and row.name in self._offices:
                self._try(row, self._close)
        named = {office.pk for office in self._offices.values()}
        self.outcome.missing += [office.name for office in Office.objects.filter(closed_on=None).exclude(pk__in=named)]
        self.outcome.missing += [str(post) for post in Post.objects.filter(closed_on=None, office__in=named).exclude(pk__in=self._posts).select_related("office")]

    def _in_order(self, first: dict[str, Row]) -> Iterator[Row]:
        done: set[str] = set()
        waiting = list(first.values())
        while waiting:
            ready = [row for row in waiting if not row.parent or row.parent not in first or row.parent in done]
            if not ready:  # they stand in a circle; the check of each says so
                ready = waiting
            yield from ready
            done |= {row.name for row in ready}
            waiting = [row for row in waiting if row.name not in done]

    def _try(self, row: Row, deed: Any) -> None:
        try:
            with transaction.atomic():
                deed(row)
        except Refused as error:
            self.outcome.faults.append(Fault(row.sheet, row.row, error.said))
        except ValidationError as error:
            self.outcome.faults.append(Fault(row.sheet, row.row, " ".join(error.messages)))

    def _office(self, row: Row) -> None:
        office = (Office.objects.filter(code=row.code).first() if row.code else None) or Office.objects.filter(name=row.name).first()
        said = {name: value for name in ("name", "short", "kind", "duties", "peers", "email", "code") if (value := getattr(row, name)) is not None}
        if row.parent is not None:
            said["parent"] = self._named(row.parent)
        if office is None and row.kind is None:
            raise Refused(_("A new office needs its kind."))
        saved, changed = doing.save_office(self._user, office, said)
        self._offices[row.name] = saved
        if office is None:
            self.outcome.changes.append(Change("new", saved.name))
        elif changed:
            self.outcome.changes.append(Change("changed", saved.name, _fields(changed)))

    def _named(self, name: str) -> Office:
        office = self._offices.get(name) or Office.objects.filter(name=name).first() or Office.objects.filter(short=name).first()
        if office is None:
            raise Refused(_("There is no office “%(name)s”, neither here nor in the list.") % {"name": name})
        return office

    def _post(self, row: Row) -> None:
        office = self._offices[row.name]
        post = Post.objects.filter(office=office, title=row.title).select_related("office").first()
        role = row.role or (post.role if post else _ROLES.get(OfficeKind(office.kind)))
        if role is None:
            raise Refused(_("A department's post needs its role."))
        said: dict[str, Any] = {"title": row.title, "role": role}
        if row.fields is not None:
            said["fields"] = row.fields
        if row.offices is not None:
            said["offices"] = [self._named(name) for name in row.offices]
        saved, changed = doing.save_post(self._user, post, office, said)
        self._posts.add(saved.pk)
        if post is None:
            self.outcome.changes.append(Change("new", str(saved)))
        elif changed:
            self.outcome.changes.append(Change("changed", str(saved), _fields(changed)))
        if row.person or row.username:
            self._seat(saved, row)

    def _seat(self, post: Post, row: Row) -> None:
        before = holder(post)
        person = self._person(row, before)
        if doing.seat(self._user, post, person):
            self.outcome.changes.append(Change("seated", str(post), (("holder", str(before or ""), str(person)),)))

    def _person(self, row: Row, before: User | None) -> User:
        if row.username:
            user = User.objects.filter(username=User.normalize_username(row.username)).first()
            if user is not None:
                if row.person and user.name != row.person:
                    people.change(user, name=row.person)
                return user
        elif before is not None and before.name == row.person:
            return before
        else:
            same = list(User.objects.filter(name=row.person, is_active=True)[:2])
            if len(same) > 1:
                raise Refused(_("Several people are called “%(name)s”: give the sign-in name.") % {"name": row.person})
            if same:
                return same[0]
        user, password = self._new(row)
        self.outcome.changes.append(Change("new", _("Account %(name)s") % {"name": user.username}))
        self.outcome.passwords.append((user, password))
        return user

    def _new(self, row: Row) -> tuple[User, str]:
        username = row.username or row.person or ""
        if self._really:
            return people.add(username, Role.READER, name=row.person or "", unit=row.name)
        user = User(username=User.normalize_username(username), name=row.person or "", unit=row.name, password="!")
        user.full_clean()
        user.save()
        return user, ""

    def _close(self, row: Row) -> None:
        office = Office.objects.get(pk=self._offices[row.name].pk)
        if office.closed_on is None:
            doing.close_office(self._user, office, row.closed)
            self.outcome.changes.append(Change("closed", office.name, (("closed_on", "", str(row.closed)),)))


def _fields(changed: dict[str, list[Any]]) -> tuple[tuple[str, str, str], ...]:
    return tuple((name, _text(old), _text(new)) for name, (old, new) in changed.items())


def _text(value: Any) -> str:
    return "、".join(value) if isinstance(value, list) else str(value if value is not None else "")
