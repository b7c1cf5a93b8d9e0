"""JSON values of outputs without what a rerun changes: random ids, counters, a library's settings.

Shapes: plotly's figure JSON (`data`, `layout`, `config`), Vega and Vega-Lite specifications as
Altair writes them, Bokeh's document JSON, and the `model_id` of ipywidgets.
"""

from __future__ import annotations

import re

from mergelab.pure.notebookdiff.values import Json, JsonObject

WIDGET = "application/vnd.jupyter.widget-view+json"
PLOTLY = "application/vnd.plotly.v1+json"
VEGA = "application/vnd.vega"
BOKEH = "application/vnd.bokeh"

DEPTH = 60
"""Levels of a value that are cleaned; what is deeper is kept as it is."""

_COUNTED = re.compile(r"(?:selector|param_|view_|concat_)[0-9]{1,6}")
_WHOLE = 2.0**53
_WIDGET_IDS = frozenset(["model_id"])
_PLOTLY_IDS = frozenset(["uid"])
_BOKEH_IDS = frozenset(["id", "root_id", "server_id", "docid", "session_id", "model_id"])


def canonical(mime: str, value: Json) -> Json:
    """The value as it is compared: equal for figures that show the same."""
    if mime == PLOTLY and isinstance(value, dict):
        figure = {key: part for key, part in value.items() if key != "config"}
        return _without(figure, _PLOTLY_IDS, DEPTH)
    if mime.startswith(VEGA):
        return _uncounted(value, DEPTH)
    if mime.startswith(BOKEH):
        return _without(value, _BOKEH_IDS, DEPTH)
    return _without(value, _WIDGET_IDS if mime == WIDGET else frozenset(), DEPTH)


def _without(value: Json, names: frozenset[str], depth: int) -> Json:
    """The value without the keys of these names, and 1.0 as 1."""
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < _WHOLE else value
    if not depth or not isinstance(value, dict | list):
        return value
    if isinstance(value, list):
        return [_without(part, names, depth - 1) for part in value]
    return {
        key: _without(part, names, depth - 1) for key, part in value.items() if key not in names
    }


def _uncounted(value: Json, depth: int) -> Json:
    """The value with the names that Altair counts up in a session replaced by one."""
    if isinstance(value, str):
        return _COUNTED.sub("…", value, count=1) if _COUNTED.fullmatch(value) else value
    if not depth or not isinstance(value, dict | list):
        return _without(value, frozenset(), 0)
    if isinstance(value, list):
        return [_uncounted(part, depth - 1) for part in value]
    result: JsonObject = {}
    for key, part in value.items():
        name = "…" if _COUNTED.fullmatch(key) and "…" not in result else key
        result[name] = _uncounted(part, depth - 1)
    return result
