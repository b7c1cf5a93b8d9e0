"""Large notebooks are read by a worker first, and their pages say so until then."""

import pytest
from django.test import Client
from support.notebooks import Put, code, coded, display, markdown, notebook, picture, stream

from mergelab.kit.tasks import run_pending
from mergelab.notebooks.diffview import Ends, Waiting, read_comparison
from mergelab.notebooks.models import PreparedComparison
from mergelab.notebooks.services import comparison
from mergelab.notebooks.services.comparing import in_process
from mergelab.projects.models import Project
from mergelab.pure.notebookdiff import NotNotebook, alone, diff_notebooks, read_notebook
from mergelab.pure.notebookdiff.layout import laid_out, layout_of

pytestmark = pytest.mark.django_db

FRAGMENT = {"HX-Request": "true"}


def large(*cells: dict[str, object]) -> bytes:
    """A notebook of over 5 MB."""
    return notebook(*cells, code("fill()", stream(("x" * 99 + "\n") * 55_000)))


class TestLayout:
    def test_gives_the_same_difference_again(self) -> None:
        old = read_notebook(
            notebook(
                markdown("# A title that stays as it is"),
                code("a = 1", stream("1\n"), stream("e\n", "stderr"), tags=["a"]),
                code("def moved(power, fit):\n    return power - fit"),
                code("b = 2", display(image__png=coded(picture()))),
                code("gone()"),
                extra=1,
            )
        )
        new = read_notebook(
            notebook(
                code("def moved(power, fit):\n    return power - fit", count=3),
                markdown("# A title that stays as it is", attachments={"a": {}}),
                code("a = 2", stream("2\n"), tags=["b"]),
                code("b = 2", display(image__png=coded(picture("blue")))),
                extra=2,
            )
        )
        for pair in ((old, new), (None, new), (old, None)):
            diff = diff_notebooks(*pair)
            assert laid_out(*pair, layout_of(diff)) == diff


class TestFilePage:
    def test_waits_for_the_worker(self, project: Project, browser: Client, put: Put) -> None:
        _, blob = put(large(markdown("# Power"), code("p", display(image__png=coded(picture())))))
        url = f"/{project.full_path}/-/notebook_view/main/notebooks/work.ipynb"
        figure = f"/{project.full_path}/-/notebook_outputs/{blob}/1/0/png"
        for _ in range(2):
            text = browser.get(url, headers=FRAGMENT).content.decode()
            assert "Reading the notebook, 5.3 MiB" in text
            assert f'hx-get="{url}" hx-trigger="load delay:1s"' in text
        assert PreparedComparison.objects.count() == 1
        assert browser.get(figure).status_code == 404
        run_pending()
        assert "<h1>Power</h1>" in browser.get(url, headers=FRAGMENT).content.decode()
        assert browser.get(figure).content == picture()

    def test_says_why_it_is_not_shown(self, project: Project, browser: Client, put: Put) -> None:
        put(b"<html>" + b"not a notebook " * 400_000)
        url = f"/{project.full_path}/-/notebook_view/main/notebooks/work.ipynb"
        browser.get(url, headers=FRAGMENT)
        run_pending()
        text = browser.get(url, headers=FRAGMENT).content.decode()
        assert "This file cannot be shown as a notebook: " in text


class TestDifference:
    def test_waits_for_the_worker(self, project: Project, browser: Client, put: Put) -> None:
        base, head = put(large(code("a = 1")))[0], put(large(code("a = 2")))[0]
        url = f"/{project.full_path}/-/notebook_diff/{base}...{head}/notebooks/work.ipynb"
        assert "Reading the notebook, 11 MiB" in browser.get(url, headers=FRAGMENT).content.decode()
        run_pending()
        text = browser.get(url, headers=FRAGMENT).content.decode()
        assert "1 of 2 cells changed" in text
        assert "1 unchanged cell" in text

    def test_is_made_once_for_all_who_wait(self, project: Project, put: Put) -> None:
        old, new = put(large(code("a = 1")))[1], put(large(code("a = 2")))[1]
        ends = Ends(old, new, "c" * 40, "d" * 40, "a.ipynb", "a.ipynb")
        assert comparison(project=project, ends=ends) == comparison(project=project, ends=ends)
        assert isinstance(read_comparison(project, ends), Waiting)
        run_pending()
        row = PreparedComparison.objects.get()
        assert row.state == PreparedComparison.State.READY
        assert row.layout == [
            [0, 0, False, ["source"], None],
            [1, 1, False, [], None],
        ]


def test_what_takes_too_long_is_refused_with_the_reason() -> None:
    with pytest.raises(
        NotNotebook, match=r"^reading it takes more than 0\.01 s of computing time$"
    ):
        in_process(alone.READ, alone.both(None, notebook()), 0.01)
