"""Everything the engine does with a hostile notebook, in one call, made in a limited process.

Such a process knows the package and not the tests, so it is asked to evaluate what `asked` gives.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TypeVar

from hostile_notebooks import HOSTILE
from hostile_notebooks.base import code, display, file, markdown, stream
from mergelab.pure.notebookdiff import (
    Notebook,
    NotebookDiff,
    NotNotebook,
    anchor,
    as_text,
    diff_json,
    diff_notebooks,
    diff_text,
    hints,
    line_map,
    lint,
    read_notebook,
    summary,
    track,
)

BENIGN = file(
    markdown("# Results\n\nSome text."),
    code("x = 1\nprint(x)", stream("1\n"), display({"text/plain": "1", "text/html": "<b>1</b>"})),
    code("x = 1 # changed", stream("2\n")),
)
WAYS = ("alone", "added", "deleted", "after a calm one", "before a calm one", "then changed")
SECONDS = 5
"""Computing time that any step may take; all steps of one way are given twice as much."""

_COMMENTS = 20
T = TypeVar("T")


def asked(name: str, way: str) -> bytes:
    """The expression that runs an entry in a fresh Python."""
    tests = str(Path(__file__).parents[1])
    path = f"__import__('sys').path.insert(0, {tests!r})"
    return (
        f"({path}, __import__('hostile_notebooks.run').run.survive({name!r}, {way!r}))[1]".encode()
    )


def survive(name: str, way: str) -> bytes:
    """What happened: `refused: ` and the reason, or what the difference comes to."""
    data = made(name)
    try:
        book = _done(lambda: read_notebook(data))
    except NotNotebook as refused:
        return _refused(data, refused)
    if way == "alone":
        return _alone(data, book)
    if way == "added":
        return _compared(None, book)
    if way == "deleted":
        return _compared(book, None)
    if way == "after a calm one":
        return _compared(read_notebook(BENIGN), book)
    if way == "before a calm one":
        return _compared(book, read_notebook(BENIGN))
    try:
        return _compared(book, read_notebook(mutated(data)))
    except NotNotebook as refused:
        return f"refused: {refused}".encode("utf-8", "backslashreplace")


@cache
def made(name: str) -> bytes:
    """The file of the entry of this name."""
    return next(entry.make() for entry in HOSTILE if str(entry) == name)


def mutated(data: bytes) -> bytes:
    """The file with a change in most cells, as far as plain replacing finds them."""
    changed = data.replace(b'"source": "', b'"source": "changed ').replace(b"1", b"2")
    return changed.replace(b'"text": "', b'"text": "changed ').replace(b"</", b"<!----></")


def _refused(data: bytes, refused: NotNotebook) -> bytes:
    assert refused.reason and not refused.reason.endswith(".")
    assert refused.line is None or refused.line >= 1
    try:
        line_map(data)
    except NotNotebook:
        return f"refused: {refused}".encode("utf-8", "backslashreplace")
    raise AssertionError("the map of lines takes what the reader refuses")


def _alone(data: bytes, book: Notebook) -> bytes:
    text = _done(lambda: as_text(book))
    hints_ = _done(lambda: lint(book))
    assert _done(lambda: diff_notebooks(book, book)).is_identical
    lines = _done(lambda: line_map(data))
    for cell in book.cells[:: max(len(book.cells) // _COMMENTS, 1)]:
        place = lines.raw_line(cell.index)
        assert place is not None
        found = lines.locate(place)
        assert found is not None
        for output in cell.outputs[:_COMMENTS]:
            assert lines.output_raw_line(cell.index, output.index)
    return _sound(f"{len(text)} {len(book.problems)} {len(hints_)}")


def _compared(old: Notebook | None, new: Notebook | None) -> bytes:
    diff = _done(lambda: diff_notebooks(old, new))
    words = _done(lambda: summary(diff)).text()
    said = _done(lambda: diff_text(diff, metadata=True))
    assert "\x1b" not in said
    values = _done(lambda: diff_json(diff))
    found = _done(lambda: hints(diff))
    _done(lambda: _comment(diff))
    for hint in found:
        _sound(hint.message)
    return _sound(f"{words} {len(said)} {len(values)} {len(found)}")


def _comment(diff: NotebookDiff) -> None:
    """Comments on some cells find a place in the other version."""
    old, new = diff.old, diff.new
    if old is None or new is None:
        return
    for cell in old.cells[:: max(len(old.cells) // _COMMENTS, 1)]:
        line = 1 if cell.lines else None
        track(anchor(old, cell.index, "source" if line else "cell", line), old, new, diff)
        if cell.outputs:
            track(anchor(old, cell.index, "output", None, 0), old, new, diff)


def _done(step: Callable[[], T]) -> T:
    """One step, which is what a page or a command waits for."""
    started = time.process_time()
    result = step()
    spent = time.process_time() - started
    assert spent < SECONDS, f"{spent:.1f} s"
    return result


def _sound(text: str) -> bytes:
    """The text in bytes; raises for what no database and no page could hold."""
    return text.encode()
