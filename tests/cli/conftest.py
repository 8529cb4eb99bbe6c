"""A folder to work in, with one short report."""

from __future__ import annotations

from pathlib import Path

import pytest

NOTE = """\
临湖区政府工作报告
——2025年1月8日在临湖区第六届人民代表大会第四次会议上
一、2024年工作回顾
全年新建公厕12座。
二、2025年主要预期目标
地区生产总值增长5%左右。
三、2025年重点任务
建成社区食堂3个，新增就业1.2万人。
"""


@pytest.fixture
def note() -> str:
    """The text of the short report: one result, three targets."""
    return NOTE


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder of the test, with the report as ``note.txt``."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "note.txt").write_bytes(NOTE.encode())
    return tmp_path
