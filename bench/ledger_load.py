"""How fast the ledger answers under load: 50 users who wait 1 to 3 seconds between pages, on 20,000 items of ten years in PostgreSQL.

    createdb ledger_load
    DATABASE_URL=postgresql://…/ledger_load python -m bench.ledger_load --data DIR

Makes its data first where the database has no ledger (:mod:`bench.ledger_data`: two years lived through, then copied; ``--make`` makes it and ends). Starts
``duixian serve`` on a free port and drives it with Locust: users signed in as officers, heads, leaders and the delivery office open My work, the board, items, the table and
the calendar. Meanwhile the delivery office urges on an item every half minute (an average day of such a ledger has one action in two minutes), which makes every board that is kept an old one. Prints a table: requests, median, 95th percentile, largest, failures for each kind of page, and what was in the database. Server, database and load tool
share the machine. Exit code 1 where a page's 95th percentile is over 200 ms or a request failed.
"""

from __future__ import annotations

from gevent import monkey

monkey.patch_all()

import argparse  # noqa: E402  gevent must come first
import itertools  # noqa: E402
import os  # noqa: E402
import random  # noqa: E402
import subprocess  # noqa: E402
import sys  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import NamedTuple  # noqa: E402

import gevent  # noqa: E402
from locust import HttpUser, between, task  # noqa: E402
from locust.env import Environment  # noqa: E402

from bench.load import LIMIT, _free_port, _wait_for  # noqa: E402

_ITEMS = 2000
"""Items of this year whose pages are opened, drawn by a fixed seed."""
_WRITES = 30.0
"""Seconds between two actions: a thousand on a working day."""
_SHARES = {"officer": 24, "head": 14, "leader": 6, "delivery": 6}
"""Of 50 users, how many sign in in posts of each role; where there are fewer people, several sign in as the same."""


class Person(NamedTuple):
    """Who looks at pages: the cookie of a session that is signed in, and the key of the own office."""

    cookie: str
    office: int


class Ground:
    """What the users open, and as whom."""

    def __init__(self, users: int) -> None:
        from django.conf import settings
        from django.test import Client

        from duixian.web.accounts.models import PostRole, Tenure, User
        from duixian.web.ledger.models import Item, Ledger, State

        newest = Ledger.objects.get(frozen_at=None)
        keys = list(Item.objects.filter(ledger=newest).order_by("pk").values_list("pk", flat=True))
        self.table = newest.get_absolute_url()
        self.items = [f"/ledger/items/{key}/" for key in random.Random(7).sample(keys, min(_ITEMS, len(keys)))]
        self.months = [f"{newest.year}-{month:02}" for month in range(1, 13)]
        people = []
        for role, share in _SHARES.items():
            tenures = list(
                Tenure.objects.filter(until=None, post__role=role)
                .select_related("user", "post")
                .order_by("post__office__order", "pk")
            )
            for tenure in itertools.islice(itertools.cycle(tenures), -(-share * users // sum(_SHARES.values()))):
                User.objects.filter(pk=tenure.user_id).update(must_change_password=False)
                client = Client()
                client.force_login(tenure.user)
                people.append(Person(client.cookies[settings.SESSION_COOKIE_NAME].value, tenure.post.office_id))
        self.people = itertools.cycle(people)
        self.cookie_name = settings.SESSION_COOKIE_NAME
        self.urged = itertools.cycle(Item.objects.filter(ledger=newest, state=State.IN_PROGRESS).order_by("pk").values_list("pk", flat=True))
        self.delivery = Tenure.objects.filter(until=None, post__role=PostRole.DELIVERY).select_related("user").order_by("pk")[0].user

    def urge(self) -> None:
        """Does something every now and then, for ever."""
        from duixian.web.ledger.acting import act
        from duixian.web.ledger.states import Act

        for pk in self.urged:
            gevent.sleep(_WRITES)
            act(pk, Act.URGE, self.delivery, {"text": "请按时限推进"})


class Member(HttpUser):
    """Somebody at work in the ledger, who opens one page after another and looks at each for a while."""

    wait_time = between(1, 3)
    ground: Ground

    def on_start(self) -> None:
        """Each user is somebody, and draws pages in an order of its own."""
        self.draw = random.Random()
        self.person = next(self.ground.people)
        self.client.cookies.set(self.ground.cookie_name, self.person.cookie)
        self.client.headers["Accept-Language"] = "zh-CN"

    @task(5)
    def work(self) -> None:
        self._get("/ledger/", "my work")

    @task(4)
    def board(self) -> None:
        self._get("/ledger/board/", "board")

    @task(5)
    def item(self) -> None:
        self._get(self.draw.choice(self.ground.items), "item")

    @task(3)
    def table(self) -> None:
        self._get(self.ground.table, "table")

    @task(2)
    def filtered(self) -> None:
        self._get(f"{self.ground.table}?office={self.person.office}&state=open&sort=deadline", "table, filtered")

    @task(2)
    def calendar(self) -> None:
        self._get(f"/ledger/calendar/?month={self.draw.choice(self.ground.months)}", "calendar")

    def _get(self, path: str, name: str) -> None:
        with self.client.get(path, name=name, catch_response=True, allow_redirects=False) as answer:
            if answer.status_code != 200:
                answer.failure(f"{answer.status_code} {path}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True, help="a data folder; made where it is not there")
    parser.add_argument("--make", action="store_true", help="make the data and end")
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--seconds", type=int, default=120)
    parser.add_argument("--workers", type=int, default=0, help="processes that serve; 0 as many as `duixian serve` takes by itself")
    options = parser.parse_args()
    Path(options.data).mkdir(parents=True, exist_ok=True)
    os.environ["DUIXIAN_DATA"] = options.data
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "duixian.web.settings")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connections

    from bench.ledger_data import counted, make
    from duixian.web.ledger.models import Ledger

    call_command("migrate", verbosity=0)
    if not Ledger.objects.exists():
        make()
    print(counted(), flush=True)
    if options.make:
        return 0
    Member.ground = Ground(options.users)
    connections.close_all()
    port = _free_port()
    command = [
        str(Path(sys.executable).parent / "duixian"),
        "serve",
        "--data",
        options.data,
        "--port",
        str(port),
        "--workers",
        str(options.workers),
        "--jobs",
        "0",
    ]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(f"http://127.0.0.1:{port}/healthz", server)
        return _drive(f"http://127.0.0.1:{port}", options.users, options.seconds, server.pid)
    finally:
        server.terminate()


def _drive(host: str, users: int, seconds: int, server: int) -> int:
    environment = Environment(user_classes=[Member], host=host)
    runner = environment.create_local_runner()
    runner.start(users, spawn_rate=5)
    writer = gevent.spawn(Member.ground.urge)
    gevent.sleep(20)  # everybody is there; connections, caches and templates are warm
    environment.stats.reset_all()
    used = _processors(server)
    gevent.sleep(seconds)
    pages, database = (after - before for after, before in zip(_processors(server), used, strict=True))
    runner.quit()
    writer.kill()
    print(f"{users} users, 1 to 3 s between pages, {seconds} s; an action every {_WRITES:g} s")
    print(f"{'':20}{'requests':>9}{'median ms':>11}{'95% ms':>9}{'99% ms':>9}{'max ms':>9}{'kB':>7}{'failed':>8}")
    bad = 0
    for name, entry in sorted((entry.name, entry) for entry in environment.stats.entries.values()):
        high = entry.get_response_time_percentile(0.95) or 0
        print(
            f"{name:20}{entry.num_requests:9}{entry.median_response_time:11.0f}{high:9.0f}{entry.get_response_time_percentile(0.99) or 0:9.0f}"
            f"{entry.max_response_time:9.0f}{entry.avg_content_length / 1000:7.0f}{entry.num_failures:8}"
        )
        bad += high > LIMIT or entry.num_failures > 0
    every = environment.stats.total.num_requests or 1
    print(f"a page takes {pages / every * 1000:.0f} ms of a processor in the server and {database / every * 1000:.0f} ms in the database; {every / seconds:.1f} pages a second")
    for error in environment.stats.errors.values():
        print(f"  {error.occurrences} × {error.error}")
    return 1 if bad else 0


def _processors(server: int) -> tuple[float, float]:
    """Gives the seconds of processor time that the server with its processes has used, and those of the connections to PostgreSQL on this machine."""
    rows = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                name, _, rest = (entry / "stat").read_text().rpartition(")")
            except OSError:
                continue
            fields = rest.split()
            rows[int(entry.name)] = (name.partition("(")[2], int(fields[1]), (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK"))
    family = {server}
    while more := {pid for pid, (_name, parent, _used) in rows.items() if parent in family} - family:
        family |= more
    return sum(rows[pid][2] for pid in family if pid in rows), sum(used for name, _parent, used in rows.values() if name == "postgres")


if __name__ == "__main__":
    sys.exit(main())
