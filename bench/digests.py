"""Prints what reading and following give as digests, so that a change meant to change no record can prove it.

    python -m bench.digests --write FILE     before the change
    python -m bench.digests --check FILE     after it; exit code 1 and a list of what differs where anything does
    python -m bench.digests --lines FOLDER   the JSON lines themselves, to compare with diff

A digest is taken of the JSON lines of every kind of record (sections, facts, promises, findings, terms, metadata, blocks, the view) of every
report beside the repository (``../shared``) and of the examples, in every format there; of as many texts made from them by dropping, doubling
and exchanging clauses and characters, which lead into branches that tidy texts leave alone; and of what following makes of the
reports, and of those of ``bench.importing``, which have many years a place.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import msgspec

import duixian
from bench.importing import ROOT, SHARED, variants
from duixian.model import Report
from duixian.publishing.jsonl import lines
from duixian.publishing.records import KINDS

_FORMATS = (".txt", ".docx", ".html", ".pdf")
_CLAUSE = re.compile(r"[^，。；：、\n]*[，。；：、\n]?")
_CHANGED = 0.06
"""Share of the clauses of a report that its spoiled copy has changed."""
_FOLLOWED = 60
"""Reports of ``bench.importing`` that are followed: three places of twenty years."""
_ENCODER = msgspec.json.Encoder()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", type=Path)
    parser.add_argument("--check", type=Path)
    parser.add_argument("--lines", type=Path)
    parser.add_argument("--spoiled", type=int, default=1, help="spoiled copies of each text")
    parser.add_argument("--every", type=int, default=1, help="take only every so many-th file, for a quick look")
    parser.add_argument("--no-following", action="store_true")
    options = parser.parse_args()
    found: dict[str, str] = {}
    for name, kind, content in _contents(options.spoiled, options.every, not options.no_following):
        found[f"{name} {kind}"] = sha256(content).hexdigest()[:16]
        if options.lines:
            options.lines.mkdir(parents=True, exist_ok=True)
            (options.lines / f"{name}.{kind}.jsonl").write_bytes(content)
    total = sha256("\n".join(f"{key} {value}" for key, value in sorted(found.items())).encode()).hexdigest()[:16]
    if options.write:
        options.write.write_bytes(msgspec.json.format(_ENCODER.encode(found)))
    if not options.check:
        for name in dict.fromkeys(key.rpartition(" ")[0] for key in found):
            print(f"{name:44}", *(f"{key.rpartition(' ')[2]} {value[:8]}" for key, value in found.items() if key.rpartition(" ")[0] == name))
        print(f"total of {len(found)} digests: {total}")
        return 0
    before: dict[str, str] = msgspec.json.decode(options.check.read_bytes(), type=dict[str, str])
    different = [key for key in found if found[key] != before.get(key)]
    whole = options.every == 1 and not options.no_following
    missing = [key for key in before if key not in found] if whole else []
    for key in different:
        print("differs:", key)
    for key in missing:
        print("missing:", key)
    print(f"{len(found)} digests, total {total}: {'equal' if not different and not missing else f'{len(different)} differ, {len(missing)} missing'}")
    return int(bool(different or missing))


def _contents(spoiled: int, every: int, following: bool) -> Iterator[tuple[str, str, bytes]]:
    """Gives name, kind and JSON lines of every kind of record of every text, and of what is followed."""
    reports: list[Report] = []
    for path in _paths()[::every]:
        report = duixian.read(path)
        reports.append(report)
        yield from _records(path.name, report)
        for number in range(spoiled if path.suffix == ".txt" else 0):
            name = f"{path.stem}~{number + 1}.txt"
            yield from _records(name, duixian.read(_spoil(report.text, random.Random(f"{path.name} {number}")).encode(), name=name))
    if following:
        yield from _followed("followed", reports)
        yield from _followed("followed-variants", [duixian.read(text.encode(), name=name) for name, text in variants(_FOLLOWED)])


def _paths() -> list[Path]:
    folders = (SHARED / "reports", ROOT / "examples" / "reports", ROOT / "examples" / "formats")
    return [path for folder in folders if folder.is_dir() for path in sorted(folder.iterdir()) if path.suffix in _FORMATS]


def _records(name: str, report: Report) -> Iterator[tuple[str, str, bytes]]:
    for kind in KINDS:
        yield name, kind, lines(report, kind)
    yield name, "blocks", _ENCODER.encode_lines(report.blocks)
    yield name, "view", _ENCODER.encode((report.text, report.view, report.anchors, report.metadata))


def _followed(name: str, reports: list[Report]) -> Iterator[tuple[str, str, bytes]]:
    archive = duixian.follow(reports)
    for kind in ("series", "outcomes", "evidence", "findings", "left_out"):
        yield name, kind, _ENCODER.encode_lines(getattr(archive, kind))


def _spoil(text: str, draw: random.Random) -> str:
    """Gives a text with some clauses dropped, doubled, exchanged, cut, or with a character of elsewhere in them."""
    clauses = _CLAUSE.findall(text)
    for at in range(len(clauses)):
        if draw.random() >= _CHANGED or not clauses[at]:
            continue
        clause, way = clauses[at], draw.randrange(6)
        place = draw.randrange(len(clause))
        if way == 0:
            clauses[at] = ""
        elif way == 1:
            clauses[at] = clause * 2
        elif way == 2:
            other = draw.randrange(len(clauses))
            clauses[at], clauses[other] = clauses[other], clause
        elif way == 3:
            clauses[at] = clause[:place] + clause[place + 1 :]
        elif way == 4:
            clauses[at] = clause[:place] + text[draw.randrange(len(text))] + clause[place:]
        else:
            clauses[at] = clause[:place] + draw.choice((" ", "\n", "　", "“", "”", "（", "）", "、", "3", "一", "年", "，")) + clause[place:]
    return "".join(clauses)


if __name__ == "__main__":
    sys.exit(main())
