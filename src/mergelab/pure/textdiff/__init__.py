"""Differences between two texts, as people read them. See README.md."""

from mergelab.pure.textdiff.hunks import (
    Gap,
    Hunk,
    Row,
    changed_lines,
    context_rows,
    gaps,
    hunks,
    split_rows,
)
from mergelab.pure.textdiff.lines import Opcode, diff_lines, split_lines
from mergelab.pure.textdiff.patch import patch_text, unified_text
from mergelab.pure.textdiff.reveal import Part, is_suspicious, reveal
from mergelab.pure.textdiff.track import Tracked, track_line, track_lines
from mergelab.pure.textdiff.words import Span, mark_words

__all__ = [
    "Gap",
    "Hunk",
    "Opcode",
    "Part",
    "Row",
    "Span",
    "Tracked",
    "changed_lines",
    "context_rows",
    "diff_lines",
    "gaps",
    "hunks",
    "is_suspicious",
    "mark_words",
    "patch_text",
    "reveal",
    "split_lines",
    "split_rows",
    "track_line",
    "track_lines",
    "unified_text",
]
