"""What changed in a notebook in one line, for lists of changed files."""

from dataclasses import dataclass

from mergelab.notebooks.diffview.read import Difference, read_difference
from mergelab.notebooks.queries.pixels import known_pixels
from mergelab.notebooks.queries.prepared import AT_ONCE, Unreadable
from mergelab.notebooks.queries.reading import blobs_of
from mergelab.notebooks.services.comparing import SECONDS, in_process, prepare_now
from mergelab.notebooks.services.pixels import compare_pixels
from mergelab.projects.models import Project
from mergelab.pure.notebookdiff import NotNotebook, alone, summary, with_pixels


@dataclass(frozen=True)
class Described:
    """Such as `3 cells changed, 1 moved`; `may_change` once figures are compared by pixels."""

    words: str
    may_change: bool = False


def describe(*, project: Project, old_blob: str, new_blob: str) -> Described:
    """The difference of two blobs, by the bytes of figures; zeros or an empty name for none.

    Raises NotNotebook, NotFound, and OutputTooLarge for a file beyond what git is asked for.
    """
    files = blobs_of(project, old_blob, new_blob)
    if sum(len(data or b"") for data in files) > AT_ONCE:
        words = in_process(alone.SUMMARISE, alone.both(*files), SECONDS)
        return Described(words, may_change=None not in files)
    read = _read(project, old_blob, new_blob)
    return Described(summary(read.diff).text(), bool(read.figures))


def describe_by_pixels(*, project: Project, old_blob: str, new_blob: str) -> str:
    """As `describe`, after all figures that changed were compared; a worker does that.

    What it finds out is there when somebody opens the file.
    """
    prepare_now(project, old_blob, new_blob)
    compare_pixels(project.pk, old_blob, new_blob)
    read = _read(project, old_blob, new_blob)
    pixels = known_pixels(project, read.figures)
    return summary(with_pixels(read.diff, pixels.verdicts)).text()


def _read(project: Project, old_blob: str, new_blob: str) -> Difference:
    read = read_difference(project, old_blob, new_blob)
    if isinstance(read, Difference):
        return read
    raise NotNotebook(read.reason if isinstance(read, Unreadable) else "it was not read yet")
