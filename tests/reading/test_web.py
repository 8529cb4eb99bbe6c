"""Web pages: lines and their elements, the document found in pages of several kinds, the rest furniture."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_files import PROSE

from duixian.errors import DamagedInput, EmptyInput, ReadingError
from duixian.reading.source import Source, load

TITLE = "2025年临湖区政府工作报告"
PARAGRAPHS = "".join(f"<p>　　{text}</p>\n" for text in PROSE)

GOVERNMENT = f"""<!DOCTYPE html><html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312">
<title>{TITLE}_临湖区人民政府</title><script>var a = "<div>不是正文</div>";</script><style>p {{color: red}}</style></head><body>
<div class="head"><ul><li><a>首页</a></li><li><a>政务公开</a></li></ul><form><button>搜索</button></form></div>
<div>当前位置：<a>首页</a> &gt; <a>政府工作报告</a></div>
<div><div class="left"><ul><li><a>关于印发方案的通知，请各单位执行</a></li></ul></div>
<div><h1>{TITLE}</h1><div>来源：区政府办公室 发布时间：2025-01-20</div>
<div class="editor">{PARAGRAPHS}</div><div>分享到：<a>微信</a></div>
<div><h3>相关链接</h3><ul><li><a>2024年临湖区政府工作报告</a></li></ul></div></div></div>
<div><p>主办单位：临湖区人民政府办公室 网站标识码：0000000000</p><p>建议使用1024以上分辨率，谷歌浏览器浏览本站。</p></div></body></html>"""

FORUM = f"""<html><head><meta charset="utf-8"><title>{TITLE} - 报告 - 澄江论坛 - Powered by Discuz!</title></head><body>
<div><a>设为首页</a><a>收藏本站</a></div><div><table><tr><td>查看: <span>190</span>|回复: 2</td><td><h1><a>[澄江]</a> {TITLE}</h1></td></tr></table>
<div><table><tr><td><div>签到天数: 8 天</div><dl><dt>积分</dt><dd>61</dd></dl></td><td><div>发表于 2025-1-29 08:15:00 | <a>只看该作者</a></div>
<table><tr><td>{TITLE}<br />{"<br /><br />".join(text + '<font class="jammer">x1Y</font>' for text in PROSE)}</td></tr></table></td></tr></table></div>
<div><table><tr><td>路人甲</td><td>谢谢分享，收藏了。</td></tr></table></div></div><div><p>Powered by Discuz! X2</p></div></body></html>"""

NEWSPAPER = f"""<html><head><title>临湖日报 第2版</title></head><body><table><tr><td><ul><li><a>政府工作报告</a></li><li><a>河湖治理现场会</a></li></ul></td><td>
<div><div>政府工作报告</div><div>（上接第一版）</div>{PARAGRAPHS}<p>（下转第三版）</p></div>
<div><h2>河湖治理现场会召开</h2><div>■ 通讯员 李明</div><p>日前，临湖区召开现场会，部署今年任务，要求各街道逐项落实。</p>
<p>会议指出，去年全区完成清淤12公里，改造排水口40处，水质持续改善。</p></div></td></tr></table>
<div><a>上一版</a> <a>下一版</a></div><div>版权所有 临湖日报社 未经授权不得转载</div></body></html>"""


def document(source: Source) -> list[str]:
    """Gives the lines of a page that are not furniture."""
    aside = {position for span in source.furniture for position in range(span.start, span.end)}
    return [source.text[anchor.start : anchor.end].strip() for anchor in source.anchors if anchor.start not in aside]


def test_a_government_page_gives_title_byline_and_text() -> None:
    source = load("a.html", GOVERNMENT.encode("gb18030"))
    assert source.encoding == "gb18030"
    assert document(source) == [TITLE, "来源：区政府办公室 发布时间：2025-01-20", *PROSE]
    assert "不是正文" not in source.text
    assert "网站标识码" in source.text


def test_a_forum_page_gives_the_post_without_hidden_noise() -> None:
    source = load("thread-1.html", FORUM.encode())
    assert document(source) == [TITLE, *PROSE]
    assert "x1Y" not in source.text


def test_a_newspaper_page_gives_all_its_articles() -> None:
    lines = document(load("page.html", NEWSPAPER.encode()))
    assert lines[:2] == ["政府工作报告", "（上接第一版）"]
    assert lines[2 : 2 + len(PROSE)] == list(PROSE)
    assert "河湖治理现场会召开" in lines
    assert lines[-1].startswith("会议指出")


@pytest.mark.parametrize("around", ["form", "aside", "nav", "center", "font"])
def test_a_page_that_stands_whole_in_one_element_keeps_its_document(around: str) -> None:
    page = GOVERNMENT.replace("<body>", f"<body><{around}>").replace("</body>", f"</{around}></body>")
    assert document(load("a.html", page.encode("gb18030")))[2:] == list(PROSE)


def test_anchors_name_the_element_of_each_line() -> None:
    source = load("a.html", GOVERNMENT.encode("gb18030"))
    places = {source.text[anchor.start : anchor.end].strip(): anchor.path for anchor in source.anchors}
    assert places[PROSE[0]] == "html/body/div[3]/div[2]/div[2]/p[1]"
    assert places[PROSE[-1]] == f"html/body/div[3]/div[2]/div[2]/p[{len(PROSE)}]"


def test_lines_broken_in_the_markup_are_whole_and_tables_are_rows() -> None:
    page = "<html><body><p>推动经济\n  高质量 发展，\n保障民生。</p><table><tr><th>指标</th><td><p>目标</p></td></tr><tr><td>新增就业</td><td>1.2万人</td></tr></table></body></html>"
    assert load("a.html", page.encode()).text == "推动经济高质量 发展，保障民生。\n指标\t目标\n新增就业\t1.2万人\n"


def test_a_frame_of_two_columns_is_no_row_of_data() -> None:
    page = f"<html><body><table><tr><td><p>首页</p></td><td>{PARAGRAPHS}</td></tr></table><table><tr><td>新增<br>就业</td><td>1.2<b>万</b>人</td></tr></table></body></html>"
    lines = load("a.html", page.encode()).text.split("\n")
    assert [line.strip() for line in lines[:-2]] == ["首页", *PROSE]
    assert lines[-2] == "新增 就业\t1.2万人"


def test_a_page_is_known_by_its_content_whatever_its_name() -> None:
    assert load("报告.doc", GOVERNMENT.encode("gb18030")).format == "html"
    assert load("报告.txt", ("\ufeff" + NEWSPAPER).encode()).format == "html"


@pytest.mark.parametrize(
    ("page", "error"),
    [
        ("<html><body><script>load()</script></body></html>", EmptyInput),
        ("<html>" + "<script>" * 5000, EmptyInput),
        ("<html>" + "<div>" * 50_000 + "文字", DamagedInput),
        ("<html><div " + " ".join(f"a{n}=1" for n in range(20_000)) + ">文字", DamagedInput),
    ],
)
def test_pages_without_text_or_end_are_refused(page: str, error: type[ReadingError]) -> None:
    with pytest.raises(error, match=r"a\.html"):
        load("a.html", page.encode())


@given(st.lists(st.sampled_from(["<div>", "</div>", "<p>", "<td>", "<tr>", "<table>", "</table>", "<br>", "<!--", "-->", "<a href=x>", "字，", " \n", "&nbsp;", "<script>", "</script>", "5%。"]), max_size=60))
def test_any_markup_gives_lines_that_anchors_cover(pieces: list[str]) -> None:
    try:
        source = load("a.html", ("<html><body>" + "".join(pieces)).encode())
    except ReadingError:
        return
    assert "".join(source.text[anchor.start : anchor.end] for anchor in source.anchors) == source.text.replace("\n", "").replace("\t", "")
    for span in source.furniture:
        assert 0 <= span.start < span.end <= len(source.text)
