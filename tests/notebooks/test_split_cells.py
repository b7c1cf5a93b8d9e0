"""Split and merged cells on the page: each row has its own lines, numbers, words and threads."""

import pytest
from django.utils.safestring import SafeString
from support.drawn import draw
from support.notebooks import code, notebook

from mergelab.notebooks.diffview import Spot
from mergelab.projects.models import Project

pytestmark = pytest.mark.django_db

LOAD = "frame = read('train.csv')\nframe = frame.dropna().sort_index()"
FIT = "model = Linear()\nmodel.fit(frame.x, frame.y)"
APART = notebook(code(LOAD), code(FIT.replace("Linear()", "Linear(3)")))
WHOLE = notebook(code(f"{LOAD}\n{FIT}"))


@pytest.mark.parametrize("split", [False, True])
def test_a_split_cell(project: Project, split: bool) -> None:
    made = draw(project, WHOLE, APART, split=split)
    assert made.outline == [
        "Cell 1 split into cells 1 and 2",
        "Cell 2 split from cell 1 source changed",
    ]
    assert made.drawing.summary == "1 of 2 cells changed, 1 split"


def test_its_lines_and_threads(project: Project) -> None:
    spots = {
        Spot("old", "source", 0, 2): SafeString("<p class='thread'>second</p>"),
        Spot("old", "source", 0, 3): SafeString("<p class='thread'>third</p>"),
    }
    made = draw(project, WHOLE, APART, threads=spots)
    assert made.lines == [
        *(f" {line}" for line in LOAD.split("\n")),
        *("-model = Linear()", "+model = Linear(3)", " model.fit(frame.x, frame.y)"),
    ]
    cells = made.root.css("article.cell")
    assert [[thread.text() for thread in cell.css(".thread")] for cell in cells] == [
        ["second"],
        ["third"],
    ]
    assert "side=old&part=source&cell=0&line=3" in " ".join(made.values("a[data-comment]", "href"))


def test_merged_cells(project: Project) -> None:
    made = draw(project, APART, WHOLE)
    assert made.outline == [
        "Cell 1 merged from cells 1 and 2",
        "Cell 2 merged into cell 1 source changed",
    ]
    assert made.drawing.summary == "1 of 1 cells changed, 1 merged"
