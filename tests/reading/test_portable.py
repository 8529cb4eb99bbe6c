"""PDF: pages and boxes, paragraphs rejoined, running heads apart, and what is refused."""

from __future__ import annotations

import pytest
from made_files import PROSE, pdf, typeset

from duixian.errors import DamagedInput, EncryptedInput, NoTextLayer, TooLarge
from duixian.reading import portable
from duixian.reading.cleaning import clean
from duixian.reading.losses import losses
from duixian.reading.source import Source, load

MANY = list(PROSE) * 6
WHOLE = pdf(typeset(MANY))


@pytest.fixture(scope="module")
def source() -> Source:
    return load("a.pdf", WHOLE)


def test_paragraphs_are_whole_over_lines_and_pages(source: Source) -> None:
    view = clean(source.text, source.furniture, source.joins)
    assert view.text.split("\n")[: len(MANY)] == MANY
    assert max(anchor.page for anchor in source.anchors) > 1


def test_running_heads_and_page_numbers_are_set_apart(source: Source) -> None:
    pages = max(anchor.page for anchor in source.anchors)
    (aside,) = source.furniture
    lines = source.text[aside.start : aside.end].split("\n")
    assert set(lines) == {"澄江市临湖区文件", *(f"— {number} —" for number in range(1, pages + 1))}
    assert "临湖区文件" not in source.text[: aside.start]


def test_every_line_has_its_page_and_box(source: Source) -> None:
    assert "\n".join(source.text[anchor.start : anchor.end] for anchor in source.anchors) + "\n" == source.text
    for anchor in source.anchors:
        assert anchor.page >= 1
        assert anchor.box is not None
        left, top, right, bottom = anchor.box
        assert 0 < left < right < 595
        assert 0 < top < bottom < 842
    first = source.anchors[0]
    assert first.box is not None
    assert first.box[0] == pytest.approx(72 + 32, abs=1)
    assert first.box[3] == pytest.approx(842 - 760, abs=8)


def test_titles_and_headings_are_not_joined_with_what_follows() -> None:
    lines = [(150.0, 760.0, 22.0, "2025年临湖区政府工作报告"), (104.0, 700.0, 16.0, "一、过去一年工作回顾")]
    lines += [(104.0, 674.0, 16.0, "过去一年，全区上下齐心协力，经济运行稳中向好，较好完成"), (72.0, 648.0, 16.0, "了全年目标任务，为今年工作打下扎实基础，各项事业开新局。")]
    source = load("a.pdf", pdf([lines]))
    view = clean(source.text, source.furniture, source.joins)
    assert view.text.split("\n")[:2] == ["2025年临湖区政府工作报告", "一、过去一年工作回顾"]
    assert len(view.text.split("\n")) == 3


def test_a_page_without_text_is_reported() -> None:
    pages = typeset(MANY)
    source = load("a.pdf", pdf([pages[0], [], pages[1]]))
    (finding,) = losses(source)
    assert finding.kind == "missing"
    assert "第 2 页" in finding.message
    assert source.text[finding.start : finding.end] == finding.quote


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (pdf([[], [], []]), NoTextLayer),
        (pdf([[(290, 40, 9, "1")], [(290, 40, 9, "2")]]), NoTextLayer),
        (pdf(typeset(MANY), password=True), EncryptedInput),
        (WHOLE[: len(WHOLE) // 2], DamagedInput),
        (b"%PDF-1.5\nnothing else\nstartxref\n0\n%%EOF", DamagedInput),
        (b"no pdf at all", DamagedInput),
    ],
)
def test_what_cannot_be_read_is_said(data: bytes, error: type[Exception]) -> None:
    with pytest.raises(error, match=r"a\.pdf"):
        load("a.pdf", data)


def test_too_many_pages_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(portable, "MAX_PAGES", 1)
    with pytest.raises(TooLarge):
        load("a.pdf", WHOLE)
