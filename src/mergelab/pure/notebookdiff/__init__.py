"""Notebooks read, compared and described as people read them. See README.md."""

from mergelab.pure.notebookdiff.anchors import Anchor, AnchorPart, anchor
from mergelab.pure.notebookdiff.bookjson import hint_json, notebook_json
from mergelab.pure.notebookdiff.compare import diff_notebooks
from mergelab.pure.notebookdiff.diffjson import diff_json
from mergelab.pure.notebookdiff.difftext import diff_text
from mergelab.pure.notebookdiff.failures import FailureChange, failure, failure_change
from mergelab.pure.notebookdiff.hints import Hint, HintKind, hints, lint
from mergelab.pure.notebookdiff.hunks import DiffLine, hunks
from mergelab.pure.notebookdiff.linemap import LineMap, Location, line_map
from mergelab.pure.notebookdiff.model import (
    Cell,
    CellKind,
    Limits,
    Notebook,
    NotNotebook,
    Output,
    OutputKind,
    Problem,
)
from mergelab.pure.notebookdiff.outputpairs import (
    Noun,
    OutputPair,
    PixelChange,
    Verdict,
    WidgetPair,
)
from mergelab.pure.notebookdiff.pixels import PairPlace, changed_pictures, with_pixels
from mergelab.pure.notebookdiff.rawtext import raw_diff_text
from mergelab.pure.notebookdiff.reader import read_notebook
from mergelab.pure.notebookdiff.related import related_words
from mergelab.pure.notebookdiff.result import (
    KeyChange,
    Kind,
    NotebookChange,
    NotebookDiff,
    Row,
    Stretch,
)
from mergelab.pure.notebookdiff.rich.paths import JsonDiff, PathChange
from mergelab.pure.notebookdiff.styles import Style
from mergelab.pure.notebookdiff.summary import Summary, summary
from mergelab.pure.notebookdiff.tables import TableCell, TableColumn, TableDiff, TableRow, Tables
from mergelab.pure.notebookdiff.terminal import Line, Span, terminal, terminal_text
from mergelab.pure.notebookdiff.text import as_text, output_title
from mergelab.pure.notebookdiff.tracebacks import Frame, FramePair, TracebackDiff
from mergelab.pure.notebookdiff.tracking import Tracked, track
from mergelab.pure.notebookdiff.values import Json, JsonObject, as_json

__all__ = [
    "Anchor",
    "AnchorPart",
    "Cell",
    "CellKind",
    "DiffLine",
    "FailureChange",
    "Frame",
    "FramePair",
    "Hint",
    "HintKind",
    "Json",
    "JsonDiff",
    "JsonObject",
    "KeyChange",
    "Kind",
    "Limits",
    "Line",
    "LineMap",
    "Location",
    "NotNotebook",
    "Notebook",
    "NotebookChange",
    "NotebookDiff",
    "Noun",
    "Output",
    "OutputKind",
    "OutputPair",
    "PairPlace",
    "PathChange",
    "PixelChange",
    "Problem",
    "Row",
    "Span",
    "Stretch",
    "Style",
    "Summary",
    "TableCell",
    "TableColumn",
    "TableDiff",
    "TableRow",
    "Tables",
    "TracebackDiff",
    "Tracked",
    "Verdict",
    "WidgetPair",
    "anchor",
    "as_json",
    "as_text",
    "changed_pictures",
    "diff_json",
    "diff_notebooks",
    "diff_text",
    "failure",
    "failure_change",
    "hint_json",
    "hints",
    "hunks",
    "line_map",
    "lint",
    "notebook_json",
    "output_title",
    "raw_diff_text",
    "read_notebook",
    "related_words",
    "summary",
    "terminal",
    "terminal_text",
    "track",
    "with_pixels",
]
