"""What is suggested to a street, each with its reason: departments to call, and earlier cases that may be of the same problem. A person decides."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from duixian.web.accounts.models import Office, OfficeKind
from duixian.web.ledger.dispatch.models import Call, CallState, Case, CaseState
from duixian.web.ledger.dispatch.rules import Problem, numbers, problems
from duixian.web.ledger.dispatch.table import OPEN

__all__ = ["Alike", "Suggested", "alike", "departments_for", "likeness"]

_MOST = 5
_PAST = 200
_LOOKED_AT = 400
_PIECE = 3
_ENOUGH = 0.35
"""Likeness from which a case is shown as perhaps the same: about a third of the shorter one's pairs of characters."""


@dataclass(frozen=True)
class Suggested:
    """A department that may be called, and why."""

    office: Office
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Alike:
    """Another case that may be of the same problem; ``open`` ones can be joined, others are repeated."""

    case: Case
    likeness: float
    open: bool


def departments_for(case: Case) -> list[Suggested]:
    """Gives the departments that the rules suggest for a case, the likeliest first: those an office named for the kind of problem, those whose set duties speak of
    it, and those that dealt with earlier cases of the kind."""
    problem = problems().get(case.problem)
    past, total = _past(case)
    found = []
    for office in Office.objects.filter(kind=OfficeKind.DEPARTMENT, closed_on=None):
        score, reasons = 0.0, []
        if problem is not None and office.pk in problem.departments:
            score += 3
            reasons.append(_("named for this kind of problem"))
        duty, points = _duty(office, problem, case.text)
        if duty:
            score += points
            reasons.append(_("set duty: “%(duty)s”") % {"duty": duty})
        if past[office.pk]:
            score += 2 * past[office.pk] / total
            reasons.append(_("dealt with %(number)d of the last %(total)d cases of this kind") % {"number": past[office.pk], "total": total})
        if reasons:
            found.append(Suggested(office, round(score, 3), tuple(reasons)))
    return sorted(found, key=lambda one: (-one.score, one.office.order, one.office.pk))[:_MOST]


def _past(case: Case) -> tuple[Counter[int], int]:
    """How many of the last cases of the kind each department dealt with, and how many those are."""
    last = list(Case.objects.filter(problem=case.problem).exclude(whistle="").exclude(pk=case.pk).order_by("-id").values_list("pk", flat=True)[:_PAST])
    return Counter(Call.objects.filter(case__in=last).exclude(state=CallState.EXCUSED).values_list("office", flat=True)), len(last)


def _duty(office: Office, problem: Problem | None, text: str) -> tuple[str, float]:
    """The set duty that fits best, and how well: words of the kind of problem that it has, and words that it shares with the text."""
    best, most = "", 0.0
    for line in (one.strip() for one in office.duties.splitlines()):
        words = sum(1 for word in problem.words if word in line) if problem is not None else 0
        shared = any(line[at : at + _PIECE] in text for at in range(len(line) - _PIECE + 1))
        points = min(words, 3) * 0.7 + 0.5 * shared
        if points > most:
            best, most = line, points
    return best[:60], most


def alike(case: Case) -> list[Alike]:
    """Gives earlier cases of the same street within the days that are looked back, that are like this one in place and words."""
    since = timezone.now() - timedelta(days=numbers(["repeat_days"])["repeat_days"])
    rows = Case.objects.filter(street=case.street_id, raised_at__gte=since, pk__lt=case.pk or 2**62).exclude(pk=case.pk)
    rows = rows.exclude(state__in=[CaseState.JOINED, CaseState.WITHDRAWN]).filter(Q(problem=case.problem) | Q(community=case.community_id))
    found = []
    for one in rows.only("number", "where", "text", "problem", "state", "repeats", "raised_at").order_by("-id")[:_LOOKED_AT]:
        value = 0.6 * likeness(case.where, one.where) + 0.4 * likeness(case.text, one.text)
        if value >= _ENOUGH:
            found.append(Alike(one, value, one.state in OPEN))
    return sorted(found, key=lambda one: (-one.likeness, -one.case.pk))[:_MOST]


def likeness(one: str, other: str) -> float:
    """Gives how many of the pairs of characters of the shorter text the longer one has, from 0 to 1.

    >>> likeness("柳岸路12号", "柳岸路12号门前"), likeness("柳岸路", "东湖路")
    (1.0, 0.0)
    """
    mine, its = _pairs(one), _pairs(other)
    return len(mine & its) / min(len(mine), len(its)) if mine and its else 0.0


def _pairs(text: str) -> set[str]:
    letters = "".join(one for one in text if one.isalnum())
    return {letters[at : at + 2] for at in range(len(letters) - 1)}
