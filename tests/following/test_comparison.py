"""One indicator across places and years: targets, results, gaps, ranks, ambition; and how places kept their goals."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_reports import make

from duixian.following import follow
from duixian.following.archive import Archive
from duixian.following.comparison import _ranks, against_peers, compare, standings
from duixian.model import Comparison, ComparisonRow, Report, Verdict

GDP = {"indicator": "地区生产总值", "indicator_id": "gdp", "measure": "growth", "unit": "%"}
RATE = {"indicator": "城镇调查失业率", "indicator_id": "unemployment_surveyed", "unit": "%"}


def year(place: str, code: str, number: int, goal: float, result: float, unemployed: tuple[float, float]) -> Report:
    """A report of ``number``: last year's result, this year's goal, and the same for unemployment, a ceiling."""
    text = (
        f"去年增长{result}%，失业率为{unemployed[0]}%。\n今年增长目标{goal}%左右，失业率控制在{unemployed[1]}%以内，建成甲{place}馆3座。\n"
    )
    facts = [
        {"quote": f"{result}%", "value": result, "role": "actual", **GDP},
        {"quote": f"{unemployed[0]}%，"[:-1], "value": unemployed[0], "role": "actual", "start": text.index("失业率为") + 4, **RATE},
        {"quote": f"{goal}%左右", "value": goal, "qualifier": "about", **GDP},
        {"quote": f"{unemployed[1]}%以内", "value": unemployed[1], "qualifier": "max", **RATE},
        {"quote": "3座", "value": 3, "unit": "座", "indicator": f"甲{place}馆"},
    ]
    return make(text, number, facts, place=place, code=code, name=f"{code}-{number}.txt")


@pytest.fixture(scope="module")
def archive() -> Archive:
    return follow(
        [
            year("澄江市临湖区", "990101", 2023, 6.0, 5.0, (5.2, 5.0)),
            year("澄江市临湖区", "990101", 2024, 6.5, 6.4, (5.0, 5.1)),
            year("澄江市望山区", "990102", 2023, 7.0, 6.5, (4.8, 5.0)),
            year("澄江市望山区", "990102", 2024, 7.5, 5.1, (5.6, 5.2)),
            year("澄江市东岭区", "990103", 2023, 6.0, 6.1, (5.5, 5.5)),
        ]
    )


def row(comparison: Comparison, place: str, number: int) -> ComparisonRow:
    (found,) = (one for one in comparison.rows if one.place.endswith(place) and one.year == number)
    return found


def test_target_result_gap_and_rank(archive: Archive) -> None:
    compared = compare(archive, "gdp", year=2023)
    assert (compared.indicator, compared.indicator_id, compared.message) == ("地区生产总值", "gdp", "")
    assert [(one.place[-3:], one.actual.value if one.actual else None, one.actual_rank) for one in compared.rows] == [
        ("临湖区", 6.4, 1),
        ("望山区", 5.1, 2),
        ("东岭区", None, None),
    ]
    kept, missed, open_ = compared.rows
    assert (kept.verdict, missed.verdict, open_.verdict) == (Verdict.EXCEEDED, Verdict.MISSED, Verdict.PENDING)
    assert kept.gap == pytest.approx(0.4 / 6, abs=1e-6)
    assert [one.target_rank for one in compared.rows] == [2, 1, 2]
    assert {(one.target_ranked, one.actual_ranked, one.target_median, one.actual_median) for one in compared.rows} == {(3, 2, 6.0, 5.75)}


def test_every_figure_has_its_place(archive: Archive) -> None:
    for one in compare(archive, "gdp").rows:
        for figure in (one.target, one.actual, one.last):
            if figure is not None:
                assert archive.report(figure.report).text[figure.start : figure.end] == figure.quote


def test_how_ambitious_a_target_is(archive: Archive) -> None:
    compared = compare(archive, "gdp")
    assert [(row(compared, place, number).stretch, row(compared, place, number).stretch_unit) for place, number in (("临湖区", 2023), ("望山区", 2024))] == [
        (1.0, "个百分点"),
        (2.4, "个百分点"),
    ]


def test_what_is_better_low_ranks_low_and_is_ambitious_low(archive: Archive) -> None:
    compared = compare(archive, "城镇调查失业率", year=2023)
    assert [(one.place[-3:], one.actual_rank, one.verdict) for one in compared.rows if one.actual] == [
        ("临湖区", 1, Verdict.MET),
        ("望山区", 2, Verdict.MISSED),
    ]
    assert row(compared, "临湖区", 2023).stretch == pytest.approx(0.2)  # from 5.2 to 5.0 is forward
    assert row(compared, "望山区", 2023).stretch == pytest.approx(-0.2)
    assert row(compared, "临湖区", 2023).better == "lower"


def test_years_with_a_result_and_no_goal_have_a_row(archive: Archive) -> None:
    before = row(compare(archive, "gdp"), "东岭区", 2022)
    assert (before.target, before.verdict) == (None, None)
    assert before.actual is not None
    assert before.actual.value == 6.1


@pytest.mark.parametrize("name", ["临湖区", "990101", "澄江市临湖区"])
def test_places_go_by_name_and_code(archive: Archive, name: str) -> None:
    compared = compare(archive, "gdp", year=2023, places=(name,))
    assert [one.place for one in compared.rows] == ["澄江市临湖区"]
    assert [one.place for one in compared.standings] == ["澄江市临湖区"]
    assert compared.rows[0].target_ranked == 1


def test_what_is_not_known_is_said(archive: Archive) -> None:
    nothing = compare(archive, "候鸟数量", year=2023)
    assert nothing.rows == ()
    assert "2023年的“候鸟数量”" in nothing.message
    some = compare(archive, "gdp", places=("临湖区", "西江区"))
    assert {one.place for one in some.rows} == {"澄江市临湖区"}
    assert "西江区" in some.message
    assert compare(archive, "gdp", places=("区",)).rows == ()  # fits three: none is guessed


def test_one_place_against_its_peers(archive: Archive) -> None:
    compared = against_peers(archive, "临湖区", year=2023)
    assert compared.place == "澄江市临湖区"
    assert {(one.indicator, one.place, one.target_rank, one.target_ranked) for one in compared.rows} == {
        ("地区生产总值", "澄江市临湖区", 2, 3),
        ("城镇调查失业率", "澄江市临湖区", 1, 3),
    }
    assert {one.place[-3:] for one in compared.standings} == {"临湖区", "望山区", "东岭区"}
    alone = against_peers(archive, "临湖区", year=2023, peers=("西江区",))
    assert alone.rows == ()
    assert "西江区" in alone.message


def test_standings_count_every_goal(archive: Archive) -> None:
    for one in standings(archive):
        assert one.goals == one.exceeded + one.met + one.nearly + one.missed + one.other_form + one.absent + one.pending
        assert one.decided == one.exceeded + one.met + one.nearly + one.missed
        assert one.goals == one.binding + one.plain + one.soft
        of_place = [outcome for outcome in archive.outcomes if (outcome.place, outcome.year) == (one.place, one.year)]
        assert one.goals == len(of_place)
    linhu, wangshan, dongling = standings(archive, year=2023)
    assert (linhu.kept_share, linhu.kept_rank, wangshan.kept_share, wangshan.kept_rank) == (1.0, 1, 0.0, 2)
    assert (linhu.absent_share, linhu.absent_rank, linhu.ranked) == (pytest.approx(1 / 3), 1, 2)
    assert (dongling.pending, dongling.kept_share, dongling.absent_share) == (3, None, None)


@given(st.lists(st.none() | st.integers(-5, 5).map(float), max_size=12), st.sampled_from([1.0, -1.0]))
def test_ranks_count_those_that_are_better(values: list[float | None], up: float) -> None:
    ranks = _ranks(values, up)
    known = [value for value in values if value is not None]
    for value, rank in zip(values, ranks, strict=True):
        assert rank == (None if value is None else 1 + len([other for other in known if other * up > value * up]))
    assert not known or 1 in ranks


def test_the_archive_compares(archive: Archive) -> None:
    assert archive.compare("gdp", year=2024, places=["临湖区"]) == compare(archive, "gdp", year=2024, places=("临湖区",))
