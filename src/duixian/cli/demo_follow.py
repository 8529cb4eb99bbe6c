"""What the demo shows of following: the example reports followed, and two looks into the data set that ships."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from duixian.cli.console import say
from duixian.following import follow
from duixian.model import Measure, Qualifier, Report, Standing, Verdict
from duixian.publishing.archive_files import write_archive
from duixian.publishing.chapters import Chapter, chapters
from duixian.publishing.dataset.shipped import open_dataset
from duixian.publishing.phrases import number, quantity
from duixian.publishing.scoreboard import overview, scoreboard
from duixian.publishing.sources import Sources
from duixian.publishing.verdict_words import LOOKS, verdict_word
from duixian.publishing.wording import label, language

__all__ = ["follow_examples", "look_into_dataset"]

_FORMATS = ("xlsx", "docx", "jsonl")
_YEAR = 2025  # of the provinces' scoreboard
_CELLS = 2  # of a bar, for each percent

# One goal and its result for each year: of several that a report states, the main target, else the one stated first.
_GROWTH = """
    SELECT CAST(TIME_PERIOD AS INTEGER), GOAL_VALUE, GOAL_OP, VERDICT, STRICT_VERDICT, BETTER, OBS_VALUE
    FROM outcomes
    WHERE REF_AREA = '100000' AND INDICATOR IN ('gdp', 'gnp') AND MEASURE = 'growth' AND UNIT_MEASURE = '%' AND TIME_PERIOD >= '1978'
    QUALIFY row_number() OVER (PARTITION BY TIME_PERIOD ORDER BY MAIN DESC, OBS_VALUE IS NULL, GOAL_START) = 1
    ORDER BY TIME_PERIOD
"""
_PROVINCES = """
    SELECT NAME, REF_AREA, VERDICT, HARDNESS, count(*)
    FROM outcomes JOIN areas USING (REF_AREA)
    WHERE TIME_PERIOD = ? AND REF_AREA LIKE '%0000' AND REF_AREA <> '100000'
    GROUP BY ALL
"""


def follow_examples(reports: Sequence[Report], screen: Console, folder: str) -> None:
    """Prints the scoreboard of the latest year that has results, and writes the archive into ``folder``."""
    archive = follow(reports)
    parts = chapters(archive)
    judged = [chapter for chapter in parts if chapter.standing.decided]
    if judged:
        screen.print(say("demo_followed"), style="bold")
        screen.print(scoreboard(judged[-1], Sources(archive.reports), language(), main_only=True))
        screen.print()
        screen.print(overview(parts, language()))
    for format in _FORMATS:
        ending = "" if format == "jsonl" else f"outcomes.{format}"
        write_archive(archive, str(Path(folder) / "follow" / ending), format)


def look_into_dataset(screen: Console) -> None:
    """Prints the nation's growth targets against results by year, and the provinces' scoreboard, from the shipped figures."""
    with open_dataset() as data:
        growth = data.execute(_GROWTH).fetchall()
        provinces = data.execute(_PROVINCES, [str(_YEAR)]).fetchall()
    screen.print(_growth(growth))
    screen.print()
    screen.print(say("demo_provinces", year=_YEAR), style="bold")
    screen.print(overview(_standings(provinces), language()))
    screen.print(say("demo_no_text"), style="yellow")


def _growth(rows: Sequence[tuple[int, float, str, str, str, str, float | None]]) -> RenderableType:
    table = Table(title=say("demo_growth"), title_justify="left", title_style="bold", header_style="bold", box=None, pad_edge=False)
    for key in ("goals_of", "goal_short", "result"):
        table.add_column(label(key, language()), justify="right")
    table.add_column(label("verdict", language()), no_wrap=True)
    table.add_column(say("demo_bars"))
    for year, goal, op, verdict, strict, better, actual in rows:
        look = LOOKS[Verdict(verdict)]
        said = f"{look.sign} {verdict_word(Verdict(verdict), better, language())}"
        if strict != verdict:
            said += f" ({verdict_word(Verdict(strict), better, language())})"
        table.add_row(
            str(year),
            quantity(Measure.LEVEL, goal, None, "%", Qualifier(op)),
            "—" if actual is None else f"{number(actual)}%",
            Text(said, style=look.style),
            _bar(goal, actual, look.style),
        )
    return Group(table, Text(say("demo_growth_note"), style="dim"))


def _bar(goal: float, actual: float | None, style: str) -> Text:
    """A bar as long as the result, with a mark where the goal is."""
    at, end = round(goal * _CELLS), round((actual or 0) * _CELLS)
    bar = Text()
    for cell in range(max(at + 1, end)):
        filled = cell < end
        bar.append("┃" if cell == at else "█" if filled else "·", style=("reverse " if filled else "") + "bold" if cell == at else style if filled else "dim")
    return bar


def _standings(rows: Sequence[tuple[str, str, str, str | None, int]]) -> list[Chapter]:
    """The provinces by share kept, the largest first."""
    counts: dict[tuple[str, str], dict[str, int]] = {}
    for name, code, verdict, hardness, count in rows:
        of = counts.setdefault((name, code), {})
        for key in (verdict, hardness or ""):
            of[key] = of.get(key, 0) + count
    made = (Chapter(_standing(name, code, of), ()) for (name, code), of in counts.items())
    return sorted(made, key=lambda chapter: (-(chapter.standing.kept_share or 0), chapter.standing.place_code))


def _standing(name: str, code: str, of: dict[str, int]) -> Standing:
    verdicts = {verdict.value: of.get(verdict, 0) for verdict in Verdict}
    goals = sum(verdicts.values())
    decided = sum(verdicts[verdict] for verdict in Verdict if verdict.decided)
    judged = goals - verdicts["pending"]
    return Standing(
        place=name,
        place_code=code,
        year=_YEAR,
        goals=goals,
        decided=decided,
        **verdicts,
        **{key: of.get(key, 0) for key in ("binding", "plain", "soft")},
        kept_share=(verdicts["exceeded"] + verdicts["met"]) / decided if decided else None,
        absent_share=verdicts["absent"] / judged if judged else None,
    )
