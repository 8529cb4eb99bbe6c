"""What holds for the whole workspace: words in both languages, migrations in step, nothing inline, nothing from elsewhere."""

from __future__ import annotations

import re
from io import StringIO
from pathlib import Path

import polib
import pytest
from django.core.management import call_command

WEB = Path(__file__).parents[2] / "src" / "duixian" / "web"
PO = WEB / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))

_TRANSLATE = re.compile(r"""\{%\s*(?:translate|trans)\s+(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')(?:\s+context\s+"([^"]*)")?""")
_BLOCK = re.compile(r"\{%\s*blocktrans(?:late)?\b([^%]*)%\}(.*?)\{%\s*endblocktrans(?:late)?\s*%\}", re.DOTALL)
_LITERALS = r'(?:"(?:[^"\\]|\\.)*"\s*)+'
_CODE = re.compile(rf"\b(?:_|lazy|gettext|gettext_lazy|gettext_noop)\(\s*({_LITERALS})", re.DOTALL)
_IN_CONTEXT = re.compile(rf"\bpgettext(?:_lazy)?\(\s*({_LITERALS}),\s*({_LITERALS})", re.DOTALL)
_HAN = re.compile(r"[\u4e00-\u9fff]")


Message = tuple[str, str]
"""What is said, and the context that tells it from the same words said elsewhere."""


def _literal(written: str) -> str:
    return "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', written)).replace('\\"', '"')


def _of(entry: polib.POEntry) -> Message:
    return entry.msgid, entry.msgctxt or ""


def _used() -> dict[Message, Path]:
    """Every message of templates and code with a file that has it."""
    found: dict[Message, Path] = {}
    for file in [*TEMPLATES, *sorted((WEB / "templates").rglob("*.txt")), *sorted((WEB / "templates").rglob("*.xml"))]:
        text = file.read_text(encoding="utf-8")
        for one in _TRANSLATE.finditer(text):
            found.setdefault((one[1] or one[2], one[3] or ""), file)
        for one in _BLOCK.finditer(text):
            body = re.sub(r"\{\{\s*(\w+)\s*\}\}", r"%(\1)s", one[2])
            if "trimmed" in one[1]:
                body = " ".join(line.strip() for line in body.strip().splitlines())
            context = re.search(r'context "([^"]*)"', one[1])
            found.setdefault((body, context[1] if context else ""), file)
    for file in sorted(WEB.rglob("*.py")):
        code = file.read_text(encoding="utf-8")
        for one in _CODE.finditer(code):
            found.setdefault((_literal(one[1]), ""), file)
        for one in _IN_CONTEXT.finditer(code):
            found.setdefault((_literal(one[2]), _literal(one[1])), file)
    return found


def test_every_message_has_chinese() -> None:
    entries = {_of(entry): entry.msgstr for entry in polib.pofile(str(PO))}
    lacking = {message: str(file.relative_to(WEB)) for message, file in _used().items() if message[0] and not entries.get(message)}
    assert not lacking


def test_chinese_keeps_the_named_placeholders() -> None:
    for entry in polib.pofile(str(PO)):
        named = re.compile(r"%\((\w+)\)s|\{(\w*)\}")
        assert sorted(named.findall(entry.msgid)) == sorted(named.findall(entry.msgstr)), entry.msgid


def test_no_message_is_left_that_nobody_uses() -> None:
    assert sorted({_of(entry) for entry in polib.pofile(str(PO))} - set(_used())) == []


def test_the_compiled_messages_are_those_of_the_source() -> None:
    compiled = {_of(entry): entry.msgstr for entry in polib.mofile(str(PO.with_suffix(".mo"))) if entry.msgid}
    assert compiled == {_of(entry): entry.msgstr for entry in polib.pofile(str(PO))}


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: str(file.relative_to(WEB / "templates")))
def test_templates_hold_nothing_inline_and_nothing_from_elsewhere(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle\s*=", text), "style belongs in a stylesheet"
    assert not re.search(r"<style\b|\son[a-z]+=[\"']|javascript:", text), "script belongs in a file"
    assert not re.search(r"<script\b(?![^>]*\bsrc=)(?![^>]*application/json)", text), "script belongs in a file"
    assert not re.search(r"(?:src|href)\s*=\s*[\"']https?://", text), "nothing is fetched from other hosts"


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: str(file.relative_to(WEB / "templates")))
def test_words_of_templates_go_through_translation(file: Path) -> None:
    text = re.sub(r"\{#.*?#\}|\{%\s*comment.*?endcomment\s*%\}", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
    allowed = ("兑现", "中文")
    for word in allowed:
        text = text.replace(word, "")
    assert not _HAN.search(text), _HAN.search(text)


@pytest.mark.django_db
def test_migrations_say_what_the_models_say() -> None:
    out = StringIO()
    call_command("makemigrations", "--check", "--dry-run", stdout=out)


def test_the_checks_of_the_framework_pass() -> None:
    call_command("check", "--fail-level", "WARNING")
