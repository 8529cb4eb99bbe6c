"""The next report's material as a Word document."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from duixian.web.ledger.keeping.material import Line, material, measured
from duixian.web.ledger.models import Ledger
from duixian.web.ledger.papers.blocks import Attachment, Block, Column, Document, Heading, Paragraph, Table
from duixian.web.ledger.papers.letters import docx_of

__all__ = ["as_docx"]


def as_docx(ledger: Ledger) -> bytes:
    """Gives the material by section, with the table 量化指标任务落实情况 attached; in Chinese, whatever the page's language."""
    with override("zh-hans"):
        table = Table(
            (Column(_("No."), 0.5, centred=True), Column(_("Goal"), 2.4), Column(_("Target"), 1, centred=True), Column(_("Result"), 1, centred=True), Column(_("State"), 0.9, centred=True),
             Column(_("Lead office"), 1.4), Column(_("What was done"), 3)),
            [_row(number, line) for number, line in enumerate(measured(ledger), 1)],
        )  # fmt: skip
        title = _("How the measured goals of %(year)s were carried out (draft)") % {"year": ledger.year}
        said = Document(
            title=_("Material for the next report: %(title)s") % {"title": ledger.title},
            body=list(_chapters(ledger)),
            attachments=[Attachment(title, [table], landscape=True)],
            date=timezone.localdate(),
        )
        return docx_of(said)


def _chapters(ledger: Ledger) -> Iterator[Block]:
    for chapter in material(ledger):
        yield Heading(chapter.section or _("Without a section"))
        for line in chapter.lines:
            yield Paragraph(line.words or _("Nothing was reported in words."), lead=f"{line.item.title}（{line.item.lead or '—'}，{line.item.get_state_display()}）")


def _row(number: int, line: Line) -> list[str]:
    item = line.item
    result = _number(item.value, item.unit) + (f"（{line.share}%）" if line.share is not None else "")
    return [str(number), item.title, _number(item.target, item.unit), result, item.get_state_display(), str(item.lead or ""), line.words]


def _number(value: Decimal | None, unit: str) -> str:
    return "" if value is None else f"{value.normalize():f}{unit}"
