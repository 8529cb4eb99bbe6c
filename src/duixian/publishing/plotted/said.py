"""How reports say things over the years: how often a phrase stands in them, how hard a goal is worded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from duixian.model import ComparisonRow, Hardness
from duixian.publishing.plotted.plots import MOST_LINES, Amount, Counting, Lines, Step, Steps
from duixian.publishing.plotted.points import in_one_form, nothing, point, short, unit_of
from duixian.publishing.plotted.words import headed, name_of, when
from duixian.publishing.wording import message, value_word

__all__ = ["Use", "of_hardness", "of_phrases"]

_NAMED = 3
"""Phrases that a title names."""


class Use(NamedTuple):
    """How often a phrase stands in the reports of a year: ``times`` (or in so many reports), of ``whole`` reports, or characters for a rate."""

    phrase: str
    year: int
    times: int
    whole: int = 0


def of_phrases(uses: Iterable[Use], counting: Counting, *, place: str, title: str = "", language: str = "zh") -> Lines:
    """Gives the plot of phrases over the years, a line for each.

    Args:
        uses: One for each phrase and year; a year in which the phrase does not stand has ``times`` 0, one of which there are no reports is left out.
            The first six phrases are drawn.
        counting: What ``times`` and ``whole`` mean.
        place: Whose reports they are, as the title names them.
        title: The title; made of place, years and phrases where left out.
        language: ``zh`` or ``en``.

    Raises:
        UsageError: there are no uses.
    """
    given = [one for one in uses if counting is Counting.TIMES or one.whole]
    phrases = list(dict.fromkeys(one.phrase for one in given))
    if not phrases:
        raise nothing()
    order = tuple(phrases[:MOST_LINES])
    amounts = tuple(
        Amount(one.phrase, one.year, _value(one, counting), one.times, one.whole)
        for one in sorted(given, key=lambda one: (phrases.index(one.phrase), one.year))
        if one.phrase in order
    )
    unit = value_word("chart_unit", counting, language)
    title = title or message("chart_phrases_title", language, where=place, when=when({one.year for one in amounts}, language), phrases=_named(order, language))
    between, end = ("；", "。") if language == "zh" else ("; ", ". ")
    summary = headed(title, unit, language) + between.join(_course(phrase, amounts, language) for phrase in order) + end
    if len(phrases) > len(order):
        summary += message("chart_more_phrases", language, count=len(phrases) - len(order))
    return Lines(title=title, summary=summary.strip(), unit=unit, language=language, amounts=amounts, order=order, counting=counting)


def _value(use: Use, counting: Counting) -> float:
    match counting:
        case Counting.RATE:
            return round(use.times / use.whole * 10_000, 3)
        case Counting.REPORTS:
            return round(use.times / use.whole * 100, 1)
    return float(use.times)


def _named(order: Sequence[str], language: str) -> str:
    between = "、" if language == "zh" else ", "
    named = between.join(order[:_NAMED])
    return named if len(order) <= _NAMED else message("chart_phrases_some", language, phrases=named, count=len(order))


def _course(phrase: str, amounts: Sequence[Amount], language: str) -> str:
    """The first, the last and the greatest amount of one phrase."""
    own = [one for one in amounts if one.name == phrase]
    first, last, top = own[0], own[-1], max(own, key=lambda one: one.value)
    if len(own) == 1:
        return message("chart_phrase_one", language, phrase=phrase, year=first.year, value=short(first.value))
    return message(
        "chart_phrase_run",
        language,
        phrase=phrase,
        first=first.year,
        from_=short(first.value),
        last=last.year,
        to=short(last.value),
        top=top.year,
        most=short(top.value),
    )


def of_hardness(rows: Iterable[ComparisonRow], title: str = "", *, language: str = "zh") -> Steps:
    """Gives the plot of how hard one goal of one place is worded over the years.

    Args:
        rows: One place and indicator; of several forms the one with the most targets is taken. Rows without a target are left out.
        title: The title; made of place, years and indicator where left out.
        language: ``zh`` or ``en``.

    Raises:
        UsageError: no row has a target.
    """
    form, chosen = in_one_form(row for row in rows if row.target is not None)
    by_year = {row.year: row for row in reversed(chosen)}
    scale = unit_of([row.target for row in chosen if row.target is not None], form.word)
    steps = []
    for year, row in sorted(by_year.items()):
        if row.target is None:
            continue
        goal = point(row.place, year, "target", row.target, scale.factor)
        steps.append(Step(year, row.hardness or Hardness.PLAIN, row.wording, goal.text, goal.report, goal.start, goal.end))
    name = name_of(form.indicator, chosen[0].indicator_id, scale.word, language)
    title = title or message("chart_steps_title", language, place=chosen[0].place, when=when(list(by_year), language), name=name)
    return Steps(title=title, summary=(headed(title, "", language) + _turns(steps, language)).strip(), language=language, steps=tuple(steps))


def _turns(steps: Sequence[Step], language: str) -> str:
    counts = Counter(one.hardness for one in steps)
    said = message("chart_steps", language, years=len(steps), **{hardness.value: counts[hardness] for hardness in Hardness})
    changes = [
        message(
            "chart_step_change",
            language,
            year=after.year,
            before=value_word("hardness", before.hardness, language),
            after=value_word("hardness", after.hardness, language),
        )
        for before, after in pairwise(steps)
        if before.hardness is not after.hardness
    ]
    if changes:
        return said + message("chart_step_changes", language, changes=("、" if language == "zh" else ", ").join(changes))
    return said + message("chart_step_unchanged", language) if len(steps) > 1 else said
