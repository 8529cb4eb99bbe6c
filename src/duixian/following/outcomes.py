"""Goals → outcomes: each goal of a report, what later reports of the place say came of it, and the verdict."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from hashlib import blake2b
from typing import Any

from duixian.following.derivation import Derived, Ledger, derive
from duixian.following.goals import goals, main_paragraphs
from duixian.following.joining import Entry, entry
from duixian.following.places import Place
from duixian.following.reasons import found_instead, judged, missing, pending
from duixian.following.results import Found, Shelf, look_up
from duixian.following.verdicts import VerdictRules, better, judge, signed
from duixian.following.wording import shared
from duixian.language.periods import last_year
from duixian.model import Confidence, Fact, Outcome, Report, Verdict

__all__ = ["outcomes"]

_Pair = tuple[Found | None, Found | None]
"""The result of a goal, and what stands nearest to one."""


def outcomes(place: Place, report: Report, later: Sequence[Shelf], ledger: Ledger, rules: VerdictRules) -> list[Outcome]:
    """Gives one row for each goal of ``report``, in order of the text.

    Args:
        place: The place of ``report``.
        report: A report whose place and year are known.
        later: What the reports of the same place say that plan for later years, in order of their years.
        ledger: The levels of the place that arithmetic may use.
        rules: How a goal is judged.
    """
    main = main_paragraphs(report)
    searched = tuple(shelf.report.name for shelf in later)
    rows: list[Outcome] = []
    wanted = [entry(goal, report) for goal in goals(report)]
    looked_up = [look_up(asked, later) for asked in wanted]
    for asked, (found, nearest) in zip(wanted, _settled(wanted, looked_up), strict=True):
        goal = asked.fact
        row = _goal(place, report, asked, any(start <= goal.start < end for start, end in main))
        row |= {"searched": searched, "rules": (f"verdicts {rules.version}",)}
        if found is not None:
            row |= _result(goal, found, rules)
        elif not later:
            row |= {"verdict": Verdict.PENDING, "strict": Verdict.PENDING, "reason": pending()}
        elif nearest is not None:
            row |= _other(goal, nearest) | _derived(goal, derive(asked, nearest, ledger), rules)
        else:
            row |= {"verdict": Verdict.ABSENT, "strict": Verdict.ABSENT, "reason": missing(searched)}
        rows.append(Outcome(**row))
    return rows


def _settled(wanted: Sequence[Entry], looked_up: Sequence[_Pair]) -> list[_Pair]:
    """Leaves a result that several goals of different numbers lay claim to with those whose name is most like its own."""
    claims: defaultdict[str, list[int]] = defaultdict(list)
    for at, (found, _) in enumerate(looked_up):
        if found is not None:
            claims[found.entry.fact.id].append(at)
    settled = list(looked_up)
    for group in claims.values():
        if len({wanted[at].fact.base_value for at in group}) < 2:
            continue
        alike = [shared(wanted[at].words.core, looked_up[at][0].entry.words.core) for at in group]  # type: ignore[union-attr]
        for at, share in zip(group, alike, strict=True):
            if share < max(alike):
                settled[at] = (None, None)
    return settled


def _goal(place: Place, report: Report, asked: Entry, main: bool) -> dict[str, Any]:
    goal = asked.fact
    return {
        "id": blake2b(f"outcome\x1f{report.sha256}\x1f{goal.start}\x1f{goal.end}".encode(), digest_size=8).hexdigest(),
        "place": place.name,
        "place_code": place.code,
        "year": last_year(goal.period),
        "goal_report": report.name,
        "goal_fact": goal.id,
        "goal_start": goal.start,
        "goal_end": goal.end,
        "goal_quote": goal.quote,
        "goal_sentence_start": goal.sentence_start,
        "goal_sentence_end": goal.sentence_end,
        "indicator": goal.indicator,
        "indicator_id": goal.indicator_id,
        "key": asked.key,
        "measure": goal.measure,
        "op": goal.qualifier,
        "value": goal.value,
        "value_high": goal.value_high,
        "unit": goal.unit,
        "dimension": goal.dimension,
        "base_value": goal.base_value,
        "base_value_high": goal.base_value_high,
        "better": better(goal),
        "hardness": goal.hardness,
        "wording": goal.wording,
        "main": main,
        "confidence": goal.confidence,
        "reasons": goal.reasons,
    }


def _result(goal: Fact, found: Found, rules: VerdictRules) -> dict[str, Any]:
    fact, join = found.entry.fact, found.join
    judgement = judge(goal, signed(goal, fact), rules)
    reasons = [f"目标：{reason}" for reason in goal.reasons] + [f"结果：{reason}" for reason in fact.reasons]
    if join.more:
        reasons.append(f"两处名称不完全一致（多“{join.more}”）")
    elif join.rule not in ("same id", "same name"):
        reasons.append("两处名称用词不同")
    if fact.estimate:
        reasons.append("结果为预计数")
    doubtful = Confidence.DOUBTFUL in (goal.confidence, fact.confidence) or join.strength < 2
    confidence = Confidence.DOUBTFUL if doubtful else Confidence.LIKELY if reasons else Confidence.SURE
    return {
        "verdict": judgement.verdict,
        "strict": judgement.strict,
        "gap": round(judgement.gap, 6),
        "reason": judged(goal, fact, judgement, rules),
        "actual_report": found.entry.report.name,
        "actual_fact": fact.id,
        "actual_start": fact.start,
        "actual_end": fact.end,
        "actual_quote": fact.quote,
        "actual_sentence_start": fact.sentence_start,
        "actual_sentence_end": fact.sentence_end,
        "actual_indicator": fact.indicator,
        "actual_value": fact.value,
        "actual_value_high": fact.value_high,
        "actual_unit": fact.unit,
        "actual_measure": fact.measure,
        "actual_qualifier": fact.qualifier,
        "actual_period": fact.period,
        "actual_role": fact.role,
        "confidence": confidence,
        "reasons": tuple(dict.fromkeys(reasons)),
        "rules": (f"verdicts {rules.version}", join.rule, found.rule),
    }


def _other(goal: Fact, found: Found) -> dict[str, Any]:
    fact = found.entry.fact
    return {
        "verdict": Verdict.OTHER_FORM,
        "strict": Verdict.OTHER_FORM,
        "reason": found_instead(goal, fact, found.difference, found.join.more),
        "difference": found.difference,
        "other_report": found.entry.report.name,
        "other_fact": fact.id,
        "other_start": fact.start,
        "other_end": fact.end,
        "other_quote": fact.quote,
        "other_sentence_start": fact.sentence_start,
        "other_sentence_end": fact.sentence_end,
        "other_indicator": fact.indicator,
        "other_value": fact.value,
        "other_value_high": fact.value_high,
        "other_unit": fact.unit,
        "other_measure": fact.measure,
        "other_period": fact.period,
    }


def _derived(goal: Fact, derived: Derived | None, rules: VerdictRules) -> dict[str, Any]:
    if derived is None:
        return {}
    verdict = judge(goal, derived.base_value, rules).verdict if derived.judged else None
    return {
        "derived_value": derived.value,
        "derived_unit": derived.unit,
        "derived_verdict": verdict,
        "derived_steps": derived.steps,
    }


