"""What a notebook's difference is called: counts, badges and hints for the reviewer."""

from collections.abc import Iterator
from typing import Final

from mergelab.pure.notebookdiff import NotebookDiff, Output, OutputPair, Row, summary

Badge = tuple[str, str]
MAX_NAMED: Final = 6


def summary_words(diff: NotebookDiff) -> str:
    """Such as `3 of 14 cells changed, 1 moved, 2 outputs`."""
    counts = summary(diff)
    text = counts.text()
    if counts.state == "both" and counts.changed:
        noun = "cell" if counts.changed == 1 else "cells"
        start = f"{counts.changed} {noun} changed"
        if text.startswith(start):
            whole = f"{counts.changed} of {counts.cells} cells changed"
            return whole + text.removeprefix(start)
    return text


def badges(row: Row) -> list[Badge]:
    """What happened to the cell; no colour without its word."""
    return list(_badges(row))


def _badges(row: Row) -> Iterator[Badge]:
    if "inserted" in row.kinds:
        yield "added", "success"
    if "deleted" in row.kinds:
        yield "deleted", "danger"
    if row.moved and row.old:
        yield f"moved from {row.old.index + 1}", "info"
    if "type" in row.kinds and row.old and row.new:
        yield f"{row.old.kind} → {row.new.kind}", "neutral"
    if "source" in row.kinds:
        yield "source changed", "neutral"
    yield from _output_badges(row)
    if "attachments" in row.kinds:
        yield "attachment changed", "neutral"
    if "metadata" in row.kinds:
        yield "metadata changed", "neutral"
    if row.old and row.new and not row.is_changed and row.kinds & {"count", "outputs-noise"}:
        yield "rerun", "outline"


def _output_badges(row: Row) -> Iterator[Badge]:
    if not (row.old and row.new):
        return
    was, now = failure(row.old.outputs), failure(row.new.outputs)
    if now and not was:
        yield "now fails", "danger"
    elif was and not now:
        yield "fails no more", "success"
    changed = [pair for pair in row.outputs if pair.verdict not in ("equal", "noise")]
    figures = sum(pair.is_image for pair in changed)
    if figures:
        yield "figure changed" if figures == 1 else f"{figures} figures changed", "neutral"
    if len(changed) > figures:
        yield "output changed", "neutral"


def failure(outputs: tuple[Output, ...]) -> str:
    """The name of the error with which the cell ended, or an empty text."""
    return next((output.ename or "error" for output in outputs if output.kind == "error"), "")


def hints(diff: NotebookDiff) -> list[str]:
    """What a reviewer should look at: a sentence each, without a full stop."""
    found: list[str] = []
    stale = [row.cell.index for row in diff.rows if _is_stale(row)]
    if stale:
        one = len(stale) == 1
        verbs = ("was changed but its output was not rerun", "were changed but not rerun")
        found.append(f"{_cells(stale)} {verbs[0] if one else verbs[1]}")
    for row in diff.rows:
        if row.old and row.new and (name := failure(row.new.outputs)):
            if not failure(row.old.outputs):
                found.append(f"Cell {row.new.index + 1} now fails with {name[:80]}")
        elif not row.old and row.new and (name := failure(row.new.outputs)):
            found.append(f"The added cell {row.new.index + 1} fails with {name[:80]}")
    return found[:MAX_NAMED]


def _is_stale(row: Row) -> bool:
    """Whether the code is another while outputs and count stayed: nobody ran it.

    A cell without outputs tells nothing: running all anew gives it the same count.
    """
    old, new = row.old, row.new
    if not (old and new) or "source" not in row.kinds or new.kind != "code":
        return False
    # Blank lines and indentation at the ends change nothing that could be rerun.
    is_other = old.source.strip() != new.source.strip()
    return (
        bool(new.raw_outputs)
        and is_other
        and old.count == new.count
        and old.raw_outputs == new.raw_outputs
    )


def _cells(indices: list[int]) -> str:
    names = [str(index + 1) for index in indices[:MAX_NAMED]]
    if len(indices) == 1:
        return f"Cell {names[0]}"
    if len(indices) > MAX_NAMED:
        return f"{len(indices)} cells"
    return f"Cells {', '.join(names[:-1])} and {names[-1]}"


def output_words(pair: OutputPair) -> str:
    """What an output is, in a word or two."""
    output = pair.shown
    if output.kind == "stream":
        return output.name[:40]
    if output.kind == "error":
        return "error"
    if pair.is_image:
        return "figure"
    if "text/html" in output.data:
        return "table" if "<table" in str(output.data["text/html"])[:20_000] else "HTML"
    return "output"
