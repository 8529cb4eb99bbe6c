"""The running workspace, the browser, and people who visit it."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from .district import settle_in
from .running import Site, running
from .visiting import House, Visitor, chromium_path, launch

_ERROR = re.compile(r"^\S+ \S+ (?:ERROR|CRITICAL) ", re.MULTILINE)

# Playwright's own loop runs in this thread as long as it is started, and Django's tests elsewhere refuse to run beside a loop:
# hence the scope of the package, not of the session.


@pytest.fixture(autouse=True)
def _data() -> None:
    """Settings are those of the running site, which is another process."""


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium; where there is none the tests are skipped, or fail where ``DUIXIAN_REQUIRE_BROWSER=1`` (CI) asks for it."""
    if not chromium_path():
        what = "no Chromium was found (DUIXIAN_CHROMIUM names one)"
        if os.environ.get("DUIXIAN_REQUIRE_BROWSER") == "1":
            pytest.fail(what)
        pytest.skip(what)
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def site(chromium: Browser, root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The workspace with the example reports, for all tests of this folder."""
    with running(tmp_path_factory.mktemp("site"), sorted((root / "examples/reports").glob("*.txt"))) as site:
        yield site
        # What is refused is a warning; an error is a page that broke.
        assert not _ERROR.search(site.log()), site.log()[-4000:]


@pytest.fixture(scope="package")
def house(chromium: Browser, site: Site) -> House:
    """Where visitors of the site come from."""
    return House(chromium, site)


@pytest.fixture(scope="package")
def district(site: Site) -> dict[str, str]:
    """The district at work on the site's ledger: what stands in addresses of its pages. Asked for by few, since two years pass first."""
    site.settled()
    return settle_in(site)


@pytest.fixture
def visitor(house: House) -> Iterator[Callable[..., Visitor]]:
    """Gives visitors (:meth:`House.visitor`); nothing may have gone wrong for any of them when the test ends."""
    here: list[Visitor] = []

    def come(*words: str, **wishes: object) -> Visitor:
        here.append(house.visitor(*words, **wishes))  # type: ignore[arg-type]
        return here[-1]

    yield come
    for one in here:
        with closing(one.page.context):
            one.fine()


@pytest.fixture
def page(visitor: Callable[..., Visitor]) -> Page:
    """A page of somebody who is not signed in."""
    return visitor().page
