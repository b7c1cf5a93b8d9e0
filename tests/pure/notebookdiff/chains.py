"""Versions of a notebook one after the other, in which every line is known by a name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import count
from random import Random
from typing import Any, Final

from pure.notebookdiff.made import code, markdown, notebook, stream
from pure.notebookdiff.truth_texts import NOUNS, Writer

from mergelab.pure.notebookdiff import Notebook

Line = tuple[int, str]
"""A name, which a line keeps as long as its text stays, and the text."""


@dataclass(frozen=True)
class Written:
    name: int
    kind: str
    lines: tuple[Line, ...]


@dataclass
class History:
    """The cells as they are now; `versions` are the notebooks so far, `places` their lines."""

    writer: Writer
    cells: list[Written] = field(default_factory=list)
    names: count[int] = field(default_factory=count)
    run: int = 0
    ids: str = "kept"
    versions: list[Notebook] = field(default_factory=list)
    places: list[dict[int, tuple[int, int]]] = field(default_factory=list)

    @property
    def rng(self) -> Random:
        return self.writer.rng

    def fresh(self) -> Written:
        kind, text = self.writer.cell()
        lines = tuple((next(self.names), line) for line in text.split("\n"))
        return Written(next(self.names), kind, lines)

    def save(self) -> None:
        """Adds a version; by name, each line's cell (from 0) and number (from 1)."""
        salt = len(self.versions) if self.ids == "regenerated" else 0
        cells = [self._raw(cell, place, salt) for place, cell in enumerate(self.cells)]
        self.versions.append(notebook(*cells))
        self.places.append(
            {
                name: (place, number)
                for place, cell in enumerate(self.cells)
                for number, (name, _) in enumerate(cell.lines, 1)
            }
        )

    def _raw(self, cell: Written, place: int, salt: int) -> dict[str, Any]:
        text = "\n".join(line for _, line in cell.lines)
        names = {"none": {}, "renumbered": {"id": str(place)}}
        more = names.get(self.ids, {"id": f"{salt}-{cell.name}"})
        if cell.kind != "code":
            return markdown(text, **more)
        result = " ".join(Random(cell.name).choices(NOUNS, k=6))
        printed = stream(f"{cell.name}: {result}\nrun {self.run}")
        return code(text, printed, count=self.run, **more)


def insert(history: History) -> None:
    place = history.rng.randint(0, len(history.cells))
    history.cells[place:place] = [history.fresh() for _ in range(history.rng.randint(1, 2))]


def delete(history: History) -> None:
    if len(history.cells) > 3:
        del history.cells[history.rng.randrange(len(history.cells))]


def rerun(history: History) -> None:
    history.run += 1


def reorder(history: History) -> None:
    cells, rng = history.cells, history.rng
    start = rng.randrange(len(cells))
    block = cells[start : start + rng.randint(1, 3)]
    del cells[start : start + len(block)]
    place = rng.randint(0, len(cells))
    cells[place:place] = block


def edit(history: History) -> None:
    """A line of one cell is written anew, added or dropped, sometimes two."""
    rng = history.rng
    place = rng.randrange(len(history.cells))
    cell = history.cells[place]
    lines = list(cell.lines)
    for _ in range(rng.choice([1, 1, 2])):
        at = rng.randrange(len(lines))
        way = rng.choice(["change", "add", "drop"])
        if way == "change":
            text = history.writer.light(cell.kind, lines[at][1]).split("\n")[0]
            if text != lines[at][1]:
                lines[at] = (next(history.names), text)
        elif way == "add":
            lines.insert(at, (next(history.names), history.writer.line(cell.kind)))
        elif len(lines) > 1:
            del lines[at]
    history.cells[place] = replace(cell, lines=tuple(lines))


def renumber(history: History) -> None:
    history.ids = "renumbered"


def regenerate(history: History) -> None:
    history.ids = "regenerated"


def split(history: History) -> None:
    places = [n for n, cell in enumerate(history.cells) if len(cell.lines) >= 4]
    if not places:
        return
    place = history.rng.choice(places)
    cell = history.cells[place]
    at = history.rng.randint(2, len(cell.lines) - 2)
    parts = cell.lines[:at], cell.lines[at:]
    second = Written(next(history.names), cell.kind, parts[1])
    history.cells[place : place + 1] = [replace(cell, lines=parts[0]), second]


def merge(history: History) -> None:
    cells = history.cells
    places = [n for n in range(len(cells) - 1) if cells[n].kind == cells[n + 1].kind]
    if not places:
        return
    place = history.rng.choice(places)
    first, second = cells[place : place + 2]
    blank = ((next(history.names), ""),) if history.rng.random() < 0.5 else ()
    joined = replace(first, lines=first.lines + blank + second.lines)
    history.cells[place : place + 2] = [joined]


Step = Callable[[History], None]
STEPS: Final[tuple[Step, ...]] = (
    *(insert, delete, rerun, reorder, edit, edit, edit),
    *(renumber, regenerate, split, merge),
)


def history(seed: int) -> History:
    """A notebook of 5 to 16 cells and its later versions: 4 to 8 in all, a few steps between."""
    rng = Random(seed)
    made = History(Writer(rng), ids=rng.choice(["kept", "none"]))
    made.cells = [made.fresh() for _ in range(rng.randint(5, 16))]
    made.save()
    for _ in range(rng.randint(3, 7)):
        for _ in range(rng.randint(1, 3)):
            rng.choice(STEPS)(made)
        made.save()
    return made
