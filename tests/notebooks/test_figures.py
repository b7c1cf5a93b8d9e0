"""What is said of figures, and the outlines of regions on them."""

import pytest
from support.notebooks import code, display, notebook

from mergelab.notebooks.diffview.figures import pixel_note, waiting_note
from mergelab.notebooks.diffview.words import pixel_words, share_words
from mergelab.notebooks.queries.pixels import Pixels
from mergelab.notebooks.rendering.regions import outline, outlines
from mergelab.pure.notebookdiff import (
    OutputPair,
    PairPlace,
    PixelChange,
    diff_notebooks,
    read_notebook,
    with_pixels,
)

SIZE = (640, 480)
FIRST, SECOND, THIRD = (PairPlace(0, number) for number in range(3))


def pair(change: PixelChange | None) -> OutputPair:
    old, new = (
        read_notebook(notebook(code("plot()", display(image__png=png)))) for png in ("a", "b")
    )
    diff = with_pixels(diff_notebooks(old, new), {FIRST: change} if change else {})
    return diff.rows[0].outputs[0]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (None, ""),
        (PixelChange(0.0, None, SIZE, SIZE, is_equal=True), "same pixels"),
        (PixelChange(0.0, None, SIZE, SIZE), "no visible change"),
        (PixelChange(0.0000001, (0, 0, 1, 1), SIZE, SIZE), "under 0.1 % of pixels"),
        (PixelChange(0.0149, (0, 0, 1, 1), SIZE, SIZE), "1.5 % of pixels"),
        (PixelChange(0.384, (0, 0, 1, 1), SIZE, SIZE), "38 % of pixels"),
        (PixelChange(0.9999, (0, 0, 1, 1), SIZE, SIZE), "over 99 % of pixels"),
        (PixelChange(1.0, (0, 0, 1, 1), SIZE, SIZE), "100 % of pixels"),
    ],
)
def test_the_share_in_words(change: PixelChange | None, words: str) -> None:
    assert share_words(pair(change)) == pixel_words(pair(change)) == words


def test_sizes_are_named_where_they_differ() -> None:
    changed = pair(PixelChange(0.25, (0, 0, 1, 1), SIZE, (640, 482)))
    assert pixel_words(changed) == "25 % of pixels · size 640 × 480 → 640 × 482"
    assert share_words(changed) == "25 % of pixels"


def test_what_is_not_known_has_a_note() -> None:
    known = Pixels({FIRST: PixelChange(0.5, None, SIZE, SIZE)}, {SECOND: "why"}, frozenset([THIRD]))
    notes = [pixel_note(known, place) for place in (FIRST, SECOND, THIRD, PairPlace(7, 0))]
    assert notes == ["", "pixels not compared: why", "comparing pixels…", ""]
    waiting = waiting_note(known, "/part?a=1&b=2")
    assert "Comparing the pixels of figures: 2 of 3" in waiting
    assert 'hx-get="/part?a=1&amp;b=2"' in waiting
    assert "hx-get" not in waiting_note(known, "")
    done = waiting_note(Pixels(known.verdicts), "/part")
    assert done == '<p class="nb-note" role="status">1 figure compared by pixels</p>'


def test_outlines_lead_to_their_threads() -> None:
    box = outline((1, 2500, 9999, 33), 2, 'f-1"-region-2')
    assert '<rect x="0.01%" y="25%" width="99.99%" height="0.33%"/>' in box
    assert 'href="#f-1&quot;-region-2"' in box
    assert 'aria-label="Region 2: threads"' in box
    assert outlines([box]) == f'<svg class="figure-regions">{box}</svg>'
    assert outlines([]) == ""
