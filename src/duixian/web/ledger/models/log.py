"""The log: one row for everything anybody did, added and never changed. The database itself refuses to change or delete one (migration 0002)."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from duixian.web.accounts.models import Office, Post

__all__ = ["Event"]


class Event(models.Model):
    """One thing done, by whom in which post, when and why.

    ``subject`` and ``number`` name what it was done to: the sort of row (``item``, ``case``, ``slip`` …) and its primary key. ``before`` and
    ``after`` are its states where it has any. ``data`` holds what was said: enough to compute every published figure again from
    the log alone. ``at`` never runs backwards along ``id``. ``key`` is the idempotency key of the request, one of each user; ``asked`` a digest of what the request asked.
    """

    subject = models.CharField(max_length=20)
    number = models.BigIntegerField()
    action = models.CharField(max_length=30)
    before = models.CharField(max_length=20, blank=True)
    after = models.CharField(max_length=20, blank=True)
    at = models.DateTimeField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)
    data = models.JSONField(default=dict)
    key = models.CharField(max_length=80, blank=True)
    asked = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [
            models.Index(fields=["subject", "number", "id"], name="event_subject"),
            models.Index(fields=["at"], name="event_at"),
            models.Index(fields=["user", "at"], name="event_user"),
            models.Index(fields=["number", "id"], name="event_instruct", condition=models.Q(subject="item", action="instruct")),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "key"], condition=~models.Q(key=""), name="event_key_once"),
        ]
