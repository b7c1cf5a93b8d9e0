"""Merging: methods, guards, and being cut off."""

from typing import Any

import pytest
from factories import actor_of, make_member
from support.workspace import LINES, Workspace

from mergelab.accounts.models import User
from mergelab.kit.errors import Conflict, Forbidden
from mergelab.kit.tasks import run_pending
from mergelab.merge_requests import services
from mergelab.merge_requests.models import MergeIntent, MergeRequest
from mergelab.merge_requests.services import merging
from mergelab.projects.models import Activity
from mergelab.repository.git.reads import Commit, commit, open_repository
from mergelab.repository.storage import directory


def read(workspace: Workspace, sha: str) -> Commit:
    with open_repository(directory(workspace.project.pk)) as handle:
        return commit(handle, sha)


def test_a_merge_commit(workspace: Workspace, merge_request: MergeRequest) -> None:
    main, topic = workspace.head("main"), workspace.head("topic")
    done = services.merge(by=workspace.by, merge_request=merge_request, sha=topic)
    made = read(workspace, workspace.head("main"))
    assert (done.state, done.merged_by, done.merge_commit_sha) == (
        "merged",
        workspace.owner,
        made.sha,
    )
    assert made.parents == (main, topic)
    assert made.message == (
        "Merge branch 'topic' into 'main'\n\nUse density\n\n"
        "See merge request wind-farm/power-forecast!1\n"
    )
    assert (made.author.name, made.author.email) == ("Ana", "ana@example.org")
    assert workspace.head("topic") == ""
    assert not MergeIntent.objects.exists()
    assert Activity.objects.filter(noun="merge_request").first().verb == "merged"


def test_a_squash(workspace: Workspace) -> None:
    workspace.commit("topic", {"b.txt": "b\n"})
    main = workspace.head("main")
    made = workspace.open(squash=True, description="Why")
    done = services.merge(by=workspace.by, merge_request=made, delete_source_branch=False)
    squash = read(workspace, done.squash_commit_sha)
    assert squash.parents == (main,)
    assert squash.message == "Use density\n\nWhy\n"
    assert read(workspace, done.merge_commit_sha).parents == (main, squash.sha)
    assert workspace.head("topic") != ""


def test_a_fast_forward(workspace: Workspace, merge_request: MergeRequest) -> None:
    services.edit_merge_settings(by=workspace.by, project=workspace.project, method="ff")
    topic = workspace.head("topic")
    done = services.merge(by=workspace.by, merge_request=merge_request)
    assert (workspace.head("main"), done.merge_commit_sha) == (topic, "")


def test_a_fast_forward_needs_a_rebase(workspace: Workspace, merge_request: MergeRequest) -> None:
    services.edit_merge_settings(by=workspace.by, project=workspace.project, method="ff")
    workspace.commit("main", {"other.txt": "x\n"})
    with pytest.raises(services.NotMergeable, match="Rebase needed"):
        services.merge(by=workspace.by, merge_request=merge_request)


def test_own_messages(workspace: Workspace, merge_request: MergeRequest) -> None:
    services.merge(by=workspace.by, merge_request=merge_request, message="Take it\r\n\r\nnow")
    assert read(workspace, workspace.head("main")).message == "Take it\n\nnow\n"


def test_a_newer_head_is_not_merged_unseen(
    workspace: Workspace, merge_request: MergeRequest
) -> None:
    seen = workspace.head("topic")
    workspace.commit("topic", {"b.txt": "b\n"})
    with pytest.raises(Conflict, match="SHA does not match"):
        services.merge(by=workspace.by, merge_request=merge_request, sha=seen)
    assert workspace.fresh(merge_request).state == "opened"


def test_a_second_click_is_harmless(workspace: Workspace, merge_request: MergeRequest) -> None:
    first = services.merge(by=workspace.by, merge_request=merge_request)
    main = workspace.head("main")
    second = services.merge(by=workspace.by, merge_request=merge_request)
    assert (second.merge_commit_sha, workspace.head("main")) == (first.merge_commit_sha, main)
    assert Activity.objects.filter(noun="merge_request", verb="merged").count() == 1


def test_developers_may_not_merge_into_a_protected_branch(
    workspace: Workspace, merge_request: MergeRequest, ben: User
) -> None:
    make_member(workspace.project, ben)
    with pytest.raises(Forbidden):
        services.merge(by=actor_of(ben), merge_request=merge_request)


@pytest.mark.parametrize("what", ["conflict", "draft", "thread", "approval", "closed", "empty"])
def test_failing_checks_stop_a_merge(
    workspace: Workspace, merge_request: MergeRequest, what: str
) -> None:
    main = workspace.head("main")
    by: dict[str, Any] = {"by": workspace.by, "merge_request": merge_request}
    if what == "conflict":
        main = workspace.commit("main", {"train.py": LINES.replace("line 10\n", "LINE\n")})
    elif what == "draft":
        services.edit_merge_request(**by, draft=True)
    elif what == "thread":
        services.start_thread(**by, body="Why?")
    elif what == "approval":
        services.edit_merge_settings(
            by=workspace.by, project=workspace.project, approvals_required=1
        )
    elif what == "closed":
        services.close_merge_request(**by)
    else:
        workspace.move("topic", main)
    with pytest.raises(services.NotMergeable):
        services.merge(**by)
    assert workspace.head("main") == main
    assert not MergeIntent.objects.exists()


class Killed(BaseException):
    """Stands for the end of the process."""


@pytest.mark.parametrize("step", ["make_commits", "move_refs", "mark_merged", "_delete_source"])
@pytest.mark.parametrize("after", [False, True])
def test_a_merge_that_is_cut_off_is_finished(
    workspace: Workspace,
    merge_request: MergeRequest,
    monkeypatch: pytest.MonkeyPatch,
    step: str,
    after: bool,
) -> None:
    real = getattr(merging, step)

    def die(*args: Any, **kwargs: Any) -> Any:
        if after:
            real(*args, **kwargs)
        raise Killed

    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(merging, step, die)
        services.merge(by=workspace.by, merge_request=merge_request)
    assert MergeIntent.objects.count() == 1
    # What the pushes of the cut-off run set off must not take the merge for a plain push.
    run_pending()
    services.finish_merges()
    run_pending()
    done = workspace.fresh(merge_request)
    assert (done.state, done.merge_commit_sha) == ("merged", workspace.head("main"))
    assert done.merged_by == workspace.owner
    assert workspace.head("topic") == ""
    assert not MergeIntent.objects.exists()
    assert Activity.objects.filter(noun="merge_request", verb="merged").count() == 1


def test_a_merge_outrun_by_a_push_starts_over(
    workspace: Workspace, merge_request: MergeRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = merging.make_commits
    pushes = [lambda: workspace.commit("main", {"other.txt": "x\n"})]

    def push_meanwhile(*args: Any) -> Any:
        made = real(*args)
        if pushes:
            pushes.pop()()
        return made

    monkeypatch.setattr(merging, "make_commits", push_meanwhile)
    done = services.merge(by=workspace.by, merge_request=merge_request)
    made = read(workspace, workspace.head("main"))
    assert (done.state, done.merge_commit_sha) == ("merged", made.sha)
    assert read(workspace, made.parents[0]).title == "Change"


def test_an_intent_overtaken_by_a_push_is_given_up(
    workspace: Workspace, merge_request: MergeRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: Any) -> Any:
        raise Killed

    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(merging, "make_commits", die)
        services.merge(by=workspace.by, merge_request=merge_request)
    main = workspace.commit("main", {"other.txt": "x\n"})
    services.finish_merges()
    run_pending()
    done = workspace.fresh(merge_request)
    assert (done.state, done.checked_target_sha, workspace.head("main")) == ("opened", main, main)
    assert not MergeIntent.objects.exists()


def test_a_branch_that_others_need_is_not_deleted(
    workspace: Workspace, merge_request: MergeRequest
) -> None:
    workspace.commit("upon", {"c.txt": "c\n"}, start="topic")
    workspace.open("upon", "topic")
    topic = workspace.head("topic")
    services.merge(by=workspace.by, merge_request=merge_request)
    assert workspace.head("topic") == topic
