"""Writing into notebooks so that everything else in the file stays as it is."""

from mergelab.pure.notebookdiff.writing.cleaning import CONFLICT, CleanOptions, clean
from mergelab.pure.notebookdiff.writing.document import Document, Unwritable
from mergelab.pure.notebookdiff.writing.source import replace_source, source_json
from mergelab.pure.notebookdiff.writing.style import SpelledNumber, Style, detect, write

__all__ = [
    "CONFLICT",
    "CleanOptions",
    "Document",
    "SpelledNumber",
    "Style",
    "Unwritable",
    "clean",
    "detect",
    "replace_source",
    "source_json",
    "write",
]
