"""What stands on the sheets of a followed archive's workbook: goals with results, promises with evidence, series, findings.

The first columns of every sheet are those that are printed; positions and grounds stand to the right of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from duixian.following.archive import Archive
from duixian.model import Commitment, Evidence, Outcome, Report
from duixian.publishing.decisions import COLUMNS, Decided, Decisions
from duixian.publishing.phrases import period_in_words, quantity
from duixian.publishing.sources import Sources
from duixian.publishing.spreadsheet import Cell, Column
from duixian.publishing.verdict_words import actual_in_words, goal_in_words, note, strict_note, verdict_cell
from duixian.publishing.wording import value_word

__all__ = ["FINDINGS", "SHEETS", "Sheet"]

class Sheet(NamedTuple):
    """One sheet: its name, its columns, how many of them are printed, and what gives its rows."""

    name: str
    columns: tuple[Column, ...]
    printed: int
    rows: Callable[[Archive, Sources, Decisions], Iterable[Sequence[Cell]]]


def _goals(archive: Archive, sources: Sources, decided: Decisions) -> Iterator[Sequence[Cell]]:
    for count, one in enumerate(archive.outcomes, 1):
        goal, result = sources.goal(one), sources.result(one)
        yield (
            count,
            one.place,
            one.year,
            one.indicator,
            goal_in_words(one),
            actual_in_words(one),
            verdict_cell(one.verdict, one.better),
            note(one, "zh"),
            goal.text,
            result.text if result else "",
            one.reason,
            verdict_cell(one.strict, one.better) if strict_note(one, "zh") else "",
            None if one.gap is None else round(one.gap * 100, 2),
            "是" if one.main else "",
            value_word("hardness", one.hardness, "zh") if one.hardness else "",
            value_word("confidence", one.confidence, "zh"),
            "；".join(one.reasons),
            one.value,
            one.value_high,
            one.unit,
            one.actual_value,
            one.actual_unit,
            one.indicator_id,
            sources.short(one.goal_report),
            one.goal_start,
            one.goal_end,
            sources.short(one.actual_report or one.other_report),
            _position(one.actual_start if one.actual_report else one.other_start),
            _position(one.actual_end if one.actual_report else one.other_end),
        )


def _promises(archive: Archive, sources: Sources, decided: Decisions) -> Iterator[Sequence[Cell]]:
    proofs: defaultdict[tuple[str, str], list[Evidence]] = defaultdict(list)
    for one in archive.evidence:
        proofs[one.commitment_report, one.commitment].append(one)
    results = {(one.goal_report, one.goal_fact): one for one in archive.outcomes}
    wanted = {(one.place, one.year) for one in archive.outcomes} | {(one.place, one.year) for one in archive.evidence}
    searched = {one.commitment_report for one in archive.evidence}
    count = 0
    for report in archive.reports:
        place, year = report.metadata.place.value, _year(report)
        if (place, year) not in wanted:
            continue
        for promise in report.commitments:
            if not promise.checkable:
                continue
            found = sorted(proofs[report.name, promise.id], key=lambda one: one.rank)
            goals = [results[report.name, fact] for fact in promise.facts if (report.name, fact) in results]
            if not goals and report.name not in searched:
                continue
            lines: list[Evidence | None] = [*found] or [None]
            for proof in lines:
                count += 1
                yield _promise(count, place, year, report, promise, goals, proof, sources, decided.take(promise.id, place, year, promise.quote))


    for old in decided.left():
        count += 1
        told = "这项承诺不在本次结果中，判定照旧保留"
        yield (count, old.place, old.year, old.promise, "", "", None, told, "", *old.said, None, "", "", None, None, "", None, None, old.id)


def _promise(
    count: int,
    place: str,
    year: int,
    report: Report,
    promise: Commitment,
    goals: Sequence[Outcome],
    proof: Evidence | None,
    sources: Sources,
    decided: Decided | None,
) -> Sequence[Cell]:
    """A line of promise and evidence; the decision stands on the first line of a promise only."""
    first = proof is None or proof.rank == 1
    return (
        count,
        place,
        year,
        promise.quote,
        period_in_words(promise.deadline),
        "；".join(f"{one.indicator}{goal_in_words(one)}：{verdict_cell(one.verdict, one.better)}{_said(one)}" for one in goals) if first else "",
        proof.rank if proof else None,
        proof.quote if proof else "（后续报告中没有找到）",
        "；".join(proof.reasons) if proof else "",
        *(decided.said if decided and first else ("",) * 4),
        round(proof.score, 3) if proof else None,
        value_word("why", promise.why, "zh"),
        sources.short(report.name),
        promise.start,
        promise.end,
        sources.short(proof.report) if proof else "",
        proof.start if proof else None,
        proof.end if proof else None,
        promise.id,
    )


def _said(outcome: Outcome) -> str:
    said = actual_in_words(outcome)
    return f"（{said}）" if said else ""


def _series(archive: Archive, sources: Sources, decided: Decisions) -> Iterator[Sequence[Cell]]:
    count = 0
    for series in archive.series:
        for one in series.observations:
            count += 1
            yield (
                count,
                series.place,
                series.indicator,
                "变化" if series.change else "水平",
                period_in_words(one.period),
                value_word("role", one.role, "zh"),
                quantity(one.measure, one.value, one.value_high, one.unit, one.qualifier),
                one.value,
                one.value_high,
                one.unit,
                "与另一份报告不同" if one.revised else "",
                sources.short(one.report),
                one.base_value,
                "年均" if one.base == "yearly" else period_in_words(one.base),
                "预计" if one.estimate else "",
                one.indicator,
                series.indicator_id,
                one.period,
                one.start,
                one.end,
            )


def _findings(archive: Archive, sources: Sources, decided: Decisions) -> Iterator[Sequence[Cell]]:
    for count, one in enumerate(archive.findings, 1):
        yield (
            count,
            one.place,
            one.year or None,
            value_word("finding", one.kind, "zh"),
            one.indicator,
            one.message,
            one.quote,
            one.other_quote or sources.text(one.other_report or one.report, one.other_start, one.other_end),
            sources.short(one.report),
            one.start,
            one.end,
            sources.short(one.other_report),
            _position(one.other_start),
            _position(one.other_end),
        )


def _position(at: int) -> int | None:
    return at if at >= 0 else None


def _year(report: Report) -> int:
    year = report.metadata.year.value
    return int(year) if year.isdigit() else 0


FINDINGS = Sheet(
    "疑点",
    (
        Column("序号", 6, True),
        Column("地区", 12, True),
        Column("年度", 7, True),
        Column("类型", 14, True),
        Column("指标", 20),
        Column("说明", 44),
        Column("原文", 44),
        Column("另一处原文", 44),
        Column("报告", 22),
        Column("起", 8),
        Column("止", 8),
        Column("另一报告", 22),
        Column("起（另一处）", 12),
        Column("止（另一处）", 12),
    ),
    9,
    _findings,
)
"""The sheet of findings."""

SHEETS: tuple[Sheet, ...] = (
    Sheet(
        "量化指标任务落实情况",
        (
            Column("序号", 6, True),
            Column("地区", 12, True),
            Column("年度", 7, True),
            Column("指标", 24),
            Column("目标", 16),
            Column("结果", 16),
            Column("评定", 14, True),
            Column("说明", 28),
            Column("目标原文", 44),
            Column("结果原文", 44),
            Column("评定理由", 36),
            Column("不计容差", 14, True),
            Column("差距（%）", 10),
            Column("主要目标", 9, True),
            Column("约束力", 8, True),
            Column("可信度", 8, True),
            Column("存疑理由", 24),
            Column("目标值", 11),
            Column("目标上限", 10),
            Column("目标单位", 12, True),
            Column("结果值", 11),
            Column("结果单位", 12, True),
            Column("指标代码", 18),
            Column("目标报告", 22),
            Column("目标起", 8),
            Column("目标止", 8),
            Column("结果报告", 22),
            Column("结果起", 8),
            Column("结果止", 8),
        ),
        10,
        _goals,
    ),
    Sheet(
        "承诺与佐证",
        (
            Column("序号", 6, True),
            Column("地区", 12, True),
            Column("年度", 7, True),
            Column("承诺", 40),
            Column("完成时限", 12, True),
            Column("量化结果", 28),
            Column("佐证序", 8, True),
            Column("佐证原文", 50),
            Column("佐证理由", 24),
            Column(COLUMNS[0], 12, True),
            Column(COLUMNS[1], 10, True),
            Column(COLUMNS[2], 12, True),
            Column(COLUMNS[3], 24),
            Column("佐证得分", 9),
            Column("判断依据", 14, True),
            Column("承诺报告", 22),
            Column("承诺起", 8),
            Column("承诺止", 8),
            Column("佐证报告", 22),
            Column("佐证起", 8),
            Column("佐证止", 8),
            Column("承诺编号", 20),
        ),
        13,
        _promises,
    ),
    Sheet(
        "序列",
        (
            Column("序号", 6, True),
            Column("地区", 12, True),
            Column("指标", 26),
            Column("口径", 8, True),
            Column("时期", 16, True),
            Column("性质", 8, True),
            Column("数据", 20),
            Column("数值", 12),
            Column("数值上限", 10),
            Column("单位", 12, True),
            Column("修订", 16, True),
            Column("报告", 24),
            Column("基准单位数值", 16),
            Column("对比时期", 12, True),
            Column("预计", 7, True),
            Column("报告中的名称", 26),
            Column("指标代码", 20),
            Column("时期代码", 14),
            Column("起", 8),
            Column("止", 8),
        ),
        12,
        _series,
    ),
    FINDINGS,
)
"""The sheets of the workbook in their order, before the one that explains."""
