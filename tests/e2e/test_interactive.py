"""Interactive outputs in Chromium: off until asked for, then alive in a frame without a way out."""

import json

import pytest
from e2e.work import House
from playwright.sync_api import FrameLocator, Page, expect
from support.browsing import Desk
from support.notebooks import bundle, code, notebook

PLOTLY = {
    "data": [{"type": "bar", "x": ["a", "b"], "y": [1, 2]}],
    "layout": {"title": {"text": "Power by speed"}, "height": 300},
}
VEGA = {
    "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
    "title": "Speed",
    "data": {"values": [{"a": 1, "b": 2}, {"a": 2, "b": 3}]},
    "mark": "bar",
    "encoding": {
        "x": {"field": "a", "type": "ordinal"},
        "y": {"field": "b", "type": "quantitative"},
    },
}
AWAY = {"data": {"url": "https://evil.example/x.csv"}, "mark": "bar", "encoding": {}}
WIDGETS = {
    "version_major": 2,
    "version_minor": 0,
    "state": {
        name: {
            "model_name": f"{kind}Model",
            "model_module": module,
            "model_module_version": "2.0.0",
            "state": state,
        }
        for name, kind, module, state in (
            ("layout", "Layout", "@jupyter-widgets/base", {}),
            ("style", "DescriptionStyle", "@jupyter-widgets/controls", {}),
            (
                "label",
                "Label",
                "@jupyter-widgets/controls",
                {"value": "Hub height", "layout": "IPY_MODEL_layout", "style": "IPY_MODEL_style"},
            ),
        )
    },
}
ESCAPE = """<p id="told">waiting</p><script>
const told = [String(window.origin)];
try { told.push(parent.document.title); } catch { told.push("no parent"); }
try { told.push(document.cookie); } catch { told.push("no cookies"); }
try { told.push(localStorage.length); } catch { told.push("no storage"); }
fetch("https://evil.example/a").catch(() => {
  told.push("no network");
  document.getElementById("told").textContent = told.join(", ");
});
new Image().src = "https://evil.example/b.png";
</script><form action="https://evil.example/c"><button>Go</button></form>"""
LEAVE = "<script>location = 'https://evil.example/d'</script>"
NOTEBOOK = notebook(
    code("plotly", bundle({"application/vnd.plotly.v1+json": PLOTLY})),
    code("vega", bundle({"application/vnd.vegalite.v5+json": VEGA})),
    code("away", bundle({"application/vnd.vegalite.v5+json": AWAY})),
    code(
        "bokeh",
        bundle({"text/html": '<div id="b" data-root-id="r"></div>'}),
        bundle(
            {
                "application/javascript": "b.textContent = `Bokeh ${Bokeh.version.length > 2}`",
                "application/vnd.bokehjs_exec.v0+json": "",
            }
        ),
    ),
    code("widget", bundle({"application/vnd.jupyter.widget-view+json": {"model_id": "label"}})),
    code("escape", bundle({"text/html": ESCAPE})),
    code("leave", bundle({"text/html": LEAVE})),
    widgets={"application/vnd.jupyter.widget-state+json": WIDGETS},
)


@pytest.fixture(scope="module")
def path(house: House) -> str:
    """The page of the notebook."""
    project = house.add_project("ana", "interactive")
    folder = house.checkout("interactive")
    folder.run("init", "--quiet")
    folder.commit({"all.ipynb": NOTEBOOK.decode()}, "Draw")
    house.push("ana", folder, project, "main")
    return f"/{project}/-/notebook_view/main/all.ipynb"


def shown(page: Page, cell: int) -> FrameLocator:
    """The frame of a cell's output, after its button was pressed."""
    holder = page.locator(".nb-frame").nth(cell)
    holder.get_by_role("button", name="Show").click()
    expect(holder.get_by_role("button", name="Stop")).to_be_visible()
    return holder.frame_locator("iframe")


def test_nothing_runs_until_asked_for(desk: Desk, path: str) -> None:
    page = desk.open("ana")
    page.goto(path)
    expect(page.get_by_role("button", name="Show")).to_have_count(7)
    assert page.locator("iframe").count() == 0


def test_programs(desk: Desk, path: str) -> None:
    desk.watch.allow("strict mode: use allowUnionTypes")  # said by the widgets' own library
    page = desk.open("ana")
    page.goto(path)
    expect(shown(page, 0).get_by_text("Power by speed")).to_be_visible()
    expect(shown(page, 1).get_by_text("Speed")).to_be_visible()
    expect(shown(page, 3).get_by_text("Bokeh true")).to_be_visible()
    expect(shown(page, 4).get_by_text("Hub height")).to_be_visible()
    height = page.locator(".nb-frame iframe").first.get_attribute("height") or ""
    assert 300 <= int(height) <= 400
    page.locator(".nb-frame").first.get_by_role("button", name="Stop").click()
    expect(page.locator(".nb-frame").first.locator("iframe")).to_have_count(0)


def test_there_is_no_way_out(desk: Desk, path: str) -> None:
    desk.watch.allow("evil.example", "Content Security Policy", "frame-src")
    page = desk.open("ana")
    page.goto(path)
    expect(shown(page, 2).get_by_text("A part of this chart is missing")).to_be_visible()
    told = shown(page, 5).locator("#told")
    expect(told).to_have_text("null, no parent, no cookies, no storage, no network")
    holder = page.locator(".nb-frame").nth(6)
    holder.get_by_role("button", name="Show").click()
    expect(holder.get_by_role("alert")).to_have_text("The output left its frame and was stopped.")
    assert "evil" not in page.url
    assert json.dumps(page.context.cookies()).count("mergelab_session") == 1
