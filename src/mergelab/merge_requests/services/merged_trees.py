"""What two branches are when merged: by git, and where git stops in a notebook, cell by cell."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mergelab.pure.notebookdiff import NotNotebook
from mergelab.repository.git.actions import Action, ActionKind, build_tree
from mergelab.repository.git.errors import NotFound, OutputTooLarge
from mergelab.repository.git.reads import Handle, blob_data, open_repository
from mergelab.repository.git.writes import ConflictedFile, Stage, merge_tree

if TYPE_CHECKING:
    from mergelab.pure.notebookdiff.merging import Merge

MERGED_BYTES: Final = 16 * 1024 * 1024
"""Bytes of one side of a notebook that is merged cell by cell; merging is asked for in requests."""

_REGULAR: Final = {0o100644, 0o100755}


@dataclass(frozen=True)
class MergedTree:
    """The result of a merge. `tree` is empty while there are conflicts left.

    `notebooks` are the paths that were merged cell by cell where git stopped, `in_cells` those
    which the engine reads but in which cells conflict, `conflicts` all others.
    """

    tree: str
    notebooks: tuple[str, ...] = ()
    in_cells: tuple[ConflictedFile, ...] = ()
    conflicts: tuple[str, ...] = ()

    @property
    def is_clean(self) -> bool:
        return bool(self.tree)


def merged_tree(repository: Path, ours: str, theirs: str) -> MergedTree:
    """Merge two commits without touching any ref. Raises GitError for unrelated histories."""
    found = merge_tree(repository, ours, theirs)
    if found.clean:
        return MergedTree(found.tree)
    with open_repository(repository) as handle:
        merges = {file: _merge(handle, file) for file in found.files}
        others = tuple(file.path for file, merge in merges.items() if merge is None)
        in_cells = tuple(file for file, merge in merges.items() if merge and merge.data is None)
        done = {file.path: merge.data for file, merge in merges.items() if merge and merge.data}
        if others or in_cells or not done:
            return MergedTree("", tuple(done), in_cells, others)
        return MergedTree(with_files(handle, found.tree, done), tuple(done))


def with_files(handle: Handle, tree: str, contents: dict[str, bytes]) -> str:
    """The tree with other contents in files that it has."""
    actions = [Action(ActionKind.UPDATE, path, content=data) for path, data in contents.items()]
    return build_tree(handle, tree, actions)


def merge_of(handle: Handle, file: ConflictedFile) -> "Merge":
    """The cells of a conflicted notebook. Raises NotNotebook."""
    from mergelab.pure.notebookdiff.merging import merge_notebooks

    if not _is_notebook(file):
        raise NotNotebook("the file is not a notebook on both sides")
    base, ours, theirs = (_data(handle, stage) for stage in (file.base, file.ours, file.theirs))
    return merge_notebooks(base, ours or b"", theirs or b"")


def _merge(handle: Handle, file: ConflictedFile) -> "Merge | None":
    try:
        return merge_of(handle, file)
    except NotNotebook:
        return None


def _is_notebook(file: ConflictedFile) -> bool:
    """Whether both sides have a regular file of this name, and the base has one or nothing."""
    stages = [stage for stage in (file.base, file.ours, file.theirs) if stage is not None]
    is_on_both = file.ours is not None and file.theirs is not None
    is_regular = all(stage.mode in _REGULAR for stage in stages)
    return file.path.lower().endswith(".ipynb") and is_on_both and is_regular


def _data(handle: Handle, stage: Stage | None) -> bytes | None:
    if stage is None:
        return None
    try:
        return blob_data(handle, stage.sha, cap=MERGED_BYTES)
    except (NotFound, OutputTooLarge) as problem:
        raise NotNotebook("the file is too large to be merged here") from problem
