"""Approvals and ticks."""

import pytest
from factories import actor_of, make_member
from support.workspace import Workspace

from mergelab.accounts.models import User
from mergelab.accounts.services import block_user
from mergelab.kit.actor import ANONYMOUS
from mergelab.kit.errors import Conflict, Forbidden, Refused
from mergelab.merge_requests import services
from mergelab.merge_requests.models import MergeRequest, Viewed
from mergelab.merge_requests.queries import approvals_of
from mergelab.projects.roles import Role
from mergelab.projects.services import change_role, remove_member


def test_a_developer_approves_once(
    workspace: Workspace, merge_request: MergeRequest, ben: User
) -> None:
    make_member(workspace.project, ben)
    for _ in range(2):
        services.approve(by=actor_of(ben), merge_request=merge_request)
    assert [approval.user for approval in merge_request.approvals.all()] == [ben]
    assert services.unapprove(by=actor_of(ben), merge_request=merge_request) is True
    assert services.unapprove(by=actor_of(ben), merge_request=merge_request) is False


@pytest.mark.parametrize("role", [Role.GUEST, Role.REPORTER])
def test_lower_roles_may_not_approve(
    workspace: Workspace, merge_request: MergeRequest, ben: User, role: Role
) -> None:
    make_member(workspace.project, ben, role)
    with pytest.raises(Forbidden):
        services.approve(by=actor_of(ben), merge_request=merge_request)


def test_authors_approve_only_where_the_project_lets_them(
    workspace: Workspace, merge_request: MergeRequest
) -> None:
    with pytest.raises(Forbidden, match="authors do not approve"):
        services.approve(by=workspace.by, merge_request=merge_request)
    services.edit_merge_settings(
        by=workspace.by, project=workspace.project, author_may_approve=True
    )
    services.approve(by=workspace.by, merge_request=merge_request)
    assert merge_request.approvals.count() == 1


def test_nobody_approves_what_they_have_not_seen(
    workspace: Workspace, merge_request: MergeRequest, ben: User
) -> None:
    make_member(workspace.project, ben)
    with pytest.raises(Conflict):
        services.approve(by=actor_of(ben), merge_request=merge_request, sha="0" * 40)


def test_closed_ones_are_not_approved(
    workspace: Workspace, merge_request: MergeRequest, ben: User
) -> None:
    make_member(workspace.project, ben)
    services.close_merge_request(by=workspace.by, merge_request=merge_request)
    with pytest.raises(Conflict):
        services.approve(by=actor_of(ben), merge_request=merge_request)


def test_ticks(workspace: Workspace, merge_request: MergeRequest) -> None:
    mark = {"by": workspace.by, "merge_request": merge_request}
    services.mark_viewed(**mark, path="train.py", viewed=True)
    assert Viewed.objects.get().path == "train.py"
    services.mark_viewed(**mark, path="train.py", viewed=False)
    assert not Viewed.objects.exists()
    with pytest.raises(Refused):
        services.mark_viewed(**mark, path="README.md", viewed=True)
    with pytest.raises(Forbidden):
        services.mark_viewed(**{**mark, "by": ANONYMOUS}, path="train.py", viewed=True)


def test_only_maintainers_change_the_settings(
    workspace: Workspace, merge_request: MergeRequest, ben: User
) -> None:
    make_member(workspace.project, ben)
    with pytest.raises(Forbidden):
        services.edit_merge_settings(
            by=actor_of(ben), project=workspace.project, approvals_required=0
        )


@pytest.mark.parametrize("end", ["removed", "demoted", "blocked"])
def test_b13_an_approval_ends_with_the_right_to_give_it(
    workspace: Workspace, merge_request: MergeRequest, ben: User, admin: User, end: str
) -> None:
    member = make_member(workspace.project, ben)
    services.approve(by=actor_of(ben), merge_request=merge_request)
    assert [approval.user for approval in approvals_of(merge_request)] == [ben]
    if end == "removed":
        remove_member(by=workspace.by, member=member)
    elif end == "demoted":
        change_role(by=workspace.by, member=member, role=Role.REPORTER)
    else:
        block_user(by=actor_of(admin), user=ben)
    assert approvals_of(merge_request) == []
