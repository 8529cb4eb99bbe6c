"""Working days as dispatch counts them: those of :mod:`duixian.web.ledger.lights.notices`, with the notices that were loaded."""

from __future__ import annotations

from datetime import date

from duixian.web.ledger.lights.notices import working_days

__all__ = ["after_working_days"]


def after_working_days(day: date, number: int) -> date:
    """Gives the working day that is so many working days after ``day``, which does not count itself."""
    return working_days().add_days(day, number).day
