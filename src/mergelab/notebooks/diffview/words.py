"""What a notebook's difference is called: counts and badges."""

from collections.abc import Iterator

from mergelab.pure.notebookdiff import NotebookDiff, Output, OutputPair, Row, summary

Badge = tuple[str, str]


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
        yield _figure_badge(changed) if figures == 1 else f"{figures} figures changed", "neutral"
    if len(changed) > figures:
        yield "output changed", "neutral"


def _figure_badge(pairs: list[OutputPair]) -> str:
    words = next(pixel_words(pair) for pair in pairs if pair.is_image)
    return f"figure changed · {words}" if words else "figure changed"


def pixel_words(pair: OutputPair) -> str:
    """How much of a figure changed, such as `38 % of pixels`; empty where nobody knows."""
    pixels = pair.pixels
    if pixels is None:
        return ""
    share = 100 * pixels.share
    words = "under 0.1" if share < 0.1 else f"{share:.{0 if share >= 10 else 1}f}"
    return f"{words} % of pixels" if pixels.share else "another size"


def failure(outputs: tuple[Output, ...]) -> str:
    """The name of the error with which the cell ended, or an empty text."""
    return next((output.ename or "error" for output in outputs if output.kind == "error"), "")


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
    if "text/latex" in output.data:
        return "formula"
    return "output"
