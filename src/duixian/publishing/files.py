"""Writes reports to files: which format, under which names, each file whole or not at all."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from duixian.errors import UsageError
from duixian.model import Report
from duixian.publishing.records import KINDS
from duixian.publishing.wording import message

__all__ = ["FORMATS", "Destination", "Names", "format_of", "os_reason", "render", "write_whole"]

FORMATS = ("table", "jsonl", "csv", "xlsx", "json")
_BY_SUFFIX = {
    ".jsonl": "jsonl",
    ".csv": "csv",
    ".xlsx": "xlsx",
    ".docx": "docx",
    ".json": "json",
    ".txt": "table",
    ".svg": "svg",
    ".png": "png",
}
_A_KIND_A_FILE = ("jsonl", "csv")
_OS_REASONS: dict[int | None, str] = {
    errno.EACCES: "os_denied",
    errno.EPERM: "os_denied",
    errno.EROFS: "os_read_only",
    errno.EEXIST: "os_file_there",
    errno.ENOTDIR: "os_file_there",
    errno.EISDIR: "os_folder_there",
    errno.ENOSPC: "os_full",
    errno.ENAMETOOLONG: "os_long",
}
_ROW = re.compile(r"(.+)\.\w+#(\d+)")
_UNFIT = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')
_LONGEST = 120  # bytes of a name; most file systems hold 255 and endings are added


def format_of(out: str, format: str, formats: Sequence[str] = FORMATS, *, folder: str = "jsonl") -> str:
    """Gives the format asked for: ``format`` itself, else by the ending of ``out``, else ``table``.

    Args:
        out: Where to write; empty or ``-`` for the screen.
        format: The format said, or an empty string.
        formats: Those there are.
        folder: The format of a folder where none is said.

    Raises:
        UsageError: ``format`` is none of ``formats``, or it and the ending of ``out`` differ.
    """
    if format and format not in formats:
        raise _usage("unknown_format", format=format, formats=", ".join(formats))
    if out in ("", "-"):
        return format or "table"
    path = Path(out)
    by_suffix = "" if path.is_dir() or out.endswith(("/", os.sep)) else _BY_SUFFIX.get(path.suffix.lower(), "")
    by_suffix = by_suffix if by_suffix in formats else ""
    if format and by_suffix and format != by_suffix:
        raise _usage("suffix_differs", format=format, path=out)
    return format or by_suffix or folder


class Names:
    """Gives every input the name its files are written under; no two share one, on any file system."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def take(self, source: str) -> tuple[str, bool]:
        """Gives the name for an input, and whether it had to differ from the plain one.

        The plain name is the input's file name without its ending; the second input of that name keeps its ending
        (``hunan-2025-report.docx``), a third gets a number. A row of a table (``corpus.csv#12``) is ``corpus-12``.

        >>> names = Names()
        >>> names.take("a/plan.txt"), names.take("a/plan.docx"), names.take("b/plan.docx")
        (('plan', False), ('plan.docx', True), ('plan.docx-2', True))
        """
        whole = _fit(source.replace("\\", "/").rstrip("/").rpartition("/")[2]) or "report"
        row = _ROW.fullmatch(whole)
        stem = f"{row[1]}-{row[2]}" if row else _fit(Path(whole).stem) or whole
        name, count = stem, 1
        while name.casefold() in self._taken:
            name = whole if count == 1 else f"{whole}-{count}"
            count += 1
        self._taken.add(name.casefold())
        return name, name != stem


class Destination:
    """Where the files of one run go: a folder, or for one input a file.

    Args:
        out: What ``-o`` said; one that ends in ``/`` is a folder.
        format: One of :data:`FORMATS`.
        single: Whether exactly one report is read.
        inputs: The files read, which are never written over.

    Raises:
        UsageError: ``out`` is a file where a folder is needed, or cannot be made.
    """

    def __init__(self, out: str, format: str, *, single: bool, inputs: Iterable[Path] = ()) -> None:
        self.format = format
        self._inputs = {path.resolve() for path in inputs}
        self._names = Names()
        path = Path(out)
        folder_said = path.is_dir() or out.endswith(("/", os.sep))
        ends_in_format = _BY_SUFFIX.get(path.suffix.lower()) == format
        names_a_file = not folder_said and (ends_in_format or (single and format not in _A_KIND_A_FILE))
        if not single and (names_a_file or path.is_file()):
            raise _usage("out_is_file", path=out)
        self._file = path if names_a_file else None
        folder = path.parent if names_a_file else path
        if self._file and self._file.resolve() in self._inputs:
            raise _usage("out_is_input", path=out)
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as cause:
            raise UsageError(
                *(message("out_not_folder", language, path=folder, reason=os_reason(cause, language)) for language in ("zh", "en"))
            ) from cause
        self._folder = folder

    @property
    def path(self) -> Path:
        """The file or folder that is written; ``NAME.*.csv`` for a file a kind of record."""
        if self._file and self.format in _A_KIND_A_FILE:
            return self._file.with_suffix(f".*.{self.format}")
        return self._file or self._folder

    def shown(self, name: str) -> str:
        """Gives the file or files of a name as a person would write them: ``plan.xlsx``, ``plan.*.csv``."""
        suffix = "txt" if self.format == "table" else self.format
        return f"{name}.*.{suffix}" if self.format in _A_KIND_A_FILE else f"{name}.{suffix}"

    def name(self, source: str) -> tuple[str, bool]:
        """Gives the name an input's files get, and whether it differs from the plain one."""
        if self._file:
            return (self._file.stem if self.format in _A_KIND_A_FILE else self._file.name), False
        return self._names.take(source)

    def write(self, report: Report, name: str, table: Callable[[], bytes]) -> tuple[Path, ...]:
        """Writes a report's files and gives their paths.

        Args:
            report: The report.
            name: What :meth:`name` gave for it.
            table: Gives the screen's summary as text, for the format ``table``.

        Raises:
            OSError: a file cannot be written.
            UsageError: a file would be written over an input.
        """
        written: list[Path] = []
        suffix = "txt" if self.format == "table" else self.format
        for kind in KINDS if self.format in _A_KIND_A_FILE else ("",):
            ending = f".{kind}.{suffix}" if kind else "" if self._file else f".{suffix}"
            path = self._folder / f"{name}{ending}"
            if path.resolve() in self._inputs:
                raise _usage("out_is_input", path=path)
            write_whole(path, table() if self.format == "table" else render(report, self.format, kind))
            written.append(path)
        return tuple(written)


def os_reason(error: OSError, language: str) -> str:
    """Gives why the system refused something, in words."""
    return message(_OS_REASONS[error.errno], language) if error.errno in _OS_REASONS else error.strerror or str(error)


def render(report: Report, format: str, kind: str = "facts") -> bytes:
    """Gives a report in one of the file formats; of those with a file a kind of record, the one of ``kind``."""
    match format:
        case "jsonl":
            from duixian.publishing.jsonl import lines

            return lines(report, kind)
        case "csv":
            from duixian.publishing.comma import table

            return table(report, kind)
        case "xlsx":
            from duixian.publishing.workbook import workbook

            return workbook(report)
        case "json":
            from duixian.publishing.document import document

            return document(report)
    raise _usage("unknown_format", format=format, formats=", ".join(FORMATS))


def write_whole(path: Path, content: bytes) -> None:
    """Writes a file beside its path first, so that a run that is stopped leaves no half file behind."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _fit(name: str) -> str:
    """A name that any file system takes: no separators, no control characters, not too long, not hidden."""
    fit = _UNFIT.sub("_", name).strip(" .")
    return fit.encode(errors="ignore")[:_LONGEST].decode(errors="ignore")


def _usage(key: str, **values: object) -> UsageError:
    return UsageError(message(key, "zh", **values), message(key, "en", **values))
