"""The Changes page as values: files, threads and ticks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mergelab.discussions.models import Position
from mergelab.discussions.queries import Thread
from mergelab.kit.actor import Actor
from mergelab.merge_requests.files import content_of
from mergelab.merge_requests.models import MergeRequest, Viewed
from mergelab.merge_requests.queries.comparisons import Comparison
from mergelab.repository.contents import looks_like_image
from mergelab.repository.diffview import file_key
from mergelab.repository.git import names
from mergelab.repository.git.diffs import Change


@dataclass(frozen=True)
class ListedFile:
    """A row of the left column."""

    key: str
    title: str
    meta: str
    viewed: bool
    unresolved: int


def viewed_keys(actor: Actor, merge_request: MergeRequest, changes: Sequence[Change]) -> set[str]:
    """The files that the actor has ticked off and that are as they were then."""
    if actor.is_anonymous:
        return set()
    ticks = dict(
        Viewed.objects.filter(merge_request=merge_request, user=actor.user).values_list(
            "path", "blob_sha"
        )
    )
    return {
        file_key(change.path) for change in changes if ticks.get(change.path) == content_of(change)
    }


def threads_by_file(
    threads: Sequence[Thread], comparison: Comparison
) -> tuple[dict[str, list[Thread]], list[Thread]]:
    """Threads of the diff by the key of their file, and those on files that are not shown."""
    placed: dict[str, list[Thread]] = {}
    elsewhere: list[Thread] = []
    for thread in threads:
        if thread.position is None:
            continue
        path = _path_in(thread.position, comparison)
        key = "" if path is None else file_key(path)
        if key in comparison.by_key:
            placed.setdefault(key, []).append(thread)
        else:
            elsewhere.append(thread)
    return placed, elsewhere


def unresolved_in(
    comparison: Comparison, threads: Mapping[str, Sequence[Thread]], elsewhere: Sequence[Thread]
) -> list[tuple[str, Thread]]:
    """The open threads in the order of the page, each with the key of its file.

    Those on files that are not shown come last, with an empty key.
    """
    placed = [
        (key, thread)
        for key in comparison.by_key
        for thread in sorted(threads.get(key, ()), key=_order_in_file)
    ]
    found = [*placed, *(("", thread) for thread in elsewhere)]
    return [(key, thread) for key, thread in found if thread.is_unresolved]


def _order_in_file(thread: Thread) -> tuple[int, ...]:
    """From top to bottom: by cell, there first lines, then outputs, then the cell as a whole."""
    position = thread.position
    if position is None:
        return (0,)
    cell = -1 if position.now_cell is None else position.now_cell
    line = position.now_line or position.now_new_line or position.now_old_line or 0
    output = -1 if position.now_output is None else position.now_output
    rank = 0 if line and output < 0 else 1 if output >= 0 else 2
    return (cell, position.is_deleted, rank, output, line, thread.discussion.pk)


def listed_files(
    comparison: Comparison, threads: dict[str, list[Thread]], viewed: set[str]
) -> list[ListedFile]:
    """All changed files with what changed in each, in words or counts."""
    summaries = comparison.version.summaries if comparison.since is None else {}
    return [
        ListedFile(
            key=key,
            title=names.display(change.path),
            meta=summaries.get(change.path) or _counts(change),
            viewed=key in viewed,
            unresolved=sum(thread.is_unresolved for thread in threads.get(key, ())),
        )
        for key, change in comparison.by_key.items()
    ]


def _path_in(position: Position, comparison: Comparison) -> str | None:
    """The path of a position's file in the comparison; None where it does not belong there."""
    if comparison.is_latest:
        return position.now_path
    if position.head_sha != comparison.head_sha:
        return None
    is_old = position.side == Position.Side.OLD
    if is_old and position.base_sha != comparison.base_sha:
        return None
    named = position.old_path if is_old else position.new_path
    changes = comparison.changes
    found = (one.path for one in changes if named == (one.old_path if is_old else one.new_path))
    return next(found, None)


def _counts(change: Change) -> str:
    if change.additions is not None:
        return f"+{change.additions} −{change.deletions}"
    return "image" if looks_like_image(change.path) else "binary"
