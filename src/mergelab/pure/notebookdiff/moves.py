"""Cells that stand elsewhere: which of those left over are the same, moved and perhaps edited."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Indel

from mergelab.pure.notebookdiff.model import Cell
from mergelab.pure.notebookdiff.similarity import Budget, Words, candidates, similar

SHORTEST = 6
"""Least characters of a cell that is said to have moved; shorter ones are deleted and inserted."""

LEAST = 0.4

NEEDED = ((12, 0.5), (6, 0.6), (3, 0.7))
"""Least likeness by the number of common words: a few words are alike by chance."""

LETTERS = 0.75
LETTERS_LENGTH = 12
"""Least share of common characters, and least length, where a word was changed throughout."""

LINE = 8
LINES = 50
"""Least characters of a line that gives a cell away, if no other cell has it, and how many lines
are looked for."""

SURE = 0.75
SURE_WORDS = 6
"""Least likeness and number of common words of cells that are taken for the same even where others
are as alike."""

AHEAD = 0.1
"""How much likelier than any other the counterpart of a cell must be that was edited too."""

FIRMER = 0.25
"""How much more alike a cell elsewhere must be than the one it is paired with in its place."""

LETTERED = 2_000
"""Pairs of cells whose characters are compared."""

Pair = tuple[int, int]


def may_move(cell: Cell) -> bool:
    return len(cell.key[1]) >= SHORTEST


@dataclass(frozen=True)
class Strays:
    """Cells that have no good partner in their place.

    `rows` and `columns` are their places in `old` and `new`; `weak` says how alike those pairs of
    them are that are paired for now.
    """

    old: Sequence[Cell]
    new: Sequence[Cell]
    rows: Sequence[int]
    columns: Sequence[int]
    weak: Mapping[Pair, float]
    words: Words

    def found(self, budget: Budget) -> dict[int, int]:
        """Their partners elsewhere: by equal texts, then those that are clearly the same cell."""
        pairs = dict(self._equal())
        taken = set(pairs.values())
        rows = [i for i in self.rows if i not in pairs and may_move(self.old[i])]
        columns = [j for j in self.columns if j not in taken and may_move(self.new[j])]
        if rows and columns and budget.pay(len(rows) * len(columns)):
            scores = self._scores(rows, columns)
            clear = _clear(scores)
            likely = [pair for pair in clear if self._is_same(*pair, scores[pair])]
            sure = [pair for pair in scores if self._is_sure(*pair, scores[pair])]
            sure.sort(key=lambda pair: (-scores[pair], abs(pair[0] - pair[1]), pair))
            firm = self._firm()
            for i, j in likely + sure:
                is_free = i not in pairs and j not in taken and (i, j) not in self.weak
                if is_free and self._is_firmer(i, j, firm):
                    pairs[i] = j
                    taken.add(j)
        return pairs

    def _equal(self) -> Iterator[Pair]:
        """Equal texts in their order."""
        places: dict[tuple[str, str], list[int]] = {}
        for j in self.columns:
            if may_move(self.new[j]):
                places.setdefault(self.new[j].key, []).append(j)
        for i in self.rows:
            if places.get(self.old[i].key):
                yield i, places[self.old[i].key].pop(0)

    def _scores(self, rows: list[int], columns: list[int]) -> dict[Pair, float]:
        old, new = [self.old[i] for i in rows], [self.new[j] for j in columns]
        found = candidates(old, new, LEAST, self.words)
        scores = {(rows[a], columns[b]): s for a, row in enumerate(found) for b, s in row.items()}
        if len(scores) <= LETTERED:
            return {(i, j): max(score, self._letters(i, j)) for (i, j), score in scores.items()}
        return scores

    def _letters(self, i: int, j: int) -> float:
        old, new = self.old[i], self.new[j]
        is_long = min(len(old.key[1]), len(new.key[1])) >= LETTERS_LENGTH
        return similar(old, new, LETTERS) if is_long else 0.0

    def _firm(self) -> dict[tuple[str, int], float]:
        """How alike cells elsewhere must be to those that are paired for now."""
        needed = {("old", i): score + FIRMER for (i, _), score in self.weak.items()}
        return needed | {("new", j): score + FIRMER for (_, j), score in self.weak.items()}

    def _is_firmer(self, i: int, j: int, firm: Mapping[tuple[str, int], float]) -> bool:
        """Whether no pair stands against it; to be a piece of the other is too little to part one.

        What a cell elsewhere has taken over of a longer one is no reason to say that this moved.
        """
        needed = max(firm.get(("old", i), 0.0), firm.get(("new", j), 0.0))
        texts = self.words.of(self.old[i]), self.words.of(self.new[j])
        likeness = Indel.normalized_similarity(*texts) if needed else 0.0
        return max(likeness, self._letters(i, j)) >= needed

    def _is_sure(self, i: int, j: int, score: float) -> bool:
        """Whether the cells are of one make: if there are several such, any is better than none."""
        return score >= SURE and self._common(i, j, score) >= SURE_WORDS

    def _common(self, i: int, j: int, score: float) -> float:
        words = self.words
        return score * (len(words.of(self.old[i])) + len(words.of(self.new[j]))) / 2

    def _is_same(self, i: int, j: int, score: float) -> bool:
        """Whether cells that are clearly each other's best are the same cell."""
        old, new = self.old[i], self.new[j]
        common = self._common(i, j, score)
        if any(common >= count and score >= least for count, least in NEEDED):
            return True
        if score >= LETTERS and len(old.key[1]) >= LETTERS_LENGTH:
            return True
        short, long = sorted((old, new), key=lambda cell: len(cell.key[1]))
        return any(
            len(line) >= LINE
            and line in long.source
            and _is_once(line, self.old)
            and _is_once(line, self.new)
            for line in map(str.strip, short.lines[:LINES])
        )


def _is_once(line: str, cells: Iterable[Cell]) -> bool:
    return sum(line in cell.source for cell in cells) == 1


def _clear(scores: dict[Pair, float]) -> list[Pair]:
    """Pairs that are each other's best by far."""
    by_old: dict[int, list[float]] = {}
    by_new: dict[int, list[float]] = {}
    for (i, j), score in scores.items():
        by_old.setdefault(i, []).append(score)
        by_new.setdefault(j, []).append(score)
    least_old = {i: _bar(found) for i, found in by_old.items()}
    least_new = {j: _bar(found) for j, found in by_new.items()}
    return [pair for pair, s in scores.items() if s >= max(least_old[pair[0]], least_new[pair[1]])]


def _bar(scores: list[float]) -> float:
    """What the best must reach to be far ahead of the second best."""
    best, *rest = sorted(scores, reverse=True)
    return max(best, rest[0] + AHEAD if rest else 0.0)
