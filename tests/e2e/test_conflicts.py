"""Notebooks changed on both branches: merged without a question, or decided cell by cell."""

import json
from typing import Any

import pytest
from e2e.work import House
from playwright.sync_api import expect
from support.browsing import Desk
from support.notebooks import code, markdown, notebook, stream

PATH = "curve.ipynb"
FIT = "fit = polynomial(speed, power, 9)\nfit.plot()"


def book(fit: str = FIT, load: str = "data = load()", said: str = "0.1") -> str:
    cells = [markdown("# Curve"), code(load), code("x = 1"), code(fit, stream(f"loss {said}\n"))]
    named = [{**cell, "id": f"cell-{place}"} for place, cell in enumerate(cells)]
    return notebook(*named).decode()


@pytest.fixture(scope="module")
def project(house: House) -> str:
    """A merge request of each kind: !1 merges cell by cell, !2 needs a decision."""
    path = house.add_project("ana", "conflicts")
    folder = house.checkout("conflicts")
    folder.run("init", "--quiet", "--initial-branch=main")
    folder.commit({PATH: book()}, "Start")
    house.push("ana", folder, path, "main")
    start = folder.out("rev-parse", "HEAD")
    folder.commit({PATH: book(load="data = load(2)", said="0.2")}, "Load less")
    house.push("ana", folder, path, "rerun", "-o", "merge_request.create")
    house.wait_for_merge_request("ana", path, 1)
    folder.run("checkout", "--quiet", "-b", "degree", start)
    folder.commit({PATH: book(FIT.replace("9", "7"))}, "Fit less")
    house.push("ana", folder, path, "degree", "-o", "merge_request.create")
    house.wait_for_merge_request("ana", path, 2)
    folder.run("checkout", "--quiet", "-b", "more", start)
    folder.commit({PATH: book(FIT.replace("9", "11"), said="0.3")}, "Fit more")
    house.push("ana", folder, path, "main")
    return path


def sources(house: House, path: str, branch: str) -> list[str]:
    made: Any = json.loads(house.read("ana", path, PATH, branch))
    return ["".join(cell["source"]) for cell in made["cells"]]


def test_reruns_merge_without_a_question(desk: Desk, project: str) -> None:
    page = desk.open("ana")
    page.goto(f"/{project}/-/merge_requests/1")
    expect(page.get_by_text("curve.ipynb is merged cell by cell")).to_be_visible()


def test_deciding_a_conflict(desk: Desk, house: House, project: str) -> None:
    page = desk.open("ana")
    page.goto(f"/{project}/-/merge_requests/2")
    page.get_by_role("link", name="Resolve cell by cell").click()
    expect(page.get_by_text("1 conflict to decide")).to_be_visible()
    expect(page.get_by_text("0 of 1 decided")).to_be_visible()
    text = page.get_by_role("textbox", name="The cell as you want it")
    expect(text).to_be_hidden()
    page.get_by_role("radio", name="Edit").check()
    text.fill(FIT.replace("9", "8"))
    expect(page.get_by_text("All decided")).to_be_visible()
    page.get_by_role("button", name="Commit to degree").click()
    expect(page.get_by_text("The conflicts are resolved on degree.")).to_be_visible()
    assert sources(house, project, "degree")[-1] == FIT.replace("9", "8")
    page.get_by_role("button", name="Merge", exact=True).click()
    expect(page.get_by_text("Merged into main.")).to_be_visible()
    assert sources(house, project, "main")[-1] == FIT.replace("9", "8")
