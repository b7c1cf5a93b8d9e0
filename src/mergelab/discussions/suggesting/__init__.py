"""Suggestions: blocks of a comment that offer other text for the lines commented on.

`blocks` reads them from a comment, `subjects` says what text they stand beside, `keeping` stores
them, `showing` makes a difference of them. Applying them is up to the floor that has branches.
"""

from mergelab.discussions.suggesting.blocks import fenced
from mergelab.discussions.suggesting.keeping import keep_suggestions
from mergelab.discussions.suggesting.showing import SuggestionView, previewed
from mergelab.discussions.suggesting.subjects import (
    Subject,
    Where,
    read_subject,
    subject_of,
    where_of,
)

__all__ = [
    "Subject",
    "SuggestionView",
    "Where",
    "fenced",
    "keep_suggestions",
    "previewed",
    "read_subject",
    "subject_of",
    "where_of",
]
