import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pure.notebookdiff.made import code, display, encoded, markdown, raw_notebook, stream

from mergelab.pure.notebookdiff import Location, NotNotebook, line_map, read_notebook
from mergelab.pure.notebookdiff.terminal import steers

BOOK = raw_notebook(
    markdown(["# Title\n", "\n", "text"], attachments={"a": {"image/png": "QQ=="}}),
    code(["a = 1\n", "a"], stream(["x\n"]), stream("e", "stderr"), stream("y"), display(a="b")),
    code("one\ntwo\n"),
    code([]),
)


def test_both_ways_on_a_file_as_jupyter_writes_it() -> None:
    data = encoded(BOOK)
    raw = [None, *data.decode().split("\n")]
    lines = line_map(data)
    assert raw[lines.raw_line(0, 1) or 0] == '    "# Title\\n",'
    assert raw[lines.raw_line(0, 3) or 0] == '    "text"'
    assert raw[lines.raw_line(1, 2) or 0] == '    "a"'
    assert (lines.raw_line(0, 4), lines.raw_line(0, 0), lines.raw_line(9)) == (None, None, None)
    assert lines.locate(lines.raw_line(0, 2) or 0) == Location("source", 0, 2)
    assert lines.locate(1) == Location("notebook")
    assert lines.locate(0) is None
    assert lines.locate(len(raw)) is None
    assert lines.locate(lines.raw_line(1) or 0) == Location("cell", 1)


def test_outputs_are_counted_as_shown() -> None:
    data = encoded(BOOK)
    lines = line_map(data)
    raw = [None, *data.decode().split("\n")]
    starts = [lines.output_raw_line(1, n) or 0 for n in range(4)]
    assert starts[3] == 0
    assert ['"stdout"' in str(raw[starts[0] + 2]), '"stderr"' in str(raw[starts[1] + 2])] == [
        True
    ] * 2
    assert [lines.locate(start) for start in starts[:3]] == [
        Location("output", 1, output=0),
        Location("output", 1, output=1),
        Location("output", 1, output=2),
    ]
    again = next(n for n, text in enumerate(raw) if text and '"y"' in text)
    assert lines.locate(again) == Location("output", 1, 2, 0)
    assert lines.output_raw_line(0, 0) is None


def test_lines_of_outputs_stand_on_raw_lines() -> None:
    trace = {"output_type": "error", "ename": "E", "evalue": "", "traceback": ["t1\nt2", "t3"]}
    cell = code("x", stream(["a\n", "b\n"]), stream("c\n"), stream(["d"], "stderr"), trace)
    cell["outputs"] += [display(text__plain=["<Figure>\n", "e"]), stream(["10%\r20%\n"])]
    data = encoded(raw_notebook(cell))
    lines = line_map(data)
    raw = [None, *data.decode().split("\n")]
    outputs = read_notebook(data).cells[0].outputs
    found = [
        [
            str(raw[lines.output_raw_line(0, output.index, number) or 0])
            for number in range(1, len(output.lines) + 1)
        ]
        for output in outputs
    ]
    assert [[text.strip(' ",') for text in texts] for texts in found] == [
        ["a\\n", "b\\n", 'text": "c\\n'],
        ["d"],
        ["t1\\nt2", "t1\\nt2", "t3"],
        ["<Figure>\\n", "e"],
        ["None"],
    ]
    assert [lines.locate(lines.output_raw_line(0, 0, number) or 0) for number in (1, 2, 3)] == [
        Location("output", 0, number, 0) for number in (1, 2, 3)
    ]
    assert lines.locate(lines.output_raw_line(0, 2, 1) or 0) == Location("output", 0, None, 2)
    assert lines.locate(lines.output_raw_line(0, 2, 3) or 0) == Location("output", 0, 3, 2)
    assert (lines.output_raw_line(0, 0, 4), lines.output_raw_line(0, 0, 0)) == (None, None)


def test_a_source_in_one_string_stands_on_one_line() -> None:
    lines = line_map(encoded(BOOK))
    first = lines.raw_line(2, 1)
    assert first is not None
    assert [lines.raw_line(2, 2), lines.raw_line(2, 3), lines.raw_line(2, 4)] == [
        first,
        first,
        None,
    ]
    assert lines.locate(first) == Location("source", 2)


def test_a_notebook_in_one_line() -> None:
    lines = line_map(encoded(BOOK, indent=None))
    assert [lines.raw_line(0), lines.raw_line(1, 2), lines.output_raw_line(1, 1)] == [1, 1, 1]
    assert lines.locate(1) == Location("notebook")
    assert lines.locate(2) is None


def test_a_cell_in_one_line() -> None:
    cells = ",\n".join(json.dumps(cell) for cell in BOOK["cells"])
    lines = line_map(f'{{"cells": [\n{cells}\n]}}\n'.encode())
    assert [lines.locate(n) for n in range(1, 8)] == [
        Location("notebook"),
        *[Location("cell", n) for n in range(4)],
        Location("notebook"),
        None,
    ]


def test_other_line_ends_encodings_formats_and_repairs() -> None:
    old = {
        "worksheets": [
            {"cells": [code("skip me"), {"cell_type": "code", "input": ["a\n", "b"]}]},
            {"cells": [{"cell_type": "heading", "level": 1, "source": ["h\r", "\nh2"]}]},
        ]
    }
    text = json.dumps(old, indent=1)
    raw = [None, *text.split("\n")]
    for data in (
        *(text.encode(), text.encode("utf-16"), text.replace("\n", "\r\n").encode()),
        text.replace("]", ",]").encode(),
    ):
        lines = line_map(data)
        assert '"b"' in str(raw[lines.raw_line(1, 2) or 0])
        assert '"h' in str(raw[lines.raw_line(2, 1) or 0])
        assert '"\\nh2' in str(raw[lines.raw_line(2, 2) or 0])


def test_the_last_of_two_keys_counts_as_in_reading() -> None:
    data = b'{"cells": [\n"lost"],\n"cells": [\n{"source": "x",\n"source":\n"kept"}]}'
    assert read_notebook(data).cells[0].source == "kept"
    assert line_map(data).raw_line(0, 1) == 6


def test_no_notebook_is_refused() -> None:
    for data in (b"[]", b"{}", b"{", b"7"):
        with pytest.raises(NotNotebook):
            line_map(data)


TEXT = st.text(alphabet='ab\n\r"\\é\u2028', max_size=8)
SOURCE = TEXT | st.lists(TEXT, max_size=5)
STREAMS = st.lists(st.builds(stream, SOURCE), max_size=3)
CELL = st.builds(lambda source, outputs: code(source, *outputs), SOURCE, STREAMS)


@settings(max_examples=150, deadline=None)
@given(st.lists(CELL, max_size=4), st.sampled_from([None, 0, 1, 2]))
def test_every_line_is_where_the_map_says(cells: list[object], indent: int | None) -> None:
    """Reading the raw line again gives a string that starts with, or holds, the source line."""
    data = encoded(raw_notebook(*cells), indent)
    lines = line_map(data)
    raw = data.decode().split("\n")
    for cell in read_notebook(data).cells:
        for number, text in enumerate(cell.lines, 1):
            place = lines.raw_line(cell.index, number)
            assert place is not None
            # a source line may be made of several strings: its first character stands here
            assert json.dumps(text[:1], ensure_ascii=False)[1:-1] in raw[place - 1]
            located = lines.locate(place)
            assert located is not None
            assert located.part == "notebook" or located.cell == cell.index
            if located.line is not None:
                assert (located.part, located.line) == ("source", number)
        for output in cell.outputs:
            for number, text in enumerate(output.lines, 1):
                place = lines.output_raw_line(cell.index, output.index, number)
                if steers(output.text):
                    assert place is None
                    continue
                assert place is not None
                assert json.dumps(text[:1], ensure_ascii=False)[1:-1] in raw[place - 1]
                located = lines.locate(place)
                assert located is not None
                if located.part == "output":
                    assert located.output == output.index
                    assert located.line in (number, None)
