"""Word documents: what is read, where it stands, what is left out, what is refused."""

from __future__ import annotations

import io

import docx as python_docx
import pytest
from made_files import PROSE, TEXT, archive, docx, paragraph, part

from duixian.errors import DamagedInput, EmptyInput, EncryptedInput, TooLarge
from duixian.reading import word
from duixian.reading.source import Source, load

NOTE = (
    '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    '<w:footnote w:id="1">' + paragraph("规上企业：年营业收入达到一定数额的企业。") + "</w:footnote>"
)
NUMBERING = part(
    "numbering",
    '<w:abstractNum w:abstractNumId="0">'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%2）"/></w:lvl>'
    "</w:abstractNum>"
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>',
)


def at(source: Source, path: str) -> str:
    """Gives what stands at a path of the document."""
    return next(source.text[anchor.start : anchor.end] for anchor in source.anchors if anchor.path == path)


def listed(text: str, level: int) -> str:
    return paragraph(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>')


def test_a_document_made_by_a_library_gives_its_paragraphs_and_table() -> None:
    made = python_docx.Document()
    for text in PROSE:
        made.add_paragraph(text)
    table = made.add_table(rows=2, cols=2)
    for row, cells in enumerate((("指标", "目标"), ("新增就业", "1.2万人"))):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    held = io.BytesIO()
    made.save(held)
    source = load("a.docx", held.getvalue())
    assert source.format == "docx"
    assert source.text.startswith(TEXT)
    assert source.text.endswith("指标\t目标\n新增就业\t1.2万人\n")
    assert at(source, "body/p[1]") == PROSE[0]
    assert at(source, "body/tbl[1]/tr[2]/tc[2]/p[1]") == "1.2万人"


def test_notes_text_boxes_and_heads_are_read_with_their_places() -> None:
    box = f"<w:p><w:r><w:pict><v:shape><v:textbox><w:txbxContent>{paragraph('框中文字')}</w:txbxContent></v:textbox></v:shape></w:pict></w:r><w:r><w:t>框外文字</w:t></w:r></w:p>"
    source = load("a.docx", docx(paragraph(PROSE[0]) + box, footnotes=part("footnotes", NOTE), header1=part("hdr", paragraph("临湖区政府文件"))))
    assert source.text == PROSE[0] + "\n框外文字\n框中文字\n规上企业：年营业收入达到一定数额的企业。\n临湖区政府文件\n"
    assert at(source, "body/p[2]/textbox[1]/p[1]") == "框中文字"
    assert at(source, "footnotes/footnote[1]/p[1]").startswith("规上企业")
    (head,) = source.furniture
    assert source.text[head.start : head.end] == "临湖区政府文件"


def test_a_text_box_that_stands_twice_for_old_and_new_programs_is_read_once() -> None:
    inner = f"<w:txbxContent>{paragraph('框中文字')}</w:txbxContent>"
    twice = f"<w:p><w:r><mc:AlternateContent><mc:Choice>{inner}</mc:Choice><mc:Fallback>{inner}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    assert load("a.docx", docx(twice)).text.count("框中文字") == 1


def test_numbers_that_word_gives_to_list_paragraphs_are_read() -> None:
    body = listed("工作回顾", 0) + listed("产业", 1) + listed("民生", 1) + listed("今年任务", 0) + listed("产业", 1)
    source = load("a.docx", docx(body, numbering=NUMBERING))
    assert source.text.split("\n")[:5] == ["一、工作回顾", "（一）产业", "（二）民生", "二、今年任务", "（一）产业"]


def test_deleted_and_hidden_text_is_left_out_and_inserted_text_is_read() -> None:
    body = (
        "<w:p><w:del><w:r><w:delText>旧数</w:delText></w:r></w:del><w:ins><w:r><w:t>新数</w:t></w:r></w:ins>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>暗文</w:t></w:r><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:t>12个</w:t></w:r></w:p>"
    )
    assert load("a.docx", docx(body)).text == "新数12个\n"


def test_a_frame_of_one_cell_is_read_as_paragraphs() -> None:
    body = f"<w:tbl><w:tr><w:tc>{paragraph(PROSE[0])}{paragraph(PROSE[1])}</w:tc></w:tr></w:tbl>"
    assert load("a.docx", docx(body)).text == f"{PROSE[0]}\n{PROSE[1]}\n"


def test_every_anchor_names_text_and_none_overlap() -> None:
    body = "".join(map(paragraph, PROSE)) + f"<w:tbl><w:tr><w:tc>{paragraph('甲')}{paragraph('乙')}</w:tc><w:tc>{paragraph('丙')}</w:tc></w:tr></w:tbl>"
    source = load("a.docx", docx(body))
    last = 0
    for anchor in source.anchors:
        assert anchor.start >= last
        assert source.text[anchor.start : anchor.end].strip()
        last = anchor.end


def test_the_main_part_may_have_another_name() -> None:
    assert load("a.docx", docx(paragraph(PROSE[0]), main="word/document2.xml")).text == PROSE[0] + "\n"


WHOLE = docx("".join(map(paragraph, PROSE)))


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (WHOLE[: len(WHOLE) // 2], DamagedInput),
        (WHOLE.replace(WHOLE[700:740], b"\x00" * 40), DamagedInput),
        (b"not a document at all", DamagedInput),
        (archive({"word/document.xml": "<w:document"}), DamagedInput),
        (archive({"other.xml": "<a/>"}), DamagedInput),
        (docx(""), EmptyInput),
        (docx(paragraph("　 ")), EmptyInput),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le"), EncryptedInput),
        (docx("<w:p>" * 400 + "</w:p>" * 400), DamagedInput),
    ],
)
def test_what_cannot_be_read_is_said(data: bytes, error: type[Exception]) -> None:
    with pytest.raises(error, match=r"a\.docx"):
        load("a.docx", data)


def test_entities_are_not_expanded() -> None:
    bomb = '<!DOCTYPE w [<!ENTITY a "0123456789"><!ENTITY b "' + "&a;" * 1000 + '"><!ENTITY c "' + "&b;" * 1000 + '">]>'
    document = bomb + part("document", "<w:body><w:p><w:r><w:t>&c;</w:t></w:r></w:p></w:body>").split("?>", 1)[1]
    with pytest.raises((DamagedInput, EmptyInput)):
        load("a.docx", archive({"word/document.xml": document}))


def test_a_part_that_unpacks_beyond_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word, "MAX_PART_BYTES", 1000)
    with pytest.raises(TooLarge, match=r"a\.docx"):
        load("a.docx", docx(paragraph("字" * 2000)))
