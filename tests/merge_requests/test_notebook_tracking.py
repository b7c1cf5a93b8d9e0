"""Threads on notebooks through pushes: where they stand, in the database, on the page, in REST."""

import re
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from factories import token_client
from support.notebooks import Cell, code, markdown, notebook, stream
from support.workspace import Workspace

from mergelab.discussions.models import Discussion
from mergelab.kit.tasks import run_pending
from mergelab.merge_requests import services
from mergelab.merge_requests.models import MergeRequest

ONE = "/wind-farm/power-forecast/-/merge_requests/1"
PATH = "curve.ipynb"

LOAD = code("import pandas as pd\nraw = pd.read_csv('turbines.csv')", count=1)
CLEAN = code("data = raw.dropna()\ndata = data[data.power > 0]", stream("810 rows left\n"), count=2)
FIT = code(
    "model = Curve(degree=3)\nmodel.fit(data.wind, data.power)\nprint(model.score())",
    stream("0.91 explained\n"),
    count=3,
)
PLOT = code("plot(model, data)\nshow()", stream("drawn twice\n"), count=4)
CELLS = (LOAD, CLEAN, FIT, PLOT)


def changed(cell: Cell, **values: Any) -> Cell:
    return {**cell, **values}


@dataclass
class Book:
    """!1, which adds a notebook, and the threads on it."""

    workspace: Workspace
    merge_request: MergeRequest

    def thread(self, cell: int, text: str = "Why?", **spot: Any) -> Discussion:
        part = "source" if "line" in spot else "output" if "output" in spot else "cell"
        return services.start_thread(
            by=self.workspace.by,
            merge_request=self.merge_request,
            body=text,
            position=services.Asked(
                kind="notebook",
                new_path=PATH,
                spot=services.NotebookSpot(**{"part": part, "cell": cell, **spot}),
            ),
        )

    def push(self, *cells: Cell, path: str = PATH, **files: Any) -> None:
        self.workspace.commit("book", {path: notebook(*cells), **files})
        run_pending()


@pytest.fixture
def book(workspace: Workspace) -> Book:
    workspace.commit("book", {PATH: notebook(*CELLS)}, start="main")
    return Book(workspace, workspace.open("book"))


def now(thread: Discussion) -> tuple[Any, ...]:
    """State, cell, line and output, as they are stored."""
    position = thread.position
    position.refresh_from_db()
    return position.state, position.now_cell, position.now_line, position.now_output


NEW = markdown("## Fit the curve")
OTHER = code("check(data)", count=9)
NUMBERED = [changed(cell, id=str(place)) for place, cell in enumerate(CELLS)]
PUSHES: dict[str, tuple[list[Cell], tuple[Any, ...], tuple[Any, ...]]] = {
    "insert above": ([LOAD, NEW, OTHER, CLEAN, FIT, PLOT], ("kept", 4, 2), ("kept", 4, 0)),
    "delete above": ([CLEAN, FIT, PLOT], ("kept", 1, 2), ("kept", 1, 0)),
    "rerun": (
        [changed(cell, execution_count=40) for cell in CELLS],
        ("kept", 2, 2),
        ("kept", 2, 0),
    ),
    "reorder": ([PLOT, LOAD, FIT, CLEAN], ("kept", 2, 2), ("kept", 2, 0)),
    "edit near": (
        [LOAD, CLEAN, changed(FIT, source="# cubic\n" + FIT["source"]), PLOT],
        ("kept", 2, 3),
        ("kept", 2, 0),
    ),
    "edit far": (
        [LOAD, changed(CLEAN, source="data = raw.fillna(0)"), FIT, PLOT],
        ("kept", 2, 2),
        ("kept", 2, 0),
    ),
    "edit the line": (
        [LOAD, CLEAN, changed(FIT, source=FIT["source"].replace("wind", "speed")), PLOT],
        ("outdated", 2, 2),
        ("kept", 2, 0),
    ),
    "other output": (
        [LOAD, CLEAN, changed(FIT, outputs=[stream("0.97 explained\n")]), PLOT],
        ("kept", 2, 2),
        ("outdated", 2, 0),
    ),
    "output cleared": (
        [LOAD, CLEAN, changed(FIT, outputs=[]), PLOT],
        ("kept", 2, 2),
        ("outdated", 2, None),
    ),
    "delete": ([LOAD, CLEAN, PLOT], ("deleted", 1, None), ("deleted", 1, None)),
    "delete all before as well": ([PLOT], ("deleted", None, None), ("deleted", None, None)),
}


@pytest.mark.parametrize("name", PUSHES)
def test_threads_follow_a_push(book: Book, name: str) -> None:
    line, output = book.thread(2, line=2), book.thread(2, output=0)
    cells, expected_line, expected_output = PUSHES[name]
    book.push(*cells)
    state, cell, at, _ = now(line)
    assert (state, cell, at) == expected_line
    state, cell, _, at = now(output)
    assert (state, cell, at) == expected_output


def test_renumbered_ids_do_not_mislead(workspace: Workspace) -> None:
    workspace.commit("book", {PATH: notebook(*NUMBERED)}, start="main")
    book = Book(workspace, workspace.open("book"))
    line = book.thread(2, line=2)
    cells = [LOAD, NEW, CLEAN, FIT, PLOT]
    book.push(*(changed(cell, id=str(place)) for place, cell in enumerate(cells)))
    assert now(line) == ("kept", 3, 2, None)


def test_threads_come_back_with_their_cell(book: Book) -> None:
    line, whole = book.thread(2, line=2), book.thread(2)
    book.push(LOAD, CLEAN, PLOT)
    assert (now(line)[0], now(whole)[0]) == ("deleted", "deleted")
    book.push(NEW, *CELLS)
    assert (now(line), now(whole)) == (("kept", 3, 2, None), ("kept", 3, None, None))


def test_a_rewritten_branch_keeps_its_threads(book: Book) -> None:
    line = book.thread(2, line=2)
    book.workspace.commit("main", {"README.md": "# Another\n"})
    book.workspace.move("book", "")
    book.workspace.commit("book", {PATH: notebook(NEW, *CELLS)}, start="main")
    run_pending()
    assert now(line) == ("kept", 3, 2, None)
    assert book.merge_request.versions.count() == 2


def test_a_renamed_notebook_is_followed(book: Book) -> None:
    line, gone = book.thread(2, line=2), book.thread(3)
    book.push(NEW, LOAD, CLEAN, FIT, path="notebooks/fit.ipynb", **{PATH: None})
    assert (now(line), line.position.now_path) == (("kept", 3, 2, None), "notebooks/fit.ipynb")
    assert (now(gone), gone.position.now_path) == (
        ("deleted", 3, None, None),
        "notebooks/fit.ipynb",
    )


def test_a_notebook_that_cannot_be_read_for_a_while(book: Book, browser: Client) -> None:
    line = book.thread(2, line=2)
    book.workspace.commit("book", {PATH: b'{"cells": [<<<<<<< HEAD\n'})
    run_pending()
    assert now(line) == ("outdated", None, None, None)
    page = browser.get(f"{ONE}/diffs").content.decode()
    assert "Shown as text:" in page
    assert "On lines that have changed since" in page
    assert f'id="discussion-{line.key}"' in page
    assert "curve.ipynb, cell 3" in page
    book.push(*CELLS)
    assert now(line) == ("kept", 2, 2, None)


def test_a_notebook_that_is_deleted(workspace: Workspace, browser: Client) -> None:
    workspace.commit("main", {PATH: notebook(*CELLS)})
    workspace.commit("book", {PATH: notebook(*CELLS, NEW)})
    book = Book(workspace, workspace.open("book"))
    line = book.thread(2, line=2)
    workspace.commit("book", {PATH: None})
    run_pending()
    assert now(line) == ("deleted", None, None, None)
    page = browser.get(f"{ONE}/diffs").content.decode()
    assert page.index("On a cell that was deleted") < page.index(f'id="discussion-{line.key}"')
    assert page.count(f'id="discussion-{line.key}"') == 1


def test_a_thread_on_the_old_side(workspace: Workspace) -> None:
    workspace.commit("main", {PATH: notebook(*CELLS)})
    workspace.commit("book", {PATH: notebook(LOAD, CLEAN, PLOT)})
    book = Book(workspace, workspace.open("book"))
    line = book.thread(2, side="old", line=2)
    book.push(NEW, LOAD, CLEAN, PLOT)
    assert now(line) == ("kept", 2, 2, None)
    workspace.commit("main", {PATH: notebook(LOAD, CLEAN, OTHER)})
    workspace.move("book", "")
    workspace.commit("book", {PATH: notebook(NEW, LOAD, CLEAN)}, start="main")
    run_pending()
    assert now(line) == ("deleted", 1, None, None)


def test_the_strip_stands_where_the_cell_stood(book: Book, browser: Client) -> None:
    """Two threads in the order in which they began, between the cells that are left."""
    first, second = book.thread(2, "First?", line=2), book.thread(2, "Second?")
    kept = book.thread(3, "Third?")
    book.push(LOAD, CLEAN, PLOT)
    page = browser.get(f"{ONE}/diffs").content.decode()
    places = [
        page.index(mark)
        for mark in (
            'aria-label="Cell 2"',
            "On a cell that was deleted",
            f'id="discussion-{first.key}"',
            "model.fit(data.wind, data.power)",
            f'id="discussion-{second.key}"',
            'aria-label="Cell 3"',
            f'id="discussion-{kept.key}"',
        )
    ]
    assert places == sorted(places)
    assert page.count("On a cell that was deleted") == 1
    assert "curve.ipynb, cell 3, deleted" in page
    assert "Cell deleted" in page


def test_unchanged_cells_are_folded_on_both_sides_of_a_strip(
    workspace: Workspace, browser: Client
) -> None:
    workspace.commit("main", {PATH: notebook(LOAD, CLEAN, PLOT)})
    workspace.commit("book", {PATH: notebook(*CELLS)})
    book = Book(workspace, workspace.open("book"))
    thread = book.thread(2)
    book.push(LOAD, CLEAN, PLOT, OTHER)
    page = browser.get(f"{ONE}/diffs").content.decode()
    strip = page.index(f'id="discussion-{thread.key}"')
    assert page.index("2 unchanged cells") < strip < page.index("1 unchanged cell<")


def test_raw_lines_carry_the_threads_of_their_cells(book: Book, browser: Client) -> None:
    """As most tools write them, with a line of the file for each line of a source."""
    cells = [changed(cell, source=cell["source"].splitlines(keepends=True)) for cell in CELLS]
    book.push(*cells)
    line, output, whole = book.thread(2, line=2), book.thread(2, output=0), book.thread(3)
    book.push(NEW, *cells)
    page = browser.get(f"{ONE}/diffs?mode=raw").content.decode()
    spots = (
        "model.fit(data.wind, data.power)",
        f'id="discussion-{line.key}"',
        "print(model.score())",
        f'id="discussion-{output.key}"',
        "0.91 explained",
        f'id="discussion-{whole.key}"',
        "plot(model, data)",
    )
    body = page[page.index('<table class="diff') :]
    places = [body.index(spot) for spot in spots]
    assert places == sorted(places)
    assert "thread-strip" not in body
    book.push(NEW, LOAD, CLEAN, PLOT)
    page = browser.get(f"{ONE}/diffs?mode=raw").content.decode()
    assert page.index("On cells that were deleted: 2 threads") < page.index('<table class="diff')


def test_an_older_version_shows_them_where_they_were_made(book: Book, browser: Client) -> None:
    thread = book.thread(2, line=2)
    book.push(LOAD, CLEAN, PLOT)
    page = browser.get(f"{ONE}/diffs?version=1").content.decode()
    assert "On a cell that was deleted" not in page
    assert page.index('aria-label="Cell 3"') < page.index(f'id="discussion-{thread.key}"')
    raw = browser.get(f"{ONE}/diffs?version=1&mode=raw").content.decode()
    assert "thread-strip" not in raw
    assert raw.index("0 rows left") < raw.index(f'id="discussion-{thread.key}"')


def test_rest_says_what_became_of_it(book: Book) -> None:
    thread = book.thread(2, line=2)
    rest = token_client(book.workspace.owner)
    root = f"/api/v4/projects/{book.merge_request.project.pk}/merge_requests/1/discussions"
    shown = rest.get(f"{root}/{thread.key}").json()["notes"][0]["position"]
    assert shown["notebook"].pop("region") is None
    assert (shown["outdated"], shown["notebook"]) == (
        False,
        {"state": "kept", "side": "new", "cell": 2, "output": None, "line": 2},
    )
    book.push(LOAD, CLEAN, PLOT)
    shown = rest.get(f"{root}/{thread.key}").json()["notes"][0]["position"]
    assert shown["notebook"].pop("region") is None
    assert (shown["outdated"], shown["notebook"]) == (
        True,
        {"state": "deleted", "side": "new", "cell": 1, "output": None, "line": None},
    )


@pytest.mark.parametrize("mode", ["code", "report"])
def test_no_mode_hides_a_thread(book: Book, browser: Client, mode: str) -> None:
    """Whatever is folded around a thread is open."""
    threads = [book.thread(2, line=2), book.thread(1, output=0), book.thread(3)]
    book.push(NEW, *CELLS[:3])
    page = browser.get(f"{ONE}/diffs?mode={mode}&outputs=hide").content.decode()
    assert "On a cell that was deleted" in page
    for thread in threads:
        mark = f'id="discussion-{thread.key}"'
        assert page.count(mark) == 1
        before = page[: page.index(mark)]
        opened = re.findall(r"<details[^>]*>|</details>", before)
        depth: list[str] = []
        for tag in opened:
            depth = depth[:-1] if tag == "</details>" else [*depth, tag]
        assert [tag for tag in depth if " open" not in tag] == []
