"""A slip on paper: the fields of 永嘉 (``data/slip.toml``), laid out as an official document."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from django.utils import timezone

from duixian.web.ledger.models import Paper
from duixian.web.ledger.papers.blocks import Document, Form
from duixian.web.ledger.papers.form import day_in_words
from duixian.web.ledger.papers.letters import docx_of
from duixian.web.ledger.urging.models import Slip

__all__ = ["file_name", "lines", "slip_docx"]

_TALL = ("answer", "conclusion")


@cache
def _words() -> dict[str, str]:
    read: dict[str, Any] = tomllib.loads((files("duixian.web.ledger.urging") / "data" / "slip.toml").read_text(encoding="utf-8"))
    return read


def lines(slip: Slip) -> list[list[tuple[str, str]]]:
    """Gives the rows of the printed slip: pairs of what is asked and what is said."""
    words = _words()
    between = words["between"]
    papers = list(Paper.objects.filter(event__subject="slip", event__number=slip.pk).values_list("name", flat=True))
    files_said = words["files"].format(count=len(papers), names=between.join(papers)) if papers else words["none"]
    issued = day_in_words(timezone.localdate(slip.issued_at)) if slip.issued_at else ""
    rows = [
        [(words["matter"], slip.matter)],
        [(words["content"], slip.text)],
        [(words["why"], slip.why)],
        [(words["asked"], slip.asked)],
        [(words["instructed"], slip.instructed_by), (words["leader"], slip.leader.title if slip.leader else "")],
        [(words["joint"], slip.joint), (words["contact"], slip.contact)],
        [(words["issued"], issued), (words["due"], day_in_words(slip.due))],
        [(words["cycle"], words["periodic"].format(cycle=slip.cycle) if slip.cycle else words["once"]), (words["attachments"], files_said)],
        [(words["lead"], slip.office.name), (words["supporting"], between.join(one.name for one in slip.supporting.all()))],
    ]
    if slip.previous is not None:
        rows.append([(words["previous"], f"{slip.previous.number} {slip.previous.colour_name}")])
    return [*rows, [(words["answer"], slip.answer)], [(words["conclusion"], slip.conclusion)]]


def slip_docx(slip: Slip) -> bytes:
    """Gives a slip as the bytes of a docx file; an answer that is not there yet leaves room to write."""
    rows = lines(slip)
    tall = frozenset(place for place, row in enumerate(rows) if row[0][0] in {_words()[name] for name in _TALL} and not row[0][1])
    title = _words()["title"].format(place=slip.ledger.place.name, colour=slip.colour_name)
    return docx_of(Document(title, [Form(rows, tall)], number=slip.number))


def file_name(slip: Slip) -> str:
    """Gives what the file of a slip is called, without its ending."""
    words = _words()
    return words["file" if slip.number else "file_draft"].format(number=slip.number, office=slip.office)
