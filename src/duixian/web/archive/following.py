"""What following finds, into the database: place by place, and then between places.

A place is followed anew whenever one of its reports was read or corrected (``Place.stale``). All its rows are replaced in one
transaction; what people said of verdicts and findings lies apart and is named by places in texts, so it stays.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any

import msgspec
from django.db import transaction
from django.db.models import ProtectedError
from django.dispatch import Signal
from django.utils import timezone
from msgspec.structs import replace

import duixian
from duixian.following import follow
from duixian.following.archive import Archive
from duixian.following.comparison import signed, standings, upward
from duixian.following.disputes import disputed
from duixian.following.pairing import Pairing, form_of
from duixian.following.places import Place as PlaceOf
from duixian.following.places import places
from duixian.following.repetition import repetitions
from duixian.following.selection import year_of
from duixian.model import ComparisonRow, CrossFinding, Metadata, Named, View
from duixian.model import LeftOut as LeftOutRecord
from duixian.model import Outcome as OutcomeRecord
from duixian.publishing.wording import value_word
from duixian.web.archive.models import (
    Cell,
    Commitment,
    Evidence,
    Fact,
    Finding,
    Judgement,
    JudgementState,
    LeftOut,
    Outcome,
    Place,
    Report,
    Series,
    Standing,
)
from duixian.web.archive.rows import insert
from duixian.web.archive.storing import as_people_left_it, place_of

__all__ = ["ACROSS_MOST", "follow_across", "follow_again_what_was_left", "follow_place", "place_renamed", "settle_places", "stale_places"]

ACROSS_MOST = 1000
"""Reports up to which an archive is searched for findings between places (ranks that two places claim, sentences taken from above):
all texts are held at once for that, 2 MB a report."""

_NAMES = ("report", "other_report", "goal_report", "actual_report", "commitment_report")


def stale_places() -> list[int]:
    """Gives the keys of the places that must be followed anew, in order."""
    return list(Place.objects.filter(stale=True).order_by("id").values_list("id", flat=True))


place_renamed = Signal()
"""Sent when all reports of the place ``before`` turned out to be of ``after``: what others keep of the one is kept of the other."""


def settle_places() -> int:
    """Gives every report the place that all reports together say it is of (a short name may stand for a longer one); gives how many moved."""
    fields = ("pk", "place_name", "place_code", "place_id", "place__slug", "place__name")
    rows = list(Report.objects.exclude(place_name="").values_list(*fields))
    known = places([_mere(pk, name, code) for pk, name, code, *_ in rows])
    moved = 0
    went: dict[int, Place] = {}
    for pk, _, _, before, slug, name in rows:
        found = known.get(str(pk))
        if found is None or ((found.code or found.name) == slug and len(found.name) <= len(name)):
            continue
        with transaction.atomic():
            place = place_of(*found)
            if place is None or place.pk == before:
                continue
            Report.objects.filter(pk=pk).update(place=place)
            for model in (Fact, Commitment):
                model.objects.filter(report_id=pk).update(place=place)
            Place.objects.filter(pk__in=[place.pk, before]).update(stale=True)
            moved += 1
            if before is not None:
                went[before] = place
    for key, place in went.items():
        left = Place.objects.filter(pk=key, reports=None).first()
        if left is not None:
            place_renamed.send(Place, before=left, after=place)
    for place in Place.objects.filter(reports=None):
        with suppress(ProtectedError), transaction.atomic():  # other apps may hold on to a place that no report is of
            place.delete()
    return moved


def follow_place(pk: int, *, rules: Any = None) -> int:
    """Follows the reports of a place and keeps what was found in place of what was there; gives how many goals it has.

    Nothing is locked while it works. What changes meanwhile makes the place stale again.
    """
    if not Place.objects.filter(pk=pk).update(stale=False, following_since=timezone.now()):
        return 0
    try:
        place = Place.objects.get(pk=pk)
        rows = list(Report.objects.filter(place=place, year__isnull=False).select_related("document").order_by("year", "id"))
        named = _named(rows)
        archive = follow([_of(place, row, name) for name, row in named.items()], rules=rules)
        with transaction.atomic():
            used = [named[report.name].pk for report in archive.reports]
            # Reports before the place: the order in which storing locks.
            Report.objects.filter(place=place, followed=True).exclude(pk__in=used).update(followed=False)
            Report.objects.filter(pk__in=used, followed=False).update(followed=True)
            Place.objects.select_for_update(no_key=True).filter(pk=pk).values_list("pk").first()
            _forget(place)
            _keep(place, archive, named)
            Place.objects.filter(pk=pk).update(following_since=None, followed_at=timezone.now())
    except BaseException:
        Place.objects.filter(pk=pk).update(stale=True, following_since=None)
        raise
    return len(archive.outcomes)


def follow_again_what_was_left() -> int:
    """Makes stale again the places that somebody began to follow and never ended; to be called where nobody follows. Gives how many."""
    return Place.objects.exclude(following_since=None).update(stale=True, following_since=None)


def follow_across() -> int | None:
    """Looks for findings between places and keeps them in place of those that were there.

    Gives how many there are; None where the archive is larger than ``ACROSS_MOST`` and nothing was done.
    """
    rows = Report.objects.filter(followed=True).select_related("document", "place").order_by("place_id", "year", "id")
    if rows.count() > ACROSS_MOST:
        return None
    named: dict[str, Report] = {}
    groups: dict[PlaceOf, list[duixian.Report]] = {}
    for row in rows:
        if row.place is not None:
            name = _unlike(f"{row.place.name}{_said(row)}", row, named)
            named[name] = row
            groups.setdefault(PlaceOf(row.place.code, row.place.name), []).append(_of(row.place, row, name))
    found = [
        *disputed((place, report) for place, reports in groups.items() for report in reports),
        *repetitions([(place, sorted(reports, key=year_of)) for place, reports in groups.items()]),
    ]
    across = {
        one.id: one for one in found if one.other_report and named[one.report].place_id != named[one.other_report].place_id
    }
    with transaction.atomic():
        Finding.objects.filter(across=True).delete()
        _keep_findings(across.values(), named, None)
    return len(across)


def _mere(pk: int, name: str, code: str) -> duixian.Report:
    """A report of which only the place is known, and which is called by its key."""
    return duixian.Report(name="", sha256=str(pk), format="", text="", view=View("", (), ()), metadata=Metadata(place=Named(name), place_code=code))


def _said(row: Report) -> str:
    """What a report is called in sentences about its place: 2024年政府工作报告."""
    return f"{row.year}年{value_word('kind', row.kind, 'zh')}"


def _unlike(name: str, row: Report, taken: dict[str, Report]) -> str:
    return f"{name}〔{row.ref[:6]}〕" if name in taken else name


def _named(rows: Iterable[Report]) -> dict[str, Report]:
    """Reports by what sentences about them call them."""
    named: dict[str, Report] = {}
    for row in rows:
        named[_unlike(_said(row), row, named)] = row
    return named


def _of(place: Place, row: Report, name: str) -> duixian.Report:
    """A report as people left it, of the place it belongs to here, under the name that sentences call it by."""
    report = as_people_left_it(row).report
    meta = replace(report.metadata, place=replace(report.metadata.place, value=place.name), place_code=place.code)
    return replace(report, name=name, metadata=meta)


def _forget(place: Place) -> None:
    for model in (Series, Outcome, Cell, Standing, Evidence, LeftOut):
        model.objects.filter(place=place).delete()
    Finding.objects.filter(place=place, across=False).delete()


def _keep(place: Place, archive: Archive, named: dict[str, Report]) -> None:
    pk = {name: row.pk for name, row in named.items()}
    insert(
        Series,
        ("place_id", "key", "indicator", "indicator_id", "change", "dimension", "count", "targets", "first_year", "last_year", "record"),
        (_series(place, one, named) for one in archive.series),
    )
    insert(
        Outcome,
        (
            "outcome", "place_id", "year", "goal_report_id", "goal_fact", "goal_start", "goal_end", "actual_report_id", "actual_start",
            "actual_end", "indicator", "key", "measure", "hardness", "main", "better", "verdict", "strict", "gap", "record",
        ),
        (_outcome(place, one, pk, named) for one in archive.outcomes),
    )  # fmt: skip
    insert(
        Cell,
        (
            "place_id", "level", "year", "key", "indicator", "known", "change", "form", "better", "target", "actual", "last", "hardness",
            "verdict", "gap", "record",
        ),
        _cells(place, archive, named),
    )  # fmt: skip
    fields = ("place_id", "year", "level", *_COUNTS, "kept_share", "absent_share")
    insert(Standing, fields, ((place.pk, one.year, place.level, *(getattr(one, name) for name in fields[3:])) for one in standings(archive)))
    insert(
        Evidence,
        ("place_id", "year", "commitment_report_id", "commitment", "report_id", "start", "end", "rank", "record"),
        (
            (place.pk, one.year, pk[one.commitment_report], one.commitment, pk[one.report], one.start, one.end, one.rank, _json(one, named))
            for one in archive.evidence
        ),
    )
    _keep_findings(archive.findings, named, place)
    _keep_left_out(place, archive.left_out, named)


_COUNTS = ("goals", "decided", "exceeded", "met", "nearly", "missed", "other_form", "absent", "pending", "binding", "plain", "soft")


def _json(record: Any, named: dict[str, Report]) -> str:
    """A record as JSON, reports named by ``ref``."""
    changes: dict[str, Any] = {name: named[getattr(record, name)].ref for name in _NAMES if getattr(record, name, "")}
    if isinstance(record, OutcomeRecord):
        changes["searched"] = tuple(named[name].ref for name in record.searched)
    return msgspec.json.encode(replace(record, **changes)).decode()


def _series(place: Place, one: duixian.Series, named: dict[str, Report]) -> Sequence[object]:
    observations = tuple(replace(seen, report=named[seen.report].ref) for seen in one.observations)
    years = sorted(int(seen.period[:4]) for seen in observations if seen.period[:4].isdigit())
    return (
        place.pk, one.key[:200], one.indicator[:200], one.indicator_id, one.change, one.dimension, len(observations),
        sum(seen.role == "target" for seen in observations), years[0] if years else None, years[-1] if years else None,
        msgspec.json.encode(replace(one, observations=observations)).decode(),
    )  # fmt: skip


def _outcome(place: Place, one: OutcomeRecord, pk: dict[str, int], named: dict[str, Report]) -> Sequence[object]:
    told = bool(one.actual_report)
    return (
        one.id, place.pk, one.year, pk[one.goal_report], one.goal_fact, one.goal_start, one.goal_end, pk[one.actual_report] if told else None,
        one.actual_start if told else None, one.actual_end if told else None, one.indicator[:200], (one.indicator_id or one.key)[:200], one.measure.value,
        one.hardness.value if one.hardness else "", one.main, one.better, one.verdict.value, one.strict.value, one.gap, _json(one, named),
    )  # fmt: skip


def _cells(place: Place, archive: Archive, named: dict[str, Report]) -> Iterator[Sequence[object]]:
    keys = {one.indicator_id or one.key for one in archive.outcomes} | {one.indicator_id or one.key for one in archive.series}
    for row in Pairing(archive, keys, {(place.code, place.name)}).rows(None):
        figure = row.target or row.actual
        if figure is None:
            continue
        form = form_of(figure.measure, row.dimension, figure.unit)
        up = upward(row)
        numbers = (None if one is None or one.base_value is None else signed(one, up) for one in (row.target, row.actual, row.last))
        yield (
            place.pk, place.level, row.year, (row.indicator_id or row.key)[:200], row.indicator[:200], bool(row.indicator_id), row.change,
            f"{form.family}:{form.dimension}{':points' if form.points else ''}", "higher" if up > 0 else "lower", *numbers,
            row.hardness.value if row.hardness else "", row.verdict.value if row.verdict else "", row.gap, _row(row, named),
        )  # fmt: skip


def _row(row: ComparisonRow, named: dict[str, Report]) -> str:
    changes: dict[str, Any] = {}
    for name in ("target", "actual", "last"):
        figure = getattr(row, name)
        if figure is not None:
            changes[name] = replace(figure, report=named[figure.report].ref)
    return msgspec.json.encode(replace(row, **changes)).decode()


def _keep_findings(found: Iterable[CrossFinding], named: dict[str, Report], place: Place | None) -> None:
    """Keeps findings; their state is the last that people said of each."""
    rows = list(found)
    said: defaultdict[str, str] = defaultdict(lambda: JudgementState.OPEN.value)
    for finding, state in Judgement.objects.filter(finding__in=[one.id for one in rows]).order_by("id").values_list("finding", "state"):
        said[finding] = state
    values = []
    for one in rows:
        here, there = named[one.report], named.get(one.other_report)
        values.append(
            (
                one.id, one.kind, place.pk if place else here.place_id, one.year or here.year, here.pk, one.start, one.end,
                there.pk if there else None, place is None, said[one.id], _json(one, named),
            )
        )  # fmt: skip
    fields = ("finding", "kind", "place_id", "year", "report_id", "start", "end", "other_report_id", "across", "state", "record")
    insert(Finding, fields, values)


def _keep_left_out(place: Place, left: Iterable[LeftOutRecord], named: dict[str, Report]) -> None:
    insert(
        LeftOut,
        ("report_id", "place_id", "kind", "message", "english", "instead_id"),
        (
            (named[one.report].pk, place.pk, one.kind, one.message, one.english, named[one.instead].pk if one.instead else None)
            for one in left
        ),
    )
