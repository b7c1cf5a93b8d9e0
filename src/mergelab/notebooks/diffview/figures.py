"""Figures before and after, with the regions that were commented on."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final, NamedTuple

from django.utils.safestring import SafeString, mark_safe

from mergelab.notebooks.diffview.model import Around, Spot
from mergelab.notebooks.queries.pixels import Pixels
from mergelab.notebooks.rendering.images import Figure
from mergelab.notebooks.rendering.outputs import Where, alt_text
from mergelab.notebooks.rendering.regions import outline, outlines
from mergelab.pure.notebookdiff import Output, PairPlace
from mergelab.web.components.review import FigureSide, figure_views
from mergelab.web.components.text import counted

SIDES: Final = {"old": "before", "new": "after"}


class Region(NamedTuple):
    """A rectangle on a figure that was commented on, numbered from 1 in its output."""

    number: int
    spot: Spot


class Shown(NamedTuple):
    """A figure of one side of a pair of outputs."""

    output: Output
    figure: Figure
    where: Where
    spot: Spot


@dataclass(frozen=True)
class FigureDrawer:
    """Draws the figures of a pair of outputs. `anchor` begins the ids of regions."""

    anchor: str
    around: Around
    regions: Sequence[Region]

    def pair(self, before: Shown | None, after: Shown | None) -> SafeString:
        """Both figures, or the one that there is; `before` and `after` are not both None."""
        sides = [
            self._side(shown, SIDES[shown.spot.side] if before and after else "")
            for shown in (before, after)
            if shown is not None
        ]
        return figure_views(*sides)

    def _side(self, shown: Shown, word: str) -> FigureSide:
        size = shown.figure.size
        alt = alt_text(shown.output)
        words = [word, f"{size.width} × {size.height}" if size else ""]
        comment_url = self.around.comment_url
        return FigureSide(
            shown.spot.side,
            " · ".join(filter(None, words)) or shown.figure.kind.upper(),
            shown.where.figure(shown.output, shown.figure),
            f"{alt}, {word}" if word else alt,
            size,
            self._outlines(shown.spot.side),
            comment_url(shown.spot) if comment_url else "",
        )

    def _outlines(self, side: str) -> SafeString:
        """The regions of one side as numbered rectangles, each a link to its threads."""
        return outlines(
            [
                outline(region.spot.region, region.number, f"{self.anchor}-region-{region.number}")
                for region in self.regions
                if region.spot.side == side
            ]
        )

    def thread(self, region: Region) -> str:
        """The threads on a region, under a line that leads to its outline."""
        own = f"{self.anchor}-region-{region.number}"
        words = f"Region {region.number} · {SIDES[region.spot.side]}"
        return (
            f'<div class="figure-thread" id="{own}" data-outline="{own}-outline">'
            f'<p class="output-label"><a href="#{own}-outline">{words}</a></p>'
            f"{self.around.threads[region.spot]}</div>"
        )


def pixel_note(pixels: Pixels, place: PairPlace) -> str:
    """What is to be said of figures whose pixels were not compared, or not yet."""
    if place in pixels.waiting:
        return "comparing pixels…"
    reason = pixels.refused.get(place)
    return f"pixels not compared: {reason}" if reason else ""


def waiting_note(pixels: Pixels, url: str) -> SafeString:
    """How far the comparison of pixels is; asks for what it has found as long as it goes on."""
    done = pixels.count - len(pixels.waiting)
    if not pixels.waiting:
        words = f"{counted(done, 'figure')} compared by pixels"
        return mark_safe(f'<p class="nb-note" role="status">{words}</p>')  # noqa: S308  # a number
    words = f"Comparing the pixels of figures: {done} of {pixels.count}"
    again = f' hx-get="{escape(url)}" hx-trigger="load delay:1s" hx-swap="outerHTML"' if url else ""
    note = f'<p class="nb-note nb-pixels" role="status"{again}>{words}</p>'
    return mark_safe(note)  # noqa: S308  # escaped above
