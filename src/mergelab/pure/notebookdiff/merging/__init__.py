"""Merging two versions of a notebook cell by cell."""

from mergelab.pure.notebookdiff.merging.diff3 import Chunk, merge_lines
from mergelab.pure.notebookdiff.merging.marked import marked
from mergelab.pure.notebookdiff.merging.merge import merge_notebooks
from mergelab.pure.notebookdiff.merging.result import (
    Conflict,
    Merge,
    MergeRow,
    OutputPolicy,
    Pick,
    Resolution,
    resolve,
)

__all__ = [
    "Chunk",
    "Conflict",
    "Merge",
    "MergeRow",
    "OutputPolicy",
    "Pick",
    "Resolution",
    "marked",
    "merge_lines",
    "merge_notebooks",
    "resolve",
]
