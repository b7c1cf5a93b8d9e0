"""Merging JSON values that are no text: metadata, attachments, keys nobody knows."""

from __future__ import annotations

from typing import Literal, TypeAlias

from mergelab.pure.notebookdiff.values import Json, JsonObject

DEPTH = 50
"""Levels of objects that are merged by key; what is nested deeper is one value."""

Side = Literal["ours", "theirs"]


class Clashes:
    """Collects where both sides changed a value, each in its own way, and whose is kept."""

    def __init__(self) -> None:
        self.found: list[tuple[tuple[str, ...], Side]] = []


class _Missing:
    pass


_MISSING = _Missing()
_Value: TypeAlias = "Json | _Missing"


def merge_objects(
    base: JsonObject,
    ours: JsonObject,
    theirs: JsonObject,
    clashes: Clashes | None = None,
    path: tuple[str, ...] = (),
) -> JsonObject:
    """Key by key: what one side changed is taken; what both did is ours, and a clash.

    Keys keep our order, theirs follow. Lists of texts, such as tags, are merged as sets.
    """
    clashes = clashes or Clashes()
    merged: JsonObject = {}
    for key in [*ours, *(key for key in theirs if key not in ours)]:
        value = _merged(
            base.get(key, _MISSING),
            ours.get(key, _MISSING),
            theirs.get(key, _MISSING),
            clashes,
            (*path, key),
        )
        if not isinstance(value, _Missing):
            merged[key] = value
    return merged


def _merged(
    base: _Value, ours: _Value, theirs: _Value, clashes: Clashes, path: tuple[str, ...]
) -> _Value:
    decided = _decided(base, ours, theirs)
    if decided:
        return ours if decided == "ours" else theirs
    if isinstance(ours, dict) and isinstance(theirs, dict) and len(path) < DEPTH:
        known = base if isinstance(base, dict) else {}
        return merge_objects(known, ours, theirs, clashes, path)
    if isinstance(ours, list) and isinstance(theirs, list) and _are_texts(ours, theirs):
        return _merged_sets(base if isinstance(base, list) else [], ours, theirs)
    if isinstance(ours, _Missing):  # changed by them, removed by us: what is there is not lost
        clashes.found.append((path, "theirs"))
        return theirs
    clashes.found.append((path, "ours"))
    return ours


def _decided(base: _Value, ours: _Value, theirs: _Value) -> Side | None:
    if theirs in (ours, base):
        return "ours"
    return "theirs" if ours == base else None


def _are_texts(*lists: list[Json]) -> bool:
    return all(isinstance(value, str) for values in lists for value in values)


def _merged_sets(base: list[Json], ours: list[Json], theirs: list[Json]) -> list[Json]:
    kept = [value for value in ours if value in theirs or value not in base]
    return kept + [value for value in theirs if value not in ours and value not in base]
