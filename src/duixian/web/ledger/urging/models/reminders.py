"""Reminders to posts, and the mails in which people get them."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from duixian.web.accounts.models import Post
from duixian.web.ledger.models import Item, Petition
from duixian.web.ledger.urging.models.slips import Slip

__all__ = ["Digest", "DigestState", "Reminder", "ReminderSetting"]


class ReminderSetting(models.Model):
    """What an office changed in a rule of ``data/reminders.toml``: its ``days``, whether it is ``on``, whether mails carry it."""

    rule = models.CharField(max_length=30, unique=True)
    days = models.JSONField()
    on = models.BooleanField(default=True)
    mail = models.BooleanField(default=True)


class DigestState(models.TextChoices):
    """What became of a mail. It is written down before the mail is sent: one that was cut off in between is never sent again."""

    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"


class Digest(models.Model):
    """The mail of a person and a day."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    day = models.DateField()
    state = models.CharField(max_length=8, choices=DigestState)
    address = models.EmailField()
    count = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-day", "id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "day"], name="digest_once_a_day")]


class Reminder(models.Model):
    """Something a post is reminded of: whoever holds it sees it. ``day`` is when it was due to be said, ``about`` the day it is about, ``subject_id`` the key of what it is about.

    ``past`` is set where a newer reminder of the same family and subject took its place. ``count`` is how many things it speaks of.
    """

    rule = models.CharField(max_length=30)
    family = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    post = models.ForeignKey(Post, models.PROTECT, related_name="reminders")
    day = models.DateField()
    about = models.DateField()
    item = models.ForeignKey(Item, models.CASCADE, null=True, blank=True, related_name="+")
    slip = models.ForeignKey(Slip, models.CASCADE, null=True, blank=True, related_name="+")
    petition = models.ForeignKey(Petition, models.CASCADE, null=True, blank=True, related_name="+")
    what = models.CharField(max_length=200, blank=True)
    count = models.PositiveIntegerField(default=1)
    past = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True)
    seen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    digest = models.ForeignKey(Digest, models.PROTECT, null=True, blank=True, related_name="reminders")

    class Meta:
        ordering: ClassVar = ["-day", "-id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["rule", "family", "subject_id", "day", "post"], name="reminder_once")]
        indexes: ClassVar = [
            models.Index(fields=["post", "-day"], condition=models.Q(seen_at=None, past=False), name="reminder_open"),
            models.Index(fields=["family", "subject_id", "post", "day"], name="reminder_family"),
        ]
