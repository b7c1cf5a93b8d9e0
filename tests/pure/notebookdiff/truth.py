"""Pairs of notebooks whose cells' correspondence is known, and scores of what is found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import count
from random import Random
from typing import Any, Final, Literal

from pure.notebookdiff.made import code, markdown, notebook, stream
from pure.notebookdiff.truth_texts import Writer

from mergelab.pure.notebookdiff import Notebook, NotebookDiff

Regime = Literal["kept", "none", "regenerated", "gained", "sequential"]
REGIMES: Final[tuple[Regime, ...]] = ("kept", "none", "regenerated", "gained", "sequential")


@dataclass(frozen=True)
class Made:
    """A cell, and the names of the old cells that it came of; `name` is what its id is made of."""

    name: int
    kind: str
    text: str
    origins: frozenset[int]
    run: int = 0


@dataclass
class Book:
    """The cells of a notebook being edited."""

    writer: Writer
    cells: list[Made]
    names: count[int]
    moved: set[int]

    @property
    def rng(self) -> Random:
        return self.writer.rng

    def fresh(self, kind: str, text: str) -> Made:
        name = next(self.names)
        return Made(name, kind, text, frozenset([name]))


def first_version(writer: Writer, length: int) -> Book:
    book = Book(writer, [], count(), set())
    for _ in range(length):
        cells = book.cells
        if cells and writer.rng.random() < 0.15:
            book.cells.append(book.fresh(cells[-1].kind, writer.sibling(cells[-1].text)))
        elif writer.rng.random() < 0.04:
            book.cells.append(book.fresh("code", ""))
        else:
            book.cells.append(book.fresh(*writer.cell()))
    return book


def insert(book: Book) -> None:
    place = book.rng.randint(0, len(book.cells))
    book.cells[place:place] = [
        book.fresh(*book.writer.cell()) for _ in range(book.rng.choice([1, 1, 2, 3]))
    ]


def delete(book: Book) -> None:
    start, end = _block(book, 3)
    if end - start < len(book.cells):
        del book.cells[start:end]


def edit_lightly(book: Book) -> None:
    _rewrite(book, book.writer.light)


def edit_heavily(book: Book) -> None:
    _rewrite(book, book.writer.heavy)


def move(book: Book) -> None:
    _move(book, 1)


def move_and_edit(book: Book) -> None:
    place = _move(book, 1)
    if place is not None:
        _rewrite(book, book.writer.light, place)


def reorder(book: Book) -> None:
    """A section goes elsewhere."""
    _move(book, 4)


def rerun(book: Book) -> None:
    run = book.rng.randint(1, 1000)
    book.cells = [replace(cell, run=run) for cell in book.cells]


def duplicate(book: Book) -> None:
    """A cell is copied below itself and the copy adapted."""
    place = book.rng.randrange(len(book.cells))
    cell = book.cells[place]
    if cell.text:
        book.cells.insert(place + 1, book.fresh(cell.kind, book.writer.sibling(cell.text)))


def split(book: Book) -> None:
    """A cell of some lines becomes two neighbours; the first keeps the id."""
    places = [n for n, cell in enumerate(book.cells) if cell.text.count("\n") >= 3]
    if not places:
        return
    place = book.rng.choice(places)
    cell = book.cells[place]
    lines = cell.text.split("\n")
    at = book.rng.randint(2, len(lines) - 2)
    first = replace(cell, text="\n".join(lines[:at]).rstrip())
    second = replace(cell, name=next(book.names), text="\n".join(lines[at:]).lstrip("\n"))
    book.cells[place : place + 1] = [first, second]


def merge(book: Book) -> None:
    """Two neighbours of a kind become one cell; it keeps the first's id."""
    cells = book.cells
    places = [
        n
        for n in range(len(cells) - 1)
        if cells[n].kind == cells[n + 1].kind and cells[n].text and cells[n + 1].text
    ]
    if not places:
        return
    place = book.rng.choice(places)
    first, second = cells[place : place + 2]
    text = first.text + book.rng.choice(["\n", "\n\n"]) + second.text
    cells[place : place + 2] = [replace(first, text=text, origins=first.origins | second.origins)]


Edit = Callable[[Book], None]
EDITS: Final[tuple[Edit, ...]] = (
    *(insert, delete, edit_lightly, edit_heavily),
    *(move, move_and_edit, rerun, duplicate),
)
EXTRA: Final[tuple[Edit, ...]] = (reorder, split, merge)


def _rewrite(book: Book, edit: Callable[[str, str], str], place: int | None = None) -> None:
    place = book.rng.randrange(len(book.cells)) if place is None else place
    cell = book.cells[place]
    if cell.text:
        book.cells[place] = replace(cell, text=edit(cell.kind, cell.text))


def _block(book: Book, longest: int) -> tuple[int, int]:
    start = book.rng.randrange(len(book.cells))
    return start, min(start + book.rng.randint(1, longest), len(book.cells))


def _move(book: Book, longest: int) -> int | None:
    """Where the moved cells begin now; None where there is nowhere to go."""
    start, end = _block(book, longest)
    block = book.cells[start:end]
    rest = book.cells[:start] + book.cells[end:]
    places = [place for place in range(len(rest) + 1) if place != start]
    if not places:
        return None
    place = book.rng.choice(places)
    book.cells = rest[:place] + block + rest[place:]
    if len(block) <= abs(place - start):  # else the cells passed by are the ones that moved
        book.moved.update(cell.name for cell in block)
    return place


def as_notebook(cells: list[Made], regime: Regime, *, is_new: bool) -> Notebook:
    ids: list[str | None] = {
        "kept": [f"id-{cell.name}" for cell in cells],
        "none": [None] * len(cells),
        "regenerated": [f"{'new' if is_new else 'old'}-{cell.name}" for cell in cells],
        "gained": [f"id-{cell.name}" if is_new else None for cell in cells],
        "sequential": [str(place) for place in range(len(cells))],
    }[regime]
    return notebook(*[_raw(cell, name) for cell, name in zip(cells, ids, strict=True)])


def _raw(cell: Made, name: str | None) -> dict[str, Any]:
    more = {} if name is None else {"id": name}
    if cell.kind != "code":
        return {**markdown(cell.text, **more), "cell_type": cell.kind}
    return code(cell.text, stream(f"run {cell.run}\n"), count=cell.run, **more)


@dataclass
class Score:
    """Counts over many pairs. A group is an old cell with what became of it, or with what joined
    it: in it one pair can be found."""

    found: int = 0
    right: int = 0
    groups: int = 0
    moves: int = 0
    moves_right: int = 0
    pairs: int = 0
    wholly: int = 0

    def add(self, other: Score) -> None:
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.groups if self.groups else 1.0

    @property
    def moved(self) -> float:
        return self.moves_right / self.moves if self.moves else 1.0

    @property
    def words(self) -> str:
        numbers = [self.precision, self.recall, self.moved, self.wholly / max(self.pairs, 1)]
        return "  ".join(f"{number:.4f}" for number in numbers)


def score(old: list[Made], book: Book, diff: NotebookDiff) -> Score:
    """How well the rows fit what is known; `old` are the cells before, `book` those after.

    Empty cells are left out: one is as good as another.
    """
    pairs = [(old[r.old.index], book.cells[r.new.index]) for r in diff.rows if r.old and r.new]
    pairs = [(before, after) for before, after in pairs if before.text or after.text]
    right = [(before, after) for before, after in pairs if before.origins <= after.origins]
    names = {cell.name for cell in old}
    groups = _groups([cell.origins & names for cell in book.cells if cell.text])
    moved = {cell.name for cell in old if cell.name in book.moved and len(cell.text) > 12}
    moved &= {name for cell in book.cells for name in cell.origins}
    return Score(
        found=len(pairs),
        right=len(right),
        groups=groups,
        moves=len(moved),
        moves_right=sum(before.name in moved for before, _ in right),
        pairs=1,
        wholly=int(len(pairs) == len(right) == groups),
    )


def _groups(origins: list[frozenset[int]]) -> int:
    """How many pairs there can be: of cells that hang together, as many as are on either side."""
    joined: list[tuple[frozenset[int], int]] = []
    for names in filter(None, origins):
        near = [entry for entry in joined if entry[0] & names]
        joined = [entry for entry in joined if not entry[0] & names]
        joined.append((names.union(*[other for other, _ in near]), 1 + sum(n for _, n in near)))
    return sum(min(len(names), cells) for names, cells in joined)
