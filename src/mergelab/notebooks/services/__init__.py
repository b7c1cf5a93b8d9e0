"""Verbs of notebooks."""

from mergelab.notebooks.services.comparing import comparison, file_page, prepare
from mergelab.notebooks.services.describing import Described, describe, describe_by_pixels
from mergelab.notebooks.services.pixels import compare_pixels
from mergelab.notebooks.services.preferences import remember_choice

__all__ = [
    "Described",
    "compare_pixels",
    "comparison",
    "describe",
    "describe_by_pixels",
    "file_page",
    "prepare",
    "remember_choice",
]
