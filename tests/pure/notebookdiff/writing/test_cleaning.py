import json
from typing import Any

import nbformat
from hypothesis import given, settings
from hypothesis import strategies as st
from pure.notebookdiff.made import code, encoded, markdown, raw_notebook, stream

from mergelab.pure.notebookdiff.writing import CleanOptions, clean

RUN = {"collapsed": True, "tags": ["t"], "execution": {"iopub.status.busy": "now"}, "id": "colab"}
RESULT = {"output_type": "execute_result", "execution_count": 3, "data": {}, "metadata": {}}
BOOK = raw_notebook(
    markdown("text", id="a"),
    code("x", stream("o"), RESULT, count=3, id="b", metadata=RUN),
    metadata={"widgets": {"state": {}}, "kernelspec": {"name": "k", "display_name": "K"}},
)
KEPT = raw_notebook(
    markdown("text", id="a"),
    code("x", id="b", metadata={"tags": ["t"], "id": "colab"}),
    metadata={"kernelspec": {"name": "k", "display_name": "K"}},
)


def test_what_a_run_leaves_is_taken_out() -> None:
    for indent in (None, 1, 4):
        assert clean(encoded(BOOK, indent)) == encoded(KEPT, indent)
    nbformat.validate(nbformat.reads(clean(encoded(BOOK)).decode(), as_version=4))


def test_options() -> None:
    nothing = CleanOptions(outputs=False, counts=False, metadata=False, widgets=False)
    assert clean(encoded(BOOK), nothing) == encoded(BOOK)
    counts = CleanOptions(outputs=False, counts=True, metadata=False, widgets=False)
    cell = json.loads(clean(encoded(BOOK), counts))["cells"][1]
    assert (cell["execution_count"], cell["outputs"][1]["execution_count"]) == (None, None)
    assert cell["metadata"] == RUN


def test_ids_go_only_where_the_format_does_without() -> None:
    options = CleanOptions(ids=True)
    assert b'"id": "a"' in clean(encoded(BOOK), options)
    cells = json.loads(clean(encoded({**BOOK, "nbformat_minor": 4}), options))["cells"]
    assert [list(cell) for cell in cells] == [
        ["cell_type", "metadata", "source"],
        ["cell_type", "metadata", "execution_count", "source", "outputs"],
    ]


def test_a_clean_file_stays_as_it_is() -> None:
    odd = b'\xef\xbb\xbf{"cells" : [ {"source":"a", "source":"b", }],\r\n "n": 1.0e2}\n\n'
    assert clean(odd) == odd


def test_a_broken_file_is_written_anew() -> None:
    broken = b'{"cells": [{"source": "a", "source": "b", "execution_count": 1, }], "n": 1.0e2}\n'
    assert clean(broken) == (b'{"cells": [{"source": "b", "execution_count": null}], "n": 1.0e2}\n')


def test_marks_of_a_merge_go_with_its_last_note() -> None:
    def cell(side: str) -> dict[str, Any]:
        return markdown(side, metadata={"mergelab.conflict": {"key": "k", "side": side}})

    unsettled = encoded(raw_notebook(cell("note"), cell("ours")))
    assert clean(unsettled) == unsettled
    settled = encoded(raw_notebook(cell("ours"), cell("theirs")))
    assert clean(settled) == encoded(raw_notebook(markdown("ours"), markdown("theirs")))


def test_the_first_members_go() -> None:
    data = b'{"cells": [{"metadata": {"scrolled": 1,\n"collapsed": 2,   "x": 3}}]}'
    assert clean(data) == b'{"cells": [{"metadata": {"x": 3}}]}'
    both = b'{"cells": [{"collapsed": true, "metadata": {"scrolled": 1}}]}'
    assert clean(both) == b'{"cells": [{"metadata": {}}]}'


KEYS = st.sampled_from(["collapsed", "scrolled", "execution", "ExecuteTime", "tags", "a", "b"])
METADATA = st.dictionaries(KEYS, st.none() | st.booleans() | st.floats(0, 1e9), max_size=5)
CELL = st.builds(
    lambda count, run, metadata: code(
        "x", *([stream("o")] if run else []), count=count, metadata=metadata
    ),
    st.none() | st.integers(0, 9),
    st.booleans(),
    METADATA,
)


@settings(max_examples=100, deadline=None)
@given(st.lists(CELL, max_size=4), st.sampled_from([None, 1, 2]), st.builds(CleanOptions))
def test_cleaning_is_exact(
    cells: list[dict[str, Any]], indent: int | None, options: CleanOptions
) -> None:
    """What is taken out is taken out of the text as if it had never been written."""
    book = raw_notebook(*cells)
    cleaned = clean(encoded(book, indent), options)
    assert clean(cleaned, options) == cleaned
    for cell in cells:
        if options.outputs:
            cell["outputs"] = []
        if options.counts:
            cell["execution_count"] = None
        if options.metadata:
            cell["metadata"] = {
                key: value for key, value in cell["metadata"].items() if key in ("tags", "a", "b")
            }
    assert cleaned == encoded(book, indent)
