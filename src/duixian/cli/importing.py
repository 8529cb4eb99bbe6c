"""``duixian import``: reports into the workspace, read on all cores, and followed."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from duixian.cli.console import aside, complain, say
from duixian.cli.frame import Command, argument, help_text, option
from duixian.cli.workspace import command, enter, ready
from duixian.errors import ReadingError, UsageError
from duixian.publishing.wording import language, message
from duixian.reading.inputs import STANDARD_INPUT, Input, count, inputs

if TYPE_CHECKING:
    from duixian.web.background.worker import Worker

__all__ = ["register"]

_LOOK = 0.5
"""Seconds between two counts of what is done."""


def register(app: typer.Typer) -> None:
    """Adds the subcommand to the command."""
    app.command("import", cls=Command, help=help_text("import"), rich_help_panel=help_text("commands"))(_import)


def _import(
    paths: Annotated[list[str], argument("import_paths", "PATH…")],
    data: Annotated[str, option("data", "--data", metavar="DIR")] = "",
    jobs: Annotated[int, option("import_jobs", "--jobs", metavar="N")] = 0,
) -> None:
    enter(data)
    ready()
    from django.db import connection

    from duixian.web.archive.models import Batch
    from duixian.web.background.worker import Worker

    worker = Worker(jobs if jobs > 0 else os.cpu_count() or 1)
    batch = Batch.objects.create(source="command")
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    finished = False
    try:
        with Progress(*columns, console=aside(), transient=True, redirect_stdout=False, redirect_stderr=False) as bar:
            worker.crew.start()
            worker.start(renew=False)
            run = _Run(batch.pk, worker, bar)
            run.bring(paths)
            run.read()
            places = run.follow()
        finished = True
    finally:
        if not finished:
            # An interrupt may come in the middle of a query; what is still to be said to the database goes over a new connection.
            connection.close()
        with _uninterrupted():
            worker.stop()
        if not batch.arrivals.exists():
            batch.delete()
        elif not finished:
            complain(say("import_again", command=command(f"import {' '.join(paths)}", data)))
    raise typer.Exit(_report(paths, batch.pk, places))


class _Run:
    """One import: what came in, and how far it is."""

    def __init__(self, batch: int, worker: Worker, bar: Progress) -> None:
        self._batch = batch
        self._worker = worker
        self._bar = bar
        self._looked = 0.0

    def bring(self, paths: list[str]) -> None:
        """Brings every document in; those that are in are read meanwhile."""
        from duixian.web.archive.models import Batch
        from duixian.web.archive.reading import bring_all

        task = self._bar.add_task(say("reading"), total=count(path for path in paths if Path(path).exists()))
        batch = Batch.objects.get(pk=self._batch)
        for _arrival in bring_all(_each(paths), batch):
            if self._worker.crew.room:
                self._step(0)
                self._show(task, whole=False)
        self._task = task

    def read(self) -> None:
        """Waits until every document is read or has failed."""
        while self._show(self._task, whole=True, now=True):
            self._step(_LOOK)

    def follow(self) -> int:
        """Follows the places whose reports changed; gives how many. Where another worker follows already, waits for it."""
        from duixian.web.archive.following import stale_places
        from duixian.web.archive.models import Place

        self._worker.reads = False
        before = dict(Place.objects.values_list("pk", "followed_at"))
        total = len(stale_places())
        task = self._bar.add_task(say("following"), total=total)
        while self._step(_LOOK) or self._worker.waits_for_another():
            left = len(stale_places()) + Place.objects.exclude(following_since=None).count()
            total = max(total, left)
            self._bar.update(task, total=total, completed=total - left)
        return sum(at != before.get(pk) for pk, at in Place.objects.values_list("pk", "followed_at"))

    def _step(self, timeout: float) -> bool:
        with _uninterrupted():
            return self._worker.step(timeout)

    def _show(self, task: TaskID, *, whole: bool, now: bool = False) -> bool:
        """Shows how far reading is; tells whether anything is left to read."""
        from duixian.web.archive.models import Arrival, State

        if not now and time.monotonic() < self._looked + _LOOK:
            return True
        self._looked = time.monotonic()
        arrivals = Arrival.objects.filter(batch_id=self._batch)
        left = arrivals.filter(document__state__in=[State.WAITING, State.READING]).count()
        there = arrivals.count()
        self._bar.update(task, completed=there - left, total=there if whole else None)
        return left > 0


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Puts an interrupt off to the end of the block, so that no document is claimed in the database whose job the worker does not know."""
    pressed: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _frame: pressed.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if pressed:
        raise KeyboardInterrupt


def _each(paths: list[str]) -> Iterator[Input]:
    """The documents of every path, named from the folder that the path lies in; a path that names nothing fails by itself."""
    from duixian.web.archive.reading import called

    for path in paths:
        if path == STANDARD_INPUT:
            yield from inputs([path])
            continue
        try:
            whole = str(Path(path).absolute())
            yield from called(inputs([whole]), whole, Path(whole).name)
        except UsageError:
            error = ReadingError(message("not_there", "zh", path=path), message("not_there", "en", path=path))
            yield Input(path, error=error)


def _report(paths: list[str], batch: int, places: int) -> int:
    """Says what came of it, lists what failed with the reason, and gives the exit code.

    Raises:
        UsageError: the paths named no document.
    """
    from duixian.web.archive.models import Arrival, State

    arrivals = Arrival.objects.filter(batch_id=batch)
    total = arrivals.count()
    if not total:
        given = " ".join(paths)
        raise UsageError(message("no_input", "zh", name=given), message("no_input", "en", name=given))
    failed = list(arrivals.filter(document=None) | arrivals.filter(document__state=State.FAILED))
    new = arrivals.filter(document__state=State.READ, new=True).count()
    complain(say("imported", new=new, there=total - new - len(failed), failed=len(failed), places=places))
    for arrival in failed:
        from_reading = arrival.document if arrival.document is not None else arrival
        reason = from_reading.error_zh if language() == "zh" else from_reading.error_en
        name = from_reading.name
        complain(say("failed", name=arrival.name, reason=reason.removeprefix(name).lstrip("：: ")))
    return 1 if failed else 0
