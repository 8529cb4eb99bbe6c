"""A backup holds everything, is looked through before it is restored, and goes between databases and versions."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

from tests.web.sites import Site, empty_database, site

COUNTED = ("accounts_user", "archive_report", "archive_fact", "archive_sentence", "archive_outcome", "archive_correction", "ledger_item", "ledger_event", "ledger_entry")
FILL = """
import django
django.setup()
from duixian.web.accounts.models import User
from duixian.web.archive.models import Fact, Report
from tests.web.ledger.district import build
district = build()
district.at_work()
"""


def filled(one: Site, examples: Path) -> None:
    assert one.command("import", str(examples / "reports" / "linhu-2025-report.txt")).returncode == 0
    ended = subprocess.run(
        [sys.executable, "-c", FILL], env={**one.environment, "DJANGO_SETTINGS_MODULE": "duixian.web.settings", "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr


def counts(one: Site) -> dict[str, int]:
    return {table: one.query(f"SELECT count(*) FROM {table}")[0] for table in COUNTED}


def test_a_backup_is_restored_whole_also_into_the_other_database(tmp_path: Path, database: str, examples: Path) -> None:
    kept = tmp_path / "kept.zip"
    with site(tmp_path / "one", database) as one:
        filled(one, examples)
        before = counts(one)
        assert before["ledger_event"] > 3
        ended = one.command("backup", str(kept))
        assert ended.returncode == 0, ended.stderr
        assert one.command("backup", str(kept)).returncode == 2, "a file that is there is not replaced"
        key = (one.data / "secret-key").read_text()
    with empty_database() as another:
        others = {"", another}
        for other in others:
            restored_into(tmp_path / f"other-{bool(other)}", other, kept, before, key)


def restored_into(folder: Path, database: str, kept: Path, before: dict[str, int], key: str) -> None:
    with site(folder, database) as two:
        ended = two.command("restore", str(kept))
        assert ended.returncode == 0, ended.stderr
        assert counts(two) == before
        assert (two.data / "secret-key").read_text() == key
        assert len(list((two.data / "originals").rglob("*/*"))) == 1
        again = two.command("restore", str(kept))
        assert again.returncode == 2
        assert "--data" in again.stderr, "what is there is not written over"
        two.serve("--workers", "1")
        assert two.get("/")[0] == 200


def test_a_damaged_backup_is_refused_before_anything_is_written(tmp_path: Path, database: str, examples: Path) -> None:
    kept = tmp_path / "kept.zip"
    with site(tmp_path / "one", database) as one:
        filled(one, examples)
        assert one.command("backup", str(kept)).returncode == 0
        assert one.command("restore", "--check", str(kept)).returncode == 0
    whole = kept.read_bytes()
    broken = tmp_path / "broken.zip"
    with empty_database() as another, site(tmp_path / "two", another) as two:
        for data in (whole[: len(whole) // 2], b"no zip at all", b""):
            broken.write_bytes(data)
            ended = two.command("restore", str(broken))
            assert ended.returncode == 2
            assert "broken.zip" in ended.stderr
        with zipfile.ZipFile(kept) as source, zipfile.ZipFile(broken, "w") as target:
            for member in source.namelist():
                data = source.read(member)
                target.writestr(member, data[:-1] + b"\x00" if member == "rows/archive_fact" else data)
        assert "archive_fact" in two.command("restore", str(broken)).stderr
        assert two.command("restore", str(kept)).returncode == 0, "nothing stood in the way of the whole one"


def test_a_backup_of_the_schema_before_is_brought_up(tmp_path: Path, database: str, examples: Path) -> None:
    """The database goes back to where it was some migrations ago, is kept there, and comes up again whole."""
    kept = tmp_path / "kept.zip"
    with site(tmp_path / "one", database) as one:
        filled(one, examples)
        before = counts(one)
        python = {**one.environment, "DJANGO_SETTINGS_MODULE": "duixian.web.settings"}
        back = subprocess.run([sys.executable, "-m", "django", "migrate", "ledger", "0002"], env=python, capture_output=True, text=True, check=False)
        assert back.returncode == 0, back.stderr
        save = "import sys; import django; django.setup(); from pathlib import Path; from duixian.web.backup.saving import save; save(Path(sys.argv[1]))"
        assert subprocess.run([sys.executable, "-c", save, str(kept)], env=python, check=False).returncode == 0
    with empty_database() as another, site(tmp_path / "two", another) as two:
        ended = two.command("restore", str(kept))
        assert ended.returncode == 0, ended.stderr
        assert counts(two) == before
