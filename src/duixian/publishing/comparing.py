"""A comparison as people use it: tables on the screen, CSV and a workbook; the chart is :mod:`duixian.publishing.charts`."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from rich.console import Group, JustifyMethod, RenderableType
from rich.table import Table
from rich.text import Text

from duixian.language.indicators import indicator
from duixian.model import Comparison, ComparisonRow, Figure, Measure, Standing, Verdict
from duixian.publishing.chapters import share
from duixian.publishing.comma import text_cell
from duixian.publishing.phrases import quantity
from duixian.publishing.sources import Sources
from duixian.publishing.spreadsheet import Cell, Column, Styles, new_book, write_about, write_sheet
from duixian.publishing.summary import plain
from duixian.publishing.verdict_words import LOOKS, grounds, verdict_cell, verdict_word
from duixian.publishing.wording import label, message, value_word

__all__ = ["comparison_csv", "comparison_table", "comparison_title", "comparison_workbook"]

_SHOWN = {
    "year": "goals_of",
    "place": "place",
    "target": "goal_short",
    "hardness": "hardness",
    "actual": "result",
    "verdict": "verdict",
    "gap": "gap",
    "rank": "rank",
    "last": "last",
    "stretch": "stretch",
}
"""The columns on the screen and their captions."""
_ALWAYS = ("year", "place")
_STRENGTHS = ("binding", "plain", "soft")


def comparison_title(comparison: Comparison) -> str:
    """Gives what a comparison is of: the indicator's name, or the place and its peers."""
    if comparison.place:
        return f"{comparison.place}与同类地区"
    known = indicator(comparison.indicator_id) if comparison.indicator_id else None
    return known.name if known else comparison.indicator


def comparison_table(comparison: Comparison, language: str) -> RenderableType:
    """Gives the comparison for the terminal: a table for each indicator and form, then how each place kept its goals."""
    parts: list[RenderableType] = []
    for (name, change), rows in groupby(comparison.rows, key=lambda row: (row.indicator, row.change)):
        title = message("compared_changes" if change else "compared_levels", language, indicator=plain(name))
        parts += [_rows(list(rows), title, language), ""]
    if comparison.standings:
        parts.append(_standings(comparison.standings, language))
    return Group(*parts)


def comparison_csv(comparison: Comparison, sources: Sources) -> bytes:
    """Gives the rows as CSV, UTF-8 with a byte order mark, so that Excel reads the Chinese."""
    stream = io.StringIO()
    stream.write("\ufeff")
    writer = csv.writer(stream)
    writer.writerow(column.title for column in _COLUMNS)
    for cells in _cells(comparison, sources):
        writer.writerow(text_cell(cell) if isinstance(cell, str) else cell for cell in cells)
    return stream.getvalue().encode()


def comparison_workbook(comparison: Comparison, sources: Sources) -> bytes:
    """Gives the comparison as an Excel workbook: the figures, the standings of the places, and how to read them."""
    stream = io.BytesIO()
    title = comparison_title(comparison)
    book = new_book(stream, title)
    styles = Styles(book)
    write_sheet(book.add_worksheet("对比"), _COLUMNS, _cells(comparison, sources), styles, title, printed=_PRINTED, fills=grounds())
    standings = (_standing_cells(one) for one in comparison.standings)
    write_sheet(book.add_worksheet("兑现情况"), _STANDING_COLUMNS, standings, styles, title, printed=len(_STANDING_COLUMNS))
    write_about(book.add_worksheet("说明"), _ABOUT, styles)
    book.close()
    return stream.getvalue()


def _rows(rows: Sequence[ComparisonRow], title: str, language: str) -> Table:
    """One indicator and form; columns that are empty throughout are left out."""
    shown = [name for name in _SHOWN if name in _ALWAYS or any(_shown(row, name, language) for row in rows)]
    table = Table(title=title, title_justify="left", title_style="bold", header_style="bold")
    for name in shown:
        justify: JustifyMethod = "left" if name in ("place", "hardness", "verdict") else "right"
        table.add_column(label(_SHOWN[name], language), justify=justify, overflow="fold", no_wrap=name == "verdict")
    for row in rows:
        style = LOOKS[row.verdict].style if row.verdict else ""
        table.add_row(*(Text(_shown(row, name, language), style=style if name in ("actual", "verdict") else "") for name in shown))
    return table


def _shown(row: ComparisonRow, name: str, language: str) -> str:
    match name:
        case "place":
            return plain(row.place)
        case "year":
            return str(row.year)
        case "target":
            return plain(_figure(row.target))
        case "hardness":
            return value_word("hardness", row.hardness, language) if row.hardness else ""
        case "actual":
            return plain(_figure(row.actual))
        case "verdict":
            return f"{LOOKS[row.verdict].sign} {verdict_word(row.verdict, row.better, language)}" if row.verdict else ""
        case "gap":
            return "" if row.gap is None else f"{row.gap:+.1%}"
        case "rank":
            return _rank(row.actual_rank, row.actual_ranked)
        case "last":
            return plain(_figure(row.last))
        case _:
            return _stretch(row)


def _standings(standings: Iterable[Standing], language: str) -> RenderableType:
    table = Table(title=label("overview", language), title_justify="left", title_style="bold", header_style="bold", box=None, pad_edge=False)
    table.add_column(label("goals_of", language), justify="right")
    table.add_column(label("place", language), overflow="fold")
    for key in ("goals", "decided", "share_kept", "rank", "share_absent", "rank"):
        table.add_column(label(key, language), justify="right")
    for key in _STRENGTHS:
        table.add_column(value_word("hardness", key, language), justify="right")
    for one in standings:
        table.add_row(
            str(one.year),
            Text(plain(one.place)),
            str(one.goals),
            str(one.decided),
            share(one.kept_share),
            _rank(one.kept_rank, one.ranked),
            share(one.absent_share),
            _rank(one.absent_rank, one.ranked),
            *(str(getattr(one, key)) for key in _STRENGTHS),
        )
    return Group(table, Text(message("shares_defined", language), style="dim"))


def _figure(figure: Figure | None) -> str:
    """A number as its report writes it; which form it is the table's title says."""
    return "" if figure is None else quantity(Measure.LEVEL, figure.value, figure.value_high, figure.unit, figure.qualifier)


def _rank(rank: int | None, of: int) -> str:
    return "" if rank is None else f"{rank}/{of}"


def _stretch(row: ComparisonRow) -> str:
    if row.stretch is None:
        return ""
    return f"{row.stretch:+.2g}{row.stretch_unit}" if row.stretch_unit else f"{row.stretch:+.1%}"


def _cells(comparison: Comparison, sources: Sources) -> Iterator[Sequence[Cell]]:
    for row in comparison.rows:
        verdict = verdict_cell(row.verdict, row.better) if row.verdict else ""
        yield (
            row.year,
            row.place,
            row.indicator,
            "变化" if row.change else "水平",
            *_values(row.target),
            value_word("hardness", row.hardness, "zh") if row.hardness else "",
            *_values(row.actual),
            verdict,
            None if row.gap is None else round(row.gap * 100, 2),
            row.actual_rank,
            row.actual_ranked or None,
            _figure(row.last),
            _stretch(row),
            row.target_rank,
            row.target_ranked or None,
            row.target_median,
            row.actual_median,
            "、".join(row.wording),
            row.place_code,
            row.indicator_id,
            *_where(row.target, sources),
            *_where(row.actual, sources),
        )


def _values(figure: Figure | None) -> tuple[Cell, Cell, Cell, Cell]:
    if figure is None:
        return "", None, None, ""
    return _figure(figure), figure.value, figure.value_high, figure.unit


def _where(figure: Figure | None, sources: Sources) -> tuple[Cell, Cell, Cell]:
    if figure is None or figure.start < 0:
        return "", None, None
    return sources.short(figure.report), figure.start, figure.end


def _standing_cells(one: Standing) -> Sequence[Cell]:
    counts = [getattr(one, key) for key in ("goals", "decided", *Verdict, *_STRENGTHS)]
    shares = [None if value is None else round(value * 100, 1) for value in (one.kept_share, one.absent_share)]
    return (one.year, one.place, *counts, *shares, one.kept_rank, one.absent_rank, one.ranked or None)


_COLUMNS = (
    Column("年度", 7, True),
    Column("地区", 14, True),
    Column("指标", 22),
    Column("口径", 7, True),
    Column("目标", 16),
    Column("目标值", 10),
    Column("目标上限", 10),
    Column("目标单位", 11, True),
    Column("约束力", 8, True),
    Column("结果", 16),
    Column("结果值", 10),
    Column("结果上限", 10),
    Column("结果单位", 11, True),
    Column("评定", 14, True),
    Column("差距（%）", 10),
    Column("结果名次", 9, True),
    Column("有结果的地区", 9, True),
    Column("上年结果", 16),
    Column("目标比上年结果", 16, True),
    Column("目标名次", 9, True),
    Column("有目标的地区", 9, True),
    Column("目标中位数", 12),
    Column("结果中位数", 12),
    Column("措辞", 14),
    Column("地区代码", 10, True),
    Column("指标代码", 18),
    Column("目标报告", 22),
    Column("目标起", 8),
    Column("目标止", 8),
    Column("结果报告", 22),
    Column("结果起", 8),
    Column("结果止", 8),
)
_PRINTED = 19
_STANDING_COLUMNS = (
    Column("年度", 7, True),
    Column("地区", 16, True),
    Column("目标", 8),
    Column("有可比结果", 11),
    *(Column(verdict_word(verdict, "higher", "zh"), 10) for verdict in Verdict),
    *(Column(value_word("hardness", key, "zh"), 8) for key in _STRENGTHS),
    Column("兑现率（%）", 11),
    Column("未再提及率（%）", 13),
    Column("兑现率名次", 11, True),
    Column("未再提及名次", 12, True),
    Column("地区数", 8, True),
)
_ABOUT = (
    ("差距", "结果比目标好（+）或差（-）的部分占目标的百分比。"),
    ("目标比上年结果", "目标比上年结果高出多少（朝向好的方向为正）：比率和百分比变化用百分点，其余用百分比。"),
    ("名次", "同一年、同一口径的地区里，好的在前；数值相同的名次相同。"),
    ("中位数", "同一年、同一口径的地区的中位数，按基准单位。"),
    ("兑现率", "（超额完成＋完成）÷有可比结果的目标；接近完成不计入。"),
    ("未再提及率", "未再提及的目标÷已有后续报告的目标。"),
    ("起、止", "在原文中的位置：从 0 数起的字符数，含起不含止。"),
)
