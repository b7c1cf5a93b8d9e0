import base64
from typing import Any

import pytest
from pure.notebookdiff.made import code, display, notebook, stream
from pure.notebookdiff.tables.frames import MULTI_INDEX, POLARS, SUMMARY, frame

from mergelab.pure.notebookdiff.rich.titles import TABLE_CHARACTERS, title

PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\2\x80\0\0\1\xe0\x08").decode()
GIF = base64.b64encode(b"GIF89a\x10\0\x20\0").decode()
JPEG = base64.b64encode(
    b"\xff\xd8\xff\xe0\0\x04ab\xff\xc0\0\x11\x08\0\x30\0\x40\3" + b"\0" * 9
).decode()
PLOTLY = "application/vnd.plotly.v1+json"
VEGALITE = "application/vnd.vegalite.v5+json"
WIDGET = "application/vnd.jupyter.widget-view+json"


def bundle(mime: str, value: Any, **more: Any) -> dict[str, Any]:
    return {"output_type": "display_data", "data": {mime: value, **more}}


@pytest.mark.parametrize(
    ("output", "words"),
    [
        (stream("a\nb\n", "stderr"), "stderr, 2 lines"),
        (stream("a"), "stdout, 1 line"),
        (stream(""), "stdout, 0 lines"),
        ({"output_type": "error", "ename": "E", "evalue": "a\nb"}, "error: E: a b"),
        ({"output_type": "error", "ename": "KeyboardInterrupt"}, "error: KeyboardInterrupt"),
        ({"output_type": "error", "ename": "E", "evalue": "x" * 99}, f"error: E: {'x' * 77}…"),
        ({"output_type": "hologram"}, "output of type “hologram”"),
        (display(), "output of type “display_data”"),
        (display(text__plain="a\nb"), "text, 2 lines"),
        (display(text__markdown="*a*", text__plain="a"), "Markdown"),
        (display(text__latex="$a$", text__plain="a"), "formula"),
        (display(image__png=PNG, text__plain="<Figure>"), "figure 640 × 480"),
        (display(image__gif=GIF), "figure 16 × 32"),
        (display(image__jpeg=JPEG), "figure 64 × 48"),
        (display(image__png="no"), "figure"),
        (bundle("image/svg+xml", "<svg/>"), "SVG figure"),
        (display(text__html="<b>a</b>"), "HTML"),
        (display(text__html=frame(["a", "b"], [(1, 2)])), "table 1 × 2"),
        (display(text__html=frame(["a"], [(1,)], note="1,500 rows × 4 columns")), "table 1500 × 4"),
        (display(text__html=POLARS), "table 2 × 2"),
        (display(text__html=MULTI_INDEX), "table 3 × 2"),
        (display(text__html=SUMMARY), "2 tables"),
        (display(text__html="<table></table>"), "HTML"),
        (display(text__html="<table>" + " " * TABLE_CHARACTERS), "table"),
        (display(text__html="<table>" + "<tr><td>" * 21_000), "table"),
        (
            bundle(PLOTLY, {"data": [{}, {}], "layout": {"title": "Power"}}),
            "Plotly figure “Power”, 2 traces",
        ),
        (bundle(PLOTLY, {"data": [{"type": "bar"}]}), "Plotly figure, 1 bar trace"),
        (bundle(PLOTLY, 5), "Plotly figure, no trace"),
        (
            bundle(VEGALITE, {"title": "Speed", "mark": "bar", "data": {"values": [1, 2]}}),
            "Vega-Lite chart “Speed”, bar, 2 rows",
        ),
        (
            bundle(VEGALITE, {"layer": [{"mark": "line"}, {"mark": {"type": "point"}}]}),
            "Vega-Lite chart, line, point",
        ),
        (bundle("application/vnd.vega.v5+json", {"title": {"text": "T"}}), "Vega chart “T”"),
        (
            bundle(
                "application/vnd.bokehjs_exec.v0+json",
                [{"type": "Title", "attributes": {"text": "B"}}],
            ),
            "Bokeh figure “B”",
        ),
        (bundle("application/vnd.bokehjs_exec.v0+json", ""), "Bokeh figure"),
        (bundle(WIDGET, {}, **{"text/plain": "IntSlider(value=1)"}), "IntSlider widget"),
        (bundle(WIDGET, {}, **{"text/plain": "what ever"}), "widget"),
        (bundle("application/geo+json", {"features": [1, 2]}), "map, 2 features"),
        (bundle("application/json", [1]), "JSON"),
        (bundle("application/x-new", "a"), "application/x-new"),
    ],
)
def test_titles(output: dict[str, Any], words: str) -> None:
    assert title(notebook(code("x", output)).cells[0].outputs[0]) == words
