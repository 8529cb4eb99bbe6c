"""The official table as a Word document."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from lxml import etree
from msgspec.structs import replace

from duixian.following.archive import Archive
from duixian.publishing.official_table import official_table
from duixian.publishing.packing import FONTS


def opened(archive: Archive) -> Document:
    return docx.Document(io.BytesIO(official_table(archive)))


def lines(document: Document) -> list[tuple[str, ...]]:
    """The cells of each row of the first table, merged ones once."""
    return [tuple(dict.fromkeys(cell.text for cell in row.cells)) for row in document.tables[0].rows]


def test_an_official_page(archive: Archive) -> None:
    section = opened(archive).sections[0]
    millimetres = [round(side.mm) for side in (section.page_width, section.page_height, section.top_margin, section.left_margin, section.right_margin)]
    assert millimetres == [210, 297, 37, 28, 26]
    assert "PAGE" in etree.tostring(section.footer._element).decode()


def test_title_columns_and_parts(archive: Archive) -> None:
    document = opened(archive)
    assert document.paragraphs[0].text == "澄江市临湖区2024年《政府工作报告》\n量化指标任务落实情况"
    found = lines(document)
    assert found[0] == ("序号", "量化指标任务", "落实情况", "完成情况")
    assert [row[0] for row in found if len(row) == 1] == ["一、主要预期目标（2项）", "二、其他量化任务（7项）"]
    assert [row[0] for row in found if len(row) == 4][1:] == [str(count) for count in range(1, 10)], "numbered through"


@pytest.mark.parametrize(
    ("goal", "result", "state"),
    [
        ("新建公厕10座", "12座，完成目标任务的120%。", "▲ 超额完成"),
        ("PM2.5浓度30微克/立方米以内", "27微克/立方米，低于目标10%。", "▲ 优于目标"),
        ("地区生产总值增长7.5%左右", "增长7.4%，低于目标0.1个百分点；不计容差为“未完成”。", "✓ 完成"),
        ("种树300棵", "查了下一年的报告。", "○ 未再提及"),
    ],
)
def test_a_goal_its_result_and_its_state(archive: Archive, goal: str, result: str, state: str) -> None:
    row = next(row for row in lines(opened(archive)) if row[1:] and row[1].startswith(goal))
    assert row[2].splitlines()[0] == result
    assert row[3] == state


def test_both_sources_stand_under_goal_and_result(archive: Archive) -> None:
    outcome = archive.outcomes[1]
    row = next(row for row in lines(opened(archive)) if row[1:] and row[1].startswith("新建公厕"))
    assert "新建公厕10座" in row[1].splitlines()[-1]
    assert f"（linhu-2024-report，第{outcome.goal_sentence_start}—{outcome.goal_sentence_end}字）" in row[1]
    assert f"（linhu-2025-report，第{outcome.actual_sentence_start}—{outcome.actual_sentence_end}字）" in row[2]


def test_the_head_stands_on_every_page_and_no_row_is_torn(archive: Archive) -> None:
    rows = opened(archive).tables[0].rows
    assert rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in rows)


def test_official_fonts_have_others_to_take_in_their_stead(archive: Archive) -> None:
    with zipfile.ZipFile(io.BytesIO(official_table(archive))) as package:
        text = package.read("word/document.xml").decode()
        table = etree.fromstring(package.read("word/fontTable.xml"))
    for name in ("方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312"):
        assert name in text
    others = {font.get(qn("w:name")): font[0].get(qn("w:val")) for font in table}
    assert others == FONTS
    assert all("Noto" in value or name.isascii() for name, value in others.items())


def test_a_table_for_each_place_and_year(archive: Archive) -> None:
    more = tuple(replace(one, year=2023, id=f"{one.id}-2023") for one in archive.outcomes)
    document = opened(replace(archive, outcomes=archive.outcomes + more))
    assert len(document.tables) == 2
    assert any("2023年《政府工作报告》" in paragraph.text for paragraph in document.paragraphs)


def test_nothing_to_show_still_makes_a_document(archive: Archive) -> None:
    assert "没有当年的量化目标" in "".join(paragraph.text for paragraph in opened(replace(archive, outcomes=())).paragraphs)


def test_characters_that_a_document_cannot_hold(archive: Archive) -> None:
    odd = replace(archive, outcomes=(replace(archive.outcomes[0], indicator="坏\x01字\ufffe"),))
    assert any("坏字" in cell for row in lines(opened(odd)) for cell in row)


def test_the_same_archive_gives_the_same_bytes(archive: Archive) -> None:
    assert official_table(archive) == official_table(archive)
