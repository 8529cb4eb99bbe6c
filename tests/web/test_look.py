"""The look: colours that can be read in both schemes, templates without inline style or script, errors without an account."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import pytest
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils import translation
from django.views.defaults import bad_request, server_error

import duixian.web

WEB = Path(duixian.web.__file__).parent
CSS = (WEB / "static/duixian/style.css").read_text(encoding="utf-8")
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
GROUNDS = ("paper", "surface", "sunken")
ROLES = ("actual", "target", "baseline", "commit", "vague", "finding")
VERDICTS = ("exceeded", "met", "nearly", "missed", "other_form", "absent", "pending")


def tokens(opening: str) -> dict[str, str]:
    """Gives the custom properties of the block that begins with ``opening``."""
    block = CSS[CSS.index(opening) + len(opening) :]
    return dict(re.findall(r"--([\w-]+):\s*([^;]+);", block[: block.index("}")]))


LIGHT, DARK = tokens("\n:root {"), tokens('\n:root[data-theme="dark"] {')


def luminance(colour: str) -> float:
    """Relative luminance by WCAG 2.2 of ``#rrggbb``."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21."""
    dim, bright = sorted((luminance(one), luminance(other)))
    return (bright + 0.05) / (dim + 0.05)


def words_on_grounds() -> list[tuple[str, str]]:
    """Every pair of a colour of words and a ground it may stand on."""
    pairs = list(product(("ink", "ink-2", "ink-3", "link", "accent", "blue"), GROUNDS))
    pairs += list(product(("ink", "ink-2", "link", "blue"), ("blue-bg",)))
    pairs += [(name, f"{name}-bg") for name in (*ROLES, *VERDICTS)]
    pairs += list(product(("absent", "pending", "finding", "missed"), GROUNDS))
    pairs += list(product(("ink",), [f"{name}-bg" for name in (*ROLES, *VERDICTS)]))
    pairs += [("ink", "hit"), ("accent", "accent-bg"), ("on-blue", "blue")]
    return pairs + [(f"q{step}-ink", f"q{step}") for step in range(1, 6)]


def test_known_contrast() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_can_be_read_on_every_ground(scheme: str) -> None:
    colours = LIGHT if scheme == "light" else LIGHT | DARK
    weak = {f"{words} on {ground}": round(ratio, 2) for words, ground in words_on_grounds() if (ratio := contrast(colours[words], colours[ground])) < 4.5}
    assert not weak


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_edges_of_controls_and_areas_can_be_seen(scheme: str) -> None:
    colours = LIGHT if scheme == "light" else LIGHT | DARK
    edges = [("line-2", ground) for ground in GROUNDS] + [(name, ground) for name in ("actual", "target", "baseline", "commit", "vague", "finding") for ground in GROUNDS]
    weak = {f"{edge} on {ground}": round(ratio, 2) for edge, ground in edges if (ratio := contrast(colours[edge], colours[ground])) < 3}
    assert not weak


def test_dark_is_the_same_by_the_system_and_by_choice() -> None:
    assert tokens('\n  :root:not([data-theme="light"]) {') == DARK
    assert set(DARK) < set(LIGHT)


def test_every_token_that_is_used_is_defined() -> None:
    used = set(re.findall(r"var\(--([\w-]+)\)", CSS + (WEB / "static/duixian/print.css").read_text(encoding="utf-8")))
    assert used <= set(LIGHT)


def test_templates_hold_no_style_and_no_script() -> None:
    """The Content-Security-Policy would refuse them."""
    inline = re.compile(r"\sstyle=|<style\b|\son[a-z]+=|<script\b(?![^>]*\bsrc=)|javascript:", re.IGNORECASE)
    found = {str(path.relative_to(WEB)): match[0] for path in TEMPLATES if (match := inline.search(path.read_text(encoding="utf-8")))}
    assert TEMPLATES
    assert not found


def test_nothing_comes_from_another_host() -> None:
    pages = {path: path.read_text(encoding="utf-8") for path in [*TEMPLATES, *(WEB / "static/duixian").glob("*.css")]}
    assert not [str(path.relative_to(WEB)) for path, text in pages.items() if re.search(r"(?:src|srcset)=\"(?:https?:)?//|url\([\"']?(?:https?:)?//|@import", text)]


@pytest.mark.parametrize(("language", "title"), [("zh-hans", "系统出错了"), ("en", "Something went wrong here")])
def test_an_error_is_told_without_account_or_form(language: str, title: str) -> None:
    """Its page is drawn without a request, when the database may be the thing that failed."""
    with translation.override(language):
        page = server_error(HttpRequest()).content.decode()
        refused = bad_request(HttpRequest(), ValueError()).content.decode()
    assert f"<h1>{title}</h1>" in page
    assert f'<html lang="{language}">' in page
    assert "<form" not in page + refused


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "title"), [("zh-hans", "这个地址下没有内容"), ("en", "Nothing is kept under this address")])
def test_a_page_that_is_not_there_keeps_the_frame(client: Client, language: str, title: str) -> None:
    answer = client.get("/nowhere-at-all/", headers={"accept-language": language, "cookie": "theme=dark"})
    page = answer.content.decode()
    assert answer.status_code == 404
    assert f"<h1>{title}</h1>" in page
    assert page.count("<h1") == 1
    assert '<main id="content"' in page
    assert 'name="q"' in page


def test_a_share_of_nothing_is_not_drawn() -> None:
    shares = [{"key": "met", "label": "完成", "count": 3, "share": "100%", "x": 0, "width": 100.0}, {"key": "missed", "label": "未完成", "count": 0, "share": "0%", "x": 100, "width": 0}]
    thin = render_to_string("_sharebar.html", {"shares": shares, "thin": True, "caption": "3 项："})
    assert thin.count("<rect") == 1
    assert 'x="0%" width="100.0%"' in thin
    assert "未完成 0" in thin
    assert "sharebar__legend" not in thin
    assert "sharebar__legend" in render_to_string("_sharebar.html", {"shares": shares})


def test_pages_keep_the_other_parameters_of_the_address() -> None:
    request = RequestFactory().get("/reports/", {"q": "口袋公园", "page": "2"})
    middle = {"has_previous": True, "has_next": True, "number": 2, "previous_page_number": 1, "next_page_number": 3}
    page = render_to_string("_pagination.html", {"page": middle}, request)
    assert "page=1" in page
    assert "page=3" in page
    assert page.count("q=%E5%8F%A3%E8%A2%8B%E5%85%AC%E5%9B%AD") == 2
    assert render_to_string("_pagination.html", {"page": {"has_previous": False, "has_next": False}}, request).strip() == ""
