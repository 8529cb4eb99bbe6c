"""Days by which something is to be done, as reports and tables write them."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime

from duixian.language.periods import cues
from duixian.web.ledger.drafting.words import words

__all__ = ["day_said", "end_of"]

_PART = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{2})(?:-(?P<day>\d{2}))?|-Q(?P<quarter>[1-4]))?\Z")


def end_of(period: str) -> date | None:
    """Gives the last day of an ISO 8601 period; None where it is none.

    >>> end_of("2025").isoformat(), end_of("2025-06").isoformat(), end_of("2021/2025-Q3").isoformat(), end_of("soon")
    ('2025-12-31', '2025-06-30', '2025-09-30', None)
    """
    part = _PART.match(period.rpartition("/")[2])
    if part is None:
        return None
    year = int(part["year"])
    month = int(part["month"] or (int(part["quarter"]) * 3 if part["quarter"] else 12))
    if not (1 <= month <= 12 and year):
        return None
    last = monthrange(year, month)[1]
    return date(year, month, min(int(part["day"] or last) or last, last))


def day_said(said: object, year: int) -> date | None:
    """Gives the day that a cell says, as a day or in words; of a year the end is meant where words say no more. None where nothing is understood.

    >>> day_said("2026年9月底前", 2026).isoformat(), day_said("6月", 2026).isoformat(), day_said("全年推进", 2026).isoformat()
    ('2026-09-30', '2026-06-30', '2026-12-31')
    >>> day_said("12月底前", 2026).isoformat(), day_said("5月20日前", 2026).isoformat(), day_said("第三季度", 2026).isoformat()
    ('2026-12-31', '2026-05-20', '2026-09-30')
    >>> day_said("2026/3/15", 2026).isoformat(), day_said("2026.11", 2026).isoformat(), day_said("尽快", 2026)
    ('2026-03-15', '2026-11-30', None)
    """
    if isinstance(said, datetime):
        return said.date()
    if isinstance(said, date):
        return said
    text = str(said or "").strip()
    said_in = words("words")["days"]
    if plain := re.match(said_in["day"], text):
        try:
            return date(int(plain[1]), int(plain[2]), int(plain[3]))
        except ValueError:
            return None
    if month := re.match(said_in["month"], text):
        return end_of(f"{month[1]}-{int(month[2]):02d}") if 1 <= int(month[2]) <= 12 else None
    months = [end_of(f"{year}-{int(one['month']):02d}" + (f"-{int(one['day']):02d}" if one["day"] else "")) for one in re.finditer(said_in["of_year"], text)]
    months += [end_of(f"{year}-{month:02d}") for part, month in said_in["parts"].items() if part in text]
    days = [day for day in months if day]
    if not days or re.search(r"\d{4}", text):  # a review speaks of last year's quarters, a list of tasks of its own year's
        days = [day for cue in cues(text, year) if (day := end_of(cue.period))] or days
    if days:
        return max(days)
    if any(word in text for word in said_in["year_end"]):
        return date(year, 12, 31)
    return None
