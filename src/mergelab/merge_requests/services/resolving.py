"""Conflicts in the cells of notebooks, decided on a page and committed to the source branch."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from mergelab.discussions.texts import check_text
from mergelab.kit.actor import Actor
from mergelab.kit.errors import Conflict, Forbidden, Refused
from mergelab.merge_requests.models import MergeIntent, MergeRequest
from mergelab.merge_requests.policies import can_resolve_conflicts
from mergelab.merge_requests.services.measuring import Heads, heads_of
from mergelab.merge_requests.services.merged_trees import MergedTree, merged_tree, written_tree
from mergelab.merge_requests.services.refreshing import refresh
from mergelab.pure.notebookdiff.merging import Resolution, resolve
from mergelab.repository.git.errors import GitError
from mergelab.repository.git.names import HEADS, display
from mergelab.repository.git.writes import RefUpdate, commit_tree
from mergelab.repository.services import move_refs, translated
from mergelab.repository.services.tags import identity_of
from mergelab.repository.storage import directory

MOST: Final = 500
"""Conflicts that are decided on a page."""

Decisions = Mapping[str, Mapping[str, Resolution]]
"""For each notebook's path the resolution of each of its conflicts, by their keys."""


@dataclass(frozen=True)
class Standoff:
    """Both branches as they are, and their merge so far: the target is ours, the source theirs."""

    heads: Heads
    merged: MergedTree


def standoff_of(merge_request: MergeRequest) -> Standoff:
    """The merge as people have to decide on it. Raises Conflict where nobody can here."""
    if not merge_request.is_open:
        raise Conflict(f"This merge request is {merge_request.state}.")
    heads = heads_of(
        merge_request.project_id, merge_request.source_branch, merge_request.target_branch
    )
    if not heads.source or not heads.target:
        raise Conflict("One of the branches does not exist any more.")
    try:
        merged = merged_tree(directory(merge_request.project_id), heads.target, heads.source)
    except GitError as problem:
        raise Conflict("The branches have no common history.") from problem
    count = sum(len(merge.conflicts) for merge in merged.notebooks.values())
    if count > MOST:
        raise Conflict(f"{count:,} conflicts are too many for a page: merge the branches with git.")
    return Standoff(heads, merged)


def default_message(merge_request: MergeRequest) -> str:
    """What the commit says unless somebody writes otherwise."""
    return f"Merge branch '{merge_request.target_branch}' into '{merge_request.source_branch}'"


def resolve_conflicts(
    *,
    by: Actor,
    merge_request: MergeRequest,
    seen: Heads,
    decisions: Decisions,
    message: str = "",
) -> str:
    """Merge the target into the source branch with every conflict decided; the commit's name.

    `seen` are the heads that were decided on: if either has moved, Conflict. Raises Forbidden,
    Refused. Not to be called inside a transaction: git cannot be rolled back.
    """
    if not can_resolve_conflicts(by, merge_request):
        raise Forbidden(f"You may not push to {display(merge_request.source_branch)}.")
    text = check_text(message, field="message", required=False) or default_message(merge_request)
    standoff = standoff_of(merge_request)
    if standoff.heads != seen:
        raise Conflict("The branches have changed meanwhile: look at the conflicts again.")
    if MergeIntent.objects.filter(merge_request=merge_request).exists():
        raise Conflict("This merge request is being merged.")
    made = _committed(by, merge_request, standoff, decisions, text)
    update = RefUpdate(HEADS + merge_request.source_branch, seen.source, made)
    with translated():
        move_refs(project=merge_request.project, by=by, updates=[update])
    refresh(merge_request.pk, by.user_id)
    return made


def _committed(
    by: Actor, merge_request: MergeRequest, standoff: Standoff, decisions: Decisions, message: str
) -> str:
    """The merge commit, on no branch yet. Raises Refused, Conflict."""
    merged, where = standoff.merged, directory(merge_request.project_id)
    if merged.others:
        listed = ", ".join(display(path) for path in merged.others[:5])
        raise Conflict(f"{listed}: conflicts outside of notebooks are resolved with git.")
    if not merged.in_cells:
        raise Conflict("There are no conflicts any more.")
    resolved = {path: _resolved(merged, path, decisions.get(path, {})) for path in merged.in_cells}
    return commit_tree(
        where,
        tree=written_tree(where, merged, resolved),
        parents=(standoff.heads.source, standoff.heads.target),
        message=message.strip() + "\n",
        author=identity_of(by.user),
    )


def _resolved(merged: MergedTree, path: str, decided: Mapping[str, Resolution]) -> bytes:
    try:
        return resolve(merged.notebooks[path], decided)
    except ValueError as problem:
        raise Refused(f"{display(path)}: {problem}", field="decisions") from problem
