"""Every number of every bulletin, counted twice: by the workspace, and by ``recount.py`` from exported rows of the log."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from duixian.web.ledger.acting import act
from duixian.web.ledger.assessment.figures import COUNTS, figures, numbers, percent, rated
from duixian.web.ledger.assessment.fold import fold
from duixian.web.ledger.assessment.periods import Period, periods_of
from duixian.web.ledger.assessment.texts import behind
from duixian.web.ledger.keeping.closing import close_year
from duixian.web.ledger.models import Event, Item
from duixian.web.ledger.options import set_option
from duixian.web.ledger.states import Act
from tests.web.ledger.district import District
from tests.web.ledger.invented import Clock, Year, first_half, lights_as_told
from tests.web.ledger.recount import exported, recount

pytestmark = pytest.mark.django_db

PERIODS = [Period("month", 2026, month) for month in range(1, 7)] + [Period("quarter", 2026, 1), Period("quarter", 2026, 2), Period("half", 2026, 1), Period("year", 2026, 1)]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


@pytest.fixture
def year(district: District, clock: Clock) -> Iterator[Year]:
    with lights_as_told():
        yield first_half(district, clock)


def test_every_number_is_that_of_the_second_count(district: District, year: Year) -> None:
    rows = exported()
    for period in PERIODS:
        assert numbers(figures(district.ledger, period)) == recount(rows, district.ledger.pk, period.start, period.end), period


def test_what_april_was(district: District, year: Year) -> None:
    """The same by hand, so that both counts are not wrong alike."""
    found = numbers(figures(district.ledger, Period("month", 2026, 4)))
    expected = {
        "items": 9, "open": 8, "new": 0, "verified": 1, "closed": 1, "overdue": 0, "returned": 0, "sent_back": 1, "coordination": 1,
        "due": 8, "made": 8, "on_time": 6, "late": 2, "missing": 0, "approved": 8, "sign_due": 0, "signed": 0,
    }  # fmt: skip
    assert {name: found[f"counts.{name}"] for name in expected} == expected
    assert {name: found[f"classes.{name}"] for name in ("done", "behind", "ahead", "on", "other")} == {"done": 1, "behind": 2, "ahead": 2, "on": 1, "other": 3}
    assert (found["on_time_rate"], found["closing_rate"]) == ("75%", "11.1%")
    february = numbers(figures(district.ledger, Period("month", 2026, 2)))
    assert (february["counts.new"], february["counts.sign_due"], february["counts.signed"]) == (2, 2, 1)


def test_what_happens_later_changes_nothing(district: District, year: Year, clock: Clock) -> None:
    periods = [Period("month", 2026, 4), Period("quarter", 2026, 1), Period("quarter", 2026, 2)]
    before = [json.dumps(figures(district.ledger, one), sort_keys=True) for one in periods]
    clock.set("07-20")
    set_option("report_day", 20, district.user("delivery"))
    set_option("sign_hours", 1, district.user("delivery"))
    year.report("新增停车泊位800个", 1, "07-21", "04-30", value="500", text="补报4月进展")
    year.run()
    act(year.items["新建口袋公园6个"], Act.DROP, district.user("delivery"), {"reason": "并入其他规划"})
    assert [json.dumps(figures(district.ledger, one), sort_keys=True) for one in periods] == before
    rows = exported()
    july = Period("month", 2026, 7)
    assert figures(district.ledger, july)["options"]["report_day"] == 20
    for period in [*PERIODS, july]:
        assert numbers(figures(district.ledger, period)) == recount(rows, district.ledger.pk, period.start, period.end), period


def test_figures_are_folded_from_the_log_and_not_from_rows(district: District, year: Year) -> None:
    period = Period("quarter", 2026, 1)
    before = figures(district.ledger, period)
    district.ledger.items.update(state="draft", light="red", value=0, deadline="2026-01-01", title="改过的行")
    assert figures(district.ledger, period) == before


def test_a_number_has_as_much_behind_it_as_it_says(district: District, year: Year) -> None:
    found = figures(district.ledger, Period("quarter", 2026, 2))
    for office in [None, *(row["office"] for row in found["offices"])]:
        row = found if office is None else next(one for one in found["offices"] if one["office"] == office)
        for name in COUNTS:
            items, entries = behind(found, f"counts.{name}", office)
            assert len(items) + len(entries) == len(row["counts"][name])
    with pytest.raises(KeyError):
        behind(found, "counts.nothing")


@pytest.mark.parametrize(
    ("period", "day", "limits"),
    [
        (Period("month", 2026, 4), 5, ["2026-03-01 2026-04-05"]),
        (Period("month", 2026, 1), 28, ["2025-12-01 2026-01-28"]),
        (Period("quarter", 2026, 1), 5, ["2025-12-01 2026-01-05", "2026-01-01 2026-02-05", "2026-02-01 2026-03-05"]),
    ],
)
def test_the_months_that_are_due_within_a_period(period: Period, day: int, limits: list[str]) -> None:
    assert [f"{month} {last}" for month, last in period.limits(day)] == limits


def test_periods_and_those_before(clock: Clock) -> None:
    assert (Period("half", 2026, 2).start.isoformat(), Period("half", 2026, 2).end.isoformat()) == ("2026-07-01", "2026-12-31")
    assert [Period("half", 2026, 1).name(), Period("half", 2026, 2).name("en"), Period("month", 2026, 4).name()] == ["2026年上半年", "Second half of 2026", "2026年4月"]
    assert Period("quarter", 2026, 1).before == Period("quarter", 2025, 4)
    clock.set("05-10")
    assert [one.number for one in periods_of("month", 2026)] == [5, 4, 3, 2, 1]
    assert Period("month", 2026, 4).over()
    assert not Period("month", 2026, 5).over()


def test_rates_are_written_half_up_and_nothing_of_nothing_has_none() -> None:
    from fractions import Fraction

    assert [percent(Fraction(1, 3)), percent(Fraction(1, 8)), percent(Fraction(1, 1)), percent(Fraction(1, 16))] == ["33.3%", "12.5%", "100%", "6.3%"]
    assert rated({"counts": {"on_time": [], "due": []}}, "on_time_rate") == "—"


def test_the_log_of_an_entry_says_all_that_is_counted(district: District, clock: Clock) -> None:
    clock.set("05-03")
    item = district.at_work()
    reported = Event.objects.get(number=item.pk, action="report")
    assert reported.data["approved"] is False
    assert Event.objects.get(number=item.pk, action="approve").data["reported"] == reported.pk
    act(item, Act.REPORT, district.user("head1"), {"as_of": "2026-04-30", "value": "2"})
    assert Event.objects.filter(number=item.pk, action="report").latest("id").data["approved"] is True


def test_what_was_carried_over_stands_in_the_next_year_as_it_did(district: District, clock: Clock) -> None:
    """Figures of a year come from its own log alone, so the row that begins a carried item must say everything of it."""
    clock.set("04-02")
    item = district.at_work(supporting=[district.offices["department2"].pk], milestones=[{"due": "2026-09-30", "what": "主体完工", "planned": "2"}])
    clock.set("06-03")
    act(item, Act.REPORT, district.user("officer1"), {"as_of": "2026-05-31", "value": "1"})
    act(item, Act.APPROVE, district.user("head1"), {"entry": item.entries.latest("id").pk})
    close_year(district.ledger, district.user("delivery"))
    after = Item.objects.get(origin=item)
    told = fold(after.ledger, timezone.now() + timedelta(days=1)).items[after.pk]
    for name in ("number", "title", "kind", "section", "unit", "better", "begins", "deadline", "baseline", "target", "value", "value_on", "state"):
        assert getattr(told, name) == getattr(after, name), name
    assert (told.lead, told.supporting, [one["what"] for one in told.milestones]) == (after.lead_id, [district.offices["department2"].pk], ["主体完工"])
