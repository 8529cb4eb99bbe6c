"""Offices, the posts in them, and who held which post when.

A duty belongs to a post and passes to whoever holds it next (``../shared/RULES.md``: 相应岗位的继任领导): rows of the ledger name posts and
offices; only the log names people.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

__all__ = ["Office", "OfficeKind", "Post", "PostRole", "Tenure"]


class OfficeKind(models.TextChoices):
    """What sort of office it is."""

    DELIVERY = "delivery", _("Delivery office")
    LEADERSHIP = "leadership", _("District leadership")
    DEPARTMENT = "department", _("Department")
    STREET = "street", _("Street")
    COMMUNITY = "community", _("Community")
    AUDIT = "audit", _("Audit")


class PostRole(models.TextChoices):
    """What the holder of a post may do in the ledger (``accounts/permissions.py`` says it for each)."""

    DELIVERY = "delivery", _("Delivery officer")
    OFFICER = "officer", _("Department officer")
    HEAD = "head", _("Department head")
    LEADER = "leader", _("District leader")
    STREET = "street", _("Street officer")
    COMMUNITY = "community", _("Community and grid worker")
    AUDITOR = "auditor", _("Auditor")


class Office(models.Model):
    """An office that leads or supports items: a department, a street, a community, the delivery office itself.

    ``code`` is its stable name in lists that come and go as files; ``short`` what people call it; ``duties`` its set duties, one a line: what
    suggestions and objections refer to. ``parent`` is the street of a community. ``peers`` names the group it is compared within.
    ``closed_on`` is set where it was merged or abolished: its past stays.
    """

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120, unique=True)
    short = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=12, choices=OfficeKind)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    duties = models.TextField(blank=True)
    peers = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    order = models.PositiveIntegerField(default=0)
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["kind", "order", "id"]
        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(kind__in=OfficeKind.values), name="office_kind_known")]

    def __str__(self) -> str:
        return self.short or self.name


class Post(models.Model):
    """A seat in an office, held by one person at a time. ``fields`` are a leader's: what the holder is in charge of, one a line, and ``offices``
    the offices among them."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="posts")
    title = models.CharField(max_length=80)
    role = models.CharField(max_length=12, choices=PostRole)
    fields = models.TextField(blank=True)
    offices = models.ManyToManyField(Office, blank=True, related_name="leaders")
    order = models.PositiveIntegerField(default=0)
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["office_id", "order", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["office", "title"], name="post_title_once"),
            models.CheckConstraint(condition=models.Q(role__in=PostRole.values), name="post_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.office}{self.title}"


class Tenure(models.Model):
    """Somebody's time in a post; ``until`` is empty while it lasts. Rows are added and ended, never changed otherwise."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="tenures")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="tenures")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-since", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["post"], condition=models.Q(until=None), name="post_held_by_one"),
            models.CheckConstraint(condition=models.Q(until=None) | models.Q(until__gte=models.F("since")), name="tenure_ends_after_it_begins"),
        ]
