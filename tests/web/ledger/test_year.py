"""A whole year of a district of 30 departments and 12 streets, lived through by the actions that pages use; then every published number is counted again from the log."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from duixian.web.accounts import sample
from duixian.web.accounts.models import Office, OfficeKind
from duixian.web.archive.models import Report
from duixian.web.ledger.assessment.models import Appeal, Assessment, Bulletin, Score
from duixian.web.ledger.assessment.periods import Period
from duixian.web.ledger.dispatch.models import Case, CaseState
from duixian.web.ledger.keeping.models import YearEnd
from duixian.web.ledger.models import Entry, Event, Item, Ledger, State
from duixian.web.ledger.options import set_option
from duixian.web.ledger.simulation.clock import at
from duixian.web.ledger.simulation.people import People
from duixian.web.ledger.simulation.year import Year
from tests.web.ledger.recount import exported, recount
from tests.web.ledger.recount_dispatch import recount_dispatch, tables

pytestmark = pytest.mark.django_db


def test_a_year_from_the_report_to_the_closing(archive: list[Report]) -> None:
    sample.load()
    report = max((one for one in archive if one.kind == "work_report"), key=lambda one: one.year or 0)
    assert report.place is not None
    year = Year(report.place, report.year or 2025, report=report, entries=2700, dispatches=1550)
    with at(timezone.make_aware(datetime(year.year, 1, 5))):
        set_option("rates_minimum", 1, People().delivery)  # so that departments have rates in a month
    ledger = year.live()

    assert Office.objects.filter(kind=OfficeKind.DEPARTMENT).count() == 30
    assert Office.objects.filter(kind=OfficeKind.STREET).count() == 12
    assert Item.objects.filter(ledger=ledger).count() >= 300
    assert Item.objects.filter(ledger=ledger, sources__report=report).distinct().count() >= 30, "part of them was broken down from the report"
    assert Entry.objects.count() >= 2000
    assert Case.objects.count() >= 1500
    assert Bulletin.objects.filter(state="issued").count() == 12
    assert Assessment.objects.filter(state="final").count() == 4
    assert sum(year.refused.values()) < sum(year.done.values()) / 50, year.refused.most_common(10)

    rows = exported()
    _figures_stand(rows)
    _the_log_is_the_state(rows)
    _scores_are_the_sum_of_their_lines()
    _the_year_went_on(ledger)


def _figures_stand(rows: list[dict[str, Any]]) -> None:
    """The numbers written down when a bulletin was made are those that the log gives now, counted by other code."""
    names = {one.pk: str(one) for one in Office.objects.all()}
    counted: dict[Period, dict[str, Any]] = {}
    for bulletin in Bulletin.objects.order_by("starts"):
        made = next(one for one in rows if one["subject"] == "bulletin" and one["number"] == bulletin.pk and one["action"] == "make")
        told = made["data"]["numbers"]
        again = counted[bulletin.period] = recount(rows, bulletin.ledger_id, bulletin.starts, bulletin.ends)
        assert {name: told[name] for name in again} == again, bulletin.starts
        before = counted[bulletin.period.before] if bulletin.of > 1 else {}
        for row in bulletin.figures["offices"]:
            assert row["rank_before"] == before.get(f"office.{row['office']}.rank"), (bulletin.starts, row["name"])
        dispatch = tables(bulletin.figures["dispatch"])
        assert set(dispatch) == {"department", "street"}
        assert recount_dispatch(rows, bulletin.starts, bulletin.ends, names) == dispatch, bulletin.starts


def _the_log_is_the_state(rows: list[dict[str, Any]]) -> None:
    last: dict[tuple[str, int], object] = {}
    for row in rows:
        if row["after"]:
            last[str(row["subject"]), int(str(row["number"]))] = row["after"]
    for item in Item.objects.all():
        assert last["item", item.pk] == item.state
        if item.state == State.VERIFIED:
            actions = [row["action"] for row in rows if row["subject"] == "item" and row["number"] == item.pk]
            assert "verify" in actions
    for case in Case.objects.all():
        assert last["case", case.pk] == case.state
    assert Event.objects.filter(subject="item", action="report").count() == Entry.objects.count(), "no entry is lost"
    times = [row["at"] for row in rows]
    assert times == sorted(times), "the log runs in the order of time"  # type: ignore[type-var]


def _scores_are_the_sum_of_their_lines() -> None:
    for score in Score.objects.select_related("assessment__scoring").prefetch_related("lines"):
        base = Decimal(str(score.assessment.scoring.content["base"]))
        assert score.total == base + sum(line.points for line in score.lines.all()), (score.assessment, score.office)
        assert all(line.facts or line.settles_id or line.said for line in score.lines.all()), "every point says what it was for"
    assert Appeal.objects.exclude(answered=None).count() == 4


def _the_year_went_on(ledger: Ledger) -> None:
    end = YearEnd.objects.get(ledger=ledger)
    carried = Item.objects.filter(origin__ledger=ledger)
    assert end.counts["carried"] == carried.count() > 0
    assert Counter(carried.values_list("ledger__year", flat=True)) == {ledger.year + 1: carried.count()}
    assert not Item.objects.filter(ledger=ledger, state__in=[State.ACCEPTED, State.IN_PROGRESS, State.REPORTED_DONE]).exists()
    assert Case.objects.filter(state=CaseState.CLOSED).count() > 500
    assert ledger.frozen_at is not None
    assert ledger.frozen_at.date() >= date(ledger.year + 1, 1, 31)
