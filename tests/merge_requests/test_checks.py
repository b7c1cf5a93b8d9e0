"""The merge checks as a function of plain facts."""

from dataclasses import replace

import pytest

from mergelab.merge_requests.checks import (
    Facts,
    Link,
    State,
    detailed_merge_status,
    merge_checks_of,
    stopping,
)

READY = Facts(
    is_open=True,
    state_words="",
    source_branch="topic",
    target_branch="main",
    source_missing=False,
    target_missing=False,
    has_commits=True,
    conflicts=[],
    cell_conflicts=[],
    merged_notebooks=[],
    resolve_url="",
    needs_rebase=False,
    is_draft=False,
    draft_blocks=True,
    unresolved=[],
    threads_block=True,
    approvers=[],
    approvals_required=0,
    may_merge=True,
    is_archived=False,
)
THREAD = Link("train.py, line 3", "/x#1")


def test_nothing_stops_a_ready_one() -> None:
    checks = merge_checks_of(READY)
    assert [(check.key, check.state, check.title) for check in checks] == [
        ("conflicts", State.PASSED, "No conflicts"),
        ("threads", State.PASSED, "All threads resolved"),
        ("approvals", State.PASSED, "Approval is optional"),
    ]
    assert stopping(checks) == []
    assert detailed_merge_status(checks) == "mergeable"


@pytest.mark.parametrize(
    ("change", "key", "title", "status"),
    [
        ({"is_open": False, "state_words": "It is closed"}, "state", "It is closed", "not_open"),
        (
            {"target_missing": True},
            "branches",
            "The target branch main does not exist",
            "broken_status",
        ),
        (
            {"source_missing": True},
            "branches",
            "The source branch topic was deleted",
            "broken_status",
        ),
        ({"has_commits": False}, "branches", "Nothing to merge", "commits_status"),
        ({"conflicts": None}, "conflicts", "Checking for conflicts", "checking"),
        ({"conflicts": ["a", "b"]}, "conflicts", "Conflicts in 2 files", "conflict"),
        ({"needs_rebase": True}, "rebase", "Rebase needed", "need_rebase"),
        ({"unresolved": [THREAD]}, "threads", "1 unresolved thread", "discussions_not_resolved"),
        ({"approvals_required": 2, "approvers": ["ben"]}, "approvals", "1 of 2 approvals",
         "not_approved"),
        ({"is_draft": True}, "draft", "This is a draft", "draft_status"),
        ({"may_merge": False}, "permission", "You may not merge into main", "mergeable"),
        ({"is_archived": True}, "permission", "The project is archived", "mergeable"),
    ],
)  # fmt: skip
def test_what_stops_a_merge(change: dict[str, object], key: str, title: str, status: str) -> None:
    checks = merge_checks_of(replace(READY, **change))  # type: ignore[arg-type]
    assert [(check.key, check.title) for check in stopping(checks)] == [(key, title)]
    assert detailed_merge_status(checks) == status


def test_a_project_may_let_threads_and_drafts_pass() -> None:
    lenient = replace(
        READY, unresolved=[THREAD], threads_block=False, is_draft=True, draft_blocks=False
    )
    checks = merge_checks_of(lenient)
    assert [check.key for check in checks if check.state is State.FAILED] == ["threads", "draft"]
    assert stopping(checks) == []


def test_the_first_reason_is_told_to_clients() -> None:
    checks = merge_checks_of(replace(READY, is_draft=True, conflicts=["a"], approvals_required=1))
    assert detailed_merge_status(checks) == "conflict"
