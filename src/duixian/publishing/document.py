"""A report as one JSON object, with all that reading found and where it stands in the file."""

from __future__ import annotations

import msgspec

from duixian.model import Anchor, Commitment, Fact, Finding, Metadata, Report, Section, Term

__all__ = ["Document", "document"]


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """What the JSON file of a report holds; the text itself stays in the file that ``sha256`` identifies."""

    name: str
    sha256: str
    format: str
    characters: int
    metadata: Metadata
    sections: tuple[Section, ...]
    glossary: tuple[Term, ...]
    findings: tuple[Finding, ...]
    facts: tuple[Fact, ...]
    commitments: tuple[Commitment, ...]
    anchors: tuple[Anchor, ...]


def document(report: Report) -> bytes:
    """Gives the JSON file of a report, indented by two spaces, with a line end."""
    whole = Document(
        name=report.name,
        sha256=report.sha256,
        format=report.format,
        characters=len(report.text),
        metadata=report.metadata,
        sections=report.sections,
        glossary=report.glossary,
        findings=report.findings,
        facts=report.facts,
        commitments=report.commitments,
        anchors=report.anchors,
    )
    return msgspec.json.format(msgspec.json.encode(whole), indent=2) + b"\n"
