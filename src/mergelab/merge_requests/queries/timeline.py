"""The talk about a merge request, in the order in which it happened."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Final

from mergelab.discussions.models import Note
from mergelab.discussions.queries import Thread

SAME_MOMENT_SECONDS: Final = 600


@dataclass(frozen=True)
class Event:
    """System notes that belong together: one person's, within some minutes."""

    notes: tuple[Note, ...]

    @property
    def first(self) -> Note:
        return self.notes[0]

    @property
    def words(self) -> str:
        return ", ".join(note.body for note in self.notes)


@dataclass(frozen=True)
class Item:
    """A thread, or an event."""

    thread: Thread | None = None
    event: Event | None = None


def timeline(threads: Sequence[Thread]) -> list[Item]:
    """Threads and events by when they began; events next to each other are joined."""
    items: list[Item] = []
    for is_system, found in groupby(threads, key=lambda thread: thread.is_system):
        if is_system:
            items += [Item(event=Event(tuple(notes))) for notes in _joined(found)]
        else:
            items += [Item(thread=thread) for thread in found]
    return items


def _joined(threads: Iterable[Thread]) -> Iterable[list[Note]]:
    current: list[Note] = []
    for note in (thread.first.note for thread in threads):
        if current and not _belongs(current[0], note):
            yield current
            current = []
        current.append(note)
    if current:
        yield current


def _belongs(first: Note, note: Note) -> bool:
    return first.author_id == note.author_id and _seconds(first.created_at, note.created_at) < (
        SAME_MOMENT_SECONDS
    )


def _seconds(start: datetime, end: datetime) -> float:
    return abs((end - start).total_seconds())
