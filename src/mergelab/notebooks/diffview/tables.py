"""A table before and after as one table: what changed in its cells, rows and columns."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import Final

from django.utils.safestring import SafeString, mark_safe

from mergelab.notebooks.diffview.lines import GapUrl
from mergelab.notebooks.rendering.text import safe_text
from mergelab.pure.notebookdiff.tables import TableCell, TableColumn, TableDiff, TableRow

WHOLE: Final = 12
"""Rows that are shown without folding what did not change."""

CONTEXT: Final = 2
MOST_ROWS: Final = 200
"""Rows that are drawn at once; the others follow by a link."""

MOST_COLUMNS: Final = 60
LONGEST: Final = 300
"""Characters of one cell."""

_SIGNS: Final = {"inserted": "+", "deleted": "−", "changed": "±", "equal": ""}
_WORDS: Final = {"inserted": "added", "deleted": "removed", "changed": "changed", "equal": ""}
_CSS: Final = {"inserted": "is-added", "deleted": "is-removed", "changed": "is-changed"}


@dataclass(frozen=True)
class TableDrawer:
    """Draws one compared table. `gap_url` opens folded rows, which are counted from 0."""

    diff: TableDiff
    gap_url: GapUrl | None

    def whole(self, label: str) -> SafeString:
        """The table in a frame of its own, in which it scrolls."""
        head = "".join(map(self._heading, self._shown))
        rows = "".join(self.rows())
        return mark_safe(  # noqa: S308  # each cell is escaped
            f'<div class="nb-table" tabindex="0" role="group" aria-label="{escape(label)}">'
            f'<table>{self._caption()}<thead><tr><th class="nb-sign"></th>{head}</tr></thead>'
            f"<tbody>{rows}</tbody></table></div>{self._left_out()}"
        )

    def rows(self) -> Iterator[str]:
        """The rows that changed with some around them, and folds for the others."""
        drawn = 0
        for start, end, is_shown in self._stretches():
            if is_shown and drawn < MOST_ROWS:
                yield self.stretch(start, end, most=MOST_ROWS - drawn)
                drawn += end - start
            else:
                yield self._fold(start, end)

    def stretch(self, start: int, end: int, *, most: int = MOST_ROWS) -> str:
        """The rows of a range, `most` of them, and a fold for the rest."""
        stop = min(end, start + most)
        made = "".join(map(self._row, self.diff.rows[start:stop]))
        return made if stop == end else made + self._fold(stop, end)

    @cached_property
    def _shown(self) -> Sequence[int]:
        """The columns that are drawn: all, or of a very wide table those that tell something."""
        columns = self.diff.columns
        if len(columns) <= MOST_COLUMNS:
            return range(len(columns))
        telling = {n for n, one in enumerate(columns) if one.is_index or one.tag != "equal"}
        for row in self.diff.rows:
            if row.tag == "changed":
                telling |= {n for n, cell in enumerate(row.cells) if cell.verdict == "changed"}
        first = sorted(telling)[:MOST_COLUMNS]
        others = (n for n in range(len(columns)) if n not in telling)
        first += [n for n, _ in zip(others, range(MOST_COLUMNS - len(first)), strict=False)]
        return sorted(first)

    def _left_out(self) -> str:
        more = len(self.diff.columns) - len(self._shown)
        words = f"{more:,} more columns are not shown"
        return f'<p class="nb-note">{words}</p>' if more else ""

    def _caption(self) -> str:
        diff = self.diff
        notes = [(diff.old.caption, diff.new.caption), (diff.old_note, diff.new_note)]
        parts = [_both(old, new) for old, new in notes if old or new]
        return f"<caption>{' · '.join(parts)}</caption>" if parts else ""

    def _heading(self, place: int) -> str:
        column = self.diff.columns[place]
        name = safe_text(column.name[:LONGEST])
        if column.tag in _CSS:
            sign, word = _SIGNS[column.tag], _WORDS[column.tag]
            return (
                f'<th scope="col" class="{_CSS[column.tag]}">'
                f'<span title="column {word}">{sign}</span> {name}</th>'
            )
        if column.old_name != column.new_name:
            name = _both(_name(column.old_name), _name(column.new_name))
        moved = " <small>moved</small>" if column.tag == "moved" else ""
        return f'<th scope="col">{name}{moved}</th>'

    def _row(self, row: TableRow) -> str:
        css = _CSS.get(row.tag, "")
        word = " and ".join(filter(None, [_WORDS[row.tag], "moved" * row.moved]))
        title = f' title="row {word}"' if word else ""
        sign = _SIGNS[row.tag] + "↕" * row.moved
        cells = "".join(self._cell(row.cells[n], self.diff.columns[n]) for n in self._shown)
        return f'<tr class="{css}"><td class="nb-sign"{title}>{sign}</td>{cells}</tr>\n'

    def _cell(self, cell: TableCell, column: TableColumn) -> str:
        tag = 'th scope="row"' if column.is_index else "td"
        end = "th" if column.is_index else "td"
        if cell.verdict == "changed":
            body = _both(cell.old or "", cell.new or "")
            if column.is_index:  # a number of the row, which has no meaning as a quantity
                return f"<{tag}>{body}</{end}>"
            body += _delta(cell)
            return f'<{tag} class="is-changed">{body}</{end}>'
        text = cell.old if cell.new is None else cell.new
        css = f' class="{_CSS[column.tag]}"' if column.tag in _CSS else ""
        return f"<{tag}{css}>{_text(text or '')}</{end}>"

    def _fold(self, start: int, end: int) -> str:
        is_same = all(row.tag == "equal" and not row.moved for row in self.diff.rows[start:end])
        noun = "row" if end - start == 1 else "rows"
        words = f"{end - start:,} {'unchanged' if is_same else 'more'} {noun}"
        if self.gap_url is not None:
            url = escape(self.gap_url(start, end))
            words = (
                f'<a href="{url}" hx-get="{url}" hx-target="closest tr" hx-swap="outerHTML"'
                f' rel="nofollow">{words}</a>'
            )
        return f'<tr class="diff-fold"><td colspan="{len(self._shown) + 1}">{words}</td></tr>\n'

    def _stretches(self) -> Iterator[tuple[int, int, bool]]:
        rows = self.diff.rows
        if len(rows) <= WHOLE:
            yield 0, len(rows), True
            return
        at = 0
        for start, end in self._wanted():
            if start - at > 1:
                yield at, start, False
                at = start
            yield at, end, True
            at = end
        if at < len(rows):
            yield at, len(rows), len(rows) - at == 1

    def _wanted(self) -> Iterator[tuple[int, int]]:
        """Ranges of rows that changed, with context, those that touch joined."""
        start = end = -1
        for place, row in enumerate(self.diff.rows):
            if row.tag == "equal" and not row.moved:
                continue
            if end >= 0 and place - CONTEXT > end:
                yield start, end
                end = -1
            if end < 0:
                start = max(place - CONTEXT, 0)
            end = min(place + 1 + CONTEXT, len(self.diff.rows))
        if end >= 0:
            yield start, end


def _name(texts: Sequence[str]) -> str:
    return " / ".join(filter(None, texts))


def _both(old: str, new: str) -> str:
    if old == new:
        return _text(new)
    parts = [f"<del>{_text(old)}</del>"] * bool(old) + [f"<ins>{_text(new)}</ins>"] * bool(new)
    return " ".join(parts)


def _text(text: str) -> str:
    return safe_text(text[:LONGEST]) + "…" * (len(text) > LONGEST)


def _delta(cell: TableCell) -> str:
    """Such as `+3.7 %`; the difference itself where the old number was 0."""
    if cell.relative is not None:
        return f" <small>{_share(cell.relative)}</small>"
    return "" if cell.delta is None else f" <small>{_signed(f'{cell.delta:+.4g}')}</small>"


def _share(share: float) -> str:
    percent = 100 * share
    if abs(percent) >= 1_000:
        number = f"{percent:+.2g}" if abs(percent) >= 1e6 else f"{percent:+,.0f}"
        return f"{_signed(number)} %"
    digits = 0 if abs(percent) >= 100 else 1 if abs(percent) >= 0.1 else 3
    return _signed(f"{percent:+.{digits}f}") + " %"


def _signed(number: str) -> str:
    return number.replace("-", "−")
