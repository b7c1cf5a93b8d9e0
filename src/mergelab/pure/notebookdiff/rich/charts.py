"""Titles of charts from their specifications: plotly, Vega and Vega-Lite, Bokeh."""

from __future__ import annotations

from mergelab.pure.notebookdiff.rich.words import counted, short
from mergelab.pure.notebookdiff.values import Json, JsonObject, as_list, as_object

_NESTED = ("layer", "hconcat", "vconcat", "concat")
_MODELS = 5_000


def plotly_title(figure: JsonObject) -> str:
    """Such as `Plotly figure “Power by speed”, 2 traces`, or `Plotly figure, 1 bar trace`."""
    traces = [as_object(trace) for trace in as_list(figure.get("data"))]
    name = _text(as_object(figure.get("layout")).get("title"))
    kinds = {kind if isinstance(kind := trace.get("type"), str) else "scatter" for trace in traces}
    kind = f"{short(kinds.pop(), 30)} " if len(kinds) == 1 and not name else ""
    count = counted(len(traces), "trace") if traces else "no trace"
    return f"Plotly figure{_named(name)}, {count.replace(' ', f' {kind}', 1)}"


def vega_title(mime: str, spec: JsonObject) -> str:
    """Such as `Vega-Lite chart “Speed”, bar, 5 rows`."""
    library = "Vega-Lite" if "vegalite" in mime else "Vega"
    parts = [f"{library} chart{_named(_text(spec.get('title')))}", *_marks(spec)[:3]]
    rows = _rows(spec)
    return ", ".join([*parts, counted(rows, "row")] if rows else parts)


def bokeh_title(value: Json) -> str:
    """Such as `Bokeh figure “Speed”`: the text of the first model that is a title."""
    stack: list[Json] = [value]
    for _ in range(_MODELS):
        if not stack:
            break
        part = stack.pop()
        if isinstance(part, list):
            stack += reversed(part[:_MODELS])
        elif isinstance(part, dict):
            inner = as_object(part.get("attributes")) or as_object(part.get("attrs"))
            if "Title" in (part.get("type"), part.get("name")) and _text(inner.get("text")):
                return f"Bokeh figure{_named(_text(inner.get('text')))}"
            stack += list(part.values())[:_MODELS]
    return "Bokeh figure"


def _marks(spec: JsonObject) -> list[str]:
    """The kinds of marks, from the chart itself or from the charts it is made of."""
    mark = spec.get("mark")
    kind = as_object(mark).get("type") if isinstance(mark, dict) else mark
    if isinstance(kind, str):
        return [short(kind, 30)]
    parts = [as_object(part) for key in _NESTED for part in as_list(spec.get(key))[:20]]
    inner = [as_object(part.get("mark")).get("type") or part.get("mark") for part in parts]
    return [short(name, 30) for name in dict.fromkeys(n for n in inner if isinstance(n, str))]


def _rows(spec: JsonObject) -> int:
    """The rows of data that come with the chart."""
    rows = len(as_list(as_object(spec.get("data")).get("values")))
    return rows or sum(len(as_list(part)) for part in as_object(spec.get("datasets")).values())


def _text(value: Json) -> str:
    """A title that is a text, or an object that holds one."""
    while isinstance(value, dict):
        value = value.get("text")
    return value if isinstance(value, str) else ""


def _named(name: str) -> str:
    return f" “{short(name, 60)}”" if name.strip() else ""
