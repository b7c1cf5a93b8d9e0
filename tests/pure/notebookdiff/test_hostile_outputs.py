"""Outputs made to take for ever, asked for everything that can be said of them."""

import time
from typing import Any

import pytest
from pure.notebookdiff.made import code, display, encoded, raw_notebook, stream

from mergelab.pure.notebookdiff import diff_notebooks, diff_text, failure_change, read_notebook
from mergelab.pure.notebookdiff.tables.grid import ROWS

SECONDS = 10
"""CPU time allowed, several times what is needed; a quadratic step would take minutes."""

PLOTLY = "application/vnd.plotly.v1+json"
WIDGET = "application/vnd.jupyter.widget-view+json"


def html(text: str) -> dict[str, Any]:
    return display(text__html=text)


def bundle(mime: str, value: Any) -> dict[str, Any]:
    return {"output_type": "display_data", "metadata": {}, "data": {mime: value}}


def error(*lines: str) -> dict[str, Any]:
    return {"output_type": "error", "ename": "E", "evalue": "v", "traceback": lines}


def rows(count: int, cell: str) -> str:
    return "<table>" + f"<tr>{cell * 10}</tr>" * count + "</table>"


CASES: dict[str, Any] = {
    "a long table": lambda n: html(rows(ROWS - 5, f"<td>{n}</td>")),
    "rows of other numbers": lambda n: html(
        "<table>" + "".join(f"<tr><td>{n * i}<td>{i}" for i in range(ROWS - 5)) + "</table>"
    ),
    "more and other rows": lambda n: html(
        "<table>" + "".join(f"<tr><td>{n * i}<td>{i}" for i in range(n * 6_000)) + "</table>"
    ),
    "too long a table": lambda n: html(rows(ROWS * 2, f"<td>{n}</td>")),
    "open cells": lambda n: html("<table>" + "<tr><td>" * 300_000 + str(n)),
    "tables in tables": lambda n: html("<table><tr><td>" * 100_000 + str(n)),
    "nested blocks": lambda n: html("<table><tr><td>" + "<div>" * 300_000 + str(n)),
    "formatting to make up for": lambda n: html(
        "<table><tr><td>" + "<b>" * 50_000 + "<p>x" * 50_000 + str(n)
    ),
    "spans": lambda n: html("<table>" + f"<tr><td rowspan=65000 colspan={n}>1" * 10_000),
    "open quotes": lambda n: html('<table id="' * 200_000 + str(n)),
    "open tags": lambda n: html("<t" * 500_000 + str(n)),
    "open comments": lambda n: html("<table><!--" * 200_000 + str(n)),
    "open scripts": lambda n: html("<table><script>" * 200_000 + str(n)),
    "many styles": lambda n: html("<table><style></style>" * 50_000 + str(n)),
    "entities": lambda n: html("<table><tr><td>" + "&amp" * 300_000 + str(n)),
    "attributes": lambda n: html("<table" + " id=a class='b' id" * 50_000 + f">{n}"),
    "frames": lambda n: error(*["File a.py:1, in f()\n----> 1 x"] * 2_000, str(n)),
    "bait for places": lambda n: error('File "' * 200 + str(n) + "\n" + "Cell In[" * 200_000),
    "blanks before a place": lambda n: error((" " * 900 + "x\n") * 2_000 + str(n)),
    "a deep figure": lambda n: bundle(PLOTLY, _nested(200, n)),
    "a wide figure": lambda n: bundle(PLOTLY, {"data": [{"y": [n * i]} for i in range(10_000)]}),
    "long numbers": lambda n: html(rows(2_000, f"<td>{'9' * 39}{n}</td>")),
    "specs": lambda n: bundle("application/javascript", 'var spec = {"a":\n' * 100_000 + str(n)),
    "bokeh": lambda n: bundle(
        "application/javascript",
        f'"roots" {n}' + "".join(f'"id":"{i}"' for i in range(1000, 80_000)),
    ),
    "bars": lambda n: stream("━" * 300_000 + str(n) + " 1:00" * 50_000),
    "timings": lambda n: stream("CPU times: \n" * 100_000 + "1s 1ms/step" * 50_000 + str(n)),
    "a very long stream": lambda n: stream([f"{i * n}\n" for i in range(60_000)]),
    "chunks": lambda n: display(image__png="iVBORw0KGgo" + "AAAA" * 2_000_000 + str(n) * 3),
}


def _nested(levels: int, value: Any) -> Any:
    for _ in range(levels):
        value = {"a": [value]}
    return value


@pytest.mark.parametrize("name", CASES)
def test_ends_in_time(name: str) -> None:
    old, new = (encoded(raw_notebook(code("x", CASES[name](n))), indent=None) for n in (2, 3))
    started = time.process_time()
    (row,) = (diff := diff_notebooks(read_notebook(old), read_notebook(new))).rows
    assert failure_change(row) is None
    for pair in row.outputs:
        assert pair.title
        assert pair.noun
        table = pair.table
        assert table is None or table.with_tolerance(0.1).words
        assert pair.traceback is None or pair.traceback.frames
        assert pair.json is None or pair.json.changes
        assert len(pair.lines) >= 0
    assert diff_text(diff, metadata=True)
    assert time.process_time() - started < SECONDS


def test_a_crowd_of_widgets_ends_in_time() -> None:
    def book(number: int) -> bytes:
        state = {
            f"m{i}": {
                "model_name": "Box",
                "state": {"n": number, "children": ["IPY_MODEL_m0"] * 50},
            }
            for i in range(5_000)
        }
        outputs = [bundle(WIDGET, {"model_id": f"m{i}"}) for i in range(200)]
        metadata = {"widgets": {"application/vnd.jupyter.widget-state+json": {"state": state}}}
        return encoded(raw_notebook(code("x", *outputs), metadata=metadata), indent=None)

    started = time.process_time()
    diff = diff_notebooks(read_notebook(book(1)), read_notebook(book(2)))
    assert len(diff.rows[0].outputs) == 200
    assert time.process_time() - started < SECONDS
