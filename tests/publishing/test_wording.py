"""The words on the screen: both languages whole, every value named, every entry used."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from duixian.errors import LexiconError
from duixian.model import Confidence, Hardness, Measure, Qualifier, ReportKind, Role, SectionRole, Why
from duixian.publishing.wording import _merge, language, wording

NAMED = re.compile(r"\{(\w*)\}")


def entries() -> list[tuple[str, dict[str, str]]]:
    words = wording()
    found = [(f"value.{group}.{key}", entry) for group, keys in words["value"].items() for key, entry in keys.items()]
    return found + [(f"{part}.{key}", entry) for part in ("label", "message", "help") for key, entry in words[part].items()]


@pytest.mark.parametrize(("key", "entry"), entries(), ids=[key for key, _ in entries()])
def test_both_languages_say_the_same(key: str, entry: dict[str, str]) -> None:
    assert set(entry) == {"zh", "en"}
    assert all(text.strip() for text in entry.values())
    assert set(NAMED.findall(entry["zh"])) == set(NAMED.findall(entry["en"]))
    own = NAMED.sub("", entry["zh"])
    assert re.search(r"[\u4e00-\u9fff]", own) or not re.search(r"[A-Za-z]{4}", own)


@pytest.mark.parametrize(
    ("group", "values"),
    [
        ("role", Role),
        ("measure", Measure),
        ("qualifier", Qualifier),
        ("hardness", Hardness),
        ("confidence", Confidence),
        ("why", Why),
        ("section_role", SectionRole),
        ("kind", ReportKind),
    ],
)
def test_every_value_has_a_name(group: str, values: type) -> None:
    assert set(wording()["value"][group]) == {value.value for value in values}


def test_every_message_and_label_is_used(root: Path) -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in (root / "src").rglob("*.py"))
    unused = [key for part in ("label", "message", "help") for key in wording()[part] if f'"{key}"' not in code]
    assert unused == []


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, "zh"),
        ({"LANG": "POSIX"}, "zh"),
        ({"LANG": "C.UTF-8"}, "zh"),
        ({"LANG": "zh_TW.UTF-8"}, "zh"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "de_DE@euro"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "en_US.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "C"}, "zh"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": ""}, "en"),
    ],
)
def test_language_by_locale(environment: dict[str, str], expected: str) -> None:
    assert language(environment) == expected


def test_an_entry_stands_in_one_file_only() -> None:
    whole = {"label": {"a": {"zh": "甲", "en": "a"}}}
    _merge(whole, {"label": {"b": {"zh": "乙", "en": "b"}}, "help": {}}, "more.toml")
    assert set(whole["label"]) == {"a", "b"}
    with pytest.raises(LexiconError):
        _merge(whole, {"label": {"a": {"zh": "丙", "en": "c"}}}, "more.toml")
