"""What git says about the difference between two branches."""

import hashlib
from dataclasses import dataclass

from mergelab.kit.errors import Refused
from mergelab.repository.git.diffs import Change, diff_id, raw_changes
from mergelab.repository.git.errors import GitTimeout, NotFound, OutputTooLarge
from mergelab.repository.git.names import HEADS
from mergelab.repository.git.reads import (
    commit,
    count_commits,
    merge_base,
    open_repository,
    read_ref,
)
from mergelab.repository.storage import directory


@dataclass(frozen=True)
class Heads:
    """Where both branches are now; "" for one that does not exist."""

    source: str
    target: str


@dataclass(frozen=True)
class Measured:
    """The difference that a version shows: from `base` to `head`, when the target was at `start`.

    `changes` may be cut at the git layer's limit, which `truncated` says.
    """

    base: str
    start: str
    head: str
    patch_id: str
    commits_count: int
    changes: tuple[Change, ...]
    truncated: bool


def heads_of(project_id: int, source_branch: str, target_branch: str) -> Heads:
    with open_repository(directory(project_id)) as handle:
        source = read_ref(handle, HEADS + source_branch) or ""
        target = read_ref(handle, HEADS + target_branch) or ""
    return Heads(source, target)


def measure(project_id: int, *, start: str, head: str) -> Measured:
    """The difference of `head` from where it left `start`. Raises Refused, GitError."""
    repository = directory(project_id)
    with open_repository(repository) as handle:
        base = merge_base(handle, start, head)
        if base is None:
            raise Refused("The branches have no common history.", field="target_branch")
        count = count_commits(handle, head, exclude=[start])
    changes = raw_changes(repository, base, head)
    return Measured(
        base=base,
        start=start,
        head=head,
        patch_id=_patch_id(project_id, base, head),
        commits_count=count,
        changes=changes.files,
        truncated=changes.truncated,
    )


def _patch_id(project_id: int, base: str, head: str) -> str:
    """The digest of the change; of both trees where the change is too large to be read."""
    repository = directory(project_id)
    try:
        return diff_id(repository, base, head)
    except (OutputTooLarge, GitTimeout, NotFound):
        with open_repository(repository) as handle:
            trees = f"{commit(handle, base).tree}:{commit(handle, head).tree}"
        return hashlib.sha256(trees.encode()).hexdigest()
