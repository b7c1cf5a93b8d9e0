"""The hints of real before/after pairs, each looked at by a person: none of them is wrong.

Where the checkout has the pairs beside it; see `test_fixtures`.
"""

import pytest
from pure.notebookdiff.test_fixtures import FIXTURES, NUMBERS, pair

from mergelab.pure.notebookdiff import diff_notebooks, hints, lint

pytestmark = pytest.mark.skipif(not FIXTURES.is_dir(), reason=f"no notebook pairs in {FIXTURES}")

ON_CHANGES = {
    "08": ["In cell 11 the id “d72e635a” is taken"],
    "21": ["R changed from 3.1.3 to 3.2.1"],
    "27": ["Cells did not run from top to bottom: cell 29 [4] ran before cell 27 [19]"],
    "30": ["The kernel changed from “python2” to “python3”, Python changed from 2.7.12 to 3.7.3"],
    "31": ["Python changed from 3.5.6 to 3.6.6"],
    "33": [
        "The kernel changed from “python3” to “python2”, Python changed from 3.6.7 to 2.7.12",
        "Cell 1 uses a path of one computer",
    ],
    "34": [
        (
            "The kernel changed from “reco_pyspark” to “recommenders”,"
            " Python changed from 3.6.8 to 3.9.16"
        ),
        "Cell 6 ran with System 3.6.0 → 3.9.16, Pandas 0.23.4 → 1.5.3, PySpark 2.3.1 → 3.2.4",
    ],
    "37": ["Cell 11 has an output but no count"],
    "40": ["Cells did not run from top to bottom: cell 7 [3] ran before cell 5 [5]"],
}
"""Other than outputs that drift."""

DRIFTING = {
    "09": ["The output of cell 11 changed though no code up to it did"],
    "15": ["The output of cell 4 changed though no code up to it did"],
    "38": ["The output of cell 2 changed though no code up to it did; so did 1 below it"],
}
"""Outputs that drift: a figure's size, session ids in tables, scores drawn at random."""

ON_NEW_NOTEBOOKS = {
    "02": ["run-order"],
    "03": ["run-order"],
    "08": ["damaged"],
    "09": ["error-left"],
    "21": ["error-left"],
    "27": ["run-order"],
    "33": ["local-path"],
    "37": ["run-order", "no-count"],
    "40": ["run-order"],
}


@pytest.mark.parametrize("number", NUMBERS)
def test_on_a_change(number: str) -> None:
    found = hints(diff_notebooks(*pair(number)))
    drifting = [hint.message for hint in found if hint.kind == "output-drift"]
    messages = [hint.message for hint in found if hint.kind != "output-drift"]
    assert drifting == DRIFTING.get(number, [])
    assert [words.partition(": /home/")[0] for words in messages] == ON_CHANGES.get(number, [])


@pytest.mark.parametrize("number", NUMBERS)
def test_on_a_notebook(number: str) -> None:
    _, new = pair(number)
    found = [] if new is None else [hint.kind for hint in lint(new)]
    assert found == ON_NEW_NOTEBOOKS.get(number, [])
