"""What is known before somebody is asked: the values that the form of an action comes with (little to fill in)."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from duixian.web.accounts.models import Post
from duixian.web.ledger.doing.waits import month_before
from duixian.web.ledger.models import Entry, Item, Petition, PetitionKind, Verdict
from duixian.web.ledger.rights import DECIDES
from duixian.web.ledger.states import TRANSITIONS, Act, Field, Sort
from duixian.web.ledger.templatetags.ledger import amount

__all__ = ["entries_for", "hint", "known", "petitions_for"]


def known(item: Item, act: Act, post: Post | None) -> dict[str, Any]:
    """Gives the values of the fields that can be known: of an entry the end of last month and the last value, of a milestone today, of an edit what is there."""
    today = timezone.localdate()
    match act:
        case Act.REPORT:
            _first, last = month_before(today)
            began = timezone.localdate(item.accepted_at) if item.accepted_at else None
            as_of = today if began and began > last else last
            mine = item.entries.filter(office=post.office_id if post else item.lead_id).exclude(verdict=Verdict.REFUSED).order_by("-as_of", "-id").first()
            if mine is not None and mine.as_of >= as_of:
                as_of = today
            return {"as_of": as_of, "value": mine.value if mine else None}
        case Act.REACH:
            return {"milestone": next((one.pk for one in item.milestones.all() if not one.done_on), None), "done_on": today}
        case Act.EDIT:
            values = {name: getattr(item, name) for name in _EDITED}
            values |= {name: getattr(item, f"{name}_id") for name in ("lead", "post", "leader")}
            values["supporting"] = [one.pk for one in item.supporting.all()]
            values["milestones"] = [{"due": one.due, "what": one.what, "planned": one.planned} for one in item.milestones.all()]
            return values
        case _:
            return {}


_EDITED = (
    "kind", "title", "text", "section", "theme", "indicator", "measure", "unit", "baseline", "target", "qualifier", "better", "begins", "deadline",
)  # fmt: skip


def hint(item: Item, act: Act, field: Field) -> str:
    """Gives what stands under a field: what holds now, and the unit."""
    now = _("Now: %(value)s")
    if act is Act.REPORT and field.name == "value":
        goal = _("Target: %(value)s") % {"value": f"{amount(item.target)} {item.unit}".strip()} if item.target is not None else ""
        last = now % {"value": f"{amount(item.value)} {item.unit}".strip()} if item.value is not None else ""
        return " · ".join(one for one in (goal, last) if one) or item.unit
    if act is Act.ASK_EXTEND and field.name == "deadline" and item.deadline:
        return now % {"value": item.deadline.isoformat()}
    if act is Act.ASK_CHANGE and field.name == "target" and item.target is not None:
        return now % {"value": f"{amount(item.target)} {item.unit}".strip()}
    return _("The number of the item, as %(number)s") % {"number": item.number} if field.sort is Sort.ITEM else ""


def entries_for(item: Item, post: Post | None) -> list[Entry]:
    """Gives the entries that wait for the head of an office."""
    waiting = item.entries.filter(verdict="").select_related("by", "post__office")
    return list(waiting.filter(office=post.office_id) if post else waiting)


def petitions_for(item: Item, act: Act, post: Post | None) -> list[Petition]:
    """Gives the petitions that wait and that an action done in a post decides; who may grant one may refuse it."""
    found = []
    for one in item.petitions.filter(verdict="").select_related("by", "post__office"):
        grants = DECIDES[PetitionKind(one.kind)]
        if grants is act or (act is Act.DENY and (post is None or post.role in TRANSITIONS[grants].roles)):
            found.append(one)
    return found
