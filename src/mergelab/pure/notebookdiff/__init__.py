"""Notebooks read, compared and described as people read them. See README.md."""

from mergelab.pure.notebookdiff.compare import diff_notebooks
from mergelab.pure.notebookdiff.hunks import DiffLine, hunks
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
from mergelab.pure.notebookdiff.reader import read_notebook
from mergelab.pure.notebookdiff.result import (
    KeyChange,
    Kind,
    NotebookChange,
    NotebookDiff,
    OutputPair,
    Row,
    Verdict,
)
from mergelab.pure.notebookdiff.summary import Summary, summary
from mergelab.pure.notebookdiff.terminal import Line, Span, Style, terminal, terminal_text

__all__ = [
    "Cell",
    "CellKind",
    "DiffLine",
    "KeyChange",
    "Kind",
    "Limits",
    "Line",
    "NotNotebook",
    "Notebook",
    "NotebookChange",
    "NotebookDiff",
    "Output",
    "OutputKind",
    "OutputPair",
    "Problem",
    "Row",
    "Span",
    "Style",
    "Summary",
    "Verdict",
    "diff_notebooks",
    "hunks",
    "read_notebook",
    "summary",
    "terminal",
    "terminal_text",
]
