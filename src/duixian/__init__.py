"""Duixian 兑现: reads what a government promises, and follows what becomes of it.

    import duixian

    report = duixian.read("report.docx")
    for fact in report.facts:
        print(fact.indicator, fact.value, fact.unit, report.text[fact.start : fact.end])

``read`` gives a :class:`Report`; everything else here is the types of what it holds, and the errors it raises.
Importing the package loads neither the readers nor the word lists; the first ``read`` does.
"""

from __future__ import annotations

from os import PathLike

from duixian.errors import DuixianError, ReadingError
from duixian.model import Commitment, Fact, Finding, Metadata, Report, Section, Span, Term

__all__ = [
    "Commitment",
    "DuixianError",
    "Fact",
    "Finding",
    "Metadata",
    "ReadingError",
    "Report",
    "Section",
    "Span",
    "Term",
    "__version__",
    "read",
]

__version__ = "0.1.0"


def read(path_or_bytes: str | PathLike[str] | bytes, *, name: str = "") -> Report:
    """Gives a report with its metadata, sections, facts, commitments, glossary and findings.

    Args:
        path_or_bytes: A file of one report (txt, docx, html, PDF), or its bytes.
        name: The report's name in messages and records; the file's name where empty. With bytes, its ending says
            what format they are (``report.docx``); without one, the bytes themselves are looked at.

    Returns:
        The report. Every position in it counts Unicode code points of ``report.text``, half-open, and
        ``report.text[record.start:record.end] == record.quote`` for every record.

    Raises:
        ReadingError: the file is empty, damaged, encrypted, too large, or of no format that is read; its message
            names the file and says what to do.

    >>> report = read("2024年，全区新建公厕12座。".encode(), name="note.txt")
    >>> fact = report.facts[0]
    >>> fact.indicator, fact.value, fact.unit, fact.period, report.text[fact.start : fact.end]
    ('公厕', 12, '座', '2024', '12座')
    """
    from msgspec.structs import replace

    from duixian.extraction.commitments import extract_commitments
    from duixian.extraction.facts import extract_facts
    from duixian.reading import open_report

    report = open_report(path_or_bytes, name=name)
    facts = extract_facts(report)
    return replace(report, facts=facts, commitments=extract_commitments(report, facts))
