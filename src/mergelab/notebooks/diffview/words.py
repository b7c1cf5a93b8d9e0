"""What a notebook's difference is called: counts and badges."""

from collections import Counter
from collections.abc import Iterator

from mergelab.pure.notebookdiff import (
    NotebookDiff,
    OutputPair,
    Row,
    failure_change,
    related_words,
    summary,
)

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
    if row.related:
        yield related_words(row), "info"
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
    change = failure_change(row)
    if change:
        yield change.kind, "success" if change.kind == "no longer fails" else "danger"
    changed = [pair for pair in row.outputs if pair.verdict not in ("equal", "noise")]
    nouns = Counter(pair.noun for pair in changed)
    for noun in ("figure", "table", "output"):
        if noun == "figure" and nouns[noun] == 1:
            yield _figure_badge(changed), "neutral"
        elif nouns[noun]:
            many = nouns[noun] > 1 and noun != "output"
            yield f"{nouns[noun]} {noun}s changed" if many else f"{noun} changed", "neutral"


def _figure_badge(pairs: list[OutputPair]) -> str:
    words = next(share_words(pair) for pair in pairs if pair.noun == "figure")
    return f"figure changed · {words}" if words else "figure changed"


def pixel_words(pair: OutputPair) -> str:
    """How much of a figure changed, and its size; empty where nobody knows."""
    pixels = pair.pixels
    if pixels is None or pixels.old_size == pixels.new_size:
        return share_words(pair)
    sizes = (f"{width} × {height}" for width, height in (pixels.old_size, pixels.new_size))
    return f"{share_words(pair)} · size {' → '.join(sizes)}"


def share_words(pair: OutputPair) -> str:
    """Such as `38 % of pixels`; empty where nobody knows."""
    pixels = pair.pixels
    if pixels is None:
        return ""
    if pixels.is_equal:
        return "same pixels"
    return f"{_percent(pixels.share)} of pixels" if pixels.share else "no visible change"


def _percent(share: float) -> str:
    """Such as `38 %` or `1.5 %`; never 0 % of what is more than nothing, nor 100 % of less."""
    percent = 100 * share
    if percent < 0.1:
        return "under 0.1 %"
    if 99.5 <= percent < 100:
        return "over 99 %"
    return f"{percent:.{0 if percent >= 10 else 1}f} %"


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
