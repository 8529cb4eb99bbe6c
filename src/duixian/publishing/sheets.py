"""What stands on the sheets of a workbook: their columns, and the rows that a report fills them with.

Promises stand in the usual columns of a division of work (分工方案); what is printed of every sheet is its first
columns, and positions and grounds stand to the right of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from duixian.publishing.context import Context
from duixian.publishing.phrases import fact_in_words, period_in_words, quantities
from duixian.publishing.spreadsheet import Cell, Column
from duixian.publishing.wording import value_word

__all__ = ["SHEETS", "Sheet"]

class Sheet(NamedTuple):
    """One sheet: its name, its columns, how many of them are printed, and what gives its rows."""

    name: str
    columns: tuple[Column, ...]
    printed: int
    rows: Callable[[Context], Iterable[Sequence[Cell]]]


def _main_targets(context: Context) -> Iterable[Sequence[Cell]]:
    for count, fact in enumerate(context.main_targets(), 1):
        yield (
            count,
            fact.indicator,
            fact_in_words(fact),
            fact.value,
            fact.value_high,
            fact.unit,
            value_word("qualifier", fact.qualifier, "zh"),
            period_in_words(fact.period),
            value_word("hardness", fact.hardness, "zh") if fact.hardness else "",
            context.sentence(fact.start, fact.end),
            fact.start,
            fact.end,
        )


def _all_facts(context: Context) -> Iterable[Sequence[Cell]]:
    for count, fact in enumerate(context.report.facts, 1):
        yield (
            count,
            value_word("role", fact.role, "zh"),
            fact.indicator,
            fact.value,
            fact.value_high,
            fact.unit,
            value_word("qualifier", fact.qualifier, "zh"),
            value_word("measure", fact.measure, "zh"),
            period_in_words(fact.period),
            "年均" if fact.base == "yearly" else period_in_words(fact.base),
            "预计" if fact.estimate else "",
            value_word("hardness", fact.hardness, "zh") if fact.hardness else "",
            value_word("confidence", fact.confidence, "zh"),
            fact.section,
            context.sentence(fact.start, fact.end),
            fact.indicator_id,
            "；".join(fact.reasons),
            fact.start,
            fact.end,
        )


def _commitments(context: Context) -> Iterable[Sequence[Cell]]:
    for count, commitment in enumerate(context.report.commitments, 1):
        yield (
            count,
            context.heading(commitment.start),
            commitment.quote,
            quantities(context.facts_of(commitment)),
            commitment.lead,
            period_in_words(commitment.deadline),
            context.sentence(commitment.start, commitment.end),
            "是" if commitment.checkable else "否",
            value_word("why", commitment.why, "zh"),
            value_word("theme", commitment.theme, "zh"),
            "、".join(commitment.lead_words),
            commitment.start,
            commitment.end,
        )


def _findings(context: Context) -> Iterable[Sequence[Cell]]:
    for count, finding in enumerate(context.report.findings, 1):
        other = f"{finding.other_start}—{finding.other_end}" if finding.other_start >= 0 else ""
        yield (
            count,
            value_word("finding", finding.kind, "zh"),
            finding.message,
            finding.quote,
            finding.start,
            finding.end,
            other,
        )


SHEETS: tuple[Sheet, ...] = (
    Sheet(
        "主要目标",
        (
            Column("序号", 6, True),
            Column("指标", 26),
            Column("目标", 18),
            Column("数值", 11),
            Column("数值上限", 10),
            Column("单位", 12, True),
            Column("限定", 8, True),
            Column("时期", 14, True),
            Column("约束力", 8, True),
            Column("原文", 60),
            Column("起", 8),
            Column("止", 8),
        ),
        10,
        _main_targets,
    ),
    Sheet(
        "全部数据",
        (
            Column("序号", 6, True),
            Column("性质", 7, True),
            Column("指标", 26),
            Column("数值", 11),
            Column("数值上限", 10),
            Column("单位", 12, True),
            Column("限定", 8, True),
            Column("口径", 8, True),
            Column("时期", 14, True),
            Column("对比时期", 10, True),
            Column("预计", 6, True),
            Column("约束力", 8, True),
            Column("可信度", 8, True),
            Column("章节", 24),
            Column("原文", 60),
            Column("指标代码", 20),
            Column("存疑理由", 24),
            Column("起", 8),
            Column("止", 8),
        ),
        15,
        _all_facts,
    ),
    Sheet(
        "承诺",
        (
            Column("序号", 6, True),
            Column("重点任务", 24),
            Column("具体内容", 44),
            Column("量化目标", 26),
            Column("建议牵头单位", 16, True),
            Column("完成时限", 12, True),
            Column("原文", 50),
            Column("可核验", 8, True),
            Column("判断依据", 14, True),
            Column("领域", 12, True),
            Column("牵头依据", 16),
            Column("起", 8),
            Column("止", 8),
        ),
        7,
        _commitments,
    ),
    Sheet(
        "疑点",
        (
            Column("序号", 6, True),
            Column("类型", 10, True),
            Column("说明", 50),
            Column("原文", 60),
            Column("起", 8),
            Column("止", 8),
            Column("另一处", 14, True),
        ),
        7,
        _findings,
    ),
)
"""The sheets of a workbook in their order, before the one that says what the report is."""
