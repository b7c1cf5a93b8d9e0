import json
from typing import Any

import nbformat
import pytest
from pure.notebookdiff.made import code, encoded, markdown, raw_notebook, stream

from mergelab.pure.notebookdiff import NotNotebook, read_notebook
from mergelab.pure.notebookdiff.merging import (
    Merge,
    OutputPolicy,
    Resolution,
    marked,
    merge_notebooks,
    resolve,
)

A, B, C = "alpha = 1\nbeta = 2\ngamma = 3", "delta = load()", "# A heading with words"
NAMES = ["a", "b", "c", "d", "e", "f", "g"]


def book(*cells: dict[str, Any], **more: Any) -> bytes:
    named = [
        cell if "id" in cell else {**cell, "id": f"n{number}"} for number, cell in enumerate(cells)
    ]
    return encoded(raw_notebook(*named, **more))


def c(source: str, name: str, *outputs: object, **more: Any) -> dict[str, Any]:
    return code(source.splitlines(keepends=True), *outputs, id=name, **more)


def merged(base: bytes | None, ours: bytes, theirs: bytes, **more: Any) -> dict[str, Any]:
    merge = merge_notebooks(base, ours, theirs, **more)
    assert merge.conflicts == ()
    assert merge.data is not None
    nbformat.validate(json.loads(merge.data))
    found: dict[str, Any] = json.loads(merge.data)
    return found


def sources(data: bytes | None) -> list[str]:
    return [cell.source for cell in read_notebook(data or b"").cells]


def in_conflict(base: bytes | None, ours: bytes, theirs: bytes) -> Merge:
    merge = merge_notebooks(base, ours, theirs)
    assert merge.data is None
    assert len(merge.conflicts) == 1
    assert merge_notebooks(base, ours, theirs).conflicts[0].key == merge.conflicts[0].key
    return merge


def resolved(merge: Merge, pick: Any, text: str = "") -> list[str]:
    data = resolve(merge, {merge.conflicts[0].key: Resolution(pick, text)})
    nbformat.validate(json.loads(data))
    return sources(data)


BASE = book(c(A, "a"), c(B, "b"), markdown(C, id="c"))


def test_changes_of_different_cells_and_lines() -> None:
    ours = book(c(A.replace("1", "10"), "a"), c(B, "b"), markdown(C, id="c"))
    theirs = book(c(A.replace("3", "30"), "a"), c(B + "\nx", "b"), markdown(C, id="c"))
    merge = merge_notebooks(BASE, ours, theirs)
    assert sources(merge.data) == ["alpha = 10\nbeta = 2\ngamma = 30", B + "\nx", C]
    assert [row.state for row in merge.cells] == ["merged", "theirs", "same"]
    assert [row.source for row in merge.cells] == sources(merge.data)
    assert (merge.notes, merge.conflicts) == ((), ())


def test_only_what_they_changed_differs_from_our_file() -> None:
    ours = book(c("z\n", "z"), c(A, "a"), c(B, "b"), markdown(C, id="c"))
    theirs = book(c(A, "a"), c(B + "1", "b"), markdown(C, id="c"))
    merge = merge_notebooks(BASE, ours, theirs)
    assert merge.data == ours.replace(b'"delta = load()"', b'"delta = load()1"')


def test_the_same_lines_are_a_conflict() -> None:
    ours = book(c(A.replace("2", "20"), "a", stream("o"), count=1), c(B, "b"), markdown(C, id="c"))
    theirs = book(c(A.replace("2", "200"), "a"), c(B, "b"), markdown(C + "!", id="c"))
    merge = in_conflict(BASE, ours, theirs)
    conflict = merge.conflicts[0]
    assert (conflict.kind, conflict.reason) == ("source", "Both sides changed the same lines.")
    assert [(chunk.kind, chunk.ours, chunk.theirs) for chunk in conflict.chunks] == [
        ("same", ("alpha = 1",), ("alpha = 1",)),
        ("conflict", ("beta = 20",), ("beta = 200",)),
        ("same", ("gamma = 3",), ("gamma = 3",)),
    ]
    assert [row.state for row in merge.cells] == ["conflict", "same", "theirs"]
    assert merge.cells[0].conflict == conflict.key
    rest = [B, C + "!"]
    assert resolved(merge, "ours") == [A.replace("2", "20"), *rest]
    assert resolved(merge, "theirs") == [A.replace("2", "200"), *rest]
    assert resolved(merge, "base") == [A, *rest]
    assert resolved(merge, "both") == ["alpha = 1\nbeta = 20\nbeta = 200\ngamma = 3", *rest]
    assert resolved(merge, "both-reversed")[0] == "alpha = 1\nbeta = 200\nbeta = 20\ngamma = 3"
    assert resolved(merge, "edit", "mine") == ["mine", *rest]
    assert resolved(merge, "delete") == rest
    edited = json.loads(resolve(merge, {conflict.key: Resolution("edit", "x")}))["cells"][0]
    assert (edited["outputs"], edited["execution_count"]) == ([], None)


def test_neighbouring_lines_are_a_conflict_as_in_git() -> None:
    ours = book(c(A.replace("2", "20"), "a"))
    theirs = book(c(A.replace("3", "30"), "a"))
    assert in_conflict(book(c(A, "a")), ours, theirs).conflicts[0].kind == "source"


def test_a_deleted_cell_that_the_other_changed() -> None:
    ours = book(c(A, "a"), markdown(C, id="c"))
    theirs = book(c(A, "a"), c(B + " + 1", "b"), markdown(C, id="c"))
    merge = in_conflict(BASE, ours, theirs)
    assert merge.conflicts[0].reason == "We deleted the cell, they changed it."
    assert resolved(merge, "ours") == [A, C]
    assert resolved(merge, "theirs") == [A, B + " + 1", C]
    assert resolved(merge, "base") == [A, B, C]
    assert resolved(merge, "edit", "new") == [A, "new", C]
    other = in_conflict(BASE, theirs, ours)
    assert other.conflicts[0].reason == "They deleted the cell, we changed it."
    assert resolved(other, "theirs") == [A, C]


def test_a_deleted_cell_that_the_other_only_ran_is_gone() -> None:
    ours = book(c(A, "a"), markdown(C, id="c"))
    theirs = book(c(A, "a"), c(B, "b", stream("ran"), count=3), markdown(C, id="c"))
    merge = merge_notebooks(BASE, ours, theirs)
    assert sources(merge.data) == [A, C]
    assert [row.state for row in merge.cells] == ["same", "deleted", "same"]


def test_insertions_at_one_place() -> None:
    ours = book(c(A, "a"), c("ours_new()", "x"), c(B, "b"), markdown(C, id="c"))
    theirs = book(c(A, "a"), c("what_they_did = 5", "y"), c(B, "b"), markdown(C, id="c"))
    merge = in_conflict(BASE, ours, theirs)
    assert merge.conflicts[0].reason == (
        "Both sides added cells at this place: 1 cell of ours, 1 cell of theirs."
    )
    assert resolved(merge, "both") == [A, "ours_new()", "what_they_did = 5", B, C]
    assert resolved(merge, "both-reversed") == [A, "what_they_did = 5", "ours_new()", B, C]
    assert resolved(merge, "ours") == [A, "ours_new()", B, C]
    assert resolved(merge, "theirs") == [A, "what_they_did = 5", B, C]
    assert resolved(merge, "delete") == [A, B, C]


def test_equal_insertions_are_one() -> None:
    new, more = c("import numpy", "x"), c("import pandas", "p")
    ours = book(c(A, "a"), new, c(B, "b"), markdown(C, id="c"))
    theirs = book(c(A, "a"), {**new, "id": "y"}, more, c(B, "b"), markdown(C, id="c"))
    found = merged(BASE, ours, theirs)
    assert [cell["id"] for cell in found["cells"]] == ["a", "x", "p", "b", "c"]


def test_insertions_elsewhere_and_empty_ones() -> None:
    ours = book(c(A, "a"), c("one", "x"), c(B, "b"), markdown(C, id="c"), c("", "e"))
    theirs = book(c(A, "a"), c(B, "b"), c("two", "y"), markdown(C, id="c"), c("end", "z"))
    found = merged(BASE, ours, theirs)
    assert ["".join(cell["source"]) for cell in found["cells"]] == [
        *(A, "one", B, "two", C, "", "end")
    ]


def test_an_insertion_beside_a_replaced_cell() -> None:
    """One side rewrote a cell from scratch, the other added one before or behind it."""
    ours = book(c(A, "a"), c("import os, sys  # all new", "x"), markdown(C, id="c"))
    for theirs, expected in (
        (["a", "y", "b", "c"], [A, "yy", "import os, sys  # all new", C]),
        (["a", "b", "y", "c"], [A, "import os, sys  # all new", "yy", C]),
    ):
        cells = {"a": c(A, "a"), "b": c(B, "b"), "y": c("yy", "y"), "c": markdown(C, id="c")}
        data = book(*(cells[name] for name in theirs))
        assert sources(merge_notebooks(BASE, ours, data).data) == expected
        assert sources(merge_notebooks(BASE, data, ours).data) == expected


def test_an_empty_cell_that_both_filled() -> None:
    base = book(c(A, "a"), c("", "b"), c(B, "c"))
    ours = book(c(A, "a"), c("mine", "b"), c(B, "c"))
    theirs = book(c(A, "a"), c("yours", "b"), c(B, "c"))
    assert in_conflict(base, ours, theirs).conflicts[0].kind == "source"
    assert sources(merge_notebooks(base, ours, base).data) == [A, "mine", B]


def test_a_moved_cell_takes_the_others_change_along() -> None:
    base = book(*(c(f"{name}_line = {name * 9}", name) for name in NAMES))
    cells = [c(f"{name}_line = {name * 9}", name) for name in NAMES]
    moved = book(*cells[1:6], cells[0], cells[6])
    cells[0] = c("a_line = aaaaaaaaa\n# more", "a")
    edited = book(*cells)
    for ours, theirs in ((moved, edited), (edited, moved)):
        found = merged(base, ours, theirs)
        assert [cell["id"] for cell in found["cells"]] == ["b", "c", "d", "e", "f", "a", "g"]
        assert "".join(found["cells"][5]["source"]) == "a_line = aaaaaaaaa\n# more"


def test_a_cell_that_both_moved_stands_where_ours_has_it() -> None:
    cells = [c(f"{name}_line = {name * 9}", name) for name in NAMES]
    ours = book(*cells[1:6], cells[0], cells[6])
    theirs = book(*cells[1:3], cells[0], *cells[3:])
    merge = merge_notebooks(book(*cells), ours, theirs)
    assert [cell.id for cell in read_notebook(merge.data or b"").cells] == list("bcdefag")
    assert merge.notes == ("Cell 6: both sides moved it; it stands where ours has it.",)


def test_deep_metadata_is_merged() -> None:
    def nested(leaf: str) -> bytes:
        value: Any = leaf
        for _ in range(200):
            value = {"n": value}
        return book(c(A, "a"), metadata={"deep": value, "leaf": leaf})

    merge = merge_notebooks(nested("old"), nested("ours"), nested("theirs"))
    assert merge.data == nested("ours")
    assert len(merge.notes) == 2


def test_another_kind_of_cell() -> None:
    ours = book(c(A, "a"), c(B, "b", stream("o"), count=2), markdown(C, id="c"))
    raw = {"cell_type": "raw", "metadata": {}, "source": B, "id": "b"}
    theirs = book(c(A, "a"), raw, markdown(C, id="c"))
    assert merged(BASE, ours, theirs)["cells"][1] == {**raw, "source": [B]}
    assert merged(BASE, theirs, ours)["cells"][1] == raw
    changed = book(c(A, "a"), c(B + "()", "b"), markdown(C, id="c"))
    merge = in_conflict(BASE, changed, theirs)
    assert merge.conflicts[0].kind == "type"
    assert resolved(merge, "theirs") == [A, B, C]
    assert resolved(merge, "ours") == [A, B + "()", C]


def outputs(found: dict[str, Any]) -> list[Any]:
    return [found["cells"][0]["outputs"], found["cells"][0]["execution_count"]]


def test_outputs_follow_the_source() -> None:
    old, one, two = stream("old\n"), stream("one\n"), stream("two\n")
    base = book(c(A, "a", old, count=1))
    ran = book(c(A, "a", one, count=7))
    other = book(c(A, "a", two, count=9))
    wrote = book(c(A + "\nx", "a", two, count=3))
    assert outputs(merged(base, ran, wrote)) == [[two], 3]
    assert outputs(merged(base, wrote, ran)) == [[two], 3]
    assert outputs(merged(base, ran, base.replace(b"1,", b"2,"))) == [[one], 7]
    noted = merge_notebooks(base, ran, other)
    assert noted.notes == ("Cell 1: both sides ran it, so its outputs were cleared.",)
    assert outputs(json.loads(noted.data or b"")) == [[], None]
    counted = book(c(A, "a", one, count=8))
    assert merge_notebooks(base, ran, counted).data == ran


@pytest.mark.parametrize(
    ("policy", "expected"), [("ours", "one"), ("theirs", "two"), ("newest", "two")]
)
def test_policies(policy: OutputPolicy, expected: str) -> None:
    def run(text: str, at: str) -> bytes:
        times = {"execution": {"iopub.status.busy": at}}
        return book(c(A, "a", stream(text), count=2, metadata=times))

    base = run("old", "2024-01-01T10:00:00Z")
    ours, theirs = run("one", "2024-01-02T10:00:00Z"), run("two", "2024-01-02T11:00:00Z")
    cell = merged(base, ours, theirs, outputs=policy)["cells"][0]
    assert cell["outputs"][0]["text"] == expected
    hour = "11" if expected == "two" else "10"
    assert cell["metadata"]["execution"]["iopub.status.busy"] == f"2024-01-02T{hour}:00:00Z"
    cleared = merged(base, ours, theirs)["cells"][0]
    assert (cleared["outputs"], cleared["metadata"]) == ([], {})


def test_metadata_and_attachments_are_merged_by_key() -> None:
    def kernel(version: str, **more: Any) -> dict[str, Any]:
        return {"language_info": {"name": "python", "version": version}, **more}

    base = book(
        markdown(C, id="c", metadata={"tags": ["x", "y"], "s": {"p": 1}}), metadata=kernel("3.9.0")
    )
    ours = book(
        markdown(C, id="c", metadata={"tags": ["x", "y", "o"], "s": {"p": 2}}),
        metadata=kernel("3.10.1", o=1.50),
    )
    theirs = book(
        markdown(
            C,
            id="c",
            metadata={"tags": ["y", "t"], "s": {"p": 3, "q": 4}},
            attachments={"i.png": {"image/png": "QQ=="}},
        ),
        metadata=kernel("3.11.2", t=True),
        nbformat_minor=5,
    )
    merge = merge_notebooks(base, ours, theirs)
    found = json.loads(merge.data or b"")
    assert found["metadata"] == kernel("3.10.1", o=1.5, t=True)
    assert found["cells"][0]["metadata"] == {"tags": ["y", "o", "t"], "s": {"p": 2, "q": 4}}
    assert found["cells"][0]["attachments"] == {"i.png": {"image/png": "QQ=="}}
    assert merge.notes == (
        "The kernel differs on both sides; ours is kept.",
        "Cell 1: both sides changed “s.p”; ours is kept.",
    )


def test_one_attachment_changed_by_both() -> None:
    def with_image(data: str) -> bytes:
        return book(markdown(C, id="c", attachments={"i": {"image/png": data}}))

    merge = in_conflict(with_image("QQ=="), with_image("Qg=="), with_image("Qw=="))
    assert merge.conflicts[0].kind == "attachments"
    data = resolve(merge, {merge.conflicts[0].key: Resolution("theirs")})
    assert json.loads(data)["cells"][0]["attachments"] == {"i": {"image/png": "Qw=="}}


def test_equal_additions_with_other_attachments() -> None:
    def with_image(data: str) -> bytes:
        return book(c(A, "a"), markdown(C, id="c", attachments={"i": {"image/png": data}}))

    merge = in_conflict(book(c(A, "a")), with_image("QQ=="), with_image("Qg=="))
    assert merge.conflicts[0].kind == "insertions"
    assert sources(merge_notebooks(None, with_image("QQ=="), book(c(A, "a"))).data) == [A, C]


def test_ids_are_made_unique_and_ours_stay() -> None:
    def numbered(*texts: str) -> bytes:
        return book(*(c(text, str(number)) for number, text in enumerate(texts)))

    one, two, three = "first = 'one'", "second = 'two'", "third = 'three'"
    base = numbered(one, two, three)
    found = merged(
        base, numbered(one, two, "new = 'mine'", three), numbered("their = 'new'", one, two, three)
    )
    ids = [cell["id"] for cell in found["cells"]]
    assert ids[1:] == ["0", "1", "2", "3"]
    assert len(set(ids)) == 5


def test_the_higher_format_gives_ids_to_all() -> None:
    old = {"nbformat_minor": 4}
    base = encoded(raw_notebook(code([A]), **old))
    ours = encoded(raw_notebook(code([A]), code(["mine = 1"]), **old))
    theirs = book(c(A + "\nmore", "t"))
    found = merged(base, ours, theirs)
    assert found["nbformat_minor"] == 5
    assert found["cells"][0]["id"] == "t"
    assert len(found["cells"][1]["id"]) == 8


def test_without_a_base() -> None:
    ours = book(c(A, "a"), c("mine = 1", "m"), c(B, "b"))
    theirs = book(c(A, "x"), c(B, "y"), c("yours = 2", "z"))
    assert sources(merge_notebooks(None, ours, theirs).data) == [A, "mine = 1", B, "yours = 2"]
    assert in_conflict(None, book(c(A, "a")), book(c(B, "b"))).conflicts[0].kind == "insertions"
    assert merge_notebooks(None, ours, ours).data == ours


def test_our_style_is_kept() -> None:
    def styled(*cells: dict[str, Any]) -> bytes:
        text = json.dumps(raw_notebook(*cells), indent=4, sort_keys=True) + "\n\n"
        return text.replace("\n", "\r\n").encode()

    ours = styled(code(A + "\né", id="a"), code(B, id="b"))
    theirs = book(c(A, "a"), c(B, "b"), c("ü\nend", "t"))
    theirs = theirs.replace(b"delta", b"omega")
    expected = styled(
        code(A + "\né", id="a"),
        code(B.replace("delta", "omega"), id="b"),
        code("ü\nend", id="t"),
    )
    data = merge_notebooks(book(c(A, "a"), c(B, "b")), ours, theirs).data
    assert data is not None
    assert json.loads(data) == json.loads(expected)
    assert data.count(b"\r\n") == data.count(b"\n") == expected.count(b"\n")
    assert b'"source": "\\u00fc\\nend"' in data
    assert data.startswith(expected[:120])


def test_old_formats_merge_among_themselves() -> None:
    def old(*cells: dict[str, Any]) -> bytes:
        sheet = {"worksheets": [{"cells": list(cells)}], "metadata": {"name": ""}}
        return encoded({**sheet, "nbformat": 3, "nbformat_minor": 0})

    head = {"cell_type": "heading", "level": 2, "source": "Head", "metadata": {}}
    cell = {"cell_type": "code", "language": "python", "input": [A], "outputs": []}
    base = old(head, cell)
    ours = old(head, {**cell, "input": [A + "1"]})
    theirs = old({**head, "source": "Heads"}, cell, {**cell, "input": "end_of_it = 1"})
    merge = merge_notebooks(base, ours, theirs)
    assert sources(merge.data) == ["## Heads", A + "1", "end_of_it = 1"]
    nbformat.validate(json.loads(merge.data or b""), version=3)
    with pytest.raises(NotNotebook, match="different notebook formats: 3 and 4"):
        merge_notebooks(base, ours, BASE)
    two = encoded({"nbformat": 3, "worksheets": [{"cells": []}, {"cells": []}]})
    with pytest.raises(NotNotebook, match="several worksheets"):
        merge_notebooks(two, two, two)
    with pytest.raises(NotNotebook):
        merge_notebooks(BASE, b"<<<<<<< x", BASE)


def test_a_broken_file_is_mended() -> None:
    ours = BASE.replace(b"\n   ],", b",\n   ],", 1).replace(b"gamma = 3", b"gamma = 33")
    theirs = book(c(A, "a"), c(B, "b"), markdown(C, id="c"), c("end", "e"))
    merge = merge_notebooks(BASE, ours, theirs)
    assert sources(merge.data) == [A.replace("3", "33"), B, C, "end"]
    assert merge.notes == ("Our file was no valid JSON, or repeated a key; it was written anew.",)


def test_resolving_says_what_is_wrong() -> None:
    ours = book(c(A, "a"), markdown(C, id="c"))
    theirs = book(c(A, "a"), c(B + "1", "b"), markdown(C, id="c"))
    merge = in_conflict(BASE, ours, theirs)
    key = merge.conflicts[0].key
    with pytest.raises(ValueError, match=f"1 conflicts are not decided: {key}"):
        resolve(merge, {})
    with pytest.raises(ValueError, match="“both” cannot be chosen"):
        resolve(merge, {key: Resolution("both")})
    with pytest.raises(ValueError, match="No conflict has the key x"):
        resolve(merge, {key: Resolution("ours"), "x": Resolution("ours")})
    clean = merge_notebooks(BASE, ours, BASE)
    assert resolve(clean, {}) == ours == marked(clean)


def test_an_undecided_merge_opens() -> None:
    ours = book(c(A, "a"), c(B + "0", "b"), markdown(C, id="c"))
    theirs = book(c(A, "a"), c(B + "1", "b"), markdown(C + "?", id="c"))
    merge = in_conflict(BASE, ours, theirs)
    found = json.loads(marked(merge, ours="main", theirs="topic"))
    nbformat.validate(found)
    key = merge.conflicts[0].key
    marks = [cell["metadata"].get("mergelab.conflict") for cell in found["cells"]]
    assert marks == [
        None,
        *({"key": key, "side": side} for side in ("note", "ours", "theirs")),
        None,
    ]
    assert "".join(found["cells"][1]["source"]) == (
        "**Merge conflict.** Both sides changed the same lines.\n\n"
        "- ours (main): 1 cell\n- theirs (topic): 1 cell\n\n"
        "They follow in this order. Keep what shall stay, then delete this note."
    )
    assert ["".join(cell["source"]) for cell in found["cells"][2:]] == [B + "0", B + "1", C + "?"]
