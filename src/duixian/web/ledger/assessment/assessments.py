"""Making, publishing and finishing assessments, the versions of their rules, and appeals. Each action stands in the log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from duixian.web.accounts.models import Office, PostRole, User
from duixian.web.accounts.posts import held
from duixian.web.ledger.assessment.figures import figures
from duixian.web.ledger.assessment.fold import fold
from duixian.web.ledger.assessment.models import (
    Appeal,
    Assessment,
    AssessmentState,
    Score,
    ScoreLine,
)
from duixian.web.ledger.assessment.periods import Period, after
from duixian.web.ledger.assessment.rules import as_number, measures, total
from duixian.web.ledger.assessment.scoring import Scored, ranked, scored
from duixian.web.ledger.assessment.turns import acting, filled, in_state, taken
from duixian.web.ledger.assessment.versions import in_force
from duixian.web.ledger.lights.notices import working_days
from duixian.web.ledger.log import Actor, Handed, before, in_turn, write
from duixian.web.ledger.models import Event, Ledger, Verdict
from duixian.web.ledger.options import option
from duixian.web.ledger.refusals import Lacking, NotNow

__all__ = ["add_line", "answer", "appeal", "finish", "groups", "make", "may_read", "publish", "score_all", "withdraw", "working_days_after"]

SUBJECT = "assessment"


def groups() -> dict[int, str]:
    """Gives the peer group of each office: its own, else the offices of its sort."""
    return {one.pk: one.peers or one.kind for one in Office.objects.all()}


def score_all(ledger: Ledger, period: Period, content: Mapping[str, Any], least: int) -> tuple[dict[str, Any], list[Scored]]:
    """Gives the figures of a period and the scores that rules would make of them; nothing is kept."""
    folded = fold(ledger, after(period.end))
    found = figures(ledger, period, folded)
    return found, scored(folded, found, content, period, groups(), least)


def make(ledger: Ledger, period: Period, user: User, *, key: str = "") -> Assessment:
    """Drafts the assessment of a period by the rules that were in force when it began.

    Raises:
        Refused: the user is not of the delivery office, the period is not over or assessed already, or no rules were in force.
    """
    actor = acting(user, PostRole.DELIVERY)
    said = {"kind": period.kind, "of": period.number}
    with in_turn():
        repeated = before(actor, key, "ledger", ledger.pk, SUBJECT, said)
        if repeated is not None:
            return Assessment.objects.get(pk=repeated.data["assessment"])
        if period.year != ledger.year:
            raise Lacking(_("The period lies outside the ledger's year."), "of")
        if not period.over():
            raise NotNow(_("The period is not over yet: its figures are as of its last day."))
        if Assessment.objects.filter(ledger=ledger, kind=period.kind, of=period.number).exclude(state=AssessmentState.WITHDRAWN).exists():
            raise NotNow(_("This period has an assessment already."))
        version = in_force(period.start)
        if version is None:
            raise NotNow(_("No scoring rules were in force when the period began. Choose a preset or write rules, try them, and put them in force."))
        least = int(option("rank_min_items"))
        found, scores = score_all(ledger, period, version.content, least)
        row = Assessment.objects.create(
            ledger=ledger, kind=period.kind, of=period.number, starts=period.start, ends=period.end, made_at=timezone.now(), scoring=version, figures=found, least=least
        )
        event = write(
            SUBJECT, row.pk, "make", actor, states=("", row.state), data=said | {"ledger": ledger.pk, "scoring": version.pk, "scores": {one.office: one.total for one in scores}}
        )
        for one in scores:
            kept = Score.objects.create(assessment=row, office_id=one.office, peers=one.peers, items=one.items, total=one.total, low=one.low, high=one.high, rank=one.rank)
            ScoreLine.objects.bulk_create(ScoreLine(score=kept, rule=line.rule, points=line.points, facts=line.facts, item_id=line.item, event=event) for line in one.lines)
        write("ledger", ledger.pk, SUBJECT, actor, data={"assessment": row.pk}, key=key, given=said)
    return row


def add_line(pk: int, user: User, given: Mapping[str, Any], *, revision: int | None = None, key: str = "", papers: Iterable[Handed] = ()) -> ScoreLine:
    """Adds points that people give, with their grounds: a leader's rating, a bonus, a deduction. ``pk`` is the score's; ``given`` holds ``rule``, ``points``, ``said``.

    Raises:
        Refused: the rules have no such points, they have no grounds, or the assessment is no draft.
    """
    actor = acting(user, PostRole.DELIVERY)
    with in_turn():
        score = Score.objects.select_related("office").get(pk=pk)
        row, repeated = taken(Assessment, score.assessment_id, "score", "add", actor, {**given, "score": pk}, revision=revision, key=key)
        if repeated is not None:
            return ScoreLine.objects.get(event=repeated)
        in_state(row, [AssessmentState.DRAFT])
        rule = str(given.get("rule") or "")
        if rule not in row.scoring.content["rules"] or measures()[rule]["sort"] != "said":
            raise Lacking(_("The rules of this assessment give no such points."), "rule")
        points = as_number(given.get("points") or "")
        if not points or (points > 0) == (rule == "deduction"):
            raise Lacking(_("A deduction is negative, a rating or bonus positive."), "points")
        said = filled(given, "said", _("Grounds"), 2000)
        # the event names the assessment, so that a repetition is found by it (turns.taken)
        event = write("score", row.pk, "add", actor, reason=said, data={"score": score.pk, "office": score.office_id, "rule": rule, "points": points}, key=key, given={**given, "score": pk}, papers=papers)
        line = ScoreLine.objects.create(score=score, rule=rule, points=points, said=said, event=event)
        _count_anew(row)
        row.revision += 1
        row.save()
    return line


def _count_anew(row: Assessment) -> None:
    """Totals and ranks after a line was added; the interval moves with the total."""
    content = row.scoring.content
    scores = list(row.scores.prefetch_related("lines"))
    for one in scores:
        new = total(content, [(line.rule, line.points) for line in one.lines.all()])
        one.low, one.high, one.total = one.low + new - one.total, one.high + new - one.total, new
    ranked(scores, row.least)
    Score.objects.bulk_update(scores, ["total", "low", "high", "rank"])


def working_days_after(day: date, count: int) -> date:
    """Gives the day that lies a number of working days after another."""
    return working_days().add_days(day, count).day


def publish(pk: int, user: User, *, revision: int | None = None, key: str = "") -> Assessment:
    """Opens a draft for objections, for as many working days as the office has set.

    Raises:
        Refused: it is no draft, or not the user's to publish.
    """
    actor = acting(user, PostRole.DELIVERY)
    with in_turn():
        row, repeated = taken(Assessment, pk, SUBJECT, "publish", actor, {}, revision=revision, key=key)
        if repeated is not None:
            return row
        in_state(row, [AssessmentState.DRAFT])
        row.published_at = timezone.now()
        row.objections_until = working_days_after(timezone.localdate(), int(option("objection_days")))
        _moved(row, AssessmentState.PUBLISHED, "publish", actor, key, {"objections_until": row.objections_until, "scores": _totals(row)})
    return row


def appeal(line: int, user: User, reason: str, *, key: str = "", papers: Iterable[Handed] = ()) -> Appeal:
    """Objects to a line of the score of the user's own office.

    Raises:
        Refused: the user heads another office, the time is over, there is no reason, or the line was objected to already.
    """
    said = {"reason": reason, "line": line}
    with in_turn():
        found = ScoreLine.objects.select_related("score__assessment__scoring").get(pk=line)
        actor = acting(user, PostRole.HEAD, PostRole.STREET, office=found.score.office_id)
        repeated = before(actor, key, "appeal", line, "appeal", said)
        if repeated is not None:
            return Appeal.objects.get(event=repeated)
        row = found.score.assessment
        in_state(row, [AssessmentState.PUBLISHED])
        if row.objections_until and timezone.localdate() > row.objections_until:
            raise NotNow(_("The time for objections ended on %(day)s.") % {"day": row.objections_until.isoformat()})
        if found.settles_id or found.appeals.exists():
            raise NotNow(_("This line was objected to already; the answer stands with it."))
        text = filled(said, "reason", _("Reason"))
        event = write("appeal", line, "appeal", actor, reason=text, data={"score": found.score_id, "assessment": row.pk, "points": found.points}, key=key, given=said, papers=papers)
        made = Appeal.objects.create(line=found, event=event, at=event.at, reason=text)
        Assessment.objects.filter(pk=row.pk).update(revision=F("revision") + 1)
    return made


def answer(pk: int, user: User, given: Mapping[str, Any], *, key: str = "") -> Appeal:
    """Answers an appeal: ``upheld`` with the ``points`` that the line should have, or not; ``answer`` says why. An upheld one adds a line of the difference; both stand.

    Raises:
        Refused: it was answered already, no reason is given, or the user is not of the delivery office.
    """
    actor = acting(user, PostRole.DELIVERY)
    with in_turn():
        one = Appeal.objects.select_for_update(of=("self",)).select_related("line__score").get(pk=pk)
        line = one.line
        repeated = before(actor, key, "appeal", line.pk, "answer", given)
        if repeated is not None:
            return one
        row = Assessment.objects.select_for_update(of=("self",)).select_related("scoring").get(pk=line.score.assessment_id)
        in_state(row, [AssessmentState.PUBLISHED])
        if one.verdict:
            raise NotNow(_("This was decided already."))
        said = filled(given, "answer", _("Answer"))
        upheld = given.get("upheld") in (True, "1", "on", "true")
        points = as_number(given.get("points") or "0") if upheld else line.points
        if upheld and points == line.points:
            raise Lacking(_("An upheld objection changes the points of the line."), "points")
        if upheld and abs(points) > abs(line.points) and line.points < 0 and points < 0:
            raise Lacking(_("An objection does not make a deduction larger."), "points")
        event = write("appeal", line.pk, "answer", actor, states=("", Verdict.GRANTED if upheld else Verdict.REFUSED), reason=said, data={"appeal": one.pk, "points": points, "old": line.points}, key=key, given=given)
        one.verdict, one.answer = Verdict.GRANTED if upheld else Verdict.REFUSED, said
        one.answered, one.answered_at = event, event.at
        one.save()
        if upheld:
            ScoreLine.objects.create(score=line.score, rule=line.rule, points=points - line.points, facts=line.facts, item_id=line.item_id, said=said, settles=line, event=event)
            _count_anew(row)
        row.revision += 1
        row.save()
    return one


def finish(pk: int, user: User, *, reason: str = "", revision: int | None = None, key: str = "") -> Assessment:
    """A leader approves an assessment, which is final then: after the time for objections, when each is answered.

    Raises:
        Refused: an objection waits, the time is not over, or the user is no leader.
    """
    actor = acting(user, PostRole.LEADER)
    said = {"reason": reason}
    with in_turn():
        row, repeated = taken(Assessment, pk, SUBJECT, "finish", actor, said, revision=revision, key=key)
        if repeated is not None:
            return row
        in_state(row, [AssessmentState.PUBLISHED])
        if row.objections_until and timezone.localdate() <= row.objections_until:
            raise NotNow(_("Objections may be made until %(day)s.") % {"day": row.objections_until.isoformat()})
        if Appeal.objects.filter(line__score__assessment=row, verdict="").exists():
            raise NotNow(_("An objection still waits for its answer."))
        row.final_at = timezone.now()
        _moved(row, AssessmentState.FINAL, "finish", actor, key, {"scores": _totals(row)}, reason=reason, given=said)
    return row


def withdraw(pk: int, user: User, *, reason: str = "", revision: int | None = None, key: str = "") -> Assessment:
    """Gives up an assessment that is not final, with a reason; the period can be assessed again then."""
    actor = acting(user, PostRole.DELIVERY)
    said = {"reason": reason}
    with in_turn():
        row, repeated = taken(Assessment, pk, SUBJECT, "withdraw", actor, said, revision=revision, key=key)
        if repeated is not None:
            return row
        in_state(row, [AssessmentState.DRAFT, AssessmentState.PUBLISHED])
        text = filled(said, "reason", _("Reason"))
        _moved(row, AssessmentState.WITHDRAWN, "withdraw", actor, key, {}, reason=text, given=said)
    return row


def _totals(row: Assessment) -> dict[int, Decimal]:
    return dict(row.scores.order_by("office_id").values_list("office_id", "total"))


def _moved(row: Assessment, target: str, action: str, actor: Actor, key: str, data: Mapping[str, Any], *, reason: str = "", given: Mapping[str, Any] | None = None) -> Event:
    state, row.state = row.state, target
    row.revision += 1
    row.save()
    return write(SUBJECT, row.pk, action, actor, states=(state, target), reason=reason, data=data, key=key, given=given or {})


def may_read(user: User, office: int) -> bool:
    """Tells whether a user reads the score lines of an office: one's own, or as who reads all."""
    return any(post.office_id == office or post.role in (PostRole.DELIVERY, PostRole.LEADER, PostRole.AUDITOR) for post in held(user)) or user.is_superuser
