import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mergelab.pure.notebookdiff.merging import merge_lines
from mergelab.pure.notebookdiff.merging.diff3 import Chunk


def kinds(base: str, ours: str, theirs: str) -> list[tuple[str, str, str, str]]:
    return [
        (chunk.kind, "".join(chunk.base), "".join(chunk.ours), "".join(chunk.theirs))
        for chunk in merge_lines(base, ours, theirs)
    ]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("", "", ""), []),
        (("abc", "abc", "abc"), [("same", "abc", "abc", "abc")]),
        (
            ("abc", "xbc", "aby"),
            [("ours", "a", "x", "a"), ("same", "b", "b", "b"), ("theirs", "c", "c", "y")],
        ),
        (("abc", "axc", "ayc"), [("same", *"aaa"), ("conflict", *"bxy"), ("same", *"ccc")]),
        (("abc", "axc", "axc"), [("same", *"aaa"), ("both", *"bxx"), ("same", *"ccc")]),
        (("ab", "xb", "ay"), [("conflict", "ab", "xb", "ay")]),
        (("a", "ax", "ay"), [("same", *"aaa"), ("conflict", "", "x", "y")]),
        (
            ("", "pqs", "prs"),
            [("both", "", "p", "p"), ("conflict", "", "q", "r"), ("both", "", "s", "s")],
        ),
        (
            ("abc", "c", "abcd"),
            [("ours", "ab", "", "ab"), ("same", *"ccc"), ("theirs", "", "", "d")],
        ),
    ],
)
def test_chunks(texts: tuple[str, str, str], expected: list[tuple[str, str, str, str]]) -> None:
    assert kinds(*texts) == expected


TEXT = st.text("abcd", max_size=8)


@given(TEXT, TEXT, TEXT)
def test_the_chunks_are_the_texts(base: str, ours: str, theirs: str) -> None:
    chunks = merge_lines(base, ours, theirs)
    assert "".join("".join(chunk.ours) for chunk in chunks) == ours
    assert "".join("".join(chunk.theirs) for chunk in chunks) == theirs
    assert "".join("".join(chunk.base) for chunk in chunks if chunk.base) == base
    for chunk in chunks:
        assert chunk.kind != "same" or chunk.base == chunk.ours == chunk.theirs
        assert chunk.kind != "conflict" or chunk.ours != chunk.theirs
    mirrored = merge_lines(base, theirs, ours)
    swap = {"ours": "theirs", "theirs": "ours"}
    assert [
        Chunk(swap.get(chunk.kind, chunk.kind), chunk.base, chunk.theirs, chunk.ours)  # type: ignore[arg-type]
        for chunk in mirrored
    ] == list(chunks)


@given(TEXT, TEXT)
def test_an_unchanged_side(base: str, side: str) -> None:
    chunks = merge_lines(base, side, base)
    assert "".join("".join(chunk.merged) for chunk in chunks) == side
    assert {chunk.kind for chunk in chunks} <= {"same", "ours"}


@settings(max_examples=40, deadline=None)
@given(*[st.lists(st.sampled_from(["one", "two", "three", "four"]), max_size=6)] * 3)
def test_as_git_where_both_are_sure(base: list[str], ours: list[str], theirs: list[str]) -> None:
    """Git may align repeated lines otherwise; where both merge, mostly the result is one."""
    chunks = merge_lines(base, ours, theirs)
    if any(chunk.kind == "conflict" for chunk in chunks) or len(set(base)) < len(base):
        return
    with TemporaryDirectory() as name:
        paths = [Path(name) / side for side in ("ours", "base", "theirs")]
        for path, lines in zip(paths, (ours, base, theirs), strict=True):
            path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        done = subprocess.run(
            ["git", "merge-file", "-p", "-q", *map(str, paths)],
            check=False,
            capture_output=True,
            text=True,
        )
    if done.returncode == 0 and len(set(ours)) == len(ours) and len(set(theirs)) == len(theirs):
        assert done.stdout.split() == [line for chunk in chunks for line in chunk.merged]


def test_very_many_lines() -> None:
    base = [str(number) for number in range(30_000)]
    ours, theirs = ["x", *base[1:]], [*base[:-1], "y"]
    chunks = merge_lines(base, ours, theirs)
    assert [chunk.kind for chunk in chunks] == ["ours", "same", "theirs"]
