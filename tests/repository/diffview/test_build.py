"""What is shown of each kind of change, with real repositories."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mergelab.pure.textdiff import Gap, Hunk
from mergelab.repository.diffview import FileDiff, Kind, file_diff, file_diffs, file_key
from mergelab.repository.diffview.build import Options
from mergelab.repository.git.diffs import raw_changes

Compare = Callable[..., dict[str, FileDiff]]


@pytest.fixture
def compare(directory: Path, client: Any, put: Callable[..., None]) -> Compare:
    """The differences of a commit by path, made of files before and after it."""

    def differences(
        before: dict[str, Any], after: Callable[[Path], None], **options: Any
    ) -> dict[str, FileDiff]:
        old = client.commit({"keep": "1\n", **before})
        after(client.tree)
        new = client.commit({})
        put()
        changes = raw_changes(directory, old, new)
        found = file_diffs(directory, changes.files, Options(**options))
        return {diff.title: diff for diff in found}

    return differences


def write(**files: str | bytes) -> Callable[[Path], None]:
    def change(tree: Path) -> None:
        for name, content in files.items():
            data = content.encode() if isinstance(content, str) else content
            (tree / name).write_bytes(data)

    return change


def test_text(compare: Compare) -> None:
    old = "".join(f"line {n}\n" for n in range(1, 41))
    found = compare({"a": old}, write(a=old.replace("line 20\n", "line twenty\n")))["a"]
    assert (found.kind, found.state, found.counts) == (Kind.TEXT, "changed", "+1 −1")
    assert (found.old_lines, found.new_lines, found.row_count) == (40, 40, 8)
    before, hunk, after = found.pieces
    assert before == Gap(1, 1, 16)
    assert isinstance(hunk, Hunk)
    assert (hunk.old_start, hunk.old_count) == (17, 7)
    assert after == Gap(24, 24, 17)
    assert found.old_html[20] == 'line <mark class="word">20</mark>'
    assert found.new_html[20] == 'line <mark class="word">twenty</mark>'
    assert sorted(found.new_html) == list(range(17, 24))


def test_lines_that_are_asked_for_are_shown(compare: Compare) -> None:
    old = "".join(f"line {n}\n" for n in range(1, 101))
    change = write(a=old.replace("line 20\n", "x\n"))
    found = compare({"a": old}, change, also=frozenset({60, 64, 20}))["a"]
    shown = [
        (piece.new_start, piece.new_count) for piece in found.pieces if isinstance(piece, Hunk)
    ]
    assert shown == [(17, 7), (57, 11)]
    gaps = [piece for piece in found.pieces if isinstance(piece, Gap)]
    assert gaps == [Gap(1, 1, 16), Gap(24, 24, 33), Gap(68, 68, 33)]


@given(st.lists(st.sampled_from("abc"), max_size=30), st.sets(st.integers(1, 40), max_size=5))
def test_pieces_cover_the_new_side_once(letters: list[str], wanted: set[int]) -> None:
    from mergelab.repository.diffview import lines

    new = [f"{letter}\n" for letter in letters]
    old = [line for n, line in enumerate(new) if n % 7 != 3]
    shown = lines.compare(
        lines.Sides(old, new, "", ""), context=2, ignore_whitespace=False, also=wanted
    )
    covered: list[int] = []
    for piece in shown.pieces:
        count = piece.new_count if isinstance(piece, Hunk) else piece.count
        covered += range(piece.new_start, piece.new_start + count)
    if old != new or not new:
        assert covered == list(range(1, len(new) + 1))
    visible = set(shown.new_html)
    assert {line for line in wanted if line <= len(new)} <= visible


def test_white_space(compare: Compare) -> None:
    found = compare({"a": "x = 1\n"}, write(a="x  =  1\n"), ignore_whitespace=True)["a"]
    assert (found.kind, found.reason, found.counts) == (
        Kind.UNCHANGED, "Only white space changed.", "+0 −0",
    )  # fmt: skip


def test_binary_and_image(compare: Compare) -> None:
    png = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
    found = compare({"b": b"\0\1", "p.png": png}, write(**{"b": b"\0\1\2", "p.png": png + b"x"}))
    assert (found["b"].kind, found["b"].reason) == (Kind.BINARY, "Binary file, 2 B → 3 B")
    assert (found["p.png"].kind, found["p.png"].words) == (Kind.IMAGE, ("image, 48 B → 49 B",))


def test_what_only_claims_to_be_an_image_is_not_shown_as_one(compare: Compare) -> None:
    found = compare({}, write(**{"p.png": "<script>"}))["p.png"]
    assert found.kind is Kind.TEXT
    assert found.new_html[1] == "&lt;script&gt;"


def test_added_deleted_renamed_mode_and_link(compare: Compare) -> None:
    def change(tree: Path) -> None:
        (tree / "gone").unlink()
        (tree / "old").rename(tree / "new")
        (tree / "run").chmod(0o755)
        (tree / "link").symlink_to("/etc/passwd")
        (tree / "empty").write_bytes(b"")

    old = {"gone": "1\n", "old": "same\n" * 20, "run": "x\n"}
    found = compare(old, change)
    assert found["gone"].state == "deleted"
    assert (found["new"].state, found["new"].old_title) == ("renamed", "old")
    assert (found["new"].kind, found["new"].reason) == (
        Kind.UNCHANGED, "The file was moved without changes.",
    )  # fmt: skip
    assert found["run"].reason == "Only the mode changed, from 100644 to 100755."
    assert found["link"].words == ("symbolic link",)
    assert found["link"].new_html == {1: "/etc/passwd"}
    assert found["empty"].reason == "The file is empty."


def test_submodule(directory: Path, client: Any, put: Callable[..., None]) -> None:
    old = client.commit({"a": "1\n"})
    client.run("update-index", "--add", "--cacheinfo", f"160000,{old},other")
    client.run("commit", "-q", "-m", "Include")
    new = client.out("rev-parse", "HEAD")
    put()
    found = file_diff(directory, raw_changes(directory, old, new).files[0])
    assert (found.kind, found.reason) == (
        Kind.SUBMODULE, f"Another repository is included at commit {old[:8]}.",
    )  # fmt: skip


def test_large_files_fold_and_open_when_forced(compare: Compare) -> None:
    change = write(a="x\n" * 2_000, b="y" * 1_100_000)
    folded = compare({}, change)
    assert (folded["a"].kind, folded["a"].folded) == (Kind.LARGE, True)
    assert folded["a"].reason == "The difference has 2,000 lines; up to 1,500 are shown."
    assert (folded["b"].kind, folded["b"].folded) == (Kind.LARGE, True)
    assert folded["b"].reason == "The file has 1.0 MiB; up to 1.0 MiB are shown."


def test_forced(directory: Path, client: Any, put: Callable[..., None]) -> None:
    new = client.commit({"a": "x\n" * 2_000})
    put()
    change = raw_changes(directory, None, new).files[0]
    assert file_diff(directory, change, forced=True).row_count == 2_000


def test_notebooks_are_left_to_their_viewer(compare: Compare) -> None:
    change = write(**{"n.ipynb": "{}"})
    assert compare({}, change)["n.ipynb"].kind is Kind.NOTEBOOK


def test_notebook_as_text(compare: Compare) -> None:
    found = compare({}, write(**{"n.ipynb": "{}"}), as_text=True)["n.ipynb"]
    assert found.kind is Kind.TEXT


def test_hidden_characters_in_added_lines_are_told(compare: Compare) -> None:
    found = compare({"a": "x\n"}, write(a="x\n", b="if a:\u202e b\n"))["b"]
    assert found.suspicious
    assert "U+202E" in found.new_html[1]


def test_bytes_that_differ_are_never_shown_as_equal(compare: Compare) -> None:
    found = compare({"a": b"caf\xe9\n"}, write(a=b"caf\xe8\n"))["a"]
    assert found.counts == "+1 −1"
    assert found.words == ("not UTF-8, shown as Latin-1",)


def test_keys_are_anchors_for_any_path() -> None:
    assert file_key("a\nb") != file_key("a b")
    assert file_key("x" * 5_000).startswith("f-")
    assert len(file_key("\udcff")) == 18


HOSTILE = ['"><img src=x>', "a\nb", "\u202ename", "x" * 250, "-rf", "a\\b", "é", "tab\there"]


def test_b20_the_difference_is_exactly_gits(
    directory: Path, client: Any, put: Callable[..., None]
) -> None:
    old = client.commit({**dict.fromkeys(HOSTILE, "1\n"), "same": "1\n"})
    (client.tree / "é").rename(client.tree / os.fsdecode(b"\xff\xfe"))
    for n, name in enumerate(HOSTILE[:6]):
        (client.tree / name).write_text(f"{n}\n2\n")
    new = client.commit({"deep/er/" + "y" * 200: "3\n"})
    put()
    raw = client.run("diff-tree", "-r", "-z", "--no-renames", old, new).stdout.split("\0")[:-1]
    expected = {
        (path, *record.split(" ")[2:4]) for record, path in zip(raw[::2], raw[1::2], strict=True)
    }
    shown: set[tuple[str, str, str]] = set()
    for diff in file_diffs(directory, raw_changes(directory, old, new).files):
        change = diff.change
        if change.old_path == change.new_path:
            shown.add((change.path, change.old_sha, change.new_sha))
        else:
            shown.add((change.old_path, change.old_sha, "0" * 40))
            shown.add((change.new_path, "0" * 40, change.new_sha))
    assert shown == expected
