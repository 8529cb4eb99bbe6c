"""The keyboard alone: from mark to mark in a report, past the frame, to everything that a page offers, with the focus in sight."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from .pages import places
from .visiting import House, Visitor

Come = Callable[..., Visitor]

_FOCUS = """() => {
    const one = document.activeElement; one.dataset.reached = "1";
    const box = one.getBoundingClientRect(), look = getComputedStyle(one);
    const mark = look.outlineStyle !== "none" && parseFloat(look.outlineWidth) > 0 || look.boxShadow !== "none";
    const around = one.closest("label, .drop, summary"), outer = around ? getComputedStyle(around) : look;
    return {
        tag: one.tagName, seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight,
        marked: mark || outer.outlineStyle !== "none" && parseFloat(outer.outlineWidth) > 0 || outer.boxShadow !== "none",
        html: one.outerHTML.slice(0, 140),
    };
}"""
_REST = """() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
    .filter(one => !one.dataset.reached && !one.disabled && one.type !== "hidden" && one.tabIndex >= 0 && one.checkVisibility({visibilityProperty: true}))
    .filter(one => !(one.type === "radio" && [...document.getElementsByName(one.name)].some(other => other.dataset.reached)))
    .map(one => one.outerHTML.slice(0, 140))"""


@pytest.fixture(scope="module")
def found(house: House, root: Path) -> dict[str, str]:
    return places(house, root, "linhu-2024-livelihood.txt")


@pytest.fixture
def report(visitor: Come, found: dict[str, str]) -> Page:
    """The page of a report, just opened."""
    one = visitor()
    one.go(f"/reports/{found['report']}/")
    return one.page


def current(page: Page) -> str:
    """Gives which mark is the current one."""
    return page.locator("#text .is-current").get_attribute("id") or ""


def test_from_mark_to_mark(report: Page) -> None:
    order = report.evaluate("[...document.querySelectorAll('#text .m[id]')].map(one => one.id)")
    report.keyboard.press("j")
    assert current(report) == order[0]
    report.keyboard.press("j")
    report.keyboard.press("j")
    assert current(report) == order[2]
    report.keyboard.press("k")
    assert current(report) == order[1]
    assert report.evaluate(_FOCUS)["seen"]
    assert report.locator("#margin-list .is-current").count() == 1
    report.keyboard.press("Enter")
    expect(report.locator("#margin-record article")).to_be_visible()
    report.keyboard.press("Escape")
    expect(report.locator("#margin-record")).to_be_hidden()
    assert current(report) == order[1]


def test_help_and_search(report: Page) -> None:
    report.keyboard.press("?")
    expect(report.locator("#keys-help")).to_be_visible()
    report.keyboard.press("Escape")
    expect(report.locator("#keys-help")).to_be_hidden()
    report.keyboard.press("/")
    expect(report.locator("#top-search")).to_be_focused()
    assert report.input_value("#top-search") == ""


def test_letters_are_letters_while_somebody_writes(report: Page) -> None:
    report.focus("#top-search")
    report.keyboard.type("jk?/")
    assert report.input_value("#top-search") == "jk?/"
    assert report.locator("#text .is-current").count() == 0
    expect(report.locator("#keys-help")).to_be_hidden()


def test_keys_with_others_held_are_the_browsers(report: Page) -> None:
    report.keyboard.press("Alt+j")
    report.keyboard.press("Control+k")
    assert report.locator("#text .is-current").count() == 0


def test_past_the_frame(report: Page) -> None:
    report.keyboard.press("Tab")
    assert "skip" in (report.evaluate("document.activeElement.className"))
    assert report.evaluate(_FOCUS)["seen"]
    report.keyboard.press("Enter")
    report.keyboard.press("Tab")
    assert report.evaluate("document.querySelector('main').contains(document.activeElement)")


@pytest.mark.parametrize(
    ("path", "role"),
    [
        ("/", ""),
        ("/places/{place}/2024/", ""),
        ("/reports/{report}/", "corrector"),
        ("/search/?q=就业", ""),
        ("/comparison/?year=2024", ""),
        ("/findings/", "corrector"),
        ("/outcomes/{outcome}/", "respondent"),
        ("/import/", "editor"),
    ],
)
def test_everything_is_reached_and_seen(visitor: Come, found: dict[str, str], path: str, role: str) -> None:
    """One goes through the whole page by Tab; whatever has the focus is in view and marked, and nothing is left out."""
    one = visitor(role)
    one.go(path.format(**found))
    page = one.page
    unseen = []
    for _ in range(1500):
        page.keyboard.press("Tab")
        focus = page.evaluate(_FOCUS)
        if focus["tag"] == "BODY":
            break
        if not focus["seen"] or not focus["marked"]:
            unseen.append(focus)
    else:
        pytest.fail("the focus never leaves the page")
    assert not unseen[:5]
    assert page.evaluate(_REST) == []
