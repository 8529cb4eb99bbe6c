"""Facts and commitments of many reports → series, outcomes, evidence and findings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duixian.following.archive import Archive
    from duixian.following.verdicts import VerdictRules
    from duixian.model import Evidence, Outcome, Report, Series

__all__ = ["HORIZON", "follow"]

HORIZON = 6
"""Years after a goal's own in which reports are searched: a five-year review comes at most so much later."""


def follow(reports: Iterable[Report], *, rules: VerdictRules | None = None) -> Archive:
    r"""Gives what became of the goals and commitments of ``reports``.

    Args:
        reports: Reports as :func:`duixian.read` gives them, of any places and years, in any order. Copies count once;
            reports whose place or year is not known are listed in ``Archive.left_out``.
        rules: How a goal is judged; the package's own rules where left out.

    >>> import duixian
    >>> plan = "澄江市临湖区2023年政府工作报告\n一、2022年工作回顾\n全年新建公厕9座。\n二、2023年工作安排\n新建公厕12座。"
    >>> past = "澄江市临湖区2024年政府工作报告\n一、2023年工作回顾\n全年新建公厕15座。"
    >>> reports = [duixian.read(text.encode(), name=f"{k}.txt") for k, text in enumerate((plan, past))]
    >>> [(row.indicator, row.value, row.actual_value, row.verdict.value) for row in follow(reports).outcomes]
    [('公厕', 12, 15, 'exceeded')]
    """
    from msgspec.structs import replace

    from duixian.following.archive import Archive
    from duixian.following.derivation import Ledger
    from duixian.following.evidence import Recall, evidence
    from duixian.following.findings import find
    from duixian.following.outcomes import outcomes
    from duixian.following.results import Shelf
    from duixian.following.selection import choose, year_of
    from duixian.following.series import series
    from duixian.following.verdicts import standard_rules

    rules = rules or standard_rules()
    chosen = choose(reports)
    lines: list[Series] = []
    rows: list[Outcome] = []
    proofs: list[Evidence] = []
    for place, group in chosen.places:
        shelves = [Shelf(report) for report in group]
        ledger = Ledger(shelves)
        recalls = [Recall(report) for report in group]
        lines += series(place, group)
        for report in group:
            later = [shelf for shelf in shelves if 0 < year_of(shelf.report) - year_of(report) <= HORIZON]
            made = outcomes(place, report, later, ledger, rules)
            rows += made
            proofs += evidence(place, report, [one for one in recalls if 0 < year_of(one.report) - year_of(report) <= HORIZON], made)
    archive = Archive(
        reports=tuple(report for _, group in chosen.places for report in group),
        series=tuple(lines),
        outcomes=tuple(rows),
        evidence=tuple(proofs),
        left_out=chosen.left_out,
        rules=rules,
    )
    return replace(archive, findings=find(archive))
