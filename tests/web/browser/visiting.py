"""Visits in a real browser, and everything that must not go wrong during one."""

from __future__ import annotations

import os
import re
import secrets
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, Request, Response, expect

from .running import Site

WIDTHS = {1440: 900, 1024: 768, 390: 844}
"""Widths of pages that are looked at, with the height of such a screen."""
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run")
_PATIENCE = 30_000
"""Milliseconds that anything may take where the machine is busy with other things; alone it takes far below one second."""
_FAILED_LOAD = re.compile(r"Failed to load resource: the server responded with a status of (\d+)")


def chromium_path() -> str:
    """Gives where a Chromium is, which ``DUIXIAN_CHROMIUM`` may name; empty where there is none."""
    named = os.environ.get("DUIXIAN_CHROMIUM")
    if named:
        return named if Path(named).is_file() else ""
    return next((found for name in _NAMES if (found := shutil.which(name))), "")


def launch(playwright: Playwright) -> Browser:
    """Gives a Chromium that asks nothing of any host but ours."""
    expect.set_options(timeout=_PATIENCE)
    return playwright.chromium.launch(executable_path=chromium_path(), args=list(_ARGUMENTS))


class Visitor:
    """Somebody at a browser of their own: a page, and what went wrong in it so far.

    Wrong are: errors in the console (a refused script or style among them), errors of scripts, answers of 400 and above that were not
    expected, requests that failed, and any request to another host.
    """

    def __init__(self, page: Page, site: Site) -> None:
        self.page = page
        self.site = site
        self.problems: list[str] = []
        self._host = urlsplit(site.url).netloc
        self._expected: set[int] = set()
        self.attend(page)

    def attend(self, page: Page) -> None:
        """Watches another tab of the same person too."""
        page.on("console", self._console)
        page.on("pageerror", lambda error: self._wrong(f"script: {error}"))
        page.on("request", self._request)
        page.on("requestfailed", self._failed)
        page.on("response", self._response)

    def expects(self, *statuses: int) -> None:
        """Says that answers of these statuses are right from now on."""
        self._expected |= set(statuses)

    def go(self, path: str) -> Response | None:
        """Opens a page of the site and sees that nothing went wrong; gives the answer."""
        answer = self.page.goto(self.site.url + path)
        self.fine()
        return answer

    def fine(self) -> None:
        """Sees that nothing went wrong so far."""
        assert not self.problems, "\n".join(self.problems)

    def _wrong(self, what: str) -> None:
        self.problems.append(f"{self.page.url}: {what}")

    def _console(self, message: ConsoleMessage) -> None:
        load = _FAILED_LOAD.search(message.text)
        if message.type == "error" and not (load and int(load[1]) in self._expected):
            self._wrong(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != self._host:
            self._wrong(f"asked another host: {request.url}")

    def _failed(self, request: Request) -> None:
        # What becomes a download, or is left for another page, is aborted by the browser itself.
        if request.failure != "net::ERR_ABORTED":
            self._wrong(f"{request.method} {request.url} failed: {request.failure}")

    def _response(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self._expected:
            self._wrong(f"{response.request.method} {response.url} answered {response.status}")


class House:
    """Where visitors come from: one browser, and a session kept for each role, so that each signs in once."""

    def __init__(self, browser: Browser, site: Site) -> None:
        self._browser = browser
        self._site = site
        self._signed_in: dict[str, Any] = {}

    def visitor(
        self, role: str = "", *, language: str = "zh-hans", theme: str = "", width: int = 1440, javascript: bool = True
    ) -> Visitor:
        """Gives a visitor of a role (none: not signed in) who reads pages in a language and theme; close ``visitor.page.context`` when done."""
        context = self._browser.new_context(
            locale="en-GB" if language == "en" else "zh-CN",
            color_scheme="dark" if theme == "dark" else "light",
            viewport={"width": width, "height": WIDTHS.get(width, 900)},
            java_script_enabled=javascript,
            storage_state=self._session(role) if role else None,
            reduced_motion="reduce",
        )
        context.set_default_timeout(_PATIENCE)
        if theme:
            context.add_cookies([{"name": "theme", "value": theme, "url": self._site.url}])
        return Visitor(context.new_page(), self._site)

    def _session(self, role: str) -> Any:
        if role not in self._signed_in:
            context = self._browser.new_context(locale="zh-CN")
            visitor = Visitor(context.new_page(), self._site)
            sign_in(visitor, role)
            self._signed_in[role] = context.storage_state()
            context.close()
        return self._signed_in[role]


def sign_in(visitor: Visitor, role: str) -> None:
    """Signs the person of a role in and changes the password where somebody else knows it."""
    page, password = visitor.page, visitor.site.password(role)
    visitor.go("/accounts/sign-in/?next=/accounts/")
    page.fill("[name=username]", role)
    page.fill("[name=password]", password)
    page.click("main form button.button--primary")
    if page.locator("[name=new_password1]").count():
        new = secrets.token_urlsafe(16)
        page.fill("[name=old_password]", password)
        page.fill("[name=new_password1]", new)
        page.fill("[name=new_password2]", new)
        page.click("main form button.button--primary")
        visitor.site.people[role] = new
    visitor.fine()
