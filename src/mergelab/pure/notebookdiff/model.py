"""A notebook as people read it, whatever version and shape its file has.

Built by `read_notebook`. Cells and outputs work out what costs time (lines, outputs, digests) when
first asked, hence no slots there. Nothing here may be changed after it was read.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from mergelab.pure.notebookdiff.values import Json, JsonObject, as_json, as_list, as_name, digest

CellKind = Literal["code", "markdown", "raw"]
OutputKind = Literal["stream", "display", "result", "error", "unknown"]
ProblemKind = Literal[
    "cell-type",
    "duplicate-id",
    "duplicate-key",
    "encoding",
    "format",
    "hidden-text",
    "line-ends",
    "repaired",
    "wrong-type",
]


class NotNotebook(ValueError):
    """The bytes cannot be read as a notebook; show them raw, with `reason`.

    `reason` is a sentence without a full stop; `line` is the 1-based raw line it is about, or None.
    """

    def __init__(self, reason: str, line: int | None = None) -> None:
        super().__init__(reason if line is None else f"{reason} (line {line})")
        self.reason = reason
        self.line = line


@dataclass(frozen=True, slots=True)
class Limits:
    """What is refused as too large: bytes of the file, cells, and levels of nesting."""

    size: int = 64 * 1024 * 1024
    cells: int = 20_000
    depth: int = 500


@dataclass(frozen=True, slots=True)
class Problem:
    """Something the reader had to repair or guess; `cell` is the cell's index, if it is in one."""

    kind: ProblemKind
    message: str
    cell: int | None = None


@dataclass(frozen=True)
class Output:
    """One output as shown: neighbouring streams of one name are one output.

    `index` is its place in `Cell.outputs`, `raw_indices` its places in the file's list.
    `name` is the stream's name, or the file's own word for the type of an output.
    `data` maps MIME types to text, or to a JSON value for JSON types. A stream's text is its
    `text/plain`. `raw` holds the values as read, so an unknown output is never lost.
    """

    index: int
    raw_indices: tuple[int, ...]
    kind: OutputKind
    name: str
    data: dict[str, Json]
    raw: tuple[Json, ...]
    metadata: JsonObject = field(default_factory=dict)
    count: int | None = None
    ename: str = ""
    evalue: str = ""
    traceback: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The plain text of a stream or a bundle, or an error's traceback; may hold ANSI codes."""
        if self.kind == "error":
            return "\n".join(self.traceback) or f"{self.ename}: {self.evalue}"
        value = self.data.get("text/plain", "")
        return value if isinstance(value, str) else as_json(value)

    @property
    def mimes(self) -> tuple[str, ...]:
        return tuple(self.data)

    @cached_property
    def images(self) -> tuple[str, ...]:
        """The image MIME types in the bundle, in file order."""
        return tuple(mime for mime in self.data if mime.startswith("image/"))

    @cached_property
    def size(self) -> int:
        """Characters of the output written as JSON."""
        return sum(len(as_json(value)) for value in self.raw)

    @cached_property
    def digest(self) -> str:
        """Stands for all of the output, noise included, but not its execution count."""
        shown: list[Json] = [self.kind, self.name, self.data, self.metadata]
        shown += [self.ename, self.evalue, *self.traceback]
        return digest(as_json(shown if self.kind != "unknown" else [*self.raw]))


@dataclass(frozen=True)
class Cell:
    """One cell. `index` counts from 0 over the whole notebook.

    `source` has LF line ends only. `id` is nbformat's cell id; `colab_id` is Colab's
    `metadata.id`. `extra` holds keys that nbformat does not know. `raw_outputs` is the file's list.
    """

    index: int
    kind: CellKind
    source: str
    metadata: JsonObject
    raw_outputs: list[Json]
    count: int | None
    attachments: JsonObject
    id: str | None
    extra: JsonObject

    @cached_property
    def lines(self) -> tuple[str, ...]:
        r"""The source's lines without their ends; `"\n".join(lines) == source`."""
        return tuple(self.source.split("\n")) if self.source else ()

    @cached_property
    def outputs(self) -> tuple[Output, ...]:
        from mergelab.pure.notebookdiff.outputs import read_outputs

        return read_outputs(self.raw_outputs)

    @cached_property
    def key(self) -> tuple[CellKind, str]:
        """What makes two cells "the same" to the alignment."""
        return self.kind, self.source.strip()

    @property
    def colab_id(self) -> str | None:
        return as_name(self.metadata.get("id"))

    @property
    def identity(self) -> str | None:
        """The cell's id or, without one, Colab's. Not to be trusted before `trusted_ids`."""
        return self.id or self.colab_id

    @property
    def tags(self) -> tuple[str, ...]:
        tags = as_list(self.metadata.get("tags"))
        return tuple(tag for tag in tags if isinstance(tag, str))

    @cached_property
    def source_digest(self) -> str:
        return digest(f"{self.kind}\n{self.source}")

    @cached_property
    def outputs_digest(self) -> str:
        """Stands for the list of outputs as it is in the file, counts included."""
        return digest(as_json(self.raw_outputs))


@dataclass(frozen=True, slots=True)
class Notebook:
    """A notebook read from nbformat 2 to 4.

    `nbformat` is (major, minor) as the file says, (0, 0) if it does not. `language` is lower case
    and empty when unknown. `metadata` is the notebook's own, as read.
    """

    cells: tuple[Cell, ...]
    metadata: JsonObject
    nbformat: tuple[int, int]
    language: str
    problems: tuple[Problem, ...] = ()
