"""``duixian backup`` and ``duixian restore``: the whole workspace in one file, and back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from duixian.cli.console import aside, complain, say
from duixian.cli.frame import Command, argument, help_text, option
from duixian.cli.workspace import command, enter, ready
from duixian.errors import UsageError
from duixian.publishing.files import os_reason
from duixian.publishing.wording import message

if TYPE_CHECKING:
    from collections.abc import Callable

    from duixian.web.backup.manifest import Manifest

__all__ = ["register"]

_File = Annotated[Path, argument("backup_file", "FILE")]
_Data = Annotated[str, option("data", "--data", metavar="DIR")]


def register(app: typer.Typer) -> None:
    """Adds the subcommands to the command."""
    panel = help_text("commands")
    app.command("backup", cls=Command, help=help_text("backup"), rich_help_panel=panel)(_backup)
    app.command("restore", cls=Command, help=help_text("restore"), rich_help_panel=panel)(_restore)


def _backup(file: _File, data: _Data = "", over: Annotated[bool, option("backup_over", "--overwrite")] = False) -> None:
    if file.exists() and not over:
        raise UsageError(*(message("backup_there", one, path=str(file)) for one in ("zh", "en")))
    enter(data)
    ready()
    from duixian.web.backup.saving import save

    try:
        with _bar() as tell:
            manifest = save(file, tell)
    except OSError as error:
        raise UsageError(*(message("backup_not_written", one, path=str(file), reason=os_reason(error, one)) for one in ("zh", "en"))) from error
    complain(say("backed_up", path=file, size=f"{file.stat().st_size / 1e6:.1f}", **_counted(manifest)))


def _restore(file: _File, data: _Data = "", only_check: Annotated[bool, option("restore_check", "--check")] = False) -> None:
    enter(data)
    from duixian.web.backup.restoring import check, restore

    with _bar() as tell:
        manifest = check(file, tell) if only_check else restore(file, tell)
    if only_check:
        complain(say("backup_whole", path=file, made=manifest.made_at, version=manifest.version, **_counted(manifest)))
    else:
        complain(say("restored", command=command("serve", data), **_counted(manifest)))


def _counted(manifest: Manifest) -> dict[str, int]:
    return {"rows": sum(one.count for one in manifest.tables.values()), "files": len(manifest.files)}


@contextmanager
def _bar() -> Iterator[Callable[[str, int, int], None]]:
    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=aside(), transient=True, redirect_stdout=False, redirect_stderr=False) as bar:
        task = bar.add_task("", total=None)

        def tell(what: str, done: int, total: int) -> None:
            bar.update(task, description=what, completed=done, total=total)

        yield tell
