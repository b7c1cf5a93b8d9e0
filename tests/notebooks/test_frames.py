"""Interactive outputs: which there are, the page of their frame, and what is handed to it."""

import json

import pytest
from django.test import Client
from factories import client_of
from support.notebooks import Put, bundle, code, display, notebook

from mergelab.accounts.models import User
from mergelab.kit.errors import TooLarge
from mergelab.notebooks.frames import contents, programs
from mergelab.projects.models import Project
from mergelab.pure.notebookdiff import read_notebook

PLOTLY = "application/vnd.plotly.v1+json"
VIEW, STATE = programs.WIDGET_VIEW, programs.WIDGET_STATE
BOKEH = programs.BOKEH
WIDGETS = {"version_major": 2, "version_minor": 0, "state": {"w1": {"model_name": "X"}}}


def url(project: Project, blob: str, cell: int = 0, output: int = 0) -> str:
    return f"/{project.full_path}/-/notebook_frames/{blob}/{cell}/{output}"


@pytest.mark.parametrize(
    ("data", "kind", "mime"),
    [
        ({PLOTLY: {}, "text/html": "<script>"}, "plotly", PLOTLY),
        ({"application/vnd.vegalite.v5+json": {}}, "vega", "application/vnd.vegalite.v5+json"),
        ({"application/vnd.vega.v5+json": {}}, "vega", "application/vnd.vega.v5+json"),
        ({"application/javascript": "x()", BOKEH: ""}, "bokeh", BOKEH),
        ({VIEW: {"model_id": "w1"}}, "widget", VIEW),
        ({"text/html": "<b>x</b><SCRIPT>1</SCRIPT>"}, "html", "text/html"),
    ],
)
def test_programs(data: dict[str, object], kind: str, mime: str) -> None:
    cell = read_notebook(notebook(code("x", bundle(data)))).cells[0]
    found = programs.program_of(cell.outputs[0], {"w1"})
    assert found == (programs.PROGRAMS[kind], mime)


@pytest.mark.parametrize(
    "data",
    [
        {"text/html": "<b>no code</b>"},
        {VIEW: {"model_id": "lost"}},
        {VIEW: ["w1"]},
        {"application/javascript": "alert(1)"},
        {"image/png": "aaaa"},
    ],
)
def test_what_no_program_shows(data: dict[str, object]) -> None:
    cell = read_notebook(notebook(code("x", bundle(data)))).cells[0]
    assert programs.program_of(cell.outputs[0], {"w1"}) is None


def test_the_policy_names_the_libraries_and_nothing_else(
    project: Project, browser: Client, put: Put
) -> None:
    _, blob = put(notebook(code("x", bundle({PLOTLY: {"data": [], "layout": {"title": "evil"}}}))))
    answer = browser.get(url(project, blob))
    assert answer.headers["Content-Security-Policy"] == (
        "sandbox allow-scripts; default-src 'none'; "
        "script-src http://testserver/static/vendor/plotly.min.js "
        "http://testserver/static/notebooks/frame.js; "
        "style-src 'unsafe-inline' http://testserver/static/notebooks/frame.css; "
        "img-src data: blob:; font-src data: http://testserver/static/vendor/; "
        "connect-src 'none'; worker-src 'none'; frame-src 'none'; form-action 'none'; "
        "base-uri 'none'; frame-ancestors 'self'"
    )
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "evil" not in answer.content.decode()


def test_only_code_of_outputs_may_run_as_such(project: Project, browser: Client, put: Put) -> None:
    _, blob = put(notebook(code("x", display(text__html="<script>1</script>"))))
    policy = browser.get(url(project, blob)).headers["Content-Security-Policy"]
    assert "'unsafe-inline' 'unsafe-eval'; style-src" in policy
    assert policy.startswith("sandbox allow-scripts; default-src 'none'")


def test_contents(project: Project, browser: Client, put: Put) -> None:
    _, blob = put(notebook(code("x", bundle({PLOTLY: {"data": [1]}}))))
    answer = browser.get(f"{url(project, blob)}/contents")
    assert answer.json() == {"kind": "plotly", "mime": PLOTLY, "data": {"data": [1]}}
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_contents_of_a_widget_and_of_bokeh(project: Project, browser: Client, put: Put) -> None:
    view = {"model_id": "w1", "version_major": 2, "version_minor": 0}
    place = display(text__html='<div id="p" data-root-id="r"></div>')
    drawn = bundle({"application/javascript": "draw()", BOKEH: ""})
    cells = [code("w", bundle({VIEW: view})), code("b", place, drawn)]
    _, blob = put(notebook(*cells, widgets={STATE: WIDGETS}))
    widget = browser.get(f"{url(project, blob)}/contents").json()
    assert widget == {"kind": "widget", "mime": VIEW, "state": WIDGETS, "view": view}
    figure = browser.get(f"{url(project, blob, 1, 1)}/contents").json()
    assert figure == {
        "kind": "bokeh",
        "mime": BOKEH,
        "html": '<div id="p" data-root-id="r"></div>',
        "code": "draw()",
    }


def test_what_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contents, "LARGEST", 20)
    read = read_notebook(notebook(code("x", bundle({PLOTLY: {"data": [0] * 20}}))))
    cell = read.cells[0]
    with pytest.raises(TooLarge, match="over 20 characters"):
        program = programs.PROGRAMS["plotly"]
        contents.frame_contents(read, cell, cell.outputs[0], program, PLOTLY)


def test_denied(project: Project, put: Put, ben: User) -> None:
    _, blob = put(notebook(code("x", bundle({PLOTLY: {}}))))
    assert client_of(ben).get(url(project, blob)).status_code == 404
    assert client_of(ben).get(f"{url(project, blob)}/contents").status_code == 404


def test_what_is_not_interactive(project: Project, browser: Client, put: Put) -> None:
    _, blob = put(notebook(code("x", display(text__plain="1"))))
    assert browser.get(url(project, blob)).status_code == 404
    assert browser.get(url(project, blob, 0, 9)).status_code == 404


def test_the_button_on_the_page(project: Project, browser: Client, put: Put) -> None:
    _, blob = put(notebook(code("x", bundle({PLOTLY: {}})), code("y", display(text__plain="1"))))
    page = browser.get(f"/{project.full_path}/-/notebook_view/main/notebooks/work.ipynb")
    html = page.content.decode()
    frame = f'data-frame="{url(project, blob)}" data-title="Plotly figure"'
    assert (html.count("data-frame-run"), html.count(frame)) == (1, 1)
    assert "iframe" not in html
    assert json.dumps("vnd.plotly")[1:-1] not in html
