"""Figures before and after: side by side, and what the page's script makes of them."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from mergelab.notebooks.rendering.images import Figure
from mergelab.notebooks.rendering.outputs import Where, alt_text
from mergelab.pure.notebookdiff import Output
from mergelab.web.components.review import figure_pair


@dataclass
class FigureDrawer:
    """Draws the figures of a pair of outputs; None on a side without one."""

    before: tuple[Output, Figure] | None
    after: tuple[Output, Figure] | None
    old_where: Where
    new_where: Where

    def whole(self) -> SafeString:
        before, after = self.before, self.after
        return figure_pair(
            before=self.old_where.figure(*before) if before else "",
            after=self.new_where.figure(*after) if after else "",
            before_alt=f"{alt_text(before[0])}, before" if before else "no figure before",
            after_alt=f"{alt_text(after[0])}, after" if after else "no figure after",
            before_label=_caption("before", before),
            after_label=_caption("after", after),
            before_size=before[1].size if before else None,
            after_size=after[1].size if after else None,
        )


def _caption(word: str, side: tuple[Output, Figure] | None) -> str:
    if side is None or side[1].size is None:
        return word
    return f"{word} · {side[1].size.width} × {side[1].size.height}"
