"""The review modes: what each shows of the same change, and that nothing is lost in any."""

import pytest
from django.utils.safestring import SafeString
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

STORY = "# Power\n\nIt grows.\n\nIt falls."
OLD = notebook(
    markdown(STORY),
    code("a = 1\nplot(a)", stream("1\n"), display(image__png=coded(picture()))),
    code("same()", stream("ok\n")),
)
NEW = notebook(
    markdown(STORY.replace("grows", "sinks")),
    code("a = 2\nplot(a)", stream("2\n"), display(image__png=coded(picture("blue")))),
    code("same()", stream("ok\n")),
)


class TestCodeReview:
    def test_each_output_is_one_line_that_opens(self, project: Project) -> None:
        made = draw(project, OLD, NEW)
        assert made.texts("details.nb-out > summary") == ["stdout +1 −1", "figure changed"]
        assert made.root.css("details.nb-out[open]") == []
        assert len(made.values(".figures img", "src")) == 2

    def test_the_switch_opens_all(self, project: Project) -> None:
        made = draw(project, OLD, NEW, outputs=True, unchanged=True)
        assert len(made.root.css("details.nb-out[open]")) == 3

    def test_a_thread_opens_its_output(self, project: Project) -> None:
        spot = Spot("new", "output", 1, None, 1)
        made = draw(project, OLD, NEW, threads={spot: "T-figure"})
        assert made.texts("details.nb-out[open] > summary") == ["figure changed"]

    def test_markdown_is_source_with_its_rendering_folded(self, project: Project) -> None:
        made = draw(project, OLD, NEW)
        assert made.lines[:4] == [" # Power", " ", "-It grows.", "+It sinks."]
        assert made.texts(".nb-fold > summary") == ["Rendered"]


class TestReportReview:
    def test_markdown_is_rendered_with_its_blocks_marked(self, project: Project) -> None:
        made = draw(project, OLD, NEW, mode="report")
        assert made.texts("article .nb-prose") == [
            "Power removed: It grows. added: It sinks. It falls."
        ]
        assert made.texts(".nb-block.is-removed p") == ["It grows."]
        assert made.texts(".nb-block.is-added p") == ["It sinks."]

    def test_beside_each_other_in_split(self, project: Project) -> None:
        made = draw(project, OLD, NEW, mode="report", split=True)
        assert made.texts(".nb-beside .prose") == [
            *("Power", "Power", "removed: It grows.", "added: It sinks.", "It falls.", "It falls."),
        ]

    def test_code_is_one_line_and_outputs_are_open(self, project: Project) -> None:
        made = draw(project, OLD, NEW, mode="report")
        assert made.texts(".nb-fold > summary") == [
            "Markdown source, 5 lines, +1 −1",
            "code, 2 lines, +1 −1",
        ]
        assert made.texts("details.nb-out[open] > summary") == ["stdout +1 −1", "figure changed"]

    def test_the_order_is_the_documents_and_context_is_folded(self, project: Project) -> None:
        made = draw(project, OLD, NEW, mode="report")
        assert made.outline == [
            "Cell 1 source changed",
            "Cell 2 source changed figure changed output changed",
            "1 unchanged cell",
        ]

    def test_a_fold_names_the_sections_in_it(self, project: Project) -> None:
        calm = [markdown("## Data & <b>more</b>\n\nRead it."), code("x"), markdown("No heading")]
        made = draw(project, notebook(*calm), notebook(*calm, code("y = 1")), mode="report")
        assert made.outline[0] == "3 unchanged cells: Data & <b>more</b>"
        assert draw(project, notebook(*calm), notebook(*calm, code("y"))).outline[0] == (
            "3 unchanged cells"
        )

    def test_all_cells_show_the_whole_report(self, project: Project) -> None:
        old = notebook(markdown("## Data"), code("x", stream("1\n")))
        new = notebook(markdown("## Data"), code("x", stream("1\n")), code("y = 1"))
        made = draw(project, old, new, mode="report", unchanged=True)
        assert made.texts("article .nb-prose h2") == ["Data"]
        assert made.texts("details.nb-out[open] > summary") == ["stdout, 1 line · unchanged"]

    def test_unchanged_outputs_of_a_changed_cell_are_folded(self, project: Project) -> None:
        old = notebook(code("x = 1", stream("1\n")))
        new = notebook(code("x = 2", stream("1\n")))
        made = draw(project, old, new, mode="report")
        assert made.root.css("details.nb-out[open]") == []
        assert made.texts("details.nb-out > summary") == ["stdout, 1 line · unchanged"]

    def test_a_new_and_a_deleted_text(self, project: Project) -> None:
        made = draw(
            project, notebook(markdown("Old words")), notebook(markdown("New text", id="b"))
        )
        assert made.texts(".nb-block") == ["removed: Old words", "added: New text"]

    def test_every_thread_is_shown_once(self, project: Project) -> None:
        threads = {
            Spot("new", "source", 0, 3): "T-text",
            Spot("old", "source", 1, 1): "T-code",
            Spot("new", "output", 1, 1, 0): "T-line",
            Spot("new", "output", 1, None, 1): "T-figure",
            Spot("new", "source", 2, 1): "T-context",
            Spot("new", "cell", 2): "T-cell",
            Spot("new", "notebook"): "T-notebook",
        }
        for mode in ("code", "report"):
            made = draw(project, OLD, NEW, mode=mode, threads=threads)
            counts = {text: made.root.text().count(text) for text in threads.values()}
            assert counts == dict.fromkeys(threads.values(), 1), mode
            closed = made.root.css("details:not([open])")
            assert not [node for node in closed if "T-" in node.text()]


class TestHeadlines:
    @pytest.mark.parametrize(
        ("old", "new", "words"),
        [
            (stream("a\nb\n"), stream("a\nc\nd\n"), ["stdout +2 −1"]),
            (stream("a\n"), None, ["stdout, 1 line · removed"]),
            (None, stream("a\n"), ["stdout, 1 line · added"]),
            (
                error("KeyError", "'a'"),
                error("ValueError", "b"),
                ["fails otherwise: ValueError: b"],
            ),
            (error("KeyError", "'a'"), None, ["no longer fails: KeyError: 'a'"]),
            (None, error("KeyError", "'a'\nlong"), ["now fails: KeyError: 'a' long"]),
            (
                display(text__html="<table><tr><td>1</td></tr></table>"),
                display(text__html="<table><tr><td>2</td></tr></table>"),
                ["table: 1 cell changed"],
            ),
            (
                bundle({"application/vnd.plotly.v1+json": {"data": [], "layout": {"title": "A"}}}),
                bundle({"application/vnd.plotly.v1+json": {"data": [], "layout": {"title": "B"}}}),
                ["Plotly figure “B”, no trace · changed: layout.title"],
            ),
            (display(text__latex="$a$"), display(text__latex="$b$"), ["formula changed"]),
        ],
    )
    def test_say_what_became_of_an_output(
        self,
        project: Project,
        old: dict[str, object] | None,
        new: dict[str, object] | None,
        words: list[str],
    ) -> None:
        before = notebook(code("x", *([old] if old else [])))
        after = notebook(code("x", *([new] if new else []), count=2))
        assert draw(project, before, after).texts(".nb-out > summary") == words

    def test_an_added_cell_just_fails(self, project: Project) -> None:
        made = draw(project, notebook(), notebook(code("x", error("KeyError", "a"))))
        assert made.texts(".nb-out > summary") == ["fails: KeyError: a"]

    def test_markup_in_them_is_text(self, project: Project) -> None:
        evil = error("<img src=x>", "<script>1</script>")
        made = draw(project, notebook(code("x")), notebook(code("x", evil, count=2)))
        assert made.texts(".nb-out > summary") == ["now fails: <img src=x>: <script>1</script>"]
        assert made.root.css("img, script") == []


def test_errors_say_what_changed_before_the_traceback(project: Project) -> None:
    def failing(line: int) -> dict[str, object]:
        return {
            "output_type": "error",
            "ename": "ValueError",
            "evalue": f"bad {line}",
            "traceback": [
                f"Cell In[1], line {line}\n----> {line} fit(df)",
                f"File ~/fit.py:{line + 8}, in fit(df)\n---> {line + 8}     raise ValueError",
                f"ValueError: bad {line}",
            ],
        }

    made = draw(project, notebook(code("x", failing(1))), notebook(code("x", failing(2), count=2)))
    assert made.texts(".nb-error") == ["ValueError: bad 1", "ValueError: bad 2"]
    assert made.texts(".nb-error del, .nb-error ins") == ["ValueError: bad 1", "ValueError: bad 2"]
    assert made.texts(".nb-frame > summary") == [
        "this notebook, line 1 → 2 changed",
        "~/fit.py, in fit, line 9 → 10 changed",
    ]
    assert made.texts(".nb-trace > summary") == ["The whole traceback"]


def test_a_thread_on_a_line_of_a_traceback_opens_it(project: Project) -> None:
    spot = Spot("new", "output", 0, 1, 0)
    made = draw(
        project,
        notebook(code("x", error("A", "b"))),
        notebook(code("x", error("A", "c"), count=2)),
        threads={spot: SafeString("T-line")},
    )
    assert len(made.root.css(".nb-trace[open]")) == 1
    assert made.texts("tr.diff-thread") == ["T-line"]
