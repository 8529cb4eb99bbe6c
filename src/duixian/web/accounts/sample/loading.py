"""Brings the invented district of ``district.toml`` into an empty workspace."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from importlib.resources import files
from itertools import count
from typing import Any, NamedTuple

from django.contrib.auth.hashers import make_password
from django.db import transaction

from duixian.web.accounts.models import Office, OfficeKind, Post, PostRole, Role, User
from duixian.web.accounts.posts import hand_over
from duixian.web.accounts.refusals import NotASample

__all__ = ["Shown", "load"]


class Shown(NamedTuple):
    """An account of the sample to try first, and the post it holds."""

    username: str
    post: Post


class _Seat(NamedTuple):
    """A post of the sample and who sits in it."""

    title: str
    role: PostRole
    username: str
    fields: tuple[str, ...] = ()
    offices: tuple[str, ...] = ()


class _Place(NamedTuple):
    """An office of the sample."""

    code: str
    name: str
    short: str
    kind: OfficeKind
    parent: str
    duties: tuple[str, ...]
    peers: str
    seats: tuple[_Seat, ...]


def load(password: str = "") -> list[Shown]:
    """Makes the offices, posts and people of the invented district, those that are there already left as they are; gives the accounts to try first.

    With a ``password`` all its people can sign in with it: for a demonstration only. Without one nobody can until an administrator gives them one.

    Raises:
        NotASample: there are other offices here; a district that works is not mixed with an invented one.
    """
    told = tomllib.loads((files("duixian.web.accounts.sample") / "district.toml").read_text(encoding="utf-8"))
    places = list(_places(told))
    if Office.objects.exclude(code__in=[place.code for place in places]).exists():
        raise NotASample
    with transaction.atomic():
        offices: dict[str, Office] = {}
        for order, place in enumerate(places, 1):
            said = {"name": place.name, "short": place.short, "kind": place.kind, "parent": offices.get(place.parent), "duties": "\n".join(place.duties), "peers": place.peers, "order": order}
            offices[place.code] = Office.objects.get_or_create(code=place.code, defaults=said)[0]
        names, seats = _names(told["names"]), {}
        for place in places:
            for order, seat in enumerate(place.seats, 1):
                seats[seat.username] = _seat(offices, offices[place.code], seat, order, next(names))
        if password:
            User.objects.filter(username__in=seats).update(password=make_password(password), must_change_password=False, is_active=True)
    return [Shown(username, seats[username]) for username in told["shown"]]


def _seat(offices: dict[str, Office], office: Office, seat: _Seat, order: int, name: str) -> Post:
    """Makes a post and seats its person, where that was not done before."""
    post, new = Post.objects.get_or_create(office=office, title=seat.title, defaults={"role": seat.role, "fields": "\n".join(seat.fields), "order": order})
    if new:
        post.offices.set([offices[code] for code in seat.offices])
        user = User.objects.filter(username=seat.username).first()
        if user is None:
            user = User.objects.create(username=seat.username, name=name, unit=office.name, role=Role.READER, password=make_password(None))
        hand_over(post, user)
    return post


def _names(told: dict[str, list[str]]) -> Iterator[str]:
    """Names of people, no two alike as long as there are fewer than pairs (the two lists' lengths have no common divisor)."""
    family, given = told["family"], told["given"]
    for number in count():
        yield family[number % len(family)] + given[number % len(given)]


def _places(told: dict[str, Any]) -> Iterator[_Place]:
    words = told["words"]
    for key, kind, role in (("delivery", OfficeKind.DELIVERY, PostRole.DELIVERY), ("leadership", OfficeKind.LEADERSHIP, PostRole.LEADER), ("audit", OfficeKind.AUDIT, PostRole.AUDITOR)):
        one = told[key]
        yield _place(one, kind, *(_Seat(post["title"], role, post["user"], tuple(post.get("fields", ())), tuple(post.get("offices", ()))) for post in one["posts"]))
    for one in told["departments"]:
        head = _Seat(one["head"], PostRole.HEAD, f"{one['code']}-head")
        yield _place(one, OfficeKind.DEPARTMENT, head, _Seat(words["officer"], PostRole.OFFICER, f"{one['code']}-officer"))
    for one in told["streets"]:
        yield _place(one, OfficeKind.STREET, _Seat(one.get("head", words["street"]), PostRole.STREET, one["code"]))
        for number, name in enumerate(one["communities"], 1):
            code = f"{one['code']}-{number}"
            inner = {"code": code, "name": one["name"] + name, "short": name}
            yield _place(inner, OfficeKind.COMMUNITY, _Seat(words["community"], PostRole.COMMUNITY, code), parent=one["code"])


def _place(one: dict[str, Any], kind: OfficeKind, *seats: _Seat, parent: str = "") -> _Place:
    return _Place(one["code"], one["name"], one.get("short", ""), kind, parent, tuple(one.get("duties", ())), one.get("peers", ""), seats)
