"""Findings as people work through them: which are wanted, both places in the texts, what to do, what was decided."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import msgspec
from django.db.models import Count, QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from duixian.following.findings import KINDS
from duixian.model import CrossFinding
from duixian.publishing.wording import value_word
from duixian.web.archive.models import Finding, Judgement, JudgementState, Place
from duixian.web.archive.passages import texts
from duixian.web.archive.tables import Column

__all__ = ["Doubt", "Wanted", "beside", "doubts", "finding_columns", "finding_rows", "kinds", "state_words", "wanted_findings", "what_to_do"]

_MOST = 400
"""Characters of a quote shown; a repeated passage may be a page long."""
_AROUND = 30
"""Characters shown on either side of the second place; the first has those that the finding keeps."""
_decoder = msgspec.json.Decoder(CrossFinding)


class Wanted(NamedTuple):
    """Which findings are wanted: state, kind, place and year, each empty for any."""

    state: str = JudgementState.OPEN.value
    kind: str = ""
    place: Place | None = None
    year: int | None = None


class Doubt(NamedTuple):
    """A finding with its quotes and what people decided, newest first.

    ``other`` is the second place with some words around it, cut in three: before it, it, behind it; empty where there is one place only.
    """

    row: Finding
    record: CrossFinding
    quote: str
    other: tuple[str, str, str]
    advice: str
    judgements: tuple[Judgement, ...]

    @property
    def last(self) -> int:
        """The key of the last judgement, 0 for none."""
        return self.judgements[0].pk if self.judgements else 0

    @property
    def where(self) -> tuple[str, int, int] | None:
        """The second place: report, start, end."""
        if self.record.other_start < 0:
            return None
        return self.record.other_report or self.record.report, self.record.other_start, self.record.other_end


def wanted_findings(wanted: Wanted) -> QuerySet[Finding]:
    """Gives the findings that are wanted, in the order in which places were followed."""
    rows = Finding.objects.all()
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.place is not None:
        rows = rows.filter(place=wanted.place)
    if wanted.year is not None:
        rows = rows.filter(year=wanted.year)
    return rows.order_by("id")


def beside(rows: QuerySet[Finding]) -> QuerySet[Finding]:
    """Gives findings with their places and reports; of one screen, for a far page of all would join every row before it."""
    joined = ("place", "report__place", "report__document", "other_report__place", "other_report__document")
    return rows.select_related(*joined).defer("report__reading", "other_report__reading")


def doubts(rows: Iterable[Finding]) -> list[Doubt]:
    """Gives findings with quotes and judgements; one query for the judgements, one for the texts of second places (3 ms a report)."""
    found = [(one, _decoder.decode(one.record)) for one in rows]
    said: defaultdict[str, list[Judgement]] = defaultdict(list)
    for judgement in Judgement.objects.filter(finding__in=[one.finding for one, _record in found]).select_related("by").order_by("-id"):
        said[judgement.finding].append(judgement)
    held = texts(record.other_report or record.report for _one, record in found if record.other_start >= 0)
    made = []
    for one, record in found:
        there = held.get(record.other_report or record.report, "")
        made.append(Doubt(one, record, _cut(record.quote), _second(record, there), what_to_do(record.kind), tuple(said[one.finding])))
    return made


def kinds(wanted: Wanted, language: str) -> list[tuple[str, str, int]]:
    """Gives the kinds of the findings in the wanted state with their names and counts, those across documents first."""
    rows = Finding.objects.filter(state=wanted.state) if wanted.state else Finding.objects.all()
    counts: dict[str, int] = dict(rows.order_by().values_list("kind").annotate(Count("pk")))
    order = [*(kind for kind in KINDS if kind in counts), *sorted(counts.keys() - set(KINDS))]
    return [(kind, value_word("finding", kind, language), counts[kind]) for kind in order]


def state_words() -> dict[str, str]:
    """Gives the states of findings with what they are called."""
    return {"open": _("Open"), "explained": _("Explained"), "dismissed": _("Dismissed")}


def what_to_do(kind: str) -> str:
    """Gives what a person can do about a finding of a kind."""
    known = {
        "goal_differs": _("Find out which document holds; both goals are followed until then."),
        "goal_strength": _("Find out whether the goal is meant as a bound or as about a number; the stricter wording binds."),
        "goal_renamed": _("Check whether both names mean one thing; if so, join the two indicators, if one is a slip, correct the record."),
        "goal_lowered": _("Look for the decision that lowered the goal; both values stay in the archive."),
        "goal_raised": _("Look for the decision that raised the goal; both values stay in the archive."),
        "figure_revised": _("Check with the statistics office whether the figure was revised or has another scope; use the newer one with a note."),
        "growth_contradicts": _("Work the growth out from both levels; if the base was revised, say so, if a digit is wrong, correct the record."),
        "direction_contradicts": _("Check the original for a missing or wrong digit, and correct the record."),
        "sum_contradicts": _("Add the parts up in the original; if one was read wrongly, correct the record."),
        "rank_claimed_twice": _("Compare scope and yardstick of both claims before quoting either."),
        "rank_denied": _("Compare the figures of the places named before quoting the rank."),
        "text_repeated": _("Read both passages: routine wording may repeat, results of a year may not."),
        "text_from_above": _("Read both passages: see what the place adds of its own."),
        "repeated": _("Look at the original: if a passage was printed twice, its numbers and promises count once."),
        "missing": _("Look at the original: if a part is missing, bring in a complete copy."),
        "cut_off": _("Look at the original: if the sentence goes on elsewhere, bring in a complete copy."),
        "jump_line": _("Look at the other page of the newspaper: the text may go on there."),
        "undecoded": _("Bring in a copy in which the characters can be read."),
    }
    return known.get(kind, _("Compare both places in the originals."))


def finding_columns() -> list[Column]:
    """Gives the columns of findings, the last judgement at the end."""
    return [
        Column("finding", _("Finding's id")),
        Column("kind", _("Kind of finding")),
        Column("kind_word", _("Kind in words")),
        Column("state", _("State")),
        Column("place", _("Place")),
        Column("year", _("Year"), "integer"),
        Column("indicator", _("Indicator")),
        Column("message", _("What does not fit")),
        Column("quote", _("Quote")),
        Column("report", _("Report")),
        Column("ref", _("Report, reference")),
        Column("start", _("From"), "integer"),
        Column("end", _("To"), "integer"),
        Column("other_quote", _("Second quote")),
        Column("other_report", _("Second report")),
        Column("other_ref", _("Second report, reference")),
        Column("other_start", _("Second from"), "integer"),
        Column("other_end", _("Second to"), "integer"),
        Column("judged_by", _("Judged by")),
        Column("judged_at", _("Judged at")),
        Column("why", _("Reason")),
    ]


def finding_rows(rows: QuerySet[Finding], language: str, at_once: int = 100) -> Iterator[list[Any]]:
    """Gives the cells under :func:`finding_columns`, some findings at a time."""
    waiting: list[Finding] = []
    for row in beside(rows).iterator(chunk_size=at_once):
        waiting.append(row)
        if len(waiting) == at_once:
            yield from (_cells(one, language) for one in doubts(waiting))
            waiting.clear()
    yield from (_cells(one, language) for one in doubts(waiting))


def _cells(one: Doubt, language: str) -> list[Any]:
    row, record = one.row, one.record
    second = row.other_report or (row.report if record.other_start >= 0 else None)
    last = one.judgements[0] if one.judgements else None
    return [
        row.finding,
        row.kind,
        value_word("finding", row.kind, language),
        row.state,
        row.place.name if row.place else "",
        row.year,
        record.indicator,
        record.message,
        one.quote,
        row.report.label,
        row.report.ref,
        row.start,
        row.end,
        one.other[1],
        second.label if second else "",
        second.ref if second else "",
        record.other_start if second else None,
        record.other_end if second else None,
        last.by.get_full_name() if last else "",
        localtime(last.at).isoformat(timespec="minutes") if last else "",
        last.why if last else "",
    ]


def _second(record: CrossFinding, text: str) -> tuple[str, str, str]:
    start, end = record.other_start, record.other_end
    if start < 0:
        return "", "", ""
    before, behind = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
    return " ".join(before.split()), _cut(text[start:end] or record.other_quote), " ".join(behind.split())


def _cut(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _MOST else f"{words[: _MOST // 2]} … {words[-_MOST // 2 :]}"
