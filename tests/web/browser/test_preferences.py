"""Language and colours: switched on any page, kept for the next ones, with scripts and without."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from .visiting import Visitor

Come = Callable[..., Visitor]


def ground(page: Page) -> int:
    """Gives how bright the ground of the page is, 0 to 765."""
    page.wait_for_load_state()
    colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
    return sum(int(part) for part in colour[colour.index("(") + 1 : -1].split(",")[:3])


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no scripts"])
def test_language_and_colours_are_kept(visitor: Come, javascript: bool) -> None:
    reader = visitor(javascript=javascript)
    page = reader.page
    address = "/indicators/?q=%E6%94%B6%E5%85%A5"
    reader.go(address)
    assert page.locator("html").get_attribute("lang") == "zh-hans"
    switches = page.locator(".preferences--wide")
    switches.locator('button[value="en"]').click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert page.url.endswith(address)
    switches.locator('button[value="dark"]').click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    if javascript:
        assert ground(page) < 200
    reader.go("/places/")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.locator("h1")).to_have_text("Places")
    switches.locator('button[value="light"]').click()
    if javascript:
        assert ground(page) > 600


def test_the_system_decides_where_nobody_chose(visitor: Come) -> None:
    reader = visitor()
    reader.go("/places/")
    reader.page.emulate_media(color_scheme="dark")
    assert ground(reader.page) < 200
    reader.page.emulate_media(color_scheme="light")
    assert ground(reader.page) > 600


def test_the_menu_on_a_phone(visitor: Come) -> None:
    reader = visitor(width=390)
    page = reader.page
    reader.go("/places/")
    page.locator("details.menu > summary").click()
    page.locator(".menu__box").get_by_role("link", name="指标").click()
    expect(page.locator("h1")).to_have_text("指标")
