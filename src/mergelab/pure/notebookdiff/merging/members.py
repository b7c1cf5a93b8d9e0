"""Merging what a notebook says of itself, outside its cells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mergelab.pure.notebookdiff.merging.sides import Side, Sides
from mergelab.pure.notebookdiff.merging.values import Clashes, merge_objects
from mergelab.pure.notebookdiff.values import JsonObject, as_object

_OWN_RULES = frozenset(["cells", "worksheets", "metadata", "nbformat", "nbformat_minor"])
_KERNEL = frozenset(["kernelspec", "language_info", "kernel_info", "language"])


@dataclass(frozen=True, slots=True)
class Members:
    """The result's metadata, its other members, its format, and what to say about them."""

    metadata: JsonObject
    others: JsonObject
    format: tuple[int, int]
    notes: tuple[str, ...]


def merge_members(sides: Sides) -> Members:
    """Key by key; a kernel that differs is never a conflict, and the higher minor format wins."""
    clashes = Clashes()
    base, ours, theirs = (_metadata(side) for side in (sides.base, sides.ours, sides.theirs))
    metadata = merge_objects(base, ours, theirs, clashes)
    others = merge_objects(_others(sides.base), _others(sides.ours), _others(sides.theirs))
    major, minor = sides.ours.format
    highest = max(minor, sides.theirs.format[1])
    return Members(metadata, others, (major, highest), tuple(_notes(clashes)))


def _metadata(side: Side | None) -> JsonObject:
    if side is None:
        return {}
    return as_object(side.document.member(side.document.value, "metadata"))


def _others(side: Side | None) -> JsonObject:
    if side is None:
        return {}
    document = side.document
    keys = [key for key in document.value if key not in _OWN_RULES]
    return {key: document.member(document.value, key) for key in keys}


def _notes(clashes: Clashes) -> Iterator[str]:
    if any(path[0] in _KERNEL for path, _ in clashes.found):
        yield "The kernel differs on both sides; ours is kept."
    for path, kept in clashes.found:
        if path[0] not in _KERNEL:
            whose = "ours" if kept == "ours" else "theirs"
            yield f"Both sides changed the notebook's “{'.'.join(path)}”; {whose} is kept."
