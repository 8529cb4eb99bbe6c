"""The departments called to a case, the clocks that run for them and for the street, and what people said of how it went."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import pgettext_lazy

from duixian.web.accounts.models import Office
from duixian.web.ledger.dispatch.models.cases import Case
from duixian.web.ledger.models import Event

__all__ = ["Call", "CallState", "Clock", "Clocks", "Level", "Mark", "Marks", "Outcome", "Ruling"]


class CallState(models.TextChoices):
    """Where a department stands that was called."""

    CALLED = "called", pgettext_lazy("call state", "Called")
    SIGNED = "signed", pgettext_lazy("call state", "Signed for")
    CONTACTED = "contacted", pgettext_lazy("call state", "In touch")
    REPORTED = "reported", pgettext_lazy("call state", "Reported in")
    DONE = "done", pgettext_lazy("call state", "Result given")
    EXCUSED = "excused", pgettext_lazy("call state", "Excused")


class Outcome(models.TextChoices):
    """What a department's result says."""

    SOLVED = "solved", pgettext_lazy("outcome", "Solved")
    PLANNED = "planned", pgettext_lazy("outcome", "In a plan with a date")
    EXPLAINED = "explained", pgettext_lazy("outcome", "Cannot be solved, explained")


class Ruling(models.TextChoices):
    """What was decided of an objection."""

    WAITING = "", pgettext_lazy("objection", "Waits for a decision")
    UPHELD = "upheld", pgettext_lazy("objection", "Upheld")
    OVERRULED = "overruled", pgettext_lazy("objection", "Overruled")
    GROUNDLESS = "groundless", pgettext_lazy("objection", "Overruled, without ground")


class Level(models.TextChoices):
    """How content somebody was."""

    SATISFIED = "satisfied", pgettext_lazy("satisfaction", "Satisfied")
    FAIRLY = "fairly", pgettext_lazy("satisfaction", "Fairly satisfied")
    UNSATISFIED = "unsatisfied", pgettext_lazy("satisfaction", "Not satisfied")


class Call(models.Model):
    """A department on a whistle. ``leads`` where it organises the others.

    ``promised_on`` is the day by which it says it will be solved. ``objection`` says why the duty is another's: that of ``objection_office``, in the words
    ``objection_duty``. ``proposed_at`` is when a supervision slip was proposed because the department refused without ground, or let a clock run out.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="calls")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    leads = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=CallState, default=CallState.CALLED)
    called_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True, blank=True)
    contacted_at = models.DateTimeField(null=True, blank=True)
    reported_in_at = models.DateTimeField(null=True, blank=True)
    promised_on = models.DateField(null=True, blank=True)
    result_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    result = models.TextField(blank=True)
    excused_at = models.DateTimeField(null=True, blank=True)
    objected_at = models.DateTimeField(null=True, blank=True)
    objection = models.TextField(blank=True)
    objection_office = models.ForeignKey(Office, models.PROTECT, null=True, blank=True, related_name="+")
    objection_duty = models.CharField(max_length=400, blank=True)
    ruling = models.CharField(max_length=10, choices=Ruling, blank=True, default="")
    ruled_at = models.DateTimeField(null=True, blank=True)
    proposed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["case_id", "-leads", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "office"], name="call_office_once"),
            models.UniqueConstraint(fields=["case"], condition=models.Q(leads=True), name="call_one_leads"),
            models.CheckConstraint(condition=models.Q(state__in=CallState.values), name="call_state_known"),
            models.CheckConstraint(condition=~models.Q(state="done") | ~models.Q(result_at=None), name="call_done_by_result"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["office", "state", "-id"], name="call_office"),
            models.Index(fields=["called_at", "office"], name="call_called"),
            models.Index(fields=["objected_at"], name="call_objected", condition=~models.Q(objected_at=None)),
            models.Index(fields=["proposed_at"], name="call_proposed", condition=~models.Q(proposed_at=None)),
        ]

    @property
    def objects_now(self) -> bool:
        """Whether an objection waits for a decision."""
        return self.objected_at is not None and not self.ruling


class Clocks(models.TextChoices):
    """What a clock measures. The first four run for departments, the last two for the street."""

    SIGN = "sign", pgettext_lazy("clock", "Sign")
    CONTACT = "contact", pgettext_lazy("clock", "Get in touch")
    REPORT = "report", pgettext_lazy("clock", "Report in")
    RESULT = "result", pgettext_lazy("clock", "Give a result")
    DECIDE = "decide", pgettext_lazy("clock", "Street decides")
    CONFIRM = "confirm", pgettext_lazy("clock", "Street confirms")


class Clock(models.Model):
    """A time limit that runs for an office from ``since`` to ``due``. It ends with what was asked at ``done_at``, or is stopped at ``stopped_at`` (an objection,
    an end of the case): one that was stopped before it was due counts for nothing."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="clocks")
    call = models.ForeignKey(Call, models.PROTECT, null=True, blank=True, related_name="clocks")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    sort = models.CharField(max_length=8, choices=Clocks)
    since = models.DateTimeField()
    due = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["due", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "call", "sort"], condition=models.Q(done_at=None, stopped_at=None), name="clock_one_runs"),
            models.CheckConstraint(condition=models.Q(sort__in=Clocks.values), name="clock_sort_known"),
        ]
        indexes: ClassVar = [models.Index(fields=["due", "sort"], name="clock_due"), models.Index(fields=["case"], name="clock_running", condition=models.Q(done_at=None, stopped_at=None))]


class Marks(models.TextChoices):
    """Who says how it went."""

    STREET = "street", pgettext_lazy("mark", "Street on the department")
    COMMUNITY = "community", pgettext_lazy("mark", "Community on the case")
    CALL_BACK = "call_back", pgettext_lazy("mark", "Call-back")
    CALL = "call", pgettext_lazy("mark", "Department on the whistle")


class Mark(models.Model):
    """What somebody said of how it went; never changed, a later one stands beside it.

    ``about`` is the office it is about: the department (STREET) or the street (CALL); the other sorts are about the case. For a call-back, ``reached`` says whether
    somebody was reached, ``contacted`` whether the departments had been in touch, ``solved`` whether it is solved; a street's has in ``solved`` what the department's
    result said when the street confirmed it.
    """

    event = models.ForeignKey(Event, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="marks")
    call = models.ForeignKey(Call, models.PROTECT, null=True, blank=True, related_name="marks")
    sort = models.CharField(max_length=10, choices=Marks)
    at = models.DateTimeField()
    giver = models.ForeignKey(Office, models.PROTECT, null=True, related_name="+")
    about = models.ForeignKey(Office, models.PROTECT, null=True, blank=True, related_name="+")
    level = models.CharField(max_length=12, choices=Level, blank=True)
    reached = models.BooleanField(default=True)
    contacted = models.BooleanField(null=True)
    solved = models.BooleanField(null=True)
    text = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(sort__in=Marks.values), name="mark_sort_known"),
            models.CheckConstraint(condition=models.Q(level__in=["", *Level.values]), name="mark_level_known"),
        ]
        indexes: ClassVar = [models.Index(fields=["at", "sort"], name="mark_at")]
