"""The command around its subcommands: version, help, languages, explain, catalogue, demo."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import duixian
from duixian.cli import run


def call(*arguments: str, locale: str = "", stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("LC_", "LANG"))}
    if locale:
        environment["LC_ALL"] = locale
    command = [sys.executable, "-c", "from duixian.cli import main; main()", *arguments]
    return subprocess.run(command, input=stdin, capture_output=True, env=environment, check=False)


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out == f"duixian {duixian.__version__}\n"


@pytest.mark.parametrize("command", ["", "read", "follow", "compare", "findings", "explain", "catalogue", "dataset", "dataset build", "dataset show", "dataset check", "import", "serve", "work", "user", "user add", "user list", "user role", "user password", "user post", "user disable", "user enable", "demo"])
def test_every_help_prints(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*command.split(), "--help"]) == 0
    out = capsys.readouterr().out
    assert "用法：duixian" in out
    assert "显示用法" in out


@pytest.mark.parametrize(("locale", "word"), [("en_US.UTF-8", "Usage: duixian"), ("zh_CN.UTF-8", "用法：duixian"), ("", "用法：duixian")])
def test_the_locale_chooses_the_language(locale: str, word: str) -> None:
    ended = call("read", "--help", locale=locale)
    assert ended.returncode == 0
    assert word in ended.stdout.decode()
    assert bool(re.search(r"[\u4e00-\u9fff]", ended.stdout.decode())) == word.startswith("用法")


def test_messages_in_english(tmp_path: Path) -> None:
    ended = call("read", str(tmp_path / "absent.txt"), locale="en_GB.UTF-8")
    assert ended.returncode == 1
    said = ended.stderr.decode()
    assert "absent.txt" in said
    assert said.count("\n") == 1
    assert not re.search(r"[\u4e00-\u9fff]", said)


def test_a_terminal_of_another_encoding_shows_no_traceback(folder: Path) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    command = [sys.executable, "-c", "from duixian.cli import main; main()", "read", str(folder / "note.txt")]
    ended = subprocess.run(command, capture_output=True, env=environment, check=False)
    assert ended.returncode == 0
    assert b"Traceback" not in ended.stderr


def test_explain_names_the_rules(folder: Path, note: str, capsys: pytest.CaptureFixture[str]) -> None:
    at = note.index("3个")
    assert run(["explain", "note.txt", "--at", str(at)]) == 0
    out = capsys.readouterr().out
    fact = next(fact for fact in duixian.read(folder / "note.txt").facts if fact.start <= at < fact.end)
    assert fact.rules
    assert all(rule in out for rule in fact.rules)
    assert "建成社区食堂3个" in out, "the sentence it stands in"


def test_explain_where_nothing_is(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", "note.txt", "--at", "0"]) == 0
    assert "没有" in capsys.readouterr().out


def test_catalogue_lists_and_searches(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["catalogue", "GDP"]) == 0
    assert "地区生产总值" in capsys.readouterr().out
    assert run(["catalogue", "地区生产总值", "人均"]) == 0
    assert "gdp_per_capita" in capsys.readouterr().out
    assert run(["catalogue", "没有这种指标"]) == 0
    captured = capsys.readouterr()
    assert (captured.out, captured.err.count("\n")) == ("", 1)


def test_catalogue_holds_what_was_promised(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run(["catalogue", "--format", "jsonl"]) == 0
    entries = [json.loads(line) for line in capfdbinary.readouterr().out.splitlines()]
    assert len(entries) >= 200
    assert len({entry["id"] for entry in entries}) == len(entries)
    for entry in entries:
        assert entry["name"]
        assert entry["english"]
        assert entry["theme"]
        assert entry["dimensions"]


def test_demo_does_the_main_job(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["demo"]) == 0
    out = capsys.readouterr().out
    assert "主要目标" in out
    assert "临湖区" in out
    assert list((tmp_path / "out" / "demo").glob("*.xlsx"))
    assert list((tmp_path / "out" / "demo").glob("*.facts.jsonl"))
    assert (tmp_path / "out" / "demo" / "follow" / "outcomes.docx").exists()
    assert "澄江市临湖区2024年量化目标" in out
    years = {line.split()[0] for line in out.splitlines() if "█" in line}
    assert {"1998", "2006", "2010", "2013"} <= years, "national growth targets with results"
    assert sum(line.rstrip().endswith("%") and " 2025 " in line for line in out.splitlines()) >= 15, "the provinces' scoreboard"
    assert "duixian follow" in out.partition("没有报告原文")[2], "and how to import the texts"


def test_demo_without_the_examples_still_looks_into_the_shipped_figures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("duixian.cli.demo._examples", list)
    assert run(["demo"]) == 0
    captured = capsys.readouterr()
    assert "找不到示例" in captured.err
    assert "█" in captured.out
    assert not (tmp_path / "out").exists()


def test_importing_the_package_loads_no_readers() -> None:
    code = "import sys, duixian; print([name for name in sys.modules if name.startswith('duixian.') or name in ('lxml', 'docx', 'rich')])"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert set(re.findall(r"'([\w.]+)'", ended.stdout)) == {"duixian.errors", "duixian.model"}
