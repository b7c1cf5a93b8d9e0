"""How much of a difference has its changed words marked: enough for any reader, not without end."""

from __future__ import annotations

from dataclasses import replace

from mergelab.pure.notebookdiff.outputpairs import OutputPair
from mergelab.pure.notebookdiff.result import Row

CHARACTERS = 1_000_000
"""Characters of changed texts, of both sides, whose words are compared: under a second's work."""


def with_words(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """The rows from the first on until the budget is spent; `words` is off in the others."""
    if sum(map(_characters, rows)) <= CHARACTERS:
        return rows
    left = CHARACTERS
    marked: list[Row] = []
    for row in rows:
        left -= _characters(row)
        marked.append(row if left >= 0 else _without_words(row))
    return tuple(marked)


def _without_words(row: Row) -> Row:
    pairs = row.pairs and tuple(replace(pair, words=False) for pair in row.pairs)
    return replace(row, words=False, pairs=pairs)


def _characters(row: Row) -> int:
    """Of the texts whose words would be compared."""
    kinds = row.kinds
    if not kinds or not row.old or not row.new:
        return 0
    count = len(row.old.source) + len(row.new.source) if "source" in kinds else 0
    return count + sum(map(_pair_characters, row.pairs)) if row.pairs else count


def _pair_characters(pair: OutputPair) -> int:
    if pair.verdict == "equal" or not pair.old or not pair.new:
        return 0
    return len(pair.old.text) + len(pair.new.text)
