"""The engine as functions from bytes to bytes."""

import json

import pytest
from support.notebooks import code, markdown, notebook, stream

from mergelab.pure.notebookdiff import alone, diff_notebooks, read_notebook, summary
from mergelab.pure.notebookdiff.layout import layout_of

OLD = notebook(markdown("# Power"), code("a = 1", stream("1\n")))
NEW = notebook(markdown("# Power"), code("a = 2", stream("2\n")), code("b"))


@pytest.mark.parametrize(("old", "new"), [(OLD, NEW), (None, NEW), (OLD, None), (OLD, OLD)])
def test_find_what_the_engine_finds(old: bytes | None, new: bytes | None) -> None:
    files = alone.both(old, new)
    diff = diff_notebooks(*(side and read_notebook(side) for side in (old, new)))
    assert json.loads(alone.read(files)) == {"found": True}
    assert json.loads(alone.align(files)) == {"found": layout_of(diff)}
    assert json.loads(alone.summarise(files)) == {"found": summary(diff).text()}


def test_say_why_a_file_is_no_notebook() -> None:
    for files in (alone.both(b"", NEW), alone.both(OLD, b"[]"), alone.both(b"\xff", None)):
        answer = json.loads(alone.align(files))
        assert list(answer) == ["refused"]
        assert answer["refused"]
