"""People's voice: suggestions and ratings without an account, bounded for each address, moderated before anything is shown, answered."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta
from typing import NamedTuple

from django.db.models import Count
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from duixian.web.accounts.models import PostRole, User
from duixian.web.ledger.assessment.turns import acting, filled, in_state, taken
from duixian.web.ledger.log import Actor, in_turn, moment, write
from duixian.web.ledger.models import Item
from duixian.web.ledger.openly.checking import flags_in
from duixian.web.ledger.openly.models import (
    Publication,
    PublicationState,
    Rating,
    Suggestion,
    SuggestionState,
    Update,
    UpdateKind,
    Verdict,
)
from duixian.web.ledger.openly.settings import board_settings
from duixian.web.ledger.openly.steps import plain_text
from duixian.web.ledger.options import option
from duixian.web.ledger.refusals import Lacking, NotNow, Refused

__all__ = ["SUBJECT", "Counts", "TooMany", "answer", "counts_of", "decline", "forget_addresses", "found_by", "rate", "suggest", "take_up"]

SUBJECT = "voice"
_PERSONAL = frozenset({"identity", "phone", "account", "email", "person", "plate"})
_LONGEST = 2000


class TooMany(Refused):
    """So many came from this address today that no more is taken."""

    code, status = "too_many", 429

    def __init__(self) -> None:
        super().__init__(_("So much has come from your network address today that no more is taken. Please come again tomorrow."))


class Counts(NamedTuple):
    """How many people said what of an item: ``of`` is how many said anything."""

    satisfied: int
    fairly: int
    dissatisfied: int

    @property
    def of(self) -> int:
        """How many said anything."""
        return self.satisfied + self.fairly + self.dissatisfied


def suggest(text: str, address: str, publication: Publication | None = None) -> tuple[Suggestion, str]:
    """Keeps a suggestion until somebody has looked at it; gives it with the secret under which its answer is read.

    Raises:
        Lacking: it is empty or too long.
        NotNow: nothing is published there, or no livelihood projects are collected now.
        TooMany: the address has said enough for a day.
    """
    most = int(option("voice_letters"))
    said = filled({"text": plain_text(text)}, "text", _("Your suggestion"), most)
    if publication is not None:
        in_state(publication, [PublicationState.PUBLISHED])
    elif not board_settings().collecting:
        raise NotNow(_("No suggestions of livelihood projects are collected now."))
    forget_addresses()
    digest = _digest(address)
    secret = secrets.token_urlsafe(24)
    with in_turn():
        _bound(digest)
        row = Suggestion.objects.create(publication=publication, text=said, token=_token(secret), at=moment(), address=digest)
        # The log is for ever and a suggestion may hold what must be deleted one day: only that it came stands there.
        write(SUBJECT, row.pk, "suggest", Actor(), states=("", row.state), data={"publication": publication and publication.pk})
    return row, secret


def rate(publication: Publication, verdict: str, address: str) -> Rating:
    """Counts what somebody says of a published item; who said something before says it anew.

    Raises:
        Lacking: it is none of the three.
        NotNow: nothing is published there.
        TooMany: the address has said enough for a day.
    """
    if verdict not in Verdict.values:
        raise Lacking(_("Choose one of the three."), "verdict")
    in_state(publication, [PublicationState.PUBLISHED])
    forget_addresses()
    digest = _digest(address)
    with in_turn():
        known = Rating.objects.filter(publication=publication, address=digest).first() if digest else None
        if known is not None:
            known.verdict, known.at = verdict, moment()
            known.save(update_fields=["verdict", "at"])
            return known
        _bound(digest)
        return Rating.objects.create(publication=publication, verdict=verdict, at=moment(), address=digest)


def counts_of(publications: Iterable[Publication]) -> dict[int, Counts]:
    """Gives what people said of each publication; one query."""
    found: dict[int, dict[str, int]] = {}
    rows = Rating.objects.filter(publication__in=[one.pk for one in publications]).order_by().values("publication", "verdict").annotate(n=Count("pk"))
    for row in rows:
        found.setdefault(row["publication"], {})[row["verdict"]] = row["n"]
    return {key: Counts(*(said.get(one, 0) for one in ("satisfied", "fairly", "dissatisfied"))) for key, said in found.items()}


def found_by(secret: str) -> Suggestion | None:
    """Gives the suggestion whose answer a secret opens."""
    return Suggestion.objects.select_related("publication__current").filter(token=_token(secret)).first()


def take_up(row: Suggestion, user: User, shown: str, *, item: Item | None = None, revision: int | None = None, key: str = "") -> Suggestion:
    """Shows a suggestion, as it was written or without the personal data in it; ``item`` is what came of it.

    Raises:
        Refused: there is personal data in it, or it is not done otherwise.
    """
    actor = acting(user, PostRole.DELIVERY)
    text = filled({"shown": plain_text(shown)}, "shown", _("Text as it is shown"), max(_LONGEST, int(option("voice_letters"))))
    personal = [one.found for one in flags_in({"shown": text}) if one.sort in _PERSONAL]
    if personal:
        raise Lacking(_("There is personal data in it: take out “%(found)s”.") % {"found": "”, “".join(personal[:5])}, "shown")
    said = {"shown": text, "item": item and item.pk}
    with in_turn():
        row, repeated = taken(Suggestion, row.pk, SUBJECT, "take_up", actor, said, revision=revision, key=key)
        if repeated is not None:
            return row
        write(SUBJECT, row.pk, "take_up", actor, states=(row.state, SuggestionState.SHOWN), data={"item": said["item"], "edited": text != row.text}, key=key, given=said)
        row.state, row.shown, row.item, row.reason = SuggestionState.SHOWN, text, item or row.item, ""
        return _decided(row, user)


def decline(row: Suggestion, user: User, reason: str, *, revision: int | None = None, key: str = "") -> Suggestion:
    """Does not show a suggestion, with the reason; whoever wrote it reads that. What was shown disappears.

    Raises:
        Refused: it is not done, and why.
    """
    actor = acting(user, PostRole.DELIVERY)
    said = {"reason": filled({"reason": plain_text(reason)}, "reason", _("Reason"), _LONGEST)}
    with in_turn():
        row, repeated = taken(Suggestion, row.pk, SUBJECT, "decline", actor, said, revision=revision, key=key)
        if repeated is not None:
            return row
        write(SUBJECT, row.pk, "decline", actor, states=(row.state, SuggestionState.DECLINED), reason=said["reason"], key=key, given=said)
        row.state, row.reason = SuggestionState.DECLINED, said["reason"]
        return _decided(row, user)


def answer(row: Suggestion, user: User, text: str, *, item: Item | None = None, revision: int | None = None, key: str = "") -> Suggestion:
    """Answers a suggestion: what was decided on it. The answer stands beside it on the board, and under the address its writer has.

    Raises:
        Refused: the check finds something in the answer, or it is not done otherwise.
    """
    actor = acting(user, PostRole.DELIVERY)
    said = {"answer": filled({"answer": plain_text(text)}, "answer", _("Answer"), _LONGEST), "item": item and item.pk}
    found = [one.found for one in flags_in({"answer": str(said["answer"])})]
    if found:
        raise Lacking(_("This may not be published: “%(found)s”. Write it in other words.") % {"found": "”, “".join(found[:5])}, "answer")
    with in_turn():
        row, repeated = taken(Suggestion, row.pk, SUBJECT, "answer", actor, said, revision=revision, key=key)
        if repeated is not None:
            return row
        if row.state == SuggestionState.WAITING:
            raise NotNow(_("Decide first whether it is shown."))
        event = write(SUBJECT, row.pk, "answer", actor, states=(row.state, row.state), data=said, key=key, given=said)
        row.answer, row.answered_at, row.item = str(said["answer"]), event.at, item or row.item
        row.revision += 1
        row.save()
        if row.publication is not None and row.state == SuggestionState.SHOWN:
            Update.objects.create(publication=row.publication, at=event.at, kind=UpdateKind.ANSWER, data={"suggestion": row.pk})
            Publication.objects.filter(pk=row.publication.pk).update(changed_at=event.at)
        return row


def forget_addresses() -> int:
    """Deletes the digests of addresses that are older than the office keeps them; gives how many."""
    before = timezone.now() - timedelta(days=float(option("voice_address_days")))
    return sum(model._default_manager.filter(at__lt=before).exclude(address="").update(address="") for model in (Suggestion, Rating))


def _decided(row: Suggestion, user: User) -> Suggestion:
    row.decided_by, row.decided_at = user, timezone.now()
    row.revision += 1
    row.save()
    return row


def _bound(digest: str) -> None:
    since = timezone.now() - timedelta(days=1)
    said = sum(model._default_manager.filter(address=digest, at__gte=since).count() for model in (Suggestion, Rating))
    if digest and said >= int(option("voice_per_day")):
        raise TooMany


def _digest(address: str) -> str:
    """A digest that only this site can make, from which the address cannot be told; empty for none."""
    return salted_hmac("duixian.voice", address, algorithm="sha256").hexdigest() if address else ""


def _token(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
