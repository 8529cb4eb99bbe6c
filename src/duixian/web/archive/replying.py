"""Replying to a verdict: who may, what a reply holds, how often. Replies are only ever added."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import URLValidator
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duixian.web.accounts.models import User
from duixian.web.accounts.permissions import Action, may
from duixian.web.archive.attachments import checked, plain_name
from duixian.web.archive.models import Outcome, Reply, Report

__all__ = ["AN_HOUR", "A_DAY", "MOST_LETTERS", "ReplyForm", "TooOften", "own_last", "reply"]

MOST_LETTERS = 2000
"""Characters of a reply at the most."""
AN_HOUR, A_DAY = 30, 200
"""Replies of one person at the most in an hour and in a day."""


class TooOften(ValidationError):
    """A person replied more often than is let through."""


class ReplyForm(forms.Form):
    """What a reply holds: a text, and evidence as a link, a file, or neither."""

    text = forms.CharField(
        label=gettext_lazy("Your reply"),
        max_length=MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 6, "maxlength": MOST_LETTERS}),
        help_text=gettext_lazy("Up to 2,000 characters. Say what is not right or what should be known beside this verdict."),
        error_messages={
            "required": gettext_lazy("Write what you have to say."),
            "max_length": gettext_lazy("The reply has %(show_value)d characters; at most %(limit_value)d are taken."),
        },
    )
    evidence_url = forms.CharField(
        label=gettext_lazy("Link to evidence"),
        max_length=200,
        required=False,
        validators=[URLValidator(schemes=["http", "https"])],
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
        help_text=gettext_lazy("Optional, for example a page of the statistics office."),
        error_messages={"max_length": gettext_lazy("The link has more than 200 characters; give a shorter one.")},
    )
    evidence = forms.FileField(
        label=gettext_lazy("File as evidence"),
        required=False,
        help_text=gettext_lazy("Optional: PDF, Word (docx), Excel (xlsx), PNG or JPEG, up to 10 MB."),
        error_messages={"empty": gettext_lazy("The file is empty.")},
    )

    def clean_text(self) -> str:
        """Gives the text with one kind of line break."""
        return str(self.cleaned_data["text"]).replace("\r\n", "\n").replace("\r", "\n").strip()

    def clean_evidence(self) -> Any:
        """Gives the file, its content checked."""
        file = self.cleaned_data["evidence"]
        if file:
            checked(file)
        return file


def reply(user: User, outcome: Outcome, text: str, *, url: str = "", file: UploadedFile[Any] | None = None) -> Reply:
    """Keeps a reply to a verdict and gives it; where the person replied before, the new one follows that.

    The same words again, with nothing new beside them, are the reply that is there already (a button pressed twice).

    Raises:
        PermissionDenied: the person may not reply.
        TooOften: the person replied too often; the message says when to go on.
    """
    if not may(user, Action.REPLY):
        raise PermissionDenied(_("Your account may not reply to verdicts; ask the administrator for the role of a respondent."))
    with transaction.atomic():
        Report.objects.select_for_update().only("pk").get(pk=outcome.goal_report_id)  # one reply at a time to a report's goals
        last = own_last(user, outcome)
        if last is not None and file is None and (last.text, last.evidence_url) == (text, url):
            return last
        _refuse_too_many(user)
        one = Reply(
            report_id=outcome.goal_report_id, start=outcome.goal_start, end=outcome.goal_end, outcome=outcome.outcome, text=text,
            evidence_url=url, by=user, unit=user.unit, follows=last,
        )  # fmt: skip
        if file is not None:
            kind = checked(file)
            one.evidence_name = plain_name(file.name or "")
            one.evidence.save(f"{secrets.token_hex(16)}.{kind}", file, save=False)
        try:
            one.save()
        except BaseException:
            if one.evidence:
                one.evidence.delete(save=False)
            raise
    return one


def own_last(user: User, outcome: Outcome) -> Reply | None:
    """Gives the newest version of what a person replied to a verdict, or None."""
    said = Reply.objects.filter(report_id=outcome.goal_report_id, start__lt=outcome.goal_end, end__gt=outcome.goal_start, by=user)
    return said.filter(followed_by=None).order_by("-id").first()


def _refuse_too_many(user: User) -> None:
    now = timezone.now()
    for most, span in ((AN_HOUR, timedelta(hours=1)), (A_DAY, timedelta(days=1))):
        times = list(Reply.objects.filter(by=user, at__gt=now - span).order_by("-id").values_list("at", flat=True)[:most])
        if len(times) == most:
            minutes = max(1, round((times[-1] + span - now).total_seconds() / 60))
            raise TooOften(_("You have replied %(count)d times in a short while; go on in %(minutes)d minutes.") % {"count": most, "minutes": minutes})
