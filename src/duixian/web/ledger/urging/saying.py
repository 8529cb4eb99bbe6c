"""Reminders in words."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from duixian.web.ledger.models import PetitionKind
from duixian.web.ledger.urging.models import Reminder

__all__ = ["Said", "said"]


class Said(NamedTuple):
    """A reminder in words: what it is about, what is to be done when, where that is shown; ``late`` where the day has passed."""

    reminder: Reminder
    title: str
    text: str
    url: str
    late: bool


def said(one: Reminder, today: date | None = None) -> Said:
    """Gives a reminder in the language of the page, as seen today."""
    left = (one.about - (today or timezone.localdate())).days
    title = f"{one.item.number} {one.item.title}" if one.item is not None else one.what
    url = one.item.get_absolute_url() if one.item is not None else reverse("ledger:work")
    match one.family:
        case "deadline":
            text = _due(left, _("Deadline %(day)s") % {"day": one.about})
        case "unsigned":
            text = _("To be accepted by %(day)s, and not accepted yet") % {"day": one.about}
        case "entry":
            title = _("Progress of %(month)s: %(count)s items to report") % {"month": one.what, "count": one.count}
            text = _due(left, _("To be reported by %(day)s") % {"day": one.about})
        case "milestone":
            text = _due(left, _("Milestone “%(what)s”, due %(day)s") % {"what": one.what, "day": one.about})
        case "petition":
            kind = PetitionKind(one.what).label
            text = _("“%(kind)s” has been waiting for a decision since %(day)s") % {"kind": kind, "day": one.about}
        case _:
            slip = one.slip
            title = f"{slip.number} {slip.matter}" if slip else one.what
            url = slip.get_absolute_url() if slip else url
            text = _due(left, _("The answer to the slip is due on %(day)s") % {"day": one.about})
    return Said(one, title, text, url, left < 0)


def _due(left: int, what: str) -> str:
    if left > 0:
        how = _("%(days)s days left") % {"days": left}
    elif left < 0:
        how = _("%(days)s days late") % {"days": -left}
    else:
        how = _("today")
    return _("%(what)s, %(left)s") % {"what": what, "left": how}
