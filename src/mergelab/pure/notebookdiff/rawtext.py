"""The diff of two files that are no notebooks, for the terminal: their raw lines."""

from __future__ import annotations

from mergelab.pure.notebookdiff.decode import decoded
from mergelab.pure.notebookdiff.difftext import changed_lines
from mergelab.pure.notebookdiff.hunks import diff_texts


def raw_diff_text(old: bytes, new: bytes, *, color: bool = False, context: int = 3) -> str:
    """`-` and `+` lines with some unchanged ones around; empty if nothing differs."""
    sides = [decoded(side)[0].split("\n") if side else [] for side in (old, new)]
    lines = changed_lines(diff_texts(*sides), color=color, context=context)
    return "".join(f"{line}\n" for line in lines)
