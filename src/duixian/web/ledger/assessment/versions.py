"""Versions of the scoring rules: written, tried, put in force. A version never changes; other rules are another version."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from duixian.web.accounts.models import Office, User
from duixian.web.ledger.assessment.models import Assessment, AssessmentState, Scoring
from duixian.web.ledger.assessment.periods import Period
from duixian.web.ledger.assessment.rules import content_of
from duixian.web.ledger.assessment.turns import configuring, filled, taken
from duixian.web.ledger.log import before, in_turn, write
from duixian.web.ledger.models import Ledger
from duixian.web.ledger.options import option
from duixian.web.ledger.refusals import Lacking, NotNow

__all__ = ["SUBJECT", "enact", "in_force", "last_quarter", "try_out", "write_version"]

SUBJECT = "scoring"


def in_force(day: date) -> Scoring | None:
    """Gives the version that counts for a period that begins on ``day``."""
    return Scoring.objects.filter(in_force_from__lte=day).order_by("-in_force_from", "-number").first()


def write_version(user: User, name: str, base: object, rules: Mapping[str, Mapping[str, Any]], *, note: str = "", key: str = "") -> Scoring:
    """Writes a new version of the rules. It counts nowhere yet.

    Raises:
        Refused: the user may not, or a rule lacks something.
    """
    actor = configuring(user)
    said = {"name": name, "base": base, "rules": rules, "note": note}
    with in_turn():
        repeated = before(actor, key, SUBJECT, 0, "write", said)
        if repeated is not None:
            return Scoring.objects.get(pk=repeated.data["scoring"])
        content = content_of(base, rules)
        number = (Scoring.objects.aggregate(last=Max("number"))["last"] or 0) + 1
        row = Scoring.objects.create(number=number, name=filled(said, "name", _("Name of the rules"), 120), content=content, note=note.strip()[:2000], made_at=timezone.now())
        # number 0: a version has no key yet when the request is made, and a repetition must be known
        write(SUBJECT, 0, "write", actor, data={"scoring": row.pk, "number": number, "name": row.name, "content": content, "note": row.note}, key=key, given=said)
    return row


def last_quarter() -> tuple[Ledger, Period] | None:
    """Gives the last quarter that is over in a year that has a ledger."""
    for ledger in Ledger.objects.order_by("-year", "id")[:2]:
        for number in (4, 3, 2, 1):
            period = Period("quarter", ledger.year, number)
            if period.over():
                return ledger, period
    return None


def try_out(pk: int, user: User, *, key: str = "") -> Scoring:
    """Tries a version on the last quarter and keeps what it would have given, beside what the rules in force then give.

    Raises:
        NotNow: no quarter of a ledger is over yet.
    """
    from duixian.web.ledger.assessment.assessments import score_all

    actor = configuring(user)
    with in_turn():
        row, repeated = taken(Scoring, pk, SUBJECT, "try", actor, {}, revision=None, key=key)
        if repeated is not None:
            return row
        found = last_quarter()
        if found is None:
            raise NotNow(_("No quarter of a ledger is over yet that rules could be tried on."))
        ledger, period = found
        least = int(option("rank_min_items"))
        _figures, scores = score_all(ledger, period, row.content, least)
        present = in_force(period.start)
        earlier = {one.office: one for one in score_all(ledger, period, present.content, least)[1]} if present and present.pk != row.pk else {}
        names = {one.pk: str(one) for one in Office.objects.all()}
        rows = []
        for one in sorted(scores, key=lambda each: (each.peers, each.rank is None, each.rank or 0)):
            old = earlier.get(one.office)
            rows.append(
                {
                    "name": names[one.office],
                    "peers": one.peers,
                    "items": one.items,
                    "total": str(one.total),
                    "rank": one.rank,
                    "lines": len(one.lines),
                    "old_total": str(old.total) if old else "",
                    "old_rank": old.rank if old else None,
                }
            )
        row.trial = {"ledger": ledger.title, "kind": period.kind, "year": period.year, "number": period.number, "rows": rows, "against": str(present) if earlier else ""}
        row.tried_at = timezone.now()
        row.revision += 1
        row.save()
        write(SUBJECT, row.pk, "try", actor, data={"ledger": ledger.pk, "kind": period.kind, "of": period.number, "rows": rows}, key=key, given={})
    return row


def enact(pk: int, user: User, day: date | None, *, revision: int | None = None, key: str = "") -> Scoring:
    """Puts a version in force for periods that begin on ``day`` or later; once.

    Raises:
        Refused: it was not tried, is in force already, or an assessment of a period that begins then has been made by other rules.
    """
    actor = configuring(user)
    said = {"from": day}
    with in_turn():
        row, repeated = taken(Scoring, pk, SUBJECT, "enact", actor, said, revision=revision, key=key)
        if repeated is not None:
            return row
        if day is None:
            raise Lacking(_("Say from which day the rules hold."), "from")
        if row.in_force_from:
            raise NotNow(_("These rules hold from %(day)s already.") % {"day": row.in_force_from.isoformat()})
        if row.tried_at is None:
            raise NotNow(_("Try the rules on the last quarter before they count."))
        if Assessment.objects.filter(starts__gte=day).exclude(state=AssessmentState.WITHDRAWN).exists():
            raise NotNow(_("A period that begins on this day or later has been assessed by other rules. Choose a later day."))
        row.in_force_from = day
        row.revision += 1
        row.save()
        write(SUBJECT, row.pk, "enact", actor, data=said | {"number": row.number}, key=key, given=said)
    return row
