"""Plots as drawings: what is in the SVG, in which look and size, and what is said where something is missing."""

from __future__ import annotations

import builtins
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from itertools import pairwise
from types import ModuleType, SimpleNamespace
from xml.etree import ElementTree

import pytest
from msgspec.structs import replace

from duixian.errors import MissingExtra, UsageError
from duixian.model import Comparison, Verdict
from duixian.publishing.charts import (
    DARK,
    FONTS,
    LIGHT,
    PAPER,
    Chart,
    Look,
    chart,
    draw,
    drawing,
    drawn,
    png,
    size,
    widths,
)
from duixian.publishing.charts.frame import Paper, em
from duixian.publishing.plotted import (
    AnyPlot,
    Counting,
    Use,
    of_comparison,
    of_hardness,
    of_levels,
    of_phrases,
    of_standings,
)

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def renderer() -> ModuleType:
    module: ModuleType = pytest.importorskip("vl_convert", reason="the extra charts is not installed: pip install 'duixian[charts]'")
    return module


def texts(svg: str) -> list[str]:
    return ["".join(one.itertext()) for one in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def marks(svg: str, role: str = "mark-symbol") -> list[ElementTree.Element]:
    """The points of the chart itself, without those of the legend."""
    groups = [one for one in ElementTree.fromstring(svg).iter(f"{SVG}g") if role in one.get("class", "") and "role-mark" in one.get("class", "")]
    return [path for group in groups for path in group.iter(f"{SVG}path")]


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2."""

    def light(colour: str) -> float:
        parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.usefixtures("renderer")
def test_every_kind_is_drawn_with_its_title_and_summary_inside(plot: AnyPlot) -> None:
    svg = draw(plot)
    root = ElementTree.fromstring(svg)
    assert root.findtext(f"{SVG}title") == plot.title
    assert root.findtext(f"{SVG}desc") == plot.summary
    assert root.get("font-family") == FONTS
    assert {one.get("font-family") for one in root.iter(f"{SVG}text")} == {None}
    assert widths.FAMILY not in svg
    assert "".join(plot.title.split()) in "".join("".join(texts(svg)).split())


@pytest.mark.usefixtures("renderer")
@pytest.mark.parametrize("width", [360, 960])
def test_a_page_gets_the_size_foretold_and_no_title_of_its_own(plot: AnyPlot, width: int) -> None:
    svg = draw(plot, LIGHT, width=width, titled=False)
    root = ElementTree.fromstring(svg)
    foretold = size(plot, width=width, titled=False)
    assert (root.get("width"), root.get("height")) == (str(foretold.width), str(foretold.height))
    assert plot.title not in texts(svg)
    drawn_at = [float(number) for number in (root.get("viewBox") or "").split()[2:]]
    shrunk = drawn_at[0] / foretold.width, drawn_at[1] / foretold.height
    assert all(0.93 < ratio < 1.02 for ratio in shrunk), shrunk


@pytest.mark.usefixtures("renderer")
def test_only_paper_has_a_ground_of_its_own(plot: AnyPlot) -> None:
    grounds = [ElementTree.fromstring(draw(plot, look)).find(f"{SVG}rect") for look in (PAPER, LIGHT, DARK)]
    assert [None if ground is None else ground.get("fill") for ground in grounds] == ["#ffffff", None, None]


@pytest.mark.usefixtures("renderer")
def test_an_svg_needs_neither_style_nor_script(plot: AnyPlot) -> None:
    """So that the server may forbid both."""
    for one in ElementTree.fromstring(draw(plot, DARK)).iter():
        assert not {name for name in one.attrib if name == "style" or name.startswith("on") or "href" in name}
        assert one.tag.removeprefix(SVG) not in ("style", "script", "foreignObject", "image", "a", "use")


@pytest.mark.parametrize("look", [PAPER, LIGHT, DARK], ids=["paper", "light", "dark"])
def test_words_and_marks_stand_out_from_their_ground(look: Look) -> None:
    for words in (look.ink, look.soft, *look.lines):
        assert contrast(words, look.ground) >= 4.5, words
    for mark in (look.target, look.actual):
        assert contrast(mark, look.ground) >= 4.5, mark
    assert contrast(look.pale, look.ground) >= 2.5
    assert set(look.bars) == set(Verdict)


@pytest.mark.usefixtures("renderer")
@pytest.mark.parametrize(("look", "target", "actual"), [(PAPER, "#b3420a", "#00629b"), (DARK, DARK.target, DARK.actual)], ids=["paper", "dark"])
def test_targets_and_results_differ_in_shape_and_in_colour(given: SimpleNamespace, look: Look, target: str, actual: str) -> None:
    points = marks(draw(of_comparison(given.across), look))
    assert len(points) == 5
    looks = {(one.get("stroke"), one.get("fill"), bool(re.search("A", one.get("d", "")))) for one in points}
    assert looks == {(target, look.ground, False), (actual, actual, True)}


@pytest.mark.usefixtures("renderer")
def test_targets_and_results_have_a_key(given: SimpleNamespace) -> None:
    for comparison in (given.across, given.over_time, given.several):
        assert {"目标", "结果"} <= set(texts(draw(of_comparison(comparison))))
        assert {"Target", "Result"} <= set(texts(draw(of_comparison(comparison, language="en"))))


@pytest.mark.usefixtures("renderer")
def test_places_stand_in_the_order_of_their_results_with_their_numbers(given: SimpleNamespace) -> None:
    shown = texts(chart(given.across).svg)
    assert [one for one in shown if one.endswith("区")] == ["望山区", "临湖区", "东岭区"]
    assert {"5", "5.6", "6", "5.5", "5—5.5"} <= set(shown)


@pytest.mark.usefixtures("renderer")
@pytest.mark.parametrize("together", [False, True])
def test_of_long_names_the_end_is_kept(given: SimpleNamespace, together: bool) -> None:
    """Districts of one city begin alike."""
    long = "澄江自治区澄江湖群蒙古族藏族自治州"
    names = [f"{long}{name}" for name in ("临湖区", "望山区")]
    for years in ((2024,), (2023, 2024)):
        rows = [given.row(name, year, given.figure(6), given.figure(5), "missed") for name in names for year in years]
        for width in (360, 960):
            shown = texts(draw(of_comparison(given.compared(*rows), together=together), LIGHT, width=width, titled=False))
            assert len({text for text in shown if text.endswith(("…", "临湖区", "望山区"))}) == 2
            assert all(len(text) < 25 for text in shown)


@pytest.mark.usefixtures("renderer")
def test_a_line_does_not_cross_years_without_a_figure(given: SimpleNamespace) -> None:
    lines = marks(chart(given.over_time).svg, "mark-line")
    assert sorted(len(re.findall("[ML]", one.get("d", ""))) for one in lines) == [1, 1, 2, 2]


@pytest.mark.usefixtures("renderer")
def test_levels_are_drawn_from_the_top_down_with_the_words_of_their_goals(given: SimpleNamespace) -> None:
    shown = texts(draw(of_levels(given.levels)))
    assert [one for one in shown if one in ("全国", "澄江省", "澄江省澄江市", "澄江市临湖区")] == ["全国", "澄江省", "澄江省澄江市", "澄江市临湖区"]
    assert {"增长5%左右", "增长7%以上"} <= set(shown)
    assert {"5%", "7%"} <= set(texts(draw(of_levels(given.levels, language="en"))))


@pytest.mark.usefixtures("renderer")
def test_each_line_has_a_dash_a_mark_and_a_name_of_its_own() -> None:
    names = ["高质量发展", "放管服", "房住不炒", "稳中求进", "共同富裕", "乡村振兴"]
    uses = [Use(name, year, 3) for name in names for year in (2022, 2023, 2024)]
    svg = draw(of_phrases(uses, Counting.TIMES, place="临湖区"), LIGHT, titled=False)
    lines = marks(svg, "mark-line")
    assert len({one.get("stroke-dasharray") for one in lines}) == 6
    assert len({one.get("d") for one in marks(svg)}) == 6
    labels = [one for one in ElementTree.fromstring(svg).iter(f"{SVG}text") if one.text in names]
    heights = sorted(float(re.findall(r"[\d.]+", one.get("transform", ""))[1]) for one in labels)
    assert len(heights) == 6
    assert all(lower - upper >= 11 for upper, lower in pairwise(heights)), "names of lines that end together stand apart"


@pytest.mark.usefixtures("renderer")
def test_verdicts_have_patterns_signs_and_counts(given: SimpleNamespace) -> None:
    svg = draw(of_standings(given.standings), DARK)
    patterns = {one.get("id") for one in ElementTree.fromstring(svg).iter(f"{SVG}pattern")}
    used = set(re.findall(r"url\(#([\w-]+)\)", svg))
    assert used == {"pattern-nearly", "pattern-missed", "pattern-other_form", "pattern-absent", "pattern-pending"}
    assert used <= patterns
    assert {"✓ 6", "○ 7", "… 9", "▲ 超额完成", "○ 未再提及", "20项"} <= set(texts(svg))


@pytest.mark.usefixtures("renderer")
def test_a_part_too_low_for_words_has_none(given: SimpleNamespace) -> None:
    assert "△ 1" not in texts(draw(of_standings(given.standings), width=360))
    assert any(part.verdict is Verdict.NEARLY for part in of_standings(given.standings).parts)


@pytest.mark.usefixtures("renderer")
def test_strength_is_a_step_line_in_runs(given: SimpleNamespace, plots: dict[str, AnyPlot]) -> None:
    svg = draw(plots["hardness"])
    lines = [one.get("d", "") for one in marks(svg, "mark-line")]
    assert len(lines) == 2
    assert {"力争、左右", "确保"} <= {text.replace(", ", "、") for text in texts(svg)}


@pytest.mark.usefixtures("renderer")
def test_the_same_plot_gives_the_same_drawing(plot: AnyPlot) -> None:
    assert draw(plot, DARK) == draw(plot, DARK)


@pytest.mark.usefixtures("renderer")
def test_names_are_escaped(given: SimpleNamespace) -> None:
    row = given.row("<临湖>&\\1区</desc>", 2024, given.figure(5), given.figure(6), "met")
    chart_of_it = chart(given.compared(row, *given.across.rows), title="<b>\\g<0>&\"")
    assert ElementTree.fromstring(chart_of_it.svg).findtext(f"{SVG}title") == "<b>\\g<0>&\""
    assert "<临湖>&\\1区</desc>" in texts(chart_of_it.svg)


@pytest.mark.usefixtures("renderer")
def test_a_chart_has_the_table_with_its_sources(given: SimpleNamespace) -> None:
    made = chart(given.across)
    assert made.columns[-3:] == ("报告", "起", "止")
    assert made.rows[0] == ("东岭区", 2024, "目标", 5.0, 5.5, "%", "增长5%—5.5%", "linhu.txt", 3, 5)
    assert {len(row) for row in made.rows} == {len(made.columns)}
    counted = drawn(of_standings(given.standings))
    assert {len(row) for row in counted.rows} == {len(counted.columns)} == {4}


def test_figures_are_valid_vega_lite(plot: AnyPlot) -> None:
    altair = pytest.importorskip("altair", reason="Vega-Altair is not installed; it holds the schema: pip install 'duixian[dev]'")
    for paper in (Paper(PAPER, 720, True), Paper(DARK, 360, False)):
        spec = drawing._figure(plot, paper)
        altair.Chart.from_dict(spec, validate=True)


def test_the_font_that_measures_is_the_one_that_is_shipped() -> None:
    assert (widths.FOLDER / "widths.ttf").read_bytes() == widths.font()


def test_text_is_measured_as_wide_as_it_is(renderer: ModuleType) -> None:
    drawing.warm()

    def wide(text: str, family: str) -> float:
        mark = {"type": "text", "encode": {"enter": {"text": {"value": text}, "font": {"value": family}, "fontSize": {"value": 100}}}}
        found = re.search(r'width="([\d.]+)"', renderer.vega_to_svg({"width": 1, "height": 1, "marks": [mark]}))
        assert found is not None
        return float(found[1])

    for text, expected in (("国", 100), ("临湖区", 300), ("2024", 222), ("5.6%", 231), ("—", 100)):
        assert wide(text, widths.FAMILY) == pytest.approx(expected, abs=2), text
        assert em(text) * 100 == pytest.approx(expected, rel=0.12), text


@pytest.mark.usefixtures("renderer")
def test_a_picture_where_a_chinese_font_is_found(given: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    made = chart(given.across)
    monkeypatch.setattr(drawing, "_has_chinese_font", lambda: True)
    assert png(made).startswith(b"\x89PNG")


@pytest.mark.usefixtures("renderer")
def test_one_clear_line_where_none_is(given: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    class Blind(ModuleType):
        """A renderer without a Chinese font draws the same box for every character."""

        def svg_to_png(self, svg: str, scale: float = 1) -> bytes:
            return b"box" if re.search(r">[一-鿿]<", svg) else b"none"

    made = chart(given.across)
    drawing._has_chinese_font.cache_clear()
    monkeypatch.setattr(drawing, "_renderer", lambda: Blind("vl_convert"))
    with pytest.raises(MissingExtra) as error:
        png(made)
    drawing._has_chinese_font.cache_clear()
    for language in ("zh", "en"):
        assert "fonts-noto-cjk" in error.value.message(language)
        assert "SVG" in error.value.message(language)
        assert "\n" not in error.value.message(language)


def test_without_the_extra_the_message_says_what_to_install(given: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(
        name: str, globals: Mapping[str, object] | None = None, locals: Mapping[str, object] | None = None, fromlist: Sequence[str] = (), level: int = 0
    ) -> ModuleType:
        if name == "vl_convert":
            raise ImportError(name)
        return real(name, globals, locals, fromlist, level)

    monkeypatch.setattr(builtins, "__import__", without)
    blank = Chart(title="", summary="", columns=(), rows=(), svg="<svg/>")
    drawing._has_chinese_font.cache_clear()
    for make in (lambda: chart(given.across), lambda: png(blank)):
        with pytest.raises(MissingExtra, match=r"duixian\[charts\]"):
            make()


def test_nothing_of_it_is_loaded_unless_asked() -> None:
    check = "import sys, duixian.publishing.charts; print([name for name in ('altair', 'vl_convert') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_nothing_to_draw_is_an_error() -> None:
    with pytest.raises(UsageError, match="nothing to draw"):
        chart(Comparison(indicator="候鸟"))


@pytest.mark.usefixtures("renderer")
def test_few_equal_great_and_many_figures_are_drawn(given: SimpleNamespace) -> None:
    def line(*values: float, place: str = "临湖区", **more: object) -> list[object]:
        return [given.row(place, 2024 - at, given.figure(value), given.figure(value), "met", **more) for at, value in enumerate(values)]

    comparisons = [line(5), line(0, 0), line(-3, -1), line(1e15, 1), line(*range(45)), [*line(0, 0), *line(0, 0, place="望山区")], [*line(-3), *line(-3, place="望山区")]]
    plots: list[AnyPlot] = [of_comparison(given.compared(*rows), together=together) for rows in comparisons for together in (False, True)]
    plots += [of_phrases([Use("候鸟", year, 0) for year in years], Counting.TIMES, place="临湖区") for years in ((2024,), range(1980, 2025))]
    plots += [of_standings([replace(given.standings[1], year=year) for year in range(1980, 2025)]), of_levels(given.levels[:1])]
    plots += [of_hardness([replace(given.hardness[0], year=year) for year in years]) for years in ((2024,), range(1980, 2025))]
    for plot in plots:
        for width in (360, 960):
            svg = draw(plot, DARK, width=width, titled=False)
            assert "NaN" not in svg, plot.title
            assert "Infinity" not in svg, plot.title
