"""How fast the workspace answers under load: 20 users who wait 1 to 3 seconds between pages, on a large archive in PostgreSQL.

    duixian bench-data /tmp/invented
    DATABASE_URL=postgresql://… duixian import /tmp/invented --data DIR
    DATABASE_URL=postgresql://… python -m bench.load --data DIR

Starts ``duixian serve`` on a free port, which reads nothing meanwhile, drives it with Locust and prints a table: requests, median, 95th percentile, largest, failures for each kind
of page, and what was in the archive. Server, database and load tool share the machine. Exit code 1 where a page's 95th percentile is
over 200 ms or a request failed.
"""

from __future__ import annotations

from gevent import monkey

monkey.patch_all()

import argparse  # noqa: E402  gevent must come first
import os  # noqa: E402
import random  # noqa: E402
import re  # noqa: E402
import socket  # noqa: E402
import subprocess  # noqa: E402
import sys  # noqa: E402
import time  # noqa: E402
import urllib.request  # noqa: E402
from pathlib import Path  # noqa: E402
from urllib.parse import quote  # noqa: E402

import gevent  # noqa: E402
from locust import HttpUser, between, task  # noqa: E402
from locust.env import Environment  # noqa: E402

LIMIT = 200
"""Milliseconds that the 95th percentile of each page may take."""
_CHART = re.compile(r'src="(/charts/[^"]+\.svg)"')
_SAMPLE = 400


class Addresses:
    """What the users open: drawn from the archive by a fixed seed."""

    def __init__(self, rare: str, phrase: str) -> None:
        from duixian.web.archive.models import Report, Series, Standing

        draw = random.Random(7)
        refs = list(Report.objects.order_by("ref").values_list("ref", flat=True)[: _SAMPLE * 5])
        self.reports = [f"/reports/{ref}/" for ref in draw.sample(refs, min(_SAMPLE, len(refs)))]
        known = list(Series.objects.exclude(indicator_id="").filter(count__gte=4).order_by("id").values_list("key", "place__slug")[: _SAMPLE * 5])
        self.indicators = [f"/indicators/{quote(key)}/?place={quote(slug)}" for key, slug in draw.sample(known, min(_SAMPLE, len(known)))]
        stood = list(Standing.objects.order_by("id").values_list("place__slug", "year")[: _SAMPLE * 20])
        self.scoreboards = [f"/places/{quote(slug)}/{year}/" for slug, year in draw.sample(stood, min(_SAMPLE, len(stood)))]
        self.comparisons = [f"/comparison/?year={year}" for year in sorted({year for _, year in stood})]
        self.searches = {"search rare": rare, "search 发展": "发展", "search phrase": phrase, "search 2 words": "就业 服务"}


class Reader(HttpUser):
    """Somebody who reads: opens one page after another and looks at each for a while."""

    wait_time = between(1, 3)
    addresses: Addresses

    def on_start(self) -> None:
        """Each user draws pages in an order of its own."""
        self.draw = random.Random()
        self.client.headers["Accept-Language"] = "zh-CN"

    @task(4)
    def report(self) -> None:
        self.client.get(self.draw.choice(self.addresses.reports), name="report page")

    @task(3)
    def indicator(self) -> None:
        page = self.client.get(self.draw.choice(self.addresses.indicators), name="indicator page")
        for chart in _CHART.findall(page.text)[:1]:
            self.client.get(chart, name="chart of it (an image)")

    @task(3)
    def scoreboard(self) -> None:
        self.client.get(self.draw.choice(self.addresses.scoreboards), name="scoreboard")

    @task(3)
    def comparison(self) -> None:
        self.client.get(self.draw.choice(self.addresses.comparisons), name="comparison")

    @task(4)
    def search(self) -> None:
        name, words = self.draw.choice(list(self.addresses.searches.items()))
        self.client.get(f"/search/?q={quote(words)}", name=name)

    @task(1)
    def home(self) -> None:
        self.client.get("/", name="first page")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True, help="the data folder of the archive")
    parser.add_argument("--users", type=int, default=20)
    parser.add_argument("--seconds", type=int, default=120)
    parser.add_argument("--rare", default="海绵城市", help="a word that stands in few sentences")
    parser.add_argument("--phrase", default="推动高质量发展", help="a phrase")
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    os.environ["DUIXIAN_DATA"] = options.data
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "duixian.web.settings")
    import django

    django.setup()
    Reader.addresses = Addresses(options.rare, options.phrase)
    _print_archive()
    port = _free_port()
    command = [str(Path(sys.executable).parent / "duixian"), "serve", "--data", options.data, "--port", str(port), "--workers", str(options.workers), "--jobs", "0"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(f"http://127.0.0.1:{port}/healthz", server)
        return _drive(f"http://127.0.0.1:{port}", options.users, options.seconds)
    finally:
        server.terminate()
        server.wait(30)


def _drive(host: str, users: int, seconds: int) -> int:
    environment = Environment(user_classes=[Reader], host=host)
    runner = environment.create_local_runner()
    runner.start(users, spawn_rate=4)
    gevent.sleep(10)  # connections, caches and templates are warm
    environment.stats.reset_all()
    gevent.sleep(seconds)
    runner.quit()
    print(f"{users} users, 1 to 3 s between pages, {seconds} s")
    print(f"{'':26}{'requests':>9}{'median ms':>11}{'95% ms':>9}{'99% ms':>9}{'max ms':>9}{'kB':>7}{'failed':>8}")
    bad = 0
    for name, entry in sorted((entry.name, entry) for entry in environment.stats.entries.values()):
        high = entry.get_response_time_percentile(0.95) or 0
        print(
            f"{name:26}{entry.num_requests:9}{entry.median_response_time:11.0f}{high:9.0f}{entry.get_response_time_percentile(0.99) or 0:9.0f}"
            f"{entry.max_response_time:9.0f}{entry.avg_content_length / 1000:7.0f}{entry.num_failures:8}"
        )
        bad += high > LIMIT or entry.num_failures > 0
    return 1 if bad else 0


def _print_archive() -> None:
    from django.db import connection

    from duixian.web.archive.models import Fact, Outcome, Place, Report, Sentence

    counts = {model.__name__: model.objects.count() for model in (Report, Place, Fact, Sentence, Outcome)}
    print("archive:", ", ".join(f"{count:,} {name.lower()}s" for name, count in counts.items()))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT c.relname, pg_relation_size(c.oid) FROM pg_class c WHERE c.relname LIKE 'archive_%%' ORDER BY 2 DESC LIMIT 8"
            )
            for name, size in cursor.fetchall():
                print(f"  {name:50}{size / 1e6:10,.0f} MB")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        if server.poll() is not None:
            raise SystemExit(f"the server ended with {server.returncode}")
        try:
            urllib.request.urlopen(url, timeout=1).read()
            return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("the server did not answer within two minutes")


if __name__ == "__main__":
    sys.exit(main())
