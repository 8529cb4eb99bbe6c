"""Writes the generated parts of the documentation, or says which are out of date.

    python -m docs.generate            writes docs/cli.md, docs/cli.zh-CN.md and the pictures in docs/images
    python -m docs.generate --check    changes nothing; exit code 1 where a reference differs from what would be written

The pictures show what reading an example finds today; they are made anew by hand, not checked.
The command's help is in the language of the locale it starts in, so each language is made in a process of its own.
"""

from __future__ import annotations

import argparse
import html
import io
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
LOCALES = {"en": "en_US.UTF-8", "zh": "zh_CN.UTF-8"}
SUFFIX = {"en": "", "zh": ".zh-CN"}
PICTURED = ROOT / "examples" / "reports" / "linhu-2025-report.txt"
FOLLOWED = [ROOT / "examples" / "reports" / f"linhu-{year}-report.txt" for year in (2024, 2025)]
COLUMNS = 110  # of the terminal in the pictures
ROWS = 8  # of each table in the pictures

HEADS = {
    "en": "# Command reference\n\n*Made from the command's own help by `make docs`; [中文](cli.zh-CN.md).*\n",
    "zh": "# 命令参考\n\n*由 `make docs` 从命令自己的帮助生成；[English](cli.md)。*\n",
}
CAPTIONS = {"en": ("Arguments", "Options"), "zh": ("参数", "选项")}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--language", choices=LOCALES, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.language:
        return _one_language(options.language, check=options.check)
    codes = []
    for language, locale in LOCALES.items():
        command = [sys.executable, "-m", "docs.generate", "--language", language, *(["--check"] if options.check else [])]
        codes.append(subprocess.run(command, cwd=ROOT, env={**os.environ, "LC_ALL": locale}, check=False).returncode)
    return max(codes)


def _one_language(language: str, *, check: bool) -> int:
    made = {DOCS / f"cli{SUFFIX[language]}.md": reference(language)}
    if not check:
        made[DOCS / "images" / f"read{SUFFIX[language]}.svg"] = read_picture(language)
        made[DOCS / "images" / f"follow{SUFFIX[language]}.svg"] = follow_picture(language)
    stale = [path for path, text in made.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    for path in stale:
        if check:
            print(f"{path.relative_to(ROOT)} is out of date; run make docs")
        else:
            path.parent.mkdir(exist_ok=True)
            path.write_text(made[path], encoding="utf-8")
            print(f"wrote {path.relative_to(ROOT)}")
    return 1 if check and stale else 0


def reference(language: str) -> str:
    """Gives the command reference as Markdown, from the parser's own objects."""
    import typer

    from duixian.cli import app

    top: Any = typer.main.get_command(app)
    context = top.make_context("duixian", [], resilient_parsing=True)
    parts = [HEADS[language], _paragraphs(top.help), _parameters(top, context, language)]
    for name in top.list_commands(context):
        parts += _command(top.get_command(context, name), f"duixian {name}", context, language)
    return "\n".join(part for part in parts if part)


def _command(command: Any, path: str, parent: Any, language: str) -> list[str]:
    """A command's part of the reference; a command of commands is followed by theirs."""
    inner = command.context_class(command, info_name=path.rpartition(" ")[2], parent=parent)
    arguments = [one.metavar for one in command.params if one.param_type_name == "argument"]
    below = command.list_commands(inner) if hasattr(command, "list_commands") else []
    usage = " ".join([f"{path} COMMAND" if below else f"{path} [OPTIONS]", *arguments])
    parts = [f"## {path}\n", f"```\n{usage}\n```\n", _paragraphs(command.help), _parameters(command, inner, language)]
    for name in below:
        parts += _command(command.get_command(inner, name), f"{path} {name}", inner, language)
    return parts


def _paragraphs(text: str) -> str:
    return "\n\n".join(part.strip() for part in text.split("\n\n")) + "\n"


def _parameters(command: Any, context: Any, language: str) -> str:
    """The arguments and options of a command, a list item each."""
    kinds: dict[str, list[str]] = {"argument": [], "option": []}
    for one in command.get_params(context):
        names = ", ".join(one.opts) if one.param_type_name == "option" else ""
        name = " ".join(filter(None, (names, one.metavar)))
        default = f" [{one.default}]" if isinstance(one.default, str) and one.default else ""
        kinds[one.param_type_name].append(f"- `{name}`{default}: {one.help}")
    blocks = [f"**{caption}**\n\n" + "\n".join(lines) + "\n" for caption, lines in zip(CAPTIONS[language], kinds.values(), strict=True) if lines]
    return "\n".join(blocks)


def read_picture(language: str) -> str:
    """Gives the summary of an example report as it stands in a terminal."""
    import duixian
    from duixian.publishing.summary import summary

    return picture(f"duixian read {PICTURED.name}", summary(duixian.read(PICTURED), language, most=ROWS))


def follow_picture(language: str) -> str:
    """Gives the scoreboard of an example year as it stands in a terminal."""
    import duixian
    from duixian.following import follow
    from duixian.publishing.chapters import chapters
    from duixian.publishing.scoreboard import scoreboard
    from duixian.publishing.sources import Sources

    archive = follow(duixian.read(path) for path in FOLLOWED)
    return picture(
        f"duixian follow {' '.join(path.name for path in FOLLOWED)}",
        scoreboard(chapters(archive)[0], Sources(archive.reports), language, main_only=True),
    )


def picture(command: str, shown: Any) -> str:
    """Gives a command and what it prints as SVG that fetches nothing."""
    from rich.console import Console
    from rich.text import Text

    console = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True, highlight=False)
    console.print(Text.assemble(("$ ", "green"), command))
    console.print(shown)
    svg = console.export_svg(title="duixian", font_aspect_ratio=_CELL / _FONT_SIZE)
    return _TEXT.sub(_in_cells, re.sub(r"\s*@font-face \{.*?\}", "", svg, flags=re.DOTALL))


_FONT_SIZE, _CELL = 20, 12.2  # units of the drawing: rich's letters are 20 high, a terminal's cell 12.2 wide
_TEXT = re.compile(r'(<text class="[^"]*-r\d+"[^>]*? textLength=")[\d.]+("[^>]*>)([^<]*)(</text>)')


def _in_cells(text: re.Match[str]) -> str:
    """Mends the width of a run of text: rich counts characters, and a Chinese one is two cells wide."""
    from rich.cells import cell_len

    seen = html.unescape(text[3]).rstrip()
    return f"{text[1]}{cell_len(seen) * _CELL:g}{text[2]}{html.escape(seen)}{text[4]}" if seen else ""


if __name__ == "__main__":
    sys.exit(main())
