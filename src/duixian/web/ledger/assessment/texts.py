"""The text of a bulletin: drafted from the figures, edited by people, its numbers always those of the figures.

A number stands in the text as a token, such as the Chinese name of a figure in braces: who edits the words around it cannot mistype it, and the page leads from it to what is
behind it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from duixian.web.ledger.assessment.figures import COUNTS, ENTRY_COUNTS, RATES, percent, rated
from duixian.web.ledger.assessment.periods import Period
from duixian.web.ledger.assessment.words import bulletin_words, words
from duixian.web.ledger.refusals import Lacking

__all__ = ["Piece", "behind", "checked_text", "drafted", "pieces", "plain_text", "refs", "suggested", "tokens"]

_TOKEN = re.compile(r"\{([^{}]*)\}")


class Piece(NamedTuple):
    """A stretch of text; where it is a number, ``of`` names the figure and ``office`` the office (or None for all)."""

    text: str
    of: str = ""
    office: int | None = None


@cache
def tokens() -> dict[str, tuple[str, str]]:
    """Gives every token with the form it takes (``count``, ``share``, ``offices``, ``rate``, ``word``) and the figure it is of."""
    said = bulletin_words()
    known: dict[str, tuple[str, str]] = {}
    named = [(words()["figure"][name]["zh"], f"counts.{name}") for name in COUNTS]
    named += [(words()["class"][name]["zh"], f"classes.{name}") for name in words()["class"]]
    named += [(word, f"lights.{name}") for name, word in said["lights"].items()]
    for word, of in named:
        known[word] = ("count", of)
        known[word + said["suffix"]["share"]] = ("share", of)
        known[word + said["suffix"]["offices"]] = ("offices", of)
    known |= {words()["rate"][name]["zh"]: ("rate", name) for name in RATES}
    return known | {word: ("word", name) for name, word in said["token"].items()}


def refs(row: dict[str, Any], of: str) -> list[int]:
    """Gives what a figure counts, of all or of an office's row; ``of`` is as ``counts.overdue``.

    Raises:
        KeyError: there is no such figure.
    """
    group, _dot, name = of.partition(".")
    found = row[group][name]
    if not isinstance(found, list):
        raise KeyError(of)
    return found


def pieces(text: str, figures: dict[str, Any]) -> Iterator[Piece]:
    """Gives a text in stretches, its tokens filled in.

    Raises:
        Lacking: a token names no figure.
    """
    last = 0
    for one in _TOKEN.finditer(text):
        if one.start() > last:
            yield Piece(text[last : one.start()])
        yield from _filled(one[1].strip(), figures)
        last = one.end()
    if last < len(text):
        yield Piece(text[last:])


def plain_text(text: str, figures: dict[str, Any]) -> str:
    """Gives a text with its tokens filled in."""
    return "".join(one.text for one in pieces(text, figures))


def checked_text(text: str, figures: dict[str, Any]) -> str:
    """Gives a text back, where every token in it can be filled in.

    Raises:
        Lacking: one cannot.
    """
    plain_text(text, figures)
    return text


def _filled(token: str, figures: dict[str, Any]) -> Iterator[Piece]:
    form, of = tokens().get(token, ("", ""))
    match form:
        case "count":
            yield Piece(str(len(refs(figures, of))), of)
        case "share":
            whole = len(figures["counts"]["items"])
            yield Piece(percent(Fraction(len(refs(figures, of)), whole)) if whole else "—", of)
        case "rate":
            yield Piece(rated(figures, of), f"counts.{RATES[of][0]}")
        case "offices":
            yield from _offices(of, figures)
        case "word":
            yield Piece(_word(of, figures))
        case _:
            raise Lacking(_("“%(token)s” is not the name of a figure.") % {"token": token}, "text")


def _offices(of: str, figures: dict[str, Any]) -> Iterator[Piece]:
    said = bulletin_words()
    unit = said["units"]["entries" if of.removeprefix("counts.") in ENTRY_COUNTS else "items"]
    found = [(row, len(refs(row, of))) for row in figures["offices"] if refs(row, of)]
    found.sort(key=lambda pair: -pair[1])
    if not found:
        yield Piece(said["none"])
    for number, (row, count) in enumerate(found):
        if number:
            yield Piece("\N{IDEOGRAPHIC COMMA}")
        yield Piece(said["office_count"].format(office=row["name"], count=count, unit=unit), of, row["office"])


def _word(name: str, figures: dict[str, Any]) -> str:
    period = figures["period"]
    match name:
        case "period":
            return Period(period["kind"], period["year"], period["number"]).name()
        case "end":
            return day_in_words(period["end"])
        case "year":
            return str(period["year"])
        case _:
            return str(figures["options"]["report_day"])


def day_in_words(day: str) -> str:
    """Gives a day (ISO) as documents write it."""
    one = date.fromisoformat(day)
    text: str = bulletin_words()["day"].format(year=one.year, month=one.month, day=one.day)
    return text


def drafted(figures: dict[str, Any]) -> dict[str, Any]:
    """Drafts the text of a bulletin: ``title``, ``method`` and ``sections`` of heading and body (paragraphs by line)."""
    said = bulletin_words()
    sections = []
    for section in said["section"]:
        lines = [one["text"] for one in section["paragraph"] if _fits(one, figures)]
        sections.append({"heading": section["heading"], "body": "\n".join(lines)})
    return {"title": plain_text(said["title"], figures), "method": said["method"], "sections": sections}


def _fits(paragraph: dict[str, Any], figures: dict[str, Any]) -> bool:
    if "unless" in paragraph:
        return not any(_of_row(figures, name) for name in paragraph["unless"])
    return "when" not in paragraph or _of_row(figures, paragraph["when"]) > 0


def _of_row(row: dict[str, Any], name: str) -> int:
    for group in ("counts", "classes", "lights"):
        if name in row[group]:
            return len(row[group][name])
    raise KeyError(name)


def suggested(figures: dict[str, Any], which: str) -> list[dict[str, Any]]:
    """Suggests whom to praise or criticise (``which``) by the conditions of ``data/bulletin.toml``, with grounds from the figures."""
    rule = bulletin_words()["suggest"][which]
    found = []
    for row in sorted(figures["offices"], key=lambda row: (row["rank"] is None, row["rank"] or 0)):
        tests = [_of_row(row, name) >= most if sign == ">=" else _of_row(row, name) <= most for name, sign, most in rule.get("all") or rule["any"]]
        if all(tests) if "all" in rule else any(tests):
            grounds = [one["text"].format(n=count) for one in rule["ground"] if (count := _of_row(row, one["figure"]))]
            found.append({"office": row["office"], "name": row["full_name"], "grounds": "\N{FULLWIDTH SEMICOLON}".join(grounds)})
    return found


def behind(figures: dict[str, Any], of: str, office: int | None = None) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Gives what is behind a figure: its items, and its entries where it counts entries (each with the item it is of).

    Raises:
        KeyError: there is no such figure or office.
    """
    row = figures if office is None else next((one for one in figures["offices"] if one["office"] == office), None)
    if row is None:
        raise KeyError(office)
    found = refs(row, of)
    if of.removeprefix("counts.") in ENTRY_COUNTS:
        return [], [figures["entries"][number] | {"of": figures["items"][str(figures["entries"][number]["item"])]} for number in found]
    return [figures["items"][str(pk)] | {"pk": pk} for pk in found], []
