"""Where two JSON values differ, in words short enough for a list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from mergelab.pure.notebookdiff.masks import masked
from mergelab.pure.notebookdiff.model import Output
from mergelab.pure.notebookdiff.rich.canonical import WIDGET, canonical
from mergelab.pure.notebookdiff.values import Json, as_json

SHOWN = 12
"""Paths that are listed; `JsonDiff.more` counts the others, up to `COUNTED`."""

COUNTED = 1_000
DEPTH = 40
_VALUE = 60


@dataclass(frozen=True, slots=True)
class PathChange:
    """A place in the value, such as `data[0].y`, and what became of it: `12 of 50 values`."""

    path: str
    words: str


@dataclass(frozen=True, slots=True)
class JsonDiff:
    """The first places of a MIME type's value that differ, and how many more there are."""

    mime: str
    changes: tuple[PathChange, ...]
    more: int


def compare_json(old: Output, new: Output) -> JsonDiff | None:
    """The first JSON type of both bundles whose values differ in more than noise."""
    for mime, value in new.data.items():
        before = old.data.get(mime)
        if mime == WIDGET or isinstance(value, str) or not isinstance(before, dict | list):
            continue
        found = compare_values(mime, canonical(mime, before), canonical(mime, value))
        if found.changes:
            return found
    return None


def compare_values(mime: str, old: Json, new: Json) -> JsonDiff:
    """Where the two differ."""
    found = list(islice(_changes("", old, new, DEPTH), COUNTED))
    return JsonDiff(mime, tuple(found[:SHOWN]), max(len(found) - SHOWN, 0))


def _changes(path: str, old: Json, new: Json, depth: int) -> Iterator[PathChange]:
    if old == new:
        return
    if isinstance(old, dict) and isinstance(new, dict) and depth:
        for key in [*old, *(key for key in new if key not in old)]:
            place = f"{path}.{key}" if path else key
            if key not in new:
                yield PathChange(place, "removed")
            elif key not in old:
                yield PathChange(place, f"added: {_short(new[key])}")
            else:
                yield from _changes(place, old[key], new[key], depth - 1)
    elif isinstance(old, list) and isinstance(new, list):
        yield from _list_changes(path, old, new, depth)
    else:
        before, after = _short(old), _short(new)
        if masked(before) != masked(after):
            yield PathChange(path or "value", f"{before} → {after}")
        elif masked(as_json(old)) != masked(as_json(new)):
            yield PathChange(path or "value", "changed")


def _list_changes(path: str, old: list[Json], new: list[Json], depth: int) -> Iterator[PathChange]:
    if not depth or not any(isinstance(part, dict | list) for part in (*old, *new)):
        if len(old) != len(new):
            yield PathChange(path or "value", f"{len(old):,} → {len(new):,} values")
            return
        differing = sum(a != b for a, b in zip(old, new, strict=True))
        if differing == len(old) == 1:
            yield from _changes(f"{path}[0]", old[0], new[0], depth)
        else:
            yield PathChange(path or "value", f"{differing:,} of {len(old):,} values")
        return
    for place, (before, after) in enumerate(zip(old, new, strict=False)):
        yield from _changes(f"{path}[{place}]", before, after, depth - 1 if depth else 0)
    if len(old) != len(new):
        yield PathChange(path or "value", f"{len(old):,} → {len(new):,} entries")


def _short(value: Json) -> str:
    if isinstance(value, dict | list):
        kind = ("key", "keys") if isinstance(value, dict) else ("value", "values")
        return f"{len(value):,} {kind[len(value) != 1]}"
    text = f"“{value}”" if isinstance(value, str) else as_json(value)
    return text if len(text) <= _VALUE else f"{text[:_VALUE]}…"
