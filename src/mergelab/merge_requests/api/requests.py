"""REST: merge requests, their commits, diffs and versions."""

from typing import Any

import msgspec
from django.db.models import Q, QuerySet

from mergelab.accounts.api import UserBasic, user_basic
from mergelab.accounts.models import User
from mergelab.kit.access import Request
from mergelab.kit.errors import Refused
from mergelab.kit.rest import Listing, operation
from mergelab.merge_requests import services
from mergelab.merge_requests.api.shapes import (
    MergeRequestBasic,
    MergeRequestOut,
    Text,
    VersionOut,
    VersionWithDiffs,
    WithChanges,
    merge_request_basic,
    merge_request_out,
    version_fields,
)
from mergelab.merge_requests.models import MergeRequest, Version
from mergelab.merge_requests.queries import (
    MergeRequestFilter,
    latest_version,
    merge_requests_of,
)
from mergelab.projects.models import Project
from mergelab.repository.api.diffs import diffs_between
from mergelab.repository.api.opened import opened
from mergelab.repository.api.shapes import CommitOut, DiffOut, commit_out
from mergelab.repository.git.reads import Commit, history

STATES = {"opened", "closed", "merged", "all", "locked"}
ORDERS = {"created_at": "created_at", "updated_at": "updated_at", "title": "title"}
MAX_COMMITS = 5_000


class MergeRequestQuery(msgspec.Struct, kw_only=True):
    state: str = "all"
    scope: str = "created_by_me"
    search: str = ""
    author_username: str = ""
    assignee_username: str = ""
    reviewer_username: str = ""
    source_branch: str = ""
    target_branch: str = ""
    wip: str = ""
    draft: str = ""
    iids: list[int] = []
    order_by: str = "created_at"
    sort: str = "desc"


class NewMergeRequest(msgspec.Struct, kw_only=True):
    source_branch: Text
    target_branch: Text
    title: Text
    description: str = ""
    assignee_id: int | None = None
    assignee_ids: list[int] = []
    reviewer_ids: list[int] = []
    squash: bool | None = None
    remove_source_branch: bool | None = None


class MergeRequestChange(msgspec.Struct, kw_only=True):
    title: Text | None = None
    description: str | None = None
    target_branch: Text | None = None
    state_event: str | None = None
    assignee_id: int | None | msgspec.UnsetType = msgspec.UNSET
    assignee_ids: list[int] | msgspec.UnsetType = msgspec.UNSET
    reviewer_ids: list[int] | None = None
    squash: bool | None = None
    remove_source_branch: bool | None = None


def _filter(query: MergeRequestQuery) -> MergeRequestFilter:
    if query.state not in STATES:
        raise Refused(f"Use one of {', '.join(sorted(STATES))}.", field="state")
    if query.order_by not in ORDERS:
        raise Refused(f"Use one of {', '.join(ORDERS)}.", field="order_by")
    flag = (query.draft or query.wip).lower()
    return MergeRequestFilter(
        state=query.state,
        search=query.search,
        author=query.author_username,
        assignee=query.assignee_username,
        reviewer=query.reviewer_username,
        draft={"yes": True, "true": True, "no": False, "false": False}.get(flag),
        source_branch=query.source_branch,
        target_branch=query.target_branch,
    )


def _ordered(rows: "QuerySet[MergeRequest]", query: MergeRequestQuery) -> "QuerySet[MergeRequest]":
    if query.iids:
        rows = rows.filter(iid__in=query.iids[:100])
    sign = "" if query.sort == "asc" else "-"
    related = rows.select_related("author", "assignee", "merged_by", "closed_by", "project__group")
    return related.order_by(f"{sign}{ORDERS[query.order_by]}", f"{sign}pk")


@operation(
    "List a project's merge requests",
    query=MergeRequestQuery,
    returns=MergeRequestBasic,
    listing=True,
)
def list_merge_requests(_request: Request, project: Project, query: MergeRequestQuery) -> Listing:
    rows = merge_requests_of(project, _filter(query))
    return Listing(_ordered(rows, query), merge_request_basic)


@operation(
    "List merge requests that concern oneself",
    query=MergeRequestQuery,
    returns=MergeRequestBasic,
    listing=True,
)
def list_own_merge_requests(request: Request, query: MergeRequestQuery) -> Listing:
    mine = {
        "created_by_me": Q(author=request.actor.user),
        "assigned_to_me": Q(assignee=request.actor.user),
        "reviews_for_me": Q(reviewers=request.actor.user),
        "all": Q(author=request.actor.user)
        | Q(assignee=request.actor.user)
        | Q(reviewers=request.actor.user),
    }
    if query.scope not in mine:
        raise Refused(f"Use one of {', '.join(mine)}.", field="scope")
    rows = MergeRequest.objects.filter(
        mine[query.scope], project__in=Project.objects.visible_to(request.actor)
    ).distinct()
    if query.state != "all":
        rows = rows.filter(state=_filter(query).state)
    return Listing(_ordered(rows.prefetch_related("reviewers"), query), merge_request_basic)


@operation("Open a merge request", body=NewMergeRequest, returns=MergeRequestOut, status=201)
def open_merge_request(
    request: Request, project: Project, body: NewMergeRequest
) -> MergeRequestOut:
    title, draft = without_draft(body.title)
    assignees = people([*body.assignee_ids, *([body.assignee_id] if body.assignee_id else [])])
    row = services.open_merge_request(
        by=request.actor,
        project=project,
        source_branch=body.source_branch,
        target_branch=body.target_branch,
        title=title,
        description=body.description,
        draft=draft,
        assignee=assignees[0] if assignees else None,
        reviewers=people(body.reviewer_ids),
        squash=body.squash,
        delete_source_branch=body.remove_source_branch,
    )
    return merge_request_out(row, request.actor)


def without_draft(title: str) -> tuple[str, bool]:
    """The title without GitLab's prefix for drafts, and whether it had one."""
    for prefix in ("draft:", "[draft]", "(draft)"):
        if title.lower().startswith(prefix):
            return title[len(prefix) :].strip() or title, True
    return title, False


def people(numbers: list[int]) -> list[User]:
    """The users with these ids, in that order; 0 stands for nobody. Raises Refused."""
    wanted = [number for number in numbers if number]
    if any(not 0 < number < 2**63 for number in wanted):
        raise Refused("There is no such user.", field="user_id")
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
    title, draft = (None, None) if body.title is None else without_draft(body.title)
    row = services.edit_merge_request(
        by=request.actor,
        merge_request=row,
        title=title,
        draft=draft,
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
        **version_fields(version),  # type: ignore[arg-type]
        commits=[commit_out(commit, project) for commit in _commits(project, version)],
        diffs=_diffs(project, version),
    )


@operation("List who takes part in a merge request", returns=UserBasic, listing=True)
def list_participants(_request: Request, row: MergeRequest) -> Listing:
    taking_part = [row.author, row.assignee, *row.reviewers.all()]
    unique = {user.pk: user for user in taking_part if user is not None}
    return Listing(list(unique.values()), user_basic)


@operation("List the merge requests that brought a commit", returns=MergeRequestBasic, listing=True)
def list_of_commit(_request: Request, project: Project, sha: str) -> Listing:
    rows = merge_requests_of(project, MergeRequestFilter(state="all")).filter(
        Q(versions__head_sha=sha) | Q(merge_commit_sha=sha) | Q(squash_commit_sha=sha)
    )
    return Listing(
        rows.select_related("merged_by", "closed_by", "project__group").distinct(),
        merge_request_basic,
    )
