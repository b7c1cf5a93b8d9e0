"""REST: approvals and merging."""

from typing import Annotated, Final

import msgspec

from mergelab.accounts.api import UserBasic, user_basic
from mergelab.kit.access import Request
from mergelab.kit.rest import Listing, operation
from mergelab.merge_requests import services
from mergelab.merge_requests.api.shapes import (
    ApprovalsOut,
    ApproverOut,
    MergeRequestOut,
    merge_request_out,
)
from mergelab.merge_requests.models import MergeRequest
from mergelab.merge_requests.policies import can_approve
from mergelab.merge_requests.queries import approvals_of, settings_of
from mergelab.projects.models import Project

#: GitLab's answers to a merge that cannot be: by itself, and for what can be put right.
CONFLICTS: Final = 422
NOT_NOW: Final = 405


class ApprovalBody(msgspec.Struct, kw_only=True):
    sha: str = ""


class MergeBody(msgspec.Struct, kw_only=True):
    sha: str = ""
    merge_commit_message: str = ""
    squash: bool | None = None
    squash_commit_message: str = ""
    should_remove_source_branch: bool | None = None


class ApprovalSettings(msgspec.Struct, kw_only=True):
    """A project's rules for approvals; what is None stays."""

    approvals_before_merge: Annotated[int, msgspec.Meta(ge=0, le=100)] | None = None
    merge_requests_author_approval: bool | None = None


class ApprovalSettingsOut(msgspec.Struct, kw_only=True):
    approvals_before_merge: int
    merge_requests_author_approval: bool


class ReviewerOut(msgspec.Struct, kw_only=True):
    user: UserBasic
    state: str


def _approvals_out(request: Request, row: MergeRequest) -> ApprovalsOut:
    given = approvals_of(row)
    required = settings_of(row.project).approvals_required
    mine = any(approval.user.pk == request.actor.user_id for approval in given)
    return ApprovalsOut(
        id=row.pk,
        iid=row.iid,
        project_id=row.project.pk,
        title=row.title,
        state=row.state,
        approved=len(given) >= max(required, 1),
        approvals_required=required,
        approvals_left=max(0, required - len(given)),
        approved_by=[ApproverOut(user=user_basic(approval.user)) for approval in given],
        user_has_approved=mine,
        user_can_approve=not mine and row.is_open and can_approve(request.actor, row),
    )


@operation("Who has approved", returns=ApprovalsOut)
def show_approvals(request: Request, row: MergeRequest) -> ApprovalsOut:
    return _approvals_out(request, row)


@operation("Approve", body=ApprovalBody, returns=ApprovalsOut, status=201)
def approve(request: Request, row: MergeRequest, body: ApprovalBody) -> ApprovalsOut:
    services.approve(by=request.actor, merge_request=row, sha=body.sha)
    return _approvals_out(request, row)


@operation("Take one's approval back", returns=ApprovalsOut, status=201)
def unapprove(request: Request, row: MergeRequest) -> ApprovalsOut:
    services.unapprove(by=request.actor, merge_request=row)
    return _approvals_out(request, row)


@operation("List reviewers and whether they have approved", returns=ReviewerOut, listing=True)
def list_reviewers(_request: Request, row: MergeRequest) -> Listing:
    approved = {approval.user.pk for approval in approvals_of(row)}
    rows = [
        ReviewerOut(
            user=user_basic(user), state="approved" if user.pk in approved else "unreviewed"
        )
        for user in row.reviewers.all()
    ]
    return Listing(rows, lambda reviewer: reviewer)


@operation("Merge", body=MergeBody, returns=MergeRequestOut)
def merge(request: Request, row: MergeRequest, body: MergeBody) -> MergeRequestOut:
    try:
        merged = services.merge(
            by=request.actor,
            merge_request=row,
            sha=body.sha,
            message=body.merge_commit_message,
            squash=body.squash,
            squash_message=body.squash_commit_message,
            delete_source_branch=body.should_remove_source_branch,
        )
    except services.NotMergeable as refusal:
        refusal.status = CONFLICTS if refusal.check.key == "conflicts" else NOT_NOW
        raise
    return merge_request_out(merged, request.actor)


def _settings_out(project: Project) -> ApprovalSettingsOut:
    settings = settings_of(project)
    return ApprovalSettingsOut(
        approvals_before_merge=settings.approvals_required,
        merge_requests_author_approval=settings.author_may_approve,
    )


@operation("A project's rules for approvals", returns=ApprovalSettingsOut)
def show_approval_settings(_request: Request, project: Project) -> ApprovalSettingsOut:
    return _settings_out(project)


@operation(
    "Change a project's rules for approvals",
    body=ApprovalSettings,
    returns=ApprovalSettingsOut,
    status=201,
)
def change_approval_settings(
    request: Request, project: Project, body: ApprovalSettings
) -> ApprovalSettingsOut:
    wanted = {
        "approvals_required": body.approvals_before_merge,
        "author_may_approve": body.merge_requests_author_approval,
    }
    changes = {name: value for name, value in wanted.items() if value is not None}
    services.edit_merge_settings(by=request.actor, project=project, **changes)
    return _settings_out(project)
