"""What a split or merged cell is called."""

from __future__ import annotations

from mergelab.pure.notebookdiff.result import Row


def related_words(row: Row) -> str:
    """Such as `split from cell 4`, `split into cells 4 and 5`, `merged into cell 5`; else empty."""
    if not row.related:
        return ""
    is_pair = row.old is not None and row.new is not None
    if "split" in row.kinds:
        verb = "split into" if is_pair else "split from"
    else:
        verb = "merged from" if is_pair else "merged into"
    *names, last = [str(index + 1) for index in row.related]
    return f"{verb} cells {', '.join(names)} and {last}" if names else f"{verb} cell {last}"
