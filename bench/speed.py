"""Prints how fast reports are read, how much memory that takes, and how that compares.

    python -m bench.speed

Speed is characters a second of CPU time (all processes, user and system) from the bytes of a txt report to the last
byte of JSON lines of all its records, over all reports beside the repository (``../shared``), else the examples.
Peers run on the same texts in the same run; they are slow, so on a sample of them.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import duixian
from bench.peers import PEERS
from duixian.publishing.jsonl import lines
from duixian.publishing.records import KINDS

ROOT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("DUIXIAN_SHARED") or ROOT.parent / "shared")
PASSES = 5
SAMPLE = 4  # reports for the peers, spread over all of them
GOAL_SPEED, GOAL_MEMORY, GOAL_IMPORT = 500_000, 150.0, 0.2

# The peak of a process's own life: ru_maxrss would count the parent's memory at the fork, so Linux's VmHWM goes first.
_MEMORY = """
import pathlib, resource, sys
if sys.argv[1:]:
    import duixian
    from duixian.publishing.jsonl import lines
    from duixian.publishing.records import KINDS
    report = duixian.read(sys.argv[1])
    total = sum(len(lines(report, kind)) for kind in KINDS)
status = pathlib.Path("/proc/self/status")
lines = status.read_text().splitlines() if status.exists() else []
peak = next((int(line.split()[1]) for line in lines if line.startswith("VmHWM")), None)
print(peak or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
_IMPORT = "import time; began = time.perf_counter(); import duixian; print(time.perf_counter() - began)"


def main() -> int:
    folder = SHARED / "reports" if (SHARED / "reports").is_dir() else ROOT / "examples" / "reports"
    paths = sorted(folder.glob("*.txt"))
    files = {path.name: path.read_bytes() for path in paths}
    characters = {name: len(data.decode("utf-8-sig", errors="replace")) for name, data in files.items()}
    total = sum(characters.values())
    print(f"{len(files)} reports, {total:,} characters, in {folder.parent.name}/{folder.name}\n")

    def pipeline(names: list[str]) -> int:
        records = 0
        for name in names:
            report = duixian.read(files[name], name=name)
            records += sum(lines(report, kind).count(b"\n") for kind in KINDS if kind != "report")
        return records

    every = list(files)
    seconds, records = _cpu(lambda: pipeline(every))
    rate = total / seconds
    print(f"whole pipeline, bytes to JSON lines: {rate:,.0f} characters a second ({records:,} records; goal {GOAL_SPEED:,})")

    largest = max(paths, key=lambda path: characters[path.name])
    memory = (_child(_MEMORY, str(largest)) - _child(_MEMORY)) / 1024
    print(f"peak memory over the interpreter's own, {largest.name}: {memory:.0f} MB (goal under {GOAL_MEMORY:.0f})")
    importing = min(_child(_IMPORT) for _ in range(5))
    print(f"import duixian: {importing:.3f} s (goal under {GOAL_IMPORT})\n")

    sample = every[:: max(1, len(every) // SAMPLE)][:SAMPLE]
    size = sum(characters[name] for name in sample)
    texts = [files[name].decode("utf-8-sig", errors="replace") for name in sample]
    ours, found = _cpu(lambda: pipeline(sample))
    print(f"on {len(sample)} reports of {size:,} characters:")
    print(f"{'duixian (all records, all fields)':46} {size / ours:12,.0f} characters a second {found:6} objects")
    for name, load in PEERS.items():
        try:
            peer = load()
        except ImportError as missing:
            print(f"{name:46} not installed ({missing.name}); make bench installs it")
            continue
        theirs, found = _cpu(lambda peer=peer: sum(peer(text) for text in texts), passes=1)
        print(f"{name:46} {size / theirs:12,.0f} characters a second {found:6} objects; duixian is {theirs / ours:.1f} times as fast")
    print()
    return 0


def _cpu(work: Callable[[], int], passes: int = PASSES) -> tuple[float, int]:
    """The middle CPU time of several passes after a first one that does not count, and what the work gave."""
    given = work()
    spent = []
    for _ in range(passes):
        before = os.times()
        work()
        after = os.times()
        spent.append(sum(after[:4]) - sum(before[:4]))
    return max(statistics.median(spent), 1e-9), given


def _child(code: str, *arguments: str) -> float:
    """What a fresh interpreter prints."""
    return float(subprocess.run([sys.executable, "-c", code, *arguments], check=True, capture_output=True, text=True).stdout)


if __name__ == "__main__":
    began = time.perf_counter()
    code = main()
    print(f"measured in {time.perf_counter() - began:.0f} s")
    sys.exit(code)
