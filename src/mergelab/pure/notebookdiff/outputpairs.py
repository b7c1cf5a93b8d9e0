"""An output before and after, and what can be said of the two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from mergelab.pure.notebookdiff.hunks import DiffLine, diff_texts
from mergelab.pure.notebookdiff.model import Output
from mergelab.pure.notebookdiff.rich.canonical import BOKEH, PLOTLY, VEGA, WIDGET
from mergelab.pure.notebookdiff.rich.paths import JsonDiff, compare_json, compare_values
from mergelab.pure.notebookdiff.rich.titles import title, widget_title
from mergelab.pure.notebookdiff.tables import TableDiff, Tables, compare_outputs
from mergelab.pure.notebookdiff.tracebacks import TracebackDiff, compare_tracebacks
from mergelab.pure.notebookdiff.values import JsonObject

Noun = Literal["figure", "table", "output"]
Verdict = Literal["equal", "noise", "changed", "added", "removed"]


@dataclass(frozen=True, slots=True)
class PixelChange:
    """How two pictures differ once decoded.

    `share` is the part of the pixels that visibly differ, 0 to 1, on the area that either covers.
    `box` is the smallest rectangle around them: left, top, right, bottom in pixels of the larger
    picture. `old_size` and `new_size` are (width, height). `is_equal` is whether no pixel differs,
    not even invisibly.
    """

    share: float
    box: tuple[int, int, int, int] | None
    old_size: tuple[int, int]
    new_size: tuple[int, int]
    is_equal: bool = False


@dataclass(frozen=True, slots=True)
class WidgetPair:
    """The widget that an output shows, as both notebooks saved it: its class under `model`, its
    state, and the widgets inside it in their places."""

    old: JsonObject
    new: JsonObject


@dataclass(frozen=True)
class OutputPair:
    """An old output and what became of it; one side is None where it was added or removed.

    `noise`: the bytes differ, but only in what changes at every run (see `clean`). `pixels` says
    how much of a figure changed, where somebody decoded both (see `with_pixels`). `words`: whether
    lines mark the words that changed.
    """

    old: Output | None
    new: Output | None
    verdict: Verdict
    pixels: PixelChange | None = None
    widgets: WidgetPair | None = None
    words: bool = True

    @property
    def shown(self) -> Output:
        """The newer of the two."""
        output = self.new or self.old
        assert output is not None, "a pair has at least one side"
        return output

    @property
    def is_image(self) -> bool:
        return any(output.images for output in (self.old, self.new) if output)

    @property
    def noun(self) -> Noun:
        """What the newer output is counted as: pictures and charts are figures."""
        output = self.shown
        if self.is_image or any(mime.startswith((PLOTLY, VEGA, BOKEH)) for mime in output.data):
            return "figure"
        return "table" if _holds_table(_html(output)) else "output"

    @cached_property
    def title(self) -> str:
        """The newer output in a few words: `table 12 × 4`, `Plotly figure “Power”, 2 traces`."""
        return widget_title(self.widgets.new) if self.widgets else title(self.shown)

    @cached_property
    def tables(self) -> Tables:
        """The HTML tables of both sides; empty and without a reason where a side has none."""
        old, new = (_html(output) for output in (self.old, self.new))
        if not (_holds_table(old) and _holds_table(new)):
            return Tables()
        return compare_outputs(old, new)

    @property
    def table(self) -> TableDiff | None:
        """The first of the tables that differ, else the first; None where none are compared."""
        diffs = self.tables.diffs
        return next((diff for diff in diffs if not diff.is_equal), diffs[0] if diffs else None)

    @cached_property
    def traceback(self) -> TracebackDiff | None:
        """Both errors by frame; None where a side is no error or of a form not known."""
        if not (self.old and self.new and self.old.kind == self.new.kind == "error"):
            return None
        return compare_tracebacks(self.old, self.new)

    @cached_property
    def json(self) -> JsonDiff | None:
        """Where the figures or other JSON values of both sides differ; None where none are."""
        if self.widgets:
            return compare_values(WIDGET, self.widgets.old, self.widgets.new)
        return compare_json(self.old, self.new) if self.old and self.new else None

    @cached_property
    def lines(self) -> tuple[DiffLine, ...]:
        """The lines of both texts as a terminal shows them (no styles), context included.

        Line n of a side is line n of `terminal(output.text)`.
        """
        return diff_texts(_text_lines(self.old), _text_lines(self.new), words=self.words)


def _html(output: Output | None) -> str:
    value = output.data.get("text/html") if output else None
    return value if isinstance(value, str) else ""


def _holds_table(html: str) -> bool:
    return "<table" in html or "<TABLE" in html


def _text_lines(output: Output | None) -> Sequence[str]:
    return output.lines if output else ()
