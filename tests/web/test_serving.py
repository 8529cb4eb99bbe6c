"""The workspace as it really runs: processes, signals, sudden ends, uploads over a socket; on SQLite, and on PostgreSQL where DATABASE_URL names one."""

from __future__ import annotations

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.web.sites import PATIENCE, Site, eventually, free_port, site, token

REPORT = "临湖区政府工作报告\n——2025年1月8日在临湖区第六届人民代表大会第四次会议上\n一、2024年工作回顾\n全年新建公厕{}座。\n二、2025年主要预期目标\n地区生产总值增长5%左右。\n"

def reports(folder: Path, count: int) -> Path:
    folder.mkdir(exist_ok=True)
    for number in range(count):
        (folder / f"{number}.txt").write_text(REPORT.format(number + 1), encoding="utf-8")
    return folder


def test_a_site_is_served_and_ends_cleanly(tmp_path: Path, database: str) -> None:
    with site(tmp_path / "site", database) as one:
        process = one.serve("--workers", "2")
        assert one.said().count(one.url) == 1
        assert "duixian user add" in one.said(), "the first run says how to make an administrator"
        status, head, page = one.get("/accounts/sign-in/")
        assert status == 200
        sheet = re.search(r'href="(/static/duixian/style\.[0-9a-f]{12}\.css)"', page)
        assert sheet is not None
        assert "immutable" in one.get(sheet[1])[1]["Cache-Control"]
        assert "default-src 'none'" in head["Content-Security-Policy"]
        status, _, page = one.get("/no-such-page/")
        assert status == 404
        assert "DEBUG" not in page
        assert "urlpatterns" not in page
        asked = HTTPConnection(urlsplit(one.url).netloc, timeout=20)
        asked.request("GET", "/healthz")
        assert asked.getresponse().getheader("Connection") == "close", "the next request goes to whichever process is free"
        second = one.command("serve", "--port", str(one.port))
        assert second.returncode == 2
        assert second.stderr.count("\n") == 1
        assert str(one.port) in second.stderr
        assert len(one.families()) >= 5, "itself, the server and its two processes, the worker"
        process.send_signal(signal.SIGINT)
        assert process.wait(40) == 0
        assert one.families() == []


def test_two_that_start_at_once_make_one_database(tmp_path: Path, database: str) -> None:
    with site(tmp_path / "site", database) as one:
        command = [sys.executable, "-m", "duixian", "user", "add"]
        both = [subprocess.Popen([*command, name], env=one.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for name in ("a", "b")]
        ended = [(process.communicate()[1], process.returncode) for process in both]
        assert [code for _, code in ended] == [0, 0], ended
        assert one.command("user", "list").stdout.count("active") == 2


def test_what_does_not_work_is_said_in_a_sentence(tmp_path: Path) -> None:
    with site(tmp_path / "site", "") as one:
        (tmp_path / "file").write_text("")
        for words, settings in (
            (("serve", "--data", str(tmp_path / "file")), {}),
            (("serve", "--port", "1000000"), {}),
            (("serve", "--host", "192.0.2.1"), {}),
            (("serve",), {"DATABASE_URL": f"postgresql://root@127.0.0.1:{free_port()}/none"}),
            (("import", "."), {"DATABASE_URL": "nonsense"}),
            (("work",), {"DUIXIAN_PROXIES": "many"}),
            (("user", "add", "x", "--role", "king"), {}),
            (("user", "disable", "nobody"), {}),
        ):
            one.environment |= settings
            ended = one.command(*words)
            for name in settings:
                del one.environment[name]
            said = [line for line in ended.stderr.splitlines() if "Preparing" not in line]
            assert (ended.returncode, len(said)) == (2, 1), ended.stderr


def test_users_from_the_terminal(tmp_path: Path, database: str) -> None:
    with site(tmp_path / "site", database) as one:
        added = one.command("user", "add", "周岚", "--role", "administrator", "--unit", "督查室")
        assert added.returncode == 0
        assert re.fullmatch(r"[a-z0-9-]{19}\n", added.stdout)
        assert one.command("user", "disable", "周岚").returncode == 2, "the last administrator"
        assert one.command("user", "add", "周岚").returncode == 2
        assert one.command("user", "add", "b", "--password", stdin="short\n").returncode == 2
        assert one.command("user", "add", "b", "--password", stdin="long enough 7\n").stdout == ""
        assert one.command("user", "role", "b", "editor").returncode == 0
        assert one.command("user", "disable", "b").returncode == 0
        listed = one.command("user", "list").stdout
        assert re.search(r"b\b.*Editor.*disabled", listed)
        assert one.command("user", "password", "b").stdout


def test_import_reads_follows_and_does_only_what_is_new(tmp_path: Path, database: str) -> None:
    folder = reports(tmp_path / "in", 6)
    (folder / "bad.pdf").write_bytes(b"%PDF-1.7 nothing")
    with site(tmp_path / "site", database) as one:
        first = one.command("import", str(folder), str(tmp_path / "absent"))
        assert first.returncode == 1
        assert "6 read anew, 0 here already, 2 failed; 1 places" in first.stderr
        assert "in/bad.pdf" in first.stderr
        assert "absent" in first.stderr
        assert one.count("report") == 6
        assert one.count("place", "NOT stale AND followed_at IS NOT NULL") == 1
        (folder / "bad.pdf").unlink()
        (folder / "new.txt").write_text(REPORT.format(77), encoding="utf-8")
        second = one.command("import", str(folder))
        assert second.returncode == 0
        assert "1 read anew, 6 here already, 0 failed; 1 places" in second.stderr
        one.change("UPDATE archive_place SET following_since = followed_at, stale = FALSE, followed_at = NULL")
        assert "1 places" in one.command("import", str(folder)).stderr, "what somebody left who was following is followed again"
        third = one.command("import", str(folder))
        assert "0 read anew, 7 here already, 0 failed; 0 places" in third.stderr
        (tmp_path / "empty").mkdir()
        assert one.command("import", str(tmp_path / "empty")).returncode == 2
        assert one.count("batch") == 4


@pytest.mark.parametrize("which", ["all", "worker"])
def test_killed_in_the_middle_of_an_import_it_goes_on(which: str, tmp_path: Path, database: str, examples: Path) -> None:
    """Everything, or the background alone, is killed while it reads; afterwards every document is read and nothing is half stored."""
    folder = reports(tmp_path / "in", 30)
    whole = "".join((examples / "reports" / f"linhu-{year}-report.txt").read_text(encoding="utf-8") for year in (2023, 2024, 2025))
    for number in range(30):
        (folder / f"{number}.txt").write_text(whole.replace("12", str(number + 13)), encoding="utf-8")
    with site(tmp_path / "site", database) as one:
        one.serve("--workers", "1", "--jobs", "2")
        bring = subprocess.Popen([sys.executable, "-c", BRING, str(folder)], env={**one.environment, "DJANGO_SETTINGS_MODULE": "duixian.web.settings"})
        assert bring.wait(PATIENCE) == 0
        eventually(lambda: one.count("report") >= 2)
        hands = [pid for pid in one.families() if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]
        assert hands
        os.kill(hands[0], signal.SIGKILL)
        eventually(lambda: one.count("report") >= 5, "another takes the place of a reader that died")
        if which == "all":
            for process in one.families():
                os.kill(process, signal.SIGKILL)
        else:
            assert one.process is not None
            one.process.kill()
            eventually(lambda: one.families() == [], "those that were left end by themselves")
        assert one.process is not None
        one.process.wait()
        assert one.count("document", "state <> 'read'") > 0, "it was killed in the middle"
        assert one.count("report", HALF) == 0
        one.serve("--workers", "1", "--jobs", "2")
        eventually(lambda: one.count("document", "state <> 'read'") + one.count("place", "stale OR following_since IS NOT NULL") == 0)
        assert (one.count("document"), one.count("report")) == (30, 30)
        assert one.count("report", HALF) == 0
        worker = [pid for pid in one.families() if b"work" in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")]
        assert len(worker) == 1
        os.kill(worker[0], signal.SIGKILL)
        eventually(lambda: [pid for pid in one.families() if pid not in worker and b"work" in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")])


BRING = """
import sys, django; django.setup()
from duixian.reading.inputs import inputs
from duixian.web.archive.models import Batch
from duixian.web.archive.reading import bring_all
print(len(list(bring_all(inputs([sys.argv[1]]), Batch.objects.create(source="upload")))))
"""
HALF = (
    "facts_count <> (SELECT count(*) FROM archive_fact WHERE report_id = archive_report.id) "
    "OR commitments_count <> (SELECT count(*) FROM archive_commitment WHERE report_id = archive_report.id) "
    "OR NOT EXISTS (SELECT 1 FROM archive_sentence WHERE report_id = archive_report.id) "
    "OR NOT EXISTS (SELECT 1 FROM archive_document WHERE id = document_id AND reader <> '')"
)
"""Reports that are stored in part."""


def test_uploads_over_a_socket(tmp_path: Path, database: str) -> None:
    with site(tmp_path / "site", database) as one:
        one.command("user", "add", "editor", "--role", "editor", "--password", stdin="long enough 7\n")
        one.serve("--workers", "1")
        one.sign_in("editor", "long enough 7")
        head, before, after = upload_head(one, name="报告.txt")
        body = REPORT.format(1).encode() * 40000

        with socket.create_connection(("127.0.0.1", one.port)) as dropped:
            dropped.sendall(head(len(before) + len(body) + len(after)) + before + body[: len(body) // 2])
            eventually(lambda: list((one.data / "arriving").iterdir()), "half of it has arrived")
        eventually(lambda: not list((one.data / "arriving").iterdir()), "what broke off leaves nothing")
        assert not (one.data / "originals").exists()
        assert (one.count("batch"), one.count("document")) == (0, 0)

        size = 300 * 1024 * 1024
        sent = 0
        with socket.create_connection(("127.0.0.1", one.port)) as large:
            large.sendall(head(size + len(after)) + before)
            while sent < size - len(before):
                large.sendall(bytes(min(1024 * 1024, size - len(before) - sent)))
                sent += min(1024 * 1024, size - len(before) - sent)
            large.sendall(after)
            answer = large.makefile("rb").read(65536).decode()
        assert answer.startswith("HTTP/1.1 413")
        assert "this page takes up to 200" in answer
        assert not list((one.data / "arriving").iterdir())
        for pid in one.families():
            status = Path(f"/proc/{pid}/status").read_text()
            peak = re.search(r"VmHWM:\s+(\d+) kB", status)
            assert peak is not None
            assert int(peak[1]) < 400_000, "the upload was not held in memory"

        small = REPORT.format(1).encode()
        with socket.create_connection(("127.0.0.1", one.port)) as whole:
            whole.sendall(head(len(before) + len(small) + len(after)) + before + small + after)
            answer = whole.makefile("rb").readline().decode()
        assert " 302 " in answer
        eventually(lambda: one.count("document", "state = 'read'") == 1)
        assert "报告.txt" in one.get("/import/1/")[2]


def upload_head(one: Site, name: str) -> tuple[Any, bytes, bytes]:
    """The head of an upload for a length, and what stands before and after the file."""
    csrf = token(one.get("/import/")[2])
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in one.cookies)
    before = (
        f'--edge\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{csrf}\r\n'
        f'--edge\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\nContent-Type: text/plain\r\n\r\n'
    ).encode()

    def head(length: int) -> bytes:
        return (
            f"POST /import/ HTTP/1.1\r\nHost: 127.0.0.1:{one.port}\r\nCookie: {cookies}\r\nAccept-Language: en\r\nConnection: close\r\n"
            f"Content-Type: multipart/form-data; boundary=edge\r\nContent-Length: {length}\r\n\r\n"
        ).encode()

    return head, before, b"\r\n--edge--\r\n"


def test_a_document_that_takes_too_long_is_listed_as_failed(tmp_path: Path, database: str) -> None:
    folder = reports(tmp_path / "in", 3)
    with site(tmp_path / "site", database, DUIXIAN_READING_SECONDS="0.0001") as one:
        ended = one.command("import", str(folder))
        assert ended.returncode == 1
        assert "took longer than 0.0001 s" in ended.stderr
        assert one.count("document", "state = 'failed'") == 3
        del one.environment["DUIXIAN_READING_SECONDS"]
        assert one.command("import", str(folder)).returncode == 0, "with a longer limit they are read"


def test_an_interrupted_import_goes_on(tmp_path: Path, database: str, examples: Path) -> None:
    folder = reports(tmp_path / "in", 40)
    whole = (examples / "reports" / "linhu-2025-report.txt").read_text(encoding="utf-8") * 3
    for number in range(40):
        (folder / f"{number}.txt").write_text(whole.replace("12", str(number + 13)), encoding="utf-8")
    with site(tmp_path / "site", database) as one:
        running = subprocess.Popen([sys.executable, "-m", "duixian", "import", str(folder)], env=one.environment, stderr=subprocess.PIPE, text=True)
        eventually(lambda: running.poll() is not None or ((one.data / "originals").exists() and one.count("report") >= 2))
        assert running.poll() is None
        running.send_signal(signal.SIGINT)
        said = running.communicate()[1]
        assert running.returncode == 130, said
        assert "duixian import" in said
        eventually(lambda: one.families() == [])
        assert one.count("document", "state = 'reading'") == 0, "what was in hand is given back"
        assert one.command("import", str(folder)).returncode == 0
        assert one.count("report") == 40


def test_a_database_that_was_away_is_found_again(tmp_path: Path, database: str) -> None:
    """Every connection is cut, as when the database starts anew: pages answer again, and the worker goes on."""
    if not database:
        pytest.skip("SQLite is never away")
    folder = reports(tmp_path / "in", 4)
    with site(tmp_path / "site", database) as one:
        one.serve("--workers", "1")
        assert one.get("/healthz")[0] == 200
        cut = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        assert one.query(cut)[0] > 0
        bring = subprocess.run([sys.executable, "-c", BRING, str(folder)], env={**one.environment, "DJANGO_SETTINGS_MODULE": "duixian.web.settings"}, check=False)
        assert bring.returncode == 0
        eventually(lambda: one.count("document", "state = 'read'") == 4)
        assert one.get("/healthz")[0] == 200
        assert "Traceback" not in one.said()


def test_without_the_extra_the_commands_say_what_to_install(tmp_path: Path) -> None:
    for module in ("django", "csp"):
        for words in (("serve",), ("import", "."), ("user", "list")):
            code = f"import sys; sys.modules[{module!r}] = None; from duixian.cli import main; main()"
            environment = {**os.environ, "DUIXIAN_DATA": str(tmp_path)}
            ended = subprocess.run([sys.executable, "-c", code, *words], env=environment, capture_output=True, text=True, check=False)
            assert ended.returncode == 2
            assert "duixian[web]" in ended.stderr
            assert ended.stderr.count("\n") == 1


def test_a_database_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    with site(tmp_path / "site", "") as one:
        assert one.command("user", "add", "a").returncode == 0
        with closing(sqlite3.connect(one.data / "duixian.sqlite3")) as file, file:
            file.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('archive', '9999_from_the_future', '2030-01-01')")
        for words in (("serve", "--port", str(one.port)), ("import", "."), ("work",), ("user", "list")):
            ended = one.command(*words)
            assert ended.returncode == 2
            assert "9999_from_the_future" in ended.stderr


def test_behind_a_proxy_that_speaks_https(tmp_path: Path) -> None:
    with site(tmp_path / "site", "", DUIXIAN_HTTPS="1", DUIXIAN_HOSTS="duixian.example,127.0.0.1") as one:
        one.serve("--workers", "1", "--jobs", "0")
        assert one.get("/healthz")[0] == 200, "who watches over the server need not speak HTTPS"

        def ask(**head: str) -> tuple[int, str]:
            with socket.create_connection(("127.0.0.1", one.port)) as plain:
                lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in head.items())
                plain.sendall(f"GET /accounts/sign-in/ HTTP/1.1\r\n{lines}Connection: close\r\n\r\n".encode())
                answer = plain.makefile("rb").read().decode()
            return int(answer.split()[1]), answer.partition("\r\n\r\n")[0]

        assert ask(Host="duixian.example")[0] == 301
        status, head = ask(Host="duixian.example", X_Forwarded_Proto="https")
        assert status == 200
        assert "Strict-Transport-Security" in head
        assert all("; Secure" in line for line in head.splitlines() if line.startswith("Set-Cookie"))
        assert ask(Host="elsewhere.example", X_Forwarded_Proto="https")[0] == 400
