"""What people call the fields of actions."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

__all__ = ["LABELS"]

LABELS: dict[str, str | Promise] = {
    "reason": _("Reason"),
    "as_of": _("As of"),
    "value": pgettext_lazy("field", "Value"),
    "text": _("What was done"),
    "difficulties": _("Difficulties"),
    "needs_coordination": _("Needs coordination"),
    "entry": _("Entry"),
    "milestone": _("Milestone"),
    "done_on": _("Reached on"),
    "evidence": _("Evidence"),
    "deadline": _("Deadline"),
    "target": pgettext_lazy("field", "Target"),
    "petition": _("What is asked for"),
    "into": _("Merged into"),
    "kind": pgettext_lazy("field", "Kind"),
    "title": pgettext_lazy("field", "Title"),
    "section": _("Section"),
    "theme": _("Theme"),
    "indicator": pgettext_lazy("field", "Indicator"),
    "measure": _("Measure"),
    "unit": _("Unit"),
    "baseline": _("Baseline"),
    "qualifier": _("Qualifier"),
    "better": _("Better is"),
    "begins": _("Begins on"),
    "lead": _("Lead office"),
    "post": _("Post that answers for it"),
    "supporting": _("Supporting offices"),
    "leader": _("District leader in charge"),
    "milestones": _("Milestones"),
    "origin": _("Carried over from"),
    "due": _("Due on"),
    "what": _("What"),
    "planned": _("Planned value"),
    "document": _("Document"),
    "quote": _("Quote"),
    "office": pgettext_lazy("field", "Office"),
}
