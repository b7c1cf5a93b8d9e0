from pure.notebookdiff.made import code, display, markdown, notebook, stream

from mergelab.pure.notebookdiff import as_text, diff_notebooks, diff_text, raw_diff_text

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
        "# %%\na = '\\u001b[31m\\u202e'\n# → stdout\n#     \\u202e\n\n"
        "# %% [markdown]\n# \\u0007\n"
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
        "# %%\nx\n# → output of type “hologram”, 26 characters\n"
        "# → image/png (4 characters), text/html (3 characters)\n#     <b>\n"
    )


def test_diff_text() -> None:
    assert diff_text(diff_notebooks(OLD, NEW)) == (
        "1 cell changed, 1 added, 1 deleted, 2 outputs, 1 image, metadata of 1 cell,"
        " notebook metadata\n"
        "\n@@ cell 2: changed, outputs @@ # %%\n"
        "  a = 1\n- b = 2\n+ b = 3\n"
        "  output changed: stdout\n-     done\n+     ready\n"
        "+ output: image/png (4 characters)\n"
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


def test_of_a_changed_figure_only_the_title_is_shown() -> None:
    old, new = (
        notebook(code("x", display(image__png=image, text__plain=f"<at {address}>")))
        for image, address in (("QUJD", "0x7f00000001"), ("QUJERA==", "0x7f00000002"))
    )
    assert diff_text(diff_notebooks(old, new)) == (
        "1 output, 1 image\n\n@@ cell 1: outputs @@ # %%\n"
        "- output: image/png (4 characters), text/plain\n"
        "+ output: image/png (8 characters), text/plain\n"
    )
