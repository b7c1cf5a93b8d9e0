"""Which lines of a text went, came and stayed.

A longest common subsequence over lines, with the changed blocks slid to where a person would cut.
Time and memory stay linear in the number of lines for any input: see `AREA`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from rapidfuzz.distance import Indel

from mergelab.pure.textdiff.slide import Change, slid

Tag = Literal["equal", "delete", "insert", "replace"]

AREA = 20_000 * 20_000
"""Largest product of the two lengths that is compared in one piece: a bit each, so 50 MB."""

BLOCK = 10_000
"""Lines a side of one piece where a larger region has no line of its own to be split at."""


class Opcode(NamedTuple):
    """`old[i1:i2]` became `new[j1:j2]`; consecutive opcodes touch and cover both sides."""

    tag: Tag
    i1: int
    i2: int
    j1: int
    j2: int


class Region(NamedTuple):
    i1: int
    i2: int
    j1: int
    j2: int


Run = tuple[int, int, int]
"""`(i, j, n)`: n lines from i in old equal n lines from j in new."""


def split_lines(text: str) -> list[str]:
    """The lines of a text as git counts them: ended by LF only, endings kept."""
    lines = text.split("\n")
    last = lines.pop()
    kept = [line + "\n" for line in lines]
    if last:
        kept.append(last)
    return kept


def diff_lines(
    old: Sequence[str], new: Sequence[str], *, ignore_whitespace: bool = False
) -> list[Opcode]:
    """The opcodes that turn `old` into `new`; empty only when both are empty.

    With `ignore_whitespace`, lines that differ only in white space count as equal, so an equal
    opcode may cover lines that differ in bytes. A block that could sit at several places is put
    where it begins after a blank line or at the smaller indent.
    """
    a = ["".join(line.split()) for line in old] if ignore_whitespace else old
    b = ["".join(line.split()) for line in new] if ignore_whitespace else new
    start, end = _common_ends(a, b)
    middle = Region(start, len(a) - end, start, len(b) - end)
    changes = _changes(_runs(a, b, middle), middle)
    return list(_opcodes(slid(changes, a, b, old, new), len(a), len(b)))


def _common_ends(a: Sequence[str], b: Sequence[str]) -> tuple[int, int]:
    shorter = min(len(a), len(b))
    start = 0
    while start < shorter and a[start] == b[start]:
        start += 1
    end = 0
    while end < shorter - start and a[-1 - end] == b[-1 - end]:
        end += 1
    return start, end


def _runs(a: Sequence[str], b: Sequence[str], region: Region) -> list[Run]:
    """Equal runs inside the region, ascending; lines known to one side only are left out first."""
    common = set(a[region.i1 : region.i2]).intersection(b[region.j1 : region.j2])
    if not common:
        return []
    numbers = {line: number for number, line in enumerate(common)}
    rows = [i for i in range(region.i1, region.i2) if a[i] in numbers]
    columns = [j for j in range(region.j1, region.j2) if b[j] in numbers]
    left = [numbers[a[i]] for i in rows]
    right = [numbers[b[j]] for j in columns]
    runs: list[Run] = []
    for i, j, n in _matches(left, right):
        for row, column in zip(rows[i : i + n], columns[j : j + n], strict=True):
            _append(runs, row, column)
    return runs


def _append(runs: list[Run], i: int, j: int) -> None:
    if runs:
        last_i, last_j, n = runs[-1]
        if last_i + n == i and last_j + n == j:
            runs[-1] = (last_i, last_j, n + 1)
            return
    runs.append((i, j, 1))


def _matches(left: list[int], right: list[int]) -> Iterator[Run]:
    for i1, i2, j1, j2 in _pieces(left, right):
        for op in Indel.opcodes(left[i1:i2], right[j1:j2]):
            if op.tag == "equal":
                yield i1 + op.src_start, j1 + op.dest_start, op.src_end - op.src_start


def _pieces(left: list[int], right: list[int]) -> Iterator[Region]:
    whole = Region(0, len(left), 0, len(right))
    if _fits(whole):
        yield whole
        return
    for region in _between_unique(left, right):
        yield from [region] if _fits(region) else _blocks(region)


def _fits(region: Region) -> bool:
    return (region.i2 - region.i1) * (region.j2 - region.j1) <= AREA


def _between_unique(left: list[int], right: list[int]) -> Iterator[Region]:
    """Regions that each start at a line which occurs exactly once on both sides, in order."""
    i, j = 0, 0
    for next_i, next_j in _unique_spine(left, right):
        yield Region(i, next_i, j, next_j)
        i, j = next_i, next_j
    yield Region(i, len(left), j, len(right))


def _unique_spine(left: list[int], right: list[int]) -> list[tuple[int, int]]:
    once = {n for n, count in Counter(left).items() if count == 1}
    once &= {n for n, count in Counter(right).items() if count == 1}
    place = {n: j for j, n in enumerate(right) if n in once}
    pairs = [(i, place[n]) for i, n in enumerate(left) if n in once]
    tails: list[int] = []
    tail_pairs: list[int] = []
    previous = [-1] * len(pairs)
    for k, (_, j) in enumerate(pairs):
        at = bisect_left(tails, j)
        previous[k] = tail_pairs[at - 1] if at else -1
        tails[at : at + 1] = [j]
        tail_pairs[at : at + 1] = [k]
    spine: list[tuple[int, int]] = []
    k = tail_pairs[-1] if tail_pairs else -1
    while k >= 0:
        spine.append(pairs[k])
        k = previous[k]
    return spine[::-1]


def _blocks(region: Region) -> Iterator[Region]:
    """The region cut along its diagonal into pieces of bounded size."""
    rows, columns = region.i2 - region.i1, region.j2 - region.j1
    count = -(-max(rows, columns) // BLOCK)
    i, j = region.i1, region.j1
    for k in range(1, count + 1):
        next_i = region.i1 + rows * k // count
        next_j = region.j1 + columns * k // count
        yield Region(i, next_i, j, next_j)
        i, j = next_i, next_j


def _changes(runs: list[Run], region: Region) -> list[Change]:
    changes: list[Change] = []
    i, j = region.i1, region.j1
    for run_i, run_j, n in [*runs, (region.i2, region.j2, 0)]:
        if run_i > i or run_j > j:
            changes.append(Change(i, run_i, j, run_j))
        i, j = run_i + n, run_j + n
    return changes


def _opcodes(changes: list[Change], rows: int, columns: int) -> Iterator[Opcode]:
    i, j = 0, 0
    for change in changes:
        if change.i1 > i:
            yield Opcode("equal", i, change.i1, j, change.j1)
        tag: Tag = "replace"
        if change.i1 == change.i2:
            tag = "insert"
        elif change.j1 == change.j2:
            tag = "delete"
        yield Opcode(tag, *change)
        i, j = change.i2, change.j2
    if i < rows:
        yield Opcode("equal", i, rows, j, columns)
