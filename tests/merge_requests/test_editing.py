"""Changing, closing and reopening."""

import pytest
from factories import actor_of, make_member
from support.workspace import Workspace

from mergelab.accounts.models import User
from mergelab.discussions.models import Note
from mergelab.kit.errors import Conflict, Forbidden, Refused
from mergelab.merge_requests import services
from mergelab.merge_requests.models import MergeRequest
from mergelab.projects.roles import Role


def notes() -> list[str]:
    return list(Note.objects.filter(is_system=True).values_list("body", flat=True))


def test_texts_and_people(workspace: Workspace, merge_request: MergeRequest, ben: User) -> None:
    make_member(workspace.project, ben, Role.REPORTER)
    edited = services.edit_merge_request(
        by=workspace.by,
        merge_request=merge_request,
        title="Draft: Better",
        description="Why\r\nso",
        assignee=ben,
        reviewers=[ben],
        squash=True,
        delete_source_branch=False,
    )
    assert (edited.title, edited.is_draft, edited.description, edited.assignee) == (
        "Better",
        True,
        "Why\nso",
        ben,
    )
    assert (edited.squash, edited.delete_source_branch) == (True, False)
    assert notes() == [
        "changed the title from “Use density” to “Better”",
        "marked as draft",
        "changed the description",
        "assigned to @ben",
        "asked @ben to review",
    ]


def test_what_is_not_given_stays(workspace: Workspace, merge_request: MergeRequest) -> None:
    services.edit_merge_request(by=workspace.by, merge_request=merge_request, draft=True)
    edited = services.edit_merge_request(by=workspace.by, merge_request=merge_request)
    assert (edited.title, edited.is_draft) == ("Use density", True)
    ready = services.edit_merge_request(
        by=workspace.by, merge_request=merge_request, title="Use density"
    )
    assert ready.is_draft is False


def test_the_author_edits_and_strangers_do_not(
    workspace: Workspace, merge_request: MergeRequest, ben: User
) -> None:
    make_member(workspace.project, ben, Role.REPORTER)
    with pytest.raises(Forbidden):
        services.edit_merge_request(by=actor_of(ben), merge_request=merge_request, title="No")
    with pytest.raises(Forbidden):
        services.close_merge_request(by=actor_of(ben), merge_request=merge_request)
    MergeRequest.objects.update(author=ben)
    mine = workspace.fresh(merge_request)
    assert services.edit_merge_request(by=actor_of(ben), merge_request=mine, title="Yes").title == (
        "Yes"
    )


def test_another_target_must_exist(workspace: Workspace, merge_request: MergeRequest) -> None:
    with pytest.raises(Refused) as refusal:
        services.edit_merge_request(
            by=workspace.by, merge_request=merge_request, target_branch="none"
        )
    assert refusal.value.field == "target_branch"


def test_closing_and_reopening_twice_is_harmless(
    workspace: Workspace, merge_request: MergeRequest
) -> None:
    for _ in range(2):
        closed = services.close_merge_request(by=workspace.by, merge_request=merge_request)
    assert (closed.state, closed.closed_by) == ("closed", workspace.owner)
    for _ in range(2):
        opened = services.reopen_merge_request(by=workspace.by, merge_request=merge_request)
    assert (opened.state, opened.closed_at) == ("opened", None)
    assert notes() == ["closed", "reopened"]


def test_a_merged_one_stays_merged(workspace: Workspace, merge_request: MergeRequest) -> None:
    services.merge(by=workspace.by, merge_request=merge_request)
    with pytest.raises(Conflict):
        services.close_merge_request(by=workspace.by, merge_request=merge_request)
    with pytest.raises(Conflict):
        services.reopen_merge_request(by=workspace.by, merge_request=merge_request)
