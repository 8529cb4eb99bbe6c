"""Goals and what became of them on the screen: an overview of places and years, then every goal with its verdict.

A verdict has a word, a sign and a colour. Each row says where the goal's sentence and the result's sentence stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from duixian.model import Outcome, Standing, Verdict
from duixian.publishing.chapters import Chapter, share
from duixian.publishing.sources import Passage, Sources
from duixian.publishing.summary import plain
from duixian.publishing.verdict_words import LOOKS, actual_in_words, goal_in_words, note, verdict_word
from duixian.publishing.wording import label, message

__all__ = ["overview", "scoreboard"]

_QUOTE = 150  # characters of a sentence shown beneath a goal
_FEW = 10  # goals shown of a report that names no main targets, where only those are asked for
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


def overview(chapters: Sequence[Chapter], language: str) -> RenderableType:
    """Gives one line a place and year: how many goals, what became of them, the shares kept and never mentioned again."""
    table = Table(title=label("overview", language), title_justify="left", title_style="bold", header_style="bold", box=None, pad_edge=False)
    table.add_column(label("place", language), overflow="fold")
    table.add_column(label("goals_of", language), justify="right")
    table.add_column(label("goals", language), justify="right")
    shown = [verdict for verdict in LOOKS if any(getattr(standing, verdict) for standing, _ in chapters)]
    for verdict in shown:
        look = LOOKS[verdict]
        table.add_column(f"{look.sign}{verdict_word(verdict, 'higher', language)}", justify="right", style=look.style)
    table.add_column(label("share_kept", language), justify="right", style="bold")
    table.add_column(label("share_absent", language), justify="right")
    for standing, _ in chapters:
        counts = (str(getattr(standing, verdict) or "") for verdict in shown)
        shares = (share(standing.kept_share), share(standing.absent_share))
        table.add_row(Text(plain(standing.place)), str(standing.year), str(standing.goals), *counts, *shares)
    return Group(table, Text(message("shares_defined", language), style="dim"))


def scoreboard(
    chapter: Chapter, sources: Sources, language: str, *, main_only: bool = False, sentences: bool = False
) -> RenderableType:
    """Gives the goals of one place and year, the main expected targets first, each with its result and verdict.

    Args:
        chapter: The place and year.
        sources: The archive's reports.
        language: ``zh`` or ``en``.
        main_only: Only the main expected targets; of a report that has none, the first few goals.
        sentences: Show the two sentences themselves, not only where they stand.
    """
    marks = _marks(chapter.outcomes, sources)
    main = [one for one in chapter.outcomes if one.main]
    others = [one for one in chapter.outcomes if not one.main]
    parts: list[RenderableType] = [_head(chapter, marks, language)]
    if main_only:
        others = [] if main else others[:_FEW]
    for caption, chosen in (("main_targets", main), ("other_goals", others)):
        if chosen:
            title = label(caption, language)
            parts.append(_listed(chosen, sources, language, title) if sentences else _table(chosen, sources, marks, language, title))
    if left := len(chapter.outcomes) - len(main) - len(others):
        parts.append(Text(message("more_goals", language, count=left), style="dim"))
    return Group(*parts)


def _head(chapter: Chapter, marks: dict[str, str], language: str) -> RenderableType:
    said = chapter.standing
    title = Text.assemble((message("scoreboard_title", language, place=plain(said.place), year=said.year, count=said.goals), "bold"))
    lines: list[RenderableType] = [title]
    results = dict.fromkeys(name for one in chapter.outcomes for name in one.searched)
    goals = dict.fromkeys(one.goal_report for one in chapter.outcomes)
    for key, names in (("goals_from", goals), ("results_from", results)):
        if names:
            lines.append(Text(message(key, language, reports="、".join(plain(marks[name]) for name in names)), style="dim"))
    counts = Text("  ").join(_counts(said, language))
    lines.append(counts)
    judged = said.goals - said.pending
    if judged:
        lines.append(
            Text(
                message(
                    "shares",
                    language,
                    kept=said.exceeded + said.met,
                    decided=said.decided,
                    kept_share=share(said.kept_share) or "—",
                    missed_share=share(said.missed / judged),
                    absent=said.absent,
                    judged=judged,
                    absent_share=share(said.absent_share) or "—",
                )
            )
        )
    lines.extend(_without_tolerance(chapter.outcomes, language))
    return Group(*lines)


def _counts(standing: Standing, language: str) -> Iterator[Text]:
    for verdict, look in LOOKS.items():
        if count := getattr(standing, verdict):
            yield Text(f"{look.sign} {verdict_word(verdict, 'higher', language)} {count}", style=look.style)


def _without_tolerance(outcomes: Iterable[Outcome], language: str) -> Iterator[Text]:
    """One line on how many verdicts rest on the tolerance."""
    if softened := sum(one.strict is Verdict.MISSED and one.verdict.kept for one in outcomes):
        yield Text(message("without_tolerance", language, count=softened), style="yellow")


def _table(outcomes: Sequence[Outcome], sources: Sources, marks: dict[str, str], language: str, title: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", header_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column(label("verdict", language), no_wrap=True)
    table.add_column(label("indicator", language), overflow="fold", ratio=4)
    table.add_column(label("goal_short", language), overflow="fold", ratio=3)
    table.add_column(label("result", language), overflow="fold", ratio=3)
    table.add_column(label("note", language), overflow="fold", style="dim", ratio=6)
    table.add_column(label("goal_at", language), justify="right", style="dim", no_wrap=True)
    table.add_column(label("result_at", language), justify="right", style="dim", no_wrap=True)
    several = len({one.goal_report for one in outcomes}) > 1, len({one.actual_report or one.other_report for one in outcomes} - {""}) > 1
    signs = {sources.short(name): mark[0] for name, mark in marks.items()}
    for one in outcomes:
        look = LOOKS[one.verdict]
        table.add_row(
            Text(f"{look.sign} {verdict_word(one.verdict, one.better, language)}", style=look.style),
            Text(plain(one.indicator)),
            Text(plain(goal_in_words(one))),
            Text(plain(actual_in_words(one)), style=look.style),
            Text(plain(note(one, language))),
            _at(sources.goal(one), signs if several[0] else {}),
            _at(sources.result(one), signs if several[1] else {}),
        )
    return table


def _at(passage: Passage | None, signs: dict[str, str]) -> Text:
    """Where a sentence stands: ``7305—7330``, led by the sign of its report where several are meant."""
    if passage is None:
        return Text("—")
    return Text(f"{signs.get(passage.report, '')}{passage.start}—{passage.end}")


def _listed(outcomes: Sequence[Outcome], sources: Sources, language: str, title: str) -> RenderableType:
    """Each goal as a short paragraph with both sentences, their numbers underlined."""
    lines: list[RenderableType] = [Text(title, style="bold")]
    for one in outcomes:
        look = LOOKS[one.verdict]
        result = actual_in_words(one)
        lines.append(
            Text.assemble(
                (f"{look.sign} {verdict_word(one.verdict, one.better, language)}", look.style),
                f"  {plain(one.indicator)}{plain(goal_in_words(one))}",
                f" → {plain(result)}" if result else "",
                (f"  {plain(note(one, language))}", "dim"),
            )
        )
        number = one.goal_start, one.goal_end
        lines.append(_quoted(label("goal_short", language), sources.goal(one), number))
        if found := sources.result(one):
            number = (one.actual_start, one.actual_end) if one.actual_report else (one.other_start, one.other_end)
            lines.append(_quoted(label("result", language), found, number))
    return Group(*lines)


def _quoted(caption: str, passage: Passage, number: tuple[int, int]) -> RenderableType:
    before, quote, behind = passage.around(*number, _QUOTE)
    where = f"{caption} {passage.report} {passage.start}—{passage.end} "
    return Padding(Text.assemble((where, "dim"), plain(before), (plain(quote), "underline"), plain(behind)), (0, 0, 0, 4))


def _marks(outcomes: Sequence[Outcome], sources: Sources) -> dict[str, str]:
    """A report's name as the head lists it: its short name, led by a sign of its own."""
    names = dict.fromkeys([*(one.goal_report for one in outcomes), *(name for one in outcomes for name in one.searched)])
    names |= dict.fromkeys(name for one in outcomes for name in (one.actual_report, one.other_report) if name)
    return {name: f"{_CIRCLED[k % len(_CIRCLED)]}{sources.short(name)}" for k, name in enumerate(names)}
