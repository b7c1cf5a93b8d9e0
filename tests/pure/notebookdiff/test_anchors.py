import json
from typing import Any

import pytest
from pure.notebookdiff.made import code, display, markdown, notebook, stream

from mergelab.pure.notebookdiff import Anchor, Notebook, Tracked, anchor, diff_notebooks, track

FIT = "model = Linear()\nmodel.fit(x, y)\nscore = model.score(x, y)\nprint(score)"
PLOT = "plt.plot(history)\nplt.title('loss over time')\nplt.show()"
LOAD = "frame = read('train.csv')\nframe.describe()"
PNG = {"image__png": "QUJD", "text__plain": "<Figure size 1x1 with 1 Axes>"}


def book(*sources: str) -> Notebook:
    return notebook(*[code(source) for source in sources])


OLD = book(LOAD, FIT, PLOT)


def moved_on(new: Notebook, cell: int, line: int | None = None, **more: Any) -> Tracked:
    """Where a comment on the old notebook stands, through storage as JSON."""
    more.setdefault("part", "source")
    made = anchor(OLD, cell, line=line, **more)
    stored = Anchor.from_dict(json.loads(json.dumps(made.to_dict())))
    assert stored == made
    assert track(stored, OLD, new) == track(stored, OLD, new, diff_notebooks(OLD, new))
    return track(stored, OLD, new)


def test_survives_a_rerun_and_an_inserted_cell() -> None:
    new = notebook(
        markdown("# New"), code(LOAD, count=9), code("extra()"), code(FIT, stream("0.9"), count=10)
    )
    assert moved_on(new, 1, 2) == Tracked("kept", 3, 2)
    assert moved_on(new, 1, part="cell") == Tracked("kept", 3)


def test_a_line_that_only_slid_is_kept() -> None:
    assert moved_on(book(LOAD, f"import model\n{FIT}", PLOT), 1, 3) == Tracked("kept", 1, 4)


def test_a_moved_cell_takes_its_comments_along() -> None:
    assert moved_on(book(FIT, PLOT, LOAD), 0, 2) == Tracked("moved", 2, 2)
    assert moved_on(book(FIT, PLOT, LOAD), 0, part="metadata") == Tracked("moved", 2)


def test_a_changed_line_keeps_its_cell() -> None:
    new = book(LOAD, FIT.replace("fit(x, y)", "fit(x, y, w)"), PLOT)
    assert moved_on(new, 1, 2) == Tracked("changed", 1, 2)
    assert moved_on(new, 1, 3) == Tracked("kept", 1, 3)


def test_a_removed_line_is_outdated_beside_the_line_before_it() -> None:
    new = book(LOAD, FIT.replace("\nscore = model.score(x, y)", ""), PLOT)
    assert moved_on(new, 1, 3) == Tracked("changed", 1, 2)
    assert moved_on(book(LOAD, FIT[FIT.index("\n") + 1 :], PLOT), 1, 1) == Tracked("changed", 1, 1)


def test_a_line_moved_within_its_cell_is_found() -> None:
    head, *rest = FIT.split("\n")
    assert moved_on(book(LOAD, "\n".join([*rest, head]), PLOT), 1, 1) == Tracked("moved", 1, 4)


def test_a_deleted_cell_leaves_its_comments_at_the_cell_before() -> None:
    assert moved_on(book(LOAD, PLOT), 1, 1) == Tracked("deleted", 0)
    assert moved_on(book(FIT, PLOT), 0, 1) == Tracked("deleted", None)
    assert moved_on(book("# fresh", LOAD), 2, 1) == Tracked("deleted", 1)


def figures(*outputs: object) -> Notebook:
    return notebook(code(LOAD), code(PLOT, *outputs))


@pytest.mark.parametrize(
    ("outputs", "expected"),
    [
        ([display(**PNG)], Tracked("kept", 1, None, 0)),
        ([stream("log"), display(**PNG)], Tracked("kept", 1, None, 1)),
        ([display(**{**PNG, "image__png": "QU\nJD"})], Tracked("kept", 1, None, 0)),
        ([display(image__png="AAAA")], Tracked("changed", 1, None, 0)),
        ([], Tracked("changed", 1)),
    ],
)
def test_comments_on_a_figure(outputs: list[object], expected: Tracked) -> None:
    old = figures(display(**PNG))
    assert track(anchor(old, 1, "output", output_index=0), old, figures(*outputs)) == expected


def test_comments_on_a_line_of_an_output() -> None:
    old = figures(stream("epoch 1\nepoch 2\nloss 0.5"))
    new = figures(stream("start\nepoch 1\nepoch 2\nloss 0.4"))
    second = anchor(old, 1, "output", line=2, output_index=0)
    third = anchor(old, 1, "output", line=3, output_index=0)
    assert track(second, old, new) == Tracked("kept", 1, 3, 0)
    assert track(third, old, new) == Tracked("changed", 1, 4, 0)


REGION = (2_500, 0, 5_000, 10_000)


@pytest.mark.parametrize(
    ("outputs", "expected"),
    [
        ([stream("log"), display(**PNG)], Tracked("kept", 1, None, 1, REGION)),
        ([display(image__png="AAAA")], Tracked("changed", 1, None, 0, REGION)),
        ([], Tracked("changed", 1)),
    ],
)
def test_comments_on_a_region_of_a_figure(outputs: list[object], expected: Tracked) -> None:
    old = figures(display(**PNG))
    made = anchor(old, 1, "output", output_index=0, region=REGION)
    assert made.to_dict()["region"] == [*REGION]
    assert Anchor.from_dict(json.loads(json.dumps(made.to_dict()))) == made
    assert track(made, old, figures(*outputs)) == expected


@pytest.mark.parametrize(
    "region",
    [
        (0, 0, 1),
        (0, 0, 1, 1, 1),
        (0, 0, 0, 1),
        (0, 0, 1, 0),
        (-1, 0, 2, 2),
        (0, -1, 2, 2),
        (9_999, 0, 2, 2),
        (0, 9_999, 2, 2),
        (0, 0, 1.5, 1),
        (0, 0, True, 1),
    ],
)
def test_a_region_that_is_not_inside_its_figure_is_refused(region: Any) -> None:
    old = figures(display(**PNG))
    with pytest.raises(ValueError, match="no region"):
        anchor(old, 1, "output", output_index=0, region=region)
    values = {**anchor(old, 1, "output", output_index=0).to_dict(), "region": [*region]}
    with pytest.raises(ValueError, match="not an anchor: region"):
        Anchor.from_dict(values)


@pytest.mark.parametrize(
    "place",
    [
        {"part": "source"},
        {"part": "cell"},
        {"part": "output", "output_index": 1},
        {"part": "output", "output_index": 0, "line": 1},
    ],
)
def test_a_region_needs_a_figure(place: dict[str, Any]) -> None:
    old = figures(display(**PNG), stream("text"))
    with pytest.raises(ValueError, match="figure"):
        anchor(old, 1, **place, region=REGION)
    with pytest.raises(ValueError, match="figure"):
        anchor(old, 1, "source", line=1, region=REGION)


def test_a_comment_on_the_notebook_stays() -> None:
    assert track(anchor(OLD, None, "notebook"), OLD, book()) == Tracked("kept")


def test_an_anchor_finds_its_cell_in_another_old_notebook() -> None:
    made = anchor(OLD, 1, "source", line=2)
    assert track(made, book("first()", LOAD, FIT, PLOT), OLD) == Tracked("kept", 1, 2)
    assert track(made, book(LOAD), OLD) == Tracked("deleted")
    twice = book(FIT, "other()", LOAD, FIT, PLOT)
    assert track(made, twice, twice) == Tracked("kept", 3, 2)


def test_what_an_anchor_holds() -> None:
    values = anchor(notebook(code(FIT, id="i")), 0, "source", line=2).to_dict()
    assert values["line_text"] == "model.fit(x, y)"
    assert values["lines_before"] == ["model = Linear()"]
    assert values["lines_after"] == ["score = model.score(x, y)", "print(score)"]
    assert (values["cell_id"], values["ordinal"], values["kind"]) == ("i", 0, "code")
    assert "output_index" not in values


@pytest.mark.parametrize(
    ("cell", "more"),
    [
        (3, {}),
        (-1, {}),
        (None, {}),
        (0, {"part": "notebook"}),
        (0, {"part": "nowhere"}),
        (0, {"part": "source", "line": 3}),
        (0, {"part": "source", "line": 0}),
        (0, {"part": "cell", "line": 1}),
        (0, {"part": "output"}),
        (0, {"part": "output", "output_index": 0}),
        (0, {"part": "source", "output_index": 0}),
    ],
)
def test_a_place_that_is_not_there_is_refused(cell: int | None, more: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"."):
        anchor(OLD, cell, **more)


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"part": "nowhere"},
        {"part": ["cell"]},
        {"part": "cell", "ordinal": "1"},
        {"part": "cell", "ordinal": True},
        {"part": "cell", "lines_before": [1]},
        {"part": "cell", "lines_before": "text"},
        {"part": "cell", "unknown": 1},
    ],
)
def test_stored_values_are_checked(values: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="not an anchor"):
        Anchor.from_dict(values)
