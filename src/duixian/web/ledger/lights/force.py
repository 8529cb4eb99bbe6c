"""Sets of light rules: saved as versions, put in force from a day on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from duixian.web.accounts.models import User
from duixian.web.ledger.lights.models import InForce, RuleSet
from duixian.web.ledger.lights.presets import Preset, general
from duixian.web.ledger.lights.rules import Rules, kept, read
from duixian.web.ledger.lights.whom import configurer, done_before
from duixian.web.ledger.log import in_turn, write
from duixian.web.ledger.refusals import Lacking

__all__ = ["Holding", "holding", "of_set", "put_in_force", "save"]


@dataclass(frozen=True)
class Holding:
    """Rules as lights name them. ``pk`` is None and ``version`` 0 for the general preset, which holds until the office has chosen."""

    pk: int | None
    name: dict[str, str]
    version: int
    rules: Rules
    since: date | None = None


def holding(day: date) -> Holding:
    """Gives the rules that hold on a day (one query)."""
    row = InForce.objects.filter(since__lte=day).select_related("rules").first()
    if row is None:
        one = general()
        return Holding(None, one.name, 0, one.rules)
    return of_set(row.rules, row.since)


def of_set(row: RuleSet, since: date | None = None) -> Holding:
    """Gives a saved version as rules to judge by."""
    return Holding(row.pk, {"zh": row.name, "en": row.name}, row.version, read(row.rules), since)


def save(name: str, rules: Rules, user: User, *, reason: str = "", base: RuleSet | Preset | None = None, key: str = "") -> RuleSet:
    """Saves rules as the next version of the set ``name``; they count for nothing yet. ``base`` is what they were made from.

    Raises:
        Lacking: the name is empty or too long.
    """
    name = name.strip()
    if not name or len(name) > 80:
        raise Lacking(_("A set of rules needs a name of up to 80 characters."), "name")
    with in_turn():
        known = done_before(RuleSet, user, key)
        if known is not None:
            return known
        version = (RuleSet.objects.filter(name=name).aggregate(last=Max("version"))["last"] or 0) + 1
        data = {"name": name, "version": version, "rules": kept(rules), "base": base.pk if isinstance(base, RuleSet) else base.key if base else ""}
        # The event names the row and the row its event: within the turn the next key is known, so that neither has to be changed afterwards.
        number = (RuleSet.objects.aggregate(last=Max("id"))["last"] or 0) + 1
        event = write("rules", number, "save", configurer(user), reason=reason, data=data, key=key)
        return RuleSet.objects.create(
            pk=number,
            name=name,
            version=version,
            rules=kept(rules),
            preset=base.key if isinstance(base, Preset) else base.preset if base else "",
            source=base.source if base else {},
            grade=base.grade if base else "own",
            note=reason,
            event=event,
        )


def put_in_force(row: RuleSet, since: date, user: User, *, reason: str, key: str = "") -> InForce:
    """Lets a version hold from a day on, and sets every light anew.

    Raises:
        Lacking: no reason is given, or the day lies before today: lights that were shown stay as they were.
    """
    from duixian.web.ledger.lights.refresh import refresh_all

    if not reason.strip():
        raise Lacking(_("Say why these rules are put in force."), "reason")
    with in_turn():
        known = done_before(InForce, user, key)
        if known is not None:
            return known
        if since < timezone.localdate():
            raise Lacking(_("Rules hold from today or a later day on; lights that were shown stay as they were."), "since")
        event = write("rules", row.pk, "force", configurer(user), reason=reason, data={"name": row.name, "version": row.version, "since": since}, key=key)
        made = InForce.objects.create(rules=row, since=since, event=event)
        refresh_all()
    return made
