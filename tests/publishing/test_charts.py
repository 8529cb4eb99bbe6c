"""Charts: what is drawn, what stands in the table behind it, what is said in words, and what is said where something is missing."""

from __future__ import annotations

import builtins
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from types import ModuleType
from xml.etree import ElementTree

import pytest

from duixian.errors import MissingExtra, UsageError
from duixian.model import Comparison, ComparisonRow, Figure, Measure, Observation, Qualifier, Role, Series, Verdict
from duixian.publishing import charts
from duixian.publishing.charts import FONTS, Chart, chart, png, series_chart
from duixian.publishing.plotted import COLUMNS, of_comparison, of_series

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def drawing() -> None:
    pytest.importorskip("altair", reason="the extra charts is not installed: pip install 'duixian[charts]'")
    pytest.importorskip("vl_convert", reason="the extra charts is not installed: pip install 'duixian[charts]'")


def figure(value: float, unit: str = "%", measure: str = "growth", high: float | None = None, scale: float = 1, **more: object) -> Figure:
    return Figure(
        value=value,
        value_high=high,
        unit=unit,
        base_value=value * scale,
        base_value_high=None if high is None else high * scale,
        measure=Measure(measure),
        report="linhu.txt",
        start=3,
        end=5,
        **more,  # type: ignore[arg-type]
    )


def row(place: str, year: int, target: Figure | None, actual: Figure | None, verdict: str = "", **more: object) -> ComparisonRow:
    fields: dict[str, object] = {"indicator": "地区生产总值", "change": True, "dimension": "percent", **more}
    return ComparisonRow(place=place, year=year, target=target, actual=actual, verdict=Verdict(verdict) if verdict else None, **fields)  # type: ignore[arg-type]


ACROSS = Comparison(
    indicator="地区生产总值",
    rows=(
        row("望山区", 2024, figure(5), figure(5.6), "exceeded"),
        row("临湖区", 2024, figure(6, qualifier=Qualifier.ABOUT), figure(5.5), "missed"),
        row("东岭区", 2024, figure(5, high=5.5), None, "absent"),
    ),
)
OVER_TIME = Comparison(
    indicator="地区生产总值",
    rows=tuple(row("临湖区", year, figure(6), figure(value), "met") for year, value in ((2019, 6.2), (2020, 6.0), (2023, 6.4))),
)


def texts(drawn: Chart) -> list[str]:
    return ["".join(one.itertext()) for one in ElementTree.fromstring(drawn.svg).iter(f"{SVG}text")]


def marks(drawn: Chart, role: str = "mark-symbol") -> list[ElementTree.Element]:
    """The points of the chart itself, without those of the legend."""
    groups = [one for one in ElementTree.fromstring(drawn.svg).iter(f"{SVG}g") if role in one.get("class", "") and "role-mark" in one.get("class", "")]
    return [path for group in groups for path in group.iter(f"{SVG}path")]


def test_the_table_behind_a_chart_has_a_row_for_each_point() -> None:
    plot = of_comparison(ACROSS)
    assert [len(one) for one in plot.rows()] == [len(COLUMNS)] * 5
    assert [one[:7] for one in plot.rows()] == [
        ("东岭区", 2024, "目标", 5.0, 5.5, "%", "增长5%—5.5%"),
        ("临湖区", 2024, "目标", 6.0, None, "%", "增长6%左右"),
        ("临湖区", 2024, "结果", 5.5, None, "%", "增长5.5%"),
        ("望山区", 2024, "目标", 5.0, None, "%", "增长5%"),
        ("望山区", 2024, "结果", 5.6, None, "%", "增长5.6%"),
    ]
    assert {one[7:] for one in plot.rows()} == {("linhu.txt", 3, 5)}


def test_the_summary_says_what_the_chart_shows() -> None:
    assert of_comparison(ACROSS).summary == (
        "3个地区2024年地区生产总值增速：目标与结果（单位：%）。共3个目标、2个结果。结果最高望山区5.6，最低临湖区5.5。"
        "有可比结果的2个目标中，达到1个、接近0个、未达到1个。"
    )
    assert "结果最高2023年6.4，最低2020年6" in of_comparison(OVER_TIME).summary


def test_numbers_in_several_units_are_drawn_in_one() -> None:
    level = {"change": False, "dimension": "currency"}
    rows = (
        row("临湖区", 2023, None, figure(980, "亿元", "level", scale=1e8), **level),
        row("临湖区", 2024, None, figure(1060, "亿元", "level", scale=1e8), **level),
        row("临湖区", 2025, None, figure(0.12, "万亿元", "level", scale=1e12), **level),
    )
    plot = of_comparison(Comparison(indicator="地区生产总值", rows=rows))
    assert plot.unit == "亿元"
    assert [point.value for point in plot.points] == [980, 1060, 1200]
    assert plot.points[-1].text == "0.12万亿元"


@pytest.mark.parametrize(
    ("measures", "title", "values"),
    [(("decline", "decline"), "能耗降幅", [3.0, 2.0]), (("decline", "growth"), "能耗增速", [-3.0, 2.0])],
)
def test_declines_are_positive_only_among_themselves(measures: tuple[str, str], title: str, values: list[float]) -> None:
    rows = (row("临湖区", 2024, figure(3, measure=measures[0]), figure(2, measure=measures[1]), indicator="能耗"),)
    plot = of_comparison(Comparison(indicator="能耗", rows=rows))
    assert title in plot.title
    assert [point.value for point in plot.points] == values


def test_the_form_with_most_targets_is_drawn_and_the_rest_counted() -> None:
    level = row("临湖区", 2024, None, figure(500, "亿元", "level"), change=False, dimension="currency")
    plot = of_comparison(Comparison(indicator="地区生产总值", rows=(level, *ACROSS.rows)))
    assert plot.unit == "%"
    assert "另有1行" in plot.summary


def test_nothing_to_draw_is_an_error() -> None:
    with pytest.raises(UsageError, match="nothing to draw"):
        chart(Comparison(indicator="候鸟"))


def test_a_series_gives_one_target_and_one_result_a_year() -> None:
    def seen(period: str, role: Role, value: float, report: str, **more: object) -> Observation:
        return Observation(
            period=period, role=role, measure=Measure.GROWTH, value=value, unit="%", base_value=value, report=report, fact="", start=0, end=1, **more  # type: ignore[arg-type]
        )

    series = Series(
        place="临湖区",
        key="gdp",
        indicator="地区生产总值",
        change=True,
        dimension="percent",
        observations=(
            seen("2023", Role.TARGET, 6, "a"),
            seen("2023", Role.ACTUAL, 6.3, "b", estimate=True),
            seen("2023", Role.ACTUAL, 6.4, "c"),
            seen("2019/2023", Role.ACTUAL, 7, "c", base="yearly"),
            seen("2024", Role.TARGET, 5.5, "c"),
        ),
    )
    plot = of_series(series)
    assert [(point.year, point.kind, point.value) for point in plot.points] == [(2023, "目标", 6), (2023, "结果", 6.4), (2024, "目标", 5.5)]


@pytest.mark.usefixtures("drawing")
@pytest.mark.parametrize("comparison", [ACROSS, OVER_TIME, Comparison(indicator="两地", rows=(*OVER_TIME.rows, *ACROSS.rows))], ids=["across", "time", "several"])
def test_a_drawing_says_what_it_is_in_chinese_fonts(comparison: Comparison) -> None:
    drawn = chart(comparison)
    root = ElementTree.fromstring(drawn.svg)
    assert root.findtext(f"{SVG}title") == drawn.title
    assert root.findtext(f"{SVG}desc") == drawn.summary
    assert drawn.title in texts(drawn)
    assert {"目标", "结果"} <= set(texts(drawn))
    families = {one.get("font-family") for one in root.iter(f"{SVG}text")}
    assert families == {FONTS}
    assert drawn.rows == of_comparison(comparison).rows()


@pytest.mark.usefixtures("drawing")
def test_targets_and_results_differ_in_shape_and_in_colour() -> None:
    points = marks(chart(ACROSS))
    assert len(points) == 5
    looks = {(one.get("stroke"), one.get("fill"), bool(re.search("A", one.get("d", "")))) for one in points}
    assert looks == {("#b3420a", "#ffffff", False), ("#00629b", "#00629b", True)}


@pytest.mark.usefixtures("drawing")
def test_places_stand_in_the_order_of_their_results_with_their_numbers() -> None:
    shown = texts(chart(ACROSS))
    places = [one for one in shown if one.endswith("区")]
    assert places == ["望山区", "临湖区", "东岭区"]
    assert {"5", "5.6", "6", "5.5", "5—5.5"} <= set(shown)


@pytest.mark.usefixtures("drawing")
def test_a_line_does_not_cross_years_without_a_figure() -> None:
    lines = marks(chart(OVER_TIME), "mark-line")
    assert sorted(len(re.findall("[ML]", one.get("d", ""))) for one in lines) == [1, 1, 2, 2]


@pytest.mark.usefixtures("drawing")
def test_the_same_comparison_gives_the_same_drawing() -> None:
    assert chart(ACROSS).svg == chart(ACROSS).svg


@pytest.mark.usefixtures("drawing")
def test_names_are_escaped() -> None:
    comparison = Comparison(indicator="x", rows=(row("<临湖>&\\1区", 2024, figure(5), figure(6), "met"),))
    drawn = chart(comparison, title="<b>\\g<0>&")
    assert ElementTree.fromstring(drawn.svg).findtext(f"{SVG}title") == "<b>\\g<0>&"


@pytest.mark.usefixtures("drawing")
def test_a_picture_where_a_chinese_font_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = chart(ACROSS)
    monkeypatch.setattr(charts, "_has_chinese_font", lambda: True)
    assert png(drawn).startswith(b"\x89PNG")


@pytest.mark.usefixtures("drawing")
def test_one_clear_line_where_none_is(monkeypatch: pytest.MonkeyPatch) -> None:
    class Blind(ModuleType):
        """A renderer without a Chinese font draws the same box for every character."""

        def svg_to_png(self, svg: str, scale: float = 1) -> bytes:
            return b"box" if re.search(r">[一-鿿]<", svg) else b"none"

    drawn = chart(ACROSS)
    charts._has_chinese_font.cache_clear()
    monkeypatch.setattr(charts, "_renderer", lambda: Blind("vl_convert"))
    with pytest.raises(MissingExtra) as error:
        png(drawn)
    charts._has_chinese_font.cache_clear()
    for language in ("zh", "en"):
        assert "fonts-noto-cjk" in error.value.message(language)
        assert "SVG" in error.value.message(language)
        assert "\n" not in error.value.message(language)


def test_without_the_extra_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(
        name: str, globals: Mapping[str, object] | None = None, locals: Mapping[str, object] | None = None, fromlist: Sequence[str] = (), level: int = 0
    ) -> ModuleType:
        if name in ("altair", "vl_convert"):
            raise ImportError(name)
        return real(name, globals, locals, fromlist, level)

    monkeypatch.setattr(builtins, "__import__", without)
    for draw in (lambda: chart(ACROSS), lambda: charts._renderer()):
        with pytest.raises(MissingExtra, match=r"duixian\[charts\]"):
            draw()


def test_nothing_of_it_is_loaded_unless_asked() -> None:
    check = "import sys, duixian.publishing.charts; print([name for name in ('altair', 'vl_convert') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_series_without_figures_is_an_error() -> None:
    with pytest.raises(UsageError):
        series_chart(Series(place="临湖区", key="x", indicator="x", change=False))
