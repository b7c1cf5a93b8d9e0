"""Every hostile notebook in Chromium, in every way to look at it: nothing of it comes alive.

They are changed files of merge requests, a score in each, so that one page shows many as people
see them: drawn as they scroll into view.
"""

import pytest
from e2e.work import House
from hostile_notebooks import EVIL, HOSTILE, Hostile
from playwright.sync_api import Page
from support.browsing import Desk, overflow
from support.notebooks import code, markdown, notebook

BENIGN = notebook(markdown("# Before"), code("x = 1"), code("print(x)"))
MODES = ("code", "report", "raw")
LIGHT = [entry for entry in HOSTILE if not entry.heavy]
HEAVY = [entry for entry in HOSTILE if entry.heavy]
SCORE = 20
LARGEST = 20_000_000
"""Characters of a page."""

SHOW_NEXT = """() => {
  const waiting = document.querySelector("section.file[data-waiting]");
  waiting?.scrollIntoView();
  return waiting === null && !document.querySelector(".htmx-request");
}"""
LOOK = """() => {
  for (const folded of document.querySelectorAll("details")) folded.open = true;
  const alive = "script:not([src^='/static/']), iframe, object, embed, base, meta[http-equiv]";
  const leading = [...document.forms].filter((form) => !form.action.startsWith(location.origin));
  return {
    pwned: "pwned" in window,
    alive: [...document.querySelectorAll(alive), ...leading].map(
      (found) => `${found.closest("section")?.ariaLabel}: ${found.outerHTML.slice(0, 200)}`,
    ),
    files: document.querySelectorAll("section.file").length,
    size: document.documentElement.outerHTML.length,
  };
}"""


SCORES = [LIGHT[at : at + SCORE] for at in range(0, len(LIGHT), SCORE)]
HEAVY_SCORES = [HEAVY[at : at + SCORE] for at in range(0, len(HEAVY), SCORE)]


def path_of(entry: Hostile) -> str:
    return f"{HOSTILE.index(entry):03}.ipynb"


@pytest.fixture(scope="module")
def project(house: House) -> str:
    """Merge requests with a score of light notebooks in each."""
    return made(house, "hostile", SCORES)


@pytest.fixture(scope="module")
def heavy_project(house: House) -> str:
    return made(house, "heavy", HEAVY_SCORES)


def made(house: House, name: str, scores: list[list[Hostile]]) -> str:
    path = house.add_project("ana", name, visibility="internal")
    folder = house.checkout(name)
    folder.run("init", "--quiet", "--initial-branch=main")
    folder.commit({path_of(entry): BENIGN for score in scores for entry in score}, "Benign")
    house.push("ana", folder, path, "main")
    start = folder.out("rev-parse", "HEAD")
    for number, score in enumerate(scores, 1):
        folder.run("checkout", "--quiet", "-b", f"score-{number}", start)
        folder.commit({path_of(entry): entry.make() for entry in score}, f"Score {number}")
        house.push("ana", folder, path, f"score-{number}", "-o", "merge_request.create")
        house.wait_for_merge_request("ana", path, number)
    return path


def faults_of(page: Page, address: str, files: int) -> list[str]:
    """What a page of notebooks did that it must not."""
    answer = page.goto(address, wait_until="load")
    page.wait_for_function(SHOW_NEXT, timeout=120_000)
    seen = page.evaluate(LOOK)
    faults = [f"status {answer.status}"] if answer is None or answer.status >= 400 else []
    faults += ["a script ran"] if seen["pwned"] else []
    faults += [f"alive: {html}" for html in seen["alive"]]
    faults += [f"{seen['files']} of {files} files"] if seen["files"] != files else []
    faults += [f"the page has {seen['size']} characters"] if seen["size"] > LARGEST else []
    faults += ["it is wider than the window"] if overflow(page) > 0 else []
    faults += ["it left the server"] if page.url.startswith(EVIL) else []
    return [f"{address}: {fault}" for fault in faults]


def look_at_all(desk: Desk, project: str, mode: str, scores: list[list[Hostile]]) -> None:
    # Pictures of the project that are not there, and attachments that are no pictures.
    desk.watch.allow(r"^404: GET \S+/-/(raw|notebook_attachments)/")
    page = desk.open("rea")
    faults: list[str] = []
    page.on("dialog", lambda dialog: faults.append(f"a dialog: {dialog.message}"))
    shown = f"mode={mode}&outputs=show&metadata=show&unchanged=show"
    for number, score in enumerate(scores, 1):
        address = f"/{project}/-/merge_requests/{number}/diffs?{shown}"
        faults += faults_of(page, address, len(score))
    assert faults == []


def test_there_are_enough() -> None:
    assert len(HOSTILE) >= 150


@pytest.mark.parametrize("mode", MODES)
def test_hostile_notebooks(desk: Desk, project: str, mode: str) -> None:
    look_at_all(desk, project, mode, SCORES)


@pytest.mark.nightly
@pytest.mark.parametrize("mode", MODES)
def test_heavy_notebooks(desk: Desk, heavy_project: str, mode: str) -> None:
    look_at_all(desk, heavy_project, mode, HEAVY_SCORES)
