import json
from typing import Any

import pytest
from pure.notebookdiff.made import code, notebook, stream

from mergelab.pure.notebookdiff import Notebook, OutputPair, diff_notebooks, summary
from mergelab.pure.notebookdiff.rich.widgets import VALUES, same_widgets, widget_tree

VIEW = "application/vnd.jupyter.widget-view+json"
STATE = "application/vnd.jupyter.widget-state+json"


def model(name: str, **state: Any) -> dict[str, Any]:
    return {"model_name": name, "model_module": "@jupyter-widgets/controls", "state": state}


def states(number: int, value: int = 3, **bar: Any) -> dict[str, Any]:
    return {
        f"box{number}": model(
            "HBoxModel", children=[f"IPY_MODEL_in{number}"], layout="IPY_MODEL_no"
        ),
        f"in{number}": model("IntSliderModel", value=value, description="Speed", **bar),
    }


def book(number: int, saved: dict[str, Any] | None, *outputs: Any) -> Notebook:
    shown = {"data": {VIEW: {"model_id": f"box{number}"}, "text/plain": "HBox()"}}
    metadata = {} if saved is None else {"widgets": {STATE: {"state": saved}}}
    cell = code("x", {"output_type": "display_data", **shown}, *outputs)
    return notebook(cell, metadata=metadata)


def only(old: Notebook, new: Notebook) -> OutputPair:
    (row,) = diff_notebooks(old, new).rows
    return row.outputs[0]


def test_the_same_widget_under_another_id_is_noise() -> None:
    diff = diff_notebooks(book(1, states(1)), book(2, states(2)))
    assert diff.rows[0].kinds == {"outputs-noise"}
    assert summary(diff).text() == "no visible change (rerun)"


def test_a_widget_whose_saved_state_differs_has_changed() -> None:
    pair = only(book(1, states(1)), book(1, states(1, value=5)))
    assert pair.verdict == "changed"
    assert pair.json is not None
    assert [(c.path, c.words) for c in pair.json.changes] == [("children[0].value", "3 → 5")]
    assert pair.title == "HBox widget"
    assert pair.widgets is not None
    assert pair.widgets.new["children"] == [
        {"model": "IntSliderModel", "value": 5, "description": "Speed"}
    ]


def test_the_clock_of_a_bar_is_noise() -> None:
    old, new = (states(n, text=f" 9/9 [00:0{n}<00:00,  {n}.2it/s]") for n in (1, 2))
    assert only(book(1, old), book(2, new)).verdict == "noise"


@pytest.mark.parametrize("saved", [None, {}, {"other": model("IntSliderModel", value=1)}])
def test_without_the_state_on_both_sides_ids_are_noise(saved: dict[str, Any] | None) -> None:
    pair = only(book(1, states(1)), book(2, saved))
    assert (pair.verdict, pair.widgets) == ("noise", None)


def test_other_changes_of_the_cell_stay() -> None:
    diff = diff_notebooks(book(1, states(1), stream("a")), book(2, states(2), stream("b")))
    assert [pair.verdict for pair in diff.rows[0].outputs] == ["noise", "changed"]
    assert diff.rows[0].kinds == {"outputs"}


def test_circles_and_crowds_end() -> None:
    circle = {"a": model("A", inner="IPY_MODEL_a")}
    assert widget_tree(circle, {VIEW: {"model_id": "a"}}) is not None
    crowd = {"a": model("A", children=["IPY_MODEL_b"] * (VALUES + 1)), "b": model("B")}
    assert widget_tree(crowd, {VIEW: {"model_id": "a"}}) is None


def test_same_widgets() -> None:
    old, new = ({STATE: {"state": states(n)}} for n in (1, 2))
    assert same_widgets(old, new)
    assert not same_widgets(old, {STATE: {"state": states(2, value=4)}})
    assert not same_widgets(old, {})
    assert same_widgets({STATE: states(1)}, json.loads(json.dumps({STATE: states(2)})))
