"""The notebook diff beside nbdime, on the same real pairs in the same run.

``python tests/bench/bench_notebookdiff.py [ROUNDS]``. The pairs are in ``$MERGELAB_FIXTURES`` or
``../shared/fixtures`` beside the checkout. CPU time of this process, the best of the rounds for us
and a single round for nbdime (which needs more than a minute for more). Prints a markdown table.
"""

from __future__ import annotations

import base64
import json
import os
import random
import sys
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
LARGE_CELLS = 115

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


def large_pair() -> Pair:
    """10 MB a side: figures, long streams, code; edits, a move, new figures, new addresses."""
    rng = random.Random(1)
    cells = [_large_cell(rng, number) for number in range(LARGE_CELLS)]
    edited = json.loads(json.dumps(cells))
    for cell in edited[::3]:
        cell["source"][3] = "changed = True\n"
    for cell in edited[::4]:
        cell["outputs"][0]["data"]["image/png"] = _figure(rng)
    for cell in edited:
        cell["outputs"][1]["text"][5] = f"<object at 0x7f{rng.randrange(16**10):010x}>\n"
    edited.insert(3, edited.pop(80))
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
    """The least CPU time of some rounds in ms, or None where the work failed."""
    best = None
    for _ in range(rounds):
        started = time.process_time()
        try:
            work(pair)
        except Exception:  # nbdime and nbformat raise many kinds on real files
            return None
        spent = 1000 * (time.process_time() - started)
        best = spent if best is None else min(best, spent)
    return best


def row(name: str, times: list[float | None]) -> str:
    done = sorted(spent for spent in times if spent is not None)
    figures = [done[len(done) // 2], done[min(int(len(done) * 0.95), len(done) - 1)], done[-1]]
    cells = [name, str(len(done)), *(f"{figure:.2f}" for figure in figures), f"{sum(done):.0f}"]
    return f"| {' | '.join(cells)} |"


def main() -> int:
    if not FIXTURES.is_dir():
        sys.stdout.write(f"skipped: no notebook pairs in {FIXTURES}\n")
        return 0
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    warnings.simplefilter("ignore")
    pairs = real_pairs()
    cpu_ms(nbdime, pairs[0], 1)  # its imports are not part of the measurement
    lines = ["| CPU ms | pairs | p50 | p95 | max | sum |", "|---|---|---|---|---|---|"]
    mine = [cpu_ms(ours, pair, rounds) for pair in pairs]
    theirs = [cpu_ms(nbdime, pair, 1) for pair in pairs]
    lines.append(row("parse + diff", mine))
    lines.append(
        row("parse + diff + words + text", [cpu_ms(ours_as_text, p, rounds) for p in pairs])
    )
    lines.append(row("line map of one side", [cpu_ms(ours_line_map, p, rounds) for p in pairs]))
    lines.append(row("nbdime 4.0.4, parse + diff", theirs))
    both = [(a, b) for a, b in zip(mine, theirs, strict=True) if a and b]
    factors = sorted(b / a for a, b in both)
    total = sum(b for _, b in both) / sum(a for a, _ in both)
    lines.append("")
    lines.append(f"nbdime / ours on the {len(both)} pairs that both read:")
    middle = factors[len(factors) // 2]
    lines.append(f"median {middle:.0f} ×, least {factors[0]:.0f} ×, sum {total:.0f} ×")
    large = large_pair()
    spent = cpu_ms(ours, large, rounds)
    lines.append(f"made pair of {len(large[0]) / 1e6:.1f} MB a side: {spent or 0:.0f} ms")
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
