"""Rectangles on figures, drawn over them."""

from collections.abc import Sequence
from html import escape

from django.utils.safestring import SafeString, mark_safe


def outlines(boxes: Sequence[str]) -> SafeString:
    """Outlines of `outline` over the whole of a figure; empty for none."""
    made = "".join(boxes)
    svg = f'<svg class="figure-regions">{made}</svg>' if made else ""
    return mark_safe(svg)  # noqa: S308  # numbers, and ids that `outline` escapes


def outline(region: Sequence[int], number: int | None = None, thread: str = "") -> str:
    """A region, as in `Anchor.region`; with a number and the id of its threads a link to them."""
    left, top, width, height = (f"{value / 100:g}%" for value in region)
    box = f'<rect x="{left}" y="{top}" width="{width}" height="{height}"/>'
    if number is None:
        return box
    label = f'<text x="{left}" y="{top}" dx="5" dy="15">{number}</text>'
    place = escape(thread)
    return (
        f'<a id="{place}-outline" href="#{place}" aria-label="Region {number}: threads">'
        f"{box}{label}</a>"
    )
