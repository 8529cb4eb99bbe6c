"""What holds for every report from its bytes to its records: places, order, determinism, and no surprises."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

import duixian
from duixian.model import Report

ROOT = Path(__file__).parents[1]
FORMATS = {".txt", ".docx", ".html", ".pdf"}
EXAMPLES = sorted(path for part in ("reports", "formats") for path in (ROOT / "examples" / part).iterdir() if path.suffix in FORMATS)
PIECES = st.sampled_from(
    [
        *"，。；、：！？（）“”《》%％.·-—/0123456789０１２一二两三十百千万亿年月日第个项家人元米余多约近超达上下前后左右",
        "一、", "（一）", "1.", "\n", "\r\n", "\u3000", "\u200b", " ", "\t", "𠮷", "\ufeff",
        "地区生产总值", "增长", "下降", "提高", "由", "到", "以上", "以内", "不低于", "力争", "确保", "新建", "改造", "推动",
        "公厕", "老旧小区", "亿元", "平方米", "个百分点", "微克/立方米", "2024年", "今年", "去年", "五年来", "“十四五”", "年均",
        "各位代表：", "政府工作报告", "临湖区", "名词解释", "主要目标", "工作回顾", "分别", "其中", "同比", "翻一番", "三分之一",
    ]
)  # fmt: skip


def check(report: Report) -> None:
    """The promises that every record keeps."""
    text = report.text
    for record in (*report.facts, *report.commitments, *report.findings, *report.glossary):
        assert 0 <= record.start < record.end <= len(text)
        assert text[record.start : record.end] == record.quote
        assert text[: record.start].endswith(record.prefix)
        assert text[record.end :].startswith(record.suffix)
    for kind in (report.facts, report.commitments, report.findings, report.glossary):
        assert [record.start for record in kind] == sorted(record.start for record in kind), "text order"
        assert len({record.id for record in kind}) == len(kind), "an id names one record"
    facts = {fact.id for fact in report.facts}
    for commitment in report.commitments:
        assert set(commitment.facts) <= facts
        assert commitment.checkable == (commitment.why != "degree")
        assert commitment.rules
    for fact in report.facts:
        assert fact.sentence_start <= fact.start < fact.end <= fact.sentence_end
        assert fact.rules
        assert (fact.hardness is not None) == (fact.role == "target")
        assert (fact.value_high is not None) == (fact.qualifier == "range")
    for section in report.sections:
        assert 0 <= section.start <= section.title_start <= section.title_end <= section.end <= len(text)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_the_examples_in_every_format(path: Path) -> None:
    report = duixian.read(path)
    check(report)
    assert report.facts
    assert report.commitments


@pytest.mark.shared
def test_the_real_reports_in_every_format(shared: Path) -> None:
    paths = sorted(path for path in (shared / "reports").iterdir() if path.suffix in FORMATS)
    assert len(paths) >= 70
    for path in paths:
        report = duixian.read(path)
        check(report)
        assert report.facts, path.name
        assert report.commitments or report.metadata.year.value < "1985", path.name


def read_or_refuse(data: bytes, name: str) -> Report | duixian.ReadingError:
    try:
        return duixian.read(data, name=name)
    except duixian.ReadingError as error:
        return error


@given(st.lists(PIECES, max_size=60).map("".join))
def test_any_text_gives_records_or_one_clear_error(text: str) -> None:
    given = read_or_refuse(text.encode(), "any.txt")
    if isinstance(given, Report):
        check(given)
    else:
        assert all("any.txt" in given.message(language) for language in ("zh", "en"))


@given(st.binary(max_size=300), st.sampled_from(["", "a.txt", "a.docx", "a.html", "a.pdf", "a.bin"]))
def test_any_bytes_give_a_report_or_one_clear_error(data: bytes, name: str) -> None:
    given = read_or_refuse(data, name)
    if isinstance(given, Report):
        check(given)
    else:
        assert all("\n" not in given.message(language) for language in ("zh", "en"))


def test_the_same_file_gives_the_same_records_in_any_process() -> None:
    """Also where sets and dicts are in another order, which the seed of hashing decides."""
    code = (
        "import sys, duixian; from duixian.publishing.document import document;"
        "sys.stdout.buffer.write(document(duixian.read(sys.argv[1])))"
    )
    path = next(path for path in EXAMPLES if path.suffix == ".txt" and "report" in path.name)
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code, str(path)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1


def test_the_same_bytes_under_any_name_are_one_report(tmp_path: Path) -> None:
    path = EXAMPLES[-1]
    one, other = duixian.read(path), duixian.read(path.read_bytes(), name=f"other{path.suffix}")
    assert one.sha256 == other.sha256
    assert msgspec.json.encode(one.facts) == msgspec.json.encode(other.facts)
