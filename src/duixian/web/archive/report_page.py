"""All that the page of one report is made of: the report as people left it, its findings and verdicts, and what a reader asks for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from html import escape
from itertools import islice
from typing import NamedTuple

from django.http import HttpRequest

import duixian
from duixian.model import Commitment, Confidence, Fact
from duixian.model import Report as ReportRecord
from duixian.publishing.wording import value_word
from duixian.web.archive.correcting import Corrected, corrected
from duixian.web.archive.margin import marks
from duixian.web.archive.marks import Spot
from duixian.web.archive.models import Correction, Evidence, Outcome, Report
from duixian.web.archive.models import Finding as FindingRow
from duixian.web.archive.reading_page import Note, headings, page
from duixian.web.archive.report_records import Doubt, Entry, Wish, across, doubts, entries, kind_of
from duixian.web.archive.sentences import stretches
from duixian.web.archive.storing import joined_names
from duixian.web.frame import tongue

__all__ = ["Context", "Opened", "Part", "drawn", "known", "opened", "outline", "stamp", "written"]


MOST = 1_500
"""Marks in one page, at about 100 bytes each, and sentences that can be linked to, at 27; a report of 35,000 characters has 1,300 and 700."""


class Context(NamedTuple):
    """What changes a report's page besides its own revision: joined names, and findings of following with their states."""

    joined: Mapping[str, str]
    found: list[FindingRow]


class Opened(NamedTuple):
    """A stored report as it is shown. ``verdicts`` are by where a goal begins: the verdict and the good direction; ``counts`` by kind of mark."""

    row: Report
    left: Corrected
    said: list[Correction]
    doubts: list[Doubt]
    verdicts: dict[int, tuple[str, str]]

    @property
    def report(self) -> ReportRecord:
        """The report with what people corrected applied."""
        return self.left.report

    def counts(self) -> Counter[str]:
        """Gives how many records there are of each kind of mark, how many are doubtful, corrected and struck."""
        records: tuple[Fact | Commitment, ...] = (*self.report.facts, *self.report.commitments)
        found = Counter(kind_of(one) for one in records)
        found["finding"] = len(self.doubts)
        found["doubtful"] = sum(one.confidence is Confidence.DOUBTFUL for one in records)
        found["corrected"] = len(self.left.standing)
        found["struck"] = len(self.left.struck)
        return found

    def chosen(self, wish: Wish) -> list[Entry]:
        """Gives the records that a reader asks for."""
        return entries(self.left, self.doubts, wish)


def known(row: Report) -> Context:
    """Gives what a report's page depends on besides the report; two queries."""
    return Context(joined_names(row.place_id), across(row))


def opened(row: Report, context: Context | None = None) -> Opened:
    """Gives a report as people left it with all that is marked in it."""
    context = context or known(row)
    said = list(Correction.objects.filter(report=row).select_related("by").order_by("id"))
    left = corrected(row.machine(), said, context.joined)
    goals = Outcome.objects.filter(goal_report=row).order_by("-id").values_list("goal_start", "verdict", "better")
    return Opened(row, left, said, doubts(row, left.report, context.found), {start: (verdict, better) for start, verdict, better in goals})


def stamp(request: HttpRequest, row: Report, context: Context) -> str:
    """Gives a tag of the page that a request asks for: equal tags mean equal pages."""
    place = row.place
    parts = (
        duixian.__version__, row.ref, row.revision, row.document.reader, place and place.followed_at, place and place.stale, place and place.name,
        sorted(context.joined.items()), [(one.finding, one.state) for one in context.found], request.get_full_path(), tongue(request),
        request.COOKIES.get("theme"), request.META.get("CSRF_COOKIE"), request.user.pk, getattr(request.user, "role", ""), str(request.user),
        bool(request.headers.get("HX-Request")),
    )  # fmt: skip
    return blake2b(repr(parts).encode(), digest_size=12).hexdigest()


def drawn(chosen: list[Entry]) -> list[Entry]:
    """Gives what is marked in the text of all that was chosen: of very many marks those that say least are left out, and the page stays small."""
    if len(chosen) <= MOST:
        return chosen
    return [entry for entry in chosen if entry.kind != "degree"][:MOST]


def written(shown: Opened, chosen: list[Entry], language: str) -> str:
    """Gives the text of the report with records marked in it."""
    found = marks(chosen)
    report = shown.report
    names = {mark.name for mark in found}
    return page(report, found, _spots(shown.row, report, names), _notes(chosen, language))


def _spots(row: Report, report: ReportRecord, named: set[str]) -> list[Spot]:
    """Where sentences begin, so that a link to one finds it without a script: those of search, of figures and of evidence."""
    places = set(Evidence.objects.filter(report=row).values_list("start", "end"))
    places.update((start, end) for start, end, _block, _words in islice(stretches(report), MOST))
    if len(places) < MOST:
        places.update((fact.sentence_start, fact.sentence_end) for fact in report.facts)
    return [Spot(start, name) for start, end in sorted(places) if start >= 0 and (name := f"char={start},{end}") not in named]


def _notes(chosen: Iterable[Entry], language: str) -> list[Note]:
    """What is doubtful, said below the paragraph it begins in."""
    found = []
    for entry in chosen:
        if isinstance(entry.record, Doubt):
            word = escape(value_word("finding", entry.record.kind, language))
            href = f"records/finding/{entry.record.id}/"
            html = f'<p class="text__finding"><a href="{href}">{word}</a> {escape(entry.record.message)}</p>'
            found.append(Note(entry.start, html))
    return found


class Part(NamedTuple):
    """An entry of the outline: number of the section, depth from 0, where its link leads, title and how many records it holds."""

    number: int
    depth: int
    anchor: str
    title: str


def outline(report: ReportRecord) -> list[Part]:
    """Gives the parts of a report that have a title, in order."""
    view = report.view
    blocks = {view.source(block.start) for block in report.blocks}
    levels = headings(report)
    found = []
    for number, section in enumerate(report.sections):
        if section.title_end <= section.title_start or section.title_start < 0 or not section.title.strip():
            continue
        depth, above = 0, section.parent
        while above >= 0:
            depth += report.sections[above].title != ""
            above = report.sections[above].parent
        at = section.start if section.start in blocks else section.title_start
        anchor = f"p{at}" if at in blocks else f"char={section.title_start},{section.title_end}"
        if depth < 3 and (number in levels or depth < 2):
            found.append(Part(number, depth, anchor, f"{section.number}{section.title}"))
    return found
