"""``duixian serve`` and ``duixian work``: the workspace in a browser, and the worker behind it alone."""

from __future__ import annotations

import os
import signal
import socket
import sys
import urllib.error
import urllib.request
from collections.abc import Callable
from types import FrameType
from typing import Annotated

import typer

from duixian.cli.console import complain, out, say
from duixian.cli.frame import Command, help_text, option
from duixian.cli.workspace import command, enter, ready

__all__ = ["register", "run"]

_ANYWHERE = ("0.0.0.0", "::", "")
_THREADS = 2
"""Of each process: two, so that who uploads slowly keeps none for himself; not more, since threads wait for each other in Python."""
_NICE = 10


def register(app: typer.Typer) -> None:
    """Adds the subcommands to the command."""
    panel = help_text("commands")
    app.command("serve", cls=Command, help=help_text("serve"), rich_help_panel=panel)(_serve)
    app.command("work", cls=Command, help=help_text("work"), rich_help_panel=panel)(_work)


def _serve(
    data: Annotated[str, option("data", "--data", metavar="DIR")] = "",
    host: Annotated[str, option("serve_host", "--host", metavar="HOST")] = "127.0.0.1",
    port: Annotated[int, option("serve_port", "--port", metavar="PORT")] = 8000,
    workers: Annotated[int, option("serve_workers", "--workers", metavar="N")] = 0,
    jobs: Annotated[int, option("work_jobs", "--jobs", metavar="N")] = -1,
) -> None:
    if host not in _ANYWHERE:
        os.environ.setdefault("DUIXIAN_HOSTS", ",".join(dict.fromkeys(("localhost", "127.0.0.1", "[::1]", _named(host)))))
    enter(data)
    from django.conf import settings

    from duixian.web.accounts.models import User
    from duixian.web.serving.supervisor import listen

    listening = listen(host, port)
    ready()

    def tell(url: str) -> None:
        out().print(say("serving", url=url), soft_wrap=True)
        complain(say("serving_from", path=settings.DATA))
        if not User.objects.exists():
            complain(say("no_users", command=command("user add NAME --role administrator", data)))
        if host in _ANYWHERE and not os.environ.get("DUIXIAN_HOSTS"):
            complain(say("serving_hosts"))

    raise typer.Exit(run(listening, tell, host=host, workers=workers, jobs=jobs))


def run(listening: socket.socket, tell: Callable[[str], None], *, host: str = "127.0.0.1", workers: int = 0, jobs: int = -1) -> int:
    """Serves pages on a socket and reads in the background, until told to end; gives the exit code.

    Args:
        listening: The socket.
        tell: Called with the address once it answers.
        host: The name it was bound by.
        workers: Processes for pages; 0 is twice as many as cores.
        jobs: Processes that read; less than 0 is half the cores, 0 none.
    """
    from django.conf import settings

    from duixian.web.serving.preparing import prepare_pages, tidy
    from duixian.web.serving.supervisor import Child, Supervisor

    prepare_pages()
    tidy()
    os.environ["DUIXIAN_DATA"] = str(settings.DATA)
    me = [sys.executable, "-m"]
    server = [*me, "gunicorn", "-c", "python:duixian.web.serving.server", "--bind", f"fd://{listening.fileno()}"]
    server += ["--workers", str(workers or 2 * (os.cpu_count() or 1)), "--threads", str(_THREADS), "duixian.web.wsgi:application"]
    children = [Child(server, vital=True, files=[listening.fileno()])]
    if jobs:
        children.append(Child([*me, "duixian", "work", "--jobs", str(jobs)], vital=False))
    url = f"http://{'127.0.0.1' if host in _ANYWHERE else _named(host)}:{listening.getsockname()[1]}/"

    def told() -> None:
        tell(url)
        sys.stdout.flush()

    code = Supervisor(children).run(told, lambda: _answers(url))
    complain(say("server_failed" if code else "stopped"))
    return 2 if code else 0


def _named(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _answers(url: str) -> bool:
    """Tells whether a server takes requests there, whatever it says to them."""
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(f"{url}healthz", timeout=2):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def _work(
    data: Annotated[str, option("data", "--data", metavar="DIR")] = "",
    jobs: Annotated[int, option("work_jobs", "--jobs", metavar="N")] = -1,
) -> None:
    enter(data)
    ready()
    from duixian.web.background.loop import work

    stop = Stop()
    work(jobs if jobs > 0 else max((os.cpu_count() or 2) // 2, 1), niceness=_NICE, stopped=stop, lifeline=os.environ.get("DUIXIAN_LIFELINE", ""))
    if not os.environ.get("DUIXIAN_LIFELINE"):
        complain(say("stopped"))


class Stop:
    """Becomes true when the process is told to end."""

    def __init__(self) -> None:
        self.told = False
        for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(one, self._tell)

    def __call__(self) -> bool:
        return self.told

    def _tell(self, _signal: int, _frame: FrameType | None) -> None:
        self.told = True
