"""A finding across documents put together: both places, quotes, and an id that does not change."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from duixian.following.selection import year_of
from duixian.language.periods import last_year
from duixian.model import CrossFinding, Fact, Measure, Report
from duixian.reading.quoting import identity, quoted

__all__ = ["Spot", "bounds", "crossing", "of_facts", "said", "said_of_goal", "spot"]


_MEANS = {Measure.GROWTH: "增长", Measure.DECLINE: "下降", Measure.RISE: "提高", Measure.FALL: "降低"}


class Spot(NamedTuple):
    """A place in a report: ``[start, end)`` in its source text."""

    report: Report
    start: int
    end: int

    @property
    def quote(self) -> str:
        """What stands there."""
        return self.report.text[self.start : self.end]


def spot(fact: Fact, report: Report) -> Spot:
    """Gives the place of a fact's number."""
    return Spot(report, fact.start, fact.end)


@cache
def bounds() -> dict[str, Any]:
    """Gives the words and bounds of findings (``data/findings.toml``)."""
    return tomllib.loads(files("duixian.following").joinpath("data", "findings.toml").read_text(encoding="utf-8"))


def crossing(
    kind: str,
    message: str,
    here: Spot,
    there: Spot | None = None,
    *,
    year: int = 0,
    indicator: str = "",
    indicator_id: str = "",
    rules: tuple[str, ...] = (),
) -> CrossFinding:
    """Gives the finding of ``kind`` at ``here``, with the second place ``there``.

    Args:
        kind: A stable word; ``docs/findings.md`` lists them.
        message: One Chinese sentence for a person: what, and what to do.
        here: The place a reader should look at.
        there: The other place, in the same or another report.
        year: The year it is about; the report's own where left out.
        indicator: The indicator's name as ``here`` writes it.
        indicator_id: Its catalogue id.
        rules: Names of the rules that made it; the kind where left out.
    """
    quote, prefix, suffix = quoted(here.report.text, here.start, here.end)
    other = (there.report.sha256, there.start, there.end) if there else ("", -1, -1)
    return CrossFinding(
        id=identity(here.report.sha256, kind, here.start, here.end, *other),
        start=here.start,
        end=here.end,
        quote=quote,
        prefix=prefix,
        suffix=suffix,
        kind=kind,
        message=message,
        other_start=other[1],
        other_end=other[2],
        rules=rules or (kind,),
        report=here.report.name,
        other_report=there.report.name if there else "",
        other_quote=there.quote if there else "",
        place=here.report.metadata.place.value,
        year=year or year_of(here.report),
        indicator=indicator,
        indicator_id=indicator_id,
    )


def of_facts(
    kind: str, message: str, here: Fact, report: Report, there: Fact, other: Report, *, rules: tuple[str, ...] = ()
) -> CrossFinding:
    """Gives a finding about two facts, each with its report; ``here`` is the one a reader should look at."""
    return crossing(
        kind,
        message,
        spot(here, report),
        spot(there, other),
        year=last_year(here.period),
        indicator=here.indicator,
        indicator_id=here.indicator_id,
        rules=rules,
    )


def said(fact: Fact) -> str:
    """Gives a fact's number as the report writes it, on one line.

    >>> from duixian.model import Role
    >>> said(Fact(id="", start=0, end=4, quote="12 座", role=Role.ACTUAL, indicator="公厕", value=12))
    '12座'
    """
    return "".join(fact.quote.split())


def said_of_goal(fact: Fact) -> str:
    """Gives a fact's number with the word for its change and what its wording adds: 增长6%（左右）."""
    words = "".join(word for word in fact.wording if word not in fact.quote)
    return _MEANS.get(fact.measure, "") + said(fact) + (f"（{words}）" if words else "")
