"""Threads stay with their lines."""

from typing import Any

import pytest
from support.workspace import CHANGED, LINES, Workspace

from mergelab.discussions.models import Position
from mergelab.kit.errors import Refused
from mergelab.kit.tasks import run_pending
from mergelab.merge_requests import services
from mergelab.merge_requests.models import MergeRequest


def start(workspace: Workspace, merge_request: MergeRequest, **asked: Any) -> Position:
    made = services.start_thread(
        by=workspace.by,
        merge_request=merge_request,
        body="Why?",
        position=services.Asked(**{"new_path": "train.py", **asked}),
    )
    return made.position


def now(position: Position) -> tuple[Any, ...]:
    position.refresh_from_db()
    return position.state, position.now_path, position.now_old_line, position.now_new_line


def test_a_new_thread_stands_where_it_was_put(
    workspace: Workspace, merge_request: MergeRequest
) -> None:
    version = merge_request.versions.get()
    position = start(workspace, merge_request, new_line=10)
    assert now(position) == ("kept", "train.py", None, 10)
    assert (position.side, position.base_sha, position.head_sha, position.excerpt) == (
        "new",
        version.base_sha,
        version.head_sha,
        "line 7\nline 8\nline 9\nline ten",
    )


def test_lines_pushed_above_move_it(workspace: Workspace, merge_request: MergeRequest) -> None:
    position = start(workspace, merge_request, new_line=10)
    workspace.commit("topic", {"train.py": "import os\n" + CHANGED})
    run_pending()
    assert now(position) == ("kept", "train.py", None, 11)


def test_it_is_outdated_when_its_line_goes(
    workspace: Workspace, merge_request: MergeRequest
) -> None:
    position = start(workspace, merge_request, new_line=10)
    workspace.commit("topic", {"train.py": LINES.replace("line 10\n", "something else\n")})
    run_pending()
    assert now(position) == ("outdated", "train.py", None, None)
    assert position.excerpt.endswith("line ten")
    workspace.commit("topic", {"train.py": "import os\n" + CHANGED})
    run_pending()
    assert now(position) == ("kept", "train.py", None, 11)


def test_a_removed_line_is_followed_on_the_old_side(
    workspace: Workspace, merge_request: MergeRequest
) -> None:
    position = start(workspace, merge_request, old_line=10)
    assert (position.side, position.excerpt.splitlines()[-1]) == ("old", "line 10")
    workspace.commit("main", {"train.py": "import os\n" + LINES})
    workspace.move("topic", "")
    workspace.commit("topic", {"train.py": "import os\n" + CHANGED}, start="main")
    run_pending()
    assert now(position) == ("kept", "train.py", 11, None)


def test_an_unchanged_line_has_both_numbers(
    workspace: Workspace, merge_request: MergeRequest
) -> None:
    position = start(workspace, merge_request, old_line=12, new_line=12)
    workspace.commit("topic", {"train.py": "import os\n" + CHANGED})
    run_pending()
    assert now(position) == ("kept", "train.py", 12, 13)


def test_a_renamed_file_is_followed(workspace: Workspace, merge_request: MergeRequest) -> None:
    position = start(workspace, merge_request, new_line=10)
    workspace.commit("topic", {"train.py": None, "fit.py": "import os\n" + CHANGED})
    run_pending()
    assert now(position) == ("kept", "fit.py", None, 11)


def test_a_deleted_file_leaves_it_outdated(
    workspace: Workspace, merge_request: MergeRequest
) -> None:
    position = start(workspace, merge_request, new_line=10)
    whole = start(workspace, merge_request, kind="file")
    workspace.commit("topic", {"train.py": None})
    run_pending()
    assert now(position)[:2] == ("outdated", "train.py")
    assert now(whole)[:2] == ("outdated", "train.py")


def test_a_thread_on_an_older_version_is_brought_up_at_once(
    workspace: Workspace, merge_request: MergeRequest
) -> None:
    first = merge_request.versions.get()
    workspace.commit("topic", {"train.py": "import os\n" + CHANGED})
    run_pending()
    position = start(
        workspace,
        merge_request,
        new_line=10,
        base_sha=first.base_sha,
        start_sha=first.start_sha,
        head_sha=first.head_sha,
    )
    assert now(position) == ("kept", "train.py", None, 11)


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"new_line": 21}, "new_line"),
        ({"new_line": 0}, "new_line"),
        ({"old_line": 21}, "old_line"),
        ({}, "new_line"),
        ({"new_line": 1, "new_path": "README.md"}, "new_path"),
        ({"new_line": 1, "head_sha": "0" * 40}, "head_sha"),
        ({"new_line": 1, "kind": "sound"}, "position_type"),
        ({"kind": "notebook"}, "position"),
    ],
)
def test_bad_positions_are_refused(
    workspace: Workspace, merge_request: MergeRequest, asked: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        start(workspace, merge_request, **asked)
    assert refusal.value.field == field
    assert not Position.objects.exists()


def test_a_foreign_base_is_refused(workspace: Workspace, merge_request: MergeRequest) -> None:
    head = merge_request.versions.get().head_sha
    with pytest.raises(Refused) as refusal:
        start(workspace, merge_request, new_line=1, head_sha=head, base_sha="0" * 40)
    assert refusal.value.field == "base_sha"


CELL = '{"cell_type": "code", "source": "%s", "metadata": {}, "outputs": [%s]}'
BOOK = '{"cells": [%s], "metadata": {}, "nbformat": 4, "nbformat_minor": 4}'
TEXT = '{"output_type": "stream", "name": "stdout", "text": "fitted in %s rounds"}'


def book(*cells: tuple[str, str]) -> str:
    return BOOK % ", ".join(CELL % (source, output) for source, output in cells)


def test_a_thread_in_a_notebook_follows_its_cell(workspace: Workspace) -> None:
    first = ("import numpy as np\\\\nx = np.ones(3)".replace("\\\\", "\\"), "")
    fit = ("model.fit(x)\\\\nmodel.score(x)".replace("\\\\", "\\"), TEXT % "ten")
    workspace.commit("main", {"a.ipynb": book(first)})
    workspace.commit("book", {"a.ipynb": book(first, fit)})
    made = workspace.open("book")
    spot = services.NotebookSpot(part="source", cell=1, line=2)
    line = start(workspace, made, new_path="a.ipynb", kind="notebook", spot=spot)
    spot = services.NotebookSpot(part="output", cell=1, output=0)
    output = start(workspace, made, new_path="a.ipynb", kind="notebook", spot=spot)
    assert (line.excerpt, output.excerpt) == (
        "model.fit(x)\nmodel.score(x)",
        "fitted in ten rounds",
    )
    extra = ("print(1)", "")
    workspace.commit("book", {"a.ipynb": book(extra, first, fit)})
    run_pending()
    line.refresh_from_db()
    output.refresh_from_db()
    assert (line.state, line.now_cell, line.now_line) == ("kept", 2, 2)
    assert (output.state, output.now_cell, output.now_output) == ("kept", 2, 0)
    workspace.commit("book", {"a.ipynb": book(extra, first)})
    run_pending()
    line.refresh_from_db()
    assert (line.state, line.now_path, line.now_cell) == ("deleted", "a.ipynb", 1)


@pytest.mark.parametrize(
    "spot",
    [
        services.NotebookSpot(part="cell", cell=5),
        services.NotebookSpot(part="cell"),
        services.NotebookSpot(part="source", cell=0, line=9),
        services.NotebookSpot(part="output", cell=0, output=0),
        services.NotebookSpot(part="page", cell=0),
    ],
)
def test_bad_places_in_notebooks_are_refused(
    workspace: Workspace, spot: services.NotebookSpot
) -> None:
    workspace.commit("book", {"a.ipynb": book(("x = 1", ""))}, start="main")
    made = workspace.open("book")
    with pytest.raises(Refused) as refusal:
        start(workspace, made, new_path="a.ipynb", kind="notebook", spot=spot)
    assert refusal.value.field == "position"
