"""Every page, in both languages, light and dark, wide and narrow: nothing that keeps people out, nothing that runs over the edge."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Response

from .pages import LEDGER, NOT_PAGES, PAGES, Shown, places
from .running import Site
from .visiting import WIDTHS, House, Visitor

LOOKED_AT = [shown for shown in {(shown.path, shown.status): shown for shown in reversed(PAGES)}.values() if shown.title != "scoreboard"][::-1]
"""Each address once, as whoever sees the most of it; of the scoreboard some rows, since each is like the others."""
_MOST_BYTES = 300_000
"""A page of the ledger is not larger."""
_NAMES = """
import json
import django
from django.urls import URLPattern, get_resolver

django.setup()

def names(patterns, space=""):
    for one in patterns:
        if isinstance(one, URLPattern):
            if one.name:
                yield f"{space}{one.name}"
        elif one.namespace and one.namespace.startswith("api"):
            continue
        else:
            yield from names(one.url_patterns, f"{one.namespace}:" if one.namespace else space)

print(json.dumps(sorted(set(names(get_resolver().url_patterns)))))
"""


def test_no_page_is_forgotten(site: Site) -> None:
    """An address that is new must be added here: to the pages, or to those that are none."""
    environment = site.environment | {"DJANGO_SETTINGS_MODULE": "duixian.web.settings"}
    done = subprocess.run([sys.executable, "-c", _NAMES], env=environment, capture_output=True, text=True, check=True)
    named = set(json.loads(done.stdout))
    assert named == {shown.name for shown in (*PAGES, *LEDGER) if shown.name} | set(NOT_PAGES)


@pytest.fixture(scope="module")
def found(house: House, root: Path) -> dict[str, str]:
    return places(house, root)


@pytest.fixture(scope="module")
def looking(house: House) -> Iterator[Callable[[str, str], Visitor]]:
    """Gives the visitor of a role and language, the same for every page."""
    visitors: dict[tuple[str, str], Visitor] = {}

    def look(role: str, language: str) -> Visitor:
        if (role, language) not in visitors:
            visitors[role, language] = house.visitor(role, language=language)
        return visitors[role, language]

    yield look
    for one in visitors.values():
        one.page.context.close()


def grave(page: Page) -> list[str]:
    """Gives the serious and critical violations that axe-core finds on the page as it stands."""
    found = page.evaluate(
        """async () => (await axe.run(document, {resultTypes: ["violations"], preload: false})).violations
            .filter(one => ["serious", "critical"].includes(one.impact))
            .map(one => `${one.id} (${one.impact}): ` + one.nodes.slice(0, 5).map(node => node.html.slice(0, 160)).join(" | "))"""
    )
    return list(found)


_LOOKS = {"zh-hans": {1440: "light", 390: "dark"}, "en": {1440: "dark", 390: "light"}}
"""Colours at each width: both languages are seen in both, and every page in all four ways."""


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("shown", LOOKED_AT, ids=[shown.title for shown in LOOKED_AT])
def test_nothing_keeps_people_out(shown: Shown, language: str, looking: Callable[[str, str], Visitor], found: dict[str, str]) -> None:
    _look_at(looking(shown.role, language), shown, language, found)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("shown", LEDGER, ids=[shown.title for shown in LEDGER])
def test_nothing_keeps_people_out_of_the_ledger(shown: Shown, language: str, looking: Callable[[str, str], Visitor], district: dict[str, str]) -> None:
    """As whoever the page is for, in a district that has worked for two years."""
    answer = _look_at(looking(shown.role, language), shown, language, district)
    assert len(answer.body()) < _MOST_BYTES


def _look_at(visitor: Visitor, shown: Shown, language: str, found: dict[str, str]) -> Response:
    """Opens a page and sees that it is right at each width. Widths and colours are changed on the open page: it is the same document."""
    visitor.problems.clear()
    page = visitor.page
    page.set_viewport_size({"width": 1440, "height": WIDTHS[1440]})
    if shown.status != 200:
        visitor.expects(shown.status)
    answer = visitor.go(shown.path.format(**found))
    assert answer is not None
    assert answer.status == shown.status
    assert (page.locator("html").get_attribute("lang") or "") == language
    assert page.locator("h1").count() == 1
    page.evaluate(Axe().axe_script)
    wrong, over = {}, []
    for width in (1440, 1024, 390):
        page.set_viewport_size({"width": width, "height": WIDTHS[width]})
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            over.append(f"{wide} px wide at {width}: {page.evaluate(_WIDEST, width)}")
        if colours := _LOOKS[language].get(width):
            page.emulate_media(color_scheme=colours)  # type: ignore[arg-type]
            if violations := grave(page):
                wrong[f"{width} {colours}"] = violations
    assert not wrong
    assert not over
    visitor.fine()
    return answer


_WIDEST = """width => [...document.querySelectorAll("main *, header *, footer *")]
    .filter(one => one.getBoundingClientRect().right > width + 1 && !one.closest(".table-scroll, .visually-hidden"))
    .slice(0, 4).map(one => one.outerHTML.slice(0, 120))"""
