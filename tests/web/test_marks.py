"""Marks in a text: valid markup whatever they cover, the text itself untouched, every position still where it was."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from duixian.model import Block, BlockKind, Report, SectionRole, View
from duixian.web.archive.marks import CUT, Mark, Spot, marked, whole
from duixian.web.archive.models import Report as StoredReport
from duixian.web.archive.reading_page import Note, dropped, headings, page

TEXT = "全年新建公厕12座，“<b>”&amp;改造39个\r\n小区；𠮷村增长5%。"
TAGS = re.compile(r"<(/?)(\w+)[^>]*>")


class Reader(HTMLParser):
    """Reads markup strictly: tags close in order, no link inside a link, no id twice."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.text = ""
        self.ids: list[str] = []
        self.linked: dict[str, str] = {}
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given_ = dict(attrs)
        if tag == "a":
            assert "a" not in self.open
            self.links.append(given_["href"] or "")
        if "id" in given_:
            self.ids.append(given_["id"] or "")
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        if tag == "a":
            self.links.pop()

    def handle_data(self, data: str) -> None:
        if self.links:
            self.linked[self.links[-1]] = self.linked.get(self.links[-1], "") + data
        self.text += data


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert not reader.open
    assert len(reader.ids) == len(set(reader.ids))
    return reader


@st.composite
def some_marks(draw: st.DrawFn) -> list[Mark]:
    spans = draw(st.lists(st.tuples(st.integers(0, len(TEXT)), st.integers(0, len(TEXT)), st.booleans()), max_size=8))
    found = []
    for number, (one, other, links) in enumerate(spans):
        start, end = sorted((one, other))
        if start < end:
            found.append(Mark(start, end, f"m m{number}", f"records/{number}/" if links else "", f"n{number}"))
    return sorted(found, key=lambda mark: (mark.start, -mark.end))


@given(some_marks(), st.integers(0, len(TEXT)), st.integers(0, len(TEXT)))
def test_any_marks_make_valid_markup_and_leave_the_text_as_it_is(marks: list[Mark], one: int, other: int) -> None:
    start, end = sorted((one, other))
    here = [mark for mark in marks if mark.start < end and mark.end > start]
    spots = [Spot(at, f"s{at}") for at in range(start, end, 7)]
    html = marked(TEXT, start, end, here, spots)
    reader = read(html)
    # What a browser makes of it is this very text, carriage returns included.
    body = LexborHTMLParser(f"<!doctype html><body><p id=x>{html}</p>").css_first("#x")
    assert body is not None
    assert body.text(deep=True) == reader.text == TEXT[start:end]
    for mark in here:
        if mark.start >= start:
            assert reader.ids.count(mark.name) == 1
    for spot in spots:
        assert spot.name in reader.ids


@given(some_marks())
def test_every_character_of_a_link_leads_to_it_or_to_one_within(marks: list[Mark]) -> None:
    html = marked(TEXT, 0, len(TEXT), marks)
    links = [""] * len(TEXT)
    at, href = 0, ""
    for piece in re.split(r"(<[^>]*>)", html):
        if piece.startswith("<"):
            if piece.startswith("<a "):
                href = re.search(r'href="([^"]*)"', piece)[1]  # type: ignore[index]
            elif piece == "</a>":
                href = ""
        else:
            text = piece.replace("&#13;", "\r").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
            links[at : at + len(text)] = [href] * len(text)
            at += len(text)
    for position in range(len(TEXT)):
        covering = {mark.href for mark in marks if mark.href and mark.start <= position < mark.end}
        if covering and not TEXT[position].isspace():
            assert links[position] in covering
        if not covering:
            assert links[position] == ""


def test_a_number_inside_a_promise_is_a_link_of_its_own() -> None:
    marks = [Mark(0, 4, "c", "c/1/", "char=0,4"), Mark(2, 4, "t", "f/2/", "char=2,4")]
    assert read(marked("建成3所", 0, 4, marks)).linked == {"c/1/": "建成", "f/2/": "3所"}


def test_cuts_close_every_mark_and_open_it_again() -> None:
    html = marked("甲\t乙", 0, 3, [Mark(0, 3, "c", "c/1/", "n")], cuts=[2])
    assert [read(part).text for part in html.split(CUT)] == ["甲\t", "乙"]
    assert html.count('id="n"') == 1


@pytest.mark.parametrize(("text", "shown"), [("甲\x00乙", "甲\ufffd乙"), ("甲\ud83d乙", "甲\ufffd乙"), ("<script>", "&lt;script&gt;")])
def test_what_no_page_can_hold_is_shown_as_one_character_each(text: str, shown: str) -> None:
    assert marked(whole(text), 0, len(text), []) == shown


def _report(text: str, kinds: list[BlockKind], left_out: str = "") -> Report:
    """A report whose paragraphs are the lines of ``text``, without the characters of ``left_out``."""
    starts: list[int] = []
    sources: list[int] = []
    kept = ""
    before = -2
    for at, char in enumerate(text):
        if char in left_out and left_out:
            continue
        if before != at - 1:
            starts.append(len(kept))
            sources.append(at)
        kept += char
        before = at
    blocks, at = [], 0
    for line in kept.split("\n"):
        if line:
            blocks.append(Block(at, at + len(line), kinds[len(blocks)], -1, SectionRole.OTHER, ""))
        at += len(line) + 1
    return Report(name="r", sha256="0" * 64, format="txt", text=text, view=View(kept, tuple(starts), tuple(sources)), blocks=tuple(blocks))


def test_elements_hold_the_source_text_from_their_position_on() -> None:
    text = "题\n网站首页\n打印\n第一※段，\r增长5%。\n甲\t乙\n丙\t丁\n注：某词。\n页尾"
    kinds = [BlockKind.TITLE, BlockKind.FURNITURE, BlockKind.FURNITURE, BlockKind.PARAGRAPH, BlockKind.TABLE, BlockKind.TABLE, BlockKind.NOTE, BlockKind.FURNITURE]
    report = _report(text, kinds, "※\r")
    assert dropped(report.view, len(text)) == [(text.index("※"), text.index("※") + 1), (text.index("\r"), text.index("\r") + 1)]
    at = text.index("5%")
    html = page(report, [Mark(at, at + 2, "m m-actual", "f/1/", f"char={at},{at + 2}")], notes=[Note(at, '<p class="note">看</p>')])
    tree = LexborHTMLParser(f"<!doctype html><body>{html}")
    held = {int((node.attributes["id"] or "p")[1:]): node for node in tree.css("[id^=p]")}
    assert sorted(held) == [text.index(word) for word in ("题", "网站", "打印", "第一", "甲", "丙", "注", "页尾")]
    for start, node in held.items():
        said = node.text(deep=True)
        assert text[start : start + len(said)] == said
    assert [node.tag for node in held.values()].count("tr") == 2
    assert len(tree.css("details")) == 2
    assert len(tree.css("td")) == 4
    assert html.index("看") > html.index("5%")
    assert html.index("看") < html.index("甲")
    assert tree.css_first(".text__left").text() == "网站首页"
    assert [node.text() for node in tree.css("span.text__left")] == ["※"]


@pytest.mark.django_db
def test_headings_follow_the_parts_without_a_gap(archive: list[StoredReport]) -> None:
    for stored in archive:
        machine = stored.machine()
        levels = headings(machine)
        tags = [int(level) for level in re.findall(r"<h(\d)", page(machine, []))]
        assert tags == list(levels.values())
        assert tags
        assert all(after <= before + 1 for before, after in zip([1, *tags], tags, strict=False))
