"""What the widgets saved in two notebooks say about the outputs that show them."""

from __future__ import annotations

from dataclasses import replace

from mergelab.pure.notebookdiff.model import Notebook
from mergelab.pure.notebookdiff.outputpairs import OutputPair, WidgetPair
from mergelab.pure.notebookdiff.result import Row
from mergelab.pure.notebookdiff.rich.canonical import WIDGET
from mergelab.pure.notebookdiff.rich.widgets import (
    VALUES,
    same_tree,
    widget_states,
    widget_tree,
)
from mergelab.pure.notebookdiff.values import Json, JsonObject, as_object

Saved = tuple[JsonObject, list[int]]
"""The models of a notebook, and how many values of them may still be compared."""


def with_widgets(rows: tuple[Row, ...], old: Notebook, new: Notebook) -> tuple[Row, ...]:
    """The rows with the saved widgets in their pairs of outputs.

    A pair whose widgets differ is `changed`, though its output holds only an id. Rows without a
    saved widget on both sides are the same objects as before.
    """
    before, after = widget_states(old.metadata), widget_states(new.metadata)
    if not (before and after):
        return rows
    budgets = [VALUES], [VALUES]
    return tuple(
        _judged(row, (before, budgets[0]), (after, budgets[1])) if _shows_widgets(row) else row
        for row in rows
    )


def _shows_widgets(row: Row) -> bool:
    return bool(
        row.old
        and row.new
        and row.old.raw_outputs
        and any(map(_is_widget, row.old.raw_outputs))
        and any(map(_is_widget, row.new.raw_outputs))
    )


def _is_widget(output: Json) -> bool:
    """Looks at an output as it is in the file, which is faster than reading it."""
    return isinstance(output, dict) and WIDGET in as_object(output.get("data"))


def _judged(row: Row, before: Saved, after: Saved) -> Row:
    pairs = tuple(_with_trees(pair, before, after) for pair in row.outputs)
    if all(pair.widgets is None for pair in pairs):
        return row
    kinds = row.kinds
    if any(pair.verdict == "changed" for pair in pairs):
        kinds = (kinds - {"outputs-noise"}) | {"outputs"}
    return replace(row, pairs=pairs, kinds=kinds)


def _with_trees(pair: OutputPair, before: Saved, after: Saved) -> OutputPair:
    if pair.old is None or pair.new is None:
        return pair
    old = widget_tree(before[0], pair.old.data, before[1])
    new = widget_tree(after[0], pair.new.data, after[1])
    if old is None or new is None:
        return pair
    verdict = pair.verdict if same_tree(old, new) else "changed"
    return replace(pair, verdict=verdict, widgets=WidgetPair(old, new))
