"""Threads stay with what they were said about, whatever is pushed later.

Each position is compared from the version commented on to the newest one directly, so errors do
not add up over many pushes.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction

from mergelab.discussions.models import Discussion, Position
from mergelab.merge_requests.files import restored
from mergelab.merge_requests.models import MergeRequest, Version
from mergelab.merge_requests.queries.single import latest_version
from mergelab.merge_requests.services.contents import Contents
from mergelab.merge_requests.services.notebook_places import track_notebook
from mergelab.merge_requests.services.placing import Place
from mergelab.merge_requests.services.suggestion_states import judged
from mergelab.pure.textdiff import track_lines
from mergelab.repository.git.diffs import Change, Status, raw_changes
from mergelab.repository.git.reads import Handle, open_repository
from mergelab.repository.storage import directory

State = Position.State


def track_threads(merge_request: MergeRequest) -> int:
    """Bring all positions up to the newest version; how many had to be. Safe to repeat."""
    version = latest_version(merge_request)
    if version is None:
        return 0
    waiting = list(
        Position.objects.filter(
            discussion__target=Discussion.Target.MERGE_REQUEST,
            discussion__target_id=merge_request.pk,
        ).exclude(tracked_to=token_of(version))
    )
    if not waiting:
        return 0
    with open_repository(directory(merge_request.project_id)) as handle:
        places = places_in(handle, version, waiting)
        for position, place in zip(waiting, places, strict=True):
            for name, value in place.fields().items():
                setattr(position, name, value)
        suggestions = judged(handle, version.head_sha, waiting)
    with transaction.atomic():
        newest = latest_version(merge_request)
        if newest is not None and newest.pk == version.pk:
            for position, place in zip(waiting, places, strict=True):
                Position.objects.filter(pk=position.pk).update(
                    **place.fields(), tracked_to=token_of(version)
                )
            suggestions.save()
    return len(waiting)


def token_of(version: Version) -> str:
    """What says that a position was tracked to this version: both ends can have changed."""
    return f"{version.base_sha[:20]}{version.head_sha[:20]}{version.number:08d}"


def places_in(handle: Handle, version: Version, positions: Iterable[Position]) -> list[Place]:
    """Where each position is in a version."""
    tracker = _Tracker(Contents(handle), version, restored(version.files))
    return [tracker.place(position) for position in positions]


@dataclass
class _Tracker:
    contents: Contents
    version: Version
    changes: list[Change]
    _renames: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)

    def place(self, position: Position) -> Place:
        old_path = self._follow(position.base_sha, self.version.base_sha, position.old_path)
        new_path = self._follow(position.head_sha, self.version.head_sha, position.new_path)
        path = self._shown_path(position, old_path, new_path)
        if position.kind == Position.Kind.FILE:
            is_there = old_path if position.side == Position.Side.OLD else new_path
            return Place(path, State.OUTDATED if is_there is None else State.KEPT)
        if position.kind == Position.Kind.NOTEBOOK:
            return self._notebook(position, path, old_path, new_path)
        old_line = self._line(
            position.base_sha, position.old_path, self.version.base_sha, old_path, position.old_line
        )
        new_line = self._line(
            position.head_sha, position.new_path, self.version.head_sha, new_path, position.new_line
        )
        anchor = old_line if position.side == Position.Side.OLD else new_line
        if anchor is None:
            return Place(path, State.OUTDATED)
        return Place(path, old_line=old_line, new_line=new_line)

    def _shown_path(self, position: Position, old_path: str | None, new_path: str | None) -> str:
        """The name under which the newest difference lists the file."""
        if position.side == Position.Side.OLD and old_path is not None:
            listed = (change.path for change in self.changes if change.old_path == old_path)
            return next(listed, new_path or old_path)
        return new_path or old_path or position.now_path

    def _notebook(
        self, position: Position, path: str, old_path: str | None, new_path: str | None
    ) -> Place:
        if position.side == Position.Side.OLD:
            before = self.contents.data(position.base_sha, position.old_path)
            sha, there = self.version.base_sha, old_path
        else:
            before = self.contents.data(position.head_sha, position.new_path)
            sha, there = self.version.head_sha, new_path
        if there is None:
            return Place(path, State.DELETED)
        after = self.contents.data(sha, there)
        if not before or not after or not position.anchor:
            return Place(path, State.OUTDATED)
        return track_notebook(path, before, after, position.anchor)

    def _line(
        self, old_sha: str, old_path: str, new_sha: str, new_path: str | None, line: int | None
    ) -> int | None:
        if line is None or new_path is None:
            return None
        before, after = self.contents.blob(old_sha, old_path), self.contents.blob(new_sha, new_path)
        if before is not None and before == after:
            return line
        old_lines = self.contents.lines(old_sha, old_path)
        new_lines = self.contents.lines(new_sha, new_path)
        if old_lines is None or new_lines is None or line > len(old_lines):
            return None
        return track_lines(old_lines, new_lines, [line])[line].line

    def _follow(self, old_sha: str, new_sha: str, path: str) -> str | None:
        """The path at the new commit of what had this path at the old one."""
        if self.contents.blob(new_sha, path) is not None:
            return path
        renames = self._renamed(old_sha, new_sha)
        return renames.get(path)

    def _renamed(self, old_sha: str, new_sha: str) -> dict[str, str]:
        key = (old_sha, new_sha)
        if key not in self._renames:
            found = raw_changes(self.contents.handle.directory, old_sha, new_sha)
            self._renames[key] = {
                change.old_path: change.new_path
                for change in found.files
                if change.status is Status.RENAMED
            }
        return self._renames[key]
