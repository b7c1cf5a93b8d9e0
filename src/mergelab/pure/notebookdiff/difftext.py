"""A notebook diff for the terminal: `-` and `+` lines under a header a cell, as people read it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from mergelab.pure.notebookdiff.masks import masked
from mergelab.pure.notebookdiff.hunks import DiffLine, diff_texts, hunks
from mergelab.pure.notebookdiff.outputpairs import OutputPair
from mergelab.pure.notebookdiff.result import KeyChange, NotebookDiff, Row
from mergelab.pure.notebookdiff.summary import summary
from mergelab.pure.notebookdiff.text import cell_header, output_lines, output_title, printable
from mergelab.pure.notebookdiff.values import Json, as_json

Paint = Callable[[str, str], str]

_CODES = {"-": "31", "+": "32", "header": "1;36", "note": "2", "mark-": "31;7", "mark+": "32;7"}
_SIGNS = {"equal": " ", "delete": "-", "insert": "+"}
_LONGEST = 400
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

    Unchanged cells, noise and execution counts are left out. `color` uses ANSI codes; without it
    nothing in the text can steer a terminal.
    """
    paint = _painted if color else _plain
    lines = [paint("header", summary(diff).text())]
    if metadata:
        changes = [change.change for change in diff.changes]
        lines += _key_lines("notebook", changes, paint)
    for row in diff.rows:
        body = list(_body(row, paint, outputs=outputs, metadata=metadata, context=context))
        if body or row.kinds & {"moved", "type", "inserted", "deleted"}:
            lines += ["", paint("header", _title(row)), *body]
    return "\n".join(lines) + "\n"


def changed_lines(lines: Sequence[DiffLine], *, color: bool, context: int) -> Iterator[str]:
    """The hunks of a line diff as `-` and `+` lines."""
    return _changed_lines(lines, _painted if color else _plain, context)


def _title(row: Row) -> str:
    """Such as `@@ cell 3 → 4, moved, changed @@ # %% [markdown]`; counted from 1."""
    places = [str(cell.index + 1) for cell in (row.old, row.new) if cell]
    place = " → ".join(dict.fromkeys(places))
    names = {"source": "changed", "type": "type changed"}
    order = ("inserted", "deleted", "moved", "type", "source", "outputs", "metadata", "attachments")
    kinds = [names.get(kind, kind) for kind in order if kind in row.kinds]
    return f"@@ cell {place}: {', '.join(kinds)} @@ {cell_header(row.cell)}"


def _body(row: Row, paint: Paint, *, outputs: bool, metadata: bool, context: int) -> Iterator[str]:
    if row.old and row.new and row.old.kind != row.new.kind:
        yield paint("-", f"- # {row.old.kind}")
        yield paint("+", f"+ # {row.new.kind}")
    yield from _changed_lines(row.lines, paint, context)
    yield from _key_lines("attachment", row.attachments, paint)
    if outputs:
        for pair in row.outputs:
            if pair.verdict not in ("equal", "noise"):
                yield from _output(pair, paint, context)
    if metadata:
        yield from _key_lines("metadata", row.metadata, paint)


def _changed_lines(lines: Sequence[DiffLine], paint: Paint, context: int) -> Iterator[str]:
    for number, hunk in enumerate(hunks(lines, context)):
        if number:
            yield paint("note", "  ⋮")
        for line in hunk:
            yield _line(line, paint)


def _line(line: DiffLine, paint: Paint, indent: str = "") -> str:
    sign = _SIGNS[line.tag]
    if line.tag == "equal":
        return f"  {indent}{printable(line.text[:_LONGEST])}"
    pieces: list[str] = []
    at = 0
    for start, end in line.marks or ():
        pieces.append(paint(sign, printable(line.text[at:start])))
        pieces.append(paint(f"mark{sign}", printable(line.text[start:end])))
        at = end
        if at > _LONGEST:
            break
    rest = line.text[at : max(at, _LONGEST)]
    more = "…" if at + len(rest) < len(line.text) else ""
    return paint(sign, f"{sign} {indent}") + "".join(pieces) + paint(sign, printable(rest) + more)


def _output(pair: OutputPair, paint: Paint, context: int) -> Iterator[str]:
    old, new = (output_title(output) if output else "" for output in (pair.old, pair.new))
    if old == new:
        yield paint("note", f"  output {pair.verdict}: {new}")
    else:
        if old:
            yield paint("-", f"- output: {old}")
        if new:
            yield paint("+", f"+ output: {new}")
    before, after = (output_lines(output) if output else [] for output in (pair.old, pair.new))
    if masked("\n".join(before)) == masked("\n".join(after)):
        return  # what changed is a figure or other data, which the titles tell
    for number, hunk in enumerate(hunks(diff_texts(before, after, words=pair.words), context)):
        if number:
            yield paint("note", "      ⋮")
        for line in hunk:
            yield _line(line, paint, "    ")


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


def _plain(_kind: str, text: str) -> str:
    return text


def _painted(kind: str, text: str) -> str:
    return f"\x1b[{_CODES[kind]}m{text}\x1b[0m" if text else ""
