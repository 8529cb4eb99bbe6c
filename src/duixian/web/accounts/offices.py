"""What administrators do with offices, posts and those who hold them; pages, the command and the import of a list share it.

Each thing done stands in the ledger's log, with the subject ``office`` or ``post``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from duixian.web.accounts.models import Office, OfficeKind, Post, User
from duixian.web.accounts.posts import hand_over, held, holder
from duixian.web.accounts.refusals import Closed, Wrong
from duixian.web.accounts.sessions import end_all
from duixian.web.ledger.log import Actor, in_turn, write

__all__ = ["actor", "close_office", "close_post", "reopen", "save_office", "save_post", "seat"]

OFFICE_FIELDS = ("name", "short", "kind", "parent", "duties", "peers", "email", "order")
POST_FIELDS = ("title", "role", "fields", "order")


def actor(user: User | None) -> Actor:
    """Gives who acts, in the first post held; None is the workspace itself, or whoever has its terminal."""
    return Actor(user, next(iter(held(user)), None) if user else None)


def save_office(user: User | None, office: Office | None, said: Mapping[str, Any]) -> tuple[Office, dict[str, list[Any]]]:
    """Adds an office (``office`` None) or changes what is said of one; gives it and what changed: field → old and new value.

    Raises:
        Wrong: a field cannot be so.
    """
    with in_turn():
        row = Office() if office is None else Office.objects.select_for_update().get(pk=office.pk)
        changed = _set(row, OFFICE_FIELDS, said)
        if office is None:
            row.code = str(said.get("code") or "") or _code(row.name)
            row.order = row.order or _next(Office.objects.filter(kind=row.kind))
        _check_parent(row)
        _clean(row)
        if office is None or changed:
            row.save()
            write("office", row.pk, "add" if office is None else "change", actor(user), data={"name": row.name, "changed": changed})
    return row, changed


def save_post(user: User | None, post: Post | None, office: Office, said: Mapping[str, Any]) -> tuple[Post, dict[str, list[Any]]]:
    """Adds a post to an office or changes one; ``said`` may hold ``offices``, those in a leader's charge. Gives it and what changed.

    Raises:
        Wrong: a field cannot be so.
        Closed: the office is closed.
    """
    with in_turn():
        if post is None and office.closed_on:
            raise Closed(office.name)
        row = Post(office=office) if post is None else Post.objects.select_for_update().get(pk=post.pk)
        changed = _set(row, POST_FIELDS, said)
        row.order = row.order or _next(office.posts.all())
        _clean(row)
        if post is None or changed:
            row.save()
        if "offices" in said:
            old, new = sorted(row.offices.values_list("name", flat=True)), sorted(one.name for one in said["offices"])
            if old != new:
                row.offices.set(said["offices"])
                changed["offices"] = [old, new]
        if post is None or changed:
            write("post", row.pk, "add" if post is None else "change", actor(user), data={"post": str(row), "changed": changed})
    return row, changed


def seat(user: User | None, post: Post, successor: User | None, reason: str = "") -> bool:
    """Hands a post over in one step (to nobody, where ``successor`` is None); tells whether the holder changed.

    All that waits for the post waits for the successor from then on, and the holder before sees none of it.

    Raises:
        Closed: the post is closed.
        Wrong: the successor's account is disabled.
    """
    with in_turn():
        post = Post.objects.select_for_update(of=("self",)).select_related("office").get(pk=post.pk)
        if post.closed_on:
            raise Closed(str(post))
        if successor is not None and not successor.is_active:
            raise Wrong(_("The account “%(name)s” is disabled. Enable it first.") % {"name": successor.username}, "successor")
        before = holder(post)
        if before == successor:
            return False
        hand_over(post, successor)
        data = {"post": str(post), "from": before and before.pk, "from_name": str(before or ""), "to": successor and successor.pk, "to_name": str(successor or "")}
        write("post", post.pk, "hand_over", actor(user), reason=reason, data=data)
    return True


def close_post(user: User | None, post: Post, on: date | None = None, reason: str = "") -> None:
    """Closes a post: its holder leaves it and is signed out.

    Raises:
        Wrong: the day is to come.
    """
    day = _day(on)
    with in_turn():
        post = Post.objects.select_for_update(of=("self",)).select_related("office").get(pk=post.pk)
        if post.closed_on:
            return
        _vacate(post)
        post.closed_on = day
        post.save(update_fields=["closed_on"])
        write("post", post.pk, "close", actor(user), reason=reason, data={"post": str(post), "on": day})


def close_office(user: User | None, office: Office, on: date | None = None, reason: str = "") -> None:
    """Closes an office with its posts: it can be given nothing any more, its past stays.

    Raises:
        Wrong: the day is to come, or offices below it are not closed.
    """
    day = _day(on)
    with in_turn():
        office = Office.objects.select_for_update().get(pk=office.pk)
        if office.closed_on:
            return
        if office.children.filter(closed_on=None).exists():
            raise Wrong(_("Offices below it are still open. Close them or put them under another first."))
        posts = list(office.posts.filter(closed_on=None).select_related("office"))
        for post in posts:
            _vacate(post)
            post.closed_on = day
            post.save(update_fields=["closed_on"])
        office.closed_on = day
        office.save(update_fields=["closed_on"])
        write("office", office.pk, "close", actor(user), reason=reason, data={"name": office.name, "on": day, "posts": [str(post) for post in posts]})


def reopen(user: User | None, row: Office | Post, reason: str = "") -> None:
    """Opens a closed office or post again; nobody holds its posts until somebody is seated.

    Raises:
        Closed: the office of the post is closed.
    """
    with in_turn():
        if isinstance(row, Post) and row.office.closed_on:
            raise Closed(row.office.name)
        row.closed_on = None
        row.save(update_fields=["closed_on"])
        write("office" if isinstance(row, Office) else "post", row.pk, "reopen", actor(user), reason=reason, data={"name": str(row)})


def _vacate(post: Post) -> None:
    present = holder(post)
    if present is not None:
        hand_over(post, None)
        end_all(present)


def _day(on: date | None) -> date:
    today = timezone.localdate()
    if on is not None and on > today:
        raise Wrong(_("The day lies in the future; close it when the day has come."), "closed_on")
    return on or today


def _set(row: models.Model, fields: Iterable[str], said: Mapping[str, Any]) -> dict[str, list[Any]]:
    changed: dict[str, list[Any]] = {}
    for name in fields:
        if name in said and said[name] != getattr(row, name):
            changed[name] = [_shown(getattr(row, name)), _shown(said[name])]
            setattr(row, name, said[name])
    return changed


def _shown(value: Any) -> Any:
    return str(value) if isinstance(value, models.Model) else value


def _clean(row: Office | Post) -> None:
    try:
        row.full_clean()
    except ValidationError as error:
        field, said = next(iter(error.message_dict.items()))
        raise Wrong(said[0], "" if field == "__all__" else field) from error


def _check_parent(row: Office) -> None:
    if row.kind == OfficeKind.COMMUNITY and row.parent is None:
        raise Wrong(_("A community belongs to a street: say which."), "parent")
    above, seen = row.parent, {row.pk} if row.pk else set()
    while above is not None:
        if above.pk in seen:
            raise Wrong(_("An office cannot stand below itself."), "parent")
        seen.add(above.pk)
        above = above.parent


def _next(rows: models.QuerySet[Any]) -> int:
    return int(rows.aggregate(most=models.Max("order"))["most"] or 0) + 1


def _code(name: str) -> str:
    """A stable name for an office that came without one: its name as it was then, or a digest where that is long or taken."""
    if len(name) <= 40 and not Office.objects.filter(code=name).exists():
        return name
    return hashlib.sha256(f"{name}{timezone.now().isoformat()}".encode()).hexdigest()[:16]
