"""The commits of a merge, made of its intent alone: every run gives the same names."""

from dataclasses import dataclass
from datetime import UTC, datetime

from mergelab.kit.errors import Conflict
from mergelab.merge_requests.models import MergeIntent, MergeMethod, MergeRequest
from mergelab.merge_requests.services.merged_trees import merged_tree, written_tree
from mergelab.repository.git.errors import GitError
from mergelab.repository.git.names import display
from mergelab.repository.git.reads import is_ancestor, open_repository
from mergelab.repository.git.writes import Identity, commit_tree
from mergelab.repository.storage import directory


@dataclass(frozen=True)
class Made:
    """Where the target branch goes; `squash` is the squashed commit or empty."""

    result: str
    squash: str
    is_fast_forward: bool


def make_commits(merge_request: MergeRequest, intent: MergeIntent) -> Made:
    """Write the commits that the intent describes; no ref moves. Raises Conflict."""
    fast_forward = intent.method == MergeMethod.FAST_FORWARD
    if fast_forward and not _can_fast_forward(merge_request, intent):
        raise Conflict("The target branch has moved on: rebase the source branch first.")
    if fast_forward and not intent.squash:
        return Made(intent.source_sha, "", is_fast_forward=True)
    tree = _merged_tree(merge_request, intent)
    squash = _squash(merge_request, intent, tree) if intent.squash else ""
    if fast_forward:
        return Made(squash, squash, is_fast_forward=True)
    result = commit_tree(
        directory(merge_request.project_id),
        tree=tree,
        parents=(intent.target_sha, squash or intent.source_sha),
        message=intent.message.strip() + "\n",
        author=_merger(intent),
    )
    return Made(result, squash, is_fast_forward=False)


def _can_fast_forward(merge_request: MergeRequest, intent: MergeIntent) -> bool:
    with open_repository(directory(merge_request.project_id)) as handle:
        return is_ancestor(handle, intent.target_sha, intent.source_sha)


def _merged_tree(merge_request: MergeRequest, intent: MergeIntent) -> str:
    repository = directory(merge_request.project_id)
    try:
        merged = merged_tree(repository, intent.target_sha, intent.source_sha)
    except GitError as problem:
        raise Conflict(f"The branches cannot be merged: {problem}") from problem
    if merged.conflicts:
        listed = ", ".join(display(path) for path in merged.conflicts[:5])
        raise Conflict(f"The branches conflict in {listed}.")
    return written_tree(repository, merged)


def _squash(merge_request: MergeRequest, intent: MergeIntent, tree: str) -> str:
    """All changes as one commit on the target, by the merge request's author."""
    merger = _merger(intent)
    return commit_tree(
        directory(merge_request.project_id),
        tree=tree,
        parents=(intent.target_sha,),
        message=intent.squash_message.strip() + "\n",
        author=Identity(intent.squash_author_name, intent.squash_author_email, merger.time),
        committer=merger,
    )


def _merger(intent: MergeIntent) -> Identity:
    time = datetime.fromtimestamp(intent.committed_at, UTC)
    return Identity(intent.author_name, intent.author_email, time)
