"""Why a verdict is what it is, in Chinese a reader can check against the two sentences."""

from __future__ import annotations

from duixian.following.verdicts import Judgement, VerdictRules, better, signed
from duixian.model import Difference, Fact, Measure, Qualifier, Verdict

__all__ = ["found_instead", "judged", "missing", "number", "pending"]

_MEASURES = {
    Measure.LEVEL: "数值",
    Measure.GROWTH: "增速",
    Measure.DECLINE: "降幅",
    Measure.RISE: "增加量",
    Measure.FALL: "减少量",
    Measure.RANK: "位次",
    Measure.TIMES: "倍数",
}


def number(value: float) -> str:
    """Gives a number in plain digits, without what dividing decimal numbers leaves behind.

    >>> number(0.4000000000000003), number(120000.0)
    ('0.4', '120000')
    """
    return f"{value:.4f}".rstrip("0").rstrip(".") if abs(value) < 1e15 else str(value)


def _said(fact: Fact) -> str:
    """A fact's number as it stands in the report, with the word for its measure."""
    words = {Measure.GROWTH: "增长", Measure.DECLINE: "下降", Measure.RISE: "增加", Measure.FALL: "减少"}
    return words.get(fact.measure, "") + "".join(fact.quote.split())


def judged(goal: Fact, found: Fact, judgement: Judgement, rules: VerdictRules) -> str:
    """Gives the reason of a verdict that a result decides."""
    reason = f"目标为{_said(goal)}，结果为{_said(found)}，{_compared(goal, found, judgement)}"
    strictly = judgement.strict is not judgement.verdict
    if judgement.verdict is Verdict.EXCEEDED:
        return reason + f"，好于目标超过{number(rules.exceeded * 100)}%"
    if judgement.verdict is Verdict.NEARLY:
        return reason + f"，相差不超过目标的{number(rules.nearly * 100)}%；不计容差则为未完成"
    if judgement.verdict is Verdict.MET and strictly:
        return reason + f"，在“左右”的容差（{number(rules.tolerance * 100)}%）之内；不计容差则为未完成"
    if judgement.verdict is Verdict.MISSED and goal.qualifier is Qualifier.ABOUT:
        return reason + f"，超出“左右”的容差（{number(rules.tolerance * 100)}%）"
    return reason


def _compared(goal: Fact, found: Fact, judgement: Judgement) -> str:
    if judgement.gap == 0:
        return "达到目标" if goal.qualifier is not Qualifier.RANGE else "在目标区间内"
    low = better(goal) == "lower"
    word = "低于" if (judgement.gap > 0) is low else "高于"
    if goal.dimension == "percent":
        distance = abs(signed(goal, found) - _end(goal, judgement.gap > 0, low))
        return f"{word}目标{number(distance)}个百分点"
    return f"{word}目标{number(abs(judgement.gap) * 100)[:6].rstrip('.')}%"


def _end(goal: Fact, beyond: bool, low: bool) -> float:
    """The end of a range that a result is measured from: the better one beyond it, the worse one short of it."""
    ends = [float(goal.base_value or 0)]
    if goal.base_value_high is not None:
        ends.append(float(goal.base_value_high))
    return min(ends) if beyond is low else max(ends)


def found_instead(goal: Fact, found: Fact, difference: Difference, more: str) -> str:
    """Gives the reason where only another form of the result was found."""
    what = f"“{found.indicator}”{_said(found)}" + (f"（{_period(found.period)}）" if found.period else "")
    if difference is Difference.MEASURE:
        return f"目标是{_MEASURES[goal.measure]}，以后的报告只给出{_MEASURES[found.measure]}：{what}"
    if difference is Difference.SCOPE:
        said = f"（多“{more}”）" if more and more != found.indicator else ""
        return f"以后的报告只给出另一范围的数字{said}：{what}"
    kind = "年均数" if found.base == "yearly" else "各年都保持的数字" if found.period == goal.period else "另一时期的数字"
    return f"以后的报告只给出{kind}：{what}"


def _period(period: str) -> str:
    """A period in Chinese: 2021—2025年, 2025年1—9月."""
    first, _, last = period.partition("/")
    if "-" not in first:
        return f"{first}—{last}年" if last else f"{first}年"
    year, month = first.split("-")[:2]
    return f"{year}年{int(month)}" + (f"—{int(last.split('-')[1])}月" if last else "月")


def missing(searched: tuple[str, ...]) -> str:
    """Gives the reason where the later reports give no number for a goal."""
    return f"已查找{'、'.join(searched)}，没有找到这一指标的数字"


def pending() -> str:
    """Gives the reason where there is no later report near enough."""
    return "还没有以后年份的报告可查"
