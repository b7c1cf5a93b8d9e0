"""Which outputs need a program to be seen, and which libraries show them."""

from collections.abc import Container
from dataclasses import dataclass
from typing import Final

from mergelab.pure.notebookdiff import JsonObject, Notebook, Output
from mergelab.pure.notebookdiff.values import as_name, as_object

HTML: Final = "text/html"
BOKEH: Final = "application/vnd.bokehjs_exec.v0+json"
WIDGET_VIEW: Final = "application/vnd.jupyter.widget-view+json"
WIDGET_STATE: Final = "application/vnd.jupyter.widget-state+json"


@dataclass(frozen=True)
class Program:
    """Shows outputs of one kind. `scripts` are our libraries, by their names in `static/vendor`.

    `late` ones are loaded once the output is there. `runs_code`: the output is itself a program,
    or its library compiles what the output says.
    """

    kind: str
    scripts: tuple[str, ...] = ()
    late: tuple[str, ...] = ()
    runs_code: bool = False


_BOKEH_SCRIPTS: Final = ("bokeh.min.js", "bokeh-widgets.min.js", "bokeh-tables.min.js")
_VEGA_SCRIPTS: Final = ("vega.min.js", "vega-lite.min.js", "vega-interpreter.min.js")

PROGRAMS: Final = {
    program.kind: program
    for program in (
        Program("plotly", ("plotly.min.js",)),
        Program("vega", _VEGA_SCRIPTS),
        Program("bokeh", _BOKEH_SCRIPTS, runs_code=True),
        Program("widget", late=("widgets.js",), runs_code=True),
        Program("html", late=("plotly.min.js", *_VEGA_SCRIPTS, *_BOKEH_SCRIPTS), runs_code=True),
    )
}
_MIMES: Final = (
    ("application/vnd.plotly.v", "plotly"),
    ("application/vnd.vegalite.v", "vega"),
    ("application/vnd.vega.v", "vega"),
    (BOKEH, "bokeh"),
)


def program_of(output: Output, widgets: Container[str]) -> tuple[Program, str] | None:
    """The program that shows an output, and the type it shows; None where none does.

    `widgets` are the ids of those whose state was saved: no others can be seen.
    """
    for mime in output.data:
        kind = next((kind for start, kind in _MIMES if mime.startswith(start)), "")
        if kind:
            return PROGRAMS[kind], mime
    if widget_id(output) in widgets:
        return PROGRAMS["widget"], WIDGET_VIEW
    html = output.data.get(HTML)
    if isinstance(html, str) and "<script" in html.lower():
        return PROGRAMS["html"], HTML
    return None


def widget_id(output: Output) -> str:
    """The id of the widget that an output shows; empty for other outputs."""
    return as_name(as_object(output.data.get(WIDGET_VIEW)).get("model_id")) or ""


def widget_state(metadata: JsonObject) -> JsonObject:
    """What ipywidgets saved with the notebook; empty where it did not."""
    return as_object(as_object(metadata.get("widgets")).get(WIDGET_STATE))


def saved_widgets(notebook: Notebook | None) -> frozenset[str]:
    """The ids of the widgets whose state was saved with the notebook."""
    saved = widget_state(notebook.metadata) if notebook else {}
    return frozenset(as_object(saved.get("state")))
