"""Reruns, order and counts, errors, versions and sizes."""

from typing import Any

import pytest
from pure.notebookdiff.made import code, display, markdown, notebook, stream

from mergelab.pure.notebookdiff import Hint, Notebook, diff_notebooks, hints, lint


def found(old: Notebook | None, new: Notebook | None) -> list[tuple[str, str, int | None]]:
    made = hints(diff_notebooks(old, new))
    return [(hint.kind, hint.message, hint.cell) for hint in made]


def linted(*cells: object, **more: Any) -> list[tuple[str, str, int | None]]:
    made = lint(notebook(*cells, **more))
    return [(hint.kind, hint.message, hint.cell) for hint in made]


def failing(name: str = "KeyError", **more: Any) -> dict[str, Any]:
    trouble = {"output_type": "error", "ename": name, "evalue": "x", "traceback": []}
    return code("run()", trouble, **more)


class TestNotRerun:
    def test_a_changed_cell_with_its_old_output(self) -> None:
        old = notebook(code("a"), code("x = 1", stream("1\n"), count=7))
        new = notebook(code("a"), code("x = 2", stream("1\n"), count=7))
        assert hints(diff_notebooks(old, new)) == (
            Hint(
                "changed-not-rerun",
                "Cell 2 was changed but its output was not rerun",
                "Its outputs and its execution count are those from before the change, so what is"
                " shown may not be what this code gives. Run the notebook and commit its outputs,"
                " or clear them",
                cell=1,
            ),
        )

    def test_a_notebook_run_in_one_go_may_have_given_the_same(self) -> None:
        old = notebook(code("x = 1", stream("1\n"), count=1))
        new = notebook(code("x = int(1)", stream("1\n"), count=1))
        (hint,) = hints(diff_notebooks(old, new))
        assert (hint.kind, hint.severity) == ("changed-not-rerun", "note")
        assert hint.message == "Cell 1 was changed but its output and count stayed the same"

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            (code("x = 1", stream("1\n"), count=7), code("x = 2", stream("1\n"), count=8)),
            (code("x = 1", stream("1\n"), count=7), code("x = 2", stream("2\n"), count=7)),
            (code("x = 1", stream("1\n")), code("x = 2", stream("1\n"))),
            (code("x = 1", count=7), code("x = 2", count=7)),
            (code("x = 1", stream("1\n"), count=7), code("# why\n\nx = 1", stream("1\n"), count=7)),
            (code("x = 1", stream("1\n"), count=7), code("x = 1\n", stream("1\n"), count=7)),
            (
                code("x = 1", stream("1\n"), count=7, metadata={"ExecuteTime": 1}),
                code("x = 2", stream("1\n"), count=7, metadata={"ExecuteTime": 2}),
            ),
            (markdown("x = 1"), markdown("x = 2")),
        ],
        ids=["count", "output", "no-counts", "no-output", "comment", "blank", "time", "markdown"],
    )
    def test_what_was_rerun_or_cannot_be_told(self, before: Any, after: Any) -> None:
        assert found(notebook(before), notebook(after)) == []


def test_a_cell_that_was_split_was_not_changed() -> None:
    parts = ["alpha = load('a.csv')\nalpha.head()", "beta = fit(alpha)\nprint(beta.score)"]
    old = notebook(code("\n".join(parts), stream("0.5\n"), count=7))
    new = notebook(code(parts[0]), code(parts[1], stream("0.5\n"), count=7))
    diff = diff_notebooks(old, new)
    assert any("split" in row.kinds for row in diff.rows)
    assert hints(diff) == ()


class TestDrift:
    def test_an_output_that_changed_by_itself(self) -> None:
        old = notebook(
            markdown("a"), code("x", stream("1\n")), code("y", stream("2\n")), code("z = 1")
        )
        new = notebook(
            markdown("b"), code("x", stream("3\n")), code("y", stream("4\n")), code("z = 2")
        )
        words = "The output of cell 2 changed though no code up to it did; so did 1 below it"
        assert found(old, new) == [("output-drift", words, 1)]

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ([code("a = 1"), code("x", stream("1\n"))], [code("a = 2"), code("x", stream("2\n"))]),
            ([code("x", stream("1\n"))], [code("new()"), code("x", stream("2\n"))]),
            ([code("x", stream("1\n"))], [code("x")]),
            ([code("x")], [code("x", stream("1\n"))]),
            ([code("%time x", stream("Wall 1\n"))], [code("%time x", stream("Wall 2\n"))]),
            ([code("np.random.rand()", stream("1"))], [code("np.random.rand()", stream("2"))]),
            ([code("x", stream("<a 0x7f00000001>"))], [code("x", stream("<a 0x7f00000002>"))]),
            (
                [code("setup(alpha, beta)"), code("x", stream("1\n")), code("y"), code("z")],
                [code("x", stream("2\n")), code("y"), code("z"), code("setup(alpha, beta)")],
            ),
            (
                [markdown("x = 1"), code("x", stream("1\n"))],
                [code("x = 1"), code("x", stream("2\n"))],
            ),
        ],
        ids=[
            *("code above", "inserted above", "cleared", "first run", "timed", "random", "noise"),
            *("moved away from above", "text above became code"),
        ],
    )
    def test_with_a_reason(self, before: list[Any], after: list[Any]) -> None:
        kinds = [kind for kind, *_ in found(notebook(*before), notebook(*after))]
        assert "output-drift" not in kinds


class TestOrder:
    def test_run_out_of_order(self) -> None:
        words = "Cells did not run from top to bottom: cell 3 [2] ran before cell 2 [5]"
        cells = [code("a", count=1), code("b", count=5), code("c", count=2)]
        assert linted(*cells) == [("run-order", words, 2)]

    def test_the_same_count_twice(self) -> None:
        assert linted(code("a", count=3), code("b", count=3)) == [
            ("run-order", "Cells 1 and 2 have the same count [3]", 1)
        ]

    def test_gaps_and_stripped_counts_say_nothing(self) -> None:
        assert linted(code("a", count=2), code("b"), code("c", count=9)) == []
        assert linted(code("a", stream("1\n")), code("b", stream("2\n"))) == []

    def test_outputs_without_a_count(self) -> None:
        cells = [code("a", count=1), code("b", stream("1\n")), code("c", stream("2\n"))]
        assert linted(*cells[:2]) == [("no-count", "Cell 2 has an output but no count", 1)]
        assert linted(*cells) == [("no-count", "Cells 2 and 3 have outputs but no counts", 1)]

    def test_a_change_tells_only_what_it_brings(self) -> None:
        cells = [code("a", count=2), code("b", count=1), code("c", stream("1\n"))]
        assert found(notebook(*cells), notebook(*cells, markdown("d"))) == []
        ran = [cells[0], cells[1], code("c", stream("1\n"), count=1)]
        assert [kind for kind, *_ in found(notebook(*cells), notebook(*ran))] == ["run-order"]

    def test_old_disorder_is_not_told_with_the_new(self) -> None:
        cells = [code("a", count=5), code("b", count=3), code("c", count=9), code("d", count=10)]
        new = notebook(*cells[:3], code("d", count=2))
        words = "Cells did not run from top to bottom: cell 4 [2] ran before cell 3 [9]"
        assert found(notebook(*cells), new) == [("run-order", words, 3)]
        assert found(notebook(*cells), notebook(*cells[:3], code("d", count=11))) == []


class TestFailures:
    def test_now_fails(self) -> None:
        old = notebook(code("run()", stream("ok\n"), count=1))
        assert found(old, notebook(failing(count=2))) == [
            ("now-fails", "Cell 1 now fails with KeyError", 0)
        ]

    def test_an_added_cell_fails(self) -> None:
        assert found(notebook(markdown("t")), notebook(markdown("t"), failing())) == [
            ("now-fails", "The added cell 2 fails with KeyError", 1)
        ]

    def test_in_another_way(self) -> None:
        old, new = notebook(code("x = 1"), failing()), notebook(code("x = 2"), failing("OSError"))
        words = "Cell 2 still fails, now with OSError instead of KeyError"
        assert found(old, new) == [("now-fails", words, 1)]

    def test_as_before_or_meant(self) -> None:
        meant = failing(metadata={"tags": ["raises-exception"]})
        assert found(notebook(failing()), notebook(failing(), markdown("t"))) == []
        assert found(notebook(code("run()")), notebook(meant)) == []
        assert linted(meant) == []

    def test_left_in(self) -> None:
        assert linted(failing("\x1b[31m")) == [("error-left", "Cell 1 fails with \\u001b[31m", 0)]


def kernel(name: str, version: str, language: str = "python") -> dict[str, Any]:
    info = {"name": language, "version": version}
    return {"kernelspec": {"name": name, "language": language}, "language_info": info}


class TestVersions:
    def test_kernel_and_language_version(self) -> None:
        old, new = (notebook(metadata=kernel("a", "3.8.1")), notebook(metadata=kernel("b", "3.12")))
        words = "The kernel changed from “a” to “b”, Python changed from 3.8.1 to 3.12"
        assert found(old, new) == [("kernel", words, None)]

    def test_another_language_is_a_warning(self) -> None:
        old, new = (notebook(metadata=kernel("k", "3.8", name)) for name in ("python", "r"))
        (hint,) = hints(diff_notebooks(old, new))
        assert hint.message == "The language changed from python to r"
        assert hint.severity == "warning"

    def test_a_bug_fix_version_is_no_news(self) -> None:
        old, new = (notebook(metadata=kernel("k", version)) for version in ("3.8.1", "3.8.5"))
        assert found(old, new) == []
        assert found(notebook(), new) == []

    def test_pinned_requirements(self) -> None:
        old = notebook(code("%pip install numpy==1.19.2 'pandas[all]==1.1'\nx == 1"))
        new = notebook(code("%pip install numpy==1.26.4 'pandas[all]==1.1' rich==13\nx == 1"))
        assert found(old, new) == [("package", "Cell 1 installs numpy 1.19.2 → 1.26.4", 0)]

    def test_printed_versions(self) -> None:
        def book(version: str, count: int) -> Notebook:
            listing = "Package  Version\n-------- ------\nnumpy " + version + "\nrich 13.1\n"
            return notebook(
                code("!pip list", stream(listing), count=count),
                code("np.__version__", display(text__plain=f"'{version}'"), count=count),
                code("print(x)", stream(f"width {version}\n"), count=count),
            )

        kinds = found(book("1.19.2", 1), book("1.26.4", 1))
        assert ("package", "Cell 1 ran with numpy 1.19.2 → 1.26.4", 0) in kinds
        assert ("package", "Cell 2 ran with np 1.19.2 → 1.26.4", 1) in kinds
        assert len([kind for kind, *_ in kinds if kind == "package"]) == 2


class TestSizes:
    def test_large_and_long_outputs(self) -> None:
        large = code("a", display(image__png="A" * 1_500_000))
        assert linted(large) == [("large-output", "Cell 1 has 1.5 MB of output", 0)]
        assert linted(code("a", stream("x\n" * 10_001))) == [
            ("large-output", "Cell 1 has 10,001 lines of output", 0)
        ]
        assert linted(code("a", stream("x\n" * 10_000))) == []

    def test_only_what_the_change_brings(self) -> None:
        large, larger = (code("a", stream("x\n" * count)) for count in (20_000, 30_000))
        kinds = [kind for kind, *_ in found(notebook(large), notebook(larger))]
        assert "large-output" not in kinds
        kinds = [kind for kind, *_ in found(notebook(code("a")), notebook(larger))]
        assert kinds == ["large-output"]
