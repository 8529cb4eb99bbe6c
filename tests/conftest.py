"""What every test may use: the repository's folders, the labelled real reports beside it, and hand-made reports."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest
from hypothesis import settings

from duixian.model import (
    Block,
    BlockKind,
    Commitment,
    Confidence,
    Fact,
    Finding,
    Hardness,
    Measure,
    Metadata,
    Named,
    Qualifier,
    Report,
    ReportKind,
    Role,
    Section,
    SectionRole,
    View,
    Why,
)

ROOT = Path(__file__).parents[1]

settings.register_profile("duixian", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("duixian")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "shared: needs the real reports and labels that lie beside the repository")


@pytest.fixture(autouse=True)
def _language(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test starts in the language of an unset locale, whatever the machine's is."""
    for key in ("LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE"):
        monkeypatch.delenv(key, raising=False)


@pytest.fixture(autouse=True)
def _shared_marker(request: pytest.FixtureRequest) -> None:
    if request.node.get_closest_marker("shared"):
        request.getfixturevalue("shared")


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository's top folder."""
    return ROOT


@pytest.fixture(scope="session")
def examples(root: Path) -> Path:
    """The example reports of the invented district."""
    return root / "examples"


@pytest.fixture(scope="session")
def shared(root: Path) -> Path:
    """The folder of real reports and labels beside the repository; where it is absent, the test is skipped.

    ``DUIXIAN_SHARED`` names another place; ``DUIXIAN_REQUIRE_SHARED=1``, which CI sets, makes absence a failure.
    """
    folder = Path(os.environ.get("DUIXIAN_SHARED") or root.parent / "shared")
    if not (folder / "reports").is_dir():
        if os.environ.get("DUIXIAN_REQUIRE_SHARED") == "1":
            pytest.fail(f"the real reports are required here and are not at {folder}")
        pytest.skip(f"the real reports are not at {folder}")
    return folder


SOURCE = (
    "临湖区政府工作报告\n"
    "一、过去一年工作回顾\n"
    "全年新建公厕12座，发放补贴33.2亿元。\n"
    "二、今年主要预期目标\n"
    "地区生产总值增长5%左右，新增就业1.2万人以上。\n"
    "三、重点任务\n"
    "（一）办好实事\n"
    "建成3个社区食堂；优化营商环境。\n"
)


@pytest.fixture
def report() -> Report:
    """A small report written out by hand: what the stages after reading and extraction work on."""
    return hand_made()


def hand_made(source: str = SOURCE, name: str = "linhu-2025-report.txt") -> Report:
    """Gives a report whose records were put together by hand; ``source`` holds the phrases that they quote."""

    def place(quote: str) -> dict[str, object]:
        start = source.index(quote)
        return {"id": hashlib.sha256(quote.encode()).hexdigest()[:12], "start": start, "end": start + len(quote), "quote": quote}

    def named(value: str) -> Named:
        start = source.find(value)
        return Named(value, start, start + len(value)) if start >= 0 else Named(value)

    facts = (
        Fact(**place("12座"), role=Role.ACTUAL, indicator="公厕", value=12, unit="座", period="2024"),
        Fact(**place("33.2亿元"), role=Role.ACTUAL, indicator="补贴", value=33.2, unit="亿元", period="2024"),
        Fact(
            **place("5%左右"),
            role=Role.TARGET,
            indicator="地区生产总值",
            indicator_id="gdp",
            value=5,
            unit="%",
            qualifier=Qualifier.ABOUT,
            measure=Measure.GROWTH,
            period="2025",
            hardness=Hardness.SOFT,
            wording=("左右",),
            confidence=Confidence.SURE,
            rules=("number.percent", "measure.growth"),
        ),
        Fact(
            **place("1.2万人以上"),
            role=Role.TARGET,
            indicator="新增就业",
            value=1.2,
            unit="万人",
            qualifier=Qualifier.MIN,
            period="2025",
            hardness=Hardness.PLAIN,
        ),
        Fact(**place("3个"), role=Role.TARGET, indicator="社区食堂", value=3, unit="个", period="2025", hardness=Hardness.PLAIN),
    )
    commitments = (
        Commitment(
            **place("建成3个社区食堂"),
            checkable=True,
            why=Why.NUMBER,
            action="建成",
            object="社区食堂",
            deadline="2025",
            lead="民政局",
            lead_words=("社区食堂",),
            facts=(facts[-1].id,),
        ),
        Commitment(**place("优化营商环境"), checkable=False, why=Why.DEGREE, action="优化", object="营商环境"),
    )
    findings = (Finding(**place("（一）"), kind="missing", message="（一）之后没有（二）。"),)
    roles = {"全年": SectionRole.REVIEW, "地区生产": SectionRole.GOALS, "建成": SectionRole.ARRANGEMENTS}
    sections, blocks, at = [], [], 0
    for line in source.splitlines(keepends=True):
        text = line.rstrip("\n")
        heading = text.startswith(("一、", "二、", "三、", "（"))
        role = next((role for lead, role in roles.items() if text.startswith(lead)), SectionRole.OTHER)
        if heading:
            if sections:
                sections[-1] = (*sections[-1][:1], at, *sections[-1][2:])
            sections.append((at, len(source), text.lstrip("一二三、（）"), at, at + len(text), text[:2]))
        kind = BlockKind.HEADING if heading else BlockKind.PARAGRAPH
        blocks.append(Block(at, at + len(text), kind, len(sections) - 1, role, "2025"))
        at += len(line)
    return Report(
        name=name,
        sha256=hashlib.sha256(source.encode()).hexdigest(),
        format="txt",
        text=source,
        view=View(source, (0,), (0,)),
        metadata=Metadata(
            title=named("临湖区政府工作报告"),
            kind=ReportKind.WORK_REPORT,
            place=named("临湖区"),
            year=Named("2025"),
            reviewed=Named("2024"),
        ),
        sections=tuple(Section(*parts, level=1, role=SectionRole.OTHER, parent=-1) for parts in sections),
        blocks=tuple(blocks),
        findings=findings,
        facts=facts,
        commitments=commitments,
    )


