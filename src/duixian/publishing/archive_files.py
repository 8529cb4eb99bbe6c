"""Writes what following found: into a file, or a folder of files, by format."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from duixian.errors import UsageError
from duixian.following.archive import Archive
from duixian.publishing.files import os_reason, write_whole
from duixian.publishing.wording import message

__all__ = ["FORMATS", "target", "write_archive"]

FORMATS = ("table", "jsonl", "xlsx", "docx", "json")
_NAMES = {"table": "scoreboard.txt", "xlsx": "outcomes.xlsx", "docx": "outcomes.docx", "json": "archive.json"}


def write_archive(archive: Archive, out: str, format: str, *, inputs: Iterable[Path] = (), table: bytes = b"") -> Path:
    """Writes an archive and gives the file or folder written.

    JSON lines are a file a kind: ``outcomes.jsonl``, ``evidence.jsonl`` and so on in a folder; where ``out`` is itself
    a ``.jsonl`` file, it holds the outcomes and the other kinds stand beside it (``NAME.evidence.jsonl``).

    Args:
        archive: What following found.
        out: A file, or a folder where it ends in ``/`` or in no suffix of the format.
        format: One of :data:`FORMATS`.
        inputs: The files read, which are never written over.
        table: The screen's text, for the format ``table``.

    Raises:
        UsageError: the place cannot be written to, or is an input.
    """
    path, folder = target(out, format, inputs)
    match format:
        case "jsonl":
            from duixian.publishing.archive_lines import KINDS, archive_lines
            from duixian.publishing.sources import Sources

            sources = Sources(archive.reports)
            files = {}
            for kind in KINDS:
                beside = path if kind == "outcomes" else path.with_suffix(f".{kind}.jsonl")
                files[path / f"{kind}.jsonl" if folder else beside] = archive_lines(archive, kind, sources)
        case "xlsx":
            from duixian.publishing.archive_workbook import archive_workbook
            from duixian.publishing.decisions import kept

            file = path / _NAMES[format] if folder else path
            files = {file: archive_workbook(archive, kept(file))}
        case "docx":
            from duixian.publishing.official_table import official_table

            files = {path / _NAMES[format] if folder else path: official_table(archive)}
        case "json":
            from duixian.publishing.archive_lines import archive_document

            files = {path / _NAMES[format] if folder else path: archive_document(archive)}
        case _:
            files = {path / _NAMES["table"] if folder else path: table}
    write_files(files)
    return path if folder or len(files) > 1 else next(iter(files))


def target(out: str, format: str, inputs: Iterable[Path] = ()) -> tuple[Path, bool]:
    """Gives the path that ``out`` means, and whether it is a folder.

    Raises:
        UsageError: it is one of ``inputs``.
    """
    path = Path(out)
    suffix = ".txt" if format == "table" else f".{format}"
    folder = path.is_dir() or out.endswith(("/", os.sep)) or path.suffix.lower() != suffix
    if not folder and path.resolve() in {one.resolve() for one in inputs}:
        raise _usage("out_is_input", path=out)
    return path, folder


def write_files(files: dict[Path, bytes]) -> None:
    """Writes files, making their folders.

    Raises:
        UsageError: one cannot be written.
    """
    for path, content in files.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, content)
        except OSError as cause:
            zh, en = (message("out_not_folder", one, path=path.parent, reason=os_reason(cause, one)) for one in ("zh", "en"))
            raise UsageError(zh, en) from cause


def _usage(key: str, **values: object) -> UsageError:
    return UsageError(message(key, "zh", **values), message(key, "en", **values))
