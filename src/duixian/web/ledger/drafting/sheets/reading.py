"""Rows of a table as drafts: what each cell means, what is not understood, and what is no task at all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from duixian.web.accounts.models import Office, Post, PostRole, Tenure
from duixian.web.ledger.drafting.days import day_said
from duixian.web.ledger.drafting.names import Names
from duixian.web.ledger.drafting.sheets.grids import Grid
from duixian.web.ledger.drafting.words import words
from duixian.web.ledger.models import Kind

__all__ = ["Leaders", "Line", "lines", "meant"]

_TITLE = 60


class Line(NamedTuple):
    """A row with a task: where it stands (rows from 1, as a person counts), the section it is under, and its cells by field."""

    row: int
    section: str
    said: dict[str, str]


class Leaders:
    """The posts of district leaders, by title and by who holds them."""

    def __init__(self) -> None:
        posts = {one.pk: one for one in Post.objects.filter(role=PostRole.LEADER, closed_on=None)}
        self._by_name = {one.title: pk for pk, one in posts.items()}
        for post, name in Tenure.objects.filter(post__in=posts, until=None).values_list("post_id", "user__name"):
            if name:
                self._by_name[name] = post

    def post(self, said: str) -> int | None:
        """Gives the post that a cell names, by its title or its holder."""
        plain = re.sub(r"\s", "", said)
        if plain in self._by_name:
            return self._by_name[plain]
        return next((pk for name, pk in sorted(self._by_name.items(), key=lambda one: -len(one[0])) if name in plain), None)


def lines(grid: Grid, body: int, headings: Sequence[str], columns: Sequence[str]) -> Iterator[Line]:
    """Gives the rows of a table that hold a task; headings within it name the section of those below."""
    rules = words("columns")["rows"]
    section = ""
    names = [one for one in headings if one]
    for at in range(body, len(grid.rows)):
        row = grid.rows[at]
        said = [one for one in row if one]
        distinct = set(said)
        if not said or (len(distinct) > 1 and sum(one in names for one in said) >= max(2, len(said) - 1)):
            continue
        cells = {field: row[column] for column, field in enumerate(columns) if field and column < len(row)}
        task = cells.get("title") or cells.get("text") or ""
        first = re.sub(r"\s", "", said[0])
        if any(first.startswith(note) for note in rules["notes"]) and len(distinct) <= 3:
            continue
        if len(distinct) == 1 and (len(said) > 1 or not task or re.match(rules["section"], said[0])):
            section = said[0][:400]
            continue
        if re.match(rules["section"], task) and len(distinct) == 2 and not any(cells.get(one) for one in ("lead", "deadline", "goal", "target")):
            section = task[:400]
            continue
        yield Line(at + 1, (cells.get("section") or section)[:400], {field: value for field, value in cells.items() if value})


@cache
def _amount() -> re.Pattern[str]:
    return re.compile(words("columns")["amount"]["pattern"])


def meant(line: Line, names: Names, leaders: Leaders, year: int) -> tuple[dict[str, Any], list[str], list[str]]:
    """Gives what a row means as fields of a draft, the names of offices that are of none, and in words what was not understood."""
    said = line.said
    given: dict[str, Any] = {}
    faults: list[str] = []
    text = said.get("text") or said.get("title") or said.get("goal") or ""
    title = said.get("title") or text
    given["title"] = _short(title)
    goal = _goal(said)
    aim = "" if goal and not said.get("target") else said.get("goal", "")  # a goal that is an amount and no more is the target
    given["text"] = "\n".join(dict.fromkeys(one for one in (text, aim, said.get("measures", "")) if one))
    given["section"] = line.section
    given["kind"] = _kind(said.get("kind", "")) or Kind.TASK.value
    for name in ("indicator", "unit"):
        if said.get(name):
            given[name] = said[name][:200] if name == "indicator" else said[name][:40]
    given |= goal
    unknown: list[str] = []
    lead: list[Office] = []
    support: list[Office] = []
    if said.get("lead"):
        heard = names.heard(said["lead"])
        lead, support, unknown = heard.lead, heard.support, heard.unknown
        if not lead and support:
            lead, support = support[:1], support[1:]
    if said.get("supporting"):
        heard = names.heard(said["supporting"])
        support = [*support, *heard.lead, *heard.support]
        unknown = [*unknown, *heard.unknown]
    if lead:
        given["lead"] = lead[0].pk
    if support:
        given["supporting"] = [one.pk for one in dict.fromkeys(support) if one not in lead]
    if said.get("leader"):
        post = leaders.post(said["leader"])
        if post is None:
            faults.append(_("No district leader is called “%(said)s”.") % {"said": said["leader"][:40]})
        else:
            given["leader"] = post
    if said.get("deadline"):
        day = day_said(said["deadline"], year)
        if day is None:
            faults.append(_("The deadline “%(said)s” is not understood.") % {"said": said["deadline"][:40]})
        else:
            given["deadline"] = day.isoformat()
    if not title:
        faults.append(_("The row says no task."))
    return given, list(dict.fromkeys(unknown)), faults


def _goal(said: Mapping[str, str]) -> dict[str, Any]:
    """Gives the target of a row, where a cell says nothing but an amount."""
    match = _amount().match((said.get("target") or said.get("goal") or "").replace(",", "").replace("，", ""))
    if match is None:
        return {}
    rules = words("columns")["amount"]
    marks = {match["before"], match["behind"]}
    qualifier = next((one for one in ("min", "max", "about") if marks & set(rules[one])), "exact")
    unit = match["unit"].strip() or said.get("unit", "")
    given: dict[str, Any] = {"target": match["value"], "qualifier": qualifier, "kind": _kind(said.get("kind", "")) or Kind.GOAL.value}
    if unit:
        given["unit"] = unit[:40]
    if qualifier == "max":
        given["better"] = "lower"
    return given


@cache
def _kinds() -> dict[str, str]:
    from django.utils.translation import override

    found: dict[str, str] = {}
    for tongue in ("en", "zh-hans"):
        with override(tongue):
            found |= {str(one.label): one.value for one in Kind}
    return found


def _kind(said: str) -> str:
    return _kinds().get(said.strip(), "")


def _short(text: str) -> str:
    """Gives a title from a task: its first line, or as many of its clauses as a line holds."""
    first = text.strip().split("\n")[0].strip()
    if len(first) <= _TITLE:
        return first.rstrip("。；;")
    at = max(first.rfind(mark, 0, _TITLE) for mark in "，；。、,;")
    return first[:at] if at >= _TITLE // 3 else first[:_TITLE]
