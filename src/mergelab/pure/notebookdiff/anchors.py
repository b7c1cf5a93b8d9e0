"""Where a comment was put: in the words of the cell and its content, not of the file's lines.

An anchor can be stored as JSON and found again in any later version with `track`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from typing import Literal, cast

from mergelab.pure.notebookdiff.model import Cell, Notebook
from mergelab.pure.notebookdiff.values import JsonObject, digest

AnchorPart = Literal["notebook", "cell", "source", "output", "metadata", "attachments"]
PARTS: tuple[AnchorPart, ...] = (
    *("notebook", "cell", "source"),
    *("output", "metadata", "attachments"),
)

CONTEXT = 3
"""Lines before and after the commented one that are kept."""

LINE_LENGTH = 500
"""Characters of a line that are kept, to be shown when the line is gone."""

WHOLE = 10_000
"""What a region's numbers count a figure's width and height as."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place in a notebook.

    `ordinal` is the cell's index in the version commented on. `source_hash`, `before_hash` and
    `after_hash` stand for the cell and its neighbours. `line` is 1-based in the source (part
    `source`) or in the output's text as a terminal shows it (part `output`); None means the part
    as a whole. `output_index` is the place in `Cell.outputs`. `region` is a rectangle on a figure:
    left, top, width, height in ten-thousandths of the figure's width and height; empty for none.
    """

    part: AnchorPart
    ordinal: int | None = None
    cell_id: str | None = None
    kind: str | None = None
    source_hash: str | None = None
    before_hash: str | None = None
    after_hash: str | None = None
    line: int | None = None
    line_hash: str | None = None
    line_text: str | None = None
    lines_before: tuple[str, ...] = ()
    lines_after: tuple[str, ...] = ()
    output_index: int | None = None
    output_type: str | None = None
    output_digest: str | None = None
    region: tuple[int, ...] = ()

    def to_dict(self) -> JsonObject:
        """The anchor as JSON values; fields that say nothing are left out."""
        values = {key: value for key, value in asdict(self).items() if value not in (None, ())}
        return {
            key: list(value) if isinstance(value, tuple) else value for key, value in values.items()
        }

    @classmethod
    def from_dict(cls, values: JsonObject) -> Anchor:
        """The anchor that `to_dict` wrote; raises ValueError for anything else."""
        known = {field.name: str(field.type) for field in fields(cls)}
        checked: dict[str, object] = {}
        for name, value in values.items():
            if name not in known or not _fits(value, known[name]):
                raise ValueError(f"not an anchor: {name}")
            checked[name] = tuple(value) if isinstance(value, list) else value
        if checked.get("part") not in PARTS:
            raise ValueError("not an anchor: part")
        if checked.get("region") and not _is_region(checked["region"]):
            raise ValueError("not an anchor: region")
        return cls(**cast("dict[str, AnchorPart]", checked))  # type: ignore[arg-type]


def anchor(
    notebook: Notebook,
    cell_index: int | None,
    part: AnchorPart = "cell",
    line: int | None = None,
    output_index: int | None = None,
    *,
    region: Sequence[int] = (),
) -> Anchor:
    """The anchor of a place; raises ValueError where the notebook has no such place.

    `cell_index` is None for the part `notebook` only; `output_index` is given for the part `output`
    only; `line` for `source` and `output`. `region` (see `Anchor`) is for an output that shows an
    image, and goes without a line.
    """
    if part not in PARTS:
        raise ValueError(f"no part of a notebook: {part}")
    if (cell_index is None) != (part == "notebook"):
        raise ValueError("a cell is named by every part but the notebook as a whole")
    if (output_index is None) != (part != "output"):
        raise ValueError("an output is named by the part “output” and no other")
    if line is not None and part not in ("source", "output"):
        raise ValueError(f"the part “{part}” has no lines")
    if cell_index is None:
        return Anchor("notebook")
    if not 0 <= cell_index < len(notebook.cells):
        raise ValueError(f"the notebook has no cell {cell_index}")
    cell = notebook.cells[cell_index]
    lines, output_type, output_digest = _commented(cell, output_index)
    if region:
        _check_region(region, cell, output_index, line)
    if line is not None and not 1 <= line <= len(lines):
        raise ValueError(f"there is no line {line}")
    return Anchor(
        part=part,
        ordinal=cell_index,
        cell_id=cell.identity,
        kind=cell.kind,
        source_hash=cell.source_digest,
        before_hash=_digest_at(notebook, cell_index - 1),
        after_hash=_digest_at(notebook, cell_index + 1),
        line=line,
        line_hash=digest(lines[line - 1]) if line else None,
        line_text=lines[line - 1][:LINE_LENGTH] if line else None,
        lines_before=_cut(lines[max(line - 1 - CONTEXT, 0) : line - 1]) if line else (),
        lines_after=_cut(lines[line : line + CONTEXT]) if line else (),
        output_index=output_index,
        output_type=output_type,
        output_digest=output_digest,
        region=tuple(region),
    )


def _check_region(
    region: Sequence[int], cell: Cell, output_index: int | None, line: int | None
) -> None:
    if line is not None or output_index is None:
        raise ValueError("a region is of a figure, not of a text or its lines")
    if not cell.outputs[output_index].images:
        raise ValueError("the output has no figure to mark a region of")
    if not _is_region(region):
        raise ValueError(f"no region of a figure: {list(region)}")


def _is_region(region: object) -> bool:
    """Whether these are left, top, width, height of a rectangle inside the figure."""
    if not isinstance(region, list | tuple) or len(region) != 4:
        return False
    if any(not isinstance(number, int) or isinstance(number, bool) for number in region):
        return False
    left, top, width, height = region
    inside = left >= 0 and top >= 0 and left + width <= WHOLE and top + height <= WHOLE
    return bool(inside and width > 0 and height > 0)


def _commented(
    cell: Cell, output_index: int | None
) -> tuple[Sequence[str], str | None, str | None]:
    """The lines a comment can be put on; the output's type and digest if it is one."""
    if output_index is None:
        return cell.lines, None, None
    if not 0 <= output_index < len(cell.outputs):
        raise ValueError(f"the cell has no output {output_index}")
    output = cell.outputs[output_index]
    kind = next(iter(output.mimes), output.name)
    return output.lines, kind, output.digest


def _digest_at(notebook: Notebook, index: int) -> str | None:
    return notebook.cells[index].source_digest if 0 <= index < len(notebook.cells) else None


def _cut(lines: Sequence[str]) -> tuple[str, ...]:
    return tuple(line[:LINE_LENGTH] for line in lines)


def _fits(value: object, annotation: str) -> bool:
    if annotation.startswith("tuple"):
        part = "int" if "int" in annotation else "str"
        return isinstance(value, list | tuple) and all(_fits(item, part) for item in value)
    if annotation.startswith("int"):
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, str)
