"""Whether two branches would merge, found out in a worker and remembered by their heads."""

from collections.abc import Iterable, Sequence

from mergelab.merge_requests.models import MergeRequest
from mergelab.merge_requests.services.measuring import Heads
from mergelab.merge_requests.services.merged_trees import merged_tree
from mergelab.repository.git.errors import GitError
from mergelab.repository.git.names import display
from mergelab.repository.storage import directory

MAX_PATHS = 100


def check_conflicts(merge_request: MergeRequest, heads: Heads) -> None:
    """Remember whether the source as seen merges into the target; once for each pair of heads."""
    known = merge_request.checked_source_sha, merge_request.checked_target_sha
    if known == (merge_request.head_sha, heads.target) or not heads.target:
        return
    conflicts, cells, merged = _outcome(merge_request.project_id, heads, merge_request.head_sha)
    MergeRequest.objects.filter(pk=merge_request.pk, head_sha=merge_request.head_sha).update(
        has_conflicts=bool(conflicts),
        conflicts=_shown(conflicts),
        cell_conflicts=_shown(cells),
        merged_notebooks=_shown(merged),
        checked_source_sha=merge_request.head_sha,
        checked_target_sha=heads.target,
    )
    merge_request.refresh_from_db()


def _outcome(project_id: int, heads: Heads, source: str) -> tuple[Sequence[str], ...]:
    """Paths in conflict, those of them in cells, and the notebooks that merge by their cells."""
    try:
        merged = merged_tree(directory(project_id), heads.target, source)
    except GitError as problem:
        if "unrelated histories" in problem.stderr:
            return ["the branches have no common history"], [], []
        raise
    done = [path for path in merged.notebooks if path not in merged.in_cells]
    return merged.conflicts, merged.in_cells, done


def _shown(paths: Iterable[str]) -> list[str]:
    """The first of the paths, safe to show."""
    return [display(path) for path in paths][:MAX_PATHS]
