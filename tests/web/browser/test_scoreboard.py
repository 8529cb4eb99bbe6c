"""The scoreboard of a place: its page, its files and its official table on paper say the same."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pypdfium2
import pytest
from playwright.sync_api import Page

from .pages import places
from .running import Site
from .visiting import House, Visitor

Come = Callable[..., Visitor]


@pytest.fixture(scope="module")
def board(house: House, site: Site, root: Path) -> str:
    """The address of the scoreboard of the example place."""
    site.settled()
    return f"/places/{places(house, root)['place']}/2024/"


def downloaded(page: Page, label: str) -> tuple[str, bytes]:
    """Follows a link of the line of downloads; gives the name and content of what comes."""
    with page.expect_download() as download:
        page.locator(".downloads a", has_text=label).first.click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def rows_of(page: Page) -> list[tuple[str, str]]:
    """Gives indicator and verdict of every row, over all screens of the table."""
    found = []
    while True:
        for row in page.locator("table.board tbody tr:has(.verdict)").all():
            found.append((row.locator("a").first.inner_text().strip(), row.locator(".verdict").first.inner_text()[1:].strip()))
        following = page.locator('a[rel="next"]')
        if not following.count():
            return found
        with page.expect_navigation():
            following.click()


def test_the_files_say_what_the_page_says(visitor: Come, board: str) -> None:
    reader = visitor()
    page = reader.page
    reader.go(board)
    shown = rows_of(page)
    assert len(shown) > 100

    reader.go(board)
    name, content = downloaded(page, "Excel")
    assert name.endswith(".xlsx")
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    head, *lines = book.worksheets[0].iter_rows(values_only=True)
    names = [str(cell) for cell in head]
    columns = [names.index(name) for name in ("指标", "兑现情况（文字）")]
    assert [tuple(line[at] for at in columns) for line in lines] == shown

    name, content = downloaded(page, "CSV")
    assert name.endswith(".csv")
    assert content.startswith(b"\xef\xbb\xbf")
    table = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert [(line["indicator"], line["verdict_word"]) for line in table] == shown


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no scripts"])
def test_a_filtered_page_gives_filtered_files(visitor: Come, board: str, javascript: bool) -> None:
    reader = visitor(javascript=javascript)
    reader.go(board)
    reader.page.locator("input[name=verdict][value=missed]").check()
    if not javascript:
        reader.page.locator("form.filters button").click()
    reader.page.wait_for_url("**verdict=missed**")
    shown = rows_of(reader.page)
    assert shown
    assert {verdict for _, verdict in shown} <= {"未完成", "未达目标"}
    _name, content = downloaded(reader.page, "CSV")
    table = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert [(line["indicator"], line["verdict_word"]) for line in table] == shown


def test_the_official_table_on_paper_has_every_row(visitor: Come, board: str) -> None:
    reader = visitor()
    page = reader.page
    reader.go(board)
    with page.expect_navigation():
        page.get_by_role("link", name="公文表格", exact=True).click()
    lines = page.locator("main table tbody tr:not(.part)")
    wanted = [(line.locator("td").nth(0).inner_text(), line.locator("td").nth(1).locator("span").first.inner_text()) for line in lines.all()]
    assert len(wanted) > 100
    document = pypdfium2.PdfDocument(page.pdf(format="A4", prefer_css_page_size=True))
    text = "".join("".join(document[number].get_textpage().get_text_range().split()) for number in range(len(document)))
    missing = [what for _number, what in wanted if "".join(what.split()) not in text]
    assert not missing
    assert "打印" not in text
