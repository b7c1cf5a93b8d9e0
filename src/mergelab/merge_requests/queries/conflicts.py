"""Conflicts in cells as a page asks about them: three columns, and what can be chosen."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby
from typing import Final

from django.utils.safestring import SafeString

from mergelab.merge_requests.models import MergeRequest
from mergelab.notebooks.rendering.sources import source_lines
from mergelab.pure.notebookdiff import Cell
from mergelab.pure.notebookdiff.merging import Conflict, Merge, MergeRow, Pick
from mergelab.repository.git.names import display

ORDER: Final[tuple[Pick, ...]] = (
    *("ours", "theirs", "both", "both-reversed"),
    *("base", "delete", "edit"),
)
STATES: Final = {
    "same": "unchanged",
    "merged": "changed on both sides and merged",
    "deleted": "deleted",
}


@dataclass(frozen=True)
class Band:
    """Lines that stand beside each other: of the base, the target and the source."""

    is_same: bool
    columns: tuple[Sequence[SafeString], ...]


@dataclass(frozen=True)
class Choice:
    """One way to decide; `value` is the engine's word for it."""

    value: Pick
    label: str
    picked: bool


@dataclass(frozen=True)
class Question:
    """A conflict. `field` names its inputs; `text` is what an edit starts from."""

    field: str
    number: int
    title: str
    reason: str
    bands: Sequence[Band]
    choices: Sequence[Choice]
    text: str

    @property
    def is_decided(self) -> bool:
        return any(choice.picked for choice in self.choices)

    @property
    def rows(self) -> int:
        return min(max(self.text.count("\n") + 2, 4), 30)


@dataclass(frozen=True)
class Settled:
    """Cells between two conflicts; `cells` name each with what became of it."""

    words: str
    cells: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class ConflictedNotebook:
    """A notebook with its conflicts among the cells that need no decision."""

    path: str
    anchor: str
    pieces: Sequence[Question | Settled]
    notes: Sequence[str]

    @property
    def questions(self) -> list[Question]:
        return [piece for piece in self.pieces if isinstance(piece, Question)]


def field_of(path: str, conflict: Conflict) -> str:
    """The name of a conflict's inputs: the same as long as it is the same conflict."""
    return sha256(f"{path}\0{conflict.key}".encode("utf-8", "replace")).hexdigest()[:16]


def asked(
    merge_request: MergeRequest, path: str, merge: Merge, said: Mapping[str, str]
) -> ConflictedNotebook:
    """The notebook's conflicts; `said` is what the form holds already."""
    asker = _Asker(merge_request, path, merge, said)
    anchor = f"f-{sha256(path.encode('utf-8', 'replace')).hexdigest()[:16]}"
    return ConflictedNotebook(display(path), anchor, list(asker.pieces()), merge.notes)


class _Asker:
    def __init__(
        self, merge_request: MergeRequest, path: str, merge: Merge, said: Mapping[str, str]
    ) -> None:
        self.target = merge_request.target_branch
        self.source = merge_request.source_branch
        self.path, self.merge, self.said = path, merge, said
        self.conflicts = {conflict.key: conflict for conflict in merge.conflicts}

    def pieces(self) -> Iterator[Question | Settled]:
        numbers = {key: number for number, key in enumerate(self.conflicts, 1)}
        for key, rows in groupby(self.merge.cells, key=lambda row: row.conflict):
            if key is None:
                yield self._settled(list(rows))
            else:
                yield self._question(self.conflicts[key], numbers[key])

    def _settled(self, rows: list[MergeRow]) -> Settled:
        words = {**STATES, "ours": f"from {self.target}", "theirs": f"from {self.source}"}
        counted: dict[str, int] = {}
        for row in rows:
            counted[words[row.state]] = counted.get(words[row.state], 0) + 1
        cells = f"{len(rows)} cell{'' if len(rows) == 1 else 's'}"
        parts = ", ".join(f"{count} {word}" for word, count in counted.items())
        return Settled(f"{cells}: {parts}", [(_first(row), words[row.state]) for row in rows])

    def _question(self, conflict: Conflict, number: int) -> Question:
        field = field_of(self.path, conflict)
        picked = self.said.get(f"pick-{field}", "")
        return Question(
            field=field,
            number=number,
            title=_title(conflict),
            reason=self._reason(conflict),
            bands=list(_bands(conflict)),
            choices=[
                Choice(pick, self._label(pick, conflict), pick == picked)
                for pick in ORDER
                if pick in conflict.choices
            ],
            text=self.said.get(f"text-{field}", _draft(conflict)),
        )

    def _reason(self, conflict: Conflict) -> str:
        """The engine's sentence, with the branches' names where it can do without its words."""
        if conflict.kind == "insertions":
            return f"{self.target} and {self.source} added different cells here."
        if conflict.kind == "deleted":
            gone, kept = self.target, self.source
            if conflict.ours:
                gone, kept = kept, gone
            return f"{gone} deleted the cell, {kept} changed it."
        if conflict.kind == "source":
            return f"{self.target} and {self.source} changed the same lines."
        return conflict.reason

    def _label(self, pick: Pick, conflict: Conflict) -> str:
        nothing = "Take neither" if conflict.kind == "insertions" else "Delete the cell"
        return {
            "base": "As it was before both",
            "ours": f"Take {self.target}",
            "theirs": f"Take {self.source}",
            "both": f"Both, {self.target} first",
            "both-reversed": f"Both, {self.source} first",
            "edit": "Edit",
            "delete": nothing,
        }[pick]


def _title(conflict: Conflict) -> str:
    cells = conflict.theirs or conflict.ours or conflict.base
    if conflict.kind == "insertions":
        return "Cells added at one place"
    return f"Cell {cells[0].index + 1}" if cells else "Cell"


def _first(row: MergeRow) -> str:
    """The first line of a settled cell."""
    cell = row.theirs or row.ours or row.base
    text = row.source if row.source is not None else cell.source if cell else ""
    return next((line.strip()[:120] for line in text.split("\n") if line.strip()), "(empty)")


def _draft(conflict: Conflict) -> str:
    """What an edit starts from: what merges, and of what does not both sides in turn."""
    if not conflict.chunks:
        return "\n\n".join(cell.source for cell in (*conflict.ours, *conflict.theirs))
    lines: list[str] = []
    for chunk in conflict.chunks:
        lines += [*chunk.ours, *chunk.theirs] if chunk.kind == "conflict" else chunk.merged
    return "\n".join(lines)


def _bands(conflict: Conflict) -> Iterator[Band]:
    """The lines of the three, cut where the engine cut them; coloured as a whole."""
    sides = (conflict.base, conflict.ours, conflict.theirs)
    lines = [_coloured(cells) for cells in sides]
    if not conflict.chunks:
        yield Band(False, tuple(lines))
        return
    places = [0, 0, 0]
    for chunk in conflict.chunks:
        columns = []
        for side, count in enumerate(map(len, (chunk.base, chunk.ours, chunk.theirs))):
            columns.append(lines[side][places[side] : places[side] + count])
            places[side] += count
        yield Band(chunk.kind == "same", tuple(columns))


def _coloured(cells: Sequence[Cell]) -> list[SafeString]:
    """The cells' lines as HTML, an empty one between two cells."""
    made: list[SafeString] = []
    for cell in cells:
        made += [SafeString("")] * bool(made) + source_lines(cell, "python")
    return made
