"""Documentation under test: nothing undocumented, nothing stale, both languages in step, no link to nowhere."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest

import duixian
from duixian.model import (
    Commitment,
    CrossFinding,
    Evidence,
    Fact,
    Finding,
    LeftOut,
    Observation,
    Outcome,
    Section,
    Series,
    Term,
)
from duixian.publishing.records import Identity

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
PAIRS = [(path, path.with_name(f"{path.stem}.zh-CN.md")) for path in PAGES if path.with_name(f"{path.stem}.zh-CN.md").exists()]
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")
SHARED_FIELDS = {"id", "start", "end", "quote", "prefix", "suffix"}


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def code(path: Path) -> list[tuple[str, str]]:
    """The code of a page without its comments, which are in the page's language."""
    return [(kind, re.sub(r"\s+#.*$", "", body, flags=re.MULTILINE)) for kind, body in BLOCK.findall(text(path))]


@pytest.mark.parametrize(("english", "chinese"), PAIRS, ids=[path.name for path, _ in PAIRS])
def test_both_languages_are_in_step(english: Path, chinese: Path) -> None:
    heads = [re.findall(r"^(#+) ", BLOCK.sub("", text(page)), re.MULTILINE) for page in (english, chinese)]
    assert heads[0] == heads[1], "the same headings, level by level"
    assert code(english) == code(chinese), "the same commands and code"
    targets = [[link.replace(".zh-CN", "") for link in LINK.findall(text(page)) if not link.startswith("http")] for page in (english, chinese)]
    assert targets[0] == targets[1], "the same links in the same order"
    tables = [[line.count("|") for line in text(page).splitlines() if line.startswith("|")] for page in (english, chinese)]
    assert tables[0] == tables[1], "the same tables"


def test_the_pairs_are_those_a_user_reads() -> None:
    assert {path.name for path, _ in PAIRS} >= {"README.md", "cli.md", "follow.md", "python.md", "workspace.md"}


def test_every_setting_of_the_workspace_is_documented() -> None:
    code = "\n".join(text(path) for path in (ROOT / "src" / "duixian" / "web").rglob("*.py"))
    read = set(re.findall(r"""os\.environ(?:\.get\(|\[)"([A-Z_]+)\"""", code)) | {"DATABASE_URL"}
    own = {"DUIXIAN_LIFELINE", "DJANGO_SETTINGS_MODULE"}
    for page in ("workspace.md", "workspace.zh-CN.md"):
        table = set(re.findall(r"^\| `([A-Z_]+)` \|", text(ROOT / "docs" / page), re.MULTILINE))
        assert table == read - own, page


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    links = [link for link in LINK.findall(text(page)) if not link.startswith("http")]
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_page_is_in_the_table_of_contents() -> None:
    index = {(ROOT / "docs" / link).resolve() for link in LINK.findall(text(ROOT / "docs" / "index.md"))}
    assert {page.resolve() for page in PAGES} - index == {(ROOT / "docs" / "index.md").resolve()}


@pytest.mark.parametrize(
    ("head", "kind", "shared"),
    [
        ("Fact · 数据", Fact, True),
        ("Commitment · 承诺", Commitment, True),
        ("Finding · 疑点", Finding, True),
        ("Term · 名词解释", Term, True),
        ("Section · 章节", Section, False),
        ("Report · 报告", Identity, False),
        ("Outcome · 兑现情况", Outcome, False),
        ("Evidence · 佐证", Evidence, False),
        ("Series · 序列", Series, False),
        ("Observation · 序列中的数据", Observation, False),
        ("CrossFinding · 跨报告疑点", CrossFinding, True),
        ("LeftOut · 未采用的报告", LeftOut, False),
    ],
)
def test_every_field_is_described_and_no_other(head: str, kind: type, shared: bool) -> None:
    part = text(ROOT / "docs" / "records.md").split(f"## {head}\n")[1].split("\n## ")[0]
    described = [name for line in part.splitlines() if line.startswith("| `") for name in re.findall(r"`(\w+)`", line.split("|")[1])]
    fields = {field.name for field in msgspec.structs.fields(kind)} - (SHARED_FIELDS if shared else set())
    assert len(described) == len(set(described))
    assert set(described) == fields


def test_fields_of_every_record_are_described() -> None:
    part = text(ROOT / "docs" / "records.md").split("## Every record")[1].split("\n## ")[0]
    assert set(re.findall(r"`(\w+)`", part)) == SHARED_FIELDS


def test_python_names_are_sorted_and_there() -> None:
    assert duixian.__all__ == sorted(duixian.__all__)
    assert all(hasattr(duixian, name) for name in duixian.__all__)


def test_python_in_the_pages_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    for page in ("README.md", "docs/python.md"):
        names: dict[str, object] = {}
        for kind, body in BLOCK.findall(text(ROOT / page)):
            if kind == "python":
                exec(compile(body, page, "exec"), names)


def test_every_make_target_is_explained() -> None:
    makefile = text(ROOT / "Makefile")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE)) - {"help"}
    assert targets == set(re.findall(r'"make ([a-z]+) ', makefile)), "make help names each"
    named = {name for page in PAGES for name in re.findall(r"`make ([a-z]+)", text(page))}
    assert named <= targets | {"help"}, "pages name no other"


def test_the_version_is_one() -> None:
    assert f'version = "{duixian.__version__}"' in text(ROOT / "pyproject.toml")
