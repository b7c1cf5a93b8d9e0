"""Whether two branches would merge, found out in a worker and remembered by their heads."""

from collections.abc import Iterable

from mergelab.merge_requests.models import MergeRequest
from mergelab.merge_requests.services.measuring import Heads
from mergelab.merge_requests.services.merged_trees import MergedTree, merged_tree
from mergelab.repository.git.errors import GitError
from mergelab.repository.git.names import display
from mergelab.repository.storage import directory

MAX_PATHS = 100


def check_conflicts(merge_request: MergeRequest, heads: Heads) -> None:
    """Remember whether the source as seen merges into the target; once for each pair of heads."""
    known = merge_request.checked_source_sha, merge_request.checked_target_sha
    if known == (merge_request.head_sha, heads.target) or not heads.target:
        return
    found = _merged(merge_request.project_id, heads.target, merge_request.head_sha)
    in_cells = [file.path for file in found.in_cells]
    paths = _shown([*found.conflicts, *in_cells])
    MergeRequest.objects.filter(pk=merge_request.pk, head_sha=merge_request.head_sha).update(
        has_conflicts=not found.is_clean,
        conflicts=paths if found.is_clean else paths or ["(unnamed)"],
        cell_conflicts=_shown(in_cells),
        merged_notebooks=_shown(found.notebooks),
        checked_source_sha=merge_request.head_sha,
        checked_target_sha=heads.target,
    )
    merge_request.refresh_from_db()


def _merged(project_id: int, ours: str, theirs: str) -> MergedTree:
    try:
        return merged_tree(directory(project_id), ours, theirs)
    except GitError as problem:
        if "unrelated histories" in problem.stderr:
            return MergedTree("", conflicts=("the branches have no common history",))
        raise


def _shown(paths: Iterable[str]) -> list[str]:
    """The first of the paths, safe to show."""
    return [display(path) for path in paths][:MAX_PATHS]
