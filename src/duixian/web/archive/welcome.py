"""What the first page shows: what the archive holds, the newest scoreboard, places and reports to begin with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db.models import Count, Sum

from duixian.web.archive.board import Row, rows_of
from duixian.web.archive.models import Document, Outcome, Place, Report, Standing, State
from duixian.web.archive.replies import Replies

__all__ = ["Welcome", "welcome"]

_PLACES, _REPORTS, _ROWS = 12, 6, 5


class Welcome(NamedTuple):
    """The first page's content. ``figures`` are sums over the whole archive, ``newest`` the standing of the newest year with the most results."""

    figures: dict[str, int]
    kept: float | None
    newest: Standing | None
    rows: Sequence[Row]
    standings: Sequence[Standing]
    places: Sequence[Place]
    reports: Sequence[Report]
    waiting: int


def welcome() -> Welcome:
    """Gives the content of the first page; at most seven queries, none of which counts rows of facts, goals or sentences."""
    counts = Report.objects.aggregate(reports=Count("pk"), facts=Sum("facts_count"), commitments=Sum("commitments_count"))
    waiting = Document.objects.filter(state__in=[State.WAITING.value, State.READING.value]).count()
    figures = {name: value or 0 for name, value in counts.items()}
    if not figures["reports"]:
        return Welcome(figures | {"places": 0, "goals": 0, "decided": 0}, None, None, (), (), (), (), waiting)
    sums = Standing.objects.aggregate(goals=Sum("goals"), decided=Sum("decided"), exceeded=Sum("exceeded"), met=Sum("met"))
    figures |= {name: sums[name] or 0 for name in ("goals", "decided")}
    figures["places"] = Place.objects.count()
    kept = (sums["exceeded"] + sums["met"]) / sums["decided"] if sums["decided"] else None
    standings = _one_a_place(Standing.objects.filter(decided__gt=0).select_related("place").order_by("-year", "-decided", "place_id")[: _PLACES * 3])
    newest = standings[0] if standings else None
    rows: list[Row] = []
    if newest is not None:
        goals = Outcome.objects.filter(place=newest.place, year=newest.year, verdict__in=["exceeded", "met", "nearly", "missed"])
        rows = rows_of(goals.order_by("-main", "goal_report_id", "goal_start")[:_ROWS], Replies(()))
    places = [] if standings else list(Place.objects.order_by("code", "name")[:_PLACES])
    reports = list(Report.objects.select_related("place", "document").defer("reading").order_by("-id")[:_REPORTS])
    return Welcome(figures, kept, newest, rows, standings, places, reports, waiting)


def _one_a_place(standings: Iterable[Standing]) -> list[Standing]:
    """The newest standing of each place, as many places as are shown."""
    made: dict[int, Standing] = {}
    for one in standings:
        made.setdefault(one.place_id, one)
    return list(made.values())[:_PLACES]
