"""A notebook file as text that can be edited in place: what is not edited stays byte for byte."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator, Mapping
from copy import copy
from functools import cached_property

import orjson

from mergelab.pure.notebookdiff.cellfields import source_field
from mergelab.pure.notebookdiff.decode import forgiving
from mergelab.pure.notebookdiff.jsonscalars import number
from mergelab.pure.notebookdiff.jsontree import Span, Tree
from mergelab.pure.notebookdiff.model import Limits
from mergelab.pure.notebookdiff.reader import read_notebook
from mergelab.pure.notebookdiff.values import Json, JsonObject, as_list, as_object
from mergelab.pure.notebookdiff.writing.style import SpelledNumber, Style, detect, write

_ENCODINGS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?\Z")
_LEAD = re.compile(r"[ \t]*")


class Unwritable(ValueError):
    """The notebook can be read, but not written as asked; the message is a sentence."""


class Document:
    """A notebook file: its text, its JSON, where each value of that stands, and its edits.

    `value` must not be changed; `edit` and `replace` note what the written text shall say.
    """

    def __init__(self, text: str, encoding: str, bom: bytes, limits: Limits) -> None:
        self.text = text
        self.tree: Tree = forgiving(text, limits, positions=True)
        self.value: JsonObject = as_object(self.tree.value)
        self._encoding, self._bom, self._limits = encoding, bom, limits
        self._changes: dict[Span, str] = {}

    @classmethod
    def read(cls, data: bytes, limits: Limits | None = None) -> Document:
        """Raises `NotNotebook`, and `Unwritable` for an encoding that reading had to guess."""
        limits = limits or Limits()
        read_notebook(data, limits)
        bom, encoding = next(
            ((bom, name) for bom, name in _ENCODINGS if data.startswith(bom)), (b"", "utf-8")
        )
        try:
            text = data[len(bom) :].decode(encoding)
        except UnicodeDecodeError as error:
            raise Unwritable("The file is not in UTF-8, so writing it would lose text.") from error
        return cls(text, encoding, bom, limits)

    @cached_property
    def is_strict(self) -> bool:
        """Whether the file is JSON as it is, without repairs."""
        try:
            orjson.loads(self.text)
        except orjson.JSONDecodeError:
            return False
        return True

    @property
    def repeats_keys(self) -> bool:
        return any(kind == "duplicate-key" for kind, _, _ in self.tree.notes)

    def rewritten(self) -> Document:
        """The whole notebook written anew, in its own style: valid JSON, and each key once."""
        start, end = self.text.index("{"), self.text.rindex("}") + 1
        text = write(self.spelled(self.value), self.style)
        whole = self.text[:start] + text + self.text[end:]
        return Document(whole, self._encoding, self._bom, self._limits)

    def unedited(self) -> Document:
        """The same document to be edited apart from this one."""
        other = copy(self)
        other._changes = {}
        return other

    @cached_property
    def style(self) -> Style:
        return detect(self.text, lines=self._writes_lines())

    @cached_property
    def cells(self) -> list[tuple[Json, Span]]:
        """The raw cells in reading order, and where they stand."""
        return [
            (raw, self.span(cells, place))
            for cells in self.cell_lists
            for place, raw in enumerate(cells)
        ]

    @property
    def cell_lists(self) -> list[list[Json]]:
        """The lists that hold the cells: one, but for nbformat 3 with several worksheets."""
        cells = self.value.get("cells")
        if isinstance(cells, list):
            return [cells]
        sheets = as_list(self.value.get("worksheets"))
        return [as_list(as_object(sheet).get("cells")) for sheet in sheets]

    def span(self, holder: list[Json] | JsonObject, key: str | int) -> Span:
        """Where a member's value starts and ends."""
        return self.tree.spans[id(holder)][key]

    def spelled(self, value: Json) -> Json:
        """A value of this document with its numbers as the file writes them.

        Written without comprehensions: each would take another frame for every level.
        """
        if isinstance(value, dict):
            members: JsonObject = {}
            for key, member in value.items():
                is_container = isinstance(member, dict | list)
                members[key] = self.spelled(member) if is_container else self._one(value, key)
            return members
        if not isinstance(value, list) or not value:
            return value
        if self._is_flat(value):
            return self._numbers(value)
        items: list[Json] = []
        for place, item in enumerate(value):
            is_container = isinstance(item, dict | list)
            items.append(self.spelled(item) if is_container else self._one(value, place))
        return items

    def member(self, value: JsonObject, key: str) -> Json:
        """One member of an object, spelled likewise; None where it has none."""
        member = value.get(key)
        if isinstance(member, dict | list):
            return self.spelled(member)
        return self._one(value, key) if key in value else None

    def lead(self, at: int) -> str:
        """The white space before the line that an offset is in."""
        match = _LEAD.match(self.text, self.text.rfind("\n", 0, at) + 1)
        return match.group() if match else ""

    def style_at(self, span: Span) -> Style:
        """How to write inside a value: in one line, if it stands in one and is not empty."""
        start, end = span
        is_line = end - start > len("{}") and "\n" not in self.text[start:end]
        return self.style.inline if is_line else self.style

    def lead_of(self, value: JsonObject, key: str, span: Span) -> str:
        """The white space before the line a member of an object is on, or would be on."""
        if key in value:
            return self.lead(self.span(value, key)[0])
        if value:
            return self.lead(self.span(value, next(iter(value)))[0])
        return self.lead(span[0]) + (self.style.indent or "")

    def replace(self, span: Span, text: str) -> None:
        """Have other text where a value stands."""
        if self.text[slice(*span)] != text:
            self._changes[span] = text

    def edit(self, value: JsonObject, span: Span, changes: Mapping[str, str | None]) -> None:
        """Have members of an object say other JSON, go (None), or come (at the end)."""
        if not changes:
            return
        kept = [key for key in value if changes.get(key, "") is not None]
        come = {key: text for key, text in changes.items() if text and key not in value}
        if not kept and (value or come):
            self.replace(span, self._object({key: changes[key] or "" for key in come}, span))
            return
        for key in kept:
            if key in changes:
                self.replace(self.span(value, key), changes[key] or "")
        for region in self._gone(value, span, set(kept)):
            self.replace(region, "")
        if come:
            end = max(self.span(value, key)[1] for key in kept)
            self.replace((end, end), self._more(come, span, self.span(value, kept[0])[0]))

    @property
    def is_changed(self) -> bool:
        return bool(self._changes)

    def written(self, start: int = 0, end: int | None = None) -> str:
        """The text, or a part of it, with the edits made."""
        parts: list[str] = []
        at, last = start, len(self.text) if end is None else end
        for (first, after), text in sorted(self._changes.items()):
            if first >= at and after <= last:
                parts += [self.text[at:first], text]
                at = after
        return "".join([*parts, self.text[at:last]])

    def encoded(self) -> bytes:
        """The edited file; raises `Unwritable` for characters that no encoding has."""
        try:
            return self._bom + self.written().encode(self._encoding)
        except UnicodeEncodeError as error:
            raise Unwritable("The text holds half of a character, which no file can.") from error

    def _object(self, members: Mapping[str, str], span: Span) -> str:
        style, lead = self.style_at(span), self.lead(span[0])
        if not members:
            return "{}"
        line = "" if style.indent is None else style.newline + lead
        inner = line and line + (style.indent or "")
        pairs = [f"{write(key, style)}{style.colon}{text}" for key, text in members.items()]
        return "{" + inner + (style.comma + inner).join(pairs) + line + "}"

    def _more(self, members: Mapping[str, str], span: Span, first: int) -> str:
        style = self.style_at(span)
        line = "" if style.indent is None else style.newline + self.lead(first)
        return "".join(
            f"{style.comma}{line}{write(key, style)}{style.colon}{text}"
            for key, text in members.items()
        )

    def _gone(self, value: JsonObject, span: Span, kept: set[str]) -> Iterator[Span]:
        """The text of the members that go, each with the comma before it, or else after it."""
        places = sorted((self.span(value, key), key in kept) for key in value)
        at = self.text.index('"', span[0])
        leading = True
        for (_, end), stays in places:
            if stays and leading:
                first = self.text.index('"', at)
                start = self.text.index('"', span[0])
                if first > start:
                    yield start, first
            elif not stays and not leading:
                yield at, end
            leading = leading and not stays
            at = end

    def _one(self, holder: list[Json] | JsonObject, key: str | int) -> Json:
        member = holder[key]  # type: ignore[index]
        if isinstance(member, bool) or not isinstance(member, int | float):
            return member
        return _number(member, self.text[slice(*self.span(holder, key))])

    def _is_flat(self, value: list[Json]) -> bool:
        """Whether the parser took the list in one go: then all its numbers have one span."""
        return self.text[self.span(value, 0)[0]] == "[" and not isinstance(value[0], dict | list)

    def _numbers(self, value: list[Json]) -> Json:
        try:
            return json.loads(  # type: ignore[no-any-return]
                self.text[slice(*self.span(value, 0))], parse_int=_spelled, parse_float=_spelled
            )
        except ValueError:
            return value

    def _writes_lines(self) -> bool:
        """Whether most sources are lists; empty ones say nothing."""
        sources = [
            raw.get(source_field(raw))
            for cells in self.cell_lists
            for raw in cells
            if isinstance(raw, dict)
        ]
        texts = sum(isinstance(source, str) and bool(source) for source in sources)
        return texts <= sum(isinstance(source, list) and bool(source) for source in sources)


def _spelled(text: str) -> Json:
    """A number as the reader has it, which takes one that is too large for text."""
    value = number(text)
    return value if isinstance(value, str) else _number(value, text)


def _number(value: Json, text: str) -> Json:
    """The number, remembering its text where Python would write another."""
    if not isinstance(value, int | float) or repr(value) == text or not _NUMBER.match(text):
        return value
    return SpelledNumber.of(value, text)
