"""Changed notebooks on the Changes page: cells, threads, switches and folded parts."""

import json

import pytest
from django.test import Client
from support.workspace import Workspace

from mergelab.accounts.models import User
from mergelab.discussions.models import Discussion
from mergelab.kit.tasks import run_pending
from mergelab.merge_requests.models import MergeRequest
from mergelab.notebooks.models import ViewPreferences
from mergelab.repository.diffview import file_key

ONE = "/wind-farm/power-forecast/-/merge_requests/1"
KEY = file_key("curve.ipynb")
HTMX = {"HX-Request": "true"}
CELLS = [f"step_{number} = {number}\nprint(step_{number})" for number in range(8)]


def notebook(*sources: str) -> str:
    cells = [
        {
            "cell_type": "code",
            "source": source,
            "metadata": {},
            "execution_count": 1,
            "outputs": [{"output_type": "stream", "name": "stdout", "text": f"out {source[:8]}"}],
        }
        for source in sources
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4})


@pytest.fixture
def book(workspace: Workspace) -> MergeRequest:
    """!1, which changes the last of eight cells."""
    workspace.commit("main", {"curve.ipynb": notebook(*CELLS)})
    workspace.commit("book", {"curve.ipynb": notebook(*CELLS[:7], "step_7 = 70\nprint(step_7)")})
    return workspace.open("book")


def text(browser: Client, path: str, status: int = 200, **headers: str) -> str:
    answer = browser.get(ONE + path, headers=headers)
    assert answer.status_code == status
    return answer.content.decode()


def test_it_is_shown_as_cells(book: MergeRequest, browser: Client) -> None:
    page = text(browser, "/diffs")
    assert "Cell 8" in page
    assert "7 unchanged cells" in page
    assert "&quot;cell_type&quot;" not in page


def test_raw_is_a_choice_that_is_remembered(book: MergeRequest, browser: Client, ana: User) -> None:
    assert "cell_type" in text(browser, "/diffs?raw=show")
    assert ViewPreferences.objects.get(user=ana).mode == "raw"
    assert "cell_type" in text(browser, "/diffs")
    assert "Cell 8" in text(browser, "/diffs?mode=code")


def test_the_mode_is_chosen_at_the_file_and_kept(
    book: MergeRequest, browser: Client, ana: User
) -> None:
    page = text(browser, "/diffs")
    query = "view=unified&amp;whitespace=show&amp;mode=report"
    assert f'href="{ONE}/diffs?file={KEY}&amp;{query}' in page
    report = text(browser, "/diffs?mode=report")
    assert "code, 2 lines, +1 −1" in report
    assert ViewPreferences.objects.get(user=ana).mode == "report"


def test_fragments_of_an_older_page_are_no_new_choice(
    book: MergeRequest, browser: Client, ana: User
) -> None:
    text(browser, "/diffs?mode=report")
    text(browser, f"/file?file={KEY}&mode=code", **HTMX)
    text(browser, f"/notebook_part?file={KEY}&from=0&to=7&mode=code", **HTMX)
    assert ViewPreferences.objects.get(user=ana).mode == "report"


def test_folded_cells_are_opened(book: MergeRequest, browser: Client) -> None:
    part = text(browser, f"/notebook_part?file={KEY}&from=0&to=7", **HTMX)
    assert "Cell 1" in part
    assert "<html" not in part
    text(browser, f"/notebook_part?file={KEY}&from=5&to=99", 404, **HTMX)
    text(browser, "/notebook_part?file=f-0000000000000000&from=0&to=1", 404, **HTMX)


def test_only_notebooks_have_such_parts(workspace: Workspace, browser: Client) -> None:
    workspace.open("topic")
    text(browser, f"/notebook_part?file={file_key('train.py')}&from=0&to=1", 400, **HTMX)


def test_a_thread_on_a_line_of_a_cell_survives_a_rerun_and_new_cells(
    workspace: Workspace, book: MergeRequest, browser: Client
) -> None:
    place = {"version": "1", "file": KEY, "side": "new", "part": "source", "cell": "7", "line": "1"}
    form = text(browser, "/discussions?" + "&".join(f"{k}={v}" for k, v in place.items()), **HTMX)
    assert "curve.ipynb, cell 8, line 1" in form
    answer = browser.post(f"{ONE}/discussions", {**place, "body": "Seventy?"}, headers=HTMX)
    assert answer.status_code == 200
    made = Discussion.objects.get(notes__body="Seventy?")
    assert "Seventy?" in text(browser, "/diffs")
    later = notebook("import os", *CELLS[:7], "step_7 = 70\nprint(step_7)")
    workspace.commit("book", {"curve.ipynb": later})
    run_pending()
    made.position.refresh_from_db()
    position = made.position
    assert (position.state, position.now_cell, position.now_line) == ("kept", 8, 1)
    page = text(browser, "/diffs")
    assert "curve.ipynb, cell 9, line 1" in page
    assert page.index("Cell 9") < page.index(f'id="discussion-{made.key}"')


def test_a_thread_on_an_unchanged_output_opens_its_cell(
    book: MergeRequest, browser: Client
) -> None:
    place = {"version": "1", "file": KEY, "part": "output", "cell": "0", "output": "0"}
    browser.post(f"{ONE}/discussions", {**place, "body": "So little?"})
    page = text(browser, "/diffs")
    assert "Cell 1" in page
    assert "So little?" in page


def test_what_cannot_be_read_says_so_and_is_shown_as_text(
    workspace: Workspace, browser: Client
) -> None:
    workspace.commit("broken", {"curve.ipynb": "<<<<<<< no notebook\n"}, start="main")
    workspace.open("broken")
    page = text(browser, "/diffs")
    assert "Shown as text:" in page
    assert f'id="{KEY}-R1"' in page
