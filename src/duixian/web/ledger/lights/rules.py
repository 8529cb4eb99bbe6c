"""What a set of light rules says: one rule for each kind of goal. Data only; :mod:`duixian.web.ledger.lights.evaluate` applies it.

A set comes from a preset (``data/presets.toml``), a form, or the database, and is checked in the same way each time.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal, get_args

import msgspec
from django.utils.translation import gettext as _
from msgspec import Meta, Struct

from duixian.web.ledger.refusals import Lacking

__all__ = ["Ceiling", "Count", "Deadline", "Entries", "Milestones", "PlanPoint", "Rate", "RuleName", "Rules", "kept", "read"]

RuleName = Literal["count", "rate", "ceiling", "deadline", "milestone", "entry"]
"""The kinds of rule. The first three speak of an item's figure, each item has at most one of them; the others of what has a date."""
Bound = Decimal | None
"""A limit in points, percent, months or days; None: there is no such light."""
_MOST = 1000
Whole = Annotated[int, Meta(ge=0, le=366)] | None


class PlanPoint(Struct, frozen=True, forbid_unknown_fields=True):
    """A point of a planned line: by the end of that day of the year, this share of the goal in percent."""

    month: Annotated[int, Meta(ge=1, le=12)]
    day: Annotated[int, Meta(ge=1, le=31)]
    share: Decimal


class Count(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A count or an amount against its expected line.

    ``line`` is where that comes from: time gone by, the points of ``plan``, or the planned values of the item's own milestones (an item without any: time
    gone by). ``step`` is how it is read: every day, or at the end of the last month whose reports are due. It ``starts`` with the year or with the item.
    ``distance`` is points (expected − actual), ratio (actual ÷ expected, in percent) or months (how many month ends running were missed); a limit itself counts where
    it is ``including``, a number of months always. ``made_up``: what was behind at the last month's end and has caught up since keeps yellow until the next.
    """

    line: Literal["linear", "planned", "milestones"]
    step: Literal["day", "month"]
    starts: Literal["year", "item"]
    distance: Literal["points", "ratio", "months"]
    plan: tuple[PlanPoint, ...] = ()
    yellow: Bound = None
    yellow_including: bool = False
    red: Bound = None
    red_including: bool = False
    made_up: bool = False
    stated: bool = False


class Rate(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A rate against the goal itself, without a line: behind by more than so many points. ``fall``: one that fell below zero is red however near the goal lies."""

    yellow: Bound = None
    yellow_including: bool = False
    red: Bound = None
    red_including: bool = False
    fall: bool = False
    stated: bool = False


class Ceiling(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What must not be exceeded: yellow from so many percent of the ceiling on, red above so many."""

    yellow: Bound = None
    red: Bound = None
    stated: bool = False


class Deadline(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An event against its date: yellow so many days before the deadline (0: on the day itself), red so many days after it (1: the day after)."""

    days: Literal["calendar", "working"]
    yellow: Whole = None
    red: Whole = None
    stated: bool = False


class Milestones(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Milestones missed: the oldest that is open and past its day is late by so many days, or month ends, on."""

    unit: Literal["days", "months"]
    yellow: Whole = None
    red: Whole = None
    stated: bool = False


class Entries(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Months running for which no approved entry is there once their report day is past. ``shift``: a report day that is a day off moves to the next working day."""

    shift: bool
    yellow: Whole = None
    red: Whole = None
    stated: bool = False


class Rules(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A set of rules, one of each kind."""

    count: Count
    rate: Rate
    ceiling: Ceiling
    deadline: Deadline
    milestone: Milestones
    entry: Entries


NAMES: tuple[RuleName, ...] = get_args(RuleName)


def read(written: Any) -> Rules:
    """Gives the rules that a mapping says (of TOML, of JSON, of a form).

    Raises:
        Lacking: something is missing or cannot be, or red would come before yellow.
    """
    try:
        rules = msgspec.convert(written, Rules, strict=False)
    except msgspec.ValidationError as error:
        raise Lacking(_("The rules cannot be read: %(why)s") % {"why": error}) from error
    _agree(rules)
    return rules


def kept(rules: Rules) -> dict[str, Any]:
    """Gives the rules as they are kept in JSON: :func:`read` gives the same again."""
    found = msgspec.to_builtins(rules)
    assert isinstance(found, dict)
    return found


def _agree(rules: Rules) -> None:
    """Refuses limits that would make the light better as things grow worse."""
    count = rules.count
    bounds = [getattr(rule, colour) for rule in (count, rules.rate, rules.ceiling) for colour in ("yellow", "red")]
    if any(one is not None and not 0 <= one <= _MOST for one in bounds) or any(not 0 <= one.share <= 100 for one in count.plan):
        raise Lacking(_("Limits lie between 0 and %(most)s, shares of a plan between 0 and 100.") % {"most": _MOST})
    if count.line == "planned":
        if not count.plan:
            raise Lacking(_("A planned line needs at least one point."), "plan")
        order = [(one.month, one.day) for one in count.plan]
        shares = [one.share for one in count.plan]
        if order != sorted(set(order)) or shares != sorted(shares):
            raise Lacking(_("The points of a planned line stand in the order of their days, and their shares do not fall."), "plan")
    for name in NAMES:
        rule = getattr(rules, name)
        if rule.yellow is None or rule.red is None:
            continue
        # The days before a deadline and those after it lie on either side of it; every other red lies further from the goal than yellow.
        falling = name == "count" and count.distance == "ratio"
        if name != "deadline" and (rule.red > rule.yellow if falling else rule.red < rule.yellow):
            raise Lacking(_("Red must lie further from the goal than yellow."), name)
