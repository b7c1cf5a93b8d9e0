"""Which old output of a cell became which new one, and whether that is a change."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz.distance import Indel

from mergelab.pure.notebookdiff.clean import clean_output, same_but_noise
from mergelab.pure.notebookdiff.model import Cell, Output
from mergelab.pure.notebookdiff.outputpairs import OutputPair, Verdict
from mergelab.pure.notebookdiff.values import Json, as_json

OUTPUTS = 10_000
"""Outputs of a cell that are compared by content; beyond, by their order."""


def output_pairs(old: Cell | None, new: Cell | None) -> tuple[OutputPair, ...]:
    """The pairs of two cells, of which one may be missing."""
    return pair_outputs(old, new) if old and new else one_sided(old, new)


def pair_outputs(old: Cell, new: Cell) -> tuple[OutputPair, ...]:
    """The pairs in order: equal ones first found, then those of one type where they stand."""
    if not old.raw_outputs and not new.raw_outputs:
        return ()
    if old.raw_outputs == new.raw_outputs:
        return tuple(
            OutputPair(a, b, "equal") for a, b in zip(old.outputs, new.outputs, strict=True)
        )
    left, right = old.outputs, new.outputs
    start = _common(left, right)
    end = _common(left[start:][::-1], right[start:][::-1])
    middle = _middle(left[start : len(left) - end], right[start : len(right) - end])
    return (
        *map(_same_pair, left[:start], right[:start]),
        *middle,
        *map(_same_pair, left[len(left) - end :], right[len(right) - end :]),
    )


def _common(left: Sequence[Output], right: Sequence[Output]) -> int:
    """How many outputs are the same from the start, noise aside."""
    count = 0
    for a, b in zip(left, right, strict=False):
        if not (_is_equal(a, b) or same_but_noise(a, b)):
            break
        count += 1
    return count


def _same_pair(old: Output, new: Output) -> OutputPair:
    return OutputPair(old, new, "equal" if _is_equal(old, new) else "noise")


def _middle(left: Sequence[Output], right: Sequence[Output]) -> list[OutputPair]:
    """The pairs where neither the first nor the last outputs are the same."""
    if max(len(left), len(right)) == 1 or not (left and right):
        return _between(left, right)
    pairs: list[OutputPair] = []
    old_clean = [clean_output(output) for output in left]
    new_clean = [clean_output(output) for output in right]
    i, j = 0, 0
    for next_i, next_j in _same(old_clean, new_clean):
        pairs += _between(left[i:next_i], right[j:next_j])
        pairs.append(_same_pair(left[next_i], right[next_j]))
        i, j = next_i + 1, next_j + 1
    return pairs + _between(left[i:], right[j:])


def one_sided(old: Cell | None, new: Cell | None) -> tuple[OutputPair, ...]:
    """All outputs of an inserted or deleted cell."""
    if old is None:
        return tuple(OutputPair(None, output, "added") for output in new.outputs) if new else ()
    return tuple(OutputPair(output, None, "removed") for output in old.outputs)


def _is_equal(old: Output, new: Output) -> bool:
    """Equal but for the execution count."""
    fields = (old.kind, old.name, old.data, old.metadata, old.ename, old.evalue, old.traceback)
    others = (new.kind, new.name, new.data, new.metadata, new.ename, new.evalue, new.traceback)
    return fields == others and (old.kind != "unknown" or old.raw == new.raw)


def _same(old: list[list[Json]], new: list[list[Json]]) -> list[tuple[int, int]]:
    """Ascending places of outputs that are the same but for noise."""
    if max(len(old), len(new)) > OUTPUTS:
        return [(k, k) for k in range(min(len(old), len(new))) if old[k] == new[k]]
    numbers: dict[str, int] = {}
    left, right = (
        [numbers.setdefault(as_json(clean), len(numbers)) for clean in side] for side in (old, new)
    )
    if left == right:
        return [(k, k) for k in range(len(left))]
    return [
        (op.src_start + k, op.dest_start + k)
        for op in Indel.opcodes(left, right)
        if op.tag == "equal"
        for k in range(op.src_end - op.src_start)
    ]


def _between(old: Sequence[Output], new: Sequence[Output]) -> list[OutputPair]:
    """Outputs of one shape pair up in order; the rest went or came."""
    if len(old) == len(new) == 1 and _shape(old[0]) == _shape(new[0]):
        return [OutputPair(old[0], new[0], "changed")]
    pairs: list[OutputPair] = []
    i, j = 0, 0
    shapes: dict[tuple[str, ...], int] = {}
    left, right = (
        [shapes.setdefault(_shape(output), len(shapes)) for output in side] for side in (old, new)
    )
    for op in Indel.opcodes(left, right) if len(old) < OUTPUTS > len(new) else ():
        if op.tag != "equal":
            continue
        pairs += _went_and_came(old[i : op.src_start], new[j : op.dest_start])
        i, j = op.src_end, op.dest_end
        pairs += map(_judged, old[op.src_start : i], new[op.dest_start : j])
    return pairs + _went_and_came(old[i:], new[j:])


def _judged(old: Output, new: Output) -> OutputPair:
    """A pair whose clean forms differ: it may still show the same (see `same_but_noise`)."""
    return OutputPair(old, new, "noise" if same_but_noise(old, new) else "changed")


def _went_and_came(old: Sequence[Output], new: Sequence[Output]) -> list[OutputPair]:
    went = [OutputPair(output, None, _alone(output, "removed")) for output in old]
    return went + [OutputPair(None, output, _alone(output, "added")) for output in new]


def _alone(output: Output, verdict: Verdict) -> Verdict:
    """Nothing is missed of a stream that shows nothing, such as a progress bar that was wiped."""
    is_blank = output.kind == "stream" and not any(line.strip() for line in output.lines)
    return "noise" if is_blank else verdict


def _shape(output: Output) -> tuple[str, ...]:
    """What two outputs have in common when one became the other."""
    if output.kind in ("stream", "unknown"):
        return output.kind, output.name
    if output.kind == "error":
        return ("error",)
    for group in ("image/", "text/html", "application/"):
        if any(mime.startswith(group) for mime in output.data):
            return "bundle", group
    return "bundle", "text"
