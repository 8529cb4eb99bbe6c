"""Whoever a verdict concerns may reply, with evidence; the reply stands beside the verdict for everybody."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from .pages import places
from .visiting import House, Visitor

Come = Callable[..., Visitor]


def picture() -> bytes:
    """Gives a PNG of one white dot."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(b"\0\xff")) + chunk(b"IEND", b"")


@pytest.fixture(scope="module")
def found(house: House, root: Path) -> dict[str, str]:
    return places(house, root)


def test_a_reply_stands_beside_the_verdict(visitor: Come, found: dict[str, str]) -> None:
    address = f"/outcomes/{found['outcome']}/"
    respondent = visitor("respondent")
    page = respondent.page
    respondent.go(address)
    words = "区统计局：初步数为5.6%，年报核定后为5.7%。<b>见附件</b>"
    page.fill("[name=text]", words)
    page.fill("[name=evidence_url]", "https://stats.example.org/2024")
    page.set_input_files("[name=evidence]", {"name": "核定表.png", "mimeType": "image/png", "buffer": picture()})
    page.click("#reply-form .button--primary")
    expect(page.locator(".reply__text").first).to_have_text(words)

    reader = visitor()
    reader.go(address)
    reply = reader.page.locator(".reply").first
    expect(reply).to_contain_text(words)
    expect(reply).to_contain_text("respondent")
    link = reply.locator('a[href^="https://stats.example.org"]')
    assert "nofollow" in (link.get_attribute("rel") or "")
    with reader.page.expect_download() as download:
        reply.locator("a[download]").click()
    assert download.value.suggested_filename == "核定表.png"
    assert Path(download.value.path()).read_bytes() == picture()
    assert reader.page.locator("form[action*=reply]").count() == 0

    reader.go(f"/places/{found['place']}/2024/")
    row = reader.page.locator("table.board tbody", has=reader.page.locator(f'a[href*="{found["outcome"]}"]')).first
    assert words[:12] in (row.text_content() or "")


def test_evidence_of_no_known_kind_is_refused(visitor: Come, found: dict[str, str]) -> None:
    respondent = visitor("respondent")
    page = respondent.page
    respondent.go(f"/outcomes/{found['outcome']}/")
    page.fill("[name=text]", "附件为网页")
    page.set_input_files("[name=evidence]", {"name": "x.pdf", "mimeType": "application/pdf", "buffer": b"<script>alert(1)</script>"})
    respondent.expects(400, 422)
    page.click("#reply-form .button--primary")
    expect(page.locator("#reply-form .form__error, #reply-form .errors").first).to_be_visible()
    expect(page.locator("#reply-form [name=text]")).to_have_value("附件为网页")
