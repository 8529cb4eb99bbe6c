"""Bulletins and assessments as papers: the bulletin as an official document with its annexes, the assessment as a document and as a workbook."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils import timezone, translation

from duixian.web.ledger.assessment.explaining import explained
from duixian.web.ledger.assessment.figures import CLASSES, RATES, between, rated
from duixian.web.ledger.assessment.models import Assessment, Bulletin, Score
from duixian.web.ledger.assessment.rules import measures, sentences
from duixian.web.ledger.assessment.texts import behind, day_in_words, plain_text
from duixian.web.ledger.assessment.words import bulletin_words, presets, words
from duixian.web.ledger.papers.blocks import (
    Attachment,
    Block,
    Column,
    Document,
    Heading,
    Masthead,
    Paragraph,
    Table,
)
from duixian.web.ledger.papers.letters import docx_of
from duixian.web.ledger.papers.tables import Column as SheetColumn
from duixian.web.ledger.papers.tables import Sheet, xlsx_of

__all__ = ["assessment_docx", "assessment_xlsx", "bulletin_document", "bulletin_docx", "definitions", "rank_change"]

_CHINESE = "zh-hans"


def definitions(figures: dict[str, Any]) -> list[tuple[str, str]]:
    """Gives the names of figures, rates and classes with what they mean, in the words of documents."""
    named = words()
    found = [(one["zh"], one["zh_means"]) for one in named["figure"].values()]
    found += [(named["rate"][name]["zh"], f"{named['figure'][above]['zh']}\N{DIVISION SIGN}{named['figure'][below]['zh']}\N{IDEOGRAPHIC FULL STOP}") for name, (above, below) in RATES.items()]
    return found + [(named["class"][name]["zh"], named["class"][name]["zh_means"].format(**figures["options"])) for name in CLASSES]


def rank_change(row: dict[str, Any]) -> str:
    """Gives how an office's rank changed since the period before, in the words of documents; empty without a rank."""
    said = bulletin_words()["annex"]
    if row["rank"] is None:
        return ""
    before = row.get("rank_before")
    if before is None:
        return str(said["first"])
    if before == row["rank"]:
        return str(said["same"])
    return str((said["up"] if before > row["rank"] else said["down"]).format(n=abs(before - row["rank"])))


def bulletin_docx(bulletin: Bulletin, maker: str) -> bytes:
    """Gives a bulletin as the bytes of a docx file; ``maker`` is the office that issues it."""
    return docx_of(bulletin_document(bulletin, maker))


def bulletin_document(bulletin: Bulletin, maker: str) -> Document:
    """Gives a bulletin as a document: its text, whom it praises and criticises, and its tables as annexes."""
    figures, said = bulletin.figures, bulletin_words()
    day = timezone.localtime(bulletin.issued_at).date() if bulletin.issued_at else None
    head = Masthead(bulletin.masthead, bulletin.document_number, maker, day) if day else None
    return Document(
        title=bulletin.title,
        body=list(_body(bulletin)),
        to=[line.strip() for line in bulletin.addressees.splitlines() if line.strip()],
        attachments=list(_annexes(figures)),
        signed_by=maker,
        date=day,
        head=head,
        issued_by=maker,
        issued_on=day,
        under_title="" if day else str(said["draft"]),
    )


def _body(bulletin: Bulletin) -> Iterator[Block]:
    figures, said = bulletin.figures, bulletin_words()
    if bulletin.corrects is not None:
        yield Paragraph(said["lists"]["corrects"].format(number=bulletin.corrects.document_number))
    yield Paragraph(plain_text(bulletin.text["method"], figures))
    for section in bulletin.text["sections"]:
        yield Heading(plain_text(section["heading"], figures))
        for line in section["body"].split("\n"):
            if line.strip():
                yield Paragraph(plain_text(line.strip(), figures))
    for which in ("praise", "criticism"):
        named = getattr(bulletin, which)
        if named:
            yield Heading(said["lists"][which])
            for one in named:
                yield Paragraph(f"{one['grounds'].rstrip()}\N{IDEOGRAPHIC FULL STOP}", lead=f"{one['name']}\N{FULLWIDTH COLON}")


def _annexes(figures: dict[str, Any]) -> Iterator[Attachment]:
    said = bulletin_words()["annex"]
    names = {row["office"]: row["name"] for row in figures["offices"]}
    items = [figures["items"][str(pk)] for pk in figures["counts"]["items"]]
    items.sort(key=lambda one: (CLASSES.index("behind") != CLASSES.index(one["class"]), one["number"]))
    end = date.fromisoformat(figures["period"]["end"])
    months = bulletin_words()["months" if end.month > 1 else "first_month"].format(month=end.month)
    titles = [one or months for one in said["items_columns"]]
    rows = [
        [str(number), one["title"], names.get(one["lead"], ""), words()["class"][one["class"]]["zh"], one["progress"] or "\N{EM DASH}", _next(one)]
        for number, one in enumerate(items, 1)
    ]
    yield Attachment(said["items"], [Table(_columns(titles, (0.5, 2, 1.3, 0.9, 3, 2)), rows)], landscape=True)
    late, _entries = behind(figures, "counts.overdue")
    slow, _entries = behind(figures, "classes.behind")
    listed = {one["pk"]: one for one in [*late, *slow]}
    if listed:
        overdue = {one["pk"] for one in late}
        rows = [
            [
                str(number), one["number"], one["title"], names.get(one["lead"], ""), one["deadline"] or "", bulletin_words()["lights"][one["light"] or "none"],
                "\N{IDEOGRAPHIC COMMA}".join([*([said["overdue_word"]] if one["pk"] in overdue else []), *([words()["class"]["behind"]["zh"]] if one["class"] == "behind" else [])]),
            ]
            for number, one in enumerate(listed.values(), 1)
        ]  # fmt: skip
        yield Attachment(said["late"], [Table(_columns(said["late_columns"], (0.5, 1.2, 3, 1.5, 1.1, 0.8, 1.2)), rows)], landscape=True)
    missed = [figures["entries"][ref] for name in ("late", "missing") for ref in figures["counts"][name]]
    if missed:
        rows = [
            [str(number), (of := figures["items"][str(one["item"])])["number"], of["title"], names.get(one["office"], ""), one["month"], one["due"], one["made"] or said["missing_word"]]
            for number, one in enumerate(missed, 1)
        ]
        yield Attachment(said["missed"], [Table(_columns(said["missed_columns"], (0.5, 1.2, 3, 1.5, 0.9, 1.1, 1.1)), rows)], landscape=True)
    yield Attachment(said["ranking"], list(_ranking(figures)), landscape=True)
    for table in figures.get("dispatch", ()):
        titles = [*said[f"dispatch_{table['of']}"], *(one["label"] for one in table["rates"]), table["whole"]["label"]]
        notes = [Paragraph(one["means"], lead=f"{one['label']}\N{FULLWIDTH COLON}", kai=True) for one in [*table["rates"], table["whole"]]]
        yield Attachment(said["dispatch"], [Table([Column(one, centred=True) for one in titles], table["rows"]), *notes], landscape=True)


def _ranking(figures: dict[str, Any]) -> Iterator[Block]:
    said = bulletin_words()["annex"]
    rows: list[list[str]] = []
    apart = False
    for row in figures["offices"]:
        if row["rank"] is None and not apart:
            rows.append([said["unranked"]])
            apart = True
        counts = row["counts"]
        rows.append(
            [
                str(row["rank"] or "\N{EM DASH}"), rank_change(row) or "\N{EM DASH}", row["name"], str(len(counts["items"])), str(len(counts["verified"])), str(len(counts["overdue"])),
                str(len(row["classes"]["behind"])), rated(row, "on_schedule_rate"), between(row, "on_schedule_rate"), rated(row, "on_time_rate"),
            ]
        )  # fmt: skip
    yield Table(_columns(said["ranking_columns"], (0.7, 1, 2, 0.8, 0.9, 0.8, 0.9, 1.2, 1.3, 1.3), centred=True), rows)
    yield Paragraph(said["ranked_by"].format(least=figures["options"]["rank_min_items"]), lead=f"{said['note']}\N{FULLWIDTH COLON}", kai=True)
    for name, means in definitions(figures):
        yield Paragraph(means, lead=f"{name}\N{FULLWIDTH COLON}", kai=True)


def _columns(titles: list[str], widths: tuple[float, ...], *, centred: bool = False) -> list[Column]:
    return [Column(title, width, centred or width < 1) for title, width in zip(titles, widths, strict=True)]


def _next(one: dict[str, Any]) -> str:
    if one["next"]:
        return f"{day_in_words(one['next']['due'])}\N{FULLWIDTH COLON}{one['next']['what']}" if one["next"]["what"] else day_in_words(one["next"]["due"])
    return "\N{EM DASH}"


def _scores(assessment: Assessment) -> list[Score]:
    return list(assessment.scores.select_related("office").prefetch_related("lines"))


def _score_rows(scores: list[Score], *, listed: bool) -> list[list[str]]:
    said = bulletin_words()["annex"]
    return [
        [
            str(one.rank or "\N{EM DASH}"), one.group, one.office.name, str(one.items), str(one.total), said["interval"].format(low=one.low, high=one.high),
            str(sum(line.points for line in one.lines.all() if line.points < 0)), str(sum(line.points for line in one.lines.all() if line.points > 0)),
        ]
        for one in scores
        if (one.rank is not None) == listed
    ]  # fmt: skip


def _notes(assessment: Assessment) -> list[str]:
    said = bulletin_words()["annex"]
    version = assessment.scoring
    notes = [said["rules_used"].format(name=version.name, number=version.number, day=version.in_force_from)]
    notes += ["".join(part.text for part in parts) for _name, parts in sentences(version.content)]
    return [*notes, presets()["interval"]["zh"]]


def _line_rows(scores: list[Score]) -> Iterator[list[str]]:
    said, number = bulletin_words()["annex"], 0
    places: dict[int, int] = {}
    for one in scores:
        for line in one.lines.all():
            number += 1
            places[line.pk] = number
            grounds = "\N{FULLWIDTH SEMICOLON}".join(explained(line.rule, line.facts, line.said))
            if line.settles_id:
                grounds = said["settles"].format(line=places.get(line.settles_id, ""), said=line.said)
            yield [str(number), str(one.office), measures()[line.rule]["zh_name"], str(line.points), grounds]


def assessment_docx(assessment: Assessment, maker: str) -> bytes:
    """Gives an assessment as the bytes of a docx file: the scores, what they were made by, and every line."""
    said = bulletin_words()["annex"]
    with translation.override(_CHINESE):
        scores = _scores(assessment)
        widths = (0.7, 1.2, 2.4, 0.8, 1, 1.6, 0.9, 0.9)
        rows = _score_rows(scores, listed=True)
        apart = _score_rows(scores, listed=False)
        rows += [[said["apart"].format(least=assessment.least)], *apart] if apart else []
        body: list[Block] = [Table(_columns(said["scores_columns"], widths), rows), *(Paragraph(one, kai=True) for one in _notes(assessment))]
        lines = Table(_columns(said["lines_columns"], (0.6, 1.6, 1.1, 0.8, 5)), list(_line_rows(scores)))
        day = timezone.localtime(assessment.final_at).date() if assessment.final_at else None
        title = said["scores_title"].format(period=assessment.period.name())
        return docx_of(
            Document(
                title=title,
                body=body,
                attachments=[Attachment(said["lines"], [lines], landscape=True)],
                signed_by=maker if day else "",
                date=day,
                under_title=said["state"].format(state=assessment.get_state_display()),
            )
        )


def assessment_xlsx(assessment: Assessment, maker: str) -> bytes:
    """Gives an assessment (考核表) as the bytes of a workbook: a sheet of scores, a sheet of lines."""
    said = bulletin_words()["annex"]
    with translation.override(_CHINESE):
        scores = _scores(assessment)
        title = said["scores_title"].format(period=assessment.period.name())
        state = said["state"].format(state=assessment.get_state_display())
        widths = (8.0, 14.0, 30.0, 10.0, 10.0, 18.0, 10.0, 10.0)
        columns = [SheetColumn(name, width, width < 12) for name, width in zip(said["scores_columns"], widths, strict=True)]
        rows = [*_score_rows(scores, listed=True), *_score_rows(scores, listed=False)]
        lines = [SheetColumn(name, width, width < 10) for name, width in zip(said["lines_columns"], (8.0, 22.0, 16.0, 9.0, 80.0), strict=True)]
        sheets = [
            Sheet(said["scores"], title, columns, [[_cell(each) for each in row] for row in rows], left=maker, right=state, notes=_notes(assessment)),
            Sheet(said["lines"], said["lines"], lines, [[_cell(each) for each in row] for row in _line_rows(scores)], left=maker, right=state),
        ]
        return xlsx_of(sheets, title)


def _cell(text: str) -> str | int | float:
    try:
        return int(text)
    except ValueError:
        try:
            return float(text)
        except ValueError:
            return text
