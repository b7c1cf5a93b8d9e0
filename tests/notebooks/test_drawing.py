"""What the page of a notebook's difference shows, cell by cell."""

import pytest
from django.utils.safestring import SafeString
from selectolax.lexbor import LexborHTMLParser
from support.drawn import draw
from support.notebooks import (
    bundle,
    code,
    coded,
    display,
    error,
    markdown,
    notebook,
    picture,
    stream,
)

from mergelab.notebooks.diffview import Spot
from mergelab.projects.models import Project

pytestmark = pytest.mark.django_db

BASE = "/wind-farm/power-forecast/-"
RHO = "rho = pressure / (287.05 * temperature)"
FILLER = [code(f"value_{n} = load({n})") for n in range(4)]


def test_a_changed_line_with_its_word(project: Project) -> None:
    old = notebook(*FILLER, code(f"{RHO}\nspeed = v - rho\nprint(speed)"))
    new = notebook(*FILLER, code(f"{RHO}\nspeed = v * rho\nprint(speed)", count=2))
    made = draw(project, old, new)
    assert made.outline == ["4 unchanged cells", "Cell 5 source changed"]
    assert made.lines == [f" {RHO}", "-speed = v - rho", "+speed = v * rho", " print(speed)"]
    assert made.texts("mark") == ["-", "*"]
    assert made.drawing.summary == "1 of 5 cells changed"
    assert made.values("tr.diff-line", "id") == [
        *("f-0-cell-5-R1", "f-0-cell-5-L2", "f-0-cell-5-R2", "f-0-cell-5-R3"),
    ]


def test_split(project: Project) -> None:
    old, new = notebook(code("a = 1\nb = 2")), notebook(code("a = 1\nb = 3\nc = 4"))
    made = draw(project, old, new, split=True)
    rows = [
        [cell.text() for cell in row.css(".diff-code")] for row in made.root.css("tr.diff-line")
    ]
    assert rows == [["a = 1", "a = 1"], ["b = 2", "b = 3"], ["", "c = 4"]]


def test_every_line_cell_and_output_can_be_commented_on(project: Project) -> None:
    old = notebook(code("a = 1", stream("x\n")))
    new = notebook(code("a = 2", stream("y\n")))
    made = draw(project, old, new)
    assert made.values("a[data-comment]", "href") == [
        "/c?side=new&part=cell&cell=0",
        "/c?side=old&part=source&cell=0&line=1",
        "/c?side=new&part=source&cell=0&line=1",
        "/c?side=new&part=output&cell=0&output=0",
        "/c?side=old&part=output&cell=0&line=1&output=0",
        "/c?side=new&part=output&cell=0&line=1&output=0",
    ]
    assert draw(project, old, new, links=False).values("a[data-comment]", "href") == []


def test_added_deleted_and_moved(project: Project) -> None:
    moved = code("def residual(power, fit):\n    return power - fit")
    old = notebook(moved, *FILLER, code("gone = remove(this_cell)"))
    new = notebook(*FILLER, moved, markdown("# A new heading"))
    made = draw(project, old, new)
    assert made.outline == [
        "Cell 1 moved to cell 5",
        "4 unchanged cells",
        "Cell 6 deleted",
        "Cell 5 moved from 1",
        "Cell 6 added",
    ]
    assert made.values(".nb-moved a", "href") == ["#f-0-cell-5"]
    assert made.values("article", "id") == ["f-0-old-cell-6", "f-0-cell-5", "f-0-cell-6"]
    assert made.drawing.summary == "1 cell added, 1 deleted, 1 moved"


def test_figures_stand_beside_each_other(project: Project) -> None:
    before, after = picture("red", (4, 3)), picture("blue", (5, 3))
    made = draw(
        project,
        notebook(code("plot()", display(image__png=coded(before)))),
        notebook(code("plot()", display(image__png=coded(after)))),
    )
    assert made.outline == ["Cell 1 figure changed"]
    assert made.values(".figures img", "src") == [
        f"{BASE}/notebook_outputs/{'a' * 40}/0/0/png",
        f"{BASE}/notebook_outputs/{'b' * 40}/0/0/png",
    ]
    assert made.texts("figcaption") == ["before · 4 × 3 Full size", "after · 5 × 3 Full size"]
    assert "data:" not in made.html


def test_a_picture_that_is_the_same_says_so(project: Project) -> None:
    same = coded(picture())
    made = draw(
        project,
        notebook(code("plot()", bundle({"image/png": same, "text/plain": "old words"}))),
        notebook(code("plot()", bundle({"image/png": same, "text/plain": "new text here"}))),
    )
    assert made.texts(".nb-out > summary") == ["figure looks the same"]
    assert made.texts(".output-label") == [
        "Differs in what is not shown: text/plain differs (9 B → 13 B)",
    ]


def test_a_figure_that_came(project: Project) -> None:
    made = draw(
        project,
        notebook(code("plot()")),
        notebook(code("plot()", display(image__png=coded(picture())))),
    )
    assert made.texts("figcaption") == ["4 × 3 Full size"]
    assert len(made.values(".figures-one img", "src")) == 1


def test_html_stands_beside_each_other_sanitised(project: Project) -> None:
    html = "<p onclick='x()'>{}</p>"
    made = draw(
        project,
        notebook(code("df", display(text__html=html.format(1)))),
        notebook(code("df", display(text__html=html.format(2)))),
    )
    assert made.texts(".cell-columns > div") == ["before1", "after2"]
    assert "onclick" not in made.html


def test_html_that_differs_in_nothing_shown_says_so(project: Project) -> None:
    table = "<table><td>1</td></table>"
    made = draw(
        project,
        notebook(code("df", bundle({"text/html": table, "text/plain": "one"}))),
        notebook(code("df", bundle({"text/html": table, "text/plain": "other"}))),
    )
    assert made.texts(".nb-out > summary") == ["table looks the same"]
    assert made.texts(".output-label") == [
        "Differs in what is not shown: text/plain differs (3 B → 5 B)",
    ]


def test_text_outputs_line_by_line_in_colours(project: Project) -> None:
    made = draw(
        project,
        notebook(code("fit()", stream("start\nloss \x1b[31m0.5\x1b[0m\n"))),
        notebook(code("fit()", stream("start\nloss \x1b[31m0.4\x1b[0m\n"))),
    )
    assert made.lines == [" fit()", " start", "-loss 0.5", "+loss 0.4"]
    assert made.texts("span.ansi-red") == ["0.5", "0.4"]
    assert made.texts(".nb-fold > summary") == ["1 unchanged line"]


def test_a_cell_that_fails_now(project: Project) -> None:
    made = draw(
        project,
        notebook(code("run()", stream("ok\n"))),
        notebook(code("run()", error("KeyError", "'speed'"), count=2)),
    )
    assert made.outline == ["Cell 1 now fails output changed"]
    assert [hint.message for hint in made.drawing.hints] == ["Cell 1 now fails with KeyError"]
    assert made.texts(".nb-out > summary") == [
        "stdout, 1 line · removed",
        "now fails: KeyError: 'speed'",
    ]
    assert made.texts(".nb-error") == ["KeyError: 'speed'"]


def test_changed_code_that_was_not_rerun(project: Project) -> None:
    old = notebook(*FILLER, code("x = 1\nprint(x)", stream("1\n"), count=5))
    new = notebook(*FILLER, code("x = 2\nprint(x)", stream("1\n"), count=5))
    made = draw(project, old, new)
    assert [hint.message for hint in made.drawing.hints] == [
        "Cell 5 was changed but its output was not rerun"
    ]
    assert made.texts(".nb-out > summary") == ["stdout, 1 line · unchanged"]


def test_noise_is_one_line(project: Project) -> None:
    old = notebook(code("x", stream("at 0x7f0011223344\n")), code("y = 1"))
    new = notebook(code("x", stream("at 0x7f5566778899\n"), count=2), code("y = 2"))
    made = draw(project, old, new)
    assert made.outline == ["1 unchanged cell, 1 of them rerun", "Cell 2 source changed"]
    shown = draw(project, old, new, unchanged=True)
    assert shown.texts(".nb-out > summary") == [
        "stdout, 1 line · rerun: only addresses, ids, progress or times differ"
    ]
    assert shown.outline == ["Cell 1 rerun", "Cell 2 source changed"]


def test_metadata_in_a_line_or_as_a_table(project: Project) -> None:
    old = notebook(code("x", tags=["a"]), extra=1)
    new = notebook(code("x", tags=["b"]), extra=2)
    made = draw(project, old, new)
    assert made.outline == ["Notebook metadata changed: extra", "Cell 1 metadata changed b"]
    assert made.texts("article .nb-note") == ["Metadata changed: tags"]
    shown = draw(project, old, new, metadata=True)
    assert shown.texts(".nb-keys td") == ["1", "2", '["a"]', '["b"]']


def test_a_rerun_alone_says_so(project: Project) -> None:
    made = draw(project, notebook(code("x", count=1)), notebook(code("x", count=7)))
    assert made.outline == [
        "Rerun without a change: only counts, times, addresses or progress differ",
        "1 unchanged cell, 1 of them rerun",
    ]


def test_another_way_to_write_the_file_says_so(project: Project) -> None:
    data = notebook(code("x"))
    made = draw(project, data, data.replace(b"\n ", b"\n  "))
    assert made.outline[0] == (
        "Nothing that a notebook shows has changed: only how the file is written"
    )


def test_unknown_types_have_a_name_and_a_size(project: Project) -> None:
    made = draw(
        project,
        notebook(code("x", bundle({"application/x-board": "abc"}))),
        notebook(code("x", bundle({"application/x-board": "abcdef"}))),
    )
    assert made.texts(".nb-data")[0].startswith("Output of type “application/x-board”")
    assert len(made.texts(".nb-data")) == 2


def test_markdown_has_its_rendering_beside(project: Project) -> None:
    made = draw(project, notebook(markdown("# Old title")), notebook(markdown("# New title")))
    assert made.lines == ["-# Old title", "+# New title"]
    assert made.texts(".nb-fold .prose") == ["removed: Old title", "added: New title"]


def test_attachments_before_and_after(project: Project) -> None:
    one = {"a.png": {"image/png": coded(picture())}}
    two = {"a.png": {"image/png": coded(picture("blue"))}, "b.txt": {"text/plain": "x"}}
    made = draw(
        project,
        notebook(markdown("x", attachments=one)),
        notebook(markdown("x", attachments=two)),
    )
    assert made.texts(".nb-fold > summary")[-1] == "Attachment a.png · changed"
    assert made.values(".figures img", "src") == [
        f"{BASE}/notebook_attachments/{'a' * 40}/0/0",
        f"{BASE}/notebook_attachments/{'b' * 40}/0/0",
    ]
    assert made.texts("article .nb-note") == ["Attachment b.txt · added"]


def test_long_sources_fold_what_did_not_change(project: Project) -> None:
    lines = [f"value_{n} = load({n})" for n in range(100)]
    new_lines = [*lines[:50], "value_50 = other(50)", *lines[51:]]
    made = draw(project, notebook(code("\n".join(lines))), notebook(code("\n".join(new_lines))))
    assert len(made.lines) == 8
    assert made.texts("tr.diff-fold") == ["47 unchanged lines", "46 unchanged lines"]
    assert made.values("tr.diff-fold a", "hx-get") == [
        "/p?row=0&from=0&to=47",
        "/p?row=0&from=55&to=101",
    ]


class TestParts:
    def test_folded_cells(self, project: Project) -> None:
        drawing = draw(project, notebook(*FILLER), notebook(*FILLER, code("x = 1"))).drawing
        part = drawing.part({"from": 0, "to": 4})
        assert part is not None
        assert part.count("<article") == 4
        assert 'id="f-0-cell-1"' in part

    def test_folded_lines(self, project: Project) -> None:
        lines = [f"value_{n} = load({n})" for n in range(100)]
        old = notebook(code("\n".join(lines)))
        new = notebook(code("\n".join([*lines, "more = 1"])))
        drawing = draw(project, old, new).drawing
        part = drawing.part({"row": 0, "from": 10, "to": 20})
        assert part is not None
        assert part.count("<tr") == 10
        assert "value_10 = load(10)" in LexborHTMLParser(f"<table>{part}").text()

    @pytest.mark.parametrize(
        "query",
        [
            {"from": 0, "to": 9},
            {"from": 1, "to": 1},
            {"to": 0},
            {"row": 5, "from": 0, "to": 1},
            {"row": 0, "from": 0, "to": 99},
            {"row": 0, "output": 3, "from": 0, "to": 1},
        ],
    )
    def test_what_is_not_there(self, project: Project, query: dict[str, int]) -> None:
        assert draw(project, notebook(*FILLER), notebook(*FILLER)).drawing.part(query) is None


class TestThreads:
    """Nothing that was said is ever left out, and nothing is shown twice."""

    def test_at_their_places(self, project: Project) -> None:
        old = notebook(code("a = 1\nb = 1", stream("x\n")), *FILLER)
        new = notebook(code("a = 2\nb = 1", stream("y\n")), *FILLER)
        threads = {
            Spot("old", "source", 0, 1): "T-old-line",
            Spot("new", "source", 0, 2): "T-line",
            Spot("new", "output", 0, None, 0): "T-output",
            Spot("old", "output", 0, 1, 0): "T-output-line",
            Spot("new", "cell", 0): "T-cell",
            Spot("new", "source", 3, 1): "T-folded-cell",
            Spot("new", "notebook"): "T-notebook",
        }
        made = draw(project, old, new, threads=threads)
        for text in threads.values():
            assert made.html.count(text) == (2 if text == "T-output" else 1)
        assert made.texts("tr.diff-thread") == [
            "T-old-line",
            "T-line",
            "T-output-line",
            "T-folded-cell",
        ]
        assert made.texts(".nb-threads") == ["T-notebook", "T-output", "T-cell"]
        assert made.outline[2:] == ["2 unchanged cells", "Cell 4", "1 unchanged cell"]

    def test_in_an_unchanged_output(self, project: Project) -> None:
        old = notebook(code("a = 1", display(image__png=coded(picture()))))
        new = notebook(code("a = 2", display(image__png=coded(picture()))))
        spot = Spot("new", "output", 0, None, 0)
        made = draw(project, old, new, threads={spot: "T-figure"})
        assert made.html.count("T-figure") == 1
        assert len(made.root.css("details.nb-out[open]")) == 1

    def test_whose_place_is_not_shown_stand_at_the_cell(self, project: Project) -> None:
        old = notebook(code("a = 1", stream("x\n")))
        new = notebook(code("a = 2", stream("y\n")))
        threads = {
            Spot("new", "source", 0, 99): "T-line",
            Spot("new", "output", 0, None, 7): "T-out",
        }
        made = draw(project, old, new, threads=threads, outputs=False)
        assert made.texts(".nb-threads") == ["T-lineT-out"]

    def test_whose_cell_is_gone_stand_at_the_end(self, project: Project) -> None:
        made = draw(
            project,
            notebook(*FILLER),
            notebook(*FILLER),
            threads={Spot("new", "cell", 77): "T-gone"},
        )
        assert made.texts(".nb-strip") == ["T-gone"]


def test_threads_are_not_escaped_again(project: Project) -> None:
    spot = Spot("new", "source", 0, 1)
    made = draw(project, None, notebook(code("a = 1")), threads={spot: SafeString("<em>ok</em>")})
    assert made.texts("tr.diff-thread em") == ["ok"]
