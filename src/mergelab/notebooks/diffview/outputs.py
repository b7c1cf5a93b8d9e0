"""Outputs before and after: figures and tables side by side, texts line by line."""

from dataclasses import dataclass
from html import escape
from typing import Final

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from mergelab.notebooks.diffview.lines import GapUrl, LineDrawer
from mergelab.notebooks.diffview.model import Around, Spot
from mergelab.notebooks.diffview.words import output_words
from mergelab.notebooks.rendering.images import Figure, figure_of, same_picture
from mergelab.notebooks.rendering.outputs import (
    HTML,
    LATEX,
    MARKDOWN,
    Where,
    alt_text,
    html_block,
    interactive_name,
    output_body,
    value_size,
)
from mergelab.notebooks.rendering.text import line_html, safe_text
from mergelab.pure.notebookdiff import Output, OutputPair, terminal
from mergelab.web.components.review import figure_pair
from mergelab.web.components.text import filesize

COMPARED_CHARACTERS: Final = 2_000_000
"""Longer texts stand beside each other, cut, instead of line by line."""

VERDICTS: Final = {"added": "added", "removed": "removed", "changed": "changed"}


@dataclass
class OutputDrawer:
    """Draws one pair of outputs of a cell. `gap_url` opens folded lines of a text."""

    pair: OutputPair
    old_cell: int
    new_cell: int
    old_where: Where
    new_where: Where
    anchor: str
    around: Around
    placed: set[Spot]
    split: bool
    gap_url: GapUrl | None

    def whole(self) -> SafeString:
        """The pair with its label, a button to comment on it, and the threads on it."""
        pair = self.pair
        body = self._same() if pair.verdict in ("equal", "noise") else self._changed()
        return mark_safe(  # noqa: S308  # each part escapes what it shows
            f'<div class="cell-output commentable" id="{self.anchor}">{self._button()}'
            f"{body}{self._threads()}</div>"
        )

    def text_drawer(self) -> LineDrawer:
        """The lines of both texts with the colours of a terminal."""
        old, new = self.pair.old, self.pair.new
        return LineDrawer(
            self.pair.lines,
            [line_html(line) for line in terminal(old.text)] if old else [],
            [line_html(line) for line in terminal(new.text)] if new else [],
            self._line_spot,
            self.anchor,
            self.around,
            self.placed,
            self.split,
        )

    def _line_spot(self, side: str, number: int) -> Spot:
        spot = self._spot(side)
        return spot._replace(line=number)

    def _spot(self, side: str) -> Spot:
        if side == "old" and self.pair.old is not None:
            return Spot("old", "output", self.old_cell, None, self.pair.old.index)
        index = self.pair.new.index if self.pair.new is not None else 0
        return Spot("new", "output", self.new_cell, None, index)

    def _own_spots(self) -> list[Spot]:
        found = [self._spot("old")] if self.pair.old is not None else []
        return found + ([self._spot("new")] if self.pair.new is not None else [])

    def _button(self) -> str:
        if self.around.comment_url is None:
            return ""
        url = escape(self.around.comment_url(self._own_spots()[-1]))
        label = escape(f"Comment on the {output_words(self.pair)}")
        return f'<a class="comment-button" href="{url}" data-comment aria-label="{label}"></a>'

    def _threads(self) -> str:
        found = [spot for spot in self._own_spots() if spot in self.around.threads]
        self.placed.update(found)
        made = "".join(self.around.threads[spot] for spot in found)
        return f'<div class="nb-threads">{made}</div>' if made else ""

    def _label(self, words: str, note: str = "") -> str:
        extra = f'<span class="badge badge-neutral">{escape(note)}</span>' if note else ""
        return f'<div class="output-label">{safe_text(words)}{extra}</div>'

    def _same(self) -> str:
        """Nothing changed, or nothing that matters: folded to a line."""
        pair = self.pair
        words = f"{output_words(pair)} unchanged"
        if pair.verdict == "noise":
            words = f"{output_words(pair)} rerun: only addresses, ids, progress or times differ"
        is_open = " open" if self._has_threads_inside() else ""
        summary = f'<summary class="output-label">{safe_text(words)}</summary>'
        body = self._text_table() if _is_text(pair.shown) and self._may_compare() else self._one()
        return f'<details class="nb-same"{is_open}>{summary}{body}</details>'

    def _has_threads_inside(self) -> bool:
        outputs = {(spot.side, spot.cell, spot.output) for spot in self.around.threads}
        return any((spot.side, spot.cell, spot.output) in outputs for spot in self._own_spots())

    def _one(self) -> SafeString:
        pair = self.pair
        where = self.new_where if pair.new is not None else self.old_where
        return output_body(pair.shown, where)

    def _changed(self) -> str:
        old, new = self.pair.old, self.pair.new
        if old is None or new is None:
            return self._one_sided()
        if _is_text(old) and _is_text(new) and self._may_compare():
            return self._label(output_words(self.pair)) + self._errors() + self._text_table()
        figures = figure_of(old), figure_of(new)
        if figures[0] or figures[1]:
            return self._figures(old, new, *figures)
        return self._columns(old, new)

    def _one_sided(self) -> str:
        verdict = VERDICTS[self.pair.verdict]
        label = self._label(output_words(self.pair), verdict)
        output = self.pair.shown
        figure = figure_of(output)
        if figure is not None:
            before = (output, figure) if self.pair.new is None else None
            after = (output, figure) if before is None else None
            return label + self._figure_pair(before, after)
        if _is_text(output) and self._may_compare():
            return label + self._errors() + self._text_table()
        css = "is-added" if self.pair.old is None else "is-removed"
        return f'{label}<div class="nb-side {css}">{self._one()}</div>'

    def _errors(self) -> str:
        """The errors' names as lines of their own, above the tracebacks."""
        pair = self.pair
        parts = []
        for output, word in ((pair.old, "before"), (pair.new, "after")):
            if output is not None and output.kind == "error":
                name, value = safe_text(output.ename[:120]), safe_text(output.evalue[:300])
                parts.append(f'<p class="nb-error">{word}: <strong>{name}</strong>: {value}</p>')
        return "".join(parts)

    def _may_compare(self) -> bool:
        sides = [output for output in (self.pair.old, self.pair.new) if output is not None]
        return all(len(output.text) <= COMPARED_CHARACTERS for output in sides)

    def _text_table(self) -> SafeString:
        label = f"Lines of the {output_words(self.pair)}"
        table = self.text_drawer().table(label, self.gap_url)
        return format_html('<div class="file-body nb-lines">{}</div>', table)

    def _figures(
        self, old: Output, new: Output, before: Figure | None, after: Figure | None
    ) -> str:
        if before and after and before.mime == after.mime:
            values = (str(old.data[before.mime]), str(new.data[after.mime]))
            if same_picture(*values):
                note = f"figure unchanged; {_other_changes(old, new)}"
                return self._label(note) + self._one()
        sides = ((old, before) if before else None, (new, after) if after else None)
        rest = "" if before and after else self._columns(old, new)
        return self._figure_pair(*sides) + rest

    def _figure_pair(
        self, before: tuple[Output, Figure] | None, after: tuple[Output, Figure] | None
    ) -> SafeString:
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

    def _columns(self, old: Output, new: Output) -> str:
        clean = [_shown_html(output) for output in (old, new)]
        if clean[0] is not None and clean[0] == clean[1]:
            note = f"{output_words(self.pair)} looks the same; {_other_changes(old, new)}"
            return self._label(note) + self._one()
        return (
            f"{self._label(output_words(self.pair), 'changed')}"
            f'<div class="cell-columns nb-columns">'
            f'<div><div class="output-label">before</div>{output_body(old, self.old_where)}</div>'
            f'<div><div class="output-label">after</div>{output_body(new, self.new_where)}</div>'
            "</div>"
        )


def _caption(word: str, side: tuple[Output, Figure] | None) -> str:
    if side is None or side[1].size is None:
        return word
    return f"{word} · {side[1].size.width} × {side[1].size.height}"


def _is_text(output: Output) -> bool:
    """Whether the output is shown as lines of text."""
    if output.kind in ("stream", "error"):
        return True
    if output.kind == "unknown" or "text/plain" not in output.data:
        return False
    has_more = any(interactive_name(mime) for mime in output.data)
    marked_up = any(mime in output.data for mime in (MARKDOWN, LATEX))
    has_html = isinstance(output.data.get(HTML), str)
    return not (has_more or marked_up or has_html or figure_of(output))


def _shown_html(output: Output) -> SafeString | None:
    html = output.data.get(HTML)
    return html_block(html) if isinstance(html, str) else None


def _other_changes(old: Output, new: Output) -> str:
    """The parts of two bundles that differ, with their sizes."""
    parts = []
    for mime in dict.fromkeys([*old.data, *new.data]):
        before, after = old.data.get(mime), new.data.get(mime)
        if before != after:
            sizes = [
                filesize(value_size(value)) if value is not None else "none"
                for value in (before, after)
            ]
            change = sizes[0] if sizes[0] == sizes[1] else " → ".join(sizes)
            parts.append(f"{mime[:80]} differs ({change})")
    if old.metadata != new.metadata:
        parts.append("the output's metadata differ")
    return ", ".join(parts) or f"only its type differs: {old.name[:40]} → {new.name[:40]}"
