"""What the differences of the real pairs are, in words short enough to be read through.

``python tests/pure/notebookdiff/golden.py`` writes them anew into ``golden.txt``; read what changed
in it before you keep it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from mergelab.pure.notebookdiff import (
    NotebookDiff,
    NotNotebook,
    Row,
    diff_notebooks,
    read_notebook,
    summary,
)

ROOT = Path(__file__).parents[3]
FIXTURES = (
    Path(os.environ.get("MERGELAB_FIXTURES", ROOT.parent / "shared" / "fixtures")) / "notebooks"
)
GOLDEN = Path(__file__).with_suffix(".txt")
NUMBERS = [f"{number:02}" for number in range(1, 44)]
SIGNS = {"noise": "~", "changed": "!", "added": "+", "removed": "-"}


def golden() -> dict[str, str]:
    """The reviewed words of every pair, by its number."""
    sections = GOLDEN.read_text(encoding="utf-8").split("\n# ")[1:]
    return {section[:2]: section[3:].strip("\n") for section in sections}


def described(number: str) -> str:
    """The words of a pair as they are now."""
    try:
        old, new = (
            read_notebook(path.read_bytes()) if path.exists() else None
            for path in (FIXTURES / number / f"{side}.ipynb" for side in ("before", "after"))
        )
    except NotNotebook as error:
        return str(error)
    return "\n".join(_lines(diff_notebooks(old, new)))


def _lines(diff: NotebookDiff) -> Iterator[str]:
    yield summary(diff).text()
    for change in diff.changes:
        yield f"  {change.kind} {change.change.key} ({change.change.sides})"
    if diff.old and diff.new:
        yield from (f"  {_row(row)}" for row in diff.rows if row.kinds)


def _row(row: Row) -> str:
    """Such as `3 → 4 moved, source  !stdout, 2 lines  +table 3 × 2`, cells counted from 1."""
    places = " → ".join(str(cell.index + 1) if cell else "·" for cell in (row.old, row.new))
    kinds = ", ".join(sorted(row.kinds))
    outputs = (
        f"  {SIGNS[pair.verdict]}{pair.title}"
        for pair in (row.outputs if row.old and row.new else ())
        if pair.verdict != "equal"
    )
    return f"{places} {kinds}{''.join(outputs)}"


def main() -> int:
    words = (f"\n# {number} {described(number)}\n" for number in NUMBERS)
    GOLDEN.write_text("".join(words), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
