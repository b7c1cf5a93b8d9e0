"""Two versions of a notebook file read and compared; the last results are remembered."""

from dataclasses import dataclass, field
from typing import Final

from mergelab.notebooks.models import PreparedComparison
from mergelab.notebooks.queries.pixels import FigurePair, Pixels, figure_pairs, known_pixels
from mergelab.notebooks.queries.places import side_of
from mergelab.notebooks.queries.prepared import AT_ONCE, Unreadable, Waiting, prepared, verdict
from mergelab.notebooks.queries.reading import WEIGHT, all_sizes, read_blob
from mergelab.notebooks.rendering.sources import Side
from mergelab.projects.models import Project
from mergelab.pure.notebookdiff import (
    Notebook,
    NotebookDiff,
    NotNotebook,
    diff_notebooks,
    with_pixels,
)
from mergelab.pure.notebookdiff.layout import laid_out
from mergelab.repository.diffview import file_key
from mergelab.repository.diffview.cache import Remembered
from mergelab.repository.git import names

REMEMBERED_BYTES: Final = 96 * 1024 * 1024


@dataclass(frozen=True)
class Difference:
    """What two files differ in, and the figures that changed; `size` is of both, in bytes."""

    diff: NotebookDiff
    figures: tuple[FigurePair, ...]
    size: int


_remembered: Remembered[Difference] = Remembered(
    REMEMBERED_BYTES, lambda made: 5_000 + WEIGHT * made.size
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


@dataclass(frozen=True)
class Compared:
    """A difference, and how the parts of either side become addresses.

    `key` begins the ids of everything in it. The difference says of figures what `pixels` knows.
    """

    diff: NotebookDiff
    old: Side
    new: Side
    key: str
    pixels: Pixels = field(default_factory=Pixels)


def read_comparison(project: Project, ends: Ends) -> Compared | Unreadable | Waiting:
    """What changed between the two files. Raises NotFound for a blob that is not there.

    Large files are compared by a worker, and figures; see `services.comparison`, which asks for it.
    """
    found = read_difference(project, ends.old_blob, ends.new_blob)
    if not isinstance(found, Difference):
        return found
    pixels = known_pixels(project, found.figures)
    diff = with_pixels(found.diff, pixels.verdicts)
    return Compared(
        diff,
        old=_side(project, ends.old_blob, ends.old_commit, ends.old_path, diff.old),
        new=_side(project, ends.new_blob, ends.new_commit, ends.new_path, diff.new),
        key=file_key(ends.path),
        pixels=pixels,
    )


def read_difference(
    project: Project, old_blob: str, new_blob: str
) -> Difference | Unreadable | Waiting:
    """What changed between two blobs, by their bytes; an empty name, or zeros, for none.

    Raises NotFound.
    """
    size = all_sizes(project, old_blob, new_blob)
    known = None if size <= AT_ONCE else prepared(project, old_blob, new_blob)
    problem = verdict(known, size)
    if problem is not None:
        return problem
    try:
        return _remembered.get(
            (project.pk, old_blob, new_blob),
            lambda: _difference(project, old_blob, new_blob, known, size),
        )
    except NotNotebook as reason:
        return Unreadable(str(reason))


def _difference(
    project: Project, old_blob: str, new_blob: str, known: PreparedComparison | None, size: int
) -> Difference:
    old = read_blob(project, old_blob) if _exists(old_blob) else None
    new = read_blob(project, new_blob) if _exists(new_blob) else None
    diff = diff_notebooks(old, new) if known is None else laid_out(old, new, known.layout)
    return Difference(diff, figure_pairs(diff), size)


def _side(project: Project, blob: str, commit: str, path: str, notebook: Notebook | None) -> Side:
    return side_of(project, blob, commit, path, notebook)


def _exists(blob: str) -> bool:
    return bool(blob) and not names.is_zero(blob)
