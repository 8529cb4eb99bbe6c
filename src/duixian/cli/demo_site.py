"""The end of ``duixian demo --serve``: a site of the example reports with an account of each role, to be explored."""

from __future__ import annotations

import socket
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from duixian.cli.console import aside, out, say
from duixian.cli.workspace import command, enter, ready
from duixian.errors import UsageError
from duixian.publishing.wording import label, language

__all__ = ["make_site", "serve_site", "tell_made"]

_PORTS = 20
"""Ports that are tried, from the one asked for."""
_SCALE = {"items": 40, "entries": 340, "dispatches": 90}
"""What happens in a year of the demonstration: enough to look at, and lived through in seconds."""


def make_site(folder: Path, examples: list[Path]) -> list[tuple[str, str, str]]:
    """Makes a site in ``folder`` where there is none, with the examples read and followed and the invented district's offices; gives names, roles (or posts) and passwords of accounts to try.

    The accounts get new passwords each time; those of the district share one.
    """
    enter(str(folder))
    ready()
    from duixian.reading.inputs import inputs
    from duixian.web.accounts import people, sample
    from duixian.web.accounts.models import Role, User
    from duixian.web.archive.models import Batch
    from duixian.web.archive.reading import bring_all, called, read_next, settle

    batch = Batch.objects.create(source="command")
    for example in examples:
        list(bring_all(called(inputs([example]), str(example), example.name), batch))
    while read_next():
        pass
    settle()
    accounts = []
    for role in Role:
        password = people.new_password()
        user = User.objects.filter(username=role.value).first()
        if user is None:
            people.add(role.value, role, password=password)
        else:
            people.change(user, role=role, active=True)
            people.reset_password(user, password)
        accounts.append((role.value, str(role.label), password))
    shared = people.new_password()
    accounts += [(one.username, str(one.post), shared) for one in sample.load(shared)]
    _give_a_past()
    return accounts


def _give_a_past() -> None:
    """Lets the invented district work on its ledger from the year of its newest report to this day, where it has none yet."""
    from django.utils import timezone

    from duixian.web.archive.models import Report
    from duixian.web.ledger.models import Ledger
    from duixian.web.ledger.simulation.year import Year

    report = Report.objects.filter(kind="work_report").exclude(place=None).exclude(year=None).order_by("-year").first()
    if report is None or report.place is None or report.year is None or Ledger.objects.exists():
        return
    now = timezone.localtime()
    first = max(report.year, now.year - 1)
    with Progress(TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), console=aside(), transient=True) as bar:
        begins = date(first, 1, 1)
        task = bar.add_task(say("living"), total=(now.date() - begins).days)
        for year in range(first, now.year + 1):
            lived = Year(report.place, year, report=report if year == report.year else None, seed=year, **_SCALE)
            goes_on = now.date() < date(year + 1, 2, 1)  # a year is closed at the end of the January after
            lived.live(lambda day: bar.update(task, completed=(day - begins).days), until=now if goes_on else None)
            if goes_on:
                break


def serve_site(port: int, accounts: list[tuple[str, str, str]]) -> int:
    """Serves the site that was made, on ``port`` or the next that is free, and says what to look at; gives the exit code."""
    from duixian.cli.serve import run

    return run(_listen(port), lambda url: _tell(out(), url, accounts))


def _listen(port: int) -> socket.socket:
    from duixian.web.serving.supervisor import listen

    for one in range(port, port + _PORTS - 1):
        try:
            return listen("127.0.0.1", one)
        except UsageError:
            continue
    return listen("127.0.0.1", port + _PORTS - 1)


def _tell(screen: Console, url: str, accounts: list[tuple[str, str, str]]) -> None:
    """Says where the site is, what to look at first, and how to sign in."""
    from duixian.web.archive.models import Report, Standing

    report = Report.objects.filter(kind="work_report").exclude(place=None).order_by("-year").first()
    decided = Standing.objects.select_related("place").filter(decided__gt=0).order_by("-year").first()
    screen.print()
    screen.print(say("site_runs", url=url), style="bold", soft_wrap=True)
    screen.print(say("site_look_first"))
    places = [("site_home", "")]
    if report is not None:
        places.append(("site_report", report.get_absolute_url()))
    if decided is not None:
        places.append(("site_scoreboard", f"/places/{decided.place.slug}/{decided.year}/"))
    places += [("site_search", "/search/?q=口袋公园"), ("site_ledger", "/ledger/"), ("site_board", "/board/"), ("site_import", "/import/")]
    for number, (key, path) in enumerate(places, 1):
        screen.print(f"  {number}. {url}{path.removeprefix('/')}", style="cyan", soft_wrap=True)
        screen.print(f"     {say(key)}", soft_wrap=True)
    _tell_accounts(screen, accounts)
    screen.print(say("site_ends"))


def tell_made(folder: Path, accounts: list[tuple[str, str, str]]) -> None:
    """Says how to serve the site that was made, and how to sign in."""
    screen = out()
    screen.print()
    screen.print(say("site_made", command=f".venv/bin/{command('serve', str(folder))}"), style="bold", soft_wrap=True)
    _tell_accounts(screen, accounts)


def _tell_accounts(screen: Console, accounts: list[tuple[str, str, str]]) -> None:
    screen.print(say("site_accounts"))
    rows = Table(header_style="bold")
    for key in ("name", "role", "password"):
        rows.add_column(label(key, language()))
    for account in accounts:
        rows.add_row(*account)
    screen.print(rows)
