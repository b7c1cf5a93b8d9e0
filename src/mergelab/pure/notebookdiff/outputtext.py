"""A changed output for the terminal: tables by cell, data by place, everything else by lines."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final

from mergelab.pure.notebookdiff.hunks import diff_texts
from mergelab.pure.notebookdiff.masks import masked
from mergelab.pure.notebookdiff.model import Output
from mergelab.pure.notebookdiff.outputpairs import OutputPair
from mergelab.pure.notebookdiff.tables import TableCell, TableDiff, TableRow
from mergelab.pure.notebookdiff.text import INDENT, output_lines, output_title, printable
from mergelab.pure.notebookdiff.textlines import Paint, changed_lines

ROWS: Final = 30
"""Changed rows of a table that are written; the others are counted."""

_CELL: Final = 60


def output_text(pair: OutputPair, paint: Paint, context: int) -> Iterator[str]:
    """The lines for one pair; none for an output that stayed or only has noise."""
    if pair.verdict in ("equal", "noise"):
        return
    yield from _title(pair, paint)
    tables = [diff for diff in pair.tables.diffs if not diff.is_equal]
    if tables:
        for diff in tables:
            yield from _table(diff, paint)
    elif pair.json is not None:
        for change in pair.json.changes:
            yield paint("note", f"  {INDENT}{printable(f'{change.path}: {change.words}')}")
        if pair.json.more:
            yield paint("note", f"  {INDENT}… {pair.json.more:,} more")
    else:
        yield from _lines(pair, paint, context)


def _title(pair: OutputPair, paint: Paint) -> Iterator[str]:
    old, new = (output_title(output) if output else "" for output in (pair.old, pair.new))
    if old == new:
        yield paint("note", f"  output {pair.verdict}: {new}{_share(pair)}")
        return
    if old:
        yield paint("-", f"- output: {old}")
    if new:
        yield paint("+", f"+ output: {new}{_share(pair)}")


def _share(pair: OutputPair) -> str:
    """How much of a figure changed, where it was looked at."""
    if pair.pixels is None or not pair.pixels.share:
        return ""
    percent = pair.pixels.share * 100
    return f" ({'under 1' if percent < 1 else f'{percent:.0f}'} % of the pixels)"


def _lines(pair: OutputPair, paint: Paint, context: int) -> Iterator[str]:
    before, after = (_shown(output) for output in (pair.old, pair.new))
    if masked("\n".join(before)) == masked("\n".join(after)):
        return  # what changed is a figure or other data, which the titles tell
    yield from changed_lines(diff_texts(before, after), paint, context, INDENT)


def _shown(output: Output | None) -> list[str]:
    return output_lines(output) if output else []


def _table(diff: TableDiff, paint: Paint) -> Iterator[str]:
    yield paint("note", f"  {INDENT}{diff.words}")
    for column in diff.columns:
        if column.tag in ("inserted", "deleted"):
            sign = "+" if column.tag == "inserted" else "-"
            yield paint(sign, f"{sign} {INDENT}column {_short(column.name) or '(unnamed)'}")
    changed = (row for row in diff.rows if row.tag != "equal")
    for row in islice(changed, ROWS):
        yield from _row(row, diff, paint)
    more = sum(1 for _ in changed)
    if more:
        yield paint("note", f"  {INDENT}… {more:,} more changed row{'s' * (more > 1)}")


def _row(row: TableRow, diff: TableDiff, paint: Paint) -> Iterator[str]:
    """A row that came or went as a whole; of a changed one the cells that differ."""
    if row.tag != "changed":
        sign, texts = ("+", row.new_texts) if row.tag == "inserted" else ("-", row.old_texts)
        yield paint(sign, f"{sign} {INDENT}" + " | ".join(_short(text) for text in texts or ()))
        return
    cells = [
        f"{_short(column.name)}: {_change(cell)}".removeprefix(": ")
        for column, cell in zip(diff.columns, row.cells, strict=True)
        if cell.verdict == "changed"
    ]
    yield f"  {INDENT}{_row_name(row, diff)}: {', '.join(cells)}"


def _row_name(row: TableRow, diff: TableDiff) -> str:
    """What the index columns say, else the row's number."""
    texts = row.new_texts or ()
    named = " ".join(texts[: diff.new.index]).strip()
    return _short(named) if named else f"row {row.new}"


def _change(cell: TableCell) -> str:
    words = f"{_short(cell.old or '')} → {_short(cell.new or '')}"
    return words if cell.relative is None else f"{words} ({_percent(cell.relative)})"


def _percent(share: float) -> str:
    """Such as `+3.7 %`; powers of ten only where nobody would count the digits."""
    percent = share * 100
    if 100 <= abs(percent) < 1e6:
        return f"{percent:+,.0f} %"
    return f"{percent:+.2g} %"


def _short(text: str) -> str:
    return printable(text if len(text) <= _CELL else f"{text[:_CELL]}…")
