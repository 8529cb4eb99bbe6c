"""Furniture of copied pages: what is set apart, and what of the document never is."""

from __future__ import annotations

import pytest
from made_files import PROSE, TEXT

from duixian.reading.cleaning import clean
from duixian.reading.furniture import page_furniture
from duixian.reading.source import load

FORUM_HEAD = """收藏本站
查看: 190|回复: 3

[澄江] 2025年临湖区政府工作报告

[复制链接]
    某某用户
    2025-2-7 10:12
  • 签到天数: 8 天

    [LV.3]邻居

    积分
    61

    主题
    12
    发表于 2025-2-9 08:15 | 只看该作者
"""
FORUM_TAIL = """
    您需要登录后才可以回帖 登录 | 立即注册

    客服中心
    在线时间:
    每天
    8:30-17:30

    Powered by Somebody X2

    返回列表 快速回复
"""
TITLE = "2025年临湖区政府工作报告"


def furniture(text: str) -> list[str]:
    return [text[span.start : span.end] for span in page_furniture(text)]


def test_a_forum_copy_keeps_only_the_post() -> None:
    text = FORUM_HEAD + TITLE + "\n" + TEXT + FORUM_TAIL
    head, tail = furniture(text)
    assert head == FORUM_HEAD.rstrip()
    assert tail == FORUM_TAIL.strip()


def test_a_government_page_keeps_title_and_byline() -> None:
    text = "首页\n>\n政府信息公开\n>\n政府工作报告\n" + TITLE + "\n时间：\n2025-01-20\n来源：\n临湖区政府\n分享:\n" + TEXT + "扫一扫在手机打开当前页\n"
    found = furniture(text)
    assert found == ["首页\n>\n政府信息公开\n>\n政府工作报告", "分享:", "扫一扫在手机打开当前页"]


def test_a_title_that_comes_again_is_furniture_the_first_time() -> None:
    text = "分享:\n" + TITLE + "\n首页\n" + TITLE + "\n下载\n" + TEXT
    assert furniture(text) == ["分享:\n" + TITLE + "\n首页", "下载"]


def test_a_foot_of_names_and_numbers_is_furniture() -> None:
    foot = "网站地图 | 关于我们\n\n主办单位:临湖区人民政府办公室 网站标识码:0000000000\n\n澄ICP备00000000号-1"
    assert furniture(TEXT + "\n\n" + foot + "\n") == [foot]


def test_page_numbers_and_mottoes_are_furniture() -> None:
    text = "\n".join([*PROSE[:4], "— 3 —", *PROSE[4:], "第 4 页 共 9 页", *PROSE[2:4], "惜水电 护河湖 爱家园"])
    assert furniture(text) == ["— 3 —", "第 4 页 共 9 页", "惜水电 护河湖 爱家园"]


@pytest.mark.parametrize(
    "text",
    [
        TITLE + "\n——2025年1月8日在临湖区第五届人民代表大会第二次会议上\n区长 周 波\n" + TEXT,
        TITLE + "\n来源：临湖区政府 时间：2025-01-20\n" + TEXT,
        "一、主题活动\n支持企业发展。\n二、积分管理\n推行文明积分，兑换服务。\n",
        TEXT + "临湖区人民政府\n2025年1月8日\n",
        "",
    ],
)
def test_a_document_by_itself_has_none(text: str) -> None:
    assert furniture(text) == []


def test_furniture_stays_in_the_view_as_paragraphs_of_its_own() -> None:
    source = load("a.txt", (FORUM_HEAD + TEXT + FORUM_TAIL).encode())
    view = clean(source.text, source.furniture)
    paragraphs = view.text.split("\n")
    assert "[复制链接]" in paragraphs
    assert PROSE[0] in paragraphs
    assert PROSE[-1] in paragraphs
