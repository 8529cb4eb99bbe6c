"""The ledger as people use it: a report broken down and assigned, progress reported and approved, an item closed, a whistle answered, a bulletin printed."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, Page, expect

from .running import Site, running
from .test_replying import picture
from .visiting import House, Visitor

Come = Callable[..., Visitor]

ERROR = re.compile(r"^\S+ \S+ (?:ERROR|CRITICAL) ", re.MULTILINE)
"""A line of the server's log that tells of a page that broke."""
PASSWORD = "long enough 7"
DELIVERY, OFFICER, HEAD, LEADER, STREET, COMMUNITY = "ducha", "zhujian-officer", "zhujian-head", "chengjian", "donghu", "donghu-1"
LIVED = """
import json, sys, django
django.setup()
from datetime import timedelta
from django.utils import timezone
from duixian.web.accounts import sample
from duixian.web.accounts.models import Office, User
from duixian.web.archive.models import Report
from duixian.web.ledger.acting import act, create
from duixian.web.ledger.drafting.entering import open_ledger
from duixian.web.ledger.simulation.clock import at
from duixian.web.ledger.states import Act
password, delivery, officer = sys.argv[1:]
sample.load(password)
report, items = Report.objects.get(), {}
with at(timezone.now() - timedelta(days=70)):
    user, day = User.objects.get(username=delivery), timezone.localdate()
    ledger = open_ledger(report.place, day.year, user)
    lead = Office.objects.get(code="zhujian")
    for name, title in (("assigned", "改造老旧小区六个"), ("reported", "新建口袋公园三处")):
        wish = {"title": title, "kind": "goal", "unit": "个", "target": "6", "begins": day, "deadline": day + timedelta(days=300), "lead": lead.pk}
        items[name] = create(ledger, user, wish)
        act(items[name], Act.ASSIGN, user)
    one, reporter = items["reported"], User.objects.get(username=officer)
    act(one, Act.ACCEPT, reporter)
    act(one, Act.REPORT, reporter, {"as_of": day, "value": "6", "text": "六个小区已开工"})
print(json.dumps({"report": report.ref, "ledger": ledger.pk, "lead": lead.pk, **{name: one.pk for name, one in items.items()}}))
"""
"""A district that has worked on a ledger for some weeks: what is there when the journeys begin."""


class Lived(NamedTuple):
    """What the journeys find: the report, keys of the ledger, of the department, of one item that was assigned and of one that was reported on."""

    report: str
    ledger: int
    lead: int
    assigned: int
    reported: int


@pytest.fixture(scope="module")
def site(chromium: Browser, root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A workspace of its own with one report: what is done here is not to stand in the pages that others look at."""
    with running(tmp_path_factory.mktemp("ledger"), [root / "examples/reports/linhu-2025-report.txt"]) as site:
        yield site
        assert not ERROR.search(site.log()), site.log()[-4000:]


@pytest.fixture(scope="module")
def house(chromium: Browser, site: Site) -> House:
    return House(chromium, site)


@pytest.fixture(scope="module")
def lived(site: Site) -> Lived:
    """The invented district at work; all its people sign in with one password."""
    environment = {**site.environment, "DJANGO_SETTINGS_MODULE": "duixian.web.settings"}
    done = subprocess.run([sys.executable, "-c", LIVED, PASSWORD, DELIVERY, OFFICER], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    site.people.update(dict.fromkeys((DELIVERY, OFFICER, HEAD, LEADER, STREET, COMMUNITY), PASSWORD))
    return Lived(**json.loads(done.stdout))


def send(page: Page, form: str) -> None:
    """Sends a form by the keyboard: its main button gets the focus and Enter."""
    button = page.locator(f"{form} button.button--primary").first
    button.focus()
    page.keyboard.press("Enter")


def act(page: Page, deed: str, **fields: str) -> None:
    """Opens the form of an action on the item's page in place, fills it in, and sends it by the keyboard."""
    page.locator(f'main a[href$="/{deed}/"]').first.focus()
    page.keyboard.press("Enter")
    form = page.locator(f'#act form[action$="/{deed}/"]')
    expect(form).to_be_visible()
    for name, value in fields.items():
        form.locator(f"[name={name}]").fill(value)
    send(page, "#act form")
    expect(form).to_have_count(0)


def state(page: Page) -> str:
    return page.locator(".page-head .state").get_attribute("class") or ""


def test_a_report_is_broken_down_and_assigned(visitor: Come, lived: Lived) -> None:
    delivery = visitor(DELIVERY)
    page = delivery.page
    delivery.go("/ledger/all/")
    page.locator('main a[href="/ledger/open/"]').first.click()
    page.select_option("[name=report]", lived.report)
    page.fill("[name=year]", "2025")
    send(page, "main form")
    expect(page.locator("main h1")).to_be_visible()
    page.wait_for_url("**/breakdown/**")
    proposed = page.locator("[name=take]:checked").count()
    assert proposed > 10
    assert page.locator("details summary", has_text="区").count() > 0, "departments are suggested"
    send(page, "form.print")
    page.wait_for_url("**/drafts/")
    rows = page.locator("#drafts tr[data-row]")
    assert rows.count() == min(proposed, 100)

    titles = page.locator('td[data-cell="title"] .cell__open')
    titles.first.focus()
    page.keyboard.press("ArrowDown")
    expect(titles.nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    field = rows.nth(1).locator("[name=title]")
    expect(field).to_be_focused()
    field.fill("全年新建口袋公园十二处")
    page.keyboard.press("Enter")
    expect(titles.nth(1)).to_have_text("全年新建口袋公园十二处")
    expect(titles.nth(1)).to_be_focused()
    number = rows.nth(1).get_attribute("id") or ""

    for deed, value in (("lead", str(lived.lead)), ("deadline", "2025-12-31")):
        page.locator(f'#{number} td[data-cell="title"] .cell__open').focus()
        page.keyboard.press("x")
        assert page.locator("#drafts [name=item]:checked").count() == 1
        page.locator("#bulk details summary").first.click()
        if deed == "lead":
            page.select_option("[name=set-lead]", value)
        else:
            page.fill("[name=set-deadline]", value)
        page.locator(f'#bulk button[value="{deed}"]').click()
        expect(page.locator(".message--success")).to_be_visible()
    page.locator(f'#{number} td[data-cell="title"] .cell__open').focus()
    page.keyboard.press("x")
    page.locator('#bulk button[value="assign"]').focus()
    page.keyboard.press("Enter")
    expect(page.locator(".message--success")).to_be_visible()
    expect(page.locator(f"#{number}")).to_have_count(0)
    delivery.go(f"/ledger/items/{number.removeprefix('i')}/")
    assert "assigned" in state(page)
    officer = visitor(OFFICER)
    officer.go("/ledger/")
    expect(officer.page.locator("#to-accept", has_text="全年新建口袋公园十二处")).to_be_visible()


def test_what_is_assigned_is_accepted_and_reported_on(visitor: Come, lived: Lived) -> None:
    officer = visitor(OFFICER)
    page = officer.page
    officer.go("/ledger/")
    waits = page.locator("#to-accept .wait", has=page.locator(f'a[href="/ledger/items/{lived.assigned}/"]'))
    waits.locator("[name=one]").focus()
    page.keyboard.press("Space")
    page.locator("#to-accept .waits__bulk .button").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".message--success")).to_be_visible()
    expect(waits).to_have_count(0)

    officer.go(f"/ledger/items/{lived.assigned}/")
    assert "accepted" in state(page)
    page.locator('main a[href$="/report/"]').first.click()
    form = page.locator("#act form")
    form.locator("[name=as_of]").fill((date.today() + timedelta(days=30)).isoformat())
    form.locator("[name=value]").fill("2")
    form.locator("[name=text]").fill("两个小区完工")
    form.locator("[name=papers]").set_input_files({"name": "现场.png", "mimeType": "image/png", "buffer": picture()})
    send(page, "#act form")
    expect(form.locator(".form__row--error [name=as_of]")).to_be_visible()
    expect(form.locator("[name=text]")).to_have_value("两个小区完工")
    form.locator("[name=as_of]").fill((date.today() - timedelta(days=1)).isoformat())
    form.locator("[name=papers]").set_input_files({"name": "现场.png", "mimeType": "image/png", "buffer": picture()})
    send(page, "#act form")
    entry = page.locator("#entries li", has_text="两个小区完工")
    expect(entry).to_be_visible()
    assert "in_progress" in state(page)
    with page.expect_download() as download:
        entry.locator("a[download]").click()
    assert (download.value.suggested_filename, Path(download.value.path()).read_bytes()) == ("现场.png", picture())


def test_what_is_reported_is_approved_and_closed(visitor: Come, lived: Lived) -> None:
    head, item = visitor(HEAD), f"/ledger/items/{lived.reported}/"
    page = head.page
    head.go("/ledger/")
    waits = page.locator("#entries .wait", has=page.locator(f'a[href="{item}"]'))
    waits.locator("[name=one]").focus()
    page.keyboard.press("Space")
    page.locator("#entries .waits__bulk .button").focus()
    page.keyboard.press("Enter")
    expect(waits).to_have_count(0)
    head.go(item)
    act(page, "report_done", text="六个小区全部完工")
    assert "reported_done" in state(page)

    delivery = visitor(DELIVERY)
    page = delivery.page
    delivery.go("/ledger/")
    page.locator(f'#to-verify a.wait__step[href="{item}verify/"]').click()
    form = page.locator("#act form")
    form.locator("[name=evidence]").fill("现场查看六个小区，资料齐全")
    send(page, "#act form")
    page.wait_for_url(f"**{item}")
    assert "verified" in state(page)
    expect(page.locator("main")).to_contain_text("现场查看六个小区，资料齐全")


def deed(page: Page, name: str, **fields: str) -> None:
    """Does an action of a case's page: its form is unfolded where it is not the next step, filled in, and sent by the keyboard."""
    panel = page.locator("details.deed", has=page.locator(f'input[name=act][value="{name}"]'))
    if panel.get_attribute("open") is None:
        panel.locator("summary").focus()
        page.keyboard.press("Enter")
    for field, value in fields.items():
        one = panel.locator(f"[name={field}]").first
        if one.evaluate("it => it.type") == "radio":
            panel.locator(f'[name={field}][value="{value}"]').check()
        elif one.evaluate("it => it.tagName") == "SELECT":
            one.select_option(value)
        else:
            one.fill(value)
    panel.locator("button").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".message--success")).to_be_visible()


def test_a_whistle_is_blown_answered_and_confirmed(visitor: Come, lived: Lived) -> None:
    community = visitor(COMMUNITY, width=390)
    page = community.page
    community.go("/ledger/cases/raise/")
    page.fill("[name=where]", "柳岸路12号门前")
    page.fill("[name=text]", "人行道塌陷，两处井盖破损")
    page.select_option("[name=problem]", "roads")
    page.set_input_files("[name=papers]", {"name": "塌陷.png", "mimeType": "image/png", "buffer": picture()})
    page.locator("button[name=pass_up][value='1']").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/ledger/cases/\d+/$"))
    case = page.url.removeprefix(community.site.url)
    expect(page.locator(".page-head .state")).to_be_visible()

    street = visitor(STREET)
    street.go(case)
    blow = street.page.locator("details.deed", has=street.page.locator('input[name=act][value="blow"]'))
    for box in blow.locator("[name=departments]").all():
        box.set_checked(box.get_attribute("value") == str(lived.lead))
    deed(street.page, "blow", whistle="push", lead=str(lived.lead), ground="joint", reason="市政设施维修需主管部门办理", meet_place="柳岸社区")

    officer = visitor(OFFICER)
    officer.go(case)
    deed(officer.page, "sign")
    deed(officer.page, "contact", contact="东湖街道 王主任")
    deed(officer.page, "report_in", text="已到现场")
    deed(officer.page, "result", outcome="solved", text="路面修复，井盖更换")

    street.go(case)
    deed(street.page, "confirm", **{f"levels-{lived.lead}": "satisfied"})
    expect(street.page.locator("main")).to_contain_text("路面修复，井盖更换")
    community.go(case)
    expect(page.locator("main")).to_contain_text("路面修复，井盖更换")
    assert "case--confirmed" in state(page)


def test_a_bulletin_is_made_approved_issued_and_printed(visitor: Come, lived: Lived) -> None:
    delivery = visitor(DELIVERY)
    page = delivery.page
    delivery.go(f"/ledger/bulletins/?ledger={lived.ledger}")
    send(page, "main form.filters")
    page.wait_for_url(re.compile(r"/ledger/bulletins/\d+/$"))
    address = page.url.removeprefix(delivery.site.url)
    title = page.locator("main h1").text_content() or ""
    page.locator("button[name=action][value=submit]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("button[name=action][value=submit]")).to_have_count(0)

    leader = visitor(LEADER)
    leader.go(address)
    leader.page.fill("[name=reason]", "同意印发")
    leader.page.locator("button[name=action][value=approve]").focus()
    leader.page.keyboard.press("Enter")
    expect(leader.page.locator("button[name=action][value=approve]")).to_have_count(0)

    delivery.go(address)
    page.locator("button[name=action][value=issue]").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".page-head time")).to_be_visible()
    with page.expect_download() as download:
        page.locator(f'a[href="{address}paper/"]').click()
    with zipfile.ZipFile(io.BytesIO(Path(download.value.path()).read_bytes())) as paper:
        assert title[:6] in paper.read("word/document.xml").decode()
    page.emulate_media(media="print")
    expect(page.locator("main h1")).to_be_visible()
    assert page.locator(".no-print:visible, header.top:visible, nav:visible").count() == 0
    assert page.pdf(format="A4").startswith(b"%PDF")
    officer = visitor(OFFICER)
    officer.go(address)
    expect(officer.page.locator("main h1")).to_have_text(title)


def test_what_is_published_is_read_and_answered_by_the_public(visitor: Come, lived: Lived) -> None:
    public = visitor(width=390)
    public.go("/board/")
    expect(public.page.locator(".public-one")).to_have_count(0)

    delivery = visitor(DELIVERY)
    page = delivery.page
    delivery.go(f"/ledger/publishing/items/{lived.assigned}/")
    page.fill("[name=title]", "改造六个老旧小区")
    page.fill("[name=text]", "为六个老旧小区改造道路、管网和照明，年内完工。")
    send(page, "main form")
    page.wait_for_url(re.compile(r"/ledger/publishing/\d+/$"))
    address = page.url.removeprefix(delivery.site.url)
    assert page.locator("button[name=action][value=approve]").count() == 0, "who proposes does not approve"

    leader = visitor(LEADER)
    leader.go(address)
    leader.page.locator("button[name=action][value=approve]").focus()
    leader.page.keyboard.press("Enter")
    expect(leader.page.locator("button[name=action][value=approve]")).to_have_count(0)

    public.go("/board/")
    public.page.locator(".public-one a", has_text="改造六个老旧小区").focus()
    public.page.keyboard.press("Enter")
    expect(public.page.locator("main h1")).to_have_text("改造六个老旧小区")
    item = public.page.url.removeprefix(public.site.url)
    public.page.locator('main a[href$="/voice/"]').first.click()
    public.page.locator("[name=verdict]").first.check()
    public.page.keyboard.press("Enter")
    public.page.wait_for_url(re.compile(r"/board/\d+/(?!voice)"))
    public.go(f"{item}voice/")
    public.page.fill("[name=text]", "请在东湖苑增设电动车充电棚")
    public.page.locator("main form", has=public.page.locator("[name=text]")).locator("button").focus()
    public.page.keyboard.press("Enter")
    public.page.wait_for_url(re.compile(r"/board/answers/"))
    public.go(item)
    expect(public.page.locator("#voice strong").first).to_have_text("1")
    assert "请在东湖苑增设电动车充电棚" not in public.page.content(), "nothing is shown before somebody has read it"
