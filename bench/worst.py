"""Prints how long the worst texts take: each pattern at two sizes, whose times must grow as the sizes do.

    python -m bench.worst

A pattern whose time grows by more than the bound for four times the size fails, and so does one too slow to be timed.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

import duixian
from duixian.errors import ReadingError
from duixian.publishing.jsonl import lines

__all__ = ["WORST", "main"]

SMALL, LARGE = 50_000, 200_000
MILLION = 1_000_000  # characters of the one text that is timed at full length
BOUND = 8.0  # times that four times the text may take; four is linear, the rest is noise and memory
SLOWEST = 20.0  # seconds of CPU for the small size, and for the million; beyond, no larger one is tried

WORST: dict[str, Callable[[int], str]] = {
    "one sentence without a stop": lambda size: "推动全区各项工作" * (size // 8),
    "one sentence of numbers": lambda size: "完成投资3.2亿元" * (size // 9),
    "digits alone": lambda size: "1234567890" * (size // 10),
    "thousands commas": lambda size: "1,234," * (size // 6),
    "decimal points": lambda size: "1." * (size // 2),
    "Chinese numerals": lambda size: "一二三四五六七八九十百千万亿" * (size // 14),
    "nested brackets": lambda size: "（" * (size // 2) + "）" * (size // 2),
    "open quotation marks": lambda size: "“" * size,
    "commas alone": lambda size: "，" * size,
    "enumeration commas": lambda size: "建成公厕、" * (size // 5),
    "percent signs": lambda size: "增长%" * (size // 3),
    "years": lambda size: "2024年" * (size // 5),
    "from and to": lambda size: "由10提高到20" * (size // 8),
    "ranges": lambda size: "5%-6%" * (size // 5),
    "headings": lambda size: "（一）工作\n" * (size // 6),
    "empty lines": lambda size: "\n" * size + "完。",
    "blanks": lambda size: "工 作 " * (size // 4),
    "full-width digits": lambda size: "１２３，" * (size // 4),
    "lines broken after each word": lambda size: "工作\n" * (size // 3),
    "zero-width characters": lambda size: "工\u200b" * (size // 2),
    "traditional characters": lambda size: "經濟發展" * (size // 4),
    "qualifiers": lambda size: "约左右以上以内不低于" * (size // 10),
    "units": lambda size: "亿元万人平方米微克/立方米" * (size // 13),
}


def main() -> int:
    slow = []
    print(f"{'':32} {SMALL:>9,} {LARGE:>11,} characters, seconds of CPU")
    for name, build in WORST.items():
        small = _seconds(build(SMALL))
        large = _seconds(build(LARGE)) if small < SLOWEST else float("inf")
        growth = large / max(small, 0.05)
        print(f"{name:32} {small:9.2f} {large:11.2f}   times {growth:4.1f}{'   TOO SLOW' if growth > BOUND else ''}", flush=True)
        if growth > BOUND:
            slow.append(name)
    name, build = next(iter(WORST.items()))
    seconds = _seconds(build(MILLION))
    print(f"{name}, {MILLION:,} characters: {seconds:.2f} s")
    if seconds > SLOWEST:
        slow.append(f"{name}, at full length")
    if slow:
        print(f"FAILED time grows faster than the text: {', '.join(slow)}")
    return 1 if slow else 0


def _seconds(text: str) -> float:
    data = text.encode()
    before = os.times()
    try:
        lines(duixian.read(data, name="worst.txt"), "facts")
    except ReadingError as error:
        print(f"  refused: {error}")
    after = os.times()
    return sum(after[:2]) - sum(before[:2])


if __name__ == "__main__":
    sys.exit(main())
