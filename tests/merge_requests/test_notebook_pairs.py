"""Real pairs of notebooks, each pushed as a merge request and read on its Changes page."""

import html
import re
from pathlib import Path

import pytest
from django.test import Client
from support.notebooks import code, notebook, stream
from support.workspace import Workspace

from mergelab.accounts.models import User
from mergelab.kit.tasks import run_pending
from mergelab.notebooks.models import PreparedComparison
from mergelab.projects.models import Project
from mergelab.pure.notebookdiff import NotNotebook, read_notebook

PAIRS = Path(__file__).parents[3] / "shared" / "fixtures" / "notebooks"
NAMES = sorted(path.name for path in PAIRS.iterdir() if path.is_dir()) if PAIRS.is_dir() else []
PATH = "notebooks/work.ipynb"
RAW_LINE = re.compile(r'"(?:cell_type|output_type|nbformat_minor)":')
PART = re.compile(r'hx-get="([^"]*notebook_part[^"]*)"')
CODE = re.compile(r'<td class="diff-code[^"]*">.*?</td>', re.DOTALL)

needs_pairs = pytest.mark.skipif(not NAMES, reason="../shared/fixtures/notebooks is not here")


def side(name: str, which: str) -> bytes | None:
    path = PAIRS / name / f"{which}.ipynb"
    return path.read_bytes() if path.exists() else None


def is_notebook(data: bytes | None) -> bool:
    try:
        return data is None or bool(read_notebook(data))
    except NotNotebook:
        return False


def open_pair(project: Project, ana: User, name: str) -> str:
    """The address of the Changes page of a merge request with this pair."""
    workspace = Workspace(project, ana)
    before, after = side(name, "before"), side(name, "after")
    workspace.commit("main", {"README.md": "# Work\n", **({PATH: before} if before else {})})
    workspace.commit("topic", {PATH: after})
    merge_request = workspace.open(title="Change the notebook")
    return f"/{project.full_path}/-/merge_requests/{merge_request.iid}"


def raw_lines(page: str) -> list[str]:
    """The lines of the page's differences that are lines of the file instead of cells."""
    cells = (html.unescape(re.sub(r"<[^>]+>", "", cell)) for cell in CODE.findall(page))
    return [cell for cell in cells if RAW_LINE.search(cell)]


@needs_pairs
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", NAMES)
def test_pair(project: Project, ana: User, browser: Client, name: str) -> None:
    url = open_pair(project, ana, name)
    readable = is_notebook(side(name, "before")) and is_notebook(side(name, "after"))

    page = browser.get(f"{url}/diffs")
    assert page.status_code == 200
    text = page.content.decode()
    assert ('class="nb-diff"' in text) is readable
    assert bool(raw_lines(text)) is not readable

    for address in PART.findall(text):
        part = browser.get(html.unescape(address), headers={"HX-Request": "true"})
        assert part.status_code == 200
        assert raw_lines(part.content.decode()) == []

    all_shown = f"{url}/diffs?view=split&metadata=show&unchanged=show"
    assert browser.get(all_shown).status_code == 200
    raw = browser.get(f"{url}/diffs?raw=show&unchanged=hide")
    assert raw.status_code == 200
    assert 'class="nb-diff"' not in raw.content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_large_notebook_is_compared_by_a_worker(
    project: Project, ana: User, browser: Client
) -> None:
    workspace = Workspace(project, ana)
    filler = code("fill()", stream(("x" * 99 + "\n") * 55_000))
    workspace.commit("main", {PATH: notebook(code("a = 1"), filler)})
    workspace.commit("topic", {PATH: notebook(code("a = 2"), filler)})
    merge_request = workspace.open(title="Change the notebook")
    url = f"/{project.full_path}/-/merge_requests/{merge_request.iid}/diffs"
    assert "1 of 2 cells changed" in browser.get(url).content.decode()  # as the version was made
    PreparedComparison.objects.all().delete()
    text = browser.get(url).content.decode()
    assert "Reading the notebook, 11 MiB" in text
    again = re.search(r'class="nb-waiting" hx-get="([^"]+)"', text)
    assert again is not None
    fragment = html.unescape(again[1])
    assert "nb-waiting" in browser.get(fragment, headers={"HX-Request": "true"}).content.decode()
    run_pending()
    ready = browser.get(fragment, headers={"HX-Request": "true"}).content.decode()
    assert "1 of 2 cells changed" in ready
    assert "part=source&amp;cell=0&amp;line=1" in ready
