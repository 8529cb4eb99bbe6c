"""A district that works on its ledger, brought into a running workspace: what the pages of the ledger are looked at with.

    python -m tests.web.browser.district PASSWORD

writes into the workspace of ``DUIXIAN_DATA`` and prints what stands in addresses of its pages as JSON. Everything is done by the actions that pages use.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from .running import Site

PEOPLE = ("ducha", "quzhang", "shenji", "zhujian-officer", "zhujian-head", "donghu", "donghu-1")
"""Whose pages are looked at: one of each sort of post."""
_PASSWORD = "The-district-of-Linhu-2026"
_SCALE = {"items": 20, "entries": 60, "dispatches": 25}


def settle_in(site: Site) -> dict[str, str]:
    """Brings the district into a running workspace whose reports are read; gives what stands in addresses of its pages.

    Its people (:data:`PEOPLE`) can sign in afterwards, as roles do.
    """
    environment = site.environment | {"DJANGO_SETTINGS_MODULE": "duixian.web.settings"}
    words = [sys.executable, "-m", "tests.web.browser.district", _PASSWORD]
    done = subprocess.run(words, env=environment, cwd=Path(__file__).parents[3], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"the district does not settle in:\n{done.stdout}{done.stderr}")
    site.people.update(dict.fromkeys(PEOPLE, _PASSWORD))
    found: dict[str, str] = json.loads(done.stdout.splitlines()[-1])
    return found


def _live(password: str) -> dict[str, str]:
    """Lives through last year and this one up to today, and leaves something waiting in every room."""
    from django.utils import timezone

    from duixian.web.accounts import sample
    from duixian.web.accounts.models import User
    from duixian.web.archive.models import Report
    from duixian.web.ledger.simulation.year import Year

    sample.load(password)
    now = timezone.localtime()
    report = Report.objects.exclude(place=None).filter(kind="work_report").order_by("-year")[0]
    assert report.place is not None
    Year(report.place, now.year - 1, report=report, seed=1, **_SCALE).live()
    ledger = Year(report.place, now.year, seed=2, **_SCALE).live(until=now)
    last = report.place.ledgers.get(year=now.year - 1)
    delivery = User.objects.get(username="ducha")
    return {
        "ledger": str(ledger.pk),
        "closed": str(last.pk),
        **_drafts(ledger, delivery),
        **_items(ledger, delivery),
        **_urging(ledger, delivery),
        **_rules(delivery),
        **_dispatch(),
        **_assessment(ledger),
        **_openly(ledger, delivery),
        **_offices(),
    }


def _drafts(ledger: Any, delivery: Any) -> dict[str, str]:
    from openpyxl import Workbook

    from duixian.web.accounts.models import Office
    from duixian.web.ledger.acting import create
    from duixian.web.ledger.drafting.sheets.taking import bring

    office = Office.objects.get(code="zhujian")
    drafts = [
        {"title": "新建口袋公园12个", "kind": "goal", "section": "二、城市更新", "indicator": "口袋公园", "unit": "个", "target": "12", "deadline": f"{ledger.year}-12-31", "lead": office.pk},
        {"title": "出台物业管理考核办法", "kind": "task", "section": "五、社会治理", "deadline": f"{ledger.year}-12-31"},
    ]
    made = [create(ledger, delivery, one) for one in drafts]
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ("序号", "工作任务", "年度目标", "责任单位", "完成时限"),
        (1, "改造老旧小区三十个，加装住宅电梯", "30个以上", "区住建局", "2026年9月底前"),
        (2, "新建口袋公园并提升公厕管护水平", "12个", "城市公园处", "尽快"),
    ):
        sheet.append(row)
    file = BytesIO()
    book.save(file)
    brought = bring(ledger, delivery, "任务分解表.xlsx", file.getvalue())
    return {"draft": str(made[0].pk), "sheet": str(brought.pk), "row": str(brought.rows.first().pk)}


def _items(ledger: Any, delivery: Any) -> dict[str, str]:
    """Gives an item with a story, and items of kinds with stages and votes of their own."""
    from django.db.models import Count

    from duixian.web.accounts.models import Office, User
    from duixian.web.ledger.acting import act, create
    from duixian.web.ledger.kinds.recording import record
    from duixian.web.ledger.models import Item
    from duixian.web.ledger.states import Act

    office = Office.objects.get(code="zhujian")
    officer, head = User.objects.get(username="zhujian-officer"), User.objects.get(username="zhujian-head")
    today, due = str(_today()), f"{ledger.year}-12-31"
    project, proposal, theirs = (
        create(ledger, delivery, {"title": title, "kind": kind, "section": "二、城市更新", "deadline": due, "lead": office.pk, **more})
        for title, kind, more in (
            ("临湖路雨污分流改造工程", "project", {}),
            ("关于增设社区食堂的建议（第18号）", "proposal", {}),
            ("改造老旧小区6个", "livelihood", {"indicator": "老旧小区改造", "unit": "个", "target": "6", "baseline": "0"}),
        )
    )
    for one in (project, proposal, theirs):
        act(one.pk, Act.ASSIGN, delivery)
        act(one.pk, Act.ACCEPT, officer)
    record(project, "sum", {"sort": "agreed", "on": today, "amount": "1200"}, officer)
    record(project, "stage", {"stage": "started", "on": today}, officer)
    act(theirs.pk, Act.REPORT, officer, {"as_of": today, "value": "4", "text": "四个小区完工，两个正在收尾", "difficulties": "管线迁改涉及两家单位", "needs_coordination": True})
    act(theirs.pk, Act.ASK_EXTEND, head, {"deadline": f"{ledger.year + 1}-03-31", "reason": "雨季停工二十天"})
    told = Item.objects.filter(ledger=ledger).exclude(target=None).annotate(count=Count("entries")).order_by("-count", "id")[0]
    return {"item": str(told.pk), "asked": str(theirs.pk), "project": str(project.pk), "proposal": str(proposal.pk)}


def _urging(ledger: Any, delivery: Any) -> dict[str, str]:
    """Gives a slip that was issued, and a draft."""
    from duixian.web.accounts.models import Office
    from duixian.web.ledger.urging import daily
    from duixian.web.ledger.urging.schemes import in_force
    from duixian.web.ledger.urging.steps import Step, draft, take

    daily.run()
    office = Office.objects.get(code="zhujian")
    colour = next(one for one in in_force().colours if one.signed_by == "delivery")
    said = {
        "colour": colour.key, "office": office.pk, "matter": "老旧小区改造进度滞后", "asked": "限期查明原因，提出赶工措施，书面反馈。",
        "due": str(_today() + timedelta(days=7)),
    }  # fmt: skip
    issued, drafted = (draft(ledger, delivery, said) for _ in range(2))
    take(issued, Step.ISSUE, delivery)
    return {"slip": str(issued.pk), "slip_draft": str(drafted.pk)}


def _rules(delivery: Any) -> dict[str, str]:
    from duixian.web.ledger.assessment.models import Scoring
    from duixian.web.ledger.lights.force import save
    from duixian.web.ledger.lights.presets import presets

    one = presets()[-1]
    return {"rules": str(save(one.name["zh"], one.rules, delivery, base=one).pk), "scoring": str(Scoring.objects.order_by("pk")[0].pk)}


def _dispatch() -> dict[str, str]:
    """Gives a case that went all the way, one that waits for departments, and a visit."""
    from django.db.models import Count

    from duixian.web.accounts.models import User
    from duixian.web.ledger.dispatch import acting as cases
    from duixian.web.ledger.dispatch.models import Case
    from duixian.web.ledger.dispatch.rules import problems
    from duixian.web.ledger.dispatch.table import Act
    from duixian.web.ledger.dispatch.visiting import enter

    community, street = User.objects.get(username="donghu-1"), User.objects.get(username="donghu")
    told = Case.objects.annotate(count=Count("calls")).order_by("-count", "id")[0]
    case = cases.raise_case(community, {"where": "柳岸路18号", "text": "井盖破损，行人绊倒", "problem": sorted(problems())[0], "pass_up": True})
    from duixian.web.accounts.models import Office

    called = list(Office.objects.filter(code__in=["zhujian", "chengguan"]))
    cases.act(case.pk, Act.BLOW, street, {"whistle": "push", "departments": [one.pk for one in called], "lead": called[0].pk, "ground": "joint", "reason": "街道无执法权"})
    visit = enter(street, {"enterprise": "湖滨精密机械厂", "visited_on": str(_today()), "visitors": "办事处主任", "asked": "厂门口货车夜间占道，请协调。"})
    return {"told": str(told.pk), "case": str(case.pk), "visit": str(visit.pk)}


def _assessment(ledger: Any) -> dict[str, str]:
    from duixian.web.ledger.assessment.models import Appeal, Assessment, Bulletin, Score

    bulletin = Bulletin.objects.filter(ledger=ledger).order_by("-ends")[0]
    draft = _draft_bulletin(ledger)
    appeal = Appeal.objects.select_related("line__score").order_by("-id").first()
    score = appeal.line.score if appeal else Score.objects.order_by("-id")[0]
    return {"bulletin": str(bulletin.pk), "bulletin_draft": draft, "assessment": str(Assessment.objects.filter(ledger=ledger).order_by("-ends")[0].pk), "score": str(score.pk)}


def _draft_bulletin(ledger: Any) -> str:
    from duixian.web.accounts.models import User
    from duixian.web.ledger.assessment import bulletins
    from duixian.web.ledger.assessment.periods import Period

    return str(bulletins.make(ledger, Period("quarter", ledger.year, 1), User.objects.get(username="ducha")).pk)


def _openly(ledger: Any, delivery: Any) -> dict[str, str]:
    """Gives an item that is published, and the secret under which the answer to a suggestion about it is read."""
    from duixian.web.accounts.models import User
    from duixian.web.ledger.models import Item
    from duixian.web.ledger.openly.steps import approve, drafted, propose
    from duixian.web.ledger.openly.voicing import answer, suggest, take_up

    item = Item.objects.filter(ledger=ledger, kind="livelihood").latest("id")
    row = propose(item, delivery, drafted(item), {}).publication
    row = approve(row, User.objects.get(username="quzhang"))
    suggestion, secret = suggest("希望把临河的三栋楼也列进来。", "192.0.2.1", row)
    take_up(suggestion, delivery, suggestion.text)
    answer(suggestion, delivery, "已列入明年的改造计划。")
    suggest("电梯什么时候装？", "192.0.2.2", row)
    return {"publication": str(row.pk), "secret": secret}


def _offices() -> dict[str, str]:
    from duixian.web.accounts.models import Office, Post

    office = Office.objects.get(code="zhujian")
    return {"office": str(office.pk), "post": str(Post.objects.filter(office=office).order_by("order")[0].pk)}


def _today() -> Any:
    from django.utils import timezone

    return timezone.localdate()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "duixian.web.settings")
    import django

    django.setup()
    print(json.dumps(_live(sys.argv[1])))
