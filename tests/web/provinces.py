"""Short reports of three provinces for two years, written for tests: the numbers are made up."""

from __future__ import annotations

from pathlib import Path

__all__ = ["FIGURES", "write"]

FIGURES: dict[str, dict[str, tuple[str, str]]] = {
    "青海省": {"growth": ("5%左右", "5.6"), "jobs": ("6万人以上", "6.3"), "rate": ("5.5%以内", "5.1")},
    "贵州省": {"growth": ("6%以上", "5.1"), "jobs": ("60万人以上", "60"), "rate": ("5.5%以内", "5.8")},
    "海南省": {"growth": ("5%以上", "5.1"), "jobs": ("16万人以上", "15.5"), "rate": ("5.5%以内", "5.1")},
}
"""For each province the goals of 2024 (growth of the economy, new jobs, unemployment) and what came of them."""


def write(folder: Path) -> list[Path]:
    """Writes the reports and gives their files."""
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for place, figures in FIGURES.items():
        for year in (2024, 2025):
            file = folder / f"{place}-{year}.txt"
            file.write_text(_first(place, figures) if year == 2024 else _second(place, figures), encoding="utf-8")
            files.append(file)
    return files


def _first(place: str, figures: dict[str, tuple[str, str]]) -> str:
    return f"""2024年{place}政府工作报告

2024年1月20日在{place}人民代表大会会议上

各位代表：

现在，我代表省人民政府向大会报告工作，请予审议。

一、2023年工作回顾

2023年，全省经济稳步恢复，地区生产总值增长4.8%，民生持续改善。

二、2024年工作安排

今年全省要争取做到的是：地区生产总值增长{figures["growth"][0]}，城镇新增就业{figures["jobs"][0]}，全省城镇调查失业率控制在{figures["rate"][0]}。

新建口袋公园12个，改造老旧小区80个。
"""


def _second(place: str, figures: dict[str, tuple[str, str]]) -> str:
    return f"""2025年{place}政府工作报告

2025年1月18日在{place}人民代表大会会议上

各位代表：

现在，我代表省人民政府向大会报告工作，请予审议。

一、2024年工作回顾

2024年，全省地区生产总值增长{figures["growth"][1]}%，城镇新增就业{figures["jobs"][1]}万人，城镇调查失业率为{figures["rate"][1]}%。

二、2025年工作安排

今年全省要争取做到的是：地区生产总值增长5%左右，城镇新增就业7万人以上，全省城镇调查失业率控制在5.5%以内。
"""
