"""Correcting what was read: a person's word beside the machine's, kept when the report is read again, and told to whoever was slower."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from .running import Site
from .test_importing import file, upload
from .visiting import House, Visitor

Come = Callable[..., Visitor]
_TEXT = (
    "临湖区人民政府工作报告\n——2022年1月8日在临湖区第五届人民代表大会第一次会议上\n"
    "一、2021年工作回顾\n全年新建口袋公园12个，发放稳岗补贴3320万元。\n"
    "二、2022年工作安排\n新建口袋公园15个，新增停车泊位2600个，建成社区食堂8家。\n"
)
_FILE = file("linhu-2022-report.txt", _TEXT.encode())


@pytest.fixture(scope="module")
def address(house: House, site: Site) -> Iterator[str]:
    """The address of a report that only these tests touch."""
    editor = house.visitor("editor")
    upload(editor.page, site, _FILE)
    yield urlsplit(editor.page.locator("#batch tbody a").get_attribute("href") or "").path
    editor.page.context.close()


def choose(page: Page, words: str) -> None:
    """Clicks a mark in the text and waits for its record beside it."""
    page.locator("#text .m", has_text=re.compile(f"^{re.escape(words)}$")).last.click()
    expect(page.locator("#margin-record article")).to_contain_text(words)


def amend(page: Page, value: str, why: str = "") -> None:
    """Opens the form of the record that is chosen, gives another value and keeps it."""
    page.locator("#margin-record").get_by_role("link", name="修改").click()
    page.fill("#margin-record [name=value]", value)
    page.fill("#margin-record [name=why]", why)
    page.locator("#margin-record form.form .button--primary").click()


def test_a_correction_is_marked_and_outlives_another_reading(visitor: Come, site: Site, address: str) -> None:
    corrector = visitor("corrector")
    page = corrector.page
    corrector.go(address)
    choose(page, "15个")
    amend(page, "16", "原件为16个")
    expect(page.locator("#margin-record")).to_contain_text("原件为16个")
    expect(page.locator("#text .m-target.is-corrected")).to_have_text("15个")
    expect(page.locator("#margin-list .tag--corrected, #margin-items .tag--corrected").first).to_be_attached()

    # As if a newer version had come: whoever brings the file in again has it read again.
    name = address.strip("/").split("/")[-1]
    site.settled()
    before = site.database("SELECT read_at FROM archive_report WHERE ref = ?", name)
    site.database("UPDATE archive_document SET reader = 'older' WHERE sha256 LIKE ?", f"{name}%")
    upload(visitor("editor").page, site, _FILE)
    site.settled()
    assert site.database("SELECT read_at FROM archive_report WHERE ref = ?", name) != before

    corrector.go(address)
    expect(page.locator("#text .m-target.is-corrected")).to_have_text("15个")
    choose(page, "15个")
    expect(page.locator("#margin-record")).to_contain_text("16")
    expect(page.locator("#margin-record")).to_contain_text("原件为16个")


def test_two_people_correct_one_record(visitor: Come, site: Site, address: str) -> None:
    """The second is told what the first said, and keeps what they entered."""
    first, second = visitor("corrector"), visitor("editor")
    for one in (first, second):
        one.go(address)
        choose(one.page, "2600个")
        one.page.locator("#margin-record").get_by_role("link", name="修改").click()
        expect(one.page.locator("#margin-record form.form")).to_be_visible()
    for one, value in ((first, "2700"), (second, "2800")):
        one.expects(409)
        one.page.fill("#margin-record [name=value]", value)
        one.page.locator("#margin-record form.form .button--primary").click()
        if one is first:
            expect(one.page.locator("#margin-record .tag--corrected")).to_be_visible()
    told = second.page.locator("#margin-record [role=alert]")
    expect(told).to_contain_text("corrector")
    expect(told).to_contain_text("2700")
    expect(second.page.locator("#margin-record [name=value]")).to_have_value("2800")
    # Having seen it, the second may still say otherwise.
    second.page.locator("#margin-record form.form .button--primary").click()
    expect(second.page.locator("#margin-record .timeline")).to_contain_text("2800")
    expect(second.page.locator("#margin-record .timeline")).to_contain_text("2700")


def test_a_correction_without_scripts(visitor: Come, address: str) -> None:
    corrector = visitor("corrector", javascript=False)
    page = corrector.page
    corrector.go(address)
    page.locator("#text a.m", has_text=re.compile("^3320万元$")).click()
    expect(page.locator("h1")).to_contain_text("3320万元")
    page.get_by_role("link", name="修改").click()
    page.fill("[name=value]", "3330")
    page.fill("[name=why]", "附表为3330万元")
    page.locator("form.form .button--primary").click()
    expect(page.locator("main")).to_contain_text("附表为3330万元")
    corrector.go(address)
    expect(page.locator("#text .m-actual.is-corrected")).to_have_text("3320万元")


def test_a_record_that_was_missed_is_added_by_selecting_words(visitor: Come, address: str) -> None:
    corrector = visitor("corrector")
    page = corrector.page
    corrector.go(address)
    words = page.locator("#text p", has_text="第一次会议").first
    words.evaluate(
        """holder => {
            const walker = document.createTreeWalker(holder, NodeFilter.SHOW_TEXT);
            let node; while ((node = walker.nextNode()) && !node.data.includes("第一次")) ;
            const range = document.createRange(), at = node.data.indexOf("第一次");
            range.setStart(node, at); range.setEnd(node, at + 3);
            getSelection().removeAllRanges(); getSelection().addRange(range);
            document.dispatchEvent(new MouseEvent("mouseup", {bubbles: true}));
        }"""
    )
    tools = page.locator("#selection-tools")
    expect(tools).to_be_visible()
    tools.locator("a[data-do]", has_text="承诺").click()
    expect(page.locator("#margin-record form.form")).to_be_visible()
    start = int(page.input_value("#margin-record [name=start]"))
    assert _TEXT[start : int(page.input_value("#margin-record [name=end]"))] == "第一次"


def test_who_may_not_correct_sees_no_form(visitor: Come, site: Site, address: str) -> None:
    reader = visitor("reader")
    reader.go(address)
    choose(reader.page, "15个")
    assert reader.page.locator("#margin-record form").count() == 0
    reader.expects(403)
    answer = reader.page.goto(f"{site.url}{address}correct/?sort=fact")
    assert answer is not None
    assert answer.status == 403


