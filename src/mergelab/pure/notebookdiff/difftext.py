"""A notebook diff for the terminal: `-` and `+` lines under a header a cell, as people read it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mergelab.pure.notebookdiff.hints import Hint, hints
from mergelab.pure.notebookdiff.outputtext import output_text
from mergelab.pure.notebookdiff.related import related_words
from mergelab.pure.notebookdiff.result import KeyChange, NotebookDiff, Row
from mergelab.pure.notebookdiff.summary import summary
from mergelab.pure.notebookdiff.text import cell_header, printable
from mergelab.pure.notebookdiff.textlines import Paint, changed_lines, paint_for
from mergelab.pure.notebookdiff.values import Json, as_json

_SHOWN = frozenset(["moved", "type", "inserted", "deleted", "split", "merged"])
_VALUE = 120


def diff_text(
    diff: NotebookDiff,
    *,
    color: bool = False,
    outputs: bool = True,
    metadata: bool = False,
    context: int = 3,
) -> str:
    """The diff as text that ends with a line end; its first line is the summary.

    Hints for a reviewer follow it. Unchanged cells, noise and execution counts are left out.
    `color` uses ANSI codes; without it nothing in the text can steer a terminal.
    """
    paint = paint_for(color=color)
    lines = [paint("header", summary(diff).text())]
    lines += [_hint(hint, paint) for hint in hints(diff)]
    if metadata:
        changes = [change.change for change in diff.changes]
        lines += _key_lines("notebook", changes, paint)
    for row in diff.rows:
        body = list(_body(row, paint, outputs=outputs, metadata=metadata, context=context))
        if body or row.kinds & _SHOWN:
            lines += ["", paint("header", _title(row)), *body]
    return "\n".join(lines) + "\n"


def _hint(hint: Hint, paint: Paint) -> str:
    return paint("warning" if hint.severity == "warning" else "note", f"! {hint.message}")


def _title(row: Row) -> str:
    """Such as `@@ cell 3 → 4, moved, changed @@ # %% [markdown]`; counted from 1."""
    places = [str(cell.index + 1) for cell in (row.old, row.new) if cell]
    place = " → ".join(dict.fromkeys(places))
    names = {"source": "changed", "type": "type changed"}
    order = ("inserted", "deleted", "moved", "type", "source", "outputs", "metadata", "attachments")
    kinds = [names.get(kind, kind) for kind in order if kind in row.kinds]
    kinds += [related_words(row)] * bool(row.related)
    return f"@@ cell {place}: {', '.join(kinds)} @@ {cell_header(row.cell)}"


def _body(row: Row, paint: Paint, *, outputs: bool, metadata: bool, context: int) -> Iterator[str]:
    if row.old and row.new and row.old.kind != row.new.kind:
        yield paint("-", f"- # {row.old.kind}")
        yield paint("+", f"+ # {row.new.kind}")
    yield from changed_lines(row.lines, paint, context)
    yield from _key_lines("attachment", row.attachments, paint)
    if outputs:
        for pair in row.outputs:
            yield from output_text(pair, paint, context)
    if metadata:
        yield from _key_lines("metadata", row.metadata, paint)


def _key_lines(what: str, changes: Sequence[KeyChange], paint: Paint) -> list[str]:
    lines: list[str] = []
    for change in changes:
        name = printable(f"{what} {change.key}")
        if change.sides != "new":
            lines.append(paint("-", f"- {name}: {_short(change.old)}"))
        if change.sides != "old":
            lines.append(paint("+", f"+ {name}: {_short(change.new)}"))
    return lines


def _short(value: Json) -> str:
    text = as_json(value)
    return printable(text if len(text) <= _VALUE else f"{text[:_VALUE]}… ({len(text)} characters)")
