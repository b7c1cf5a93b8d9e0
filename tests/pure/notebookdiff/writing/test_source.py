import codecs
import json
import re
from typing import Any

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pure.notebookdiff.made import code, encoded, markdown, raw_notebook, stream

from mergelab.pure.notebookdiff import NotNotebook, read_notebook
from mergelab.pure.notebookdiff.writing import Unwritable, detect, replace_source

BOOK = raw_notebook(
    markdown(["# Title\n", "text"], id="a1"),
    code(["a = 1\n", "a"], stream(["x\n"]), count=3, id="b2"),
    metadata={"number": 1.5, "nested": {"empty": {}, "list": []}},
)
PLAIN = encoded(BOOK) + b"\n"


def test_only_the_source_is_written() -> None:
    written = replace_source(PLAIN, 1, "a = 2\na\nb")
    before, after = PLAIN.decode().split("\n"), written.decode().split("\n")
    at = before.index('    "a = 1\\n",')
    assert after == [
        *before[:at],
        '    "a = 2\\n",',
        '    "a\\n",',
        '    "b"',
        *before[at + 2 :],
    ]


def test_outputs_and_counts_are_emptied_on_request() -> None:
    cell = json.loads(replace_source(PLAIN, 1, "z", clear_outputs=True))["cells"][1]
    assert cell == {**BOOK["cells"][1], "source": ["z"], "outputs": [], "execution_count": None}
    cleared = replace_source(PLAIN, 1, "a = 1\na", clear_outputs=True)
    assert b'"execution_count": null' in cleared
    assert replace_source(cleared, 1, "a = 1\na", clear_outputs=True) == cleared
    assert replace_source(PLAIN, 0, "# Title\ntext", clear_outputs=True) == PLAIN


@pytest.mark.parametrize(
    ("old", "source", "new"),
    [
        ('["a"]', "", "[]"),
        ('"a"', "", '""'),
        ('"a"', "b\nc", '"b\\nc"'),
        ("[]", "b\nc", '["b\\n", "c"]'),
        ('""', "b\nc", '["b\\n", "c"]'),
        ("null", "b", '["b"]'),
        ('["\\u0061\\n", "b"]', "a\nc", '["\\u0061\\n", "c"]'),
        ('["a\\r\\n", "b"]', "a\nb\nc", '["a\\r\\n", "b\\r\\n", "c"]'),
        ('"a\\r\\nb"', "a\r\nc", '"a\\r\\nc"'),
        ('["é"]', "é\n\x0cè\u2028\t", '["é\\n", "\\f", "è\u2028", "\\t"]'),
    ],
)
def test_as_the_source_was(old: str, source: str, new: str) -> None:
    text = '{"nbformat": 4, "cells": [{"source": SOURCE, "x": 1.50}, {"source": ["q"]}] }'
    written = replace_source(text.replace("SOURCE", old).encode(), 0, source)
    assert written.decode() == text.replace("SOURCE", new)


def test_a_missing_source_is_added() -> None:
    data = encoded(raw_notebook({"cell_type": "raw", "metadata": {}}, {}), 2)
    written = replace_source(replace_source(data, 0, "a\nb"), 1, "c")
    assert written == encoded(
        raw_notebook(
            {"cell_type": "raw", "metadata": {}, "source": ["a\n", "b"]}, {"source": ["c"]}
        ),
        2,
    )


@pytest.mark.parametrize("bom", [b"", codecs.BOM_UTF8])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("ascii_only", [False, True])
@pytest.mark.parametrize("indent", [None, 0, 1, 4, "\t"])
def test_encoding_line_ends_and_indent_stay(
    bom: bytes, newline: str, ascii_only: bool, indent: Any
) -> None:
    def written(text: str) -> bytes:
        book = raw_notebook(markdown(["é\n", "1"]), code(text.splitlines(keepends=True)))
        dumped = json.dumps(book, indent=indent, ensure_ascii=ascii_only, sort_keys=True)
        return bom + (dumped + "\n").replace("\n", newline).encode()

    assert replace_source(written("a\nb"), 1, "ä\nb\nü") == written("ä\nb\nü")


def test_other_encodings() -> None:
    data = encoded(BOOK).decode().encode("utf-16")
    written = replace_source(data, 0, "é")
    assert written[:2] == data[:2]
    assert json.loads(written.decode("utf-16"))["cells"][0]["source"] == ["é"]
    with pytest.raises(Unwritable, match="not in UTF-8"):
        replace_source(PLAIN.replace(b"Title", b"T\xeftle"), 0, "x")
    with pytest.raises(Unwritable, match="half of a character"):
        replace_source(PLAIN, 0, "\ud800")


def test_numbers_keep_their_spelling() -> None:
    numbers = '[1e5, 1.50, 0.1e-7, 12345678901234567890, -0, [2.0, 3E2], "NaN"]'
    broken = '{"cells": [{"source": "a"}], "metadata": {"n": ' + numbers + ', "m": 1.10}, }'
    sound = '{"cells": [{"source": "b"}], "metadata": {"n": ' + numbers + ', "m": 1.10}}'
    assert replace_source(broken.encode(), 0, "b").decode() == sound


def test_numbers_too_large_for_any_reader_become_text() -> None:
    written = replace_source(b'{"cells": [{"source": "a"}], "n": [1e999, 2], "m": -1e999}', 0, "b")
    assert written == b'{"cells": [{"source": "b"}], "n": ["1e999", 2], "m": "-1e999"}'


def test_a_broken_file_is_written_anew() -> None:
    broken = PLAIN.replace(b'"number": 1.5,', b'"number": NaN, "number": NaN,').replace(
        b"Title", b"Ti\ttle"
    )
    assert replace_source(broken, 0, "# Ti\ttle\ntext") == broken
    written = replace_source(broken, 1, "a = 1\na\n")
    sound = {**BOOK, "metadata": {"number": "NaN", "nested": {"empty": {}, "list": []}}}
    sound["cells"] = [
        {**BOOK["cells"][0], "source": ["# Ti\ttle\n", "text"]},
        {**BOOK["cells"][1], "source": ["a = 1\n", "a\n"]},
    ]
    assert written == encoded(sound) + b"\n"


def test_old_formats() -> None:
    book = {
        "nbformat": 3,
        "nbformat_minor": 0,
        "metadata": {"name": ""},
        "worksheets": [
            {
                "cells": [
                    {"cell_type": "heading", "level": 2, "source": ["h"]},
                    {
                        "cell_type": "code",
                        "language": "python",
                        "input": ["a"],
                        "outputs": [],
                        "prompt_number": 4,
                    },
                ]
            },
            {"cells": [{"cell_type": "markdown", "source": ["last"]}]},
        ],
    }
    written = json.loads(replace_source(encoded(book), 1, "b\n", clear_outputs=True))
    assert written["worksheets"][0]["cells"][1]["input"] == ["b\n"]
    assert written["worksheets"][0]["cells"][1]["prompt_number"] is None
    assert b'"first"' in replace_source(encoded(book), 2, "first")
    with pytest.raises(Unwritable, match="Cell 1 is a heading of nbformat 3"):
        replace_source(encoded(book), 0, "new")


def test_refusals() -> None:
    for index in (-1, 2):
        with pytest.raises(IndexError, match=f"2 cells, none with index {index}"):
            replace_source(PLAIN, index, "x")
    with pytest.raises(Unwritable, match="Cell 1 is no object"):
        replace_source(encoded(raw_notebook("text")), 0, "x")
    with pytest.raises(NotNotebook):
        replace_source(b"[]", 0, "x")


TEXT = st.text(alphabet='ab\n\r"\\é\u2028\x0b\U0001f600', max_size=12)
SOURCE = TEXT | st.lists(TEXT, max_size=4)
CELL = st.builds(lambda source, outputs: code(source, *outputs), SOURCE, st.just([]))


@settings(max_examples=150, deadline=None)
@given(
    st.lists(CELL, min_size=1, max_size=4),
    st.sampled_from([None, 0, 1, 2]),
    st.booleans(),
    TEXT,
    st.data(),
)
def test_any_source_in_any_file(
    cells: list[dict[str, Any]], indent: int | None, ascii_only: bool, source: str, data: Any
) -> None:
    raw = json.dumps(raw_notebook(*cells), indent=indent, ensure_ascii=ascii_only).encode()
    index = data.draw(st.integers(0, len(cells) - 1))
    before = read_notebook(raw)
    assert replace_source(raw, index, before.cells[index].source) == raw
    written = replace_source(raw, index, source)
    after = read_notebook(written)
    assert after.cells[index].source == re.sub("\r\n?", "\n", source)
    assert after.metadata == before.metadata
    for cell in before.cells:
        now = dict(after.cells[cell.index].raw)
        if cell.index == index:
            now["source"] = cell.raw["source"]
        assert now == cell.raw
    assert detect(written.decode()) == detect(raw.decode()) or not raw.isascii() or ascii_only
    restored = read_notebook(replace_source(written, index, before.cells[index].source))
    assert [cell.source for cell in restored.cells] == [cell.source for cell in before.cells]


def test_a_valid_notebook_stays_valid() -> None:
    for index in (0, 1):
        written = replace_source(PLAIN, index, "new\n", clear_outputs=True)
        nbformat.validate(nbformat.reads(written.decode(), as_version=4))
