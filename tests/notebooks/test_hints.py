"""The hints above a changed notebook."""

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode
from support.notebooks import code, error, notebook, stream

from mergelab.notebooks.diffview import Around, Choice, Compared, Drawing
from mergelab.notebooks.queries.places import side_of
from mergelab.notebooks.rendering.hints import hint_box
from mergelab.projects.models import Project
from mergelab.pure.notebookdiff import Hint, diff_notebooks, read_notebook

pytestmark = pytest.mark.django_db


def drawn(project: Project, old: bytes, new: bytes, **choice: bool) -> Drawing:
    sides = [side_of(project, letter * 40, "c" * 40, "n/a.ipynb", None) for letter in "ab"]
    diff = diff_notebooks(read_notebook(old), read_notebook(new))
    return Drawing(Compared(diff, *sides, "f-0"), Choice(**choice), Around())


def boxes(html: str) -> list[LexborNode]:
    body = LexborHTMLParser(html).body
    assert body is not None
    return body.css(".alert")


def lines(box: LexborNode) -> list[tuple[str, str | None]]:
    """The first words of each line, and where they lead."""
    found = []
    for line in box.css(".nb-hint"):
        link = line.css_first("a")
        words = line.text().partition(" Why?")[0]
        found.append((words, link.attributes["href"] if link else None))
    return found


def test_warnings_stand_before_notes_and_lead_to_their_cells(project: Project) -> None:
    old = notebook(code("run()", stream("ok\n"), count=1), code("b = 1", count=4))
    new = notebook(code("run()", error("KeyError"), count=2), code("open('/home/alice/x')"))
    warnings, notes = boxes(drawn(project, old, new).hint_box)
    assert "alert-warning" in (warnings.attributes["class"] or "")
    assert lines(warnings) == [("Cell 1 now fails with KeyError", "#f-0-cell-1")]
    why = warnings.css_first("details")
    assert why.css_first("summary").text() == "Why?"
    assert "Running the whole notebook stops here." in why.text()
    assert lines(notes)[-1] == (
        "Cell 2 uses a path of one computer: /home/alice/x",
        "#f-0-cell-2",
    )


def test_a_cell_that_is_not_on_the_page_is_no_link(project: Project) -> None:
    book = [code("a = 1", count=5), code("b = 1", count=6), code("c()", count=7)]
    old, new = notebook(*book), notebook(code("a = 1", count=9), *book[1:])
    words = "Cells did not run from top to bottom: cell 2 [6] ran before cell 1 [9]"
    (box,) = boxes(drawn(project, old, new).hint_box)
    assert lines(box) == [(words, None)]
    (box,) = boxes(drawn(project, old, new, unchanged=True).hint_box)
    assert lines(box) == [(words, "#f-0-cell-2")]


def test_many_notes_are_folded() -> None:
    notes = [Hint("local-path", f"Note {n}", "Because.", "note") for n in range(5)]
    (box,) = boxes(hint_box(notes[:4], lambda _hint: ""))
    assert box.css_first("details > summary").text() == "Why?"
    (box,) = boxes(hint_box(notes, lambda _hint: ""))
    assert box.css_first("details > summary").text() == "5 notes"
    assert len(lines(box)) == 5


def test_what_a_notebook_says_is_escaped() -> None:
    hint = Hint("now-fails", "Cell 1 fails with <b>\u202e", "Because.", cell=0)
    (box,) = boxes(hint_box([hint], lambda _hint: "f-0-cell-1"))
    assert not box.css("b")
    assert "\u202e" not in (box.html or "")


def test_nothing_to_say(project: Project) -> None:
    book = notebook(code("a = 1"))
    assert drawn(project, book, book).hint_box == ""
