"""The example reports: their labels fit the texts, and the other formats hold the same words."""

from __future__ import annotations

import importlib.util
import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from docx import Document

EXAMPLES = Path(__file__).parents[2] / "examples"
REPORTS = sorted(path.stem for path in (EXAMPLES / "reports").glob("*.txt"))
NUMBER = re.compile(
    r"[0-9０-９]+(?:[.．·][0-9０-９]+)?(?:(?<=[0-9０-９])[,，](?=[0-9０-９]{3}(?![0-9０-９]))[0-9０-９]{3})*(?:[.．][0-9０-９]+)?"
)
FACTS = {"actual", "baseline", "target"}


def text(name: str) -> str:
    return (EXAMPLES / "reports" / f"{name}.txt").read_bytes().decode("utf-8")


def labels(kind: str, name: str) -> list[dict[str, Any]]:
    path = EXAMPLES / "labels" / kind / f"{name}.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def squeezed(words: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", words))


@pytest.mark.parametrize("name", REPORTS)
def test_every_number_has_one_label(name: str) -> None:
    source = text(name)
    numbers = list(NUMBER.finditer(source))
    assert [line["i"] for line in labels("gold", name) if line["i"] is not None] == list(range(len(numbers)))
    for line in labels("gold", name):
        if line["r"] not in FACTS:
            continue
        assert line["ind"], line
        assert line["p"], line
        if line["i"] is not None:
            number = numbers[line["i"]]
            written = float(number.group().replace(",", ""))
            tenths = re.match(
                r"[亿万](\d)千", source[number.end() :]
            )  # 2亿6千万: one number, labelled at its first digits
            assert line["v"] == pytest.approx(written + (int(tenths[1]) / 10 if tenths else 0)), line


@pytest.mark.parametrize("name", REPORTS)
def test_chinese_numerals_are_where_their_labels_say(name: str) -> None:
    source = text(name)
    for line in labels("gold", name):
        if line["i"] is None:
            assert re.fullmatch(
                r"[一二两三四五六七八九十百千万亿分之半]+|\d/\d", source[line["start"] : line["end"]]
            ), line


@pytest.mark.parametrize("name", REPORTS)
def test_commitments_are_clauses_in_order(name: str) -> None:
    source, end = text(name), 0
    for line in labels("commitments", name):
        assert line["start"] >= end, line
        end = line["end"]
        quote = source[line["start"] : end]
        assert quote.strip("，。；：、 　\n") == quote, quote
        assert "。" not in quote.rstrip("”"), quote
        assert line["checkable"] == (line["why"] != "degree"), line


@pytest.mark.parametrize("year", [2023, 2024])
def test_followed_goals_stand_where_the_labels_say(year: int) -> None:
    before, after = text(f"linhu-{year}-report"), text(f"linhu-{year + 1}-report")
    for line in labels("follow", f"linhu-{year}"):
        assert before[line["at"] :].startswith(str(line["v"])), line
        result = line["actual"]
        assert (result is None) == ("why" in line), line
        if result is not None:
            assert after[result["at"] :].startswith((str(result["v"]), "百")), line


@pytest.fixture(scope="module")
def paragraphs() -> list[str]:
    return [squeezed(line) for line in text("linhu-2024-report").splitlines() if line.strip("　 ")]


def test_the_word_file_holds_every_paragraph(paragraphs: list[str]) -> None:
    words = squeezed("".join(p.text for p in Document(str(EXAMPLES / "formats" / "linhu-2024-report.docx")).paragraphs))
    assert [p for p in paragraphs if p not in words] == []


def test_the_pdf_has_a_chinese_text_layer(paragraphs: list[str]) -> None:
    pages = []
    for page in pypdfium2.PdfDocument(EXAMPLES / "formats" / "linhu-2024-report.pdf"):
        lines = page.get_textpage().get_text_range().splitlines()
        assert lines[0].startswith("临湖区第六届人民代表大会第三次会议文件")
        pages += [line for line in lines[1:] if not re.fullmatch(r"— \d+ —", line)]
    words = squeezed("".join(pages))
    assert [p for p in paragraphs if p not in words] == []


def test_the_script_makes_the_text_formats_again() -> None:
    pytest.importorskip("reportlab", reason="reportlab, of the development extra, is not installed")
    spec = importlib.util.spec_from_file_location("make_formats", EXAMPLES / "make_formats.py")
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    assert made.make_html() == (EXAMPLES / "formats" / "linhu-2024-report.html").read_bytes()
    assert made.make_newspage() == (EXAMPLES / "formats" / "linhu-2024-newspage.txt").read_bytes()
