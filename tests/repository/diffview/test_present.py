"""The rows around a difference: threads, comment buttons, gaps."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from mergelab.pure.textdiff import Gap
from mergelab.repository.diffview import Around, FileDiff, Links, Presented, file_diff, opened_gap
from mergelab.repository.diffview.present import divided, within
from mergelab.repository.git.diffs import Change, raw_changes
from mergelab.web.components.diff import Fold, Heading, Line, Pair

OLD = "".join(f"line {n}\n" for n in range(1, 301))
NEW = OLD.replace("line 100\n", "line one hundred\nanother\n")


@pytest.fixture
def change(directory: Path, client: Any, put: Callable[..., None]) -> Change:
    old = client.commit({"a.txt": OLD})
    new = client.commit({"a.txt": NEW})
    put()
    return raw_changes(directory, old, new).files[0]


@pytest.fixture
def diff(directory: Path, change: Change) -> FileDiff:
    return file_diff(directory, change)


def test_unified_rows(diff: FileDiff) -> None:
    rows = Presented(diff).rows
    fold, heading, *lines, last = rows
    assert fold == Fold("96 unchanged lines", "", f"{diff.key}-fold-1")
    assert heading == Heading("@@ -97,7 +97,8 @@ line 96")
    assert [(line.kind, line.old, line.new) for line in lines if isinstance(line, Line)] == [
        ("context", 97, 97), ("context", 98, 98), ("context", 99, 99), ("removed", 100, None),
        ("added", None, 100), ("added", None, 101),
        ("context", 101, 102), ("context", 102, 103), ("context", 103, 104),
    ]  # fmt: skip
    assert last == Fold("197 unchanged lines", "", f"{diff.key}-fold-105")


def test_split_rows(diff: FileDiff) -> None:
    pairs = [row for row in Presented(diff, split=True).rows if isinstance(row, Pair)]
    numbers = [
        (pair.left.old if pair.left else None, pair.right.new if pair.right else None)
        for pair in pairs
    ]
    assert numbers == [
        (97, 97), (98, 98), (99, 99), (100, 100), (None, 101), (101, 102), (102, 103), (103, 104),
    ]  # fmt: skip


def test_threads_and_comment_buttons_stand_at_their_lines(diff: FileDiff) -> None:
    around = Around(
        after={
            ("old", 100): SafeString("<b>on old</b>"),
            ("new", 102): SafeString("<b>on new</b>"),
            ("old", 97): SafeString("<b>by its old number</b>"),
        },
        comment_url=lambda old, new: f"/comment?old={old}&new={new}",
    )
    lines = [row for row in Presented(diff, around=around).rows if isinstance(row, Line)]
    assert {(line.old, line.new): line.threads for line in lines if line.threads} == {
        (97, 97): "<b>by its old number</b>",
        (100, None): "<b>on old</b>",
        (101, 102): "<b>on new</b>",
    }
    assert lines[3].comment_url == "/comment?old=100&new=None"


def test_the_template(diff: FileDiff) -> None:
    page = render_to_string(
        "repository/file_diff.html",
        {
            "file": Presented(
                diff,
                links=Links(view="/view"),
                actions=SafeString("<button>act</button>"),
                above=SafeString("<p>above</p>"),
                summary="3 cells changed",
            )
        },
    )
    assert f'id="{diff.key}"' in page
    assert '<a class="link-plain" href="/view">a.txt</a>' in page
    assert '<span class="plus">+2</span> <span class="minus">−1</span>' in page
    assert "<button>act</button>" in page
    assert "<p>above</p>" in page
    assert "3 cells changed" in page
    assert page.count("diff-line is-") == 9


def test_a_body_takes_the_place_of_the_lines(diff: FileDiff) -> None:
    file = Presented(diff, body=SafeString("<div>notebook</div>"))
    page = render_to_string("repository/file_diff.html", {"file": file})
    assert "<div>notebook</div>" in page
    assert "diff-line" not in page


def opened(directory: Path, change: Change, gap: Gap) -> str:
    around = Around(gap_url=lambda rest: f"/gap/{rest.new_start}/{rest.count}")
    return opened_gap(
        directory, blob=change.new_sha, path="a.txt", gap=gap, split=False, around=around
    )


def numbers(rows: str) -> list[int]:
    return [int(n) for n in re.findall(r'diff-num new"><a [^>]*data-n="(\d+)"', rows)]


def test_a_short_gap_opens_whole(directory: Path, change: Change) -> None:
    rows = opened(directory, change, Gap(10, 10, 5))
    assert numbers(rows) == [10, 11, 12, 13, 14]
    assert "diff-fold" not in rows


def test_a_long_gap_opens_at_both_ends(directory: Path, change: Change) -> None:
    rows = opened(directory, change, Gap(104, 105, 150))
    assert numbers(rows) == [*range(105, 155), *range(205, 255)]
    assert 'href="/gap/155/50"' in rows


def test_a_gap_at_the_end_opens_only_where_it_touches_a_change(
    directory: Path, change: Change
) -> None:
    rows = opened(directory, change, Gap(104, 105, 197))
    assert numbers(rows) == list(range(105, 155))
    assert 'href="/gap/155/147"' in rows


@pytest.mark.parametrize(
    ("gap", "expected"),
    [
        (Gap(1, 1, 10), Gap(1, 1, 10)),
        (Gap(0, 0, 10), Gap(1, 1, 10)),
        (Gap(5, 5, 10**9), Gap(5, 5, 16)),
        (Gap(5, 99, 3), Gap(5, 21, 0)),
    ],
)
def test_addresses_that_claim_too_much(gap: Gap, expected: Gap) -> None:
    assert within(gap, 20) == expected


def test_an_empty_gap_has_no_parts() -> None:
    assert divided(Gap(5, 21, 0), 20) == []
