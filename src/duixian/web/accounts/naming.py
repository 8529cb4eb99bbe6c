"""People and offices of whom a page shows the name alone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from duixian.web.accounts.models import Office, User

__all__ = ["names_alone"]

T = TypeVar("T", bound=Model)


def names_alone(rows: QuerySet[T, Any], *, users: Iterable[str] = (), offices: Iterable[str] = ()) -> QuerySet[T, Any]:
    """Gives ``rows`` with no more of the users and offices at the paths, which must be selected with them, than their names: a page asks for a hundred columns less."""
    paths = [f"{path}__{name}" for path in users for name in _other(User, "username", "name")]
    paths += [f"{path}__{name}" for path in offices for name in _other(Office, "name", "short")]
    return rows.defer(*paths)


def _other(model: type[Model], *shown: str) -> list[str]:
    return [field.name for field in model._meta.concrete_fields if not field.primary_key and field.name not in shown]
