"""What a report says of itself: cases of heads, and what stays empty."""

from __future__ import annotations

from pathlib import Path

import pytest

from duixian.model import Metadata, Named, Report
from duixian.reading import open_report
from duixian.reading.dating import session_year

BODY = "各位代表：\n受政府委托，我来报告这一年的事，请大家审议。\n"
YEARS = "一、2030年工作回顾\n新建公厕12座。\n二、2031年重点工作\n改造小区32个。\n"


def about(text: str, name: str = "report.txt") -> Metadata:
    return opened(text, name).metadata


def opened(text: str, name: str = "report.txt") -> Report:
    return open_report(text.encode(), name=name)


HEADS = [
    (
        "2031年天津市河北区政府工作报告\n——2031年1月9日在天津市河北区第二十届人民代表大会第一次会议上\n河北区区长　周　舟\n",
        {
            "title": "2031年天津市河北区政府工作报告", "kind": "work_report", "place": "天津市河北区", "place_code": "120105", "year": "2031",
            "reviewed": "2030", "date": "2031-01-09", "speaker": "周舟", "office": "河北区区长", "meeting": "天津市河北区第二十届人民代表大会第一次会议",
        },
    ),
    (
        "政府工作报告\n（二〇三一年一月九日在湖南省第十六届人民代表大会第一次会议上）\n湖南省代省长 沈怀舟\n来源：临湖日报\n",
        {"title": "政府工作报告", "place": "湖南省", "place_code": "430000", "date": "2031-01-09", "speaker": "沈怀舟", "office": "湖南省代省长", "source": "临湖日报"},
    ),
    (
        "2031年新疆政府工作报告\n2031年1月9日在新疆维吾尔自治区第十六届人民代表大会第一次会议上\n自治区主席 阿不都·买买提\n",
        {"place": "新疆维吾尔自治区", "place_code": "650000", "speaker": "阿不都·买买提", "office": "自治区主席"},
    ),
    ("临湖区2031年国民经济和社会发展计划\n", {"kind": "annual_plan", "place": "临湖区", "place_code": "", "year": "2031"}),
    ("澄江市临湖区2031年民心工程清单\n", {"kind": "livelihood_list", "place": "澄江市临湖区", "place_code": ""}),
    ("临湖区2030年国民经济和社会发展计划执行情况的报告\n", {"kind": "plan_execution"}),
    ("临湖区国民经济和社会发展第十六个五年规划纲要\n", {"kind": "five_year_plan"}),
    ("临湖区2030年国民经济和社会发展统计公报\n", {"kind": "bulletin"}),
    ("政府工作报告\n2031年1月9日，王建国市长在河东区第二十届\n人民代表大会第一次会议上\n", {"meeting": "河东区第二十届人民代表大会第一次会议"}),
]  # fmt: skip


@pytest.mark.parametrize(("head", "expected"), HEADS)
def test_heads(head: str, expected: dict[str, str]) -> None:
    found = about(head + BODY + YEARS)
    values = {field: value.value if isinstance(value, Named) else str(value) for field, value in ((name, getattr(found, name)) for name in expected)}
    assert values == expected


@pytest.mark.parametrize(
    ("text", "year"),
    [
        (BODY + YEARS, "2031"),
        ("2031年政府工作报告\n" + BODY + "新建公厕12座。", "2031"),
        (BODY + "一、2030年工作回顾\n新建公厕12座。\n二、重点任务\n改造小区32个。", "2031"),
        ("受托向第八届全国人民代表大会第一次会议报告工作。\n农业要抓紧。", "1993"),
        ("现在，我代表国务院作报告。\n今年是实行“七五”计划的头一年。", "1986"),
        ("现在，我代表国务院作报告。\n今后要抓好以下工作，2031年经济工作的总体要求是稳中求进。", "2031"),
        ("农业要抓紧，工业要抓好，商业要搞活。", ""),
    ],
)
def test_the_year_planned_for(text: str, year: str) -> None:
    assert about(text).year.value == year


def test_the_file_name_is_asked_last() -> None:
    assert about("农业要抓紧。", "linhu-2029.txt").year == Named("2029")
    assert about("农业要抓紧。", "linhu-2029-2030.txt").year == Named()
    assert about(BODY + YEARS, "linhu-1999.txt").year.value == "2031"


def test_sessions_of_the_congress() -> None:
    assert [session_year(*of) for of in ((1, 1), (1, 5), (2, 4), (3, 1), (4, 1), (5, 2), (9, 5), (14, 4))] == [1954, 1958, 1963, 1964, 1975, 1979, 2002, 2026]
    assert session_year(4, 2) == session_year(3, 3) == session_year(12, 6) == 0


def test_a_term_reviewed() -> None:
    found = about(BODY + "一、“十五五”时期工作回顾\n新建公厕60座。\n二、2031年重点工作\n改造小区32个。")
    assert (found.reviewed.value, found.term.value) == ("2026/2030", "2026/2030")


def test_the_nation() -> None:
    found = about("各位代表：\n我受国务院之托，作政府工作报告，请大家审议。\n农业要抓紧。")
    assert (found.place.value, found.place_code, found.title.value, found.kind.value) == ("全国", "100000", "政府工作报告", "work_report")


def test_what_is_not_said_stays_empty() -> None:
    found = about("这里只有一句话，说不出是什么报告。")
    assert found == Metadata()


def test_every_value_has_its_place() -> None:
    report = opened(HEADS[0][0] + BODY + YEARS)
    for field in ("title", "place", "year", "date", "speaker", "office", "meeting"):
        named = getattr(report.metadata, field)
        assert report.text[named.start : named.end], field
    about_it = report.metadata
    assert report.text[about_it.year.start : about_it.year.end] == "2031"
    assert report.text[about_it.speaker.start : about_it.speaker.end] == "周　舟"


@pytest.mark.shared
def test_real_reports_by_their_names(shared: Path) -> None:
    codes = {"china": "100000", "hebei": "120105", "hedong": "120102", "nankai": "120104", "shaanxi": "610000", "shanxi": "140000", "beijing": "110000"}
    for path in sorted((shared / "reports").glob("*.txt")):
        found = open_report(path).metadata
        place = path.name.split("-")[0]
        if "hebei-province" in path.name:
            assert found.place_code == "130000", path.name
        elif place in codes:
            assert found.place_code == codes[place], path.name
        else:
            assert found.place_code.endswith("0000"), path.name
        given = next(part for part in path.stem.split("-") if part.isdigit())
        assert found.year.value in (given, str(int(given) + 1)), path.name
