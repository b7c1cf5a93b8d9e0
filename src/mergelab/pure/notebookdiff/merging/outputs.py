"""Whose outputs a merged cell has."""

from __future__ import annotations

from typing import Literal

from mergelab.pure.notebookdiff.merging.result import OutputPolicy
from mergelab.pure.notebookdiff.model import Cell
from mergelab.pure.notebookdiff.pairing import pair_outputs
from mergelab.pure.notebookdiff.values import as_object

Whose = Literal["ours", "theirs", "nobody"]


def outputs_of(base: Cell | None, ours: Cell, theirs: Cell, policy: OutputPolicy) -> Whose:
    """The side's that changed the source or ran the cell; if both did, what `policy` says.

    Where the sources of both were merged, nobody ran what the cell says now. Outputs that differ
    in noise alone are the same, and a count that differs is no run.
    """
    before = base.key if base is not None else ours.key
    wrote, they_wrote = ours.key != before, theirs.key != before
    if wrote != they_wrote:
        return "ours" if wrote else "theirs"
    if _are_same(ours, theirs):
        return "theirs" if base is not None and _is_as_before(base, ours) else "ours"
    if wrote and ours.key != theirs.key:
        return "nobody"
    ran, they_ran = _ran(base, ours), _ran(base, theirs)
    if ran != they_ran:
        return "ours" if ran else "theirs"
    return _by_policy(ours, theirs, policy)


def _is_as_before(base: Cell, side: Cell) -> bool:
    return side.count == base.count and side.raw_outputs == base.raw_outputs


def _ran(base: Cell | None, side: Cell) -> bool:
    """Whether the outputs differ in more than noise."""
    return bool(side.raw_outputs) if base is None else not _are_same(base, side)


def _are_same(one: Cell, other: Cell) -> bool:
    """Whether the outputs are equal but for noise."""
    if one.raw_outputs == other.raw_outputs:
        return True
    return all(pair.verdict in ("equal", "noise") for pair in pair_outputs(one, other))


def _by_policy(ours: Cell, theirs: Cell, policy: OutputPolicy) -> Whose:
    if policy in ("ours", "theirs"):
        return policy
    if policy == "newest":
        for mine, other in zip(_times(ours), _times(theirs), strict=True):
            if mine and other and mine != other:
                return "ours" if mine > other else "theirs"
    return "nobody"


def _times(cell: Cell) -> tuple[str, str, str]:
    """When the cell was run, as JupyterLab, the ExecuteTime extension and Colab say it.

    Texts in ISO 8601 and in UTC, or numbers of equal length: as texts, later is greater.
    """
    lab = as_object(cell.metadata.get("execution"))
    extension = as_object(cell.metadata.get("ExecuteTime"))
    colab = as_object(cell.metadata.get("executionInfo"))
    latest = max((str(value) for value in lab.values()), default="")
    return latest, str(extension.get("end_time") or ""), str(colab.get("timestamp") or "")
