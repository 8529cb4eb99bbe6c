"""Series hold every figure of a place and indicator with its source, and mark what was given differently."""

from __future__ import annotations

from made_reports import make

from duixian.following import follow

GDP = {"indicator": "地区生产总值", "indicator_id": "gdp"}


def test_targets_stand_beside_actuals_over_years() -> None:
    reports = [
        make("今年，地区生产总值增长6%。", 2024, [{"quote": "6%", "value": 6, "unit": "%", "measure": "growth", **GDP}]),
        make("地区生产总值增长5.8%。", 2025, [{"quote": "5.8%", "value": 5.8, "unit": "%", "measure": "growth", "role": "actual", **GDP}]),
    ]
    (line,) = follow(reports).series
    assert (line.key, line.change) == ("gdp", True)
    assert [(one.period, one.role.value, one.value, one.report) for one in line.observations] == [
        ("2024", "target", 6, "linhu-2024-report.txt"),
        ("2024", "actual", 5.8, "linhu-2025-report.txt"),
    ]
    assert [reports[k].text[one.start : one.end] for k, one in enumerate(line.observations)] == ["6%", "5.8%"]


def test_levels_and_changes_are_series_of_their_own() -> None:
    text = "地区生产总值520亿元，增长5.8%。"
    facts = [
        {"quote": "520亿元", "value": 520, "unit": "亿元", "role": "actual", **GDP},
        {"quote": "5.8%", "value": 5.8, "unit": "%", "measure": "growth", "role": "actual", **GDP},
    ]
    assert sorted(line.change for line in follow([make(text, 2025, facts)]).series) == [False, True]


def test_a_figure_given_differently_is_revised_on_both_sides() -> None:
    level = {"unit": "亿元", "role": "actual", "period": "2023", **GDP}
    reports = [
        make("地区生产总值500亿元。", 2024, [{"quote": "500亿元", "value": 500, **level}]),
        make("2023年地区生产总值508亿元，二〇二三年地区生产总值508亿元。", 2025, [{"quote": "508亿元", "value": 508, **level}]),
    ]
    (line,) = follow(reports).series
    assert [one.revised for one in line.observations] == [True, True]


def test_the_same_figure_in_another_unit_is_no_revision() -> None:
    level = {"role": "actual", "period": "2023", **GDP}
    reports = [
        make("地区生产总值500亿元。", 2024, [{"quote": "500亿元", "value": 500, "unit": "亿元", **level}]),
        make("2023年地区生产总值0.05万亿元。", 2025, [{"quote": "0.05万亿元", "value": 0.05, "unit": "万亿元", **level}]),
    ]
    (line,) = follow(reports).series
    assert [one.revised for one in line.observations] == [False, False]


def test_a_name_outside_the_catalogue_needs_two_places() -> None:
    parks = {"indicator": "湖畔书屋", "unit": "家", "role": "actual"}
    once = follow([make("湖畔书屋12家。", 2024, [{"quote": "12家", "value": 12, **parks}])])
    assert once.series == ()
    twice = follow(
        [
            make("湖畔书屋12家。", 2024, [{"quote": "12家", "value": 12, **parks}]),
            make("“湖畔书屋”15家。", 2025, [{"quote": "15家", "value": 15, **parks, "indicator": "“湖畔书屋”"}]),
        ]
    )
    assert [[one.value for one in line.observations] for line in twice.series] == [[12, 15]]
