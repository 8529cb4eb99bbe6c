"""Assessments: the list, the ranking, an office's score with its lines and objections, and the papers."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from duixian.web.accounts.models import PostRole, Role, User
from duixian.web.accounts.permissions import Action, may, require
from duixian.web.ledger.assessment import assessments as acts
from duixian.web.ledger.assessment.burden import burden as burden_of
from duixian.web.ledger.assessment.explaining import explained
from duixian.web.ledger.assessment.models import (
    Appeal,
    Assessment,
    AssessmentState,
    Score,
    ScoreLine,
)
from duixian.web.ledger.assessment.papers import assessment_docx, assessment_xlsx
from duixian.web.ledger.assessment.rules import measures, sentences
from duixian.web.ledger.assessment.turns import post_of
from duixian.web.ledger.assessment.views.common import (
    chosen_period,
    done,
    is_delivery,
    ledger_of,
    maker,
    papers_of,
    period_choices,
    person,
    reads_all,
    revision_of,
)
from duixian.web.ledger.assessment.words import presets, said
from duixian.web.ledger.pages import fresh_key
from duixian.web.ledger.papers.sending import DOCX, XLSX, sent

__all__ = ["sees", "urls"]

_PAGE = 50
_OPEN = (AssessmentState.PUBLISHED, AssessmentState.FINAL)


@require(Action.WORK)
def assessments(request: HttpRequest) -> HttpResponse:
    """Lists the assessments of a ledger's year; POST drafts one of a period."""
    ledger, delivery = ledger_of(request), is_delivery(request.user)
    if request.method == "POST":
        if ledger is None or not delivery:
            raise PermissionDenied
        back = f"{reverse('ledger:assessments')}?ledger={ledger.pk}"
        return done(request, lambda: acts.make(ledger, chosen_period(request, ledger), person(request), key=request.POST.get("key", "")), back)
    rows = Assessment.objects.filter(ledger=ledger).defer("figures").select_related("ledger", "scoring")
    if not reads_all(request.user):
        rows = rows.filter(state__in=_OPEN)
    rows = rows.annotate(offices=Count("scores", distinct=True), waiting=Count("scores__lines__appeals", filter=Q(scores__lines__appeals__verdict=""), distinct=True)).order_by("-ends", "-id")
    context = {
        "ledger": ledger,
        "page": Paginator(rows, _PAGE).get_page(request.GET.get("page")),
        "periods": period_choices(ledger, ("quarter", "half", "year", "month")) if ledger and delivery else [],
        "delivery": delivery,
        "may_configure": may(request.user, Action.CONFIGURE),
        "may_audit": may(request.user, Action.AUDIT),
        "key": fresh_key(),
    }
    return render(request, "ledger/assessment/assessments.html", context)


def _readable(request: HttpRequest, pk: int) -> Assessment:
    row = get_object_or_404(Assessment.objects.defer("figures").select_related("ledger", "scoring"), pk=pk)
    if row.state not in _OPEN and not reads_all(request.user):
        raise PermissionDenied
    return row


@require(Action.WORK)
def assessment(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows the ranking of an assessment, group by group, with the rules it was made by."""
    row = _readable(request, pk)
    scores = list(row.scores.select_related("office").annotate(waiting=Count("lines__appeals", filter=Q(lines__appeals__verdict=""))))
    delivery, leads = is_delivery(request.user), post_of(person(request), PostRole.LEADER) is not None
    waiting = sum(one.waiting for one in scores)
    over = row.objections_until is None or timezone.localdate() > row.objections_until
    context = {
        "assessment": row,
        "groups": _groups(scores),
        "apart": [one for one in scores if one.rank is None],
        "opens": {one.pk for one in scores if acts.may_read(person(request), one.office_id) or person(request).role == Role.ADMINISTRATOR},
        "rules": sentences(row.scoring.content),
        "interval": said(presets()["interval"]),
        "waiting": waiting,
        "may_publish": delivery and row.state == AssessmentState.DRAFT,
        "may_withdraw": delivery and row.state in (AssessmentState.DRAFT, AssessmentState.PUBLISHED),
        "may_finish": leads and row.state == AssessmentState.PUBLISHED and over and not waiting,
        "must_wait": leads and row.state == AssessmentState.PUBLISHED and not (over and not waiting),
        "may_configure": may(request.user, Action.CONFIGURE),
        "reads_all": reads_all(request.user),
        "key": fresh_key(),
        "crumbs": [{"label": _("Assessment"), "url": reverse("ledger:assessments")}, {"label": row.period_name}],
    }
    return render(request, "ledger/assessment/assessment.html", context)


def _groups(scores: Iterable[Score]) -> list[tuple[str, list[Score]]]:
    found: dict[str, list[Score]] = {}
    for one in scores:
        if one.rank is not None:
            found.setdefault(one.group, []).append(one)
    return [(name, sorted(rows, key=lambda one: (one.rank or 0, one.office.order, one.pk))) for name, rows in found.items()]


@require(Action.WORK)
@require_POST
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """Does what the form's ``action`` says: publish, finish, withdraw."""
    row = _readable(request, pk)
    user, key, revision, reason = person(request), request.POST.get("key", ""), revision_of(request), request.POST.get("reason", "")
    does = {
        "publish": lambda: acts.publish(pk, user, revision=revision, key=key),
        "finish": lambda: acts.finish(pk, user, reason=reason, revision=revision, key=key),
        "withdraw": lambda: acts.withdraw(pk, user, reason=reason, revision=revision, key=key),
    }.get(request.POST.get("action", ""))
    if does is None:
        raise Http404
    return done(request, does, row.get_absolute_url())


def sees(user: User, score: Score) -> bool:
    """Tells whether a user sees the lines of a score, with their files: who reads all, and the own office once the assessment is published."""
    return reads_all(user) or (acts.may_read(user, score.office_id) and score.assessment.state in _OPEN)


def _own(request: HttpRequest, score: Score) -> None:
    if not sees(person(request), score):
        raise PermissionDenied


@require(Action.WORK)
def score(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows every line of an office's score, what made it, and what was objected and answered."""
    one = get_object_or_404(Score.objects.select_related("office", "assessment__ledger", "assessment__scoring").defer("assessment__figures"), pk=pk)
    _own(request, one)
    row, user = one.assessment, person(request)
    lines = list(one.lines.prefetch_related("appeals__event__papers", "event__papers").select_related("item"))
    heads = post_of(user, PostRole.HEAD, PostRole.STREET, office=one.office_id) is not None
    open_time = row.state == AssessmentState.PUBLISHED and (row.objections_until is None or timezone.localdate() <= row.objections_until)
    delivery = is_delivery(user)
    context = {
        "score": one,
        "assessment": row,
        "lines": [_line(line, lines) for line in lines],
        "base": row.scoring.content["base"],
        "limits": _limits(row, lines),
        "may_appeal": heads and open_time,
        "may_answer": delivery and row.state == AssessmentState.PUBLISHED,
        "may_add": [(name, said(measures()[name], "name")) for name in row.scoring.content["rules"] if measures()[name]["sort"] == "said"] if delivery and row.state == AssessmentState.DRAFT else [],
        "interval": said(presets()["interval"]),
        "key": fresh_key(),
        "crumbs": [{"label": _("Assessment"), "url": reverse("ledger:assessments")}, {"label": row.period_name, "url": row.get_absolute_url()}, {"label": str(one.office)}],
    }
    return render(request, "ledger/assessment/score.html", context)


def _line(line: ScoreLine, every: list[ScoreLine]) -> dict[str, Any]:
    numbers = {one.pk: number for number, one in enumerate(every, 1)}
    facts = explained(line.rule, line.facts, line.said)
    return {
        "row": line,
        "number": numbers[line.pk],
        "name": said(measures()[line.rule], "name"),
        "facts": [(text, fact.get("item"), fact.get("title", ""), fact.get("times", 1)) for text, fact in zip(facts, line.facts or [{}], strict=False)],
        "settles": numbers.get(line.settles_id or 0),
        "appeal": next(iter(line.appeals.all()), None),
        "key": fresh_key(),
    }


def _limits(row: Assessment, lines: list[ScoreLine]) -> list[tuple[str, Any, str]]:
    """The rules whose points were cut by their limit: name, the sum, the limit."""
    found = []
    for name, rule in row.scoring.content["rules"].items():
        most = Decimal(rule.get("most", 0))
        total = sum((one.points for one in lines if one.rule == name), Decimal(0))
        if most and abs(total) > most:
            found.append((said(measures()[name], "name"), total, rule["most"]))
    return found


@require(Action.WORK)
@require_POST
def appeal(request: HttpRequest, pk: int) -> HttpResponse:
    """Objects to a line of one's own office's score, with reason and files."""
    line = get_object_or_404(ScoreLine.objects.select_related("score__assessment"), pk=pk)
    _own(request, line.score)
    return done(request, lambda: acts.appeal(pk, person(request), request.POST.get("reason", ""), key=request.POST.get("key", ""), papers=papers_of(request)), line.score.get_absolute_url())


@require(Action.BREAK_DOWN)
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answers an objection."""
    row = get_object_or_404(Appeal.objects.select_related("line__score"), pk=pk)
    given = {name: request.POST.get(name, "") for name in ("upheld", "points", "answer")}
    return done(request, lambda: acts.answer(pk, person(request), given, key=request.POST.get("key", "")), row.line.score.get_absolute_url())


@require(Action.BREAK_DOWN)
@require_POST
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Adds points that people give, with their grounds and files."""
    row = get_object_or_404(Score, pk=pk)
    given = {name: request.POST.get(name, "") for name in ("rule", "points", "said")}
    return done(request, lambda: acts.add_line(pk, person(request), given, revision=revision_of(request), key=request.POST.get("key", ""), papers=papers_of(request)), row.get_absolute_url())


@require(Action.WORK)
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Gives the assessment as docx, or as a workbook with ``as=xlsx``: for those who read all scores."""
    row = _readable(request, pk)
    if not reads_all(request.user):
        raise PermissionDenied
    if request.GET.get("as") == XLSX:
        return sent(assessment_xlsx(row, maker()), str(row), XLSX)
    return sent(assessment_docx(row, maker()), str(row), DOCX)


@require(Action.AUDIT)
def burden(request: HttpRequest) -> HttpResponse:
    """Shows what each office was asked to fill in each month."""
    ledger = ledger_of(request)
    months, rows = burden_of(ledger) if ledger else ([], [])
    table = [(office, [cells.get(month) for month in months], whole) for office, cells, whole in rows]
    return render(request, "ledger/assessment/burden.html", {"ledger": ledger, "months": months, "rows": table, "crumbs": [{"label": _("Assessment"), "url": reverse("ledger:assessments")}, {"label": _("What offices fill in")}]})


urls = [
    path("assessments/", assessments, name="assessments"),
    path("assessments/<int:pk>/", assessment, name="assessment"),
    path("assessments/<int:pk>/act/", act, name="assessment-act"),
    path("assessments/<int:pk>/paper/", paper, name="assessment-paper"),
    path("scores/<int:pk>/", score, name="score"),
    path("scores/<int:pk>/add/", add, name="score-add"),
    path("score-lines/<int:pk>/appeal/", appeal, name="score-appeal"),
    path("appeals/<int:pk>/answer/", answer, name="appeal-answer"),
    path("burden/", burden, name="burden"),
]
