"""Many documents in: what every command that reads shares. One that fails never stops the rest, and all that failed are listed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

import duixian
from duixian.cli.console import aside, complain, say
from duixian.errors import DuixianError, ReadingError, UsageError
from duixian.model import Report
from duixian.publishing.files import os_reason
from duixian.publishing.wording import language, message
from duixian.reading.inputs import Input, count, inputs

__all__ = ["Gathered", "Intake", "distinct", "documents", "gather"]


def documents(files: list[str]) -> Iterator[Input]:
    """Gives the documents of every path, showing how far they are; a path that names nothing fails by itself."""
    return _progress(_each(files), total=count(files))


class Intake:
    """Does a job for one document after another and keeps the names of those that failed."""

    def __init__(self) -> None:
        self.read = 0
        self.failed: list[str] = []

    def take(self, item: Input, use: Callable[[Report], None]) -> None:
        """Reads a document and hands the report to ``use``; says in one line why where either fails."""
        try:
            if item.error is not None:
                raise item.error
            use(duixian.read(item.data, name=item.name))
        except UsageError:
            raise
        except DuixianError as error:
            self._fail(item.name, error.message(language()))
        except BrokenPipeError:
            raise
        except OSError as error:
            self._fail(item.name, os_reason(error, language()))
        except Exception as error:  # a defect of ours must not cost a batch its other files
            self._fail(item.name, say("internal", reason=f"{type(error).__name__}: {error}"))
        else:
            self.read += 1

    def something(self, files: list[str]) -> None:
        """Makes sure that ``files`` named at least one document.

        Raises:
            UsageError: they named none.
        """
        if self.read + len(self.failed) == 0:
            given = " ".join(files)
            raise UsageError(message("no_input", "zh", name=given), message("no_input", "en", name=given))

    def finish(self) -> int:
        """Lists the documents that failed, where there were others, and gives the exit code."""
        if self.failed and self.read + len(self.failed) > 1:
            complain(say("failed_list", count=len(self.failed)))
            for name in self.failed:
                complain(f"  {name}")
        return 1 if self.failed else 0

    def _fail(self, name: str, reason: str) -> None:
        self.failed.append(name)
        complain(say("failed", name=name, reason=reason.removeprefix(name).lstrip("：: ")))


class Gathered(NamedTuple):
    """Reports that were read, who kept count, and the files they came from."""

    reports: list[Report]
    intake: Intake
    files: list[Path]


def gather(paths: list[str]) -> Gathered:
    """Reads every report of ``paths``, and calls each by its file's name, with folders only where two files share one.

    Raises:
        UsageError: the paths name no document.
    """
    reports: list[Report] = []
    intake = Intake()
    for item in documents(paths):
        intake.take(item, reports.append)
    intake.something(paths)
    names = distinct([report.name for report in reports])
    files = [Path(path) for path in (*paths, *(report.name for report in reports))]
    return Gathered([replace(report, name=name) for report, name in zip(reports, names, strict=True)], intake, files)


def distinct(names: Sequence[str]) -> list[str]:
    """Gives the shortest ends of paths that tell them apart; the same path twice stays the same.

    >>> distinct(["in/a.txt", "in/2024/b.txt", "in/2025/b.txt"])
    ['a.txt', '2024/b.txt', '2025/b.txt']
    """
    parts = {name: name.replace("\\", "/").split("/") for name in names}
    length = dict.fromkeys(parts, 1)
    while True:
        ends: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
        for name, whole in parts.items():
            ends[tuple(whole[-length[name] :])].append(name)
        longer = [name for shared in ends.values() if len(shared) > 1 for name in shared if length[name] < len(parts[name])]
        if not longer:
            return ["/".join(parts[name][-length[name] :]) for name in names]
        for name in longer:
            length[name] += 1


def _each(files: list[str]) -> Iterator[Input]:
    for file in files:
        try:
            yield from inputs([file])
        except UsageError as error:
            yield Input(file, error=ReadingError(error.zh, error.en))


def _progress(items: Iterator[Input], *, total: int | None) -> Iterator[Input]:
    """Gives the items on, showing on standard error how far they are where somebody is looking and there are several."""
    if total == 1 or not aside().is_terminal:
        yield from items
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=aside(), transient=True, redirect_stdout=False, redirect_stderr=False) as progress:
        task = progress.add_task(say("reading"), total=total)
        for item in items:
            yield item
            progress.advance(task)
