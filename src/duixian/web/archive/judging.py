"""Judging findings: open, explained or dismissed, by whom, when and why. Judgements are only ever added; the last one counts."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from duixian.web.accounts.models import User
from duixian.web.accounts.permissions import Action, may
from duixian.web.archive.models import Finding, Judgement, JudgementState

__all__ = ["MOST_LETTERS", "judge"]

MOST_LETTERS = 1000
"""Characters of a reason at the most."""


def judge(user: User, finding: Finding, state: str, why: str, upon: int | None = None) -> Judgement:
    """Keeps what a person decided of a finding, in the finding itself too, and gives it.

    Args:
        user: Who judges.
        finding: What is judged.
        state: ``open``, ``explained`` or ``dismissed``.
        why: The reason; the last two need one.
        upon: The key of the last judgement that the person saw, 0 for none; where it is given and another came since, nothing is kept.

    Raises:
        PermissionDenied: the person may not judge.
        ValidationError: no such state, no reason or too long a one, or somebody else judged meanwhile.
    """
    if not may(user, Action.JUDGE):
        raise PermissionDenied(_("Your account may not judge findings; ask the administrator for the role of a corrector."))
    why = why.replace("\r\n", "\n").strip()
    if state not in JudgementState.values:
        raise ValidationError(_("Choose open, explained or dismissed."))
    if state != JudgementState.OPEN and not why:
        raise ValidationError(_("Give the reason: whoever looks at this finding later must be able to follow it."))
    if len(why) > MOST_LETTERS or "\x00" in why:
        raise ValidationError(_("The reason has more than 1,000 characters; shorten it."))
    with transaction.atomic():
        row = Finding.objects.select_for_update().get(pk=finding.pk)
        last = Judgement.objects.filter(finding=row.finding).select_related("by").order_by("-id").first()
        if upon is not None and (last.pk if last else 0) != upon:
            who = last.by.get_full_name() if last else ""
            raise ValidationError(_("%(who)s has judged this finding meanwhile; read that first, then decide.") % {"who": who})
        said = Judgement.objects.create(finding=row.finding, state=state, why=why, by=user)
        row.state = state
        row.save(update_fields=["state"])
    finding.state = state
    return said
