"""Widgets as a notebook saves them: models by id in its metadata, an id in the output.

Format: `application/vnd.jupyter.widget-state+json`, version 2, as ipywidgets describes it; Colab
leaves the level `state` out.
"""

from __future__ import annotations

import re

from mergelab.pure.notebookdiff.masks import masked
from mergelab.pure.notebookdiff.rich.canonical import WIDGET
from mergelab.pure.notebookdiff.values import Json, JsonObject, as_json, as_object

STATES = "application/vnd.jupyter.widget-state+json"

MODELS = 2_000
"""Models of a notebook that are compared as a whole."""

VALUES = 50_000
"""Values of all the widgets that a notebook shows which are compared."""

DEPTH = 12

_REFERENCE = "IPY_MODEL_"
_REFERENCES = re.compile(r"IPY_MODEL_[\w-]{1,64}")
_VERSIONS = frozenset(["_model_module_version", "_view_module_version", "_view_count"])


def widget_states(metadata: JsonObject) -> JsonObject:
    """The models by their id; empty where the notebook saves none."""
    widgets = as_object(metadata.get("widgets"))
    saved = as_object(widgets.get(STATES)) or widgets
    states = saved.get("state", saved)
    return as_object(states)


def widget_tree(
    states: JsonObject, data: dict[str, Json], budget: list[int] | None = None
) -> JsonObject | None:
    """The widget that a bundle shows, with the models it refers to in place of their ids.

    None where its model is not saved, or where the `budget` of values, which it is paid from and
    which starts at `[VALUES]`, is spent.
    """
    budget = [VALUES] if budget is None else budget
    name = as_object(data.get(WIDGET)).get("model_id")
    if not isinstance(name, str) or name not in states:
        return None
    tree = _model(states, name, DEPTH, budget)
    return tree if budget[0] > 0 else None


def same_widgets(old: Json, new: Json) -> bool:
    """Whether two notebooks save the same models under whatever ids."""
    left, right = (widget_states({"widgets": side}) for side in (old, new))
    if not left or len(left) != len(right) or len(left) > MODELS:
        return False
    return sorted(map(_flat, left.values())) == sorted(map(_flat, right.values()))


def same_tree(old: JsonObject, new: JsonObject) -> bool:
    """Whether two widgets show the same, noise such as a bar's clock aside."""
    return old == new or masked(as_json(old)) == masked(as_json(new))


def _model(states: JsonObject, name: str, depth: int, budget: list[int]) -> JsonObject:
    model = as_object(states.get(name))
    state = as_object(model.get("state"))
    budget[0] -= 1 + len(state)
    kind = model.get("model_name") or state.get("_model_name")
    return {
        "model": kind if isinstance(kind, str) else "",
        **{
            key: _expanded(states, value, depth - 1, budget)
            for key, value in state.items()
            if key not in _VERSIONS
        },
    }


def _expanded(states: JsonObject, value: Json, depth: int, budget: list[int]) -> Json:
    if budget[0] <= 0 or depth <= 0:
        return None
    if isinstance(value, str) and value.startswith(_REFERENCE):
        return _model(states, value.removeprefix(_REFERENCE), depth, budget)
    if isinstance(value, list):
        budget[0] -= len(value)
        return [_expanded(states, part, depth, budget) for part in value]
    return value


def _flat(model: Json) -> str:
    """A model's text without ids."""
    state = as_object(as_object(model).get("state"))
    kept = {key: value for key, value in state.items() if key not in _VERSIONS}
    name = as_object(model).get("model_name")
    return masked(_REFERENCES.sub(_REFERENCE, as_json([name, kept])))
