"""Comparing the figures of a changed notebook by their pixels, which a worker does."""

from collections.abc import Sequence
from time import monotonic
from typing import Final

from django.db import transaction

from mergelab.kit import pixels
from mergelab.kit.limited import MIB, Failed, Limited
from mergelab.kit.tasks import enqueue, task
from mergelab.notebooks.diffview.read import Ends, Unreadable, Waiting, read_difference
from mergelab.notebooks.models import PixelComparison
from mergelab.notebooks.queries.pixels import (
    PIXEL_ENGINE,
    FigurePair,
    figure_pairs,
    known_pixels,
    pictures,
)
from mergelab.projects.models import Project
from mergelab.pure.notebookdiff import NotebookDiff, changed_pictures
from mergelab.repository.git.errors import NotFound

SECONDS: Final = 5.0
"""Computing time for one pair of pictures."""

MEMORY: Final = 512 * MIB

NOTEBOOK_SECONDS: Final = 60.0
"""On the clock for all figures of a notebook; those that are left then are not compared."""

TOO_MANY: Final = "the figures of this notebook take too long to compare"


def ask_for_pixels(
    *, project: Project, old_blob: str, new_blob: str, pairs: Sequence[FigurePair]
) -> None:
    """Have a worker compare pictures that nobody has asked for yet."""
    with transaction.atomic():
        _queue(project, pairs)
        enqueue(compare_pixels, project.pk, old_blob, new_blob)


@task
def compare_pixels(project_id: int, old_blob: str, new_blob: str) -> None:
    """Compare all changed figures of two notebooks that were not compared yet."""
    project = Project.objects.filter(pk=project_id).first()
    if project is None:
        return
    try:
        read = read_difference(project, Ends.of_blobs(old_blob, new_blob))
    except NotFound:
        return
    if isinstance(read, Unreadable | Waiting):
        return
    pairs = known_pixels(project, figure_pairs(read.diff))
