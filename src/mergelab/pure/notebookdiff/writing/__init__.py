"""Writing into notebooks so that everything else in the file stays as it is."""

from mergelab.pure.notebookdiff.writing.cleaning import CleanOptions, clean
from mergelab.pure.notebookdiff.writing.document import Document, Unwritable
from mergelab.pure.notebookdiff.writing.source import replace_source
from mergelab.pure.notebookdiff.writing.style import SpelledNumber, Style, detect, write

__all__ = [
    "CleanOptions",
    "Document",
    "SpelledNumber",
    "Style",
    "Unwritable",
    "clean",
    "detect",
    "replace_source",
    "write",
]
