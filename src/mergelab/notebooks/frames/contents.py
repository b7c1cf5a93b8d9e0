"""What a frame is handed: the output as its program takes it."""

from mergelab.kit.errors import TooLarge
from mergelab.notebooks.frames.programs import (
    BOKEH,
    HTML,
    WIDGET_VIEW,
    Program,
    widget_state,
)
from mergelab.pure.notebookdiff import Cell, JsonObject, Notebook, Output, as_json
from mergelab.pure.notebookdiff.values import as_object

LARGEST = 32 * 1024 * 1024
"""Characters of one output."""


def frame_contents(
    notebook: Notebook, cell: Cell, output: Output, program: Program, mime: str
) -> str:
    """The output as JSON. Raises TooLarge."""
    made: JsonObject = {"kind": program.kind, "mime": mime}
    if program.kind == "widget":
        view: JsonObject = {"version_major": 2, "version_minor": 0}
        view |= as_object(output.data[WIDGET_VIEW])
        made |= {"state": widget_state(notebook.metadata), "view": view}
    elif program.kind == "bokeh":
        made |= {"html": _place_of_bokeh(cell, output), "code": _code_of_bokeh(output)}
    else:
        made["data"] = output.data[mime]
    text = as_json(made)
    if len(text) > LARGEST:
        raise TooLarge(f"The output has over {LARGEST:,} characters.")
    return text


def _place_of_bokeh(cell: Cell, output: Output) -> str:
    """The elements that a figure's program draws into: in its own output or in one before it."""
    for earlier in reversed(cell.outputs[: output.index + 1]):
        html = earlier.data.get(HTML)
        if isinstance(html, str) and "data-root-id" in html:
            return html
    return ""


def _code_of_bokeh(output: Output) -> str:
    for mime in ("application/javascript", BOKEH):
        code = output.data.get(mime)
        if isinstance(code, str):
            return code
    return ""
