"""Markdown and untrusted HTML as safe HTML. The sanitiser is always the last step."""

from mergelab.kit.markdown.holes import Hole, find_holes, render_around
from mergelab.kit.markdown.links import Links, resolve_path
from mergelab.kit.markdown.output import sanitize_html
from mergelab.kit.markdown.references import Found, References
from mergelab.kit.markdown.render import excerpt, find_references, render
from mergelab.kit.markdown.tasks import task_counts, toggle_task

__all__ = [
    "Found",
    "Hole",
    "Links",
    "References",
    "excerpt",
    "find_holes",
    "find_references",
    "render",
    "render_around",
    "resolve_path",
    "sanitize_html",
    "task_counts",
    "toggle_task",
]
