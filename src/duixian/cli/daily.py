"""``duixian daily``: what the workspace does once a day, for a timer of the system or by hand."""

from __future__ import annotations

from typing import Annotated

import typer

from duixian.cli.console import complain, say
from duixian.cli.frame import Command, help_text, option
from duixian.cli.workspace import enter, ready

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Adds the subcommand to the command."""
    app.command("daily", cls=Command, help=help_text("daily"), rich_help_panel=help_text("commands"))(_daily)


def _daily(data: Annotated[str, option("data", "--data", metavar="DIR")] = "") -> None:
    enter(data)
    ready()
    from duixian.web.ledger.urging.daily import run
    from duixian.web.ledger.urging.models import DailyRun, RunState

    row = run()
    if row is None:
        complain(say("daily_busy"))
    elif row.state == RunState.CLOCK_BACK:
        last = DailyRun.objects.filter(state=RunState.DONE).order_by("-day").first()
        complain(say("daily_clock", day=last.day if last else ""))
        raise typer.Exit(1)
    else:
        mails = row.did["mails"]
        counts = {name: row.did[name] for name in ("lights", "reminders", "proposals")}
        complain(say("daily_done", first=row.first, day=row.day, sent=mails["sent"], failed=mails["failed"], **counts))
        if mails["unsure"]:
            complain(say("daily_unsure", count=mails["unsure"]))
        raise typer.Exit(1 if mails["failed"] else 0)
