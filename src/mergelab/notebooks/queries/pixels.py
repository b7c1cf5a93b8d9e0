"""What is known of the pixels of the figures that changed in a notebook."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final, NamedTuple

from django.utils import timezone

from mergelab.notebooks.models import PixelComparison
from mergelab.notebooks.rendering.images import figure_data
from mergelab.projects.models import Project
from mergelab.pure.notebookdiff import (
    NotebookDiff,
    Output,
    PairPlace,
    PixelChange,
    changed_pictures,
)
from mergelab.pure.notebookdiff.pixels import picture_mime

MOST: Final = 200
"""Pairs of figures of one notebook that are compared; of the others only the bytes are."""

PIXEL_ENGINE: Final = 1
"""To be raised when the same pictures would be compared otherwise."""


LOST: Final = timedelta(minutes=15)
"""After so long without an answer a worker is asked again."""


class FigurePair(NamedTuple):
    """Two pictures by the SHA-256 of their bytes, and where they stand in the difference."""

    place: PairPlace
    old: str
    new: str


@dataclass(frozen=True)
class Pixels:
    """What is known: by place the verdict, or why there is none.

    `waiting` are those that a worker has not come to yet, `unasked` those nobody has asked it for.
    """

    verdicts: Mapping[PairPlace, PixelChange] = field(default_factory=dict)
    refused: Mapping[PairPlace, str] = field(default_factory=dict)
    waiting: frozenset[PairPlace] = frozenset()
    unasked: tuple[FigurePair, ...] = ()

    @property
    def count(self) -> int:
        return len(self.verdicts) + len(self.refused) + len(self.waiting)


def figure_pairs(diff: NotebookDiff) -> tuple[FigurePair, ...]:
    """The figures that changed in their bytes, as far as they are compared."""
    found: list[FigurePair] = []
    for place in changed_pictures(diff):
        old, new = pictures(diff, place)
        if old and new and old != new:
            found.append(FigurePair(place, _name(old), _name(new)))
        if len(found) == MOST:
            break
    return tuple(found)


def pictures(diff: NotebookDiff, place: PairPlace) -> tuple[bytes, bytes]:
    """The bytes of both pictures of a pair; none of what is no picture."""
    pair = diff.rows[place.row].outputs[place.output]
    return _picture(pair.old), _picture(pair.new)


def known_pixels(project: Project, pairs: Sequence[FigurePair]) -> Pixels:
    """What is known of these pairs, in one query."""
    if not pairs:
        return Pixels()
    rows = PixelComparison.objects.filter(
        project=project,
        engine=PIXEL_ENGINE,
        old_picture__in={pair.old for pair in pairs},
        new_picture__in={pair.new for pair in pairs},
    )
    known = {(row.old_picture, row.new_picture): row for row in rows}
    verdicts: dict[PairPlace, PixelChange] = {}
    refused: dict[PairPlace, str] = {}
    for pair in pairs:
        row = known.get((pair.old, pair.new))
        if row is not None and row.state == PixelComparison.State.READY:
            verdicts[pair.place] = _change(row.found)
        elif row is not None and row.state == PixelComparison.State.REFUSED:
            refused[pair.place] = row.reason
    return Pixels(
        verdicts,
        refused,
        frozenset(p.place for p in pairs if p.place not in verdicts and p.place not in refused),
        tuple(pair for pair in pairs if not _is_asked(known.get((pair.old, pair.new)))),
    )


def _is_asked(row: PixelComparison | None) -> bool:
    """Whether somebody has asked a worker for it, and may still wait for the answer."""
    if row is None or row.state != PixelComparison.State.QUEUED:
        return row is not None
    return row.asked_at > timezone.now() - LOST


def _change(found: Mapping[str, Any]) -> PixelChange:
    box = found["box"]
    return PixelChange(
        share=found["share"],
        box=tuple(box) if box else None,
        old_size=tuple(found["old_size"]),
        new_size=tuple(found["new_size"]),
        is_equal=found["same"],
    )


def _picture(output: Output | None) -> bytes:
    mime = picture_mime(output) if output else ""
    return (figure_data(mime, output.data[mime]) if output and mime else None) or b""


def _name(picture: bytes) -> str:
    return hashlib.sha256(picture).hexdigest()
