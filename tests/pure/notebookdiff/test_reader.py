import codecs
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pure.notebookdiff.made import code, encoded, markdown, notebook, raw_notebook, stream

from mergelab.pure.notebookdiff import Limits, NotNotebook, Problem, line_map, read_notebook


def test_reads_what_a_cell_has() -> None:
    book = notebook(
        code(["a = 1\n", "a"], stream("x\n"), count=3, id="c0", metadata={"tags": ["t", 1]}),
        markdown("# T", attachments={"a.png": {"image/png": "eA=="}}),
        {"cell_type": "raw", "source": "r", "metadata": {}},
        metadata={"kernelspec": {"language": "Julia", "name": "j"}},
    )
    first, second, third = book.cells
    assert (first.kind, first.source, first.lines) == ("code", "a = 1\na", ("a = 1", "a"))
    assert (first.count, first.id, first.tags) == (3, "c0", ("t",))
    assert (second.kind, list(second.attachments), second.lines) == (
        "markdown",
        ["a.png"],
        ("# T",),
    )
    assert (third.kind, third.outputs) == ("raw", ())
    assert (book.language, book.nbformat, book.problems) == ("julia", (4, 5), ())


def test_reads_nbformat_3() -> None:
    cells = [
        {"cell_type": "heading", "level": 2, "source": "Title"},
        {
            "cell_type": "code",
            "language": "python",
            "collapsed": False,
            "input": ["1/0"],
            "prompt_number": 7,
            "outputs": [
                {"output_type": "stream", "stream": "stderr", "text": ["a\n", "b"]},
                {"output_type": "pyout", "prompt_number": 7, "text": "1", "png": "QUJD"},
                {"output_type": "pyerr", "ename": "E", "evalue": "v", "traceback": ["t1", "t2"]},
            ],
        },
    ]
    book = read_notebook(encoded({"nbformat": 3, "worksheets": [{"cells": cells}]}))
    heading, cell = book.cells
    assert (heading.kind, heading.source) == ("markdown", "## Title")
    assert (cell.source, cell.count, book.language, cell.metadata) == ("1/0", 7, "python", {})
    text, result, error = cell.outputs
    assert (text.kind, text.name, text.text) == ("stream", "stderr", "a\nb")
    assert (result.kind, result.data) == ("result", {"text/plain": "1", "image/png": "QUJD"})
    assert (error.kind, error.ename, error.traceback) == ("error", "E", ("t1", "t2"))


def test_streams_of_one_name_are_one_output_until_something_else_is_shown() -> None:
    shown = {"output_type": "display_data", "data": {"text/plain": "d"}, "metadata": {}}
    parts = [stream("a"), stream("e", "stderr"), stream("b"), shown, stream("c")]
    outputs = notebook(code("x", *parts)).cells[0].outputs
    assert [output.raw_indices for output in outputs] == [(0, 2), (1,), (3,), (4,)]
    assert [output.text for output in outputs] == ["ab", "e", "d", "c"]


def test_an_unknown_output_keeps_its_name_and_size() -> None:
    cell = notebook(code("x", {"output_type": "hologram", "beam": "z" * 100}, 7)).cells[0]
    assert [(output.kind, output.name) for output in cell.outputs] == [
        ("unknown", "hologram"),
        ("unknown", "not an object"),
    ]
    assert cell.outputs[0].size == len('{"beam":"","output_type":"hologram"}') + 100


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (None, ""),
        (12, "12"),
        ([1, 2], "12"),
        (["a", None, {"b": 1}], 'anull{"b":1}'),
        ({"a": 1}, '{"a":1}'),
        ("a\r\nb\rc", "a\nb\nc"),
        (["a\r", "\nb"], "a\nb"),
    ],
)
def test_wrong_types_of_source_are_shown(source: object, text: str) -> None:
    assert notebook(code(source)).cells[0].source == text


def test_wrong_types_elsewhere_are_problems_not_errors() -> None:
    book = notebook(
        "only text",
        {"cell_type": 4, "source": "s", "outputs": {"a": 1}, "metadata": [], "id": 9},
        code("x", count="*", metadata=None, attachments="no"),  # type: ignore[arg-type]
    )
    assert [cell.kind for cell in book.cells] == ["raw", "raw", "code"]
    assert book.cells[0].source == "only text"
    assert [output.kind for output in book.cells[1].outputs] == ["unknown"]
    assert book.cells[2].count is None
    assert [(problem.kind, problem.cell) for problem in book.problems] == [
        ("wrong-type", 0),
        ("cell-type", 1),
        ("wrong-type", 1),
    ]


GOOD = raw_notebook(code(["é = 1\n", "é"], stream("x")))


@pytest.mark.parametrize(
    ("data", "problems"),
    [
        (b"\xef\xbb\xbf" + encoded(GOOD), []),
        (json.dumps(GOOD).encode("utf-16"), ["encoding"]),
        (encoded(GOOD).replace(b"\n", b"\r\n"), []),
        (encoded(GOOD, indent=None), []),
        (encoded(GOOD).replace(b'"x"', b'"x",'), ["repaired"]),
        (encoded(GOOD).replace(b"},", b"}"), ["repaired"] * 2),
        (
            encoded(GOOD).replace(b'"nbformat": 4,', b'"nbformat": 4, "nbformat": 4,'),
            ["duplicate-key"],
        ),
        (encoded(GOOD).replace(b'"metadata": {}', b'"metadata": {"n": NaN}'), ["repaired"] * 2),
        (encoded(GOOD).replace("é".encode(), b"\xe9"), ["encoding"]),
        (encoded(GOOD).replace("é".encode(), b"\xe9", 1), ["encoding"]),
        (json.dumps(GOOD).encode("utf-16-le"), ["encoding"]),
        (json.dumps(GOOD).encode("utf-16-be"), ["encoding"]),
        (codecs.BOM_UTF16_BE + json.dumps(GOOD).encode("utf-16-be"), ["encoding"]),
        (encoded(GOOD).replace(b"\n", b"\r"), []),
        (b"# saved by\n a tool\n" + encoded(GOOD), ["repaired"]),
        (encoded(GOOD).replace("é".encode(), b"\\d"), ["repaired"] * 2),
    ],
)
def test_damaged_files_are_read(data: bytes, problems: list[str]) -> None:
    book = read_notebook(data)
    assert [problem.kind for problem in book.problems] == problems
    assert len(book.cells) == 1
    assert book.cells[0].lines[0].endswith(" = 1")


@pytest.mark.parametrize(
    ("data", "source", "problem"),
    [
        (
            encoded(GOOD).replace("é".encode(), b"\xe9"),
            "é = 1\né",
            Problem("encoding", "the file is in Latin-1 (line 11)"),
        ),
        (
            encoded(GOOD).replace("é".encode(), b"\xe9", 1),
            "\ufffd = 1\né",
            Problem("encoding", "no UTF-8 (line 11)"),
        ),
        (
            json.dumps(GOOD).encode("utf-16-be"),
            "é = 1\né",
            Problem("encoding", "the file is in UTF-16"),
        ),
        (
            b"Loading\n" + encoded(GOOD),
            "é = 1\né",
            Problem("repaired", "text before the JSON (line 1)"),
        ),
        (
            encoded(GOOD).replace(b'"source"', b'"source": "hidden",\n"source"'),
            "é = 1\né",
            Problem("duplicate-key", "the key “source” occurs twice (line 11)"),
        ),
        (
            encoded(GOOD).replace("é = 1".encode(), b"\\q\x01"),
            "\\q\x01\né",
            Problem("repaired", "a string with characters or escapes JSON forbids (line 11)"),
        ),
        (
            encoded(GOOD).replace(b'"execution_count": null', b'"execution_count": NaN'),
            "é = 1\né",
            Problem("repaired", "NaN, which JSON does not know (line 9)"),
        ),
        (
            encoded(GOOD).replace(b'"outputs": [', b'"outputs": [,'),
            "é = 1\né",
            Problem("repaired", "a comma too many (line 14)"),
        ),
    ],
)
def test_a_repair_is_said_with_its_line(data: bytes, source: str, problem: Problem) -> None:
    book = read_notebook(data)
    assert (book.cells[0].source, book.problems) == (source, (problem,))


def test_repeated_keys_are_found_whatever_the_size() -> None:
    many = raw_notebook(*[code(f"x = {n}", stream("y\n" * 500)) for n in range(500)])
    data = encoded(many)
    assert read_notebook(data).problems == ()
    twice = data.replace(b'"source": "x = 499"', b'"source": "y", "source": "x = 499"')
    line = twice[: twice.index(b'"y", "source"')].count(b"\n") + 1
    assert read_notebook(twice).problems == (
        Problem("duplicate-key", f"the key “source” occurs twice (line {line})"),
    )
    assert read_notebook(b"\xef\xbb\xbf" + data).problems == ()


def test_oddities_of_real_cells() -> None:
    book = notebook(
        {"cell_type": "heading", "level": 3, "source": "Old", "metadata": {}},
        code("x", count="*"),  # type: ignore[arg-type]
        {**code("y"), "colour": "red", "collapsed": True},
        {"cell_type": "html", "source": "<b>"},
        {"cell_type": "plaintext", "source": "p"},
    )
    assert [(cell.kind, cell.source, cell.count) for cell in book.cells] == [
        ("markdown", "### Old", None),
        ("code", "x", None),
        ("code", "y", None),
        ("markdown", "<b>", None),
        ("raw", "p", None),
    ]
    assert (book.cells[2].extra, book.cells[2].metadata) == ({"colour": "red"}, {"collapsed": True})
    assert book.problems == ()


def test_nbformat_2_is_read() -> None:
    cells = [
        {"cell_type": "markdown", "source": "# T"},
        {
            "cell_type": "code",
            "language": "python",
            "input": "1",
            "prompt_number": 2,
            "outputs": [{"output_type": "pyout", "prompt_number": 2, "text": "1", "html": "<b>"}],
        },
    ]
    book = read_notebook(encoded({"nbformat": 2, "worksheets": [{"cells": cells}]}))
    assert [(cell.kind, cell.source, cell.count) for cell in book.cells] == [
        ("markdown", "# T", None),
        ("code", "1", 2),
    ]
    assert book.cells[1].outputs[0].data == {"text/plain": "1", "text/html": "<b>"}
    assert (book.nbformat, book.language, book.problems) == ((2, 0), "python", ())


@given(st.binary(max_size=200))
def test_any_bytes_are_a_notebook_or_none(data: bytes) -> None:
    _read_all(data)


@given(st.text(max_size=60), st.sampled_from(["utf-8", "utf-16", "utf-16-be", "utf-32", "latin-1"]))
def test_any_text_around_a_notebook(text: str, encoding: str) -> None:
    whole = f"{text}{json.dumps(GOOD, ensure_ascii=False)}"
    _read_all(whole.encode(encoding, "replace"))
    _read_all(f"{whole}{text}".encode(encoding, "replace"))


def test_surrogates_are_scrubbed_and_pairs_joined() -> None:
    data = encoded(GOOD).replace("é".encode(), b"\\ud800\\ud83d\\ude00\\udc00")
    assert read_notebook(data).cells[0].lines[1] == "\ufffd😀\ufffd"


def test_huge_numbers_and_control_characters_are_kept() -> None:
    data = encoded(GOOD).replace(b'"metadata": {}', b'"metadata": {"n": ' + b"9" * 5000 + b"}")
    assert read_notebook(data).metadata == {"n": "9" * 5000}
    assert (
        read_notebook(encoded(GOOD).replace(b"1\\n", b"1\x07\\n"))
        .cells[0]
        .lines[0]
        .endswith("\x07")
    )


@pytest.mark.parametrize(
    ("data", "reason", "line"),
    [
        (b"", "no valid JSON: the file is empty", 1),
        (b" \n ", "no valid JSON: the file is empty", 1),
        (b"[]", "the file is JSON, but not an object with cells", None),
        (b"null", "the file is JSON, but not an object with cells", None),
        (b"{}", "the file is JSON, but has no list of cells", None),
        (b'{"cells": {}}', "the file is JSON, but has no list of cells", None),
        (b'{"cells": [\n', "no valid JSON: the file ends before its JSON does", 2),
        (b'{"cells": [\n"a]', "no valid JSON: a string has no end", 2),
        (b'{"cells": []}\n{}', "no valid JSON: text after the end of the JSON", 2),
        (b"<html>", "the file is a web page, not a notebook", None),
        (b"\n <!DOCTYPE html>\n<p>x", "the file is a web page, not a notebook", None),
        (b"<p>", "no valid JSON: “<p>” is no JSON value", 1),
        (b"\x1f\x8b\x08", "the file is compressed with gzip", None),
        (b"PK\x03\x04", "the file is a ZIP archive", None),
        (b"\x89PNG\r\n", "the file is a PNG picture", None),
        (b"%PDF-1.7", "the file is a PDF document", None),
        (b"import os\n", "no valid JSON: “import” is no JSON value", 1),
        (b'{"cells"\n[]}', "no valid JSON: a value where a key or colon is expected", 2),
        (b'{"cells": [}', "no valid JSON: “}” where something else is expected", 1),
        (
            b'{"cells": [\n<<<<<<< HEAD\n1\n=======\n2\n>>>>>>> x\n]}',
            "the file holds unresolved merge conflict markers, lines 2 to 6",
            2,
        ),
        (
            b"version https://git-lfs.github.com/spec/v1\noid sha256:00\n",
            "the file is a Git LFS pointer, its content is stored elsewhere",
            None,
        ),
        (
            b'{"cells": [' + b"[" * 600 + b"]" * 600 + b"]}",
            "no valid JSON: nested deeper than 500 levels",
            1,
        ),
        (b"[" * 1_000_000, "no valid JSON: nested deeper than 500 levels", 1),
    ],
)
def test_what_is_no_notebook_says_why(data: bytes, reason: str, line: int | None) -> None:
    with pytest.raises(NotNotebook) as caught:
        read_notebook(data)
    assert (caught.value.reason, caught.value.line) == (reason, line)


def test_limits_are_kept() -> None:
    data = encoded(raw_notebook(*[code("x")] * 3))
    assert len(read_notebook(data, Limits(cells=3)).cells) == 3
    with pytest.raises(NotNotebook, match="more than 2 cells"):
        read_notebook(data, Limits(cells=2))
    with pytest.raises(NotNotebook, match="larger than 0 MB"):
        read_notebook(data, Limits(size=10))


@pytest.mark.parametrize("source", ["\n" * 60, "\r" * 60, ["x\n"] * 60])
def test_lines_of_all_sources_are_limited(source: object) -> None:
    data = encoded(raw_notebook(code(source), markdown("one line")))
    assert len(read_notebook(data, Limits(lines=60)).cells) == 2
    with pytest.raises(NotNotebook, match="the sources have more than 59 lines"):
        read_notebook(data, Limits(lines=59))


def test_nesting_within_the_limit_is_read() -> None:
    nested: object = "deep"
    for _ in range(450):
        nested = [nested]
    data = encoded(raw_notebook(code("x", {"output_type": "x", "data": {"a/json": nested}})))
    output = read_notebook(data).cells[0].outputs[0]
    assert output.size > 900
    assert len(output.digest) == 32


def test_hidden_text_and_repeated_ids_are_problems() -> None:
    book = notebook(code("a\u202eb", id="one"), code("b", id="one"))
    assert [(problem.kind, problem.cell) for problem in book.problems] == [
        ("hidden-text", 0),
        ("duplicate-id", 1),
    ]


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_changed_bytes_never_raise_anything_else(data: st.DataObject) -> None:
    whole = bytearray(encoded(raw_notebook(code(["a\n", "b"], stream("x\r\n")), markdown("é"))))
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(whole) - 1))
        whole[at : at + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=4))
        whole = whole or bytearray(b" ")
    _read_all(bytes(whole))


# Hypothesis says so where the first draws happen to hold no value within another.
@pytest.mark.filterwarnings("ignore:.*can't actually recurse")
@settings(max_examples=200, deadline=None)
@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(max_size=5),
                    lambda inner: st.lists(inner, max_size=4)
                    | st.dictionaries(
                        st.sampled_from(["cell_type", "source", "outputs", "data", "text", "id"]),
                        inner, max_size=5), max_leaves=25))  # fmt: skip
def test_any_types_anywhere_can_be_read(value: object) -> None:
    _read_all(
        encoded({"cells": [value, {"cell_type": "code", "outputs": value}], "metadata": value})
    )
    _read_all(encoded({"worksheets": value}))


def _read_all(data: bytes) -> None:
    try:
        book = read_notebook(data)
    except NotNotebook:
        with pytest.raises(NotNotebook):
            line_map(data)
        return
    lines = line_map(data)
    for cell in book.cells:
        assert "\n".join(cell.lines) == cell.source
        assert all(lines.raw_line(cell.index, n) for n in range(1, len(cell.lines) + 1))
        for output in cell.outputs:
            assert output.text is not None
            assert output.size >= 0
            assert output.digest
            assert lines.output_raw_line(cell.index, output.index)
