"""A followed archive written out by hand: a goal for each verdict, in two reports of the invented district."""

from __future__ import annotations

from typing import Any

import pytest

from duixian.following.archive import Archive
from duixian.following.verdicts import standard_rules
from duixian.model import (
    Commitment,
    CrossFinding,
    Difference,
    Evidence,
    Hardness,
    LeftOut,
    Measure,
    Metadata,
    Named,
    Observation,
    Outcome,
    Qualifier,
    Report,
    ReportKind,
    Role,
    Series,
    Verdict,
    View,
    Why,
)

GOALS = (
    "临湖区2024年政府工作报告\n"
    "地区生产总值增长7.5%左右，新建公厕10座，PM2.5浓度30微克/立方米以内，新增停车泊位1000个以上。\n"
    "粮食产量50万吨，新增就业2万人，种树300棵，打通断头路2条，居民收入增长6%—7%。\n"
)
RESULTS = (
    "临湖区2025年政府工作报告\n"
    "地区生产总值增长7.4%，新建公厕12座，PM2.5浓度降到27微克/立方米，新增停车泊位960个。\n"
    "粮食产量40万吨，五年新增就业9万人，断头路打通2条，居民收入增长6.3%。\n"
    "建成社区食堂3个。\n"
)
PLANNED, PAST = "in/linhu-2024-report.txt", "in/linhu-2025-report.docx"


def made(name: str, text: str, year: str) -> Report:
    """Gives a report without facts: only what the records of an archive point into."""
    return Report(
        name=name,
        sha256=("a" if name == PLANNED else "b") * 64,
        format=name.rpartition(".")[2],
        text=text,
        view=View(text, (0,), (0,)),
        metadata=Metadata(
            title=Named(text.partition("\n")[0], 0, text.index("\n")),
            kind=ReportKind.WORK_REPORT,
            place=Named("澄江市临湖区"),
            place_code="999999",
            year=Named(year),
        ),
    )


def place(text: str, quote: str, lead: str) -> dict[str, Any]:
    """Gives ``lead_start``, ``lead_end`` and the like of a quote and the line it stands in."""
    start = text.index(quote)
    begin, end = text.rfind("\n", 0, start) + 1, text.index("\n", start)
    return {
        f"{lead}_start": start,
        f"{lead}_end": start + len(quote),
        f"{lead}_quote": quote,
        f"{lead}_sentence_start": begin,
        f"{lead}_sentence_end": end,
    }


def goal(indicator: str, quote: str, value: float, unit: str, verdict: Verdict, **more: Any) -> Outcome:
    """Gives an outcome whose goal stands in the first report as ``quote``."""
    known: dict[str, Any] = {
        "id": f"outcome-{indicator}",
        "place": "澄江市临湖区",
        "place_code": "999999",
        "year": 2024,
        "goal_report": PLANNED,
        "goal_fact": f"fact-{indicator}",
        "indicator": indicator,
        "measure": Measure.LEVEL,
        "op": Qualifier.EXACT,
        "value": value,
        "unit": unit,
        "base_value": value,
        "dimension": "count",
        "hardness": Hardness.PLAIN,
        "verdict": verdict,
        "strict": verdict,
        "reason": "查了下一年的报告",
        "searched": (PAST,),
        "rules": ("verdicts 2025.1",),
    }
    return Outcome(**known | place(GOALS, quote, "goal") | more)


def result(quote: str, value: float, unit: str, gap: float, **more: Any) -> dict[str, Any]:
    """Gives the fields of a result that stands in the second report as ``quote``."""
    fields = {
        "actual_report": PAST,
        "actual_fact": f"fact-{quote}",
        "actual_value": value,
        "actual_unit": unit,
        "actual_measure": Measure.LEVEL,
        "actual_qualifier": Qualifier.EXACT,
        "actual_period": "2024",
        "actual_role": Role.ACTUAL,
        "gap": gap,
    }
    return fields | place(RESULTS, quote, "actual") | more


OUTCOMES = (
    goal(
        "地区生产总值",
        "7.5%左右",
        7.5,
        "%",
        Verdict.MET,
        indicator_id="gdp",
        measure=Measure.GROWTH,
        op=Qualifier.ABOUT,
        hardness=Hardness.SOFT,
        strict=Verdict.MISSED,
        main=True,
        **result("7.4%", 7.4, "%", -0.0133, actual_measure=Measure.GROWTH),
    ),
    goal("新建公厕", "10座", 10, "座", Verdict.EXCEEDED, **result("12座", 12, "座", 0.2)),
    goal(
        "PM2.5浓度",
        "30微克/立方米以内",
        30,
        "微克/立方米",
        Verdict.EXCEEDED,
        op=Qualifier.MAX,
        better="lower",
        main=True,
        **result("27微克/立方米", 27, "微克/立方米", 0.1),
    ),
    goal("新增停车泊位", "1000个以上", 1000, "个", Verdict.NEARLY, op=Qualifier.MIN, strict=Verdict.MISSED, **result("960个", 960, "个", -0.04)),
    goal("粮食产量", "50万吨", 50, "万吨", Verdict.MISSED, **result("40万吨", 40, "万吨", -0.2)),
    goal(
        "新增就业",
        "2万人",
        2,
        "万人",
        Verdict.OTHER_FORM,
        difference=Difference.PERIOD,
        other_report=PAST,
        other_fact="fact-9",
        other_indicator="新增就业",
        other_value=9,
        other_unit="万人",
        other_measure=Measure.LEVEL,
        other_period="2021/2025",
        derived_value=2.1,
        derived_unit="万人",
        derived_verdict=Verdict.MET,
        derived_steps=("五年合计9万人，减去前四年6.9万人",),
        **place(RESULTS, "9万人", "other"),
    ),
    goal("种树", "300棵", 300, "棵", Verdict.ABSENT),
    goal("打通断头路", "2条", 2, "条", Verdict.MET, **result("2条", 2, "条", 0.0)),
    goal(
        "居民收入",
        "6%—7%",
        6,
        "%",
        Verdict.MET,
        value_high=7,
        measure=Measure.GROWTH,
        op=Qualifier.RANGE,
        **result("6.3%", 6.3, "%", 0.0, actual_measure=Measure.GROWTH),
    ),
)


def promise(quote: str, id: str) -> Commitment:
    start = GOALS.index(quote)
    return Commitment(id=id, start=start, end=start + len(quote), quote=quote, checkable=True, why=Why.NAMED, deadline="2024")


@pytest.fixture
def archive() -> Archive:
    """The archive: two reports, nine goals, one promise with evidence and one without, a series, a finding, a report left out."""
    planned, past = made(PLANNED, GOALS, "2024"), made(PAST, RESULTS, "2025")
    from msgspec.structs import replace

    planned = replace(planned, commitments=(promise("新建公厕10座", "promise-1"), promise("种树300棵", "promise-2")))
    sentence = "新建公厕12座"
    at = RESULTS.index(sentence)
    return Archive(
        reports=(planned, past),
        outcomes=OUTCOMES,
        evidence=(
            Evidence(
                id="proof",
                place="澄江市临湖区",
                year=2024,
                commitment="promise-1",
                commitment_report=PLANNED,
                commitment_start=planned.commitments[0].start,
                commitment_end=planned.commitments[0].end,
                report=PAST,
                start=at,
                end=at + len(sentence),
                quote=sentence,
                rank=1,
                score=0.9,
                reasons=("同一事项",),
            ),
        ),
        series=(
            Series(
                place="澄江市临湖区",
                place_code="999999",
                key="gdp",
                indicator_id="gdp",
                indicator="地区生产总值",
                change=True,
                dimension="percent",
                observations=(
                    Observation(
                        period="2024", role=Role.TARGET, measure=Measure.GROWTH, value=7.5, unit="%", report=PLANNED, fact="f", start=1, end=2
                    ),
                    Observation(
                        period="2024", role=Role.ACTUAL, measure=Measure.GROWTH, value=7.4, unit="%", report=PAST, fact="g", start=3, end=4
                    ),
                ),
            ),
        ),
        findings=(
            CrossFinding(
                id="finding",
                start=GOALS.index("种树"),
                end=GOALS.index("种树") + 2,
                quote="种树",
                kind="goal_differs",
                message="两份报告的目标不同。",
                report=PLANNED,
                other_report=PAST,
                other_start=RESULTS.index("社区"),
                other_end=RESULTS.index("社区") + 2,
                place="澄江市临湖区",
                year=2024,
            ),
        ),
        left_out=(LeftOut(kind="format", report="in/linhu-2025-report.txt", instead=PAST, message="只计一份", english="counts once"),),
        rules=standard_rules(),
    )


