"""Fenced blocks of a text that the page shows in a way of its own."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from mergelab.kit.markdown.links import Links
from mergelab.kit.markdown.references import References
from mergelab.kit.markdown.render import render

IsHole = Callable[[str], bool]
"""Whether a block with this info string is left out of the HTML."""


@dataclass(frozen=True)
class Hole:
    """A fenced block that is left out: its place among those of the text, from 0, and its text."""

    ordinal: int
    info: str
    text: str


def find_holes(text: str, is_hole: IsHole) -> list[Hole]:
    """The blocks that `render_around` leaves out."""
    collected = _Collector(is_hole, token="")
    render(text, fence=collected)
    return collected.holes


def render_around(
    text: str,
    is_hole: IsHole,
    *,
    references: References | None = None,
    links: Links | None = None,
) -> list[SafeString | Hole]:
    """What `render` gives, cut where blocks are left out.

    The pieces are balanced HTML only together, with anything balanced in the holes.
    """
    collected = _Collector(is_hole, token=secrets.token_hex(16))
    html = render(text, references=references, links=links, fence=collected)
    pieces: list[SafeString | Hole] = []
    # Only what this call has written holds the token, which nobody could have known before.
    for place, part in enumerate(re.split(f"(?:<p>)?{collected.token}-(\\d+)(?:</p>)?", html)):
        if place % 2:
            pieces.append(collected.holes[int(part)])
        elif part.strip():
            pieces.append(mark_safe(part))  # noqa: S308 -- a part of what the renderer sanitised
    return pieces


class _Collector:
    """Notes the blocks to be left out and puts a mark in place of each."""

    def __init__(self, is_hole: IsHole, *, token: str) -> None:
        self.token = token
        self.holes: list[Hole] = []
        self._is_hole = is_hole

    def __call__(self, info: str, text: str) -> str | None:
        if not self._is_hole(info):
            return None
        self.holes.append(Hole(len(self.holes), info, text))
        return f"<p>{self.token}-{len(self.holes) - 1}</p>"
