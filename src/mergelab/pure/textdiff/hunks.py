"""A difference as the rows of a page: hunks with context, unified or side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal, NamedTuple

from mergelab.pure.textdiff.lines import Opcode, diff_lines
from mergelab.pure.textdiff.pairs import paired
from mergelab.pure.textdiff.words import Span, mark_words

MARKED_PAIRS = 5_000
"""Changed line pairs of one file that get word marks; further ones are shown without."""

HEADING_REACH = 2_000
"""Lines above a hunk that are searched for its heading."""

HEADING_LENGTH = 80

Kind = Literal["context", "added", "removed"]
Ending = Literal["\n", "\r\n", ""]


class Row(NamedTuple):
    """One line of a hunk; line numbers count from 1.

    `text` is without the line's ending, `spans` are the changed words in it. `partner` is the
    number, on the other side, of the line that a changed line is compared with. `note` is what a
    reader cannot see: "no newline" at the end of a file, "CRLF" where a hunk changes line endings.
    """

    kind: Kind
    old_line: int | None
    new_line: int | None
    text: str
    spans: tuple[Span, ...] = ()
    partner: int | None = None
    note: Literal["", "no newline", "CRLF"] = ""


class Hunk(NamedTuple):
    """Rows of one region; `old_start` and `new_start` are the first lines, counted from 1.

    A side of no lines has count 0, and its start is where its lines would begin. `heading` is the
    nearest line above that begins at the margin with a letter: the function, usually.
    """

    old_start: int
    old_count: int
    new_start: int
    new_count: int
    rows: tuple[Row, ...]
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """Unchanged lines that are not shown: `count` of them from these line numbers on."""

    old_start: int
    new_start: int
    count: int


def hunks(
    old_lines: Sequence[str],
    new_lines: Sequence[str],
    context: int = 3,
    *,
    ignore_whitespace: bool = False,
) -> list[Hunk]:
    """The changed regions with `context` unchanged lines around; lines keep their endings.

    With `ignore_whitespace`, context rows show the new text.
    """
    opcodes = diff_lines(old_lines, new_lines, ignore_whitespace=ignore_whitespace)
    budget = [MARKED_PAIRS]
    return [_hunk(group, old_lines, new_lines, budget) for group in groups(opcodes, context)]


def gaps(shown: Sequence[Hunk], old_total: int, new_total: int) -> list[Gap]:
    """What lies before each hunk and after the last: one more than there are hunks."""
    result: list[Gap] = []
    old, new = 1, 1
    for hunk in shown:
        result.append(Gap(old, new, hunk.new_start - new))
        old, new = hunk.old_start + hunk.old_count, hunk.new_start + hunk.new_count
    result.append(Gap(old, new, max(0, min(old_total + 1 - old, new_total + 1 - new))))
    return result


def context_rows(new_lines: Sequence[str], gap: Gap) -> list[Row]:
    """The rows of a gap, or of any part of one, for when a reader opens it."""
    last = min(gap.new_start - 1 + gap.count, len(new_lines))
    return [
        _row("context", gap.old_start + n, gap.new_start + n, new_lines[gap.new_start - 1 + n])
        for n in range(max(0, last - gap.new_start + 1))
    ]


def split_rows(hunk: Hunk) -> list[tuple[Row | None, Row | None]]:
    """The rows side by side: context with itself, removed opposite added where they correspond."""
    result: list[tuple[Row | None, Row | None]] = []
    removed: list[Row] = []
    added: list[Row] = []
    for row in hunk.rows:
        if row.kind == "removed":
            if added:
                result += _opposite(removed, added)
                removed, added = [], []
            removed.append(row)
        elif row.kind == "added":
            added.append(row)
        else:
            result += [*_opposite(removed, added), (row, row)]
            removed, added = [], []
    return result + list(_opposite(removed, added))


def changed_lines(opcodes: Sequence[Opcode]) -> tuple[int, int]:
    """How many lines were added and how many removed."""
    changes = [op for op in opcodes if op.tag != "equal"]
    return sum(op.j2 - op.j1 for op in changes), sum(op.i2 - op.i1 for op in changes)


def groups(opcodes: Sequence[Opcode], context: int) -> list[list[Opcode]]:
    """The opcodes of each hunk, equal ones cut down to the context."""
    result: list[list[Opcode]] = []
    current: list[Opcode] = []
    for op in opcodes:
        size = op.i2 - op.i1
        if op.tag != "equal":
            current.append(op)
        elif not current:
            current = [_tail(op, min(context, size))]
        elif size > 2 * context:
            result.append([*current, _head(op, context)])
            current = [_tail(op, context)]
        else:
            current.append(op)
    if current and current[-1].tag == "equal":
        current[-1] = _head(current[-1], min(context, current[-1].i2 - current[-1].i1))
    if any(op.tag != "equal" for op in current):
        result.append(current)
    return [[op for op in group if op.i2 > op.i1 or op.j2 > op.j1] for group in result]


def _head(op: Opcode, count: int) -> Opcode:
    return Opcode("equal", op.i1, op.i1 + count, op.j1, op.j1 + count)


def _tail(op: Opcode, count: int) -> Opcode:
    return Opcode("equal", op.i2 - count, op.i2, op.j2 - count, op.j2)


def _hunk(group: list[Opcode], old: Sequence[str], new: Sequence[str], budget: list[int]) -> Hunk:
    first, last = group[0], group[-1]
    rows: list[Row] = []
    for op in group:
        if op.tag == "equal":
            rows += [
                _row("context", op.i1 + n + 1, op.j1 + n + 1, new[op.j1 + n])
                for n in range(op.i2 - op.i1)
            ]
        else:
            rows += _changed(op, old, new, budget)
    return Hunk(
        first.i1 + 1,
        last.i2 - first.i1,
        first.j1 + 1,
        last.j2 - first.j1,
        tuple(_with_endings(rows, old, new)),
        _heading(old, first.i1),
    )


def _row(kind: Kind, old_line: int | None, new_line: int | None, line: str) -> Row:
    ending = ending_of(line)
    text = line[: len(line) - len(ending)]
    return Row(kind, old_line, new_line, text, note="" if ending else "no newline")


def ending_of(line: str) -> Ending:
    """How the line ends."""
    if line.endswith("\r\n"):
        return "\r\n"
    return "\n" if line.endswith("\n") else ""


def _changed(
    op: Opcode, old: Sequence[str], new: Sequence[str], budget: list[int]
) -> Iterator[Row]:
    removed = [_row("removed", i + 1, None, old[i]) for i in range(op.i1, op.i2)]
    added = [_row("added", None, j + 1, new[j]) for j in range(op.j1, op.j2)]
    texts = [row.text for row in removed], [row.text for row in added]
    for left, right in paired(*texts):
        marks = mark_words(removed[left].text, added[right].text) if budget[0] > 0 else None
        budget[0] -= 1
        one, other = marks or ((), ())
        removed[left] = removed[left]._replace(spans=tuple(one), partner=op.j1 + right + 1)
        added[right] = added[right]._replace(spans=tuple(other), partner=op.i1 + left + 1)
    yield from removed
    yield from added


def _with_endings(rows: list[Row], old: Sequence[str], new: Sequence[str]) -> Iterator[Row]:
    """The rows with "CRLF" noted where the changed ones end in both ways."""
    ends = {
        n: ending_of(_line(row, old, new)) for n, row in enumerate(rows) if row.kind != "context"
    }
    mixed = {"\n", "\r\n"} <= set(ends.values())
    for n, row in enumerate(rows):
        yield row._replace(note="CRLF") if mixed and ends.get(n) == "\r\n" else row


def _line(row: Row, old: Sequence[str], new: Sequence[str]) -> str:
    if row.new_line is not None:
        return new[row.new_line - 1]
    return old[(row.old_line or 1) - 1]


def _heading(lines: Sequence[str], before: int) -> str:
    for at in range(before - 1, max(-1, before - 1 - HEADING_REACH), -1):
        head = lines[at][:1]
        if head.isalpha() or head in {"_", "$"}:
            return lines[at][:HEADING_LENGTH].rstrip()
    return ""


def _opposite(removed: list[Row], added: list[Row]) -> Iterator[tuple[Row | None, Row | None]]:
    at = 0
    place = {row.new_line: n for n, row in enumerate(added)}
    waiting: list[Row] = []
    for row in removed:
        partner = place.get(row.partner) if row.partner else None
        if partner is None:
            waiting.append(row)
            continue
        yield from zip_longest(waiting, added[at:partner])
        yield row, added[partner]
        waiting, at = [], partner + 1
    yield from zip_longest(waiting, added[at:])
