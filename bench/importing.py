"""How fast reports come into the archive: kept, read, stored with all records and the search index, then followed.

    python -m bench.importing [--reports 1000] [--postgresql postgresql://root@127.0.0.1/] [--jobs 2]

The reports beside the repository (``../shared``), else the examples, are made into as many different ones: each gets another place and year,
and other figures. They are made before the clock starts. On SQLite, and on PostgreSQL where an address is given (a database is made
there and dropped). "read" is from the first file to the last report stored with its records and found by search; "followed" from then
to the last verdict and the findings between places. The start of the processes is in "read", the making of the database is not.
"CPU" is the time of processors that a report took, ours and the database's together: two cores that do nothing else take half of it.
Exit code 1 below 1,000 reports a minute.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("DUIXIAN_SHARED") or ROOT.parent / "shared")
FLOOR = 1000
"""Reports a minute, read and stored, on two cores."""
YEARS = 20
"""Reports of one place."""
_LAST = 2025
_YEAR = re.compile(r"(?<!\d)(19|20)\d\d(?!\d)")
_FIGURE = re.compile(r"(?<![\d.])\d{1,4}\.\d+(?!\d)")
_KEEP = 2
"""Characters of a place's name below which it is not replaced: 中国."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=1000)
    parser.add_argument("--postgresql", default="")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--one", default="", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measured(Path(options.one), options.jobs)))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "reports"
        made.mkdir()
        characters = 0
        for name, text in variants(options.reports):
            (made / name).write_text(text, encoding="utf-8")
            characters += len(text)
        print(f"{options.reports} reports, {characters / options.reports:,.0f} characters each, {YEARS} a place; {options.jobs} processes that read, {os.cpu_count()} cores")
        heads = f"{'read s':>8} {'a minute':>9} {'CPU ms':>7} {'followed s':>11} {'CPU ms':>7} {'all a minute':>13} {'database MB':>12}"
        print(f"{'':12} {heads}  rows")
        slow = False
        for database in ("", *([options.postgresql] if options.postgresql else [])):
            figures = _in_a_process_of_its_own(made, database, options.jobs, Path(folder))
            rate = options.reports / figures["read"] * 60
            slow |= rate < FLOOR
            name = "PostgreSQL" if database else "SQLite"
            both = options.reports / (figures["read"] + figures["followed"]) * 60
            print(
                f"{name:12} {figures['read']:8.1f} {rate:9,.0f} {figures['cpu_read'] / options.reports * 1000:7.0f} {figures['followed']:11.1f} "
                f"{figures['cpu_followed'] / options.reports * 1000:7.0f} {both:13,.0f} {figures['bytes'] / 1e6:12,.0f}  "
                + ", ".join(f"{count:,} {what}" for what, count in figures["rows"].items())
            )
    return int(slow)


def variants(count: int) -> Iterator[tuple[str, str]]:
    """Gives ``count`` reports with their names: of each place one for each of ``YEARS`` years."""
    import duixian
    from duixian.language.lexicon import table

    paths = sorted((SHARED / "reports").glob("*.txt")) or sorted((ROOT / "examples" / "reports").glob("*-report.txt"))
    bases = []
    for path in paths:
        report = duixian.read(path)
        year = report.metadata.year.value
        if year.isdigit():
            bases.append((report.text, int(year), report.metadata.place.value))
    counties = [row["name"] for row in table("places") if not row["code"].endswith("00") and not row["until"]]
    names = [name for name in dict.fromkeys(counties) if len(name) > _KEEP and counties.count(name) == 1]
    draw = random.Random(11)
    draw.shuffle(names)
    for number in range(count):
        text, year, place = bases[number % len(bases)]
        wanted, name = _LAST - number % YEARS, names[number // YEARS]
        shift = wanted - year
        text = _YEAR.sub(lambda found, shift=shift: str(int(found[0]) + shift), text)
        text = _FIGURE.sub(lambda found, by=number % 83: f"{float(found[0]) + by / 10:.{len(found[0].partition('.')[2])}f}", text)
        if len(place) > _KEEP:
            text = text.replace(place, name)
        yield f"{name}{wanted}年政府工作报告.txt", f"{name}政府工作报告\n——{wanted}年1月10日在{name}人民代表大会第三次会议上\n{text}"


def _in_a_process_of_its_own(reports: Path, database: str, jobs: int, folder: Path) -> dict[str, Any]:
    environment = {**os.environ, "DUIXIAN_DATA": str(folder / ("postgresql" if database else "sqlite")), "DJANGO_SETTINGS_MODULE": "duixian.web.settings"}
    environment.pop("DATABASE_URL", None)
    name = f"duixian_bench_{os.getpid()}"
    if database:
        import psycopg

        with psycopg.connect(urlsplit(database)._replace(path="/postgres").geturl(), autocommit=True) as server:
            server.execute(f'CREATE DATABASE "{name}"'.encode())
        environment["DATABASE_URL"] = urlsplit(database)._replace(path=f"/{name}").geturl()
    try:
        command = [sys.executable, "-m", "bench.importing", "--one", str(reports), "--jobs", str(jobs)]
        ended = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, check=True)
        return dict(json.loads(ended.stdout))
    finally:
        if database:
            with psycopg.connect(urlsplit(database)._replace(path="/postgres").geturl(), autocommit=True) as server:
                server.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


def measured(folder: Path, jobs: int) -> dict[str, Any]:
    """Brings a folder in and gives how long each part took, in seconds, and what is there then."""
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection

    from duixian.reading.inputs import inputs
    from duixian.web.archive.following import stale_places
    from duixian.web.archive.models import Batch, Commitment, Document, Fact, Outcome, Sentence
    from duixian.web.archive.reading import bring_all
    from duixian.web.background.worker import Worker
    from duixian.web.serving.preparing import prepare_database

    prepare_database(lambda _steps: None)
    batch = Batch.objects.create(source="command")
    began, used = time.monotonic(), _processors()
    worker = Worker(jobs)
    worker.crew.start()
    worker.start()
    for _ in bring_all(inputs([folder]), batch):
        if worker.crew.room:
            worker.step(0)
    while Document.objects.filter(state__in=["waiting", "reading"]).exists():
        worker.step(0.2)
    read, used_read = time.monotonic(), _processors()
    while worker.step(0.2) or stale_places():
        pass
    followed, used_followed = time.monotonic(), _processors()
    worker.stop()
    failed = list(Document.objects.exclude(state="read").values_list("name", "error_en")[:3])
    if failed:
        raise SystemExit(f"not all were read: {failed}")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            size = (cursor.fetchone() or [0])[0]
    else:
        size = sum(path.stat().st_size for path in Path(settings.DATA).glob("duixian.sqlite3*"))
    counted = {"facts": Fact, "promises": Commitment, "sentences": Sentence, "outcomes": Outcome}
    return {
        "read": read - began,
        "followed": followed - read,
        "cpu_read": used_read - used,
        "cpu_followed": used_followed - used_read,
        "bytes": size,
        "rows": {name: model.objects.count() for name, model in counted.items()},
    }


def _processors() -> float:
    """Gives the seconds of processor time that this process, those it started and its connections to PostgreSQL have used."""
    from django.db import connection

    wanted = {os.getpid()}
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
            wanted |= {pid for (pid,) in cursor.fetchall()}
    ticks = 0
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(entry.name) in wanted or int(fields[1]) == os.getpid():
                ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    sys.exit(main())
