"""Invented reports are reports: read as such, of the place and year they name, and the same each time."""

from __future__ import annotations

from pathlib import Path

import duixian
from duixian.cli import run
from duixian.cli.invented import Inventor


def _inventor(root: Path) -> Inventor:
    return Inventor(sorted((root / "examples" / "reports").glob("*-report.txt")), facts=150, characters=9000)


def test_they_read_as_reports_of_their_place_and_year(root: Path) -> None:
    made = list(_inventor(root).reports(3, range(2010, 2012)))
    read = [duixian.read(one.text.encode(), name=one.name) for one in made]
    assert len({one.metadata.place.value for one in read}) == 3
    assert [one.metadata.year.value for one in read] == ["2010", "2011"] * 3
    assert all(one.metadata.kind == "work_report" for one in read)
    assert 110 <= sum(len(one.facts) for one in read) / len(read) <= 200
    assert not any("临湖" in one.text or "澄江" in one.text for one in made)


def test_goals_of_one_year_are_told_in_the_next(root: Path) -> None:
    read = [duixian.read(one.text.encode(), name=one.name) for one in _inventor(root).reports(1, range(2010, 2013))]
    assert any(one.verdict.decided for one in duixian.follow(read).outcomes)


def test_the_same_each_time(root: Path) -> None:
    assert list(_inventor(root).reports(2, [2015])) == list(_inventor(root).reports(2, [2015]))


def test_the_command_writes_them(tmp_path: Path) -> None:
    assert run(["bench-data", str(tmp_path / "out"), "--places", "2", "--years", "2", "--facts", "40"]) == 0
    assert len(list((tmp_path / "out").glob("*.txt"))) == 4


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path, capsys) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "file").write_text("x")
    assert run(["bench-data", str(tmp_path / "file"), "--places", "1", "--years", "1"]) == 2
    assert "file" in capsys.readouterr().err
