"""Marked words laid over highlighted HTML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from django.utils.safestring import SafeString, mark_safe

from mergelab.pure.textdiff import Span

_BADGE = '<span class="char '
_CLOSE = "</span>"


def mark(
    html_line: SafeString, spans: Iterable[Span], tag: Literal["ins", "del", "mark"] = "mark"
) -> SafeString:
    """The line with `spans` inside `<tag class="word">`; offsets are those of the plain line.

    Takes only what `highlight_lines` or `plain_lines` made. A word that reaches over several
    tokens gets one element in each; a badge counts as the one character it stands for.
    """
    waiting = sorted(spans, reverse=True)
    if not waiting:
        return html_line
    parts: list[str] = []
    is_open = False
    at = 0
    for piece, length in _pieces(html_line):
        if length == 0:
            if is_open:
                parts.append(f"</{tag}>")
                is_open = False
            parts.append(piece)
            continue
        while waiting and waiting[-1].end <= at:
            waiting.pop()
        inside = bool(waiting) and waiting[-1].start <= at
        if inside != is_open:
            parts.append(f'<{tag} class="word">' if inside else f"</{tag}>")
            is_open = inside
        parts.append(piece)
        at += length
    if is_open:
        parts.append(f"</{tag}>")
    return mark_safe("".join(parts))  # noqa: S308 -- safe pieces and our own tags


def _pieces(line: str) -> Iterator[tuple[str, int]]:
    """The line in tags, of length 0, and characters, entities and badges, of length 1."""
    at = 0
    while at < len(line):
        if line.startswith(_BADGE, at):
            end = line.index(_CLOSE, at) + len(_CLOSE)
            length = 1
        elif line[at] == "<":
            end, length = line.index(">", at) + 1, 0
        elif line[at] == "&":
            end, length = line.index(";", at) + 1, 1
        else:
            end, length = at + 1, 1
        yield line[at:end], length
        at = end
