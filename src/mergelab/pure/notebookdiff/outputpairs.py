"""An output before and after, and what can be said of the two."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from mergelab.pure.notebookdiff.hunks import DiffLine, diff_texts
from mergelab.pure.notebookdiff.model import Output
from mergelab.pure.notebookdiff.terminal import terminal_text

Verdict = Literal["equal", "noise", "changed", "added", "removed"]


@dataclass(frozen=True, slots=True)
class PixelChange:
    """How two pictures differ once decoded.

    `share` is the part of the pixels that visibly differ, 0 to 1, on the area that either covers.
    `box` is the smallest rectangle around them: left, top, right, bottom in pixels of the larger
    picture. `old_size` and `new_size` are (width, height).
    """

    share: float
    box: tuple[int, int, int, int] | None
    old_size: tuple[int, int]
    new_size: tuple[int, int]

    @property
    def is_equal(self) -> bool:
        return not self.share and self.old_size == self.new_size


@dataclass(frozen=True)
class OutputPair:
    """An old output and what became of it; one side is None where it was added or removed.

    `noise`: the bytes differ, but only in what changes at every run (see `clean`). `pixels` says
    how much of a figure changed, where somebody decoded both (see `with_pixels`).
    """

    old: Output | None
    new: Output | None
    verdict: Verdict
    pixels: PixelChange | None = None

    @property
    def shown(self) -> Output:
        """The newer of the two."""
        output = self.new or self.old
        assert output is not None, "a pair has at least one side"
        return output

    @property
    def is_image(self) -> bool:
        return any(output.images for output in (self.old, self.new) if output)

    @cached_property
    def lines(self) -> tuple[DiffLine, ...]:
        """The lines of both texts as a terminal shows them (no styles), context included.

        Line n of a side is line n of `terminal(output.text)`.
        """
        return diff_texts(_text_lines(self.old), _text_lines(self.new))


def _text_lines(output: Output | None) -> list[str]:
    return terminal_text(output.text) if output else []
