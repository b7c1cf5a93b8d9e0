from typing import Any

import pytest
from pure.notebookdiff.made import code, notebook, stream

from mergelab.pure.notebookdiff import FailureChange, diff_notebooks, failure_change, summary

MEANT = {"metadata": {"tags": ["raises-exception"]}}


def error(name: str) -> dict[str, Any]:
    return {"output_type": "error", "ename": name, "evalue": "", "traceback": []}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (code("x"), code("x", error("E")), FailureChange("now fails", "", "E")),
        (None, code("x", error("E")), FailureChange("now fails", "", "E")),
        (code("x", error("E")), code("x"), FailureChange("no longer fails", "E", "")),
        (code("x", error("E")), code("x", error("F")), FailureChange("fails otherwise", "E", "F")),
        (code("x", error("E")), code("x", error("E"), stream("a")), None),
        (code("x", error("E")), None, None),
        (code("x"), code("x", error("E"), **MEANT), None),
        (
            code("x", error("E"), **MEANT),
            code("x", error("E")),
            FailureChange("now fails", "", "E"),
        ),
        (code("x"), code("x", error("")), FailureChange("now fails", "", "error")),
    ],
)
def test_what_became_of_the_error(old: Any, new: Any, expected: FailureChange | None) -> None:
    books = (notebook(*filter(None, [cell])) for cell in (old, new))
    (row,) = diff_notebooks(*books).rows
    assert failure_change(row) == expected


def test_the_summary_counts_cells_that_now_fail() -> None:
    old = notebook(code("a"), code("b"), code("c"))
    new = notebook(code("a", error("E")), code("b"), code("c", error("F")))
    assert summary(diff_notebooks(old, new)).text() == "2 cells now fail, 2 outputs"
    new = notebook(code("a = 1"), code("b"), code("c", error("F")))
    assert summary(diff_notebooks(old, new)).parts == ("1 cell changed", "1 now fails", "1 output")
