"""Duixian 兑现: reads what a government promises, and follows what becomes of it.

    import duixian

    report = duixian.read("report.docx")
    for fact in report.facts:
        print(fact.indicator, fact.value, fact.unit, report.text[fact.start : fact.end])

    archive = duixian.follow([report, duixian.read("next-year.docx")])
    for outcome in archive.outcomes:
        print(outcome.indicator, outcome.goal_quote, outcome.actual_quote, outcome.verdict)

``read`` gives a :class:`Report`, ``follow`` an :class:`Archive` of reports; everything else here is the types of what
they hold, and the errors they raise. Importing the package loads neither the readers nor the word lists; the first
``read`` does.
"""

from __future__ import annotations

from collections.abc import Iterable
from os import PathLike
from typing import TYPE_CHECKING

from duixian.errors import DuixianError, ReadingError
from duixian.model import Commitment, Evidence, Fact, Finding, Metadata, Outcome, Report, Section, Series, Span, Term

if TYPE_CHECKING:
    from duixian.following.archive import Archive

__all__ = [
    "Commitment",
    "DuixianError",
    "Evidence",
    "Fact",
    "Finding",
    "Metadata",
    "Outcome",
    "ReadingError",
    "Report",
    "Section",
    "Series",
    "Span",
    "Term",
    "__version__",
    "follow",
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


def follow(reports: Iterable[Report]) -> Archive:
    r"""Gives what became of the goals and commitments of reports, judged by the package's own rules.

    Args:
        reports: Reports as :func:`read` gives them, of any places and years, in any order. Of copies of one report
            one counts; the others, and reports whose place or year is not known, are in ``left_out``.

    Returns:
        An archive with ``series``, ``outcomes``, ``evidence``, ``findings`` and ``left_out``, and ``compare``. Its
        records name the reports they come from; their positions are code points of ``Report.text``.

    >>> plan = "澄江市临湖区2023年政府工作报告\n一、2022年工作回顾\n全年新建公厕9座。\n二、2023年工作安排\n新建公厕12座。"
    >>> past = "澄江市临湖区2024年政府工作报告\n一、2023年工作回顾\n全年新建公厕15座。"
    >>> archive = follow([read(plan.encode(), name="2023.txt"), read(past.encode(), name="2024.txt")])
    >>> [(row.goal_quote, row.actual_quote, row.verdict.value) for row in archive.outcomes]
    [('12座', '15座', 'exceeded')]
    """
    from duixian.following import follow as follow_by_rules

    return follow_by_rules(reports)
