"""What is counted of dispatch in a period, for each department and street: what rates are made from.

A thing counts in the period in which it happened. A time limit counts in the period in which it ended: kept where what it measured was done by then. So the
counts of a period that is over do not change any more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from django.db.models import Count, F, Q
from django.utils import timezone

from duixian.web.accounts.models import OfficeKind
from duixian.web.ledger.dispatch.clocks import OF_CALLS
from duixian.web.ledger.dispatch.models import Call, CallState, Case, Clock, Level, Mark, Marks, Ruling, Whistle
from duixian.web.ledger.dispatch.table import Act
from duixian.web.ledger.models import Event

__all__ = ["Counts", "Period", "counts", "period_of"]

Counts = dict[int, dict[str, int]]
"""The counts of each office, by its key; what is not in there is 0."""


class Period(NamedTuple):
    """A stretch of time, its end not included."""

    start: datetime
    end: datetime


def period_of(start: date, end: date) -> Period:
    """Gives the time from the beginning of the day ``start`` to the end of the day ``end``."""
    return Period(timezone.make_aware(datetime.combine(start, time.min)), timezone.make_aware(datetime.combine(end + timedelta(days=1), time.min)))


def counts(period: Period) -> tuple[Counts, Counts]:
    """Gives the counts of departments and those of streets.

    Both have ``calls``, ``objections``, ``upheld``, ``overruled``, ``proposed``; ``confirmed`` and ``confirmed_solved`` (results that streets confirmed, and those
    that said it is solved; of streets, cases); ``call_backs``, ``reached``, ``contacted``, ``solved``, ``satisfied``, ``fairly``, ``unsatisfied`` (call-backs of
    the cases they had to do with); ``street_marked`` and ``street_satisfied`` … (what streets said of departments), ``call_marked`` … (what departments said of
    whistles); and for each of their clocks ``…_due`` and ``…_kept``. Streets have ``raised``, ``community_settled``, ``street_settled``, ``whistles``, ``hard``,
    ``repeated``, ``joined`` and ``withdrawn`` besides.
    """
    departments: Counts = defaultdict(dict)
    streets: Counts = defaultdict(dict)
    _clocks(period, departments, streets)
    _calls(period, departments, streets)
    _cases(period, streets)
    _marks(period, departments, streets)
    _call_backs(period, departments, streets)
    return dict(departments), dict(streets)


def _add(into: Counts, rows: Iterable[Any], office: str) -> None:
    """Adds rows of counts, whose names begin with ``n_`` so that they are none of fields."""
    for row in rows:
        counted = into[row[office]]
        for name, number in row.items():
            if name.startswith("n_") and number:
                counted[name[2:]] = counted.get(name[2:], 0) + number


def _clocks(period: Period, departments: Counts, streets: Counts) -> None:
    ended = Clock.objects.filter(due__gte=period.start, due__lt=min(period.end, timezone.now()))
    rows = ended.filter(Q(stopped_at=None) | Q(stopped_at__gt=F("due"))).order_by().values("office", "sort")
    for row in rows.annotate(n_due=Count("pk"), n_kept=Count("pk", filter=Q(done_at__lte=F("due")))):
        into = departments if row["sort"] in OF_CALLS else streets
        into[row["office"]] |= {f"{row['sort']}_due": row["n_due"], f"{row['sort']}_kept": row["n_kept"]}


def _calls(period: Period, departments: Counts, streets: Counts) -> None:
    within = {name: _within(f"{name}_at", period) for name in ("called", "objected", "ruled", "proposed")}
    found = Call.objects.filter(within["called"] | within["objected"] | within["ruled"] | within["proposed"]).order_by()
    said = {
        "n_calls": Count("pk", filter=within["called"]),
        "n_objections": Count("pk", filter=within["objected"]),
        "n_upheld": Count("pk", filter=within["ruled"] & Q(ruling=Ruling.UPHELD)),
        "n_overruled": Count("pk", filter=within["ruled"] & Q(ruling__in=[Ruling.OVERRULED, Ruling.GROUNDLESS])),
        "n_proposed": Count("pk", filter=within["proposed"]),
    }
    _add(departments, found.values("office").annotate(**said), "office")
    _add(streets, found.values("case__street").annotate(**said), "case__street")


def _cases(period: Period, streets: Counts) -> None:
    raised, blown = _within("raised_at", period), _within("blown_at", period)
    rows = Case.objects.filter(raised | blown).order_by().values("street")
    _add(
        streets,
        rows.annotate(
            n_raised=Count("pk", filter=raised),
            n_whistles=Count("pk", filter=blown),
            n_hard=Count("pk", filter=blown & Q(whistle=Whistle.HARD)),
            n_repeated=Count("pk", filter=blown & ~Q(repeat_of=None)),
        ),
        "street",
    )
    done = Event.objects.filter(_within("at", period), subject="case").values("number")
    for name, events in {
        "n_community_settled": done.filter(action=Act.SETTLE, office__kind=OfficeKind.COMMUNITY),
        "n_street_settled": done.filter(action=Act.SETTLE).exclude(office__kind=OfficeKind.COMMUNITY),
        "n_withdrawn": done.filter(action=Act.WITHDRAW),
        "n_joined": done.filter(action=Act.JOIN),
    }.items():
        _add(streets, Case.objects.filter(pk__in=events).order_by().values("street").annotate(**{name: Count("pk")}), "street")


def _marks(period: Period, departments: Counts, streets: Counts) -> None:
    rows = Mark.objects.filter(_within("at", period), sort__in=[Marks.STREET, Marks.CALL]).order_by().values("sort", "giver", "about", "level")
    for row in rows.annotate(n=Count("pk")):
        by_street = row["sort"] == Marks.STREET
        for office, into in ((row["giver"], streets if by_street else departments), (row["about"], departments if by_street else streets)):
            names = {f"n_{row['sort']}_{row['level']}": row["n"], f"n_{row['sort']}_marked": row["n"]}
            _add(into, [{"office": office, **names}], "office")
    confirmed = Mark.objects.filter(_within("at", period), sort=Marks.STREET).order_by()
    _add(departments, confirmed.values("about").annotate(n_confirmed=Count("pk"), n_confirmed_solved=Count("pk", filter=Q(solved=True))), "about")
    of_streets = confirmed.values("case__street").annotate(n_confirmed=Count("event", distinct=True), unsolved=Count("event", distinct=True, filter=Q(solved=False)))
    _add(streets, [{**one, "n_confirmed_solved": one["n_confirmed"] - one["unsolved"]} for one in of_streets], "case__street")


def _call_backs(period: Period, departments: Counts, streets: Counts) -> None:
    made = Mark.objects.filter(_within("at", period), sort=Marks.CALL_BACK).order_by()
    said = {
        "n_call_backs": Count("pk"),
        "n_reached": Count("pk", filter=Q(reached=True)),
        "n_contacted": Count("pk", filter=Q(contacted=True)),
        "n_solved": Count("pk", filter=Q(solved=True)),
        **{f"n_{level}": Count("pk", filter=Q(level=level)) for level in Level.values},
    }
    _add(streets, made.values("case__street").annotate(**said), "case__street")
    taking_part = sorted(set(CallState.values) - {CallState.EXCUSED})
    of_departments = made.filter(case__calls__state__in=taking_part, case__calls__called_at__lte=F("at"))  # a case that is reopened may call others afterwards
    _add(departments, of_departments.values("case__calls__office").annotate(**said), "case__calls__office")


def _within(name: str, period: Period) -> Q:
    return Q(**{f"{name}__gte": period.start, f"{name}__lt": period.end})
