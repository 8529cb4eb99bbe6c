"""Reading a report in a browser: an address leads to exactly its place, the list follows the text, filters change both."""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from .running import Site
from .test_importing import file, upload
from .visiting import Visitor

Come = Callable[..., Visitor]
_HERE = "() => [...document.querySelectorAll('#text mark.here')].map(one => one.textContent).join('')"
_HOLDERS = "() => [...document.querySelectorAll('#text [id^=p]')].filter(one => /^p\\d+$/.test(one.id)).map(one => [Number(one.id.slice(1)), one.textContent])"


@pytest.fixture(scope="module")
def address(root: Path) -> str:
    """The address of the newest example report."""
    return f"/reports/{hashlib.sha256((root / 'examples/reports/linhu-2025-report.txt').read_bytes()).hexdigest()[:16]}/"


def text_of(page: Page, site: Site, address: str) -> str:
    return page.request.get(f"{site.url}{address}text.txt").body().decode()


def highlighted(page: Page, start: int, end: int) -> str:
    page.evaluate("span => { location.hash = `#char=${span[0]},${span[1]}`; }", [start, end])
    page.wait_for_function("span => location.hash === `#char=${span[0]},${span[1]}`", arg=[start, end])
    page.wait_for_timeout(30)
    return str(page.evaluate(_HERE))


def blanks_out(text: str) -> str:
    return "".join(text.split())


def test_an_address_leads_to_exactly_its_place(visitor: Come, site: Site, address: str) -> None:
    one = visitor()
    one.go(address)
    text = text_of(one.page, site, address)
    chance = random.Random(7)
    for _ in range(40):
        start = chance.randrange(len(text) - 200)
        end = start + chance.choice([1, 2, 5, 12, 40, 150])
        said = highlighted(one.page, start, end)
        assert blanks_out(said) == blanks_out(text[start:end])
        if said:
            seen = one.page.locator("#text mark.here").first.bounding_box()
            assert seen is not None
            assert 0 <= seen["y"] < 900
    # Whatever was marked and unmarked, the text is whole and every position still where it was.
    for start, held in one.page.evaluate(_HOLDERS):
        assert text[start : start + len(held)] == held


def test_positions_are_code_points(visitor: Come, site: Site) -> None:
    """Characters outside the basic plane count as one, though the browser holds two units for each; carriage returns count too."""
    content = (
        "临湖区人民政府工作报告\r\n——2021年1月8日在临湖区第五届人民代表大会第六次会议上\r\n\r\n一、2020年工作回顾\r\n\r\n𠮷村𡈽路全年新建公厕12座，改造𠮷小区3个。\r\n\r\n"
        "二、2021年工作安排\r\n\r\n新建𠮷公厕15座。\r\n"
    )
    editor = visitor("editor")
    upload(editor.page, site, file("linhu-2021-report.txt", content.encode()))
    href = editor.page.locator("#batch tbody a").get_attribute("href") or ""
    one = visitor("corrector")
    one.go(href)
    for words in ("12座", "𠮷小区", "公厕15座", "路全年新"):
        at = content.index(words)
        assert highlighted(one.page, at, at + len(words)) == words
    # Chosen words give the same positions back.
    box = one.page.locator("#text a.m", has_text=re.compile("^3个$"))
    box.evaluate(
        """mark => { const range = document.createRange(); range.selectNodeContents(mark); getSelection().removeAllRanges(); getSelection().addRange(range);
                     document.dispatchEvent(new MouseEvent("mouseup", {bubbles: true})); }"""
    )
    link = one.page.locator("#selection-tools a[data-do=fact]")
    expect(link).to_be_visible()
    at = content.index("3个")
    assert f"start={at}&end={at + 2}" in (link.get_attribute("href") or "")


def test_marks_are_found_without_a_script(visitor: Come, address: str) -> None:
    one = visitor(javascript=False)
    one.go(address)
    link = one.page.locator("#margin-list a").nth(200)
    to = link.get_attribute("href") or ""
    one.go(f"{address}{to}")
    assert one.page.evaluate("document.querySelector(':target').id") == to[1:]
    assert one.page.evaluate("scrollY") > 1000


def test_the_list_follows_the_text(visitor: Come, address: str) -> None:
    one = visitor()
    one.go(address)
    page = one.page
    before = page.locator("#margin-list > li").count()
    page.evaluate("scrollTo(0, document.body.scrollHeight * 0.8)")
    page.wait_for_function(
        """() => {
            const mark = [...document.querySelectorAll("#text .m[id]")].find(one => one.getBoundingClientRect().bottom >= 80);
            const line = mark && document.querySelector(`#margin-list a[href="#${mark.id}"]`);
            if (!line) return false;
            const list = document.querySelector("#margin-body").getBoundingClientRect(), at = line.getBoundingClientRect();
            return at.top >= list.top - 1 && at.bottom <= list.bottom + 1;
        }"""
    )
    assert page.locator("#margin-list > li").count() > before
    assert page.locator(".outline a[aria-current]").count() == 1


def test_filters_change_text_and_list_and_can_be_gone_back_from(visitor: Come, address: str) -> None:
    one = visitor()
    one.go(address)
    page = one.page
    every = page.locator("#text .m[id]").count()
    page.check("#filters [value=target]")
    expect(page.locator("#text .m-actual")).to_have_count(0)
    targets = page.locator("#text .m[id]").count()
    assert 0 < targets < every
    assert page.locator("#margin-list > li").count() == targets
    assert "show=target" in page.url
    page.fill("#f-indicator", "就业")
    expect(page.locator("#margin-list > li").first).to_contain_text("就业")
    assert page.locator("#text .m[id]").count() < targets
    expect(page.locator("#f-indicator")).to_be_focused()
    page.go_back()
    expect(page.locator("#text .m[id]")).to_have_count(targets)
    page.keyboard.press("Escape")
    page.locator("#text a.m").first.click()
    expect(page.locator("#margin-record article")).to_be_visible()
