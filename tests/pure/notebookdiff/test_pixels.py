"""What the pixels of figures make of a difference."""

import pytest
from support.notebooks import code, display, notebook, stream

from mergelab.pure.notebookdiff import (
    NotebookDiff,
    PairPlace,
    PixelChange,
    changed_pictures,
    diff_notebooks,
    read_notebook,
    summary,
    with_pixels,
)

EQUAL = PixelChange(0.0, None, (640, 480), (640, 480), is_equal=True)
SLIGHT = PixelChange(0.0, None, (640, 480), (640, 480))
CHANGED = PixelChange(0.38, (1, 2, 3, 4), (640, 480), (640, 482))
FIRST = PairPlace(0, 0)


def figure(png: str = "iVBORw0KGgo=", **more: str) -> dict[str, object]:
    return display(image__png=png, **more)


def difference(
    old: list[dict[str, object]], new: list[dict[str, object]], source: str = "plot()"
) -> NotebookDiff:
    """Of two notebooks with one cell each, by its outputs."""
    sides = [
        read_notebook(notebook(code(text, *outputs)))
        for text, outputs in (("plot()", old), (source, new))
    ]
    return diff_notebooks(*sides)


class TestChangedPictures:
    def test_are_changed_pairs_with_pixels_on_both_sides(self) -> None:
        old = [figure(), stream("a\n"), display(image__jpeg="a"), figure("same")]
        new = [figure("other"), stream("b\n"), display(image__jpeg="b"), figure("same")]
        assert list(changed_pictures(difference(old, new))) == [PairPlace(0, 0), PairPlace(0, 2)]

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ([display(image__svg_xml="<svg/>")], [display(image__svg_xml="<svg />")]),
            ([figure()], [stream("x")]),
            ([], [figure()]),
            ([figure("a b")], [figure("a\nb")]),
        ],
    )
    def test_are_no_others(
        self, old: list[dict[str, object]], new: list[dict[str, object]]
    ) -> None:
        assert not list(changed_pictures(difference(old, new)))


class TestVerdicts:
    def test_equal_pixels_are_noise(self) -> None:
        diff = difference([figure()], [figure("other")])
        assert diff.is_changed
        judged = with_pixels(diff, {FIRST: EQUAL})
        assert judged.rows[0].outputs[0].verdict == "noise"
        assert judged.rows[0].outputs[0].pixels == EQUAL
        assert judged.rows[0].kinds == {"outputs-noise"}
        assert not judged.is_changed
        assert summary(judged).text() == "no visible change (rerun)"

    @pytest.mark.parametrize("change", [SLIGHT, CHANGED])
    def test_others_stay_changes(self, change: PixelChange) -> None:
        judged = with_pixels(difference([figure()], [figure("other")]), {FIRST: change})
        assert judged.rows[0].outputs[0].verdict == "changed"
        assert judged.rows[0].outputs[0].pixels == change
        assert judged.rows[0].kinds == {"outputs"}

    @pytest.mark.parametrize(
        ("old", "new", "verdict"),
        [
            (figure(text__plain="<Figure size 6x4>"), figure("x", text__plain="<Axes>"), "noise"),
            (figure(text__plain="0x7f0000000001"), figure("x", text__plain="0x7f2"), "changed"),
            (figure(text__plain="loss 1.0"), figure("x", text__plain="loss 2.0"), "changed"),
            (figure(image__svg="<svg>1"), figure("x", image__svg="<svg>2"), "noise"),
            (figure(application__pdf="1"), figure("x", application__pdf="2"), "noise"),
            (figure(), figure("x", image__jpeg="2"), "changed"),
            (figure(text__html="<b>1</b>"), figure("x", text__html="<b>2</b>"), "changed"),
            (figure(), display(image__jpeg="x"), "changed"),
        ],
    )
    def test_what_is_beside_the_picture_counts(
        self, old: dict[str, object], new: dict[str, object], verdict: str
    ) -> None:
        judged = with_pixels(difference([old], [new]), {FIRST: EQUAL})
        assert judged.rows[0].outputs[0].verdict == verdict

    def test_other_kinds_of_change_stay(self) -> None:
        diff = difference([figure(), stream("1\n")], [figure("x"), stream("2\n")], "plot(2)")
        judged = with_pixels(diff, {FIRST: EQUAL})
        assert [pair.verdict for pair in judged.rows[0].outputs] == ["noise", "changed"]
        assert judged.rows[0].kinds == diff.rows[0].kinds

    def test_rows_without_a_verdict_are_the_same_objects(self) -> None:
        cells = [
            [code("a", figure()), code("b", figure())],
            [code("a", figure("x")), code("b", figure("y"))],
        ]
        diff = diff_notebooks(*(read_notebook(notebook(*side)) for side in cells))
        assert with_pixels(diff, {}) is diff
        judged = with_pixels(diff, {PairPlace(1, 0): CHANGED})
        assert judged.rows[0] is diff.rows[0]
        assert judged.rows[1].outputs[0].pixels == CHANGED
