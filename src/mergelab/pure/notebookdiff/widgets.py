"""What the widgets saved in two notebooks say about the outputs that show them."""

from __future__ import annotations

from dataclasses import replace

from mergelab.pure.notebookdiff.model import Notebook, Output
from mergelab.pure.notebookdiff.outputpairs import OutputPair, WidgetPair
from mergelab.pure.notebookdiff.result import Row
from mergelab.pure.notebookdiff.rich.canonical import WIDGET
from mergelab.pure.notebookdiff.rich.widgets import same_tree, widget_states, widget_tree
from mergelab.pure.notebookdiff.values import JsonObject


def with_widgets(rows: tuple[Row, ...], old: Notebook, new: Notebook) -> tuple[Row, ...]:
    """The rows with the saved widgets in their pairs of outputs.

    A pair whose widgets differ is `changed`, though its output holds only an id. Rows without a
    saved widget on both sides are the same objects as before.
    """
    before, after = widget_states(old.metadata), widget_states(new.metadata)
    if not (before and after):
        return rows
    return tuple(_judged(row, before, after) if _shows_widgets(row) else row for row in rows)


def _shows_widgets(row: Row) -> bool:
    return bool(
        row.old
        and row.new
        and any(_is_widget(output) for output in row.old.outputs)
        and any(_is_widget(output) for output in row.new.outputs)
    )


def _is_widget(output: Output | None) -> bool:
    return output is not None and WIDGET in output.data


def _judged(row: Row, before: JsonObject, after: JsonObject) -> Row:
    pairs = tuple(_with_trees(pair, before, after) for pair in row.outputs)
    if all(pair.widgets is None for pair in pairs):
        return row
    kinds = row.kinds
    if any(pair.verdict == "changed" for pair in pairs):
        kinds = (kinds - {"outputs-noise"}) | {"outputs"}
    return replace(row, pairs=pairs, kinds=kinds)


def _with_trees(pair: OutputPair, before: JsonObject, after: JsonObject) -> OutputPair:
    if pair.old is None or pair.new is None:
        return pair
    old, new = widget_tree(before, pair.old.data), widget_tree(after, pair.new.data)
    if old is None or new is None:
        return pair
    verdict = pair.verdict if same_tree(old, new) else "changed"
    return replace(pair, verdict=verdict, widgets=WidgetPair(old, new))
