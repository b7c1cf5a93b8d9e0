"""What an output is, in a few words. Texts from the notebook are cut, not escaped."""

from __future__ import annotations

from mergelab.pure.notebookdiff.model import Output
from mergelab.pure.notebookdiff.rich.canonical import BOKEH, PLOTLY, VEGA, WIDGET
from mergelab.pure.notebookdiff.rich.charts import bokeh_title, plotly_title, vega_title
from mergelab.pure.notebookdiff.rich.pictures import size
from mergelab.pure.notebookdiff.rich.words import counted, short
from mergelab.pure.notebookdiff.tables.grid import TooLarge
from mergelab.pure.notebookdiff.tables.reading import read_tables, shape
from mergelab.pure.notebookdiff.values import JsonObject, as_list, as_object

TABLE_CHARACTERS = 300_000
"""Longer HTML is not read for its title."""

_NAMES = {
    "text/markdown": "Markdown",
    "text/latex": "formula",
    "application/pdf": "PDF",
    "application/javascript": "JavaScript",
    "application/json": "JSON",
}


def title(output: Output) -> str:
    """Such as `stdout, 12 lines`, `table 12 × 4`, `figure 640 × 480`, `error: ValueError: no`."""
    if output.kind == "stream":
        return f"{short(output.name, 40)}, {_lines(output.text)}"
    if output.kind == "error":
        return f"error: {short(f'{output.ename}: {output.evalue}'.removesuffix(': '))}"
    if output.kind == "unknown" or not output.data:
        return f"output of type “{short(output.name, 40)}”"
    for mime in output.data:
        if words := _rich(mime, output):
            return words
    for mime in output.images:
        return _figure(mime, output)
    html = output.data.get("text/html")
    if isinstance(html, str):
        return _html(html)
    named = next((name for mime, name in _NAMES.items() if mime in output.data), "")
    if named:
        return named
    return f"text, {_lines(output.text)}" if output.text else short(output.mimes[0]) or "output"


def _rich(mime: str, output: Output) -> str:
    """The title of a chart or a widget; empty for every other type."""
    value = output.data[mime]
    if mime == PLOTLY:
        return plotly_title(as_object(value))
    if mime.startswith(VEGA):
        return vega_title(mime, as_object(value))
    if mime.startswith(BOKEH):
        return bokeh_title(value)
    if mime == WIDGET:
        return _widget(output)
    if mime == "application/geo+json":
        features = len(as_list(as_object(value).get("features")))
        return f"map, {counted(features, 'feature')}" if features else "map"
    return ""


def widget_title(model: JsonObject) -> str:
    """Such as `IntSlider widget “Speed”`, from a saved widget."""
    kind, name = model.get("model"), model.get("description")
    words = short(kind, 60).removesuffix("Model") if isinstance(kind, str) else ""
    named = f" “{short(name, 40)}”" if isinstance(name, str) and name.strip() else ""
    return f"{words} widget{named}".lstrip()


def _widget(output: Output) -> str:
    """A widget's class, which its text starts with: `IntSlider(value=3)`."""
    name = output.text.lstrip().partition("(")[0]
    return f"{short(name, 60)} widget" if name.isidentifier() else "widget"


def _figure(mime: str, output: Output) -> str:
    value = output.data[mime]
    if mime == "image/svg+xml":
        return "SVG figure"
    found = size(value) if isinstance(value, str) else None
    return f"figure {found[0]} × {found[1]}" if found else "figure"


def _html(text: str) -> str:
    if "<table" not in text and "<TABLE" not in text:
        return "HTML"
    if len(text) > TABLE_CHARACTERS:
        return "table"
    try:
        tables, note = read_tables(text)
    except TooLarge:
        return "table"
    if len(tables) != 1:
        return f"{len(tables)} tables" if tables else "HTML"
    table = tables[0]
    rows, columns = shape(note) or (len(table.rows), table.width - table.index)
    return f"table {rows} × {columns}"


def _lines(text: str) -> str:
    return counted(text.count("\n") + (not text.endswith("\n") and bool(text)), "line")
