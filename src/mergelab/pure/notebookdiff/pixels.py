"""What the pixels of figures say about a difference, once somebody has decoded them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from mergelab.pure.notebookdiff.clean import same_but_noise
from mergelab.pure.notebookdiff.compare import output_kinds
from mergelab.pure.notebookdiff.model import Output
from mergelab.pure.notebookdiff.outputpairs import OutputPair, PixelChange
from mergelab.pure.notebookdiff.result import NotebookDiff, Row

RASTER = ("image/png", "image/jpeg", "image/gif", "image/webp")
"""Pictures made of pixels, the one that is shown first."""


class PairPlace(NamedTuple):
    """Which pair of outputs: the row among the rows of the difference, the pair in its outputs."""

    row: int
    output: int


Verdicts = Mapping[PairPlace, PixelChange]


def picture_mime(output: Output) -> str:
    """The MIME type of the picture that stands for the output; empty for none."""
    return next((mime for mime in RASTER if isinstance(output.data.get(mime), str)), "")


def changed_pictures(diff: NotebookDiff) -> Iterator[PairPlace]:
    """The changed pairs that show a picture on both sides."""
    for place, row in enumerate(diff.rows):
        if "outputs" not in row.kinds or row.old is None or row.new is None:
            continue
        for number, pair in enumerate(row.outputs):
            sides = [output for output in (pair.old, pair.new) if output and picture_mime(output)]
            if pair.verdict == "changed" and len(sides) == 2:
                yield PairPlace(place, number)


def with_pixels(diff: NotebookDiff, verdicts: Verdicts) -> NotebookDiff:
    """The difference with what is known of its pictures.

    A pair whose pictures are equal, and which differs in nothing else that matters, is `noise`; the
    kinds of its row follow. Rows without a verdict are the same objects as before.
    """
    by_row: dict[int, dict[int, PixelChange]] = {}
    for place, change in verdicts.items():
        by_row.setdefault(place.row, {})[place.output] = change
    if not by_row:
        return diff
    rows = tuple(
        _judged(row, by_row[place]) if place in by_row else row
        for place, row in enumerate(diff.rows)
    )
    return replace(diff, rows=rows)


def _judged(row: Row, changes: Mapping[int, PixelChange]) -> Row:
    pairs = tuple(
        _judged_pair(pair, changes[number]) if number in changes else pair
        for number, pair in enumerate(row.outputs)
    )
    others = row.kinds - {"outputs", "outputs-noise"}
    return replace(row, pairs=pairs, kinds=others | set(output_kinds(pairs)))


def _judged_pair(pair: OutputPair, change: PixelChange) -> OutputPair:
    if change.is_equal and pair.old and pair.new and _same_beside(pair.old, pair.new):
        return replace(pair, pixels=change, verdict="noise")
    return replace(pair, pixels=change)


def _same_beside(old: Output, new: Output) -> bool:
    """Whether the outputs are the same but for noise, taking the pictures for equal.

    So is any other form of the same picture, such as the SVG beside a PNG.
    """
    if set(filter(_is_picture, old.data)) != set(filter(_is_picture, new.data)):
        return False
    data = {
        mime: old.data[mime] if _is_picture(mime) else value for mime, value in new.data.items()
    }
    return same_but_noise(old, replace(new, data=data))


def _is_picture(mime: str) -> bool:
    return mime.startswith("image/") or mime == "application/pdf"
