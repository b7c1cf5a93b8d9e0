"""A hint: one sentence for whoever reviews a notebook, with why it matters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

HintKind = Literal[
    "conflict",
    "changed-not-rerun",
    "now-fails",
    "error-left",
    "output-drift",
    "run-order",
    "no-count",
    "kernel",
    "package",
    "large-output",
    "secret",
    "hidden-characters",
    "local-path",
    "damaged",
]
Severity = Literal["warning", "note"]

SHOWN: Final = 4
"""Hints of one kind; one more says how many were left out."""

_NUMBERS: Final = 8


@dataclass(frozen=True, slots=True)
class Hint:
    """Something a reviewer should know.

    `message` is a sentence, which numbers cells from 1; `explanation` says why it matters and what
    to do; neither ends with a full stop. `side` and `cell` (index from 0) are where to look, or
    None for the whole notebook. `kind` is stable, for scripts.
    """

    kind: HintKind
    message: str
    explanation: str
    severity: Severity = "warning"
    side: Literal["old", "new"] | None = "new"
    cell: int | None = None


def bounded(found: Iterable[Hint]) -> tuple[Hint, ...]:
    """Warnings first; of each kind and severity the first few, then one hint for the rest."""
    groups: dict[tuple[str, str], list[Hint]] = {}
    for hint in found:
        groups.setdefault((hint.severity, hint.kind), []).append(hint)
    order = sorted(groups, key=lambda group: group[0] != "warning")
    return tuple(hint for group in order for hint in _first(groups[group]))


def _first(group: Sequence[Hint]) -> Iterator[Hint]:
    yield from group[:SHOWN]
    rest = group[SHOWN:]
    if rest:
        more = replace(rest[0], message=_rest_words(rest))
        yield more if more.cell is not None else replace(more, side=None)


def _rest_words(rest: Sequence[Hint]) -> str:
    cells = list(dict.fromkeys(hint.cell for hint in rest if hint.cell is not None))
    if not cells:
        return f"The same goes for {len(rest):,} more places"
    noun = "place" if len(rest) == 1 else "places"
    return f"The same goes for {len(rest):,} more {noun}, in {cell_words(cells)}"


def cell_words(cells: Sequence[int]) -> str:
    """Such as `cell 3`, or `cells 3, 4, 7 and 12 more`."""
    if len(cells) == 1:
        return f"cell {cells[0] + 1}"
    names = [str(cell + 1) for cell in cells[:_NUMBERS]]
    more = len(cells) - len(names)
    last = f"{more:,} more" if more else names.pop()
    return f"cells {', '.join(names)} and {last}"
