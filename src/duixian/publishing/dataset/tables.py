"""The tables of a data set: their columns in the manner of SDMX, and the rows that an archive fills them with.

No cell holds more than :data:`LONGEST` characters in a row of a report's text: names that are longer are cut.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from duixian.following.archive import Archive
from duixian.language.indicators import indicator
from duixian.language.places import official_name
from duixian.language.units import units
from duixian.model import Fact, Outcome, Report, Role
from duixian.publishing.sources import Sources
from duixian.publishing.wording import value_word

__all__ = ["LONGEST", "TABLES", "Field", "Table", "cut", "unit_parts"]

LONGEST = 16
"""Letters, digits and Chinese characters of a report in a row that a cell may hold."""

Value = str | int | float | bool | None

_POWERS = {"十": 1, "百": 2, "千": 3, "万": 4, "亿": 8}
_STATUS = {Role.ACTUAL: "A", Role.BASELINE: "A", Role.TARGET: "F"}


class Field(NamedTuple):
    """A column: its name, its type (of Frictionless: string, integer, number, boolean), its Chinese title, what it means."""

    name: str
    type: str
    title: str
    description: str


class Table(NamedTuple):
    """A table: its name, its Chinese title, its columns, and what gives its rows."""

    name: str
    title: str
    fields: tuple[Field, ...]
    rows: Callable[[Archive, Sources], Iterable[Sequence[Value]]]


def cut(text: str) -> str:
    """Gives a text with at most :data:`LONGEST` letters, digits and Chinese characters; … stands for the rest.

    >>> cut("地区生产总值"), cut("新建和改造提升农村公路、危旧桥梁和安全防护设施")
    ('地区生产总值', '新建和改造提升农村公路、危旧桥梁和…')
    """
    seen = 0
    for at, char in enumerate(text):
        seen += char.isalnum()
        if seen > LONGEST:
            return text[:at] + "…"
    return text


@lru_cache(maxsize=4096)
def unit_parts(unit: str) -> tuple[str, int]:
    """Gives the unit of measure and the power of ten in front of it, as SDMX keeps them apart.

    >>> unit_parts("亿元"), unit_parts("万亿元"), unit_parts("千瓦时"), unit_parts("亿千瓦时"), unit_parts("%")
    (('元', 8), ('元', 12), ('千瓦时', 0), ('千瓦时', 8), ('%', 0))

    A number without a unit may have a power of ten too: ``万`` is ``('', 4)``.
    """
    power, rest = 0, unit
    while rest and rest not in units() and rest[0] in _POWERS:
        power += _POWERS[rest[0]]
        rest = rest[1:]
    return rest, power


def _unit(unit: str) -> tuple[Value, Value]:
    """The unit and its power, 0 where there is no unit: readers that know no null integers are many."""
    measure, power = unit_parts(unit)
    return measure or None, power


def _reports(archive: Archive, sources: Sources) -> Iterator[Sequence[Value]]:
    goals: dict[str, int] = {}
    for one in archive.outcomes:
        goals[one.goal_report] = goals.get(one.goal_report, 0) + 1
    for report in archive.reports:
        said = report.metadata
        yield (
            sources.short(report.name),
            said.place_code or None,
            _title(report),
            said.kind.value,
            _year(report),
            said.reviewed.value or None,
            said.date.value or None,
            report.format,
            len(report.text),
            report.sha256,
            len(report.facts),
            goals.get(report.name, 0),
        )


def _title(report: Report) -> str:
    """The report's title, cut where it is long; where it has none, what it is in words of our own."""
    said = report.metadata
    return cut(said.title.value or f"{said.place.value}{said.year.value}年{value_word('kind', said.kind, 'zh')}")


def _areas(archive: Archive, sources: Sources) -> Iterator[Sequence[Value]]:
    for code in sorted({report.metadata.place_code for report in archive.reports} - {""}):
        yield code, official_name(code)


def _indicators(archive: Archive, sources: Sources) -> Iterator[Sequence[Value]]:
    used = {fact.indicator_id for report in archive.reports for fact in report.facts} | {one.indicator_id for one in archive.outcomes}
    for id in sorted(used - {""}):
        if known := indicator(id):
            yield known.id, known.name, known.english, known.dimension, known.kind, known.better or None, known.theme


def _facts(archive: Archive, sources: Sources) -> Iterator[Sequence[Value]]:
    for report in archive.reports:
        name, area = sources.short(report.name), report.metadata.place_code or None
        for fact in report.facts:
            yield (
                area,
                fact.indicator_id or None,
                cut(fact.indicator) or None,
                fact.measure.value,
                fact.period or None,
                fact.base or None,
                float(fact.value),
                _number(fact.value_high),
                *_unit(fact.unit),
                fact.role.value,
                _status(fact),
                fact.qualifier.value,
                fact.hardness.value if fact.hardness else None,
                cut(fact.place) or None,
                fact.confidence.value,
                name,
                fact.start,
                fact.end,
            )


def _status(fact: Fact) -> str:
    """SDMX's status of an observation: A as reported, E estimated, F forecast (here: aimed at)."""
    return "E" if fact.estimate and fact.role is not Role.TARGET else _STATUS[fact.role]


def _outcomes(archive: Archive, sources: Sources) -> Iterator[Sequence[Value]]:
    for one in archive.outcomes:
        yield (
            one.place_code or None,
            one.indicator_id or None,
            cut(one.indicator) or None,
            one.measure.value,
            str(one.year),
            one.op.value,
            float(one.value),
            _number(one.value_high),
            *_unit(one.unit),
            one.better,
            one.hardness.value if one.hardness else None,
            one.main,
            one.verdict.value,
            one.strict.value,
            one.gap,
            one.actual_measure.value if one.actual_measure else None,
            _number(one.actual_value),
            _number(one.actual_value_high),
            *_unit(one.actual_unit),
            one.difference.value or None,
            one.other_measure.value if one.other_measure else None,
            _number(one.other_value),
            *_unit(one.other_unit),
            one.other_period or None,
            _number(one.derived_value),
            one.derived_verdict.value if one.derived_verdict else None,
            one.confidence.value,
            sources.short(one.goal_report),
            one.goal_start,
            one.goal_end,
            *_found(one, sources),
        )


def _found(one: Outcome, sources: Sources) -> tuple[Value, Value, Value]:
    if one.actual_report:
        return sources.short(one.actual_report), one.actual_start, one.actual_end
    if one.other_report:
        return sources.short(one.other_report), one.other_start, one.other_end
    return None, -1, -1


def _number(value: float | int | None) -> float | None:
    return None if value is None else float(value)


def _year(report: Report) -> int | None:
    year = report.metadata.year.value
    return int(year) if year.isdigit() else None


_AREA = Field("REF_AREA", "string", "地区", "GB/T 2260 六位代码，全国为 100000")
_INDICATOR = Field("INDICATOR", "string", "指标代码", "指标目录中的代码；目录没有的为空")
_NAME = Field("INDICATOR_NAME", "string", "指标名称", "报告中的名称，超过 16 字的截断")
_MEASURE = Field("MEASURE", "string", "度量", "level 数值，growth 增长，decline 下降，rise 提高，fall 降低，rank 位次，times 倍数")
_HARDNESS = Field("HARDNESS", "string", "约束力", "目标的措辞：binding 刚性，plain 一般，soft 弹性")
_CONFIDENCE = Field("CONFIDENCE", "string", "可信度", "sure 确定，likely 较可靠，doubtful 存疑")
_UNITS = (
    Field("UNIT_MEASURE", "string", "单位", "不带十百千万亿的单位"),
    Field("UNIT_MULT", "integer", "单位乘数", "10 的几次方：亿元为 8，元为 0，没有单位也为 0"),
)

TABLES: tuple[Table, ...] = (
    Table(
        "reports",
        "报告",
        (
            Field("REPORT", "string", "报告", "文件名，不带后缀"),
            _AREA,
            Field("TITLE", "string", "标题", "报告的标题，超过 16 字的截断；没有标题的用地区、年份和文种"),
            Field("KIND", "string", "文种", "work_report 政府工作报告，annual_plan 年度计划，news_page 报纸版面等"),
            Field("YEAR", "integer", "计划年度", "报告为哪一年定目标"),
            Field("REVIEWED", "string", "回顾时段", "ISO 8601"),
            Field("DATE", "string", "日期", "报告的日期，ISO 8601；文中没有则为空"),
            Field("FORMAT", "string", "格式", "读的是哪种格式的文件"),
            Field("CHARACTERS", "integer", "字符数", "原文的 Unicode 码点数，位置按它数"),
            Field("SHA256", "string", "SHA-256", "原文件的摘要：同一文件可据此核对"),
            Field("FACTS", "integer", "数据条数", "facts 表中的行数"),
            Field("GOALS", "integer", "目标项数", "outcomes 表中的行数"),
        ),
        _reports,
    ),
    Table("areas", "地区", (_AREA, Field("NAME", "string", "名称", "行政区划全称")), _areas),
    Table(
        "indicators",
        "指标",
        (
            _INDICATOR,
            Field("NAME", "string", "名称", "指标目录中的名称"),
            Field("ENGLISH", "string", "英文名", "指标目录中的英文名"),
            Field("DIMENSION", "string", "量纲", "通常按什么计量"),
            Field("KIND", "string", "类型", "flow 流量，stock 存量，rate 比率"),
            Field("BETTER", "string", "向好方向", "higher 越高越好，lower 越低越好；没有方向的为空"),
            Field("THEME", "string", "领域", "指标目录中的领域"),
        ),
        _indicators,
    ),
    Table(
        "facts",
        "数据",
        (
            _AREA,
            _INDICATOR,
            _NAME,
            _MEASURE,
            Field("TIME_PERIOD", "string", "时期", "ISO 8601：2020，2016/2020，2023-01/2023-09"),
            Field("BASE_PERIOD", "string", "对比时期", "与哪一时期相比；yearly 为年均"),
            Field("OBS_VALUE", "number", "数值", "报告中的数，乘数在 UNIT_MULT"),
            Field("OBS_VALUE_HIGH", "number", "数值上限", "区间的上限"),
            *_UNITS,
            Field("ROLE", "string", "性质", "actual 实绩，baseline 基数，target 目标"),
            Field("OBS_STATUS", "string", "状态", "SDMX：A 报告的数，E 预计，F 目标"),
            Field("QUALIFIER", "string", "限定", "exact 等于，about 左右，min 以上，max 以内，range 区间"),
            _HARDNESS,
            Field("SCOPE", "string", "所指地方", "文中点名的地方，没有则指报告的地区"),
            _CONFIDENCE,
            Field("REPORT", "string", "报告", "出自哪份报告"),
            Field("SOURCE_START", "integer", "起", "在原文中的位置，从 0 数起的码点数"),
            Field("SOURCE_END", "integer", "止", "不含此处"),
        ),
        _facts,
    ),
    Table(
        "outcomes",
        "兑现情况",
        (
            _AREA,
            _INDICATOR,
            _NAME,
            _MEASURE,
            Field("TIME_PERIOD", "string", "年度", "目标的年度"),
            Field("GOAL_OP", "string", "限定", "目标怎样算达到：exact，about，min，max，range"),
            Field("GOAL_VALUE", "number", "目标值", "报告中的数，乘数在 UNIT_MULT"),
            Field("GOAL_VALUE_HIGH", "number", "目标上限", "区间的上限"),
            *_UNITS,
            Field("BETTER", "string", "向好方向", "这个数本身 higher 还是 lower 为好"),
            _HARDNESS,
            Field("MAIN", "boolean", "主要目标", "是否主要预期目标"),
            Field("VERDICT", "string", "评定", "exceeded，met，nearly，missed，other_form，absent，pending"),
            Field("STRICT_VERDICT", "string", "不计容差的评定", "不算容差时的评定"),
            Field("GAP", "number", "差距", "结果比目标好（+）或差（-）的部分占目标的份额"),
            Field("OBS_MEASURE", "string", "结果度量", "结果的度量"),
            Field("OBS_VALUE", "number", "结果", "结果的数，乘数在 OBS_UNIT_MULT；没有可比结果的为空"),
            Field("OBS_VALUE_HIGH", "number", "结果上限", "区间的上限"),
            Field("OBS_UNIT_MEASURE", "string", "结果单位", "不带乘数的单位"),
            Field("OBS_UNIT_MULT", "integer", "结果单位乘数", "10 的几次方"),
            Field("DIFFERENCE", "string", "不同之处", "评定为 other_form 时，找到的数在哪一点上不同：measure，scope，period"),
            Field("OTHER_MEASURE", "string", "另见度量", "找到的另一个数的度量"),
            Field("OTHER_VALUE", "number", "另见数值", "找到的另一个数"),
            Field("OTHER_UNIT_MEASURE", "string", "另见单位", "不带乘数的单位"),
            Field("OTHER_UNIT_MULT", "integer", "另见单位乘数", "10 的几次方"),
            Field("OTHER_PERIOD", "string", "另见时期", "ISO 8601"),
            Field("DERIVED_VALUE", "number", "推算值", "由其他数推算的结果，不影响评定；单位同目标"),
            Field("DERIVED_VERDICT", "string", "推算的评定", "按推算值的评定"),
            _CONFIDENCE,
            Field("GOAL_REPORT", "string", "目标报告", "目标出自哪份报告"),
            Field("GOAL_START", "integer", "目标起", "在原文中的位置，从 0 数起的码点数"),
            Field("GOAL_END", "integer", "目标止", "不含此处"),
            Field("RESULT_REPORT", "string", "结果报告", "结果或另见的数出自哪份报告"),
            Field("RESULT_START", "integer", "结果起", "在原文中的位置；没有则为 -1"),
            Field("RESULT_END", "integer", "结果止", "不含此处；没有则为 -1"),
        ),
        _outcomes,
    ),
)
"""The tables in the order in which the data package lists them."""
