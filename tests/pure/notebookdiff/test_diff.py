import json
from typing import Any

import pytest
from pure.notebookdiff.made import code, display, markdown, notebook, stream

from mergelab.pure.notebookdiff import DiffLine, diff_json, diff_notebooks, hunks, summary
from mergelab.pure.notebookdiff.hunks import EDGE, LINES, diff_texts

LONG = "a = 1\nb = 2\nc = 3\nd = 4\ne = 5"
PNG = "iVBORw0KGgo="


def kinds(old: object, new: object) -> set[str]:
    (row,) = diff_notebooks(notebook(old), notebook(new)).rows
    return set(row.kinds)


def verdicts(old: list[Any], new: list[Any]) -> list[str]:
    (row,) = diff_notebooks(notebook(code("x", *old)), notebook(code("x", *new))).rows
    return [pair.verdict for pair in row.outputs]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (code(LONG), code(LONG), set()),
        (code(LONG, count=1), code(LONG, count=2), {"count"}),
        (code(LONG), code(LONG + "\n"), {"source"}),
        (code(LONG), markdown(LONG), {"type"}),
        (code(LONG), code(LONG, stream("x")), {"outputs"}),
        (
            code(LONG, stream("at 0x7f00aa11")),
            code(LONG, stream("at 0x7f00bb22")),
            {"outputs-noise"},
        ),
        (code(LONG, id="a"), code(LONG, id="b"), set()),
        (code(LONG), code(LONG, metadata={"tags": ["t"]}), {"metadata"}),
        (code(LONG), code(LONG, future="key"), {"metadata"}),
        (code(LONG), code(LONG, metadata={"execution": {"t": 1}}), {"count"}),
        (code(LONG), code(LONG, metadata={"id": "colab"}), set()),
        (markdown(LONG), markdown(LONG, attachments={"a": {}}), {"attachments"}),
    ],
)
def test_kinds(old: object, new: object, expected: set[str]) -> None:
    assert kinds(old, new) == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ([stream("ab")], [stream("a"), stream("b")], ["equal"]),
        ([stream("5%\r9%")], [stream("7%\r8%\r9%")], ["noise"]),
        ([stream("\x1b[31mx\x1b[0m")], [stream("x")], ["noise"]),
        ([stream("x")], [stream("x", "stderr")], ["removed", "added"]),
        ([stream("a")], [stream("b")], ["changed"]),
        ([display(image__png=PNG)], [display(image__png=[PNG[:4] + "\n", PNG[4:]])], ["noise"]),
        ([display(image__png=PNG)], [display(image__png="AAAA")], ["changed"]),
        (
            [display(image__png=PNG, text__plain="<Figure size 640x480 with 1 Axes>")],
            [display(image__png=PNG, text__plain="<Figure size 800x400 with 1 Axes>")],
            ["noise"],
        ),
        (
            [display(text__plain="<Figure size 640x480 with 1 Axes>")],
            [display(text__plain="<Figure size 800x400 with 1 Axes>")],
            ["changed"],
        ),
        (
            [display(**{"application__vnd.jupyter.widget-view+json": {"model_id": "a", "v": 2}})],
            [display(**{"application__vnd.jupyter.widget-view+json": {"model_id": "b", "v": 2}})],
            ["noise"],
        ),
        ([display(application__json={"a": 1})], [display(application__json={"a": 2})], ["changed"]),
        (
            [stream("[00:12<00:00, 5.20it/s] done")],
            [stream("[00:15<00:00, 4.11it/s] done")],
            ["noise"],
        ),
        (
            [{"output_type": "error", "ename": "E", "evalue": "v", "traceback": ["Cell In[3]"]}],
            [{"output_type": "error", "ename": "E", "evalue": "v", "traceback": ["Cell In[9]"]}],
            ["noise"],
        ),
        (
            [{"output_type": "execute_result", "data": {"text/plain": "1"}, "execution_count": 1}],
            [{"output_type": "execute_result", "data": {"text/plain": "1"}, "execution_count": 2}],
            ["equal"],
        ),
        ([{"output_type": "hologram", "v": 1}], [{"output_type": "hologram", "v": 2}], ["changed"]),
        ([3], [4], ["changed"]),
        (
            [stream("a"), display(image__png=PNG), display(text__html="<b>t</b>")],
            [display(image__png="AAAA"), display(text__html="<b>t</b>"), display(text__plain="n")],
            ["removed", "changed", "equal", "added"],
        ),
    ],
)
def test_output_verdicts(old: list[Any], new: list[Any], expected: list[str]) -> None:
    assert verdicts(old, new) == expected


def test_source_lines_with_words() -> None:
    old, new = notebook(code(LONG)), notebook(code(LONG.replace("c = 3", "c = 33\nnew")))
    (row,) = diff_notebooks(old, new).rows
    changed = [line for line in row.lines if line.tag != "equal"]
    assert changed == [
        DiffLine("delete", "c = 3", 3, None, ((4, 5),), 3),
        DiffLine("insert", "c = 33", None, 3, ((4, 6),), 3),
        DiffLine("insert", "new", None, 4),
    ]
    assert [line.text for (hunk,) in [list(hunks(row.lines, 1))] for line in hunk] == [
        *("b = 2", "c = 3", "c = 33", "new", "d = 4")
    ]


def test_hunks_join_where_their_context_meets() -> None:
    lines = [DiffLine("equal", str(n), n, n) for n in range(1, 21)]
    for place in (4, 8, 16):
        lines[place] = DiffLine("insert", "x", None, place)
    assert [(hunk[0].text, len(hunk)) for hunk in hunks(lines, 2)] == [("3", 9), ("15", 5)]
    assert [len(hunk) for hunk in hunks(lines, 0)] == [1, 1, 1]
    assert list(hunks(lines[:4])) == []


@pytest.mark.parametrize("middle", ["equal", "replace"])
def test_of_a_long_stretch_the_ends_are_aligned(middle: str) -> None:
    old = [f"line {n}" for n in range(LINES + 10)]
    new = [*old[:3], "new", *old[3:-3], "new", *old[-3:]]
    old[0], old[-1] = "first", "last"
    if middle == "replace":
        new[EDGE + 500] = "other"
    lines = diff_texts(old, new)
    assert [line.text for line in lines if line.old] == old
    assert [line.text for line in lines if line.new] == new
    changed = sum(line.tag == "insert" for line in lines)
    assert changed == 4 if middle == "equal" else changed > LINES - 2 * EDGE


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        ([code("x")], [code("x")], "no visible change"),
        ([code("x", count=1)], [code("x", count=2)], "no visible change (rerun)"),
        ([code(LONG)], [code(LONG + "1")], "1 cell changed"),
        ([code(LONG)], [code(LONG), code("new"), code("x")], "2 cells added"),
        (
            [code(LONG, display(image__png=PNG)), code("y")],
            [code(LONG + "1", display(image__png="AAAA"))],
            "1 cell changed, 1 deleted, 1 figure",
        ),
        ([code(LONG)], [code(LONG, metadata={"a": 1})], "metadata of 1 cell"),
    ],
)
def test_summary(old: list[Any], new: list[Any], text: str) -> None:
    diff = diff_notebooks(notebook(*old), notebook(*new))
    assert summary(diff).text() == text
    assert diff.is_changed == (not text.startswith("no "))


def test_notebook_level_changes() -> None:
    kernel = {"kernelspec": {"name": "a", "language": "python"}, "toc": 1}
    old = notebook(metadata=kernel)
    new = notebook(
        metadata={"kernelspec": {"name": "b", "language": "python"}, "language_info": {}},
        nbformat_minor=4,
    )
    diff = diff_notebooks(old, new)
    assert [(c.kind, c.change.key, c.change.old, c.change.new) for c in diff.changes] == [
        ("format", "nbformat", "4.5", "4.4"),
        ("kernel", "kernelspec.name", "a", "b"),
        ("metadata", "toc", 1, None),
        ("kernel", "language_info", None, {}),
    ]
    assert summary(diff).text() == "notebook metadata"


def test_one_sided_diffs() -> None:
    book = notebook(code("x", stream("o")), markdown("y"))
    added, deleted = diff_notebooks(None, book), diff_notebooks(book, None)
    assert summary(added).text() == "notebook added, 2 cells"
    assert summary(deleted).text() == "notebook deleted, 2 cells"
    assert [row.kinds for row in added.rows] == [{"inserted"}] * 2
    assert [row.kinds for row in deleted.rows] == [{"deleted"}] * 2
    assert [pair.verdict for pair in added.rows[0].outputs] == ["added"]
    assert added.is_changed
    assert not diff_notebooks(None, None).is_changed


def test_json_form_is_json() -> None:
    old = notebook(code(LONG, stream("a\nb")), markdown("gone"))
    new = notebook(code(LONG + "\nf", stream("a\nc")))
    values = json.loads(json.dumps(diff_json(diff_notebooks(old, new))))
    assert values["summary"] == "1 cell changed, 1 deleted, 1 output"
    first, second = values["rows"]
    assert first["kinds"] == ["outputs", "source"]
    assert first["lines"] == [{"tag": "insert", "old": None, "new": 6, "text": "f", "marks": None}]
    assert [line["text"] for line in first["outputs"][0]["lines"]] == ["b", "c"]
    assert (second["old"], second["new"], second["kinds"]) == (1, None, ["deleted"])
