"""How alike two cells are, within bounds.

Texts are compared by their words: letters alone make any two pieces of code look alike, since all
are made of the same few signs. A cell that was short and grew is found by its lines: they are
still there, wherever they stand in the longer text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz import process
from rapidfuzz.distance import Indel

from mergelab.pure.notebookdiff.model import Cell

LENGTH = 4_000
"""Characters of a cell that are compared: its beginning and its end."""

PAIRS = 250_000
"""Pairs of cells compared in one alignment; beyond, cells are only compared with those at about
the same place."""

HELD = 0.8
"""Likeness of a cell to one that holds all its lines and more."""

HELD_SMALL = 0.9
"""How much less that is for one that is only a small piece of the other."""

HELD_LINE = 0.6
"""Least likeness of a line to its counterpart in the longer cell."""

HELD_LINES = 12
HELD_PAIRS = 400
HELD_ALL = 4_000
"""Lines of the shorter cell, and pairs of cells in a gap and in all gaps, up to which lines are
looked for."""

ENOUGH = 3
"""Words that make a text worth recognizing; fewer, such as `plt.show()`, are anywhere."""

NAMED = 0.25
"""How much nearer to 1 two cells come that define the same function or class: a copy with another
name is at times more alike to the cell it was made from than that cell, edited, is to itself."""

_DEFINED = re.compile(
    r"^[ \t]{0,20}(?:async )?(?:def|class|function)[ \t]{1,9}(\w{1,80})", re.MULTILINE
)
_WORD = re.compile(r"[^\W_\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]+|[^\W_]")
_LAST_NUMBER = 0x10FFFF


def comparable(cell: Cell) -> str:
    """The text of a cell that similarity looks at."""
    text = cell.key[1]
    return text if len(text) <= LENGTH else text[: LENGTH // 2] + text[-LENGTH // 2 :]


def similar(old: Cell, new: Cell, least: float) -> float:
    """Share of common characters in order, 0 to 1; 0 where it is below `least`."""
    return float(Indel.normalized_similarity(comparable(old), comparable(new), score_cutoff=least))


class Budget:
    """How many more pairs of cells may be compared."""

    def __init__(self, pairs: int = PAIRS) -> None:
        self.left = pairs

    def pay(self, pairs: int) -> bool:
        if pairs > self.left:
            return False
        self.left -= pairs
        return True


class Words:
    """Texts with a character for each word, so that they are compared word by word in no time."""

    def __init__(self) -> None:
        self._numbers: dict[str, str] = {}
        self._cells: dict[str, str] = {}
        self._lines: dict[str, list[str]] = {}
        self._names: dict[str, str] = {}
        self._inside = Budget(HELD_ALL)

    def may_look_inside(self, pairs: int) -> bool:
        """Whether lines may be looked for in so many more pairs of cells."""
        return pairs <= HELD_PAIRS and self._inside.pay(pairs)

    def of(self, cell: Cell) -> str:
        text = cell.key[1]
        found = self._cells.get(text)
        if found is None:
            found = self._cells[text] = self._coded(comparable(cell))
        return found

    def name(self, cell: Cell) -> str:
        """What the code defines first, or an empty text."""
        if cell.kind != "code":
            return ""
        text = cell.key[1]
        found = self._names.get(text)
        if found is None:
            match = _DEFINED.search(comparable(cell))
            found = self._names[text] = match[1] if match else ""
        return found

    def lines(self, cell: Cell) -> list[str]:
        """The lines that have words."""
        text = cell.key[1]
        found = self._lines.get(text)
        if found is None:
            coded = map(self._coded, comparable(cell).split("\n"))
            found = self._lines[text] = [line for line in coded if line]
        return found

    def _coded(self, text: str) -> str:
        numbers = self._numbers
        words = _WORD.findall(text) or text.split()
        return "".join(
            [
                numbers.get(word)
                or numbers.setdefault(word, chr(min(len(numbers) + 1, _LAST_NUMBER)))
                for word in words
            ]
        )


def candidates(
    old: Sequence[Cell], new: Sequence[Cell], least: float, words: Words
) -> list[dict[int, float]]:
    """For each old cell, the likeness (0 to 1) of those in `new`, by place, at least so alike.

    Cells of different kinds are candidates only when their texts are the same.
    """
    coded = [words.of(cell) for cell in new]
    by_kind = {
        kind: [text if cell.kind == kind else None for text, cell in zip(coded, new, strict=True)]
        for kind in {cell.kind for cell in old}
    }
    looks_inside = words.may_look_inside(len(old) * len(new))
    rows = []
    for cell in old:
        found = process.extract(
            words.of(cell),
            by_kind[cell.kind],
            scorer=Indel.normalized_similarity,
            score_cutoff=least,
            limit=None,
        )
        row = {place: float(score) for _, score, place in found if score > 0}
        for place, other in enumerate(new):
            if other.kind != cell.kind:
                if cell.key[1] and other.key[1] == cell.key[1]:
                    row[place] = least
            elif looks_inside and row.get(place, 0) < HELD:
                inside = held(cell, other, words)
                if inside >= least and inside > row.get(place, 0):
                    row[place] = inside
        rows.append(_named(cell, new, row, words))
    return rows


def _named(
    cell: Cell, new: Sequence[Cell], row: dict[int, float], words: Words
) -> dict[int, float]:
    """The row with those cells raised that define the same as the cell does."""
    name = words.name(cell)
    if not name:
        return row
    return {
        place: score + (1 - score) * NAMED if words.name(new[place]) == name else score
        for place, score in row.items()
    }


def held(one: Cell, other: Cell, words: Words) -> float:
    """How much of the shorter cell is found again, line by line, in the longer; up to `HELD`."""
    short, long = sorted(
        (words.lines(one), words.lines(other)), key=lambda lines: sum(map(len, lines))
    )
    total = sum(map(len, short))
    if not total or len(short) > HELD_LINES:
        return 0.0
    again = 0.0
    for line in short:
        best = process.extractOne(
            line, long, scorer=Indel.normalized_similarity, score_cutoff=HELD_LINE
        )
        again += len(line) * best[1] if best else 0
    share = HELD_SMALL + (1 - HELD_SMALL) * total / sum(map(len, long))
    return HELD * share * again / total * weight(total)


def weight(words: int) -> float:
    """How much is said by finding again a text of so many words, 0 to 1."""
    return min((words + 1) / (ENOUGH + 1), 1.0)
