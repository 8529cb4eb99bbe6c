"""Search over the interface: the same index and the same order as the page of the search."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query
from pydantic import Field

from duixian.model import Measure, ReportKind, Role, SectionRole
from duixian.web.api.addresses import Addresses
from duixian.web.api.operations import described
from duixian.web.api.paging import next_page
from duixian.web.api.problems import Problem
from duixian.web.api.routing import router
from duixian.web.api.schemas import Asked, SearchPage, Word
from duixian.web.api.words import asked
from duixian.web.archive.models import Place
from duixian.web.archive.search.asking import COMMITMENTS, FACTS, TEXT, Filters
from duixian.web.archive.search.marking import spots
from duixian.web.archive.search.query import LONGEST, parse
from duixian.web.archive.search.query import Query as Sought
from duixian.web.archive.search.results import MOST, PAGE, Hit, search

_ONLY = {"role": FACTS, "measure": FACTS, "section_role": TEXT, "checkable": COMMITMENTS}
"""Filters that hold of one kind of thing only."""


class _Search(Asked):
    q: Annotated[str, Field(min_length=1, max_length=LONGEST, pattern=r"^[^\x00]*$")] = asked("search", ...)
    what: Literal["text", "facts", "commitments"] = asked("what", TEXT)
    place: Word | None = asked("place")
    year: int | None = asked("year", ge=1, le=9999)
    kind: ReportKind | None = asked("report_kind")
    theme: Word | None = asked("theme")
    section_role: SectionRole | None = asked("section_role")
    role: Role | None = asked("role")
    measure: Measure | None = asked("measure")
    checkable: bool | None = asked("checkable")
    page: int = asked("page", 1, ge=1, le=MOST // PAGE)


@described(router.get, "/search", "search", SearchPage, tag="search")
def find(request: HttpRequest, asked: Query[_Search]) -> dict[str, Any]:
    for name, what in _ONLY.items():
        if getattr(asked, name) is not None and asked.what != what:
            raise Problem("invalid", errors=[{"where": f"query.{name}", "message": f"goes with what={what} only"}])
    query = parse(asked.q)
    if query.problem:
        raise Problem("invalid", query.problem, [{"where": "query.q", "message": query.problem}])
    place = Place.objects.filter(slug=asked.place).first() if asked.place is not None else None
    if asked.place is not None and place is None:
        return {"items": [], "count": 0, "exact": True, "years": None, "next": None}
    role = asked.section_role if asked.what == TEXT else asked.role
    found = search(query, Filters(
        what=asked.what, place=place, year=asked.year, kind=asked.kind.value if asked.kind else "", role=role.value if role else "",
        theme=asked.theme or "", measure=asked.measure.value if asked.measure else "",
        checkable="" if asked.checkable is None else "yes" if asked.checkable else "no",
    ), asked.page)  # fmt: skip
    addresses = Addresses(request)
    here = found.number == asked.page
    years = None if found.years is None else [{"year": year, "count": count} for year, count in found.years.items()]
    return {
        "items": [_hit(one, query, addresses) for one in found.hits] if here else [], "count": found.total, "exact": found.exact, "years": years,
        "next": next_page(request, page=str(asked.page + 1)) if here and found.has_next and asked.page < MOST // PAGE else None,
    }  # fmt: skip


def _hit(hit: Hit, query: Sought, addresses: Addresses) -> dict[str, Any]:
    report, sentence = hit.report, hit.sentence
    return {
        "report": report.ref, "title": report.label, "place": report.place.name if report.place else None,
        "place_code": report.place.code if report.place else report.place_code, "year": report.year, "kind": report.kind, "start": hit.start, "end": hit.end,
        "text": sentence.text, "marked": [[one.start, one.end] for one in spots(sentence.text, query.sought)], "role": sentence.role, "theme": sentence.theme,
        "record": hit.record.record if hit.record is not None else None, "source": addresses.source(report.ref, hit.start, hit.end),
    }  # fmt: skip
