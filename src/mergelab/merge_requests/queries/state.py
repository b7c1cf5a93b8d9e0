"""What the merge checks look at."""

from mergelab.discussions.models import Discussion
from mergelab.discussions.places import where_words
from mergelab.discussions.queries import unresolved_of
from mergelab.kit.actor import Actor
from mergelab.merge_requests.checks import Check, Facts, Link, merge_checks_of
from mergelab.merge_requests.models import Approval, MergeMethod, MergeRequest
from mergelab.merge_requests.policies import can_merge, can_resolve_conflicts
from mergelab.merge_requests.queries.single import (
    address_of,
    latest_version,
    settings_of,
    target_for,
)
from mergelab.projects.policies import at_least
from mergelab.projects.roles import Role
from mergelab.repository.git.errors import NotFound
from mergelab.repository.git.names import HEADS
from mergelab.repository.git.reads import is_ancestor, open_repository, read_ref
from mergelab.repository.storage import directory


def approvals_of(merge_request: MergeRequest) -> list[Approval]:
    """The approvals in force, oldest first: those of people who still may give one."""
    project = merge_request.project
    rows = merge_request.approvals.select_related("user").order_by("pk")
    return [
        row
        for row in rows
        if row.user.is_active and at_least(Actor(user=row.user), project, Role.DEVELOPER)
    ]


def merge_checks(merge_request: MergeRequest, actor: Actor) -> list[Check]:
    """The box of merge checks as it stands for this actor."""
    return merge_checks_of(_facts(merge_request, actor))


def _facts(merge_request: MergeRequest, actor: Actor) -> Facts:
    project = merge_request.project
    settings = settings_of(project)
    version = latest_version(merge_request)
    target_sha, needs_rebase = _target(merge_request, settings.method)
    checked = (
        merge_request.checked_source_sha == merge_request.head_sha
        and merge_request.checked_target_sha == target_sha
    )
    return Facts(
        is_open=merge_request.is_open,
        state_words=f"This merge request is {merge_request.state}",
        source_branch=merge_request.source_branch,
        target_branch=merge_request.target_branch,
        source_missing=merge_request.source_missing,
        target_missing=not target_sha,
        has_commits=version is not None and version.commits_count > 0,
        conflicts=merge_request.conflicts if checked else None,
        cell_conflicts=merge_request.cell_conflicts,
        merged_notebooks=merge_request.merged_notebooks,
        resolve_url=_resolve_url(merge_request, actor),
        needs_rebase=needs_rebase,
        is_draft=merge_request.is_draft,
        draft_blocks=settings.draft_blocks,
        unresolved=_unresolved(merge_request),
        threads_block=settings.threads_block,
        approvers=[approval.user.username for approval in approvals_of(merge_request)],
        approvals_required=settings.approvals_required,
        may_merge=can_merge(actor, merge_request),
        is_archived=project.is_archived,
    )


def _resolve_url(merge_request: MergeRequest, actor: Actor) -> str:
    if not merge_request.cell_conflicts or not can_resolve_conflicts(actor, merge_request):
        return ""
    return address_of(merge_request, "resolve_conflicts")


def _target(merge_request: MergeRequest, method: str) -> tuple[str, bool]:
    """Where the target branch is now ("" if gone), and whether a fast-forward is not possible."""
    try:
        with open_repository(directory(merge_request.project_id)) as handle:
            sha = read_ref(handle, HEADS + merge_request.target_branch) or ""
            diverged = (
                method == MergeMethod.FAST_FORWARD
                and sha != ""
                and not is_ancestor(handle, sha, merge_request.head_sha)
            )
    except NotFound:
        return "", False
    return sha, diverged


def _unresolved(merge_request: MergeRequest) -> list[Link]:
    target = target_for(merge_request)
    found = unresolved_of(Discussion.Target.MERGE_REQUEST, merge_request.pk)
    return [Link(where_words(one), f"{target.url}#discussion-{one.key}") for one in found]
