from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mergelab.repository.git import diffs
from mergelab.repository.git.errors import NotFound, OutputTooLarge

Put = Callable[..., None]
LINES = "".join(f"line {n}\n" for n in range(40))


def test_all_kinds_of_change(directory: Path, client: Any, put: Put) -> None:
    base = client.commit({"old.txt": LINES, "m": "1\n", "gone": "x\n", "bin": b"\0\1", "e": ""})
    client.run("mv", "old.txt", "new.txt")
    client.run("rm", "-q", "gone", "e")
    (client.tree / "e").symlink_to("m")
    head = client.commit({"m": "1\n2\n", "bin": b"\0\2", "d/added": "a\nb\n"})
    put()
    found = diffs.raw_changes(directory, base, head)
    assert not found.truncated
    rows = {
        (c.status.value, c.old_path, c.new_path, c.additions, c.deletions, c.binary)
        for c in found.files
    }
    assert rows == {
        ("M", "bin", "bin", None, None, True),
        ("A", "d/added", "d/added", 2, 0, False),
        ("T", "e", "e", 1, 0, False),
        ("D", "gone", "gone", 0, 1, False),
        ("M", "m", "m", 1, 0, False),
        ("R", "old.txt", "new.txt", 0, 0, False),
    }
    renamed = next(c for c in found.files if c.new_path == "new.txt")
    assert (renamed.similarity, renamed.old_mode) == (100, 0o100644)
    link = next(c for c in found.files if c.path == "e")
    assert (link.old_mode, link.new_mode) == (0o100644, 0o120000)


def test_from_nothing_and_no_change(directory: Path, client: Any, put: Put) -> None:
    base = client.commit({"a": "1\n", "d/b": "2\n"})
    put()
    found = diffs.raw_changes(directory, None, base)
    assert [(c.status.value, c.path, c.additions) for c in found.files] == [
        ("A", "a", 1),
        ("A", "d/b", 1),
    ]
    assert diffs.raw_changes(directory, base, base) == diffs.Changes((), truncated=False)
    with pytest.raises(NotFound):
        diffs.raw_changes(directory, base, "--output=x")


def test_b20_changes_equal_diff_tree_for_hostile_names(
    directory: Path, client: Any, put: Put
) -> None:
    base = client.commit({"keep": "1"})
    hostile = [b"a\nb", b"\xff\xfe", "\u202ex".encode(), b'"', b"-x", b":!a", b"*", b"n" * 250]
    head = client.commit({n.decode("utf-8", "surrogateescape"): "x\n" for n in hostile})
    put()
    found = diffs.raw_changes(directory, base, head)
    assert {c.path.encode("utf-8", "surrogateescape") for c in found.files} == set(hostile)
    raw = client.run("diff-tree", "-r", "-z", "--name-only", base, head).stdout
    listed = {name.encode("utf-8", "surrogateescape") for name in raw.split("\0") if name}
    assert listed == set(hostile)
    blob = client.out("rev-parse", f"{head}:*")
    assert {(c.old_sha, c.new_sha) for c in found.files} == {("0" * 40, blob)}
    for change in found.files:
        text = diffs.patch(directory, base, head, paths=(change.path,))
        assert text.count(b"diff --git ") == 1
        assert text.endswith(b"+x\n")


def test_too_many_files_are_cut(directory: Path, client: Any, put: Put) -> None:
    base = client.commit({"a": "1"})
    head = client.commit({f"d{n % 3}/f{n}": "x" for n in range(20)})
    put()
    found = diffs.raw_changes(directory, base, head, max_files=5)
    assert (len(found.files), found.truncated) == (5, True)
    whole = diffs.raw_changes(directory, base, head, max_files=20)
    assert (len(whole.files), whole.truncated) == (20, False)
    assert [c.path for c in found.files] == [c.path for c in whole.files][:5]


def test_patch(directory: Path, client: Any, put: Put) -> None:
    base = client.commit({"old": LINES, "other": "1\n"})
    client.run("mv", "old", "new")
    head = client.commit({"new": LINES.replace("line 20\n", "line  20\n"), "other": "2\n"})
    put()
    text = diffs.patch(directory, base, head, paths=("old", "new"), context=1).decode()
    assert "rename from old\nrename to new\n" in text
    assert "@@ -20,3 +20,3 @@ line 18\n line 19\n-line 20\n+line  20\n line 21\n" in text
    assert "other" not in text
    quiet = diffs.patch(
        directory, base, head, paths=("old", "new"), whitespace=diffs.Whitespace.IGNORE_ALL
    )
    assert b"@@" not in quiet
    with pytest.raises(OutputTooLarge):
        diffs.patch(directory, base, head, cap=10)


def test_b18_diff_id_follows_the_change_only(directory: Path, client: Any, put: Put) -> None:
    base = client.commit({"a": LINES, "bin": b"\0\1"})
    change = LINES.replace("line 20\n", "line twenty\n")
    one = client.commit({"a": change, "bin": b"\0\2"})
    client.run("checkout", "-q", "-b", "moved", base)
    later = client.commit({"a": "top\n" + LINES, "z": "1"})
    rebased = client.commit({"a": "top\n" + change, "bin": b"\0\2"})
    client.run("checkout", "-q", "-b", "space", base)
    spaced = client.commit({"a": change.replace("twenty", "twenty "), "bin": b"\0\2"})
    client.run("checkout", "-q", "-b", "binary", base)
    binary = client.commit({"a": change, "bin": b"\0\3"})
    put("main", "moved", "space", "binary")
    known = diffs.diff_id(directory, base, one)
    assert diffs.diff_id(directory, later, rebased) == known
    assert diffs.diff_id(directory, base, spaced) != known
    assert diffs.diff_id(directory, base, binary) != known
    assert diffs.diff_id(directory, base, base) != known
