from typing import Any

import pytest
from pure.notebookdiff.made import code, display, markdown, notebook, stream

from mergelab.pure.notebookdiff import (
    PairPlace,
    PixelChange,
    as_text,
    diff_json,
    diff_notebooks,
    diff_text,
    raw_diff_text,
    with_pixels,
)

OLD = notebook(
    markdown("# Title", metadata={"tags": ["intro"]}),
    code("a = 1\nb = 2", stream("5%\r\x1b[32mdone\x1b[0m\n"), count=1),
    code("gone()"),
    code("kept_in_place = True"),
)
NEW = notebook(
    markdown("# Title"),
    code("a = 1\nb = 3", stream("ready\n"), display(image__png="QUJD"), count=2),
    code("kept_in_place = True"),
    code("evil = '\u202e\x1b[31m'"),
    metadata={"a": 1},
)


def test_percent_form() -> None:
    assert as_text(OLD) == (
        '# %% [markdown] tags=["intro"]\n# # Title\n\n'
        "# %%\na = 1\nb = 2\n# → stdout\n#     done\n\n"
        "# %%\ngone()\n\n# %%\nkept_in_place = True\n"
    )
    assert "stdout" not in as_text(OLD, outputs=False)
    assert as_text(notebook()) == ""


def test_comments_are_those_of_the_language() -> None:
    book = notebook(
        markdown("One\n\nTwo"),
        code("val x = 1", stream("x\n")),
        {"cell_type": "raw", "source": "r", "metadata": {}},
        metadata={"language_info": {"name": "scala"}},
    )
    assert as_text(book) == (
        "// %% [markdown]\n// One\n//\n// Two\n\n"
        "// %%\nval x = 1\n// → stdout\n//     x\n\n// %% [raw]\n// r\n"
    )


def test_what_changes_at_every_run_is_left_out() -> None:
    book = notebook(code("x", stream("<object at 0x7f00000001>\n\x1b]0;title\x07ok\n")))
    assert as_text(book).endswith("# → stdout\n#     <object at 0x…>\n#     ok\n")


def test_nothing_steers_a_terminal() -> None:
    book = notebook(code("a = '\x1b[31m\u202e'", stream("\x9b31m\u202e")), markdown("\x07"))
    assert as_text(book) == (
        "# %%\na = '\\u001b[31m\\u202e'\n# → stdout\n#     \\u202e\n\n# %% [markdown]\n# \\u0007\n"
    )


def test_long_outputs_can_be_cut() -> None:
    book = notebook(code("x", stream("".join(f"{n}\n" for n in range(10)))))
    assert as_text(book, longest=3) == (
        "# %%\nx\n# → stdout\n#     0\n#     1\n#     … 7 more lines …\n#     9\n"
    )


def test_unknown_and_data_outputs_are_named_with_their_size() -> None:
    book = notebook(
        code("x", {"output_type": "hologram"}, display(image__png="QUJD", text__html="<b>"))
    )
    assert as_text(book) == (
        "# %%\nx\n# → output of type “hologram”, 26 characters\n# → figure\n#     <b>\n"
    )


def test_diff_text() -> None:
    assert diff_text(diff_notebooks(OLD, NEW)) == (
        "1 cell changed, 1 added, 1 deleted, 1 figure, 1 output, metadata of 1 cell,"
        " notebook metadata\n"
        "! The source of cell 4 has hidden characters: U+202E right-to-left override\n"
        "\n@@ cell 2: changed, outputs @@ # %%\n"
        "  a = 1\n- b = 2\n+ b = 3\n"
        "  output changed: stdout\n-     done\n+     ready\n"
        "+ output: figure\n"
        "\n@@ cell 3: deleted @@ # %%\n- gone()\n"
        "\n@@ cell 4: inserted @@ # %%\n+ evil = '\\u202e\\u001b[31m'\n"
    )


def test_outputs_can_be_left_out_and_metadata_shown() -> None:
    text = diff_text(diff_notebooks(OLD, NEW), outputs=False, metadata=True)
    assert "output" not in text.split("\n", 1)[1].replace("outputs @@", "")
    assert '\n- metadata tags: ["intro"]\n' in text
    assert "\n+ notebook a: 1\n" in text


def test_colours_mark_words() -> None:
    text = diff_text(diff_notebooks(OLD, NEW), color=True)
    assert "\x1b[31m- \x1b[0m\x1b[31mb = \x1b[0m\x1b[31;7m2\x1b[0m\n" in text
    assert "\x1b[32;7m3\x1b[0m" in text
    assert "\\u001b[31m" in text


def test_moved_and_retyped_cells_have_a_header() -> None:
    old = notebook(code("first_cell_moves()"), code("b_stays_here()"), code("c_stays_here()"))
    new = notebook(code("b_stays_here()"), markdown("c_stays_here()"), code("first_cell_moves()"))
    assert diff_text(diff_notebooks(old, new)) == (
        "1 cell changed, 1 moved\n"
        "\n@@ cell 3 → 2: type changed @@ # %% [markdown]\n- # code\n+ # markdown\n"
        "\n@@ cell 1 → 3: moved @@ # %%\n"
    )


def test_equal_notebooks_say_so() -> None:
    assert diff_text(diff_notebooks(OLD, OLD)) == "no visible change\n"


def test_raw_text() -> None:
    old = b"\n".join(b"%d" % n for n in range(20))
    assert raw_diff_text(old, old.replace(b"10", b"ten\x1b"), context=1) == (
        "  9\n- 10\n+ ten\\u001b\n  11\n"
    )
    assert raw_diff_text(old, old) == ""
    assert raw_diff_text(b"", b"a") == "+ a\n"
    assert raw_diff_text(b"a\nb\n", b"a\nc\n") == "  a\n- b\n+ c\n"
    assert raw_diff_text(b"a\n", b"a") == "- a\n+ a (without a line end)\n"


def changed(old: object, new: object, *, color: bool = False) -> list[str]:
    """The lines below the header of the only cell, whose output changed."""
    diff = diff_notebooks(notebook(code("x", old)), notebook(code("x", new)))
    return diff_text(diff, color=color).partition("@@ # %%\n")[2].splitlines()


def test_of_a_changed_figure_only_the_title_is_shown() -> None:
    old, new = (
        display(image__png=image, text__plain=f"<at {address}>")
        for image, address in (("QUJD", "0x7f00000001"), ("QUJERA==", "0x7f00000002"))
    )
    assert changed(old, new) == ["  output changed: figure"]


def test_encoded_bytes_are_no_text() -> None:
    beside = {"application__pdf": "JVBERi0x", "image__svg+xml": "<svg/>"}
    old, new = display(image__png="QUJD", **beside), display(image__png="QUJE")
    assert changed(old, new) == ["  output changed: figure"]
    assert changed(display(application__pdf="JVBERi0x"), display(text__plain="gone"))[2:] == [
        "+     gone"
    ]


def test_how_much_of_a_figure_changed() -> None:
    old, new = (notebook(code("x", display(image__png=image))) for image in ("QUJD", "QUJERA=="))
    diff = diff_notebooks(old, new)
    for share, words in ((0.382, "38 % of the pixels"), (0.001, "under 1 % of the pixels")):
        change = PixelChange(share, (0, 0, 1, 1), (4, 4), (4, 4))
        shown = with_pixels(diff, {PairPlace(0, 0): change})
        assert diff_text(shown).endswith(f"  output changed: figure ({words})\n")
        (row,) = diff_json(shown)["rows"]
        assert row["outputs"][0]["pixels"] == {
            "share": share,
            "box": [0, 0, 1, 1],
            "old_size": [4, 4],
            "new_size": [4, 4],
        }


def table(*rows: str, head: str = "<th></th><th>a</th><th>b</th>") -> dict[str, object]:
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    return display(text__html=f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>")


def test_tables_are_compared_by_cell() -> None:
    row = "<th>{}</th><td>{}</td><td>{}</td>".format
    old = table(row(0, "1.0", "x"), row(1, "2.0", "y"), row(2, "3.0", "z"))
    new = table(row(0, "1.0", "x"), row(1, "2.5", "<b>y</b>"), row(2, "3.0", "z"), row(3, "4", "v"))
    assert changed(old, new) == [
        "- output: table 3 × 2",
        "+ output: table 4 × 2",
        "      1 cell changed, 1 row added",
        "      1: a: 2.0 → 2.5 (+25 %)",
        "+     3 | 4 | v",
    ]
    (json_row,) = diff_json(diff_notebooks(notebook(code("x", old)), notebook(code("x", new))))[
        "rows"
    ]
    (found,) = json_row["outputs"][0]["tables"]
    assert found["summary"] == "1 cell changed, 1 row added"
    assert [entry["tag"] for entry in found["rows"]] == ["changed", "inserted"]
    assert found["rows"][0]["cells"] == [{"column": 1, "old": "2.0", "new": "2.5", "delta": 0.5}]


@pytest.mark.parametrize(
    ("value", "words"),
    [("3420", "+71 %"), ("7989", "+299 %"), ("40000", "+1,900 %"), ("2e10", "+1e+09 %")],
)
def test_how_far_a_number_went(value: str, words: str) -> None:
    row = "<th>0</th><td>{}</td><td>x</td>".format
    lines = changed(table(row("2000")), table(row(value)))
    assert lines[-1] == f"      0: a: 2000 → {value} ({words})"


def test_many_changed_rows_are_counted() -> None:
    row = "<th>{}</th><td>{}</td><td>{}</td>".format
    old, new = (table(*[row(n, n + more, "x") for n in range(50)]) for more in (0, 1000))
    lines = changed(old, new)
    assert len(lines) == 33
    assert lines[-1] == "      … 20 more changed rows"


def test_columns_that_came_and_went() -> None:
    head = "<th></th><th>a</th><th>c</th>"
    row = "<th>0</th><td>1</td><td>{}</td>".format
    assert changed(table(row("x")), table(row("y"), head=head))[1:4] == [
        "      1 column added, 1 column removed",
        "-     column b",
        "+     column c",
    ]


def test_other_data_is_compared_by_place() -> None:
    old, new = (
        display(**{"application__vnd.plotly.v1+json": {"data": [{"y": [1, last]}]}})
        for last in (2, 3)
    )
    lines = changed(old, new)
    assert lines[0].startswith("  output changed: Plotly figure")
    assert lines[1].startswith("      data[0].y")


def test_hints_follow_the_summary() -> None:
    old = notebook(code("a"), code("x = 1", stream("1\n"), count=7))
    new = notebook(code("a"), code("x = 2", stream("1\n"), count=7))
    diff = diff_notebooks(old, new)
    words = "Cell 2 was changed but its output was not rerun"
    assert diff_text(diff).startswith(f"1 cell changed\n! {words}\n\n@@ cell 2")
    assert f"\x1b[33m! {words}\x1b[0m\n" in diff_text(diff, color=True)
    (hint,) = diff_json(diff)["hints"]
    assert (hint["kind"], hint["message"], hint["side"], hint["cell"]) == (
        "changed-not-rerun",
        words,
        "new",
        1,
    )


def test_of_a_long_text_the_first_lines_are_listed() -> None:
    diff = diff_notebooks(notebook(), notebook(code([f"{n}\n" for n in range(30_000)])))
    lines = diff_text(diff).splitlines()
    assert lines[-2:] == ["+ 19999", "  ⋮ more than 20,000 lines; the rest is left out"]
    rows: Any = diff_json(diff)["rows"]
    assert len(rows[0]["lines"]) == 20_000
