"""`duixian follow`, `compare` and `findings` as a person uses them."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import docx
import openpyxl
import pytest

from duixian.cli import run
from duixian.cli.gather import distinct
from duixian.publishing.archive_lines import KINDS

NEXT = """\
临湖区政府工作报告
——2026年1月9日在临湖区第六届人民代表大会第五次会议上
一、2025年工作回顾
地区生产总值增长4.9%。全年建成社区食堂4个。
二、2026年主要预期目标
地区生产总值增长5%左右。
"""


def objects(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def reports(folder: Path) -> Path:
    """A folder of two reports of one place, for 2025 and 2026."""
    (folder / "in").mkdir()
    shutil.move(folder / "note.txt", folder / "in" / "linhu-2025.txt")
    (folder / "in" / "linhu-2026.txt").write_text(NEXT, encoding="utf-8")
    return folder


def test_the_scoreboard(reports: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["follow", "in"]) == 0
    captured = capsys.readouterr()
    rows = {line.split()[2]: line for line in reversed(captured.out.splitlines()) if line[1:2] in "▲✓○…" and len(line.split()) > 3}
    assert "✓ 完成" in rows["地区生产总值"]
    assert "临湖区2025年量化目标 3 项" in captured.out
    assert "▲ 超额完成" in rows["社区食堂"]
    assert "○ 未再提及" in rows["新增就业"]
    assert "不计容差为“未完成”" in captured.out
    assert "临湖区2026年量化目标 1 项" in captured.out
    assert captured.err == ""


def test_outcomes_as_lines(reports: Path, note: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["follow", "in", "--format", "jsonl", "-o", "out"]) == 0
    assert {path.name for path in (reports / "out").iterdir()} == {f"{kind}.jsonl" for kind in KINDS}
    rows = objects(reports / "out" / "outcomes.jsonl")
    assert [(row["indicator"], row["year"], row["verdict"]) for row in rows] == [
        ("地区生产总值", 2025, "met"),
        ("社区食堂", 2025, "exceeded"),
        ("新增就业", 2025, "absent"),
        ("地区生产总值", 2026, "pending"),
    ]
    texts = {"linhu-2025": note, "linhu-2026": NEXT}
    assert "5%" in texts[str(rows[0]["goal_report"])][rows[0]["goal_start"] : rows[0]["goal_end"]]
    assert texts[str(rows[0]["actual_report"])][rows[0]["actual_start"] : rows[0]["actual_end"]] == "4.9%"
    assert (rows[0]["actual_value"], rows[0]["actual_unit"]) == (4.9, "%")
    assert rows[2]["actual_start"] is None
    captured = capsys.readouterr()
    assert (captured.out, captured.err.count("\n")) == ("", 1)


def test_lines_on_the_screen_are_the_outcomes(reports: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run(["follow", "in", "--format", "jsonl", "--year", "2025"]) == 0
    assert [json.loads(line)["year"] for line in capfdbinary.readouterr().out.splitlines()] == [2025] * 3


def test_each_format_by_the_ending_of_the_output(reports: Path) -> None:
    for name in ("a.xlsx", "a.docx", "a.json", "a.jsonl", "a.txt"):
        assert run(["follow", "in", "-o", name]) == 0
    assert "量化指标任务落实情况" in openpyxl.load_workbook("a.xlsx").sheetnames
    assert docx.Document("a.docx").tables
    assert len(json.loads((reports / "a.json").read_text(encoding="utf-8"))["outcomes"]) == 4
    assert len(objects(reports / "a.jsonl")) == 4
    assert (reports / "a.evidence.jsonl").exists()
    assert "量化目标" in (reports / "a.txt").read_text(encoding="utf-8")


def test_a_decision_in_the_workbook_is_kept(reports: Path) -> None:
    assert run(["follow", "in", "-o", "a.xlsx"]) == 0
    book = openpyxl.load_workbook("a.xlsx")
    sheet = book["承诺与佐证"]
    at = [cell.value for cell in sheet[1]].index("判定") + 1
    sheet.cell(2, at, "已兑现")
    book.save("a.xlsx")
    assert run(["follow", "in", "-o", "a.xlsx"]) == 0
    assert openpyxl.load_workbook("a.xlsx")["承诺与佐证"].cell(2, at).value == "已兑现"


def test_what_was_not_used_is_listed_and_the_rest_goes_on(reports: Path, note: str, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copy("in/linhu-2025.txt", "in/copy.txt")
    (reports / "in" / "empty.txt").write_bytes(b"")
    (reports / "in" / "nowhere.txt").write_text("明年新建公厕12座。\n", encoding="utf-8")
    assert run(["follow", "in"]) == 1
    captured = capsys.readouterr()
    assert "▲ 超额完成" in captured.out
    lines = captured.err.splitlines()
    assert sum("内容相同" in line for line in lines) == 1
    assert sum(line.startswith("nowhere.txt") for line in lines) == 1
    assert sum("未能读取 in/empty.txt" in line for line in lines) == 1
    assert not any("Traceback" in line for line in lines)


def test_reports_without_goals_say_so(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("note.txt").write_text("临湖区2025年政府工作报告\n优化营商环境。\n", encoding="utf-8")
    assert run(["follow", "note.txt"]) == 0
    assert "没有读到可以跟踪的量化目标" in capsys.readouterr().err


def test_many_goals_show_the_main_ones_unless_all_are_asked_for(
    reports: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("duixian.cli.follow._ALL", 2)
    assert run(["follow", "in"]) == 0
    short = capsys.readouterr().out
    assert run(["follow", "in", "--all"]) == 0
    whole = capsys.readouterr().out
    assert "社区食堂" not in short
    assert "另有 2 项" in short
    assert "社区食堂" in whole


def test_sentences(reports: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["follow", "in", "--sentences", "--year", "2025"]) == 0
    assert "全年建成社区食堂4个" in capsys.readouterr().out


def test_comparison_over_years(reports: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["compare", "in", "--indicator", "地区生产总值"]) == 0
    out = capsys.readouterr().out
    assert "5%左右" in out
    assert "4.9%" in out
    assert "兑现率" in out


def test_comparison_as_files(reports: Path) -> None:
    for name in ("c.csv", "c.xlsx", "c.txt"):
        assert run(["compare", "in", "-i", "GDP", "-o", name]) == 0
    rows = list(csv.DictReader(io.StringIO((reports / "c.csv").read_text(encoding="utf-8-sig"))))
    assert [(row["年度"], row["目标值"], row["结果值"], row["评定"]) for row in rows if row["口径"] == "变化"][-2:] == [
        ("2025", "5", "4.9", "✓ 完成"),
        ("2026", "5", "", "… 无后续报告"),
    ]
    assert openpyxl.load_workbook("c.xlsx").sheetnames == ["对比", "兑现情况", "说明"]
    assert "地区生产总值" in (reports / "c.txt").read_text(encoding="utf-8")


def test_a_chart(reports: Path) -> None:
    pytest.importorskip("vl_convert")
    assert run(["compare", "in", "-i", "gdp", "-o", "c.svg"]) == 0
    svg = (reports / "c.svg").read_text(encoding="utf-8")
    assert svg.lstrip().startswith("<svg")
    assert "http" not in svg.replace("http://www.w3.org/", ""), "it fetches nothing"


def test_an_indicator_that_no_report_has(reports: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["compare", "in", "-i", "没有这种指标"]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "没有这种指标" in captured.err


def test_findings_across_reports(reports: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan = "临湖区2025年国民经济和社会发展计划\n一、2025年主要预期目标\n地区生产总值增长6%左右。\n"
    (reports / "in" / "plan.txt").write_text(plan, encoding="utf-8")
    assert run(["findings", "in"]) == 0
    assert "目标不一" in capsys.readouterr().out
    for name in ("f.csv", "f.xlsx", "f.jsonl", "f.txt"):
        assert run(["findings", "in", "-o", name]) == 0
    found = objects(reports / "f.jsonl")
    assert "goal_differs" in {one["kind"] for one in found}
    assert {one["report"] for one in found} <= {"linhu-2025", "linhu-2026", "plan"}
    assert openpyxl.load_workbook("f.xlsx").sheetnames == ["疑点"]
    assert len(list(csv.reader(io.StringIO((reports / "f.csv").read_text(encoding="utf-8-sig"))))) == len(found) + 1


def test_findings_of_one_kind(reports: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["findings", "in", "--kind", "rank_denied"]) == 0
    assert "没有发现疑点" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        ["follow"],
        ["follow", "in", "--format", "pdf"],
        ["follow", "in", "--format", "xlsx"],
        ["follow", "in", "--format", "docx", "-o", "a.xlsx"],
        ["follow", "in", "-o", "in/linhu-2025.txt"],
        ["follow", "in", "--place", "临江区"],
        ["follow", "in", "--year", "多年"],
        ["compare", "in"],
        ["compare", "in", "--indicator", "gdp", "--place", "临湖区"],
        ["compare", "in", "--indicator", "gdp", "--format", "png"],
        ["compare", "in", "--indicator", "gdp", "-o", "folder"],
        ["findings", "in", "--format", "xlsx"],
        ["dataset", "build", "in"],
        ["dataset", "show", "in"],
        ["dataset", "check", "in"],
    ],
    ids=" ".join,
)
def test_misuse_ends_in_one_line_and_exit_code_2(reports: Path, note: str, arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.strip()
    assert captured.err.count("\n") == 1
    assert (reports / "in" / "linhu-2025.txt").read_text(encoding="utf-8") == note
    assert {path.name for path in reports.iterdir()} == {"in"}


def test_a_data_set_of_ones_own(reports: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["dataset", "build", "in", "-o", "set"]) == 0
    digest = capsys.readouterr().out.strip()
    assert digest.startswith("sha256:")
    assert run(["dataset", "check", "set"]) == 0
    assert digest in capsys.readouterr().err
    assert run(["dataset", "show", "set"]) == 0
    assert digest in capsys.readouterr().out
    (reports / "set" / "facts.parquet").write_bytes(b"")
    assert run(["dataset", "check", "set"]) == 1
    assert "facts.parquet" in capsys.readouterr().err


def test_the_shipped_data_set_is_shown_and_right(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["dataset", "check"]) == 0
    assert run(["dataset", "show"]) == 0
    assert "OBS_VALUE" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("names", "short"),
    [
        (["a.txt"], ["a.txt"]),
        (["in/a.txt", "in/b.txt"], ["a.txt", "b.txt"]),
        (["in/2024/a.txt", "in/2025/a.txt", "b.txt"], ["2024/a.txt", "2025/a.txt", "b.txt"]),
        (["a.txt", "in/a.txt", "deep/in/a.txt"], ["a.txt", "in/a.txt", "deep/in/a.txt"]),
        (["a.txt", "a.txt"], ["a.txt", "a.txt"]),
        (["all.zip/x/a.txt", "all.zip/y/a.txt"], ["x/a.txt", "y/a.txt"]),
    ],
)
def test_reports_are_called_by_the_least_that_tells_them_apart(names: list[str], short: list[str]) -> None:
    assert distinct(names) == short
