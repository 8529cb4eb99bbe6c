"""A place's tree of goals, from the vision to the year's tasks."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from duixian.web.archive.asked import choice, year
from duixian.web.archive.models import Place
from duixian.web.archive.shares import parts
from duixian.web.archive.tables import Column, Table, downloads, wanted
from duixian.web.archive.tree import Aim, Branch, Tree, tree
from duixian.web.archive.views.places import years_near
from duixian.web.frame import tongue

__all__ = ["urls"]

_UNFOLDED = 3
"""Branches that are open when the page comes."""


def goals(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Shows the tree of goals of a place and year (``year``; the newest with goals where left out), of one theme (``theme``) or all."""
    place = get_object_or_404(Place, slug=slug)
    standings = {one.year: one for one in place.standings.all()}
    reported = sorted({one for one in place.reports.order_by("year").values_list("year", flat=True).distinct() if one is not None})
    shown = year(request) or max((one.year for one in standings.values() if one.decided), default=reported[-1] if reported else None)
    if shown is None or shown not in reported:
        raise Http404
    language = tongue(request)
    whole = tree(place, shown, language)
    names = {one.id: one.name or _("Of no theme") for one in whole.branches}
    chosen = choice(request, "theme", list(names))
    if form := wanted(request):
        return Table(f"{place.name}{shown}-goals", _columns(), lambda: _cells(whole, names)).response(form)
    branches = [one for one in whole.branches if not chosen or one.id == chosen]
    every = request.GET.get("open") == "1" or bool(chosen)
    context: dict[str, Any] = {
        "crumbs": [
            {"label": _("Places"), "url": reverse("archive:places")},
            {"label": place.name, "url": place.get_absolute_url()},
            {"label": _("Tree of goals"), "url": ""},
        ],
        "place": place,
        "year": shown,
        "years": years_near(reported, shown),
        "tree": whole,
        "counts": whole.counts,
        "standing": standings.get(shown),
        "branches": [(one, names[one.id], parts(one.verdicts, language), every or at < _UNFOLDED) for at, one in enumerate(branches)],
        "names": names,
        "theme": chosen,
        "every": every,
        "downloads": downloads(request),
    }
    return render(request, "archive/goals.html", context)


def _columns() -> list[Column]:
    return [
        Column("theme", _("Theme")),
        Column("horizon", _("Horizon")),
        Column("period", _("Period")),
        Column("node", _("Goal or task")),
        Column("section", _("Section")),
        Column("measured", _("Measured this year"), "flag"),
        Column("goal", _("Goal of the year")),
        Column("result", _("Result")),
        Column("verdict", _("Verdict")),
        Column("report", _("Report")),
        Column("ref", _("Report, reference")),
        Column("start", _("From"), "integer"),
        Column("end", _("To"), "integer"),
        Column("outcome", _("Verdict's id")),
    ]


def _cells(whole: Tree, names: dict[str, str]) -> list[list[Any]]:
    """Every node of the tree, a line for each goal of the year that hangs on it."""
    made: list[list[Any]] = []
    for aim in whole.statements:
        made.append(["", "vision", aim.period, aim.words, "", None, "", "", "", aim.report, aim.ref, aim.start, aim.end, ""])
    for branch in whole.branches:
        made += _of_branch(branch, names[branch.id], whole)
    return made


def _of_branch(branch: Branch, name: str, whole: Tree) -> list[list[Any]]:
    made: list[list[Any]] = []

    def lines(head: list[Any], rows: Any, tail: list[Any], measured: bool) -> None:
        for row in rows or (None,):
            told = [row.goal_words, row.result_words, row.record.verdict.value] if row else ["", "", ""]
            made.append([name, *head, measured, *told, *tail, row.record.id if row else ""])

    def hang(aim: Aim) -> None:
        horizon = "vision" if int(aim.period.rpartition("/")[2][:4] or 0) > whole.plan.last else "plan"
        lines([horizon, aim.period, aim.words, ""], aim.rows, [aim.report, aim.ref, aim.start, aim.end], not aim.gap)
        for one in aim.nearer:
            hang(one)

    for aim in branch.chains:
        hang(aim)
    for aim in branch.wishes:
        lines(["plan", aim.period, aim.words, ""], (), [aim.report, aim.ref, aim.start, aim.end], bool(branch.goals))
    for row in branch.rows:
        one = row.record
        report = whole.reports.get(one.goal_report)
        lines(["year", str(whole.year), one.indicator, ""], (row,), [report.label if report else "", one.goal_report, one.goal_start, one.goal_end], True)
    for group in branch.sections:
        for task in group.tasks:
            head = ["livelihood" if group.livelihood else "task", str(whole.year), task.words, group.heading]
            lines(head, task.rows, [group.report, task.ref, task.start, task.end], bool(task.rows))
    return made


urls = [path("places/<str:slug>/goals/", goals, name="goals")]
