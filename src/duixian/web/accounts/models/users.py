"""Users, their keys and their tries to sign in."""

from __future__ import annotations

import hashlib
import secrets
from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

__all__ = ["Attempt", "Role", "SignedIn", "Token", "User"]


class Role(models.TextChoices):
    """What a user is to the archive; each may do all that those before it may (``accounts/permissions.py``)."""

    READER = "reader", _("Reader")
    RESPONDENT = "respondent", _("Respondent")
    CORRECTOR = "corrector", _("Corrector")
    EDITOR = "editor", _("Editor")
    ADMINISTRATOR = "administrator", _("Administrator")


class User(AbstractUser):
    """A person who signs in. ``unit`` is the office the person speaks for, shown beside what they write.

    ``language`` is the one their pages are in on every machine, empty for the browser's. ``must_change_password`` is set where somebody
    else knows the password: nothing is shown then but the page that changes it.
    """

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField(max_length=60, blank=True)
    unit = models.CharField(max_length=120, blank=True)
    role = models.CharField(max_length=20, choices=Role, default=Role.READER)
    language = models.CharField(max_length=10, blank=True)
    must_change_password = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(role__in=Role.values), name="user_role_known")]

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        """Gives the name to show: the person's, else the name they sign in with."""
        return self.name or self.username


class Token(models.Model):
    """A key by which a program acts as a user over the API; only its digest is kept."""

    user = models.ForeignKey(User, models.CASCADE, related_name="tokens")
    label = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.label

    @staticmethod
    def digest_of(key: str) -> str:
        """Gives what is kept of a key: the SHA-256 of its letters."""
        return hashlib.sha256(key.encode()).hexdigest()

    @classmethod
    def issue(cls, user: User, label: str) -> tuple[Token, str]:
        """Gives a new token and its key, which nobody can be shown again."""
        key = f"dx_{secrets.token_urlsafe(32)}"
        return cls.objects.create(user=user, label=label, digest=cls.digest_of(key)), key


class Attempt(models.Model):
    """A try to sign in that failed, or is not decided yet (``accounts/attempts.py``). ``name`` is a digest, since people type passwords there too."""

    name = models.CharField(max_length=64)
    address = models.CharField(max_length=45)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["name", "at"], name="attempt_name"),
            models.Index(fields=["address", "at"], name="attempt_address"),
        ]

    def __str__(self) -> str:
        return f"{self.address} {self.at:%Y-%m-%d %H:%M}"


class SignedIn(models.Model):
    """A browser in which somebody is signed in (``accounts/sessions.py``). ``key`` is its session's."""

    user = models.ForeignKey(User, models.CASCADE, related_name="browsers")
    key = models.CharField(max_length=40, unique=True)
    address = models.CharField(max_length=45, blank=True)
    agent = models.CharField(max_length=200, blank=True)
    since = models.DateTimeField()
    seen = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-seen", "-id"]

    def __str__(self) -> str:
        return f"{self.user} {self.address}"
