"""A notebook as people read it, whatever version and shape its file has.

Built by `read_notebook`. Cells and outputs work out what costs time (lines, outputs, digests) when
first asked, hence no slots there. Nothing here may be changed after it was read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from mergelab.pure.notebookdiff.cellfields import (
    CellKind,
    count_of,
    extra_of,
    kind_of,
    metadata_of,
    outputs_of,
    source_of,
)
from mergelab.pure.notebookdiff.lazy import lazy
from mergelab.pure.notebookdiff.problems import Problem, ProblemKind, problems_of_cells
from mergelab.pure.notebookdiff.terminal import terminal_text
from mergelab.pure.notebookdiff.values import (
    Json,
    JsonObject,
    as_json,
    as_list,
    as_name,
    as_object,
    digest,
)

__all__ = [
    "Cell",
    "CellKind",
    "Limits",
    "NotNotebook",
    "Notebook",
    "Output",
    "OutputKind",
    "Problem",
    "ProblemKind",
]

OutputKind = Literal["stream", "display", "result", "error", "unknown"]


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
    """What is refused as too large: bytes, cells, lines of all sources, and levels of nesting."""

    size: int = 64 * 1024 * 1024
    cells: int = 20_000
    lines: int = 250_000
    depth: int = 500


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

    @lazy
    def lines(self) -> tuple[str, ...]:
        """The lines of `text` as a terminal shows them, without styles."""
        return tuple(terminal_text(self.text))

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


class Cell:
    """One cell. `index` counts from 0 over the whole notebook, `raw` is the cell as it is read.

    Everything else is worked out of `raw` when first asked for: most cells of a difference are
    found to be the same before anybody asks.
    """

    def __init__(self, index: int, raw: JsonObject) -> None:
        self.index = index
        self.raw = raw

    def __repr__(self) -> str:
        return f"Cell({self.index}, {self.raw})"

    @lazy
    def kind(self) -> CellKind:
        return kind_of(self.raw)

    @lazy
    def source(self) -> str:
        """The source, with LF line ends only."""
        return source_of(self.raw)

    @lazy
    def metadata(self) -> JsonObject:
        return metadata_of(self.raw)

    @lazy
    def raw_outputs(self) -> list[Json]:
        """The outputs as they are in the file."""
        return outputs_of(self.raw)

    @property
    def count(self) -> int | None:
        return count_of(self.raw)

    @property
    def attachments(self) -> JsonObject:
        return as_object(self.raw.get("attachments"))

    @property
    def id(self) -> str | None:
        """nbformat's cell id."""
        return as_name(self.raw.get("id"))

    @lazy
    def extra(self) -> JsonObject:
        """The keys that nbformat does not know."""
        return extra_of(self.raw)

    @lazy
    def lines(self) -> tuple[str, ...]:
        r"""The source's lines without their ends; `"\n".join(lines) == source`."""
        return tuple(self.source.split("\n")) if self.source else ()

    @lazy
    def outputs(self) -> tuple[Output, ...]:
        from mergelab.pure.notebookdiff.outputs import read_outputs

        return read_outputs(self.raw_outputs)

    @lazy
    def key(self) -> tuple[CellKind, str]:
        """What makes two cells "the same" to the alignment."""
        return self.kind, self.source.strip()

    @property
    def colab_id(self) -> str | None:
        """Colab's `metadata.id`."""
        return as_name(self.metadata.get("id"))

    @lazy
    def identity(self) -> str | None:
        """The cell's id or, without one, Colab's. Not to be trusted before `trusted_ids`."""
        return as_name(self.raw.get("id")) or as_name(as_object(self.raw.get("metadata")).get("id"))

    @property
    def tags(self) -> tuple[str, ...]:
        tags = as_list(self.metadata.get("tags"))
        return tuple(tag for tag in tags if isinstance(tag, str))

    @lazy
    def source_digest(self) -> str:
        return digest(f"{self.kind}\n{self.source}")

    @lazy
    def outputs_digest(self) -> str:
        """Stands for the list of outputs as it is in the file, counts included."""
        return digest(as_json(self.raw_outputs))


@dataclass(frozen=True)
class Notebook:
    """A notebook read from nbformat 2 to 4.

    `version` is nbformat's (major, minor), None where the file does not say it. `metadata` is the
    notebook's own, as read. `repairs` finds what had to be repaired in the text of the file.
    """

    cells: tuple[Cell, ...]
    metadata: JsonObject
    version: tuple[int | None, int | None]
    repairs: Callable[[], Sequence[Problem]] = field(default=tuple, repr=False, compare=False)

    @property
    def nbformat(self) -> tuple[int, int]:
        """(major, minor) as the file says, (0, 0) if it does not."""
        return self.version[0] or 0, self.version[1] or 0

    @lazy
    def language(self) -> str:
        """The language of the code cells, in lower case; empty when unknown."""
        return next(_language_names(self.metadata, self.cells), "").lower()

    @lazy
    def problems(self) -> tuple[Problem, ...]:
        """Everything that reading had to guess or repair."""
        found = [*self.repairs(), *problems_of_cells([cell.raw for cell in self.cells])]
        if self.version[0] is None:
            found.append(Problem("format", "the file does not say its nbformat version"))
        return tuple(found)


def _language_names(metadata: JsonObject, cells: Sequence[Cell]) -> Iterator[str]:
    """The places that kernels and old formats write the language to, the likeliest first."""
    places = (
        as_object(metadata.get("kernelspec")).get("language"),
        as_object(metadata.get("language_info")).get("name"),
        as_object(metadata.get("kernel_info")).get("language"),
        metadata.get("language"),
    )
    for value in (*places, *(cell.raw.get("language") for cell in cells)):
        name = as_name(value)
        if name:
            yield name
