"""The list beside a report's text: its records in order, each with role, indicator, quantity, confidence and what people did with it.

Written by hand and not by templates: a long report has more than a thousand records.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import NamedTuple

from django.utils.translation import gettext as _

from duixian.model import Commitment, Confidence, Fact, Verdict
from duixian.publishing.phrases import fact_in_words, period_in_words
from duixian.publishing.verdict_words import LOOKS, verdict_word
from duixian.publishing.wording import value_word
from duixian.web.archive.marks import Mark
from duixian.web.archive.report_records import Doubt, Entry

__all__ = ["LOOKS_OF", "Slice", "address", "items", "marks", "sliced", "standing_words", "tag_words"]

PAGE = 400
"""Records of the list that come at once; 400 take about 60 kB."""
_QUOTE = 48

LOOKS_OF = {"target": "target", "actual": "actual", "baseline": "baseline", "checkable": "commitment", "degree": "vague", "finding": "finding"}
"""What the kinds of mark look like: the ends of the classes ``m-`` and ``tag--``."""


class Slice(NamedTuple):
    """A part of the list; ``following`` is the number of the next one, 0 where there is none."""

    entries: list[Entry]
    total: int
    following: int


def sliced(chosen: list[Entry], page: int) -> Slice:
    """Gives a part of the list, counted from 1."""
    page = max(1, page)
    part = chosen[(page - 1) * PAGE : page * PAGE]
    return Slice(part, len(chosen), page + 1 if page * PAGE < len(chosen) else 0)


def address(sort: str, record: str) -> str:
    """Gives where a record is shown, from the report's own address."""
    return f"records/{sort}/{record}/"


def marks(chosen: Iterable[Entry]) -> list[Mark]:
    """Gives what is marked in the text, in the order of the entries; of several at one place the first can be named in addresses."""
    named: set[str] = set()
    found = []
    for entry in chosen:
        look = f"m m-{LOOKS_OF[entry.kind]}"
        if entry.standing:
            look += " is-corrected"
        elif getattr(entry.record, "confidence", None) is Confidence.DOUBTFUL:
            look += " is-doubtful"
        name = f"char={entry.start},{entry.end}"
        href = "" if entry.sort == "finding" else address(entry.sort, entry.record.id)
        found.append(Mark(entry.start, entry.end, look, href, "" if name in named else name))
        named.add(name)
    return found


def items(part: Iterable[Entry], verdicts: Mapping[int, tuple[str, str]], language: str) -> str:
    """Gives the lines of the list as HTML.

    Args:
        part: The records.
        verdicts: By where a goal begins, its verdict and the good direction.
        language: ``zh`` or ``en``.
    """
    tags = tag_words(language) | {"checkable": _("Checkable"), "degree": _("Of degree")}
    standings = standing_words()
    doubtful = {one: value_word("confidence", one, language) for one in (Confidence.LIKELY, Confidence.DOUBTFUL)}
    out = []
    for entry in part:
        record = entry.record
        look = LOOKS_OF[entry.kind]
        out.append(f'<li><a href="#char={entry.start},{entry.end}"><b class="tag tag--{look}">{tags[entry.kind]}</b> ')
        if isinstance(record, Fact):
            out.append(f"{escape(record.indicator)} <em>{escape(fact_in_words(record))}</em>")
            if record.period:
                out.append(f" <small>{period_in_words(record.period)}</small>")
            if (verdict := verdicts.get(record.start)) and (known := Verdict(verdict[0])) is not Verdict.PENDING:
                out.append(f' <i class="v-{known.value}">{LOOKS[known].sign} {verdict_word(known, verdict[1], language)}</i>')
        elif isinstance(record, Commitment):
            out.append(escape(_cut(record.quote)))
        else:
            out.append(escape(_cut(record.message)))
        if entry.standing:
            out.append(f' <i class="tag tag--corrected">{standings[entry.standing]}</i>')
        elif not isinstance(record, Doubt) and record.confidence is not Confidence.SURE:
            out.append(f' <i class="tag tag--{record.confidence.value}">{doubtful[record.confidence]}</i>')
        out.append("</a></li>")
    return "".join(out)


def tag_words(language: str) -> dict[str, str]:
    """Gives what each kind of mark is called."""
    words = {role: value_word("role", role, language) for role in ("target", "actual", "baseline")}
    return {**words, "checkable": _("Checkable commitment"), "degree": _("Commitment of degree"), "finding": _("Finding")}


def standing_words() -> dict[str, str]:
    """Gives what each thing that people do with a record is called."""
    return {"right": _("checked"), "amended": _("amended"), "added": _("added by hand"), "wrong": _("marked wrong")}


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _QUOTE else text[: _QUOTE - 1] + "…"
