"""Verbs of notebooks."""

from mergelab.notebooks.services.comparing import comparison, file_page, prepare
from mergelab.notebooks.services.preferences import remember_choice

__all__ = ["comparison", "file_page", "prepare", "remember_choice"]
