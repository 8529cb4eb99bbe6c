"""Time as Chinese reports write it, turned into ISO 8601 periods: ``2020``, ``2016/2020``, ``2023-01/2023-09``."""

from __future__ import annotations

__all__ = ["five_year_plan", "span"]


def five_year_plan(number: int) -> str:
    """Gives the years of the ``number``-th five-year plan (the first ran from 1953 to 1957).

    The plans ran without a break but for 1963 to 1965, between the second and the third.

    >>> five_year_plan(13), five_year_plan(2), five_year_plan(6)
    ('2016/2020', '1958/1962', '1981/1985')
    """
    first = 1953 + 5 * (number - 1) + (3 if number >= 3 else 0)
    return span(first, first + 4)


def span(first: int, last: int) -> str:
    """Gives the period from year ``first`` to year ``last``, one year where they are the same.

    >>> span(2016, 2020), span(2020, 2020)
    ('2016/2020', '2020')
    """
    return str(first) if first == last else f"{first}/{last}"
