"""The engine as functions from bytes to bytes, for a process that may not take much.

They take `both(old, new)` and answer with JSON: what was asked for under `found`, or why the files
are shown as text under `refused`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson

from mergelab.pure.notebookdiff.compare import diff_notebooks
from mergelab.pure.notebookdiff.layout import layout_of
from mergelab.pure.notebookdiff.model import Notebook, NotNotebook
from mergelab.pure.notebookdiff.reader import read_notebook
from mergelab.pure.notebookdiff.summary import summary

READ = "mergelab.pure.notebookdiff.alone:read"
ALIGN = "mergelab.pure.notebookdiff.alone:align"
SUMMARISE = "mergelab.pure.notebookdiff.alone:summarise"

_LENGTH = 8


def both(old: bytes | None, new: bytes | None) -> bytes:
    """Two files as one payload; None on a side without a file."""
    sides = bytes([(old is not None) | (new is not None) << 1])
    before = old or b""
    return b"".join([sides, len(before).to_bytes(_LENGTH, "big"), before, new or b""])


def read(payload: bytes) -> bytes:
    """Read both files and forget them again: true if that was possible."""
    return _answer(payload, lambda _old, _new: True)


def align(payload: bytes) -> bytes:
    """The layout of their difference; see `layout`."""
    return _answer(payload, lambda old, new: layout_of(diff_notebooks(old, new)))


def summarise(payload: bytes) -> bytes:
    """The difference in one line; see `Summary.text`."""
    return _answer(payload, lambda old, new: summary(diff_notebooks(old, new)).text())


def _answer(payload: bytes, find: Callable[[Notebook | None, Notebook | None], Any]) -> bytes:
    sides = payload[0]
    start = 1 + _LENGTH
    end = start + int.from_bytes(payload[1:start], "big")
    try:
        old = read_notebook(payload[start:end]) if sides & 1 else None
        new = read_notebook(payload[end:]) if sides & 2 else None
    except NotNotebook as problem:
        # It may quote the file, and JSON knows no lone surrogates.
        words = str(problem).encode("utf-8", "replace").decode()
        return orjson.dumps({"refused": words})
    return orjson.dumps({"found": find(old, new)})
