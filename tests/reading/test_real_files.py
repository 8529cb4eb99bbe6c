"""The real reports beside the repository: every one is read, every position leads back, Word and text agree."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from duixian.reading.characters import unify
from duixian.reading.cleaning import clean
from duixian.reading.source import load

pytestmark = pytest.mark.shared


def test_every_report_is_read_and_every_position_leads_back(shared: Path) -> None:
    for path in sorted((shared / "reports").iterdir()):
        source = load(path.name, path.read_bytes())
        plain = unify(source.text)
        view = clean(source.text, source.furniture, source.joins)
        ends = (*view.starts[1:], len(view.text))
        for start, end, at in zip(view.starts, ends, view.sources, strict=True):
            seen, there = (re.sub(r"\s", " ", text) for text in (view.text[start:end], plain[at : at + end - start]))
            assert seen == there, (path.name, start)
        assert "\n\n" not in view.text
        assert len(view.text) > 0.8 * len(re.sub(r"\s", "", source.text))


def test_furniture_holds_no_address_and_no_heading(shared: Path) -> None:
    for path in sorted((shared / "reports").glob("*.txt")):
        source = load(path.name, path.read_bytes())
        for span in source.furniture:
            held = source.text[span.start : span.end]
            assert not re.search(r"^\s*(?:各位代表|[一二三四]、)", held, re.MULTILINE), path.name
        assert sum(len(span) for span in source.furniture) < 0.05 * len(source.text), path.name


def test_a_word_file_says_what_its_text_file_says(shared: Path) -> None:
    found = 0
    for path in sorted((shared / "reports").glob("*.docx")):
        text = path.with_suffix(".txt")
        if not text.exists():
            continue
        found += 1
        ours = load(path.name, path.read_bytes())
        body = ours.text[: ours.furniture[-1].start] if ours.furniture else ours.text
        theirs = load(text.name, text.read_bytes())
        assert re.sub(r"\s", "", clean(body).text) == re.sub(r"\s", "", clean(theirs.text).text), path.name
    assert found
