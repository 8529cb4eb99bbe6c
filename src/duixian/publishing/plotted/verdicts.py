"""What became of a place's goals, year by year."""

from __future__ import annotations

from collections.abc import Sequence

from duixian.model import Standing
from duixian.publishing.plotted.plots import Part, Shares
from duixian.publishing.plotted.points import nothing
from duixian.publishing.plotted.words import headed, share_in_percent, when
from duixian.publishing.verdict_words import LOOKS
from duixian.publishing.wording import message

__all__ = ["of_standings"]


def of_standings(standings: Sequence[Standing], title: str = "", *, language: str = "zh") -> Shares:
    """Gives the plot of a place's verdicts: for each year the share of its goals that have each.

    Args:
        standings: Those of one place, one a year.
        title: The title; made of place and years where left out.
        language: ``zh`` or ``en``.

    Raises:
        UsageError: there are no goals.
    """
    years = sorted((one for one in standings if one.goals), key=lambda one: one.year)
    if not years:
        raise nothing()
    title = title or message("chart_shares_title", language, place=years[0].place, when=when([one.year for one in years], language))
    parts = tuple(
        Part(one.year, verdict, count, count / one.goals)
        for one in years
        for verdict in LOOKS
        if (count := int(getattr(one, verdict.value)))
    )
    said = [message("chart_share_of_year", language, year=one.year, goals=one.goals, share=_share(one, language)) for one in years]
    summary = headed(title, "", language) + message("chart_shares", language, goals=sum(one.goals for one in years))
    between, end = ("；", "。") if language == "zh" else ("; ", ".")
    return Shares(title=title, summary=summary + between.join(said) + end, language=language, parts=parts)


def _share(one: Standing, language: str) -> str:
    if not one.decided:
        return message("chart_share_none", language)
    kept = one.exceeded + one.met
    return message("chart_share_kept", language, decided=one.decided, kept=kept, percent=share_in_percent(kept, one.decided))
