"""A notebook diff as JSON values, for scripts and the API."""

from __future__ import annotations

from dataclasses import asdict

from mergelab.pure.notebookdiff.hunks import DiffLine
from mergelab.pure.notebookdiff.outputpairs import OutputPair
from mergelab.pure.notebookdiff.result import KeyChange, NotebookDiff, Row
from mergelab.pure.notebookdiff.summary import summary
from mergelab.pure.notebookdiff.text import output_title
from mergelab.pure.notebookdiff.values import Json, JsonObject


def diff_json(diff: NotebookDiff, *, outputs: bool = True, metadata: bool = True) -> JsonObject:
    """The summary, the changes outside the cells, and every row that differs.

    Indices count from 0, lines from 1; `marks` are `[start, end]` character ranges of a line.
    """
    counts = summary(diff)
    changes: list[Json] = [{"kind": change.kind, **_key(change.change)} for change in diff.changes]
    rows: list[Json] = [
        _row(row, outputs=outputs, metadata=metadata) for row in diff.rows if row.kinds
    ]
    return {
        "summary": counts.text(),
        "counts": asdict(counts),
        "notebook": changes if metadata else [],
        "rows": rows,
    }


def _row(row: Row, *, outputs: bool, metadata: bool) -> JsonObject:
    pairs: list[Json] = [_output(pair) for pair in row.outputs if pair.verdict != "equal"]
    keys: list[Json] = [_key(change) for change in row.metadata]
    attachments: list[Json] = [_key(change) for change in row.attachments]
    lines: list[Json] = [_line(line) for line in row.lines if line.tag != "equal"]
    return {
        "old": row.old.index if row.old else None,
        "new": row.new.index if row.new else None,
        "type": row.cell.kind,
        "kinds": [*sorted(row.kinds)],
        "lines": lines,
        "outputs": pairs if outputs else [],
        "metadata": keys if metadata else [],
        "attachments": attachments,
    }


def _output(pair: OutputPair) -> JsonObject:
    lines: list[Json] = [_line(line) for line in pair.lines if line.tag != "equal"]
    return {
        "verdict": pair.verdict,
        "old": output_title(pair.old) if pair.old else None,
        "new": output_title(pair.new) if pair.new else None,
        "lines": lines,
    }


def _line(line: DiffLine) -> JsonObject:
    marks: Json = None if line.marks is None else [[start, end] for start, end in line.marks]
    return {"tag": line.tag, "old": line.old, "new": line.new, "text": line.text, "marks": marks}


def _key(change: KeyChange) -> JsonObject:
    return {"key": change.key, "old": change.old, "new": change.new, "sides": change.sides}
