"""Working days: announced years, notices that were loaded, years that nobody knows; and reckoning with them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duixian.web.ledger.lights.days import Unit, WorkingDays, add_months, announced, month_end, month_ends
from duixian.web.ledger.lights.months import Months

CHINA = ZoneInfo("Asia/Shanghai")
PLAIN = WorkingDays()
OFFICE = ((time(9), time(12)), (time(14), time(18)))
DAYS = st.dates(date(2024, 1, 1), date(2032, 12, 31))
CALENDARS = st.dictionaries(st.dates(date(2027, 1, 1), date(2028, 12, 31)), st.booleans(), max_size=30).map(lambda told: announced([(2027, told)]))


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2026, 10, 1), False),  # National Day, a Thursday
        (date(2026, 10, 10), True),  # a Saturday worked on for it
        (date(2026, 10, 9), True),
        (date(2026, 10, 11), False),
        (date(2031, 10, 1), True),  # nobody knows yet: Monday to Friday
    ],
)
def test_announced_days_and_others(day: date, working: bool) -> None:
    assert PLAIN.is_working(day) is working
    assert PLAIN.is_announced(day) is (day.year < 2031)


def test_a_notice_prevails_over_what_was_known_and_makes_its_year_known() -> None:
    days = announced([(2031, {date(2031, 10, 1): False}), (2026, {date(2026, 10, 9): False})])
    assert not days.is_working(date(2031, 10, 1))
    assert days.is_announced(date(2031, 3, 3))
    assert not days.is_announced(date(2032, 3, 3))
    assert not days.is_working(date(2026, 10, 9)), "of what the library knows only the days of the notice change"
    assert not days.is_working(date(2026, 10, 1))


@pytest.mark.parametrize(
    ("start", "amount", "unit", "due", "provisional"),
    [
        (datetime(2026, 9, 30, 10, tzinfo=CHINA), 24, Unit.HOURS, datetime(2026, 10, 1, 10, tzinfo=CHINA), False),
        (datetime(2026, 9, 30, 10, tzinfo=CHINA), 24, Unit.WORKING_HOURS, datetime(2026, 10, 8, 10, tzinfo=CHINA), False),
        (datetime(2026, 9, 30, 17, tzinfo=CHINA), 2, Unit.OFFICE_HOURS, datetime(2026, 10, 8, 10, tzinfo=CHINA), False),
        (datetime(2026, 9, 30, 11, 30, tzinfo=CHINA), 1, Unit.OFFICE_HOURS, datetime(2026, 9, 30, 14, 30, tzinfo=CHINA), False),
        (datetime(2026, 10, 3, 11, tzinfo=CHINA), 1, Unit.OFFICE_HOURS, datetime(2026, 10, 8, 10, tzinfo=CHINA), False),
        (datetime(2026, 9, 30, 10, tzinfo=CHINA), 3, Unit.WORKING_DAYS, datetime(2026, 10, 10, 23, 59, 59, tzinfo=CHINA), False),
        (datetime(2026, 9, 30, 10, tzinfo=CHINA), 3, Unit.DAYS, datetime(2026, 10, 3, 23, 59, 59, tzinfo=CHINA), False),
        (datetime(2026, 11, 30, 10, tzinfo=CHINA), 3, Unit.MONTHS, datetime(2027, 2, 28, 23, 59, 59, tzinfo=CHINA), False),
        (datetime(2031, 9, 30, 10, tzinfo=CHINA), 1, Unit.WORKING_DAYS, datetime(2031, 10, 1, 23, 59, 59, tzinfo=CHINA), True),
        (datetime(2031, 9, 30, 10, tzinfo=CHINA), 24, Unit.WORKING_HOURS, datetime(2031, 10, 1, 10, tzinfo=CHINA), True),
    ],
)
def test_time_limits(start: datetime, amount: float, unit: Unit, due: datetime, provisional: bool) -> None:
    assert PLAIN.due(start, amount, unit, OFFICE) == (due, provisional)


@pytest.mark.parametrize(("amount", "unit"), [(-1, Unit.WORKING_HOURS), (1.5, Unit.DAYS), (-1, Unit.WORKING_DAYS)])
def test_limits_that_cannot_be(amount: float, unit: Unit) -> None:
    with pytest.raises(ValueError, match=r"hours|whole"):
        PLAIN.due(datetime(2026, 1, 1, tzinfo=CHINA), amount, unit, OFFICE)


@given(days=CALENDARS, day=DAYS, count=st.integers(0, 40))
def test_adding_and_counting_agree(days: WorkingDays, day: date, count: int) -> None:
    later = days.add_days(day, count).day
    assert days.is_working(later)
    if count:
        assert days.between(day, later) == count
        assert days.between(later, day) == -count
        assert days.add_days(day, count + 1).day > later
        back = days.add_days(later, -count).day
        assert back <= day or days.between(back, day) <= 0
    assert days.on_or_after(day).day >= day


@given(days=CALENDARS, at=st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 1)), one=st.integers(0, 400), two=st.integers(0, 400))
def test_hours_add_up_and_end_while_the_office_is_open(days: WorkingDays, at: datetime, one: int, two: int) -> None:
    start = at.replace(tzinfo=CHINA)
    first = days.add_hours(start, one / 10, OFFICE)
    assert first.at >= start
    assert days.is_working(first.at.date())
    assert any(begin <= first.at.time() <= end for begin, end in OFFICE)
    whole = days.add_hours(start, (one + two) / 10, OFFICE).at
    assert abs(days.add_hours(first.at, two / 10, OFFICE).at - whole) < timedelta(seconds=1) or two == 0


@given(day=DAYS, count=st.integers(-30, 30))
def test_months_keep_the_day_or_the_months_last(day: date, count: int) -> None:
    later = add_months(day, count)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == count
    assert later.day == min(day.day, month_end(later).day)


@given(first=DAYS, span=st.integers(0, 800))
def test_month_ends_are_all_there(first: date, span: int) -> None:
    last = first + timedelta(days=span)
    assert list(month_ends(first, last)) == [day for day in (first + timedelta(days=one) for one in range(span + 1)) if (day + timedelta(days=1)).day == 1]


@pytest.mark.parametrize(
    ("day", "shift", "month"),
    [
        (date(2026, 10, 5), False, date(2026, 8, 31)),  # on the report day itself one may still report
        (date(2026, 10, 6), False, date(2026, 9, 30)),
        (date(2026, 10, 8), True, date(2026, 8, 31)),  # the 5th is a day off, the 8th the next working day
        (date(2026, 10, 9), True, date(2026, 9, 30)),
    ],
)
def test_the_month_whose_reports_are_due(day: date, shift: bool, month: date) -> None:
    assert Months(PLAIN, 5, shift).last_due(day).day == month


@settings(max_examples=50)
@given(day=DAYS, report_day=st.integers(0, 28), shift=st.booleans())
def test_the_last_month_due_is_due_and_the_next_is_not(day: date, report_day: int, shift: bool) -> None:
    months = Months(PLAIN, report_day, shift)
    last = months.last_due(day).day
    assert months.due(last).day < day <= months.due(month_end(last + timedelta(days=1))).day
