"""What this room adds to the others: what is published on the page of an item, what waits on My work, words for the log, progress that flows to the public."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from duixian.web.accounts.models import PostRole, User
from duixian.web.ledger.acting import acted
from duixian.web.ledger.assessment.turns import post_of
from duixian.web.ledger.doing.blocks import BLOCKS, Block
from duixian.web.ledger.doing.story import STATES, SUBJECTS, WORDS, Subject
from duixian.web.ledger.doing.waiting import SHOWN, WAITING, Section, Step, Thing
from duixian.web.ledger.labels import LABELS
from duixian.web.ledger.models import Item
from duixian.web.ledger.openly.flow import in_step
from duixian.web.ledger.openly.models import (
    Publication,
    PublicationState,
    Suggestion,
    SuggestionState,
    Version,
    VersionState,
)
from duixian.web.ledger.pages import COUNTS

__all__ = ["join"]

_DEEDS: dict[str, Promise] = {
    "propose": pgettext_lazy("publication", "Propose to publish"),
    "approve": pgettext_lazy("publication", "Approve and publish"),
    "refuse": pgettext_lazy("publication", "Send back"),
    "withdraw": pgettext_lazy("publication", "Withdraw"),
    "release": pgettext_lazy("publication", "Look at new progress"),
    "show": pgettext_lazy("publication", "Progress shown"),
    "suggest": pgettext_lazy("suggestion", "Somebody suggests"),
    "take_up": pgettext_lazy("suggestion", "Take up and show"),
    "decline": pgettext_lazy("suggestion", "Do not show"),
    "answer": pgettext_lazy("suggestion", "Answer"),
}


def join() -> None:
    """Registers all of it, once however often it is called."""
    LABELS.setdefault("public_title", gettext_lazy("Public title"))
    LABELS.setdefault("public_text", gettext_lazy("Public text"))
    LABELS.setdefault("answer", gettext_lazy("Answer"))
    acted.connect(in_step, dispatch_uid="openly")
    if published_of not in BLOCKS:
        BLOCKS.append(published_of)
    for section in (_to_approve, _to_look_at, _voices):
        if section not in WAITING:
            WAITING.append(section)
    SUBJECTS["publication"] = Subject(pgettext_lazy("ledger", "Publication"), "ledger:publication")
    SUBJECTS["voice"] = Subject(gettext_lazy("People's suggestion"))
    WORDS["publication"] = WORDS["voice"] = lambda action: str(_DEEDS.get(action, action))
    STATES["publication"] = lambda state: str(PublicationState(state).label) if state in PublicationState.values else state
    STATES["voice"] = lambda state: str(SuggestionState(state).label) if state in SuggestionState.values else state
    COUNTS["ledger:publishing"] = _waiting


def published_of(request: HttpRequest, item: Item) -> Block | None:
    """Gives what is published of an item, for the item's page; who may propose finds the way to it."""
    row = Publication.objects.select_related("current").filter(item=item).first()
    may = isinstance(request.user, User) and post_of(request.user, PostRole.DELIVERY) is not None
    if row is None and not may:
        return None
    sees = isinstance(request.user, User) and post_of(request.user, PostRole.DELIVERY, PostRole.LEADER) is not None
    return Block("publication", _("Public board"), "ledger/openly/_of_item.html", {"publication": row, "may_propose": may, "sees": sees, "item": item}, order=70)


def _to_approve(user: User) -> Section | None:
    if post_of(user, PostRole.DELIVERY, PostRole.LEADER) is None:
        return None
    rows = Version.objects.filter(state=VersionState.PROPOSED).exclude(by=user).select_related("publication__item").order_by("id")
    found = list(rows[: SHOWN + 1])
    things = tuple(
        Thing(one.title, one.publication.get_absolute_url(), Step(_("Open"), one.publication.get_absolute_url()), one.publication.item.number) for one in found[:SHOWN]
    )
    return Section("publications", _("To approve for the public board"), len(found) if len(found) <= SHOWN else rows.count(), things, 40)


def _to_look_at(user: User) -> Section | None:
    if post_of(user, PostRole.DELIVERY) is None:
        return None
    rows = Publication.objects.filter(state=PublicationState.PUBLISHED, waiting=True).select_related("current", "item").order_by("id")
    found = list(rows[: SHOWN + 1])
    things = tuple(Thing(str(one), one.get_absolute_url(), Step(_("Open"), one.get_absolute_url()), one.item.number) for one in found[:SHOWN])
    return Section("public-progress", _("New progress to look at before it is public"), len(found) if len(found) <= SHOWN else rows.count(), things, 42)


def _voices(user: User) -> Section | None:
    if post_of(user, PostRole.DELIVERY) is None:
        return None
    rows = Suggestion.objects.filter(state=SuggestionState.WAITING).order_by("id")
    found = list(rows[: SHOWN + 1])
    url = reverse("ledger:voices")
    things = tuple(Thing(one.text[:60], url, Step(_("Open"), url)) for one in found[:SHOWN])
    return Section("voices", _("Suggestions of people to look at"), len(found) if len(found) <= SHOWN else rows.count(), things, 44)


def _waiting(request: HttpRequest) -> int:
    if not isinstance(request.user, User) or post_of(request.user, PostRole.DELIVERY, PostRole.LEADER) is None:
        return 0
    return Version.objects.filter(state=VersionState.PROPOSED).exclude(by=request.user).count()
