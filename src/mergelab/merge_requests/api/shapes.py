"""How merge requests look on the wire, in GitLab's shape."""

from datetime import datetime
from typing import Annotated, Any

import msgspec

from mergelab.accounts.api import UserBasic, optional_user, user_basic
from mergelab.accounts.urls_of import absolute
from mergelab.discussions.models import Discussion, Note
from mergelab.kit.actor import Actor
from mergelab.merge_requests.checks import detailed_merge_status
from mergelab.merge_requests.models import MergeRequest, Version
from mergelab.merge_requests.queries import latest_version, merge_checks
from mergelab.repository.api.shapes import CommitOut, DiffOut

Text = Annotated[str, msgspec.Meta(min_length=1, max_length=255)]


class RefsOut(msgspec.Struct, kw_only=True):
    base_sha: str
    start_sha: str
    head_sha: str


class ReferencesOut(msgspec.Struct, kw_only=True):
    short: str
    relative: str
    full: str


class MergeRequestBasic(msgspec.Struct, kw_only=True):
    """A merge request in a list."""

    id: int
    iid: int
    project_id: int
    title: str
    description: str
    state: str
    created_at: datetime
    updated_at: datetime
    merged_at: datetime | None
    closed_at: datetime | None
    merged_by: UserBasic | None
    merge_user: UserBasic | None
    closed_by: UserBasic | None
    target_branch: str
    source_branch: str
    source_project_id: int
    target_project_id: int
    author: UserBasic | None
    assignee: UserBasic | None
    assignees: list[UserBasic]
    reviewers: list[UserBasic]
    draft: bool
    work_in_progress: bool
    sha: str
    merge_commit_sha: str | None
    squash_commit_sha: str | None
    squash: bool
    should_remove_source_branch: bool
    force_remove_source_branch: bool
    has_conflicts: bool
    web_url: str
    references: ReferencesOut
    user_notes_count: int
    labels: list[str] = []


class MergeRequestOut(MergeRequestBasic, kw_only=True):
    """A merge request with what is computed for it alone."""

    detailed_merge_status: str
    merge_status: str
    blocking_discussions_resolved: bool
    changes_count: str
    diff_refs: RefsOut | None


class WithChanges(MergeRequestOut, kw_only=True):
    """The older form that holds the diffs as well."""

    changes: list[DiffOut]
    overflow: bool = False


class VersionOut(msgspec.Struct, kw_only=True):
    id: int
    head_commit_sha: str
    base_commit_sha: str
    start_commit_sha: str
    created_at: datetime
    merge_request_id: int
    state: str = "collected"
    real_size: str


class VersionWithDiffs(VersionOut, kw_only=True):
    commits: list[CommitOut]
    diffs: list[DiffOut]


class ApproverOut(msgspec.Struct, kw_only=True):
    user: UserBasic


class ApprovalsOut(msgspec.Struct, kw_only=True):
    id: int
    iid: int
    project_id: int
    title: str
    state: str
    approved: bool
    approvals_required: int
    approvals_left: int
    approved_by: list[ApproverOut]
    user_has_approved: bool
    user_can_approve: bool


def basic_fields(row: MergeRequest) -> dict[str, Any]:
    full = row.project.full_path
    assignee = optional_user(row.assignee)
    return {
        "id": row.pk,
        "iid": row.iid,
        "project_id": row.project.pk,
        "title": row.full_title,
        "description": row.description,
        "state": row.state,
        "created_at": row.created_at,
        "updated_at": row.updated_at,
        "merged_at": row.merged_at,
        "closed_at": row.closed_at,
        "merged_by": optional_user(row.merged_by),
        "merge_user": optional_user(row.merged_by),
        "closed_by": optional_user(row.closed_by),
        "target_branch": row.target_branch,
        "source_branch": row.source_branch,
        "source_project_id": row.project.pk,
        "target_project_id": row.project.pk,
        "author": optional_user(row.author),
        "assignee": assignee,
        "assignees": [] if assignee is None else [assignee],
        "reviewers": [user_basic(user) for user in row.reviewers.all()],
        "draft": row.is_draft,
        "work_in_progress": row.is_draft,
        "sha": row.head_sha,
        "merge_commit_sha": row.merge_commit_sha or None,
        "squash_commit_sha": row.squash_commit_sha or None,
        "squash": row.squash,
        "should_remove_source_branch": row.delete_source_branch,
        "force_remove_source_branch": row.delete_source_branch,
        "has_conflicts": row.has_conflicts,
        "web_url": absolute(f"/{full}/-/merge_requests/{row.iid}"),
        "user_notes_count": _notes_count(row),
        "references": ReferencesOut(
            short=f"!{row.iid}", relative=f"!{row.iid}", full=f"{full}!{row.iid}"
        ),
    }


def _notes_count(row: MergeRequest) -> int:
    """What people wrote: counted with the list where the row is of one, else now."""
    counted: int | None = getattr(row, "notes_count", None)
    if counted is not None:
        return counted
    kind = Discussion.Target.MERGE_REQUEST
    written = Note.objects.filter(discussion__target=kind, discussion__target_id=row.pk)
    return written.filter(is_system=False).count()


def merge_request_basic(row: MergeRequest) -> MergeRequestBasic:
    return MergeRequestBasic(**basic_fields(row))


def merge_request_out(row: MergeRequest, viewer: Actor) -> MergeRequestOut:
    checks = merge_checks(row, viewer)
    status = detailed_merge_status(checks)
    version = latest_version(row)
    return MergeRequestOut(
        **basic_fields(row),
        detailed_merge_status=status,
        merge_status=_merge_status(status),
        blocking_discussions_resolved=not any(
            check.key == "threads" and check.stops for check in checks
        ),
        changes_count=str(version.files_count if version else 0),
        diff_refs=None if version is None else refs_out(version),
    )


def _merge_status(detailed: str) -> str:
    """GitLab's older word, which looks at conflicts only."""
    older = {"checking": "checking", "conflict": "cannot_be_merged"}
    return older.get(detailed, "can_be_merged")


def refs_out(version: Version) -> RefsOut:
    return RefsOut(
        base_sha=version.base_sha, start_sha=version.start_sha, head_sha=version.head_sha
    )


def version_fields(version: Version) -> dict[str, Any]:
    return {
        "id": version.pk,
        "head_commit_sha": version.head_sha,
        "base_commit_sha": version.base_sha,
        "start_commit_sha": version.start_sha,
        "created_at": version.created_at,
        "merge_request_id": version.merge_request_id,
        "real_size": str(version.files_count),
    }
