"""The working days that hold: notices of holidays that were loaded, over what ``chinese-calendar`` knows; and what is done when one is loaded."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as _

from duixian.web.accounts.models import User
from duixian.web.ledger.lights.days import WorkingDays, announced
from duixian.web.ledger.lights.models import Notice
from duixian.web.ledger.lights.whom import configurer, done_before
from duixian.web.ledger.log import in_turn, write
from duixian.web.ledger.refusals import Lacking

__all__ = ["load", "working_days"]


def working_days() -> WorkingDays:
    """Gives the working days as they are known now (one query)."""
    return announced((year, {date.fromisoformat(day): sort == "working" for day, sort in days.items()}) for year, days in _in_force())


def load(year: int, days: Mapping[date, bool], names: Mapping[date, str], user: User, *, reason: str, key: str = "") -> Notice:
    """Loads the holidays of a year (True for a day that is worked on), writes it to the log and reckons anew what was provisional.

    Raises:
        Lacking: there are no days, they belong to another year, or no reason is given.
    """
    from duixian.web.ledger.lights.limits import reckon_anew
    from duixian.web.ledger.lights.refresh import refresh_all

    if not days:
        raise Lacking(_("The table holds no day."), "file")
    if not reason.strip():
        raise Lacking(_("Say which notice this is."), "reason")
    far = [day for day in days if abs(day.year - year) > 1 or (day.year != year and day.month not in (1, 12))]
    if far or not any(day.year == year for day in days):
        raise Lacking(_("These days are not of %(year)s.") % {"year": year}, "year")
    with in_turn():
        known = done_before(Notice, user, key)
        if known is not None:
            return known
        kept = {day.isoformat(): "working" if working else "holiday" for day, working in sorted(days.items())}
        event = write("notice", year, "load", configurer(user), reason=reason, data={"year": year, "days": kept}, key=key)
        notice = Notice.objects.create(year=year, days=kept, names={day.isoformat(): name for day, name in sorted(names.items()) if name}, event=event)
        reckon_anew()
        refresh_all()
    return notice


def _in_force() -> list[tuple[int, dict[str, str]]]:
    """The last notice of each year, in the order in which they were loaded."""
    last: dict[int, tuple[int, dict[str, str]]] = {}
    for pk, year, days in Notice.objects.order_by("id").values_list("id", "year", "days"):
        last[year] = (pk, days)
    return [(year, days) for year, (pk, days) in sorted(last.items(), key=lambda one: one[1][0])]
