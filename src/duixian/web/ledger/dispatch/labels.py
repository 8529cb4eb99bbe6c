"""What people call the fields of actions on cases and visits."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

__all__ = ["LABELS", "label"]

LABELS: dict[str, str | Promise] = {
    "where": _("Where exactly"),
    "text": _("In words"),
    "problem": _("Kind of problem"),
    "urgency": _("Urgency"),
    "community": pgettext_lazy("field", "Community"),
    "origin": _("Found by"),
    "visit": _("Visit"),
    "pass_up": _("Pass up to the street at once"),
    "reason": _("Reason"),
    "whistle": _("Kind of whistle"),
    "departments": _("Departments"),
    "lead": _("Lead department"),
    "leader": _("District leader"),
    "ground": _("Ground"),
    "meet_at": _("Report in at (time)"),
    "meet_place": _("Report in at (place)"),
    "contact": _("Whom you spoke with"),
    "promised_on": _("Solved by"),
    "office": _("Whose duty it is"),
    "duty": _("Words of that duty"),
    "call": _("Department"),
    "groundless": _("The objection is without ground: propose a supervision slip"),
    "outcome": _("Result"),
    "levels": _("Satisfaction with each department"),
    "level": _("Satisfaction"),
    "reached": _("Somebody was reached"),
    "contacted": _("The departments had been in touch"),
    "solved": _("It is solved"),
    "into": _("The other case (number)"),
    "enterprise": _("Enterprise"),
    "address": _("Address"),
    "visited_on": _("Visited on"),
    "visitors": _("Who visited"),
    "asked": _("What was asked"),
    "answer": _("Answer"),
    "resolution": _("How it was resolved"),
}


def label(name: str) -> str:
    """Gives what people call a field."""
    return str(LABELS.get(name, name))
