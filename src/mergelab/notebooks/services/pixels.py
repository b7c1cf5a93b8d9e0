"""Comparing the figures of a changed notebook by their pixels, which a worker does."""

from collections.abc import Sequence
from time import monotonic
from typing import Final

from django.db import transaction
from django.utils import timezone

from mergelab.kit import pixels
from mergelab.kit.limited import MIB, Failed, Limited
from mergelab.kit.tasks import enqueue, task
from mergelab.notebooks.diffview.read import Difference, read_difference
from mergelab.notebooks.models import PixelComparison
from mergelab.notebooks.queries.pixels import (
    PIXEL_ENGINE,
    FigurePair,
    known_pixels,
    pictures,
)
from mergelab.projects.models import Project
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
        waiting = PixelComparison.objects.filter(
            project=project, engine=PIXEL_ENGINE, state=PixelComparison.State.QUEUED
        )
        waiting.filter(old_picture__in={pair.old for pair in pairs}).update(asked_at=timezone.now())
        enqueue(compare_pixels, project.pk, old_blob, new_blob)


@task
def compare_pixels(project_id: int, old_blob: str, new_blob: str) -> None:
    """Compare all changed figures of two notebooks that were not compared yet."""
    project = Project.objects.filter(pk=project_id).first()
    if project is None:
        return
    try:
        read = read_difference(project, old_blob, new_blob)
    except NotFound:
        return
    if isinstance(read, Difference):
        _queue(project, read.figures)
        _compare_queued(project, read)


def _queue(project: Project, pairs: Sequence[FigurePair]) -> None:
    names = dict.fromkeys((pair.old, pair.new) for pair in pairs)
    rows = [
        PixelComparison(project=project, old_picture=old, new_picture=new, engine=PIXEL_ENGINE)
        for old, new in names
    ]
    PixelComparison.objects.bulk_create(rows, ignore_conflicts=True)


def _compare_queued(project: Project, difference: Difference) -> None:
    """Each pair in its own transaction, so that readers see how far it is."""
    waiting = known_pixels(project, difference.figures).waiting
    pairs = {(pair.old, pair.new): pair for pair in difference.figures if pair.place in waiting}
    until = monotonic() + NOTEBOOK_SECONDS
    with Limited(pixels.COMPARE, seconds=SECONDS, memory=MEMORY) as call:
        for pair in pairs.values():
            found = (
                _compared(call, pictures(difference.diff, pair.place))
                if monotonic() < until
                else pixels.Compared(refused=TOO_MANY)
            )
            _record(project, pair, found)


def _compared(call: Limited, both: tuple[bytes, bytes]) -> pixels.Compared:
    try:
        return pixels.answer(call(pixels.question(*both)))
    except Failed as problem:
        return pixels.Compared(refused=f"comparing them takes {problem.reason}")


def _record(project: Project, pair: FigurePair, found: pixels.Compared) -> None:
    reason = found.get("refused", "")
    state = PixelComparison.State.REFUSED if reason else PixelComparison.State.READY
    rows = PixelComparison.objects.filter(
        project=project, old_picture=pair.old, new_picture=pair.new, engine=PIXEL_ENGINE
    )
    rows.update(state=state, reason=reason, found={} if reason else found)
