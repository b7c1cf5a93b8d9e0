"""Suggestions: blocks of a comment that offer other text for the lines commented on.

`blocks` reads them from a comment, `subjects` says what text they stand beside, `keeping` stores
them, `showing` makes a difference of them. To apply them is the verb of the floor that has branches.
"""

from mergelab.discussions.suggesting.blocks import fenced
from mergelab.discussions.suggesting.keeping import keep_suggestions
from mergelab.discussions.suggesting.showing import SuggestionView, previewed
from mergelab.discussions.suggesting.subjects import Subject, Where, subject_of

__all__ = [
    "Subject",
    "SuggestionView",
    "Where",
    "fenced",
    "keep_suggestions",
    "previewed",
    "subject_of",
]
