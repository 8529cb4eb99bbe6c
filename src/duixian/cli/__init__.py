"""The ``duixian`` command: one subcommand a job, messages in Chinese or English by locale.

Results go to standard output, everything else to standard error. Exit codes: 0 done, 1 some input failed,
2 misuse, 130 interrupted.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from duixian.cli.console import complain, say
from duixian.cli.frame import Frame, help_text
from duixian.errors import DuixianError
from duixian.publishing.wording import language

__all__ = ["app", "main", "run"]

_INTERRUPTED = 130

app = typer.Typer(
    cls=Frame,
    help=help_text("app"),
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


def _show_version(wanted: bool) -> None:
    if wanted:
        from duixian import __version__

        typer.echo(f"duixian {__version__}")
        raise typer.Exit


@app.callback()
def _top(
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            help=help_text("version"),
            callback=_show_version,
            is_eager=True,
            rich_help_panel=help_text("options"),
        ),
    ] = False,
) -> None: ...


def _register() -> None:
    """Adds the subcommands; each is one module and knows nothing of the others."""
    from duixian.cli import (
        backup,
        bench_data,
        catalogue,
        compare,
        daily,
        dataset,
        demo,
        explain,
        findings,
        follow,
        importing,
        read,
        serve,
        user,
    )

    for module in (read, follow, compare, findings, explain, catalogue, dataset, importing, serve, daily, user, backup, demo, bench_data):
        module.register(app)


_register()


def run(arguments: Sequence[str] | None = None) -> int:
    """Runs the command with ``arguments`` (those of the process where None) and gives its exit code."""
    try:
        code = typer.main.get_command(app).main(args=arguments, prog_name="duixian", standalone_mode=False)
    except DuixianError as error:
        complain(error.message(language()))
        return 2
    except (KeyboardInterrupt, typer.Abort):
        code = _INTERRUPTED
    except BrokenPipeError:
        # Whoever reads our output has read enough (`duixian read … | head`); nothing is wrong.
        with contextlib.suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if not hasattr(error, "format_message"):
            raise
        return _misuse(error)
    if code == _INTERRUPTED:
        complain(say("interrupted"))
    return code if isinstance(code, int) else 0


def main() -> None:
    """The entry point of the installed command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal that cannot show a character gets a question mark, never a traceback.
            stream.reconfigure(errors="replace")
    sys.exit(run())


def _misuse(error: Exception) -> int:
    """Says in one line what the command's parser could not take; its own sentence is English only."""
    kind = type(error).__name__
    if kind == "NoArgsIsHelpError":
        return 2  # the help has been printed
    known = {
        "MissingParameter": "missing_parameter",
        "NoSuchOption": "no_such_option",
        "BadParameter": "bad_value",
        "BadOptionUsage": "needs_value",
    }
    parameter = getattr(error, "param", None)
    names = [parameter.metavar if parameter.param_type_name == "argument" else max(parameter.opts, key=len)] if parameter else []
    name = getattr(error, "option_name", None) or next(iter(names), "")
    said = str(getattr(error, "message", error)).rstrip(".")
    if kind in known and name:
        reason = say(known[kind], name=name)
    elif said.startswith("No such command"):
        reason = say("no_such_command", name=said.partition("'")[2].rpartition("'")[0])
    else:
        reason = said
    context = getattr(error, "ctx", None)
    complain(say("misuse", reason=reason, command=context.command_path if context else "duixian"))
    return 2
