"""Making, approving and issuing bulletins. Each action stands in the log; what was issued is never changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from duixian.web.accounts.models import Office, PostRole, User
from duixian.web.ledger.assessment.figures import figures, numbers
from duixian.web.ledger.assessment.fold import option_at
from duixian.web.ledger.assessment.models import Bulletin, BulletinState
from duixian.web.ledger.assessment.periods import Period, after
from duixian.web.ledger.assessment.texts import checked_text, drafted, suggested
from duixian.web.ledger.assessment.turns import acting, filled, in_state, taken
from duixian.web.ledger.assessment.words import bulletin_words
from duixian.web.ledger.dispatch.rates import rates
from duixian.web.ledger.dispatch.rules import rates_preset
from duixian.web.ledger.log import Actor, before, in_turn, write
from duixian.web.ledger.models import Ledger
from duixian.web.ledger.papers.numbering import give
from duixian.web.ledger.refusals import Lacking, NotNow

__all__ = ["approve", "correct", "issue", "make", "revise", "send_back", "submit", "withdraw"]

SUBJECT = "bulletin"
_DELIVERY = PostRole.DELIVERY
_SECTIONS = 12
_NAMED = 60


def make(ledger: Ledger, period: Period, user: User, *, key: str = "", corrects: Bulletin | None = None) -> Bulletin:
    """Drafts the bulletin of a period of the ledger's year, with figures as of its end, text, and suggestions whom to praise and criticise.

    Raises:
        Refused: the user is not of the delivery office, or the period is not over or of another year.
    """
    actor = acting(user, _DELIVERY)
    said = {"kind": period.kind, "of": period.number, "corrects": corrects and corrects.pk}
    with in_turn():
        repeated = before(actor, key, "ledger", ledger.pk, SUBJECT, said)
        if repeated is not None:
            return Bulletin.objects.get(pk=repeated.data["bulletin"])
        if period.year != ledger.year:
            raise Lacking(_("The period lies outside the ledger's year."), "of")
        if not period.over():
            raise NotNow(_("The period is not over yet: its figures are as of its last day."))
        if corrects is not None:
            in_state(corrects, [BulletinState.ISSUED])
        found = _with_change(ledger, period)
        text = drafted(found)
        words = bulletin_words()
        row = Bulletin.objects.create(
            ledger=ledger,
            kind=period.kind,
            of=period.number,
            starts=period.start,
            ends=period.end,
            made_at=timezone.now(),
            title=text.pop("title"),
            masthead=corrects.masthead if corrects else words["masthead"],
            addressees=corrects.addressees if corrects else words["addressees"],
            figures=found,
            text=text,
            praise=suggested(found, "praise"),
            criticism=suggested(found, "criticism"),
            corrects=corrects,
        )
        write(SUBJECT, row.pk, "make", actor, states=("", row.state), data=said | {"ledger": ledger.pk, "numbers": numbers(found)})
        write("ledger", ledger.pk, SUBJECT, actor, data={"bulletin": row.pk}, key=key, given=said)
    return row


def _with_change(ledger: Ledger, period: Period) -> dict[str, Any]:
    """The figures with each office's rank of the period before, both from the log."""
    found = figures(ledger, period)
    earlier = period.before
    ranks = {row["office"]: row["rank"] for row in figures(ledger, earlier)["offices"]} if earlier.year == ledger.year else {}
    for row in found["offices"]:
        row["rank_before"] = ranks.get(row["office"])
    found["dispatch"] = _dispatch(period)
    return found


def _dispatch(period: Period) -> list[dict[str, Any]]:
    """The rates of dispatch in the period, with their definitions, in the words of documents: a table for departments and one for streets, where there was any.

    They are made by the rules and settings that held when the period was over, so that a bulletin that corrects another one counts alike.
    """
    until = after(period.end)
    with translation.override("zh-hans"):
        found = rates(period.start, period.end, rates_preset(until), lambda names: option_at(names, until))
        tables = []
        for of, defined, lines in (("department", found.of_departments, found.departments), ("street", found.of_streets, found.streets)):
            called = [one for one in lines if one.called]
            if called:
                rows = [[str(one.office), str(one.called), *(one.share(each.name).percent or "—" for each in defined), one.percent or "—"] for one in called]
                tables.append({"of": of, "rates": [{"label": each.label, "means": each.means} for each in defined], "rows": rows, "whole": {"label": found.whole.label, "means": found.whole.means}})
    return tables


def correct(bulletin: Bulletin, user: User, *, key: str = "") -> Bulletin:
    """Drafts a bulletin that corrects one that was issued; that one stays as it is."""
    return make(bulletin.ledger, bulletin.period, user, key=key, corrects=bulletin)


def revise(pk: int, user: User, given: Mapping[str, Any], *, revision: int | None = None, key: str = "") -> Bulletin:
    """Changes the text of a draft. ``given`` holds ``title``, ``masthead``, ``addressees``, ``method``, ``sections`` (heading, body), ``praise`` and ``criticism`` (office, grounds).

    Raises:
        Refused: it is no draft, a text lacks or names an unknown figure, or somebody is named without grounds.
    """
    actor = acting(user, _DELIVERY)
    with in_turn():
        row, repeated = taken(Bulletin, pk, SUBJECT, "revise", actor, given, revision=revision, key=key)
        if repeated is not None:
            return row
        in_state(row, [BulletinState.DRAFT])
        old = {"title": row.title, "masthead": row.masthead, "addressees": row.addressees, "text": row.text, "praise": row.praise, "criticism": row.criticism}
        row.title = filled(given, "title", _("Title of the bulletin"), 200)
        row.masthead = filled(given, "masthead", _("Name of the series"), 60)
        row.addressees = filled(given, "addressees", _("Addressed to"), 2000)
        method = checked_text(filled(given, "method", _("How the figures were made and checked")), row.figures)
        row.text = {"method": method, "sections": list(_sections(given.get("sections") or [], row.figures))}
        row.praise = _named(given.get("praise") or [])
        row.criticism = _named(given.get("criticism") or [])
        new = {name: getattr(row, name) for name in old}
        _done(row, "revise", actor, row.state, key, given, data={"old": {name: value for name, value in old.items() if value != new[name]}, "new": new})
    return row


def _sections(given: Iterable[Mapping[str, Any]], figures: dict[str, Any]) -> Iterable[dict[str, str]]:
    found = []
    for one in given:
        heading, body = str(one.get("heading") or "").strip(), str(one.get("body") or "").replace("\r\n", "\n").strip()
        if not heading and not body:
            continue
        if not heading or not body:
            raise Lacking(_("A section has a heading and a text."), "sections")
        checked_text(heading + body, figures)
        found.append({"heading": heading[:80], "body": body[:20_000]})
    if not found:
        raise Lacking(_("A bulletin has at least one section."), "sections")
    return found[:_SECTIONS]


def _named(given: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for one in list(given)[:_NAMED]:
        office, grounds = one.get("office"), str(one.get("grounds") or "").strip()
        if not office:
            continue
        row = Office.objects.filter(pk=int(office)).first() if str(office).isdigit() else None
        if row is None:
            raise Lacking(_("There is no such office."), "office")
        if not grounds:
            raise Lacking(_("Say on what grounds %(office)s is named.") % {"office": row}, "grounds")
        if any(each["office"] == row.pk for each in found):
            raise Lacking(_("%(office)s is named twice in one list.") % {"office": row}, "office")
        found.append({"office": row.pk, "name": row.name, "grounds": grounds[:2000]})
    return found


def submit(pk: int, user: User, *, revision: int | None = None, key: str = "") -> Bulletin:
    """Sends a draft to a leader for approval."""
    return _step(pk, user, "submit", PostRole.DELIVERY, [BulletinState.DRAFT], BulletinState.SENT, revision, key)


def approve(pk: int, user: User, *, reason: str = "", revision: int | None = None, key: str = "") -> Bulletin:
    """Approves what was sent, praise and criticism with it (国务院令733, Art. 21)."""
    return _step(pk, user, "approve", PostRole.LEADER, [BulletinState.SENT], BulletinState.APPROVED, revision, key, reason=reason)


def send_back(pk: int, user: User, *, reason: str = "", revision: int | None = None, key: str = "") -> Bulletin:
    """Sends what was sent back to the delivery office, with a reason."""
    said = filled({"reason": reason}, "reason", _("Reason"))
    return _step(pk, user, "send_back", PostRole.LEADER, [BulletinState.SENT], BulletinState.DRAFT, revision, key, reason=said)


def withdraw(pk: int, user: User, *, reason: str = "", revision: int | None = None, key: str = "") -> Bulletin:
    """Gives up a bulletin that was not issued, with a reason."""
    said = filled({"reason": reason}, "reason", _("Reason"))
    return _step(pk, user, "withdraw", PostRole.DELIVERY, [BulletinState.DRAFT, BulletinState.SENT, BulletinState.APPROVED], BulletinState.WITHDRAWN, revision, key, reason=said)


def issue(pk: int, user: User, *, revision: int | None = None, key: str = "") -> Bulletin:
    """Issues a bulletin with the next number. One that praises or criticises must have been approved.

    Raises:
        Refused: it must be approved first, was issued already, or is not the user's to issue.
    """
    return _step(pk, user, "issue", PostRole.DELIVERY, [BulletinState.DRAFT, BulletinState.APPROVED], BulletinState.ISSUED, revision, key)


def _step(pk: int, user: User, action: str, role: PostRole, sources: list[BulletinState], target: BulletinState, revision: int | None, key: str, *, reason: str = "") -> Bulletin:
    actor = acting(user, role)
    said = {"reason": reason}
    with in_turn():
        row, repeated = taken(Bulletin, pk, SUBJECT, action, actor, said, revision=revision, key=key)
        if repeated is not None:
            return row
        in_state(row, sources)
        state, row.state = row.state, target
        data: dict[str, Any] = {}
        if action == "issue":
            if state == BulletinState.DRAFT and (row.praise or row.criticism):
                raise NotNow(_("Who is praised or criticised by name must be approved by a leader first. Send the draft for approval."))
            assert actor.post is not None
            given = give(SUBJECT, actor.post.office, row.ledger.year, SUBJECT, row.pk, place=row.ledger.place.name)
            row.number, row.document_number = given.number, given.text
            row.issued_at = timezone.now()
            data = {"number": row.number, "document_number": row.document_number, "title": row.title, "numbers": numbers(row.figures), "text": row.text, "praise": row.praise, "criticism": row.criticism}
        if action == "approve":
            row.approved_at = timezone.now()
        if action == "send_back":
            row.approved_at = None
        _done(row, action, actor, state, key, said, data=data, reason=reason)
    return row


def _done(row: Bulletin, action: str, actor: Actor, state: str, key: str, given: Mapping[str, Any], *, data: Mapping[str, Any], reason: str = "") -> None:
    row.revision += 1
    row.save()
    write(SUBJECT, row.pk, action, actor, states=(state, row.state), reason=reason, data=data, key=key, given=given)
