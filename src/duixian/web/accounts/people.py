"""What administrators do with accounts; pages and the command share it."""

from __future__ import annotations

import secrets

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from duixian.web.accounts import sessions
from duixian.web.accounts.models import Role, Token, User

__all__ = ["add", "administrators", "change", "new_password", "reset_password", "revoke"]

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without 0, 1, i, l and o, which are mistaken for each other when read aloud."""
_GROUPS, _GROUP = 4, 4


def new_password() -> str:
    """Gives a password to hand over, in groups that can be read aloud; 79 bits of chance."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS))


def add(username: str, role: Role, *, name: str = "", unit: str = "", password: str = "") -> tuple[User, str]:
    """Makes an account; gives it and its password, a new one to be changed at the first sign-in where none was given.

    Raises:
        ValidationError: the name is taken or cannot be one, or the password is too weak.
    """
    given = bool(password)
    password = password or new_password()
    user = User(username=User.normalize_username(username), role=role, name=name, unit=unit, must_change_password=not given)
    if given:
        validate_password(password, user)
    user.set_password(password)
    user.full_clean()
    user.save()
    return user, password


def administrators() -> int:
    """Gives how many accounts may administer and are not disabled."""
    return User.objects.filter(role=Role.ADMINISTRATOR, is_active=True).count()


def change(user: User, *, role: Role | None = None, active: bool | None = None, name: str | None = None, unit: str | None = None) -> User:
    """Changes what is not None of an account; gives it. A disabled account is signed out everywhere, and its tokens no longer count.

    Raises:
        ValidationError: nobody would be left who may administer.
    """
    with transaction.atomic():
        # All administrators are held, so that two cannot take the right from each other at once.
        list(User.objects.select_for_update().filter(role=Role.ADMINISTRATOR).values_list("pk"))
        user = User.objects.select_for_update().get(pk=user.pk)
        before = user.role == Role.ADMINISTRATOR and user.is_active
        user.role = user.role if role is None else role
        user.is_active = user.is_active if active is None else active
        user.name = user.name if name is None else name
        user.unit = user.unit if unit is None else unit
        user.save(update_fields=["role", "is_active", "name", "unit"])
        if not user.is_active:
            sessions.end_all(user)
        if before and not administrators():
            raise ValidationError(_("This is the last administrator. Make somebody else administrator first."), code="last")
    return user


def reset_password(user: User, password: str = "") -> str:
    """Gives an account a new password, which it must change where none was given, and takes its tokens back; gives the password.

    Whoever is signed in with the old one is signed out.

    Raises:
        ValidationError: the password given is too weak.
    """
    given = bool(password)
    if given:
        validate_password(password, user)
    password = password or new_password()
    with transaction.atomic():
        user.set_password(password)
        user.must_change_password = not given
        user.save(update_fields=["password", "must_change_password"])
        for token in user.tokens.filter(revoked_at=None):
            revoke(token)
        sessions.end_all(user)
    return password


def revoke(token: Token) -> None:
    """Makes a token count no more."""
    if token.revoked_at is None:
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])
