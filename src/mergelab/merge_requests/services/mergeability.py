"""Whether two branches would merge, found out in a worker and remembered by their heads."""

from mergelab.merge_requests.models import MergeRequest
from mergelab.merge_requests.services.measuring import Heads
from mergelab.repository.git.errors import GitError
from mergelab.repository.git.names import display
from mergelab.repository.git.writes import merge_tree
from mergelab.repository.storage import directory

MAX_PATHS = 100


def check_conflicts(merge_request: MergeRequest, heads: Heads) -> None:
    """Remember whether the source as seen merges into the target; once for each pair of heads."""
    known = merge_request.checked_source_sha, merge_request.checked_target_sha
    if known == (merge_request.head_sha, heads.target) or not heads.target:
        return
    paths = conflicting_paths(merge_request.project_id, heads.target, merge_request.head_sha)
    MergeRequest.objects.filter(pk=merge_request.pk, head_sha=merge_request.head_sha).update(
        has_conflicts=bool(paths),
        conflicts=paths,
        checked_source_sha=merge_request.head_sha,
        checked_target_sha=heads.target,
    )
    merge_request.refresh_from_db()


def conflicting_paths(project_id: int, ours: str, theirs: str) -> list[str]:
    """The paths, safe to show, on which a merge stops; empty for a clean one."""
    try:
        result = merge_tree(directory(project_id), ours, theirs)
    except GitError as problem:
        if "unrelated histories" in problem.stderr:
            return ["the branches have no common history"]
        raise
    if result.clean:
        return []
    return [display(path) for path in result.conflicts[:MAX_PATHS]] or ["(unnamed)"]
