"""Numbers in Chinese numerals: every number that can be written is read back, and nothing else is a number."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duixian.language.numerals import DIGITS, MULTIPLIERS, chinese_number, multiplier

FIGURES = "零一二三四五六七八九"


def spelled(number: int) -> str:
    """A whole number below 10^16 as reports spell it: 一亿二千零五万, 十二, 三百零四."""
    if number == 0:
        return "零"
    parts = []
    for power, word in ((8, "亿"), (4, "万"), (0, "")):
        group, number = divmod(number, 10**power)
        if group:
            parts.append((group, spelled_group(group) if group < 10_000 else spelled(group), word))
        elif parts and number:
            parts.append((0, "", ""))
    text = ""
    gap = False
    for group, word, place in parts:
        if group == 0:
            gap = True
            continue
        text += ("零" if text and (gap or group < 1000) else "") + word + place
        gap = False
    return text[1:] if text.startswith("一十") else text


def spelled_group(group: int) -> str:
    text = ""
    gap = False
    for place, word in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, group = divmod(group, place)
        if digit:
            text += ("零" if gap and text else "") + FIGURES[digit] + word
            gap = False
        else:
            gap = True
    return text


def test_the_speller_spells() -> None:
    assert [spelled(number) for number in (7, 12, 20, 304, 1010, 20_500, 120_050_000, 300_000_004)] == [
        "七", "十二", "二十", "三百零四", "一千零一十", "二万零五百", "一亿二千零五万", "三亿零四",
    ]  # fmt: skip


@given(st.integers(min_value=0, max_value=10**12))
def test_every_whole_number_round_trips(number: int) -> None:
    assert chinese_number(spelled(number)) == number


@given(st.integers(min_value=0, max_value=9999), st.text(FIGURES, min_size=1, max_size=4))
def test_decimals_keep_every_digit(whole: int, rest: str) -> None:
    digits = "".join(str(FIGURES.index(figure)) for figure in rest)
    assert chinese_number(f"{spelled(whole)}点{rest}") == Decimal(f"{whole}.{digits}")


@given(st.text(sorted(DIGITS), min_size=1, max_size=8))
def test_strings_of_figures_read_digit_by_digit(text: str) -> None:
    assert chinese_number(text) == int("".join(str(DIGITS[figure]) for figure in text))


@given(st.integers(min_value=1, max_value=9), st.sampled_from(["百", "千", "万", "亿"]))
def test_the_last_place_word_may_be_left_out(digit: int, place: str) -> None:
    """二百五 is 250, 三万六 is 36,000."""
    size = 10 ** MULTIPLIERS[place]
    assert chinese_number(f"二{place}{FIGURES[digit]}") == 2 * size + digit * size // 10


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("十", 10), ("百", 100), ("千", 1000), ("万", 10_000), ("亿", 10**8), ("千万", 10**7), ("百亿", 10**10), ("万亿", 10**12),
        ("两万", 20_000), ("一百零二", 102), ("一百二", 120), ("二〇二五", 2025), ("一九八五", 1985), ("○", 0),
        ("三千二百一十亿", 321_000_000_000), ("一亿二千万", 120_000_000), ("两百二十万", 2_200_000),
    ],
)  # fmt: skip
def test_forms_that_reports_use(text: str, value: int) -> None:
    assert chinese_number(text) == value


@pytest.mark.parametrize("text", ["", "点", "点五二", "三点", "近", "一批", "12", "三点十", "第三", "百分之三"])
def test_what_is_no_number(text: str) -> None:
    expected = Decimal("0.52") if text == "点五二" else None
    assert chinese_number(text) == expected


@given(st.text())
def test_any_text_is_a_number_or_none(text: str) -> None:
    value = chinese_number(text)
    assert value is None or (value >= 0 and set(text) <= {*DIGITS, *MULTIPLIERS, "点"})


@given(st.text(sorted(MULTIPLIERS), max_size=4))
def test_multipliers_multiply(words: str) -> None:
    product = 1
    for word in words:
        product *= int(chinese_number(word) or 0)
    assert 10 ** multiplier(words) == product
