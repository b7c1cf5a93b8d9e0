from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pure.notebookdiff.made import code, notebook

from mergelab.pure.notebookdiff import Output, TracebackDiff, diff_notebooks
from mergelab.pure.notebookdiff.tracebacks import Frame, compare_tracebacks, frames

DASHES = f"\x1b[0;31m{'-' * 75}\x1b[0m"
HEAD = f"\x1b[0;31mValueError\x1b[0m{' ' * 32}Traceback (most recent call last)"
RAISES = "     10 \n---> 11     raise ValueError('no wind')"
LAST = "\x1b[0;31mValueError\x1b[0m: no wind"
OLD_CELL = """\x1b[0;32m<ipython-input-3-0123456789ab>\x1b[0m in \x1b[0;36m<module>()\x1b[0m
      1\x1b[0m \x1b[0;32mdef\x1b[0m f(x):
\x1b[0;32m----> 2\x1b[0;31m     f(1)\x1b[0m
      3 """
OLD_FIT = f"\x1b[0;32m~/venv/lib/python3.11/site-packages/turbine/fit.py\x1b[0m in fit(x)\n{RAISES}"
OLD_STYLE = [DASHES, HEAD, OLD_CELL, OLD_FIT, LAST]
NEW_CELL = """Cell \x1b[0;32mIn[12], line 2\x1b[0m
\x1b[1;32m      1\x1b[0m \x1b[38;5;28;01mdef\x1b[39;00m f(x):
\x1b[0;32m----> 2\x1b[0m     f(1)
"""
NEW_FIT = f"File \x1b[0;32m/opt/site-packages/turbine/fit.py:11\x1b[0m, in fit(x)\n{RAISES}"
NEW_STYLE = [DASHES, HEAD, NEW_CELL, NEW_FIT, LAST]
PLAIN_TEXT = """Traceback (most recent call last):
  File "/tmp/ipykernel_12/34567.py", line 2, in <module>
    f(1)
  File "/opt/site-packages/turbine/fit.py", line 11, in fit
    raise ValueError('no wind')
turbine.errors.ValueError: no wind
and more
"""
PLAIN = [PLAIN_TEXT]


def error(traceback: list[Any], name: str = "ValueError", value: str = "no wind") -> dict[str, Any]:
    return {"output_type": "error", "ename": name, "evalue": value, "traceback": traceback}


def output(traceback: list[Any], **more: str) -> Output:
    return notebook(code("x", error(traceback, **more))).cells[0].outputs[0]


def compared(old: Output, new: Output) -> TracebackDiff:
    found = compare_tracebacks(old, new)
    assert found is not None
    return found


@pytest.mark.parametrize("traceback", [OLD_STYLE, NEW_STYLE, PLAIN])
def test_frames(traceback: list[str]) -> None:
    found = frames(output(traceback))
    assert [(frame.file, frame.function, frame.line) for frame in found] == [
        *(("<cell>", "", 2), ("turbine/fit.py", "fit", 11)),
    ]
    assert [frame.running for frame in found] == [("f(1)",), ("raise ValueError('no wind')",)]


def test_a_frame_as_it_is_printed() -> None:
    assert frames(output(NEW_STYLE))[1] == Frame(
        place="File /opt/site-packages/turbine/fit.py:11, in fit(x)",
        file="turbine/fit.py",
        function="fit",
        line=11,
        code=("     10 ", "---> 11     raise ValueError('no wind')"),
    )


@pytest.mark.parametrize(
    ("line", "file", "function", "number"),
    [
        ("Input In [3], in <cell line: 1>()", "<cell>", "", None),
        ("Cell In [3], line 4, in work(x)", "<cell>", "work", 4),
        ("Cell In[3], line 4", "<cell>", "", 4),
        ('  File "<ipython-input-3-0123456789ab>", line 7', "<cell>", "", 7),
        ("/tmp/ipykernel_1/2.py in work(x)", "<cell>", "work", None),
        (r"C:\venv\lib\site-packages\a\b.py in work(x)", r"a\b.py", "work", None),
        ("File ~/code/a.py:5, in A.work(self)", "~/code/a.py", "A.work", 5),
        ("File <string>:1", "<string>", "", 1),
    ],
)
def test_places(line: str, file: str, function: str, number: int | None) -> None:
    (frame,) = frames(output([line, "ValueError: no"]))
    assert (frame.file, frame.function, frame.line) == (file, function, number)


def test_the_same_error_run_elsewhere_has_equal_frames() -> None:
    found = compared(output(OLD_STYLE), output(NEW_STYLE))
    assert found.is_same_error
    assert [pair.tag for pair in found.frames] == ["equal", "equal"]


def test_what_differs_by_frame() -> None:
    mean = "File /opt/site-packages/numpy/core.py:3, in mean(a)\n----> 3 pass"
    deeper = [*NEW_STYLE[:-1], mean, "TypeError: no mean"]
    edited = [line.replace("line 2", "line 3").replace("----> 2", "----> 3") for line in deeper]
    found = compared(output(NEW_STYLE), output(edited, name="TypeError", value="no mean"))
    assert (found.old_name, found.new_name) == ("ValueError", "TypeError")
    assert (found.old_message, found.new_message) == ("no wind", "no mean")
    assert not found.is_same_error
    assert [pair.tag for pair in found.frames] == ["changed", "equal", "added"]
    assert [line.tag for line in found.frames[0].lines] == ["equal", "delete", "insert"]
    added = found.frames[2].new
    assert added is not None
    assert (added.file, added.function) == ("numpy/core.py", "mean")


def test_chained_errors_keep_their_remark() -> None:
    remark = "During handling of the above exception, another exception occurred:"
    chained = [*NEW_STYLE, "\n" + remark + "\n", *NEW_STYLE[2:]]
    found = frames(output(chained))
    assert [frame.file for frame in found] == [
        *("<cell>", "turbine/fit.py", "", "<cell>", "turbine/fit.py"),
    ]
    assert found[2].place == remark


def test_a_pair_has_its_traceback() -> None:
    books = (
        notebook(code("x", error(traceback, value=value)))
        for traceback, value in ((NEW_STYLE, "no wind"), (NEW_STYLE[:-1], "calm"))
    )
    (row,) = diff_notebooks(*books).rows
    (pair,) = row.outputs
    assert pair.verdict == "changed"
    assert pair.title == "error: ValueError: calm"
    assert pair.traceback is not None
    assert pair.traceback.new_message == "calm"


@pytest.mark.parametrize(
    "traceback",
    [[], ["Error in f(): no\nTraceback:\n"], ["no\n" * 6000], [3, None, {}], ["x" * 100_000]],
)
def test_other_forms_have_no_frames(traceback: list[Any]) -> None:
    assert frames(output(traceback)) == ()
    assert compare_tracebacks(output(traceback), output(NEW_STYLE)) is None


@given(
    st.lists(
        st.sampled_from(
            [*NEW_STYLE, *OLD_STYLE, *PLAIN, "\n", "----> 2", "Cell In[", 'File "', "ValueError"]
        )
    )
)
def test_each_frame_is_in_one_pair(parts: list[str]) -> None:
    old, new = output(parts), output([*reversed(parts)])
    found = compare_tracebacks(old, new)
    if found is not None:
        assert tuple(pair.old for pair in found.frames if pair.old) == frames(old)
        assert tuple(pair.new for pair in found.frames if pair.new) == frames(new)
