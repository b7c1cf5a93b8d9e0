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

_UTF16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_NOT_NUL = re.compile(rb"[^\0]")
_OTHER_FILES = {
    b"\x1f\x8b": "the file is compressed with gzip",
    b"PK\x03\x04": "the file is a ZIP archive",
    b"\x89PNG": "the file is a PNG picture",
    b"%PDF": "the file is a PDF document",
}
_PAGE = re.compile(r"\s*<(?:!doctype html|html|head|body|!--|\?xml)", re.IGNORECASE)
_OBJECT = re.compile(r"^\{", re.MULTILINE)
_NOT_BLANK = re.compile(r"[^\n]")


def load(data: bytes, limits: Limits) -> tuple[Json, Repairs]:
    """The document and a way to learn what had to be repaired; raises `NotNotebook`."""
    if len(data) > limits.size:
        size = limits.size // (1024 * 1024)
        raise NotNotebook(f"the file is larger than {size} MB")
    for start, reason in _OTHER_FILES.items():
        if data.startswith(start):
            raise NotNotebook(reason)
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
    """The text of a file in UTF-8, UTF-16 or Latin-1, with or without a byte order mark."""
    wide = _wide(data)
    if wide:
        text = data.decode(wide, "replace").removeprefix("\ufeff")
        return text, [Problem("encoding", "the file is in UTF-16")]
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
    text = data.decode("utf-8", "replace")
    if text.replace("\ufffd", "").isascii():  # nothing but ASCII is UTF-8 in it
        return data.decode("latin-1"), [
            Problem("encoding", f"the file is in Latin-1 (line {line})")
        ]
    return text, [Problem("encoding", f"no UTF-8 (line {line})")]


def _wide(data: bytes) -> str:
    """The kind of UTF-16 the file is in; empty for none. A file of JSON begins with ASCII."""
    for mark, name in _UTF16.items():
        if data.startswith(mark) and not data.startswith(codecs.BOM_UTF32_LE):
            return name
    if b"\0" not in data[:4]:
        return ""
    return {b"\0x": "utf-16-be", b"x\0": "utf-16-le"}.get(_NOT_NUL.sub(b"x", data[:4])[:2], "")


def forgiving(text: str, limits: Limits, *, positions: bool = False) -> Tree:
    """The parsed text; raises `NotNotebook` with the line where reading ended."""
    _refuse_conflict(text)
    if text.startswith(_LFS):
        raise NotNotebook("the file is a Git LFS pointer, its content is stored elsewhere")
    if _PAGE.match(text):
        raise NotNotebook("the file is a web page, not a notebook")
    start = _start(text)
    try:
        tree = parse(
            _NOT_BLANK.sub(" ", text[:start]) + text[start:] if start else text,
            depth=limits.depth,
            positions=positions,
        )
    except JsonError as error:
        raise NotNotebook(f"no valid JSON: {error.reason}", line_of(text, error.offset)) from error
    if start:
        tree.notes.insert(0, ("repaired", "text before the JSON", 0))
    return tree


def _start(text: str) -> int:
    """Where the JSON begins: 0, or the first line that opens an object after some other text."""
    if text.lstrip()[:1] in {"{", "[", '"', ""}:
        return 0
    found = _OBJECT.search(text)
    return found.start() if found else 0


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
