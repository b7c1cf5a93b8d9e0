"""REST: merge requests, their commits, diffs and versions."""

from typing import Annotated, Any

import msgspec

from mergelab.accounts.api import UserBasic, user_basic
from mergelab.accounts.models import User
from mergelab.kit.access import Request
from mergelab.kit.errors import Refused
from mergelab.kit.rest import Id, Listing, operation
from mergelab.merge_requests import services
from mergelab.merge_requests.api.shapes import (
    MergeRequestOut,
    Text,
    VersionOut,
    VersionWithDiffs,
    WithChanges,
    merge_request_out,
    version_fields,
)
from mergelab.merge_requests.models import MergeRequest, Version
from mergelab.merge_requests.queries import latest_version
from mergelab.projects.models import Project
from mergelab.repository.api.diffs import diffs_between
from mergelab.repository.api.opened import opened
from mergelab.repository.api.shapes import CommitOut, DiffOut, commit_out
from mergelab.repository.git.reads import Commit, history

MAX_COMMITS = 5_000
People = Annotated[list[Id], msgspec.Meta(max_length=100)]


class NewMergeRequest(msgspec.Struct, kw_only=True):
    source_branch: Text
    target_branch: Text
    title: Text
    description: str = ""
    assignee_id: Id | None = None
    assignee_ids: People = []
    reviewer_ids: People = []
    squash: bool | None = None
    remove_source_branch: bool | None = None


class MergeRequestChange(msgspec.Struct, kw_only=True):
    title: Text | None = None
    description: str | None = None
    target_branch: Text | None = None
    state_event: str | None = None
    assignee_id: Id | msgspec.UnsetType | None = msgspec.UNSET
    assignee_ids: People | msgspec.UnsetType = msgspec.UNSET
    reviewer_ids: People | None = None
    squash: bool | None = None
    remove_source_branch: bool | None = None


@operation("Open a merge request", body=NewMergeRequest, returns=MergeRequestOut, status=201)
def open_merge_request(
    request: Request, project: Project, body: NewMergeRequest
) -> MergeRequestOut:
    assignees = people([*body.assignee_ids, body.assignee_id or 0])
    row = services.open_merge_request(
        by=request.actor,
        project=project,
        source_branch=body.source_branch,
        target_branch=body.target_branch,
        title=body.title,
        description=body.description,
        assignee=assignees[0] if assignees else None,
        reviewers=people(body.reviewer_ids),
        squash=body.squash,
        delete_source_branch=body.remove_source_branch,
    )
    return merge_request_out(row, request.actor)


def people(numbers: list[int]) -> list[User]:
    """The users with these ids, in that order; 0 stands for nobody. Raises Refused."""
    wanted = [number for number in numbers if number]
    found = User.objects.in_bulk(wanted)
    missing = [number for number in wanted if number not in found]
    if missing:
        raise Refused(f"There is no user {missing[0]}.", field="user_id")
    return [found[number] for number in wanted]


@operation("Get a merge request", returns=MergeRequestOut)
def show_merge_request(request: Request, row: MergeRequest) -> MergeRequestOut:
    return merge_request_out(row, request.actor)


@operation(
    "Change, close or reopen a merge request", body=MergeRequestChange, returns=MergeRequestOut
)
def change_merge_request(
    request: Request, row: MergeRequest, body: MergeRequestChange
) -> MergeRequestOut:
    if body.state_event not in {None, "close", "reopen"}:
        raise Refused("Use close or reopen.", field="state_event")
    row = services.edit_merge_request(
        by=request.actor,
        merge_request=row,
        title=body.title,
        description=body.description,
        assignee=_assignee(body),
        reviewers=None if body.reviewer_ids is None else people(body.reviewer_ids),
        target_branch=body.target_branch,
        squash=body.squash,
        delete_source_branch=body.remove_source_branch,
    )
    if body.state_event == "close":
        row = services.close_merge_request(by=request.actor, merge_request=row)
    elif body.state_event == "reopen":
        row = services.reopen_merge_request(by=request.actor, merge_request=row)
    return merge_request_out(row, request.actor)


def _assignee(body: MergeRequestChange) -> Any:
    """The new assignee, None for nobody, or the mark that says to keep the present one."""
    if not isinstance(body.assignee_ids, msgspec.UnsetType):
        found = people(body.assignee_ids)
    elif not isinstance(body.assignee_id, msgspec.UnsetType):
        found = people([body.assignee_id or 0])
    else:
        return services.KEEP
    return found[0] if found else None


@operation("List the commits of a merge request", returns=CommitOut, listing=True)
def list_commits(_request: Request, row: MergeRequest) -> Listing:
    version = latest_version(row)
    commits = [] if version is None else _commits(row.project, version)
    return Listing(commits, lambda commit: commit_out(commit, row.project))


def _commits(project: Project, version: Version) -> list[Commit]:
    with opened(project, "Commit") as handle:
        base = (version.base_sha,) if version.base_sha else ()
        return history(handle, version.head_sha, exclude=base, limit=MAX_COMMITS)


def _diffs(project: Project, version: Version | None) -> list[DiffOut]:
    if version is None:
        return []
    with opened(project, "Version") as handle:
        return diffs_between(handle, version.base_sha or None, version.head_sha)


@operation("List what a merge request changes", returns=DiffOut, listing=True)
def list_diffs(_request: Request, row: MergeRequest) -> Listing:
    return Listing(_diffs(row.project, latest_version(row)), lambda diff: diff)


@operation("Get a merge request with its diffs", returns=WithChanges)
def show_changes(request: Request, row: MergeRequest) -> WithChanges:
    shown = msgspec.structs.asdict(merge_request_out(row, request.actor))
    return WithChanges(**shown, changes=_diffs(row.project, latest_version(row)))


@operation("List the versions of a merge request's diff", returns=VersionOut, listing=True)
def list_versions(_request: Request, row: MergeRequest) -> Listing:
    return Listing(
        row.versions.order_by("-number"),
        lambda version: VersionOut(**version_fields(version)),
    )


@operation("Get one version with its commits and diffs", returns=VersionWithDiffs)
def show_version(_request: Request, version: Version) -> VersionWithDiffs:
    project = version.merge_request.project
    return VersionWithDiffs(
        **version_fields(version),
        commits=[commit_out(commit, project) for commit in _commits(project, version)],
        diffs=_diffs(project, version),
    )


@operation("List who takes part in a merge request", returns=UserBasic, listing=True)
def list_participants(_request: Request, row: MergeRequest) -> Listing:
    taking_part = [row.author, row.assignee, *row.reviewers.all()]
    unique = {user.pk: user for user in taking_part if user is not None}
    return Listing(list(unique.values()), user_basic)
