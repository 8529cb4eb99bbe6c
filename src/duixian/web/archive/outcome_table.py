"""Verdicts as a table for files: goal, result, verdict, both sentences and places, and the replies beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from duixian.publishing.verdict_words import verdict_word
from duixian.publishing.wording import value_word
from duixian.web.archive.board import Row, quoted
from duixian.web.archive.models import Report
from duixian.web.archive.replies import reply_cells, reply_columns
from duixian.web.archive.tables import Column

__all__ = ["outcome_columns", "outcome_rows"]

_AT_ONCE = 100
"""Rows whose sentences are cut at once: the texts of their reports are held until then."""


def outcome_columns() -> list[Column]:
    """Gives the columns of verdicts, replies last."""
    return [
        Column("number", _("No."), "integer"),
        Column("place", _("Place")),
        Column("place_code", _("Code")),
        Column("year", _("Year"), "integer"),
        Column("indicator", _("Indicator")),
        Column("indicator_id", _("Indicator's id")),
        Column("theme", _("Theme")),
        Column("main", _("Main target"), "flag"),
        Column("goal", _("Goal")),
        Column("hardness", _("Strength of wording")),
        Column("wording", _("Words of strength")),
        Column("result", _("Result")),
        Column("verdict", _("Verdict")),
        Column("verdict_word", _("Verdict in words")),
        Column("strict", _("Without the tolerance")),
        Column("gap", _("Gap as a share of the goal"), "number"),
        Column("note", _("Note")),
        Column("reason", _("Reason")),
        Column("confidence", _("Confidence")),
        Column("doubts", _("Doubts")),
        Column("measure", _("Measure")),
        Column("op", _("Qualifier")),
        Column("value", _("Goal's number"), "number"),
        Column("value_high", _("Goal's upper end"), "number"),
        Column("unit", _("Goal's unit")),
        Column("actual_value", _("Result's number"), "number"),
        Column("actual_unit", _("Result's unit")),
        Column("actual_period", _("Result's period")),
        Column("derived_value", _("Number worked out"), "number"),
        Column("derived_unit", _("Its unit")),
        Column("derived_verdict", _("Verdict by it")),
        Column("derived_steps", _("How it was worked out")),
        Column("goal_sentence", _("Goal's sentence")),
        Column("goal_report", _("Goal's report")),
        Column("goal_ref", _("Goal's report, reference")),
        Column("goal_start", _("Goal from"), "integer"),
        Column("goal_end", _("Goal to"), "integer"),
        Column("result_sentence", _("Result's sentence")),
        Column("result_report", _("Result's report")),
        Column("result_ref", _("Result's report, reference")),
        Column("result_start", _("Result from"), "integer"),
        Column("result_end", _("Result to"), "integer"),
        Column("searched", _("Reports searched")),
        Column("rules", _("Rules")),
        Column("outcome", _("Verdict's id")),
        *reply_columns(),
    ]


def outcome_rows(rows: Iterable[Row], reports: Mapping[str, Report], language: str) -> Iterator[list[Any]]:
    """Gives the cells under :func:`outcome_columns`.

    Args:
        rows: The goals, without sentences.
        reports: The reports they name, by ``ref``.
        language: ``zh`` or ``en``, for words.
    """
    waiting: list[Row] = []
    for row in rows:
        waiting.append(row)
        if len(waiting) == _AT_ONCE:
            yield from (_cells(one, reports, language) for one in quoted(waiting))
            waiting.clear()
    yield from (_cells(one, reports, language) for one in quoted(waiting))


def _cells(row: Row, reports: Mapping[str, Report], language: str) -> list[Any]:
    one = row.record
    ref, start, end = row.found or ("", None, None)
    return [
        row.number,
        one.place,
        one.place_code,
        one.year,
        one.indicator,
        one.indicator_id,
        row.theme,
        one.main,
        row.goal_words,
        one.hardness.value if one.hardness else "",
        "、".join(one.wording),
        f"{row.result_name}{row.result_words}",
        one.verdict.value,
        verdict_word(one.verdict, one.better, language),
        one.strict.value,
        one.gap,
        row.note(language),
        one.reason,
        one.confidence.value,
        "；".join(one.reasons),
        one.measure.value,
        value_word("qualifier", one.op.value, language),
        one.value,
        one.value_high,
        one.unit,
        one.actual_value,
        one.actual_unit,
        one.actual_period,
        one.derived_value,
        one.derived_unit,
        one.derived_verdict.value if one.derived_verdict else "",
        "；".join(one.derived_steps),
        row.goal.text if row.goal else "",
        _called(reports, one.goal_report),
        one.goal_report,
        one.goal_start,
        one.goal_end,
        row.result.text if row.result else "",
        _called(reports, ref),
        ref,
        start,
        end,
        "；".join(_called(reports, name) for name in one.searched),
        "；".join(one.rules),
        one.id,
        *reply_cells(row.threads),
    ]


def _called(reports: Mapping[str, Report], ref: str) -> str:
    return reports[ref].label if ref in reports else ref
