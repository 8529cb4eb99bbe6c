"""The public board as pages, feeds, files and the interface for programs show it: made from publications alone."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Case, Count, IntegerField, Max, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

import duixian
from duixian.web.archive.tables import Column, Table
from duixian.web.ledger.doing.chart import Chart, chart_of
from duixian.web.ledger.models import Entry, Item, Kind, Verdict
from duixian.web.ledger.openly.facts import Standing
from duixian.web.ledger.openly.models import (
    Publication,
    PublicationState,
    Rating,
    Suggestion,
    SuggestionState,
    Update,
    UpdateKind,
)
from duixian.web.ledger.openly.models import Verdict as Said
from duixian.web.ledger.openly.settings import Board, board_settings
from duixian.web.ledger.openly.voicing import Counts, counts_of
from duixian.web.ledger.templatetags.ledger import amount

__all__ = ["Shown", "board_stamp", "board_table", "kinds_first", "promise_url", "published", "said_of", "searched", "shown", "shown_one", "update_words"]

_ORDER = (Kind.LIVELIHOOD, Kind.PROJECT, Kind.GOAL, Kind.TASK)


class Shown(NamedTuple):
    """One published item as the public sees it."""

    row: Publication
    facts: dict[str, Any]
    counts: Counts

    @property
    def url(self) -> str:
        """The address of its page."""
        return reverse("public:item", args=[self.row.pk])

    @property
    def title(self) -> str:
        """Its public title."""
        return self.row.current.title if self.row.current else ""

    @property
    def text(self) -> str:
        """Its public text."""
        return self.row.current.text if self.row.current else ""

    @property
    def standing_word(self) -> str:
        """How it stands, in plain words; empty where that is not shown."""
        return str(Standing(self.row.standing).label) if self.row.standing else ""

    @property
    def deadline(self) -> date | None:
        """Its deadline, where that is shown."""
        return _day(self.facts.get("deadline"))

    @property
    def lead(self) -> str:
        """The lead office, where that is shown."""
        return str(self.facts.get("lead") or "")

    @property
    def unit(self) -> str:
        """The unit of its figures."""
        return str(self.facts.get("unit") or "")

    @property
    def target(self) -> Decimal | None:
        """What is to be reached, where progress is shown."""
        return _number(self.facts.get("target"))

    @property
    def progress(self) -> list[tuple[date, Decimal]]:
        """The approved figures with their days, the oldest first."""
        return [(date.fromisoformat(one["on"]), Decimal(one["value"])) for one in self.facts.get("progress", ())]

    @property
    def value(self) -> Decimal | None:
        """The last figure."""
        return self.progress[-1][1] if self.progress else None

    @property
    def value_on(self) -> date | None:
        """The day of the last figure."""
        return self.progress[-1][0] if self.progress else None

    @property
    def share(self) -> int | None:
        """How far it is on its way, in percent; None where that cannot be said."""
        target, value, begin = self.target, self.value, _number(self.facts.get("baseline")) or Decimal(0)
        if target is None or value is None or self.facts.get("better") == "lower" or target <= begin:
            return None
        return max(0, int((value - begin) * 100 / (target - begin)))

    @property
    def chart(self) -> Chart | None:
        """The way of its figures over time."""
        facts = self.facts
        if self.target is None or self.deadline is None:
            return None
        item = Item(
            title=self.title, unit=self.unit, target=self.target, baseline=_number(facts.get("baseline")), better=facts.get("better") or "higher",
            begins=_day(facts.get("begins")), deadline=self.deadline, lead_id=0,
        )  # fmt: skip
        entries = [Entry(as_of=day, value=value, verdict=Verdict.GRANTED, office_id=0) for day, value in self.progress]
        return chart_of(item, entries, [], timezone.localdate())


def published(held: Board | None = None) -> QuerySet[Publication]:
    """Gives what the public sees: nothing while the board is closed. ``held`` are the settings, where whoever asks has them."""
    rows = Publication.objects.filter(state=PublicationState.PUBLISHED) if (held or board_settings()).public else Publication.objects.none()
    return rows.select_related("current")


def kinds_first(rows: QuerySet[Publication]) -> QuerySet[Publication]:
    """Gives publications by kind, livelihood projects first, then by section."""
    whens = [When(kind=kind, then=Value(at)) for at, kind in enumerate(_ORDER)]
    return rows.annotate(order=Case(*whens, default=Value(len(_ORDER)), output_field=IntegerField())).order_by("order", "kind", "section", "pk")


def searched(rows: QuerySet[Publication], *, words: str = "", kind: str = "", theme: str = "", street: int = 0, year: int = 0, standing: str = "") -> QuerySet[Publication]:
    """Gives those of some publications that fit; all words must stand in title, text or section."""
    for word in words.split()[:10]:
        rows = rows.filter(Q(current__title__icontains=word) | Q(current__text__icontains=word) | Q(section__icontains=word))
    for name, value in (("kind", kind), ("theme", theme), ("year", year), ("standing", standing)):
        if value:
            rows = rows.filter(**{name: value})
    return rows.filter(streets=street) if street else rows


def shown(rows: Iterable[Publication]) -> list[Shown]:
    """Gives publications as the public sees them, with what people said of each; one query beside theirs."""
    listed = list(rows)
    counts = counts_of(listed)
    return [Shown(one, one.facts, counts.get(one.pk, Counts(0, 0, 0))) for one in listed]


def shown_one(row: Publication) -> Shown:
    """Gives one publication as the public sees it."""
    return shown([row])[0]


def said_of(row: Publication | None) -> QuerySet[Suggestion]:
    """Gives the suggestions on an item (or, with None, of livelihood projects) that the public sees, the newest first."""
    return Suggestion.objects.filter(publication=row, state=SuggestionState.SHOWN).order_by("-id")


def board_table(rows: QuerySet[Publication], root: str) -> Table:
    """Gives the board as a table for files; ``root`` is the address of the site."""
    columns = [
        Column("id", _("No."), "integer"), Column("kind", pgettext("field", "Kind")), Column("year", _("Year"), "integer"), Column("section", _("Section")), Column("title", _("Item")),
        Column("text", _("Public text")), Column("standing", _("How it stands")), Column("value", pgettext("field", "Value"), "number"), Column("target", pgettext("field", "Target"), "number"),
        Column("unit", _("Unit")), Column("value_on", _("As of")), Column("deadline", _("Deadline")), Column("lead", _("Lead office")), Column("theme", _("Theme")),
        *(Column(one.value, str(one.label), "integer") for one in Said),
        Column("updated", _("Last update")), Column("url", _("Address")),
    ]  # fmt: skip

    def lines() -> Iterator[list[Any]]:
        for one in shown(rows):
            yield [
                one.row.pk, one.row.kind, one.row.year, one.row.section, one.title, one.text, one.row.standing, _float(one.value), _float(one.target), one.unit,
                str(one.value_on or ""), str(one.deadline or ""), one.lead, one.row.theme, *one.counts, one.row.changed_at.isoformat() if one.row.changed_at else "", f"{root}{one.url}",
            ]  # fmt: skip

    return Table("board", columns, lines)


def update_words(update: Update) -> str:
    """Says in a sentence what changed for the public."""
    data = update.data
    match update.kind:
        case UpdateKind.STANDING:
            return str(Standing(data["standing"]).label)
        case UpdateKind.PROGRESS:
            return _("As of %(day)s: %(value)s %(unit)s") % {"day": data["on"], "value": amount(data["value"]), "unit": data["unit"]}
        case UpdateKind.CHANGED if "deadline" in data:
            return _("The deadline is now %(day)s.") % {"day": data["deadline"] or "—"}
        case UpdateKind.STAGE if "vote" in data:
            vote = data["vote"]
            return str(_("Vote of deputies on %(on)s: %(ayes)s for, %(noes)s against, %(abstained)s abstained") % vote)
        case UpdateKind.STAGE:
            return _("Stage reached on %(day)s: %(stage)s") % {"day": data["on"], "stage": data["en" if (get_language() or "").startswith("en") else "zh"]}
        case _:
            return str(UpdateKind(update.kind).label)


def board_stamp(held: Board, *also: object) -> str:
    """Gives a digest that changes whenever anything the public sees changes; ``held`` and ``also`` are what else the answer depends on. Three short queries."""
    found = [
        Publication.objects.exclude(state=PublicationState.PROPOSED).aggregate(n=Count("pk"), last=Max("changed_at")),
        Suggestion.objects.exclude(decided_at=None).aggregate(n=Count("pk"), decided=Max("decided_at"), answered=Max("answered_at")),
        Rating.objects.aggregate(n=Count("pk"), last=Max("at")),
    ]
    words = [duixian.__version__, str(timezone.localdate()), str(held), str(settings.PUBLIC), get_language() or "", *map(str, also)]
    words += [value.isoformat() if isinstance(value, datetime) else str(value) for one in found for value in one.values()]
    return hashlib.sha256("\0".join(words).encode()).hexdigest()[:20]


def promise_url(one: dict[str, Any]) -> str:
    """Gives the place of a promise in the report, empty where the archive is not public."""
    return f"{reverse('archive:report', args=[one['ref']])}#char={one['start']},{one['end']}" if settings.PUBLIC and one.get("start") is not None else ""


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if value else None


def _number(value: Any) -> Decimal | None:
    return Decimal(value) if value not in (None, "") else None


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
