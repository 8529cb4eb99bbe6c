"""Mails: what waits for somebody since the last one, in one mail a day. A mail is written down before it is sent, so that none goes out twice."""

from __future__ import annotations

import logging
from collections import defaultdict
from datetime import date
from smtplib import SMTPException
from typing import NamedTuple

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from duixian.web.accounts.models import User
from duixian.web.ledger.urging.models import Digest, DigestState, Reminder
from duixian.web.ledger.urging.reminding import rules, waiting_for
from duixian.web.ledger.urging.saying import said

__all__ = ["Sent", "send"]

_MOST = 100
"""Reminders that a mail lists; the rest is counted."""

_log = logging.getLogger(__name__)


class Sent(NamedTuple):
    """What became of the day's mails. ``unsure`` were cut off while they were sent, and are not sent again."""

    sent: int = 0
    failed: int = 0
    unsure: int = 0


def send(day: date) -> Sent:
    """Sends each person with an address what waits for the posts they hold and no mail has said yet; whoever had a mail today has the rest tomorrow."""
    mailed = {one.key for one in rules() if one.mail}
    people = User.objects.filter(is_active=True, tenures__until=None, tenures__post__reminders__in=Reminder.objects.filter(seen_at=None, past=False, digest=None)).exclude(email="")
    done: dict[str, int] = defaultdict(int)
    done["unsure"] = Digest.objects.filter(day=day, state=DigestState.SENDING).count()
    connection = get_connection()
    for user in people.distinct().order_by("pk"):
        rows = list(waiting_for(user).filter(digest=None, rule__in=mailed).select_related("item", "slip", "petition", "post__office").order_by("about", "id"))
        digest = _claimed(user, day, rows) if rows else None
        if digest is None:
            continue
        try:
            _message(user, rows, connection).send()
        except (SMTPException, OSError) as error:
            _log.error("the mail of %s to %s was not sent: %s", day, user.username, error)
            with transaction.atomic():
                Reminder.objects.filter(digest=digest).update(digest=None)
                Digest.objects.filter(pk=digest.pk).update(state=DigestState.FAILED)
            done["failed"] += 1
        else:
            Digest.objects.filter(pk=digest.pk).update(state=DigestState.SENT)
            done["sent"] += 1
    return Sent(**done)


def _claimed(user: User, day: date, rows: list[Reminder]) -> Digest | None:
    """Writes down that this mail is being sent; None where the person's mail of the day is out, or may be."""
    said = {"state": DigestState.SENDING, "address": user.email, "count": len(rows), "at": timezone.now()}
    with transaction.atomic():
        digest = Digest.objects.select_for_update().filter(user=user, day=day).first()
        if digest is not None and digest.state != DigestState.FAILED:
            return None
        if digest is None:
            try:
                with transaction.atomic():
                    digest = Digest.objects.create(user=user, day=day, **said)
            except IntegrityError:  # another is at it
                return None
        else:
            Digest.objects.filter(pk=digest.pk).update(**said)
        Reminder.objects.filter(pk__in=[one.pk for one in rows]).update(digest=digest)
    return digest


def _message(user: User, rows: list[Reminder], connection: object) -> EmailMessage:
    origin = next(iter(settings.CSRF_TRUSTED_ORIGINS), "")
    with translation.override(user.language or settings.LANGUAGE_CODE):
        lines = [said(one) for one in rows[:_MOST]]
        context = {"user": user, "lines": lines, "more": len(rows) - len(lines), "url": f"{origin}{reverse('ledger:notices')}" if origin else ""}
        subject = _("Duixian: %(count)s reminders") % {"count": len(rows)}
        return EmailMessage(subject, render_to_string("ledger/urging/digest.txt", context), settings.DEFAULT_FROM_EMAIL, [user.email], connection=connection)  # type: ignore[arg-type]
