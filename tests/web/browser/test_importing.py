"""Bringing files in by upload: how far each is, what cannot be read and why, what is here already."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from .running import Site
from .visiting import Visitor

Come = Callable[..., Visitor]
_DONE = 60_000
"""Milliseconds until the background worker must have read a handful of files."""


def upload(page: Page, site: Site, *files: Path | dict[str, object]) -> None:
    """Uploads files and waits until all is read and followed."""
    page.goto(f"{site.url}/import/")
    page.set_input_files("#files", list(files))  # type: ignore[arg-type]
    page.click("#upload button")
    expect(page.locator("#batch-progress")).to_be_visible()
    expect(page.locator("#batch:not([hx-get])")).to_be_visible(timeout=_DONE)


def locked_pdf() -> bytes:
    """Gives a PDF that asks for a password."""
    made = io.BytesIO()
    canvas = Canvas(made, encrypt=StandardEncryption("secret", ownerPassword="secret too"))
    canvas.drawString(72, 720, "2024")
    canvas.save()
    return made.getvalue()


def file(name: str, content: bytes) -> dict[str, object]:
    """Gives a file to upload."""
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def row(page: Page, name: str) -> str:
    """Gives what the page of a batch says of a file."""
    return " ".join(page.locator("#batch tbody tr", has=page.locator("th", has_text=name)).inner_text().split())


def test_a_word_file_is_brought_in_and_read(visitor: Come, site: Site, examples: Path) -> None:
    editor = visitor("editor")
    page = editor.page
    page.goto(f"{site.url}/import/")
    page.set_input_files("#files", examples / "formats/linhu-2024-report.docx")
    page.click("#upload button")
    progress = page.locator("#batch-progress")
    expect(progress).to_be_visible()
    assert progress.get_attribute("max") == "1"
    expect(page.locator("#batch:not([hx-get])")).to_be_visible(timeout=_DONE)
    assert progress.get_attribute("value") == "1"
    page.locator("#batch tbody a").click()
    expect(page.locator("h1")).to_contain_text("2024年政府工作报告")
    assert page.locator("#text .m-target").count() > 50


def test_the_same_file_again_is_said(visitor: Come, site: Site, examples: Path) -> None:
    editor = visitor("editor")
    upload(editor.page, site, examples / "reports/linhu-2024-plan.txt")
    assert "已在库" in row(editor.page, "linhu-2024-plan.txt")


def test_what_cannot_be_read_is_listed_with_the_reason(visitor: Come, site: Site, examples: Path) -> None:
    """Files without any use do not keep the ones beside them from being read, and can be tried again."""
    editor = visitor("editor")
    page = editor.page
    damaged = (examples / "formats/linhu-2024-report.docx").read_bytes()[:5000]
    good = "临湖区政府工作报告\n2021年1月8日\n一、2020年工作回顾\n新建公厕12座。\n二、2021年工作安排\n新增就业1.2万人以上。\n".encode()
    upload(page, site, file("坏.docx", damaged), file("空.txt", b""), file("锁.pdf", locked_pdf()), file("好.txt", good))
    reasons = {"坏.docx": "损坏", "空.txt": "空", "锁.pdf": "密码"}
    for name, reason in reasons.items():
        assert reason in row(page, name), row(page, name)
    assert page.locator("#batch tbody a").count() == 1
    page.goto(f"{site.url}/import/failed/")
    listed = page.locator("tbody tr", has=page.locator("th", has_text="锁.pdf"))
    expect(listed).to_contain_text("密码")
    listed.get_by_role("button").click()
    expect(page.locator(".message--success")).to_be_visible()
    site.settled()
    page.reload()
    expect(page.locator("tbody tr", has=page.locator("th", has_text="锁.pdf"))).to_contain_text("密码")


def test_a_script_in_a_name_or_a_text_is_text(visitor: Come, site: Site) -> None:
    editor = visitor("editor")
    page = editor.page
    page.on("dialog", lambda dialog: (editor.problems.append(f"a script ran: {dialog.message}"), dialog.dismiss()))
    name = "<img src=x onerror=alert(1)>.txt"
    script = "<script>alert(2)</script>"
    text = f"临湖区政府工作报告{script}\n2020年1月8日\n一、2019年工作回顾\n新建公厕12座{script}。\n二、2020年工作安排\n新增<b onclick=alert(3)>就业</b>1.2万人以上。\n"
    upload(page, site, file(name, text.encode()))
    assert name in row(page, "onerror")
    page.locator("#batch tbody a").click()
    expect(page.locator("#text")).to_contain_text(script)
    expect(page.locator("#text")).to_contain_text("<b onclick=alert(3)>")
    assert page.locator("#text script, #text b[onclick], main img[src=x]").count() == 0
    report = page.url
    for path in ("/reports/", "/import/", "/search/?q=公厕", "/indicators/?q=就业"):
        editor.go(path)
        assert page.locator("main script:not([src]), main img[src=x], main b[onclick]").count() == 0
    with page.expect_download() as download:
        page.goto(report)
        page.locator('a[href$="/original"]').click()
    assert "<" not in download.value.suggested_filename or download.value.suggested_filename == name
