"""A notebook diff as JSON values, for scripts and the API."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from itertools import islice
from typing import Final

from mergelab.pure.notebookdiff.bookjson import hint_json
from mergelab.pure.notebookdiff.hints import hints
from mergelab.pure.notebookdiff.hunks import DiffLine
from mergelab.pure.notebookdiff.outputpairs import OutputPair, PixelChange
from mergelab.pure.notebookdiff.result import KeyChange, NotebookDiff, Row
from mergelab.pure.notebookdiff.summary import summary
from mergelab.pure.notebookdiff.tables import TableDiff, TableRow
from mergelab.pure.notebookdiff.text import output_title
from mergelab.pure.notebookdiff.textlines import LINES
from mergelab.pure.notebookdiff.values import Json, JsonObject

TABLE_ROWS: Final = 200
"""Rows of a table that are listed."""


def diff_json(diff: NotebookDiff, *, outputs: bool = True, metadata: bool = True) -> JsonObject:
    """The summary, the changes outside the cells, and every row that differs.

    Indices count from 0, lines from 1; `marks` are `[start, end]` character ranges of a line. Of a
    text at most `LINES` changed lines are listed.
    `related` are the indices on the other side that a cell was split from or merged into, or, in
    the row with both sides, that were made of one cell or became one.
    """
    counts = summary(diff)
    found: list[Json] = [hint_json(hint) for hint in hints(diff)]
    changes: list[Json] = [{"kind": change.kind, **_key(change.change)} for change in diff.changes]
    rows: list[Json] = [
        _row(row, outputs=outputs, metadata=metadata) for row in diff.rows if row.kinds
    ]
    return {
        "summary": counts.text(),
        "counts": asdict(counts),
        "notebook": changes if metadata else [],
        "rows": rows,
        "hints": found,
    }


def _row(row: Row, *, outputs: bool, metadata: bool) -> JsonObject:
    pairs: list[Json] = [_output(pair) for pair in row.outputs if pair.verdict != "equal"]
    keys: list[Json] = [_key(change) for change in row.metadata]
    attachments: list[Json] = [_key(change) for change in row.attachments]
    lines: list[Json] = _lines(row.lines)
    return {
        "old": row.old.index if row.old else None,
        "new": row.new.index if row.new else None,
        "type": row.cell.kind,
        "kinds": [*sorted(row.kinds)],
        "related": [*row.related],
        "lines": lines,
        "outputs": pairs if outputs else [],
        "metadata": keys if metadata else [],
        "attachments": attachments,
    }


def _output(pair: OutputPair) -> JsonObject:
    """Each of `pixels`, `tables` and `values` is null or empty where it does not apply."""
    lines: list[Json] = _lines(pair.lines)
    tables: list[Json] = [_table(diff) for diff in pair.tables.diffs if not diff.is_equal]
    changes: list[Json] = [
        {"path": change.path, "words": change.words}
        for change in (pair.json.changes if pair.json else ())
    ]
    return {
        "verdict": pair.verdict,
        "old": output_title(pair.old) if pair.old else None,
        "new": output_title(pair.new) if pair.new else None,
        "lines": lines,
        "pixels": _pixels(pair.pixels),
        "tables": tables,
        "values": changes,
    }


def _pixels(change: PixelChange | None) -> JsonObject | None:
    """Sizes are width and height; `share` is the part of the pixels that differ, 0 to 1."""
    if change is None:
        return None
    return {
        "share": change.share,
        "box": [*change.box] if change.box else None,
        "old_size": [*change.old_size],
        "new_size": [*change.new_size],
    }


def _table(diff: TableDiff) -> JsonObject:
    """The columns, and the rows that differ; rows count from 1, columns from 0."""
    columns: list[Json] = [
        {"old": column.old, "new": column.new, "tag": column.tag, "name": column.name}
        for column in diff.columns
    ]
    rows: list[Json] = [_table_row(row) for row in diff.rows if row.tag != "equal"]
    return {"summary": diff.words, "columns": columns, "rows": rows[:TABLE_ROWS]}


def _table_row(row: TableRow) -> JsonObject:
    cells: list[Json] = [
        {"column": place, "old": cell.old, "new": cell.new, "delta": cell.delta}
        for place, cell in enumerate(row.cells)
        if cell.verdict != "equal"
    ]
    return {"tag": row.tag, "old": row.old, "new": row.new, "cells": cells}


def _lines(lines: Sequence[DiffLine]) -> list[Json]:
    changed = (line for line in lines if line.tag != "equal")
    return [_line(line) for line in islice(changed, LINES)]


def _line(line: DiffLine) -> JsonObject:
    marks: Json = None if line.marks is None else [[start, end] for start, end in line.marks]
    return {"tag": line.tag, "old": line.old, "new": line.new, "text": line.text, "marks": marks}


def _key(change: KeyChange) -> JsonObject:
    return {"key": change.key, "old": change.old, "new": change.new, "sides": change.sides}
