"""What a reader should know, above a notebook: a line each, linked to its cell."""

from collections.abc import Callable, Sequence
from typing import Final

from django.utils.safestring import SafeString, mark_safe

from mergelab.notebooks.rendering.text import safe_text
from mergelab.pure.notebookdiff import Hint
from mergelab.web.components.feedback import alert
from mergelab.web.components.text import counted

OPEN_NOTES: Final = 4
"""Notes above a difference that are shown at once; more are folded behind their number."""

AnchorOf = Callable[[Hint], str]
"""The id of the element that a hint is about; empty where the page does not show it."""


def hint_box(
    hints: Sequence[Hint], anchor_of: AnchorOf, *, open_notes: int = OPEN_NOTES
) -> SafeString:
    """The warnings, then the notes, folded if they are more than `open_notes`."""
    warnings = [hint for hint in hints if hint.severity == "warning"]
    notes = [hint for hint in hints if hint.severity != "warning"]
    lines = _lines(notes, anchor_of)
    if len(notes) > open_notes:
        words = counted(len(notes), "note")
        lines = f"<details><summary>{words}</summary>{lines}</details>"
    made = _box(_lines(warnings, anchor_of), "warning") + _box(lines, "neutral")
    return mark_safe(made)  # noqa: S308  # escaped below


def _box(lines: str, kind: str) -> str:
    return alert(mark_safe(lines), kind) if lines else ""  # noqa: S308  # escaped below


def _lines(hints: Sequence[Hint], anchor_of: AnchorOf) -> str:
    return "".join(_line(hint, anchor_of(hint)) for hint in hints)


def _line(hint: Hint, anchor: str) -> str:
    """The sentence, and on demand why it matters; a link where its cell is on the page."""
    words = safe_text(hint.message)
    linked = f'<a href="#{anchor}">{words}</a>' if anchor else words
    why = f"<details><summary>Why?</summary>{safe_text(hint.explanation)}.</details>"
    return f'<div class="nb-hint">{linked} {why}</div>'
