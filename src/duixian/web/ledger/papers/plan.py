"""A year's ledger as papers: who does what by when (docx), and the ledger itself as a table (xlsx)."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import groupby

from django.db.models import QuerySet
from django.utils import timezone, translation

from duixian.language.headings import numbering
from duixian.model import Measure, Qualifier
from duixian.publishing.phrases import quantity
from duixian.web.ledger.models import Item, Ledger, State
from duixian.web.ledger.papers.blocks import Block, Document, Heading, Paragraph
from duixian.web.ledger.papers.form import day_in_words, form
from duixian.web.ledger.papers.letters import docx_of
from duixian.web.ledger.papers.tables import Cell, Column, Group, Sheet, xlsx_of

__all__ = ["aim_in_words", "figure", "items_of", "ledger_xlsx", "plan_docx", "who_and_when"]

_GONE = (State.DROPPED, State.MERGED)
_WIDTHS = (5, 12, 9, 38, 10, 13, 14, 11, 10, 11, 9, 11, 8, 6)
_LEFT = frozenset({3, 6})
_BETWEEN = " / "


def items_of(ledger: Ledger) -> QuerySet[Item]:
    """Gives the items that a ledger's papers list, in its order, with the offices and posts they name."""
    return (
        ledger.items.exclude(state__in=_GONE)
        .select_related("lead", "post", "leader__office")
        .prefetch_related("supporting")
        .order_by("number")
    )


def plan_docx(ledger: Ledger, number: str = "") -> bytes:
    """Gives who does what by when (分工方案): the tasks by section, each with its units and its day in brackets after it."""
    words = form()["plan"]
    place = ledger.place.name
    title = words["title" if ledger.report_id else "title_plain"].format(place=place, year=ledger.year)
    body: list[Block] = [Paragraph(words["opening"].format(year=ledger.year)), *_tasks(items_of(ledger))]
    return docx_of(Document(title, body, number=number))


def ledger_xlsx(ledger: Ledger) -> bytes:
    """Gives the ledger (台账) as an official table, its tasks under the heads of their sections."""
    words = form()["ledger"]
    said = {"place": ledger.place.name, "year": ledger.year}
    columns = [Column(title, width, centred=place not in _LEFT) for place, (title, width) in enumerate(zip(words["columns"], _WIDTHS, strict=True))]
    with translation.override("zh-hans"):
        rows = list(_rows(items_of(ledger)))
    today = words["as_of"].format(date=day_in_words(timezone.localdate()))
    return xlsx_of([Sheet(words["sheet"], words["title"].format(**said), columns, rows, right=today)], words["title"].format(**said))


def who_and_when(item: Item) -> str:
    """Gives what stands in brackets after a task: the unit that leads, those that support it, and by when."""
    words = form()["plan"]
    parts = []
    if item.lead is not None:
        parts.append(words["lead"].format(lead=item.lead))
    if several := [str(one) for one in item.supporting.all()]:
        parts.append(words["supporting"].format(supporting=words["between"].join(several)))
    if item.deadline:
        parts.append(_by(item.deadline))
    return str(form()["words"]["between"].join(parts))


def aim_in_words(item: Item) -> str:
    """Gives an item's target as a document would put it; empty where it has none."""
    return "" if item.target is None else _amount(item, item.target)


def figure(value: Decimal) -> str:
    """Gives a number without the noughts that fill a column of the database."""
    return format(value.normalize(), "f")


def _tasks(items: Iterable[Item]) -> Iterator[Block]:
    """Headings where the path of sections changes, then the tasks, numbered within each."""
    words = form()["plan"]
    path: list[str] = []
    for section, group in groupby(_in_order(items), key=lambda one: one.section):
        steps = [_bare(step) for step in section.split(_BETWEEN) if step.strip()][-2:] or [words["no_section"]]
        for level, step in enumerate(steps, 1):
            if path[:level] != steps[:level]:
                yield Heading(step, level)
        path = steps
        for item in group:
            text = (item.text or item.title).replace("\n", "").rstrip(f"{words['stop']}；;.")
            where = who_and_when(item)
            line = words["task"].format(text=f"{text}{words['stop']}", who=where) if where else f"{text}{words['stop']}"
            yield Heading(line, 3)


def _in_order(items: Iterable[Item]) -> list[Item]:
    """Items of one section together, sections in the order of their first item."""
    rows = list(items)
    first: dict[str, int] = {}
    for place, one in enumerate(rows):
        first.setdefault(one.section, place)
    return sorted(rows, key=lambda one: (not one.section, first[one.section]))


def _bare(heading: str) -> str:
    """A heading without the number it has in the report: the plan counts its own."""
    heading = heading.strip()
    found = numbering(heading)
    return heading[found.end :].strip() or heading if found else heading


def _by(day: datetime.date) -> str:
    words = form()["plan"]
    if day.day == calendar.monthrange(day.year, day.month)[1]:
        return str(words["by_month_end"].format(year=day.year, month=day.month))
    return str(words["by_day"].format(date=day_in_words(day)))


def _amount(item: Item, value: Decimal) -> str:
    measure = Measure(item.measure) if item.measure in set(Measure) else Measure.LEVEL
    qualifier = Qualifier(item.qualifier) if item.qualifier in set(Qualifier) else Qualifier.EXACT
    return quantity(measure, float(value), None, item.unit, qualifier)


def _rows(items: Iterable[Item]) -> Iterator[list[Cell] | Group]:
    words = form()["ledger"]
    count = 0
    for section, group in groupby(_in_order(items), key=lambda one: one.section):
        yield Group(section.replace(_BETWEEN, " ") or words["no_section"])
        for item in group:
            count += 1
            supporting = form()["plan"]["between"].join(str(one) for one in item.supporting.all())
            value = f"{figure(item.value)}{item.unit}" if item.value is not None else None
            leader = str(item.leader.title) if item.leader else None
            post = item.post.title if item.post else None
            yield [
                count, item.number, item.get_kind_display(), item.text or item.title, aim_in_words(item), str(item.lead or ""), supporting, post, leader,
                item.deadline, value, item.value_on, item.get_state_display(), item.get_light_display() if item.light else None,
            ]  # fmt: skip
