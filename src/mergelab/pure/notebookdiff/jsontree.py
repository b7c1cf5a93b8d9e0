"""A forgiving JSON parser that can say where each value stands in the text.

Reads what a strict parser refuses but people meet in real notebooks: trailing and missing commas,
control characters and wrong escapes in strings, NaN, huge integers, lone surrogates. It keeps no
recursion and looks at each character a bounded number of times, so any input takes linear time.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Literal

import orjson

from mergelab.pure.notebookdiff.jsonscalars import NON_FINITE, is_number, number, string, word
from mergelab.pure.notebookdiff.values import Json, JsonObject

_TOKEN = re.compile(
    r'"(?:[^"\\]++|\\.)*+"'  # a string
    r"|\[[\s\d.,eE+-]*+\]"  # a flat list of numbers, in one go: plots hold millions
    r"|[{}\[\]:,]"
    r'|[^\s{}\[\]:,"]++'  # a number or a word
    r'|"',  # a string without an end
    re.DOTALL,
)
_NOTES = 20

Container = list[Json] | JsonObject
Span = tuple[int, int]
Spans = dict[int, dict[str | int, Span]]
NoteKind = Literal["repaired", "duplicate-key"]


class JsonError(ValueError):
    """The text is no JSON even with every repair; `offset` is where that shows."""

    def __init__(self, reason: str, offset: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.offset = offset


@dataclass(slots=True)
class Tree:
    """A parsed text.

    `notes` are repairs: kind, what, offset (the first 20). `spans`, if asked for, holds for each
    container, by `id()`, where its members start and end in the text.
    """

    value: Json = None
    notes: list[tuple[NoteKind, str, int]] = field(default_factory=list)
    spans: Spans = field(default_factory=dict)

    def note(self, kind: NoteKind, what: str, offset: int) -> None:
        if len(self.notes) < _NOTES:
            self.notes.append((kind, what, offset))


def parse(text: str, *, depth: int, positions: bool = False) -> Tree:
    """The one value in the text; raises `JsonError`.

    Where a key occurs twice the last value wins, as in any JSON library, and a note says so.
    """
    parser = _Parser(depth, positions)
    for match in _TOKEN.finditer(text):
        parser.feed(match.group(), match.start())
    return parser.finish(len(text))


@dataclass(slots=True)
class _Frame:
    """An open container: where it starts, and what was read since the last value."""

    container: Container
    start: int
    key: str | None = None
    colon: bool = False
    comma: bool = False


class _Parser:
    def __init__(self, depth: int, positions: bool) -> None:
        self.tree = Tree()
        self.depth = depth
        self.positions = positions
        self.stack: list[_Frame] = []
        self.done = False

    def feed(self, token: str, at: int) -> None:
        first = token[0]
        if first == '"':
            self._string(token, at)
        elif first == ",":
            self._comma(at)
        elif first == ":":
            self._colon(at)
        elif first in "{[" and len(token) == 1:
            self._open({} if first == "{" else [], at)
        elif first in "}]":
            self._close(first, at)
        elif first == "[":
            self._place(self._numbers(token, at), at, len(token))
        else:
            self._place(self._word(token, at), at, len(token))

    def finish(self, end: int) -> Tree:
        if self.stack:
            raise JsonError("the file ends before its JSON does", end)
        if not self.done:
            raise JsonError("the file is empty", 0)
        return self.tree

    def _string(self, token: str, at: int) -> None:
        if len(token) == 1:
            raise JsonError("a string has no end", at)
        value = self._text(token, at)
        frame = self.stack[-1] if self.stack else None
        if frame is None or frame.key is not None or isinstance(frame.container, list):
            self._place(value, at, len(token))
            return
        if frame.container and not frame.comma:
            self.tree.note("repaired", "a missing comma", at)
        if value in frame.container:
            self.tree.note("duplicate-key", f"the key “{value[:60]}” occurs twice", at)
        frame.key, frame.comma = value, False

    def _text(self, token: str, at: int) -> str:
        value, repaired = string(token)
        if repaired:
            self.tree.note("repaired", "a string with characters or escapes JSON forbids", at)
        return value

    def _word(self, token: str, at: int) -> Json:
        if token in NON_FINITE:
            self.tree.note("repaired", f"{token}, which JSON does not know", at)
        value = word(token)
        if value is token and token not in NON_FINITE and not is_number(token):
            raise JsonError(f"“{token[:40]}” is no JSON value", at)
        return value

    def _comma(self, at: int) -> None:
        frame = self.stack[-1] if self.stack else None
        if frame is None or frame.key is not None:
            raise JsonError("a comma where a value is expected", at)
        if frame.comma or not frame.container:
            self.tree.note("repaired", "a comma too many", at)
        frame.comma = True

    def _colon(self, at: int) -> None:
        frame = self.stack[-1] if self.stack else None
        if frame is None or frame.key is None or frame.colon:
            raise JsonError("a colon that follows no key", at)
        frame.colon = True

    def _open(self, container: Container, at: int) -> None:
        if len(self.stack) >= self.depth:
            raise JsonError(f"nested deeper than {self.depth} levels", at)
        self._place(container, at, 0)
        if self.positions:  # also forgets a freed container that had the same address
            self.tree.spans[id(container)] = {}
        self.stack.append(_Frame(container, at))

    def _close(self, bracket: str, at: int) -> None:
        if not self.stack:
            raise JsonError("a closing bracket that opens nowhere", at)
        frame = self.stack.pop()
        if frame.key is not None or (bracket == "]") != isinstance(frame.container, list):
            raise JsonError(f"“{bracket}” where something else is expected", at)
        if frame.comma and frame.container:
            self.tree.note("repaired", "a comma before a closing bracket", at)
        if self.positions and self.stack:
            parent = self.stack[-1].container
            last = len(parent) - 1 if isinstance(parent, list) else self._last_key(parent)
            self.tree.spans[id(parent)][last] = (frame.start, at + 1)
        self.done = not self.stack

    def _last_key(self, parent: JsonObject) -> str:
        return str(next(reversed(self.tree.spans[id(parent)])))

    def _place(self, value: Json, at: int, length: int) -> None:
        """Put a value where it belongs: into the open container, or at the top."""
        if not self.stack:
            if self.done:
                raise JsonError("text after the end of the JSON", at)
            self.tree.value = value
            self.done = bool(length)
            return
        frame = self.stack[-1]
        container = frame.container
        slot: str | int
        if isinstance(container, list):
            if container and not frame.comma:
                self.tree.note("repaired", "a missing comma", at)
            slot = len(container)
            container.append(value)
        else:
            if frame.key is None or not frame.colon:
                raise JsonError("a value where a key or colon is expected", at)
            slot = frame.key
            container[slot] = value
        frame.key, frame.colon, frame.comma = None, False, False
        if self.positions:
            spans = self.tree.spans[id(container)]
            spans.pop(slot, None)  # a repeated key becomes the last one, which `_close` relies on
            spans[slot] = (at, at + length)

    def _numbers(self, token: str, at: int) -> Json:
        values: list[Json]
        try:
            values = orjson.loads(token)
        except orjson.JSONDecodeError:
            self.tree.note("repaired", "a list of numbers that JSON forbids", at)
            values = [number(part) for part in re.split(r"[\s,]+", token[1:-1]) if part]
        if self.positions:  # the numbers all stand where their list does
            self.tree.spans[id(values)] = defaultdict(lambda: (at, at + len(token)))
        return values
