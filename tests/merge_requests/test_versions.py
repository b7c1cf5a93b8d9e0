"""Versions, fallen approvals and merges made by pushing."""

import pytest
from factories import actor_of, make_member
from support.workspace import CHANGED, LINES, Workspace

from mergelab.accounts.models import User
from mergelab.discussions.models import Note
from mergelab.kit.tasks import run_pending
from mergelab.merge_requests import services
from mergelab.merge_requests.models import MergeRequest


@pytest.fixture
def approved(workspace: Workspace, merge_request: MergeRequest, ben: User) -> MergeRequest:
    make_member(workspace.project, ben)
    services.approve(by=actor_of(ben), merge_request=merge_request)
    return merge_request


def system_notes() -> list[str]:
    return list(Note.objects.filter(is_system=True).values_list("body", flat=True))


def test_a_push_makes_a_version(workspace: Workspace, merge_request: MergeRequest) -> None:
    workspace.commit("topic", {"b.txt": "b\n"})
    workspace.commit("topic", {"c.txt": "c\n"})
    run_pending()
    numbers = list(merge_request.versions.values_list("number", "head_sha", "files_count"))
    assert [numbers[0][0], *numbers[0][1:]] == [2, workspace.head("topic"), 3]
    assert workspace.fresh(merge_request).head_sha == workspace.head("topic")
    assert system_notes() == ["pushed 2 commits, version 2"]


def test_refreshing_again_changes_nothing(
    workspace: Workspace, merge_request: MergeRequest
) -> None:
    workspace.commit("topic", {"b.txt": "b\n"})
    run_pending()
    for _ in range(2):
        services.refresh(merge_request.pk)
    assert merge_request.versions.count() == 2
    assert len(system_notes()) == 1


def test_commits_on_the_target_make_no_version(
    workspace: Workspace, merge_request: MergeRequest
) -> None:
    workspace.commit("main", {"other.txt": "x\n"})
    run_pending()
    assert merge_request.versions.count() == 1
    assert workspace.fresh(merge_request).checked_target_sha == workspace.head("main")


def test_an_approval_falls_with_a_new_difference_b18(
    workspace: Workspace, approved: MergeRequest
) -> None:
    workspace.commit("topic", {"train.py": LINES.replace("line 3\n", "line three\n")})
    run_pending()
    assert approved.approvals.count() == 0
    assert system_notes()[-1] == "took back the approval of ben, because the changes differ"


def test_an_approval_stays_with_the_same_difference_b18(
    workspace: Workspace, approved: MergeRequest
) -> None:
    workspace.commit("main", {"other.txt": "x\n"})
    workspace.move("topic", "")
    workspace.commit("topic", {"train.py": CHANGED}, start="main")
    run_pending()
    assert approved.versions.count() == 2
    assert approved.approvals.count() == 1
    assert system_notes()[-1] == "rewrote the branch, version 2"


def test_an_approval_falls_when_only_white_space_changes_b18(
    workspace: Workspace, approved: MergeRequest
) -> None:
    workspace.commit("topic", {"train.py": CHANGED.replace("line ten", "line  ten")})
    run_pending()
    assert approved.approvals.count() == 0


def test_an_approval_falls_with_another_target_b18(
    workspace: Workspace, approved: MergeRequest
) -> None:
    workspace.commit("release", {"train.py": "nothing\n"}, start="main")
    services.edit_merge_request(by=workspace.by, merge_request=approved, target_branch="release")
    now = workspace.fresh(approved)
    assert (now.target_branch, approved.versions.count(), approved.approvals.count()) == (
        "release",
        2,
        0,
    )
    assert now.has_conflicts is True
    assert system_notes() == [
        "approved",
        "changed the target branch from main to release",
        "took back the approval of ben, because the target differs",
        "compared with the target branch anew, version 2",
    ]


def test_a_merge_by_pushing_is_seen(workspace: Workspace, merge_request: MergeRequest) -> None:
    head = workspace.head("topic")
    workspace.move("main", head)
    workspace.move("topic", "")
    run_pending()
    now = workspace.fresh(merge_request)
    assert (now.state, now.merged_by, now.merge_commit_sha) == ("merged", workspace.owner, head)
    assert system_notes()[-1] == "merged by a push to main"


def test_a_branch_set_back_to_the_target_is_not_merged(
    workspace: Workspace, merge_request: MergeRequest
) -> None:
    workspace.move("topic", workspace.head("main"))
    run_pending()
    now = workspace.fresh(merge_request)
    assert (now.state, merge_request.versions.count()) == ("opened", 2)


def test_a_deleted_source_branch_keeps_the_last_version(
    workspace: Workspace, merge_request: MergeRequest
) -> None:
    head = workspace.head("topic")
    workspace.move("topic", "")
    run_pending()
    now = workspace.fresh(merge_request)
    assert (now.state, now.source_missing, now.head_sha) == ("opened", True, head)
    assert system_notes() == ["the branch topic was deleted"]
    workspace.move("topic", head)
    run_pending()
    assert workspace.fresh(merge_request).source_missing is False


def test_conflicts_are_found(workspace: Workspace, merge_request: MergeRequest) -> None:
    workspace.commit("main", {"train.py": LINES.replace("line 10\n", "LINE 10\n")})
    run_pending()
    now = workspace.fresh(merge_request)
    assert (now.has_conflicts, now.conflicts) == (True, ["train.py"])


def test_notebooks_are_summarised(workspace: Workspace) -> None:
    cell = '{"cell_type": "code", "source": "%s", "metadata": {}, "outputs": []}'
    book = '{"cells": [%s], "metadata": {}, "nbformat": 4, "nbformat_minor": 4}'
    workspace.commit("main", {"a.ipynb": book % (cell % "x = 1")})
    workspace.commit("book", {"a.ipynb": book % (cell % "x = 1" + "," + cell % "y = 2")})
    made = workspace.open("book")
    assert made.versions.get().summaries == {"a.ipynb": "1 cell added"}
