"""Writing into the real notebooks, where the checkout has them beside it."""

import os
import warnings
from pathlib import Path

import nbformat
import orjson
import pytest

from mergelab.pure.notebookdiff import read_notebook
from mergelab.pure.notebookdiff.writing import Document, clean, detect, replace_source

ROOT = Path(__file__).parents[4]
FIXTURES = (
    Path(os.environ.get("MERGELAB_FIXTURES", ROOT.parent / "shared" / "fixtures")) / "notebooks"
)
FILES = [
    path
    for path in sorted(FIXTURES.glob("*/*.ipynb"))
    if path.parent.name != "04" and path.stat().st_size < 1_000_000
]
NAMES = [f"{path.parent.name}-{path.stem}" for path in FILES]

WRITTEN_BY_HAND = ("06", "08", "16", "28", "37")
"""Pairs with a file that no JSON library wrote: lines in the wrong place, other escapes."""

pytestmark = pytest.mark.skipif(not FILES, reason=f"no notebook pairs in {FIXTURES}")


def is_valid(data: bytes) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            nbformat.validate(orjson.loads(data))
        except (nbformat.ValidationError, orjson.JSONDecodeError):
            return False
        return True


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_replace(path: Path) -> None:
    data = path.read_bytes()
    before = read_notebook(data)
    for index in {0, len(before.cells) // 2, len(before.cells) - 1}:
        cell = before.cells[index]
        if cell.raw.get("cell_type") == "heading":
            continue
        assert replace_source(data, index, cell.source) == data
        source = f"é = 1\n{cell.source}\n# new"
        written = replace_source(data, index, source)
        after = read_notebook(written)
        assert after.metadata == before.metadata
        for old, new in zip(before.cells, after.cells, strict=True):
            assert new.source == (source if old.index == index else old.source)
            assert new.raw_outputs == old.raw_outputs
        assert is_valid(written) >= is_valid(data)
        if Document.read(data).is_strict and cell.source:
            assert replace_source(written, index, cell.source) == data
            lines = data.count(b"\n")
            assert written.count(b"\n") - lines <= 4


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_clean(path: Path) -> None:
    data = path.read_bytes()
    cleaned = clean(data)
    assert clean(cleaned) == cleaned
    assert is_valid(cleaned) >= is_valid(data)
    before, after = read_notebook(data), read_notebook(cleaned)
    assert [cell.source for cell in after.cells] == [cell.source for cell in before.cells]
    assert not any(cell.raw_outputs or cell.count for cell in after.cells)


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_writing_all_of_it(path: Path) -> None:
    """The serialiser's own text is the file's, for all that JSON libraries write as Jupyter."""
    document = Document.read(path.read_bytes())
    whole = document.rewritten()
    assert read_notebook(whole.encoded()).cells[0].raw == document.cells[0][0]
    assert detect(whole.text) == detect(document.text)
    if path.parent.name not in WRITTEN_BY_HAND:
        assert whole.text == document.text
