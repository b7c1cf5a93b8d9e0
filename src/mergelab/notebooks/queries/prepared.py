"""Large notebooks: what a worker has found out about them, so that no reader waits for it."""

from dataclasses import dataclass
from typing import Final

from django.db.models import Q

from mergelab.notebooks.models import PreparedComparison
from mergelab.projects.models import Project
from mergelab.web.components.text import filesize

AT_ONCE: Final = 5 * 1024 * 1024
"""Bytes of all files of a page together that are read while the reader waits."""

ENGINE: Final = 2
"""To be raised when the engine would read or align the same files otherwise."""


@dataclass(frozen=True)
class Unreadable:
    """Why the file is shown as text: a sentence without a full stop."""

    reason: str


@dataclass(frozen=True)
class Waiting:
    """The files are large and a worker has not read them yet; `size` is of all, in bytes."""

    size: int

    @property
    def words(self) -> str:
        return f"Reading the notebook, {filesize(self.size)}"


def prepared(project: Project, old_blob: str, new_blob: str) -> PreparedComparison | None:
    """What is known of two files; an empty name, or zeros, where there is none."""
    rows = PreparedComparison.objects.filter(project=project, engine=ENGINE)
    return rows.filter(old_blob=old_blob, new_blob=new_blob).first()


def may_read(project: Project, blob: str, size: int) -> bool:
    """Whether a request may read this blob: it is small, or a worker has read it in good time."""
    if size <= AT_ONCE:
        return True
    rows = PreparedComparison.objects.filter(project=project, engine=ENGINE)
    ready = rows.filter(state=PreparedComparison.State.READY)
    return ready.filter(Q(old_blob=blob) | Q(new_blob=blob)).exists()


def verdict(known: PreparedComparison | None, size: int) -> Waiting | Unreadable | None:
    """Why files of this size cannot be read here and now; None where they can."""
    if size <= AT_ONCE:
        return None
    if known is None or known.state == PreparedComparison.State.QUEUED:
        return Waiting(size)
    if known.state == PreparedComparison.State.REFUSED:
        return Unreadable(known.reason)
    return None
