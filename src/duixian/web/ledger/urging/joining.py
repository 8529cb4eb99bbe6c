"""What this room adds to the others: slips on the page of an item, what waits on My work, words for the log, who may see the files of a slip."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from duixian.web.accounts.models import PostRole, User
from duixian.web.accounts.posts import held
from duixian.web.ledger.doing.blocks import BLOCKS, Block
from duixian.web.ledger.doing.files import READERS
from duixian.web.ledger.doing.story import STATES, SUBJECTS, WORDS, Subject
from duixian.web.ledger.doing.waiting import SHOWN, WAITING, Section, Thing
from duixian.web.ledger.doing.waiting import Step as Next
from duixian.web.ledger.labels import LABELS
from duixian.web.ledger.models import Event, Item
from duixian.web.ledger.pages import COUNTS
from duixian.web.ledger.urging.models import Slip, SlipState
from duixian.web.ledger.urging.reminding import waiting_for
from duixian.web.ledger.urging.steps import MOVES, Step, visible_to

__all__ = ["join", "slips_of", "waiting_slips"]

_FIELDS = {
    "colour_name": pgettext_lazy("slip", "Colour"),
    "office": pgettext_lazy("slip", "To"),
    "joint": gettext_lazy("Leaders who cooperate"),
    "instructed_by": gettext_lazy("Instructed by"),
    "contact": gettext_lazy("Contact for the matter"),
    "matter": gettext_lazy("Matter"),
    "slip_text": gettext_lazy("Content of the matter"),
    "asked": gettext_lazy("What is asked"),
    "why": gettext_lazy("Why it is sent"),
    "cycle": gettext_lazy("How often to report"),
    "conclusion": gettext_lazy("Conclusion"),
}


def join() -> None:
    """Registers all of it, once however often it is called."""
    for name, label in _FIELDS.items():
        LABELS.setdefault(name, label)
    if slips_of not in BLOCKS:
        BLOCKS.append(slips_of)
    if waiting_slips not in WAITING:
        WAITING.append(waiting_slips)
    COUNTS["ledger:notices"] = _reminders
    SUBJECTS["slip"] = Subject(pgettext_lazy("ledger", "Slip"), "ledger:slip")
    SUBJECTS["slip_draft"] = Subject(pgettext_lazy("ledger", "Slip"))
    SUBJECTS["slip_proposal"] = Subject(gettext_lazy("Proposal of a slip"))
    SUBJECTS["slip_scheme"] = Subject(gettext_lazy("Colours of slips"))
    SUBJECTS["reminder_rule"] = Subject(gettext_lazy("Rule of reminders"))
    SUBJECTS["series"] = Subject(gettext_lazy("Numbers of documents"))
    WORDS["slip"] = WORDS["slip_draft"] = _step_word
    STATES["slip"] = _state_word
    READERS["slip"] = _may_see_files


def slips_of(request: HttpRequest, item: Item) -> Block | None:
    """Gives the slips about an item that whoever asks may see, for the item's page."""
    if not isinstance(request.user, User):
        return None
    rows = list(visible_to(request.user).select_related(None).select_related("office").filter(item=item).order_by("-id"))
    drafts = any(one.role == PostRole.DELIVERY for one in held(request.user))
    if not rows and not drafts:
        return None
    return Block("slips", _("Slips"), "ledger/urging/_of_item.html", {"slips": rows, "may_draft": drafts, "item": item}, order=60)


def waiting_slips(user: User) -> Section | None:
    """Gives the slips whose next step is somebody's, for My work."""
    posts = held(user)
    if not posts:
        return None
    rows = list(_next_for(user).order_by("due", "id")[: SHOWN + 1])
    if not rows:
        return None
    count = len(rows) if len(rows) <= SHOWN else _next_for(user).count()
    today = timezone.localdate()
    things = tuple(
        Thing(one.matter, one.get_absolute_url(), Next(_("Open"), one.get_absolute_url()), one.number, str(one.office), f"{one.colour_name} · {one.get_state_display()}", one.due)
        for one in rows[:SHOWN]
    )
    return Section("slips", _("Slips to deal with"), count, things, 12, rows[0].due < today)


def _next_for(user: User) -> QuerySet[Slip]:
    found = Q(pk__in=[])
    for post in held(user):
        for move in MOVES:
            if PostRole(post.role) in move.roles and move.step not in (Step.EDIT, Step.WITHDRAW, Step.RETURN):
                found |= Q(state__in=list(move.sources)) & (Q(office=post.office_id) if move.own else Q()) & (Q(signed_by=move.signed_by) if move.signed_by else Q())
    return Slip.objects.filter(found, ledger__frozen_at=None).exclude(state__in=[SlipState.CLOSED, SlipState.WITHDRAWN]).select_related("office")


def _reminders(request: HttpRequest) -> int:
    return waiting_for(request.user).count() if isinstance(request.user, User) and held(request.user) else 0


def _step_word(action: str) -> str:
    return str(Step(action).label) if action in Step.values else action


def _state_word(state: str) -> str:
    return str(SlipState(state).label) if state in SlipState.values else state


def _may_see_files(user: User, event: Event) -> bool:
    return visible_to(user).filter(pk=event.number).exists()
