"""Finding words in all reports, and the way from a hit to its place in the text."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from .visiting import Visitor

Come = Callable[..., Visitor]

_HERE = """() => {
    const boxes = [...document.querySelectorAll("#text mark.here")].map(one => one.getBoundingClientRect());
    return {text: [...document.querySelectorAll("#text mark.here")].map(one => one.textContent).join(""),
        seen: boxes.length > 0 && boxes[0].top >= 0 && boxes[0].bottom <= innerHeight};
}"""


def search(page: Page, words: str) -> None:
    """Types words into the field at the top of the page."""
    page.fill("#top-search", words)
    page.press("#top-search", "Enter")
    expect(page.locator("h1")).to_be_visible()


@pytest.mark.parametrize("words", ["公园", "高新技术企业"])
def test_a_word_is_found_and_seen_in_its_place(visitor: Come, words: str) -> None:
    """A word of two characters and a phrase."""
    reader = visitor()
    page = reader.page
    reader.go("/places/")
    search(page, words)
    hits = page.locator(".hits > li")
    assert hits.count() > 1
    assert set(page.locator(".hits mark").all_inner_texts()) == {words}
    for hit in hits.all():
        expect(hit).to_contain_text(words)
    link = hits.first.locator(".hits__text a").first
    assert "#char=" in (link.get_attribute("href") or "")
    link.click()
    expect(page.locator("#text mark.here").first).to_be_visible()
    here = page.evaluate(_HERE)
    assert words in here["text"]
    assert here["seen"]
    reader.fine()


def test_what_nobody_wrote_is_not_found(visitor: Come) -> None:
    reader = visitor()
    reader.go("/search/?q=%E9%BE%98%E9%9D%90%E9%BD%89")
    assert reader.page.locator(".hits > li").count() == 0
    expect(reader.page.locator(".empty h2")).to_have_text("没有找到")


def test_without_scripts(visitor: Come) -> None:
    """The link of a hit leads to the paragraph, or closer, by the browser's own means."""
    reader = visitor(javascript=False)
    page = reader.page
    reader.go("/")
    search(page, "公园")
    link = page.locator(".hits__text a").first
    target = (link.get_attribute("href") or "").partition("#")[2]
    link.click()
    expect(page.locator("#text")).to_contain_text("公园")
    assert target.startswith("char=")
    assert page.evaluate("scrollY") > 0 or page.locator(f'[id="{target}"]').count() == 0
