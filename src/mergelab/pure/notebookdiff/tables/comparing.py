"""Two tables, or all tables of two outputs, compared."""

from __future__ import annotations

from dataclasses import replace

from mergelab.pure.notebookdiff.tables.aligning import Match, match_columns, match_rows
from mergelab.pure.notebookdiff.tables.grid import TooLarge
from mergelab.pure.notebookdiff.tables.model import (
    Columns,
    RowTag,
    Table,
    TableDiff,
    TableRow,
    Tables,
    tag_of,
)
from mergelab.pure.notebookdiff.tables.reading import read_tables


def compare_outputs(old: str, new: str) -> Tables:
    """The tables of two HTML outputs in pairs, in order; the texts around go with the first."""
    try:
        (left, old_note), (right, new_note) = read_tables(old), read_tables(new)
    except TooLarge as error:
        return Tables(reason=str(error))
    if not (left and right):
        return Tables(reason="there is no table before" if right else "there is no table after")
    if len(left) != len(right):
        return Tables(reason=f"{len(left)} tables before, {len(right)} after")
    diffs = [compare_tables(a, b) for a, b in zip(left, right, strict=True)]
    diffs[0] = replace(diffs[0], old_note=old_note, new_note=new_note)
    return Tables(tuple(diffs))


def compare_tables(old: Table, new: Table, *, tolerance: float = 0.0) -> TableDiff:
    """What differs between two tables; `tolerance` as in `TableDiff.with_tolerance`."""
    columns = match_columns(old, new)
    rows = tuple(
        _row(match, old, new, columns, tolerance) for match in match_rows(old, new, columns)
    )
    return TableDiff(old, new, columns.all, rows, tolerance=tolerance)


def _row(match: Match, old: Table, new: Table, columns: Columns, tolerance: float) -> TableRow:
    i, j, moved = match
    before = None if i is None else old.rows[i]
    after = None if j is None else new.rows[j]
    tag: RowTag = "inserted" if before is None else "deleted"
    if before is not None and after is not None:
        tag = tag_of(before, after, columns.told, tolerance)
    numbers = (None if i is None else i + 1), (None if j is None else j + 1)
    return TableRow(tag, *numbers, moved, before, after, columns, tolerance)
