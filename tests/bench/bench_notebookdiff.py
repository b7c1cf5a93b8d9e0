"""The notebook diff beside nbdime, on the same pairs in the same run.

``python tests/bench/bench_notebookdiff.py [ROUNDS]``. The real pairs are in ``$MERGELAB_FIXTURES``
or ``../shared/fixtures`` beside the checkout; larger ones are made here. CPU time of one process,
the best of the rounds for us, and for nbdime the best of as many where it takes under a second,
else one. Each pair of files of 5 MB and more has a process of its own, for its memory; nbdime is
stopped there after ``LONGEST`` seconds. Prints Markdown tables.
"""

import base64
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

from mergelab.pure.notebookdiff import (
    NotNotebook,
    diff_notebooks,
    diff_text,
    line_map,
    read_notebook,
)

ROOT = Path(__file__).parents[2]
FIXTURES = (
    Path(os.environ.get("MERGELAB_FIXTURES", ROOT.parent / "shared" / "fixtures")) / "notebooks"
)
LONGEST = 60
"""Seconds of computing after which nbdime is stopped on a large pair."""

MEGABYTES = (5, 10, 25)

Pair = tuple[bytes, bytes]


def real_pairs() -> list[Pair]:
    """The pairs that have two readable sides."""
    pairs = []
    for folder in sorted(path for path in FIXTURES.iterdir() if path.is_dir()):
        files = [folder / "before.ipynb", folder / "after.ipynb"]
        if not all(file.exists() for file in files):
            continue
        old, new = (file.read_bytes() for file in files)
        try:
            read_notebook(old)
            read_notebook(new)
        except NotNotebook:
            continue
        pairs.append((old, new))
    return pairs


def made_pair(megabytes: int) -> Pair:
    """Two files of a size: figures, long streams, code; edits, a move, new figures, new addresses.

    A megabyte has 11 or 12 cells.
    """
    rng = random.Random(1)
    cells = [_large_cell(rng, number) for number in range(megabytes * 23 // 2)]
    edited = json.loads(json.dumps(cells))
    for cell in edited[::3]:
        cell["source"][3] = "changed = True\n"
    for cell in edited[::4]:
        cell["outputs"][0]["data"]["image/png"] = _figure(rng)
    for cell in edited:
        cell["outputs"][1]["text"][5] = f"<object at 0x7f{rng.randrange(16**10):010x}>\n"
    edited.insert(3, edited.pop(len(edited) * 2 // 3))
    return _file(cells), _file(edited)


def _large_cell(rng: random.Random, number: int) -> dict[str, Any]:
    words = ["frame", "loss", "epoch", "value", "model", "fit", "(", ")", "=", "0.5"]
    lines = [" ".join(rng.choices(words, k=9)) + "\n" for _ in range(80)]
    figure = {"image/png": _figure(rng), "text/plain": "<Figure size 640x480 with 1 Axes>"}
    outputs = [
        {"output_type": "display_data", "metadata": {}, "data": figure},
        {"output_type": "stream", "name": "stdout", "text": lines[20:]},
    ]
    start = {"cell_type": "code", "metadata": {}, "execution_count": number}
    return {**start, "source": lines[:20], "outputs": outputs}


def _figure(rng: random.Random) -> str:
    return base64.b64encode(rng.randbytes(62_000)).decode()


def _file(cells: list[dict[str, Any]]) -> bytes:
    book = {"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": cells}
    return json.dumps(book, indent=1).encode()


def ours(pair: Pair) -> None:
    """Parse and diff."""
    diff_notebooks(read_notebook(pair[0]), read_notebook(pair[1]))


def ours_with_problems(pair: Pair) -> None:
    """The same, then what both files have that had to be guessed or repaired."""
    sides = [read_notebook(side) for side in pair]
    diff_notebooks(*sides)
    assert all(side.problems is not None for side in sides)


def ours_as_text(pair: Pair) -> None:
    """The same, then every changed line with its words, as the terminal shows it."""
    diff_text(diff_notebooks(read_notebook(pair[0]), read_notebook(pair[1])), metadata=True)


def ours_line_map(pair: Pair) -> None:
    line_map(pair[1])


def nbdime(pair: Pair) -> None:
    """What nbdime needs for the same: read, upgrade, diff."""
    import nbdime as library
    import nbformat

    old, new = (nbformat.reads(side.decode("utf-8"), as_version=4) for side in pair)
    library.diff_notebooks(old, new)


def cpu_ms(work: Callable[[Pair], None], pair: Pair, rounds: int) -> float | None:
    """The least CPU time of some rounds in ms, or None where the work failed.

    One round is enough for what takes more than a second.
    """
    best = None
    for _ in range(rounds):
        started = time.process_time()
        try:
            work(pair)
        except Exception:  # nbdime and nbformat raise many kinds on real files
            return None
        spent = 1000 * (time.process_time() - started)
        best = spent if best is None else min(best, spent)
        if spent > 1000:
            break
    return best


def row(name: str, times: list[float | None]) -> str:
    done = sorted(spent for spent in times if spent is not None)
    figures = [done[min(int(len(done) * share), len(done) - 1)] for share in (0.5, 0.95, 0.99, 1)]
    cells = [name, str(len(done)), *(f"{figure:.2f}" for figure in figures), f"{sum(done):.0f}"]
    return f"| {' | '.join(cells)} |"


def held_at_most() -> float:
    """MB of memory that this process has ever held; Linux says it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024 / 1e6


def alone(name: str, folder: Path) -> None:
    """What a process of its own prints: ms, and MB that it held at most beside Python's own."""
    work = {"ours": ours, "nbdime": nbdime}[name]
    work((_file([]), _file([])))  # its imports are not part of the measurement
    if name == "nbdime":
        resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time()) + LONGEST,) * 2)
    before = held_at_most()
    pair = ((folder / "before").read_bytes(), (folder / "after").read_bytes())
    spent = cpu_ms(work, pair, 5 if name == "ours" else 1)
    sys.stdout.write(f"{spent or 0:.1f} {held_at_most() - before:.0f}\n")


def large_row(megabytes: int) -> tuple[str, float]:
    """A line of the table of large pairs, and how many times as long nbdime takes."""
    pair = made_pair(megabytes)
    files = sum(map(len, pair)) / 1e6
    with tempfile.TemporaryDirectory() as name:
        for side, data in zip(("before", "after"), pair, strict=True):
            Path(name, side).write_bytes(data)
        mine, theirs = (_run_alone(which, name) for which in ("ours", "nbdime"))
    assert mine is not None, "our own diff broke"
    shown = f"{theirs[0]:.0f} | {theirs[1]:.0f}" if theirs else f"> {LONGEST * 1000} | "
    held = f"{mine[0]:.0f} | {mine[1]:.0f} ({mine[1] / files:.1f} × both files)"
    factor = (theirs[0] if theirs else LONGEST * 1000) / mine[0]
    return f"| {megabytes} MB a side | {held} | {shown} |", factor


def _run_alone(which: str, folder: str) -> tuple[float, float] | None:
    command = [sys.executable, __file__, "alone", which, folder]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        return None
    spent, held = map(float, done.stdout.split())
    return spent, held


def main() -> int:
    if sys.argv[1:2] == ["alone"]:
        alone(sys.argv[2], Path(sys.argv[3]))
        return 0
    if not FIXTURES.is_dir():
        sys.stdout.write(f"skipped: no notebook pairs in {FIXTURES}\n")
        return 0
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    warnings.simplefilter("ignore")
    pairs = real_pairs()
    cpu_ms(nbdime, pairs[0], 1)  # its imports are not part of the measurement
    lines = ["| CPU ms | pairs | p50 | p95 | p99 | max | sum |", "|---|---|---|---|---|---|---|"]
    mine, theirs = [], []
    for pair in pairs:  # one after the other, so that what else the machine does falls on both
        mine.append(cpu_ms(ours, pair, rounds))
        theirs.append(cpu_ms(nbdime, pair, rounds))
    lines.append(row("parse + diff", mine))
    for name, work in (
        ("parse + diff + problems", ours_with_problems),
        ("parse + diff + words + text", ours_as_text),
        ("line map of one side", ours_line_map),
    ):
        lines.append(row(name, [cpu_ms(work, pair, rounds) for pair in pairs]))
    lines.append(row("nbdime 4.0.4, parse + diff", theirs))
    both = [(a, b) for a, b in zip(mine, theirs, strict=True) if a and b]
    factors = [b / a for a, b in both]
    lines += ["", "| | ms | MB at most | nbdime ms | nbdime MB |", "|---|---|---|---|---|"]
    for megabytes in MEGABYTES:
        line, factor = large_row(megabytes)
        lines.append(line)
        factors.append(factor)
    total = sum(b for _, b in both) / sum(a for a, _ in both)
    real = sorted(factors[: len(both)])
    factors.sort()
    lines.append("")
    lines.append(f"nbdime / ours on the {len(both)} real pairs that both read:")
    lines.append(f"median {real[len(real) // 2]:.0f} ×, least {real[0]:.0f} ×, sum {total:.0f} ×")
    lines.append(f"with the made ones: median {factors[len(factors) // 2]:.0f} ×")
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
