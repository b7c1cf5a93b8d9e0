"""Two versions of a notebook file read and compared; the last results are remembered."""

from dataclasses import dataclass
from typing import Final

from mergelab.pure.notebookdiff.layout import laid_out
from mergelab.notebooks.models import PreparedComparison
from mergelab.notebooks.queries.places import side_of
from mergelab.notebooks.queries.prepared import AT_ONCE, Unreadable, Waiting, prepared, verdict
from mergelab.notebooks.queries.reading import WEIGHT, read_blob, size_of
from mergelab.notebooks.rendering.sources import Side
from mergelab.projects.models import Project
from mergelab.pure.notebookdiff import Notebook, NotebookDiff, NotNotebook, diff_notebooks
from mergelab.repository.diffview import file_key
from mergelab.repository.diffview.cache import Remembered
from mergelab.repository.git import names

REMEMBERED_BYTES: Final = 96 * 1024 * 1024

_remembered: Remembered[tuple[NotebookDiff, int]] = Remembered(
    REMEMBERED_BYTES, lambda made: 5_000 + WEIGHT * made[1]
)


@dataclass(frozen=True)
class Ends:
    """Which two files: blobs by name, all zeros or empty on a side without one."""

    old_blob: str
    new_blob: str
    old_commit: str
    new_commit: str
    old_path: str
    new_path: str

    @property
    def path(self) -> str:
        return self.new_path or self.old_path

    @property
    def blobs(self) -> tuple[str, ...]:
        """The blobs that there are."""
        return tuple(blob for blob in (self.old_blob, self.new_blob) if _exists(blob))


@dataclass(frozen=True)
class Compared:
    """A difference, and how the parts of either side become addresses.

    `key` begins the ids of everything in it.
    """

    diff: NotebookDiff
    old: Side
    new: Side
    key: str


def read_comparison(project: Project, ends: Ends) -> Compared | Unreadable | Waiting:
    """What changed between the two files. Raises NotFound for a blob that is not there.

    Large files are compared by a worker; see `services.comparison`, which asks for that.
    """
    size = sum(size_of(project, blob) for blob in ends.blobs)
    known = None if size <= AT_ONCE else prepared(project, ends.old_blob, ends.new_blob)
    problem = verdict(known, size)
    if problem is not None:
        return problem
    try:
        found = _remembered.get(
            (project.pk, ends.old_blob, ends.new_blob),
            lambda: (_difference(project, ends, known), size),
        )
    except NotNotebook as reason:
        return Unreadable(str(reason))
    diff = found[0]
    return Compared(
        diff,
        old=_side(project, ends.old_blob, ends.old_commit, ends.old_path, diff.old),
        new=_side(project, ends.new_blob, ends.new_commit, ends.new_path, diff.new),
        key=file_key(ends.path),
    )


def read_ends(project: Project, ends: Ends) -> tuple[Notebook | None, Notebook | None]:
    """Both notebooks. Raises NotNotebook, NotFound."""
    old = read_blob(project, ends.old_blob) if _exists(ends.old_blob) else None
    new = read_blob(project, ends.new_blob) if _exists(ends.new_blob) else None
    return old, new


def _difference(project: Project, ends: Ends, known: PreparedComparison | None) -> NotebookDiff:
    old, new = read_ends(project, ends)
    return diff_notebooks(old, new) if known is None else laid_out(old, new, known.layout)


def _side(project: Project, blob: str, commit: str, path: str, notebook: Notebook | None) -> Side:
    return side_of(project, blob, commit, path, notebook)


def _exists(blob: str) -> bool:
    return bool(blob) and not names.is_zero(blob)
