"""From bytes to a report: formats, cleaning, metadata, sections, glossary and what reading found doubtful."""

from __future__ import annotations

from os import PathLike
from pathlib import Path

from duixian.errors import UsageError
from duixian.model import Report
from duixian.reading.cleaning import clean
from duixian.reading.glossary import glossary
from duixian.reading.integrity import integrity
from duixian.reading.jumps import jump_lines
from duixian.reading.losses import losses
from duixian.reading.metadata import metadata, settled
from duixian.reading.source import Source, load
from duixian.reading.structure import skeleton, structure

__all__ = ["open_report", "report_of"]


def open_report(path_or_bytes: str | PathLike[str] | bytes, *, name: str = "") -> Report:
    """Gives a report with its metadata, sections, blocks, glossary and findings, without facts and commitments.

    Args:
        path_or_bytes: A file's path, or its bytes.
        name: The file's name, where bytes are given.

    Raises:
        ReadingError: the file cannot be read; the subclass says why.
        UsageError: the path names no file.
    """
    if isinstance(path_or_bytes, bytes):
        return report_of(load(name or "report", path_or_bytes))
    path = Path(path_or_bytes)
    try:
        data = path.read_bytes()
    except OSError as cause:
        raise UsageError(f"无法打开文件 {path}：{cause.strerror}", f"cannot open {path}: {cause.strerror}") from cause
    return report_of(load(name or path.name, data))


def report_of(source: Source) -> Report:
    """Gives the report that a source holds (see :func:`open_report`)."""
    view = clean(source.text, source.furniture, source.joins)
    bones = skeleton(view, source.furniture)
    about = metadata(view, bones, name=source.name)
    built = structure(view, bones, year=int(about.year.value or 0), kind=about.kind)
    terms = glossary(source.text, view, built, source.sha256)
    findings = (*losses(source), *integrity(source.text, view, bones, source.sha256), *jump_lines(source.sha256, source.text, view))
    return Report(
        name=source.name,
        sha256=source.sha256,
        format=source.format,
        text=source.text,
        view=view,
        anchors=source.anchors,
        metadata=settled(about, built),
        sections=built.sections,
        blocks=built.blocks,
        glossary=terms,
        findings=tuple(sorted(findings, key=lambda finding: (finding.start, finding.kind, finding.end))),
    )
