"""What two branches are when merged: by git, and where git stops in a notebook, cell by cell."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from mergelab.pure.notebookdiff import NotNotebook
from mergelab.pure.notebookdiff.merging import Merge, merge_notebooks
from mergelab.repository.git.actions import Action, ActionKind, build_tree
from mergelab.repository.git.errors import NotFound, OutputTooLarge
from mergelab.repository.git.reads import Handle, blob_data, open_repository
from mergelab.repository.git.writes import ConflictedFile, Stage, merge_tree

MERGED_BYTES: Final = 16 * 1024 * 1024
"""Bytes of one side of a notebook that is merged cell by cell; requests do so as well."""

_REGULAR: Final = {0o100644, 0o100755}


@dataclass(frozen=True)
class MergedTree:
    """A merge of two commits. `tree` is git's; where git stopped its files hold conflict markers.

    `notebooks` are the files on which git stopped and which the engine reads, by their paths.
    `others` are the paths of all other files on which git stopped.
    """

    tree: str
    notebooks: Mapping[str, Merge]
    others: tuple[str, ...] = ()

    @property
    def in_cells(self) -> tuple[str, ...]:
        """The notebooks in which cells conflict."""
        return tuple(path for path, merge in self.notebooks.items() if merge.data is None)

    @property
    def conflicts(self) -> tuple[str, ...]:
        """All paths that need a decision of people."""
        return self.others + self.in_cells


def merged_tree(repository: Path, ours: str, theirs: str) -> MergedTree:
    """Merge two commits without touching any ref. Raises GitError for unrelated histories."""
    found = merge_tree(repository, ours, theirs)
    if found.clean:
        return MergedTree(found.tree, {})
    notebooks: dict[str, Merge] = {}
    others: list[str] = []
    with open_repository(repository) as handle:
        for file in found.files:
            try:
                notebooks[file.path] = _merge(handle, file)
            except NotNotebook:
                others.append(file.path)
    # Git can stop without naming a file, for instance where a folder became one.
    nameless = () if found.files else ("(unnamed)",)
    return MergedTree(found.tree, notebooks, (*others, *nameless))


def written_tree(
    repository: Path, merged: MergedTree, resolved: Mapping[str, bytes] | None = None
) -> str:
    """The tree with every merged notebook in it; `resolved` are those in which cells conflicted."""
    decided = resolved or {}
    contents = {
        path: merge.data if merge.data is not None else decided[path]
        for path, merge in merged.notebooks.items()
    }
    if not contents:
        return merged.tree
    actions = [Action(ActionKind.UPDATE, path, content=data) for path, data in contents.items()]
    with open_repository(repository) as handle:
        return build_tree(handle, merged.tree, actions)


def _merge(handle: Handle, file: ConflictedFile) -> Merge:
    """The cells of a conflicted notebook. Raises NotNotebook."""
    if not _is_notebook(file):
        raise NotNotebook("the file is not a notebook on both sides")
    base, ours, theirs = (_data(handle, stage) for stage in (file.base, file.ours, file.theirs))
    return merge_notebooks(base, ours or b"", theirs or b"")


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
