"""Pictures of every page, at three widths, in both languages, light (and dark where the look matters most), and of an archive without reports.

    python -m tests.web.browser.screenshots [--out out/screenshots] [--only reports --only search]

Files are ``<page>-<width>-<language>-<theme>.png``; those of the empty archive begin with ``empty-``.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from .district import settle_in
from .pages import EMPTY, LEDGER, PAGES, Shown, places
from .running import running
from .visiting import WIDTHS, House, chromium_path, launch

_ROOT = Path(__file__).parents[3]
_LANGUAGES = {"zh-hans": "zh", "en": "en"}
_DARK = ("home", "report", "record", "scoreboard", "indicator", "comparison", "map", "goals", "outcome", "search", *(shown.title for shown in LEDGER))
"""Pages that are also taken in the dark: those with marks, verdicts, lights, charts or steps of colour."""

_PICTURES = """() => Promise.all([...document.images].map(image => {
    image.loading = "eager";
    return image.decode().catch(() => null);
}))"""
"""Waits for pictures that browsers leave until they come into view."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Takes the pictures; gives 0, or 1 where something went wrong on a page (what, is written to standard error)."""
    parser = argparse.ArgumentParser(prog="python -m tests.web.browser.screenshots", description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--out", type=Path, default=_ROOT / "out/screenshots")
    parser.add_argument("--only", action="append", default=[], metavar="WORD", help="pages whose name holds the word")
    wanted = parser.parse_args(arguments)
    if not chromium_path():
        print("No Chromium was found; DUIXIAN_CHROMIUM names one.", file=sys.stderr)
        return 1
    wanted.out.mkdir(parents=True, exist_ok=True)
    wrong: list[str] = []
    with tempfile.TemporaryDirectory(prefix="duixian-") as folder, sync_playwright() as playwright:
        browser = launch(playwright)
        reports = sorted((_ROOT / "examples/reports").glob("*.txt"))
        wrong += _taken(browser, Path(folder) / "full", reports, (*PAGES, *LEDGER), wanted.out, wanted.only)
        wrong += _taken(browser, Path(folder) / "empty", [], EMPTY, wanted.out, wanted.only, "empty-")
        browser.close()
    print(f"{len(list(wanted.out.glob('*.png')))} pictures in {wanted.out}")
    for what in wrong:
        print(what, file=sys.stderr)
    return 1 if wrong else 0


def _taken(
    browser: Browser, data: Path, reports: Sequence[Path], pages: Sequence[Shown], out: Path, only: Sequence[str], lead: str = ""
) -> list[str]:
    """Takes the pictures of one workspace; gives what went wrong."""
    wrong: list[str] = []
    with running(data, reports) as site:
        house = House(browser, site)
        found = places(house, _ROOT) if reports else {}
        chosen = [shown for shown in pages if not only or any(word in shown.title for word in only)]
        if any(shown in LEDGER for shown in chosen):
            site.settled()
            found |= settle_in(site)
        for role in sorted({shown.role for shown in chosen}):
            for language, short in _LANGUAGES.items():
                visitor = house.visitor(role, language=language)
                visitor.expects(403, 404)
                for shown in chosen:
                    if shown.role != role:
                        continue
                    page = visitor.page
                    visitor.problems.clear()
                    for theme in ("light", "dark") if shown.title in _DARK and not lead else ("light",):
                        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
                        for width, height in WIDTHS.items():
                            page.set_viewport_size({"width": width, "height": height})
                            # Opened anew for each: what opens closed on narrow screens does so when the page comes.
                            page.goto(site.url + shown.path.format(**found))
                            page.evaluate(_PICTURES)
                            page.screenshot(path=out / f"{lead}{shown.title}-{width}-{short}-{theme}.png", full_page=True, timeout=90_000)
                    wrong += visitor.problems
                visitor.page.context.close()
    return wrong


if __name__ == "__main__":
    sys.exit(main())
