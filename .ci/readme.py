"""Follows both READMEs to the letter in a copy of the repository: every command, every piece of Python.

`make test` is left out, since CI runs it itself just before.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
BLOCK = re.compile(r"^```(sh|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LEFT_OUT = re.compile(r"^make test\b.*$", re.MULTILINE)


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "duixian"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(copy)], check=True)
        done: set[tuple[str, str]] = set()
        for name in ("README.md", "README.zh-CN.md"):
            for language, code in BLOCK.findall((copy / name).read_text(encoding="utf-8")):
                plain = re.sub(r"\s+#.*$", "", LEFT_OUT.sub("", code), flags=re.MULTILINE)
                if (language, plain) in done:
                    continue
                done.add((language, plain))
                print(f"--- {name}\n{plain.strip()}", flush=True)
                shell = ["bash", "-euo", "pipefail", "-c", plain]
                command = shell if language == "sh" else [str(copy / ".venv/bin/python"), "-c", plain]
                # `make demo` ends with a site that runs until it is told to stop; here it makes the site and runs none.
                environment = {**os.environ, "SERVE": "0"}
                ended = subprocess.run(
                    command, cwd=copy, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
                )
                if ended.returncode:
                    print(ended.stdout[-4000:], ended.stderr[-4000:], f"\nFAILED with exit code {ended.returncode}", sep="\n")
                    return 1
        print(f"{len(done)} blocks ran")
    return 0


if __name__ == "__main__":
    sys.exit(main())
