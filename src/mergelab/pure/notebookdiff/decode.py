"""From the bytes of a file to its JSON document: strict and fast first, forgiving second."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Sequence
from functools import partial

import orjson

from mergelab.pure.notebookdiff.jsontree import JsonError, Tree, parse
from mergelab.pure.notebookdiff.model import Limits, NotNotebook, Problem
from mergelab.pure.notebookdiff.values import Json

_CONFLICT = re.compile(r"^<{7} .*$", re.MULTILINE)
_CONFLICT_END = re.compile(r"^>{7} .*$", re.MULTILINE)
_LFS = "version https://git-lfs.github.com/spec/"
Repairs = Callable[[], Sequence[Problem]]

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def load(data: bytes, limits: Limits) -> tuple[Json, Repairs]:
    """The document and a way to learn what had to be repaired; raises `NotNotebook`."""
    if len(data) > limits.size:
        size = limits.size // (1024 * 1024)
        raise NotNotebook(f"the file is larger than {size} MB")
    document = _strict(data.removeprefix(codecs.BOM_UTF8))
    if document is not None:
        return document, partial(_repeated_keys, data, document, limits)
    value, problems = _repaired(data, limits)
    return value, partial(tuple, problems)


def _repaired(data: bytes, limits: Limits) -> tuple[Json, list[Problem]]:
    text, problems = decoded(data)
    tree = forgiving(text, limits)
    for kind, what, offset in tree.notes:
        problems.append(Problem(kind, f"{what} (line {line_of(text, offset)})"))
    return tree.value, problems


def decoded(data: bytes) -> tuple[str, list[Problem]]:
    """The text of a file in UTF-8 or UTF-16, with or without a byte order mark."""
    if data.startswith(_UTF16):
        text = data.decode("utf-16", "replace")
        return text, [Problem("encoding", "the file is in UTF-16")]
    if data.startswith(codecs.BOM_UTF8):
        data = data[len(codecs.BOM_UTF8) :]
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return data.decode("utf-8", "replace"), [Problem("encoding", f"no UTF-8 (line {line})")]


def forgiving(text: str, limits: Limits, *, positions: bool = False) -> Tree:
    """The parsed text; raises `NotNotebook` with the line where reading ended."""
    _refuse_conflict(text)
    if text.startswith(_LFS):
        raise NotNotebook("the file is a Git LFS pointer, its content is stored elsewhere")
    try:
        return parse(text, depth=limits.depth, positions=positions)
    except JsonError as error:
        raise NotNotebook(f"no valid JSON: {error.reason}", line_of(text, error.offset)) from error


def line_of(text: str, offset: int) -> int:
    """The 1-based line, as git counts lines, that an offset is in."""
    return text.count("\n", 0, offset) + 1


def _strict(data: bytes) -> Json:
    """The document if the file is strict JSON and nested moderately.

    orjson writes at most 254 levels; deeper ones are left to the parser that counts them.
    """
    try:
        document: Json = orjson.loads(data)
        orjson.dumps(document)
    except (orjson.JSONDecodeError, TypeError):
        return None
    return document


def _repeated_keys(data: bytes, document: Json, limits: Limits) -> list[Problem]:
    """A repeated key is lost in reading, so the document as JSON has fewer quotation marks."""
    if orjson.dumps(document).count(b'"') == data.count(b'"'):
        return []
    return _repaired(data, limits)[1]


def _refuse_conflict(text: str) -> None:
    """JSON strings hold no raw line ends, so a marker at a line's start is never content."""
    first = _CONFLICT.search(text)
    if first is None:
        return
    ends = list(_CONFLICT_END.finditer(text, first.end()))
    line = line_of(text, first.start())
    last = f" to {line_of(text, ends[-1].start())}" if ends else ""
    raise NotNotebook(f"the file holds unresolved merge conflict markers, lines {line}{last}", line)
