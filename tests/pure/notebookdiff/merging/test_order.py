from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st
from pure.notebookdiff.made import code, encoded, markdown, notebook, raw_notebook

from mergelab.pure.notebookdiff import read_notebook
from mergelab.pure.notebookdiff.merging import Resolution, marked, merge_notebooks, resolve
from mergelab.pure.notebookdiff.merging.order import Came, Kept, ordered

TEXTS = [
    "",
    "alpha = load('first')",
    "alpha = load('first')\nbeta = 2",
    "gamma = fit(alpha, beta)",
    "delta = plot(gamma, size=3)",
    "# A heading of some length",
    "x",
    "epsilon = 'entirely different'",
]
CELLS = st.lists(
    st.builds(
        lambda text, kind: kind(text), st.sampled_from(TEXTS), st.sampled_from([code, markdown])
    ),
    max_size=7,
)


@settings(max_examples=200, deadline=None)
@given(CELLS, CELLS, CELLS)
def test_every_cell_has_one_place(
    base: list[object], ours: list[object], theirs: list[object]
) -> None:
    sides = [notebook(*cells).cells for cells in (base, ours, theirs)]
    entries = ordered(*sides)
    kept = [entry for entry in entries if isinstance(entry, Kept)]
    came = [entry for entry in entries if isinstance(entry, Came)]
    assert sorted(entry.base for entry in kept) == list(range(len(base)))
    for name, cells in (("ours", ours), ("theirs", theirs)):
        places = [getattr(entry, name) for entry in kept if getattr(entry, name) is not None]
        places += [place for entry in came for place in getattr(entry, name)]
        assert sorted(places) == list(range(len(cells)))


@settings(max_examples=100, deadline=None)
@given(CELLS, CELLS)
def test_what_one_side_did_is_taken_as_it_is(base: list[object], side: list[object]) -> None:
    """Also where the other side is the base in another style, so that its bytes do not tell."""
    before, after = encoded(raw_notebook(*base)), encoded(raw_notebook(*side))
    restyled = encoded(raw_notebook(*base), indent=4)
    for ours, theirs in ((after, restyled), (restyled, after)):
        merge = merge_notebooks(before, ours, theirs)
        assert merge.conflicts == ()
        found = read_notebook(merge.data or b"").cells
        assert [cell.key for cell in found] == [cell.key for cell in read_notebook(after).cells]


@settings(max_examples=60, deadline=None)
@given(CELLS, CELLS, CELLS)
def test_any_three_notebooks(base: list[object], ours: list[object], theirs: list[object]) -> None:
    files = [encoded(raw_notebook(*cells, nbformat_minor=4)) for cells in (base, ours, theirs)]
    merge = merge_notebooks(*files)
    mirrored = merge_notebooks(files[0], files[2], files[1])
    assert Counter(c.kind for c in merge.conflicts) == Counter(c.kind for c in mirrored.conflicts)
    known = {line for file in files for cell in read_notebook(file).cells for line in cell.lines}
    for conflict in merge.conflicts[:1]:
        for pick in conflict.choices:
            decided = {
                c.key: Resolution(pick if c is conflict else "ours") for c in merge.conflicts
            }
            found = read_notebook(resolve(merge, decided))
            assert {line for cell in found.cells for line in cell.lines} <= known | {""}
    if merge.conflicts:
        assert merge.data is None
        opened = read_notebook(marked(merge)).cells
        assert sum("mergelab.conflict" in cell.metadata for cell in opened) >= len(merge.conflicts)
    else:
        assert merge.data is not None
        texts = [row.source for row in merge.cells if row.source is not None]
        assert [cell.source for cell in read_notebook(merge.data).cells] == texts
