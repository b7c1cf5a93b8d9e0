"""The diff of two files that are no notebooks, for the terminal: their raw lines."""

from __future__ import annotations

from mergelab.pure.notebookdiff.decode import decoded
from mergelab.pure.notebookdiff.hunks import diff_texts
from mergelab.pure.notebookdiff.textlines import changed_lines, paint_for


def raw_diff_text(old: bytes, new: bytes, *, color: bool = False, context: int = 3) -> str:
    """`-` and `+` lines with some unchanged ones around; empty if nothing differs."""
    texts = [decoded(side)[0] for side in (old, new)]
    tells_end = all(texts) and texts[0].endswith("\n") != texts[1].endswith("\n")
    lines = diff_texts(*(_lines(text, tells_end=tells_end) for text in texts))
    shown = changed_lines(lines, paint_for(color=color), context)
    return "".join(f"{line}\n" for line in shown)


def _lines(text: str, *, tells_end: bool) -> list[str]:
    lines = text.split("\n")
    if not lines[-1]:
        lines.pop()
    elif tells_end:
        lines[-1] += " (without a line end)"
    return lines
