"""Pictures attached to a cell, before and after."""

from collections.abc import Iterator
from typing import Final

from mergelab.notebooks.rendering.images import Figure, attached_figure
from mergelab.notebooks.rendering.sources import Side
from mergelab.notebooks.rendering.text import safe_text
from mergelab.pure.notebookdiff import Cell, Json, KeyChange
from mergelab.web.components.review import figure_pair

MOST: Final = 8
_VERBS: Final = {"both": "changed", "old": "removed", "new": "added"}

Holder = tuple[Cell | None, Side]
"""The cell of one side, and how its parts become addresses."""


def attachment_pairs(
    changes: tuple[KeyChange, ...], old: Holder, new: Holder
) -> Iterator[tuple[str, str]]:
    """What became of each attachment, and its pictures; no HTML where neither side is one."""
    for change in changes[:MOST]:
        words = f"Attachment {safe_text(change.key[:80])} · {_VERBS[change.sides]}"
        before, after = _url(old, change.key, change.old), _url(new, change.key, change.new)
        yield (
            words,
            figure_pair(
                before=before[0],
                after=after[0],
                before_alt=f"attachment {change.key[:80]}, before"
                if before[0]
                else "no picture before",
                after_alt=f"attachment {change.key[:80]}, after"
                if after[0]
                else "no picture after",
                before_size=before[1].size if before[1] else None,
                after_size=after[1].size if after[1] else None,
            )
            if before[0] or after[0]
            else "",
        )
    more = len(changes) - MOST
    if more > 0:
        yield f"{more:,} more attachments changed", ""


def _url(holder: Holder, name: str, value: Json) -> tuple[str, Figure | None]:
    cell, side = holder
    figure = attached_figure(value)
    if cell is None or figure is None or name not in cell.attachments:
        return "", None
    place = list(cell.attachments).index(name)
    return side.contents.attachment(cell.index, place), figure
