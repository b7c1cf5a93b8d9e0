"""Where in the diff a new thread is to stand: asked for by a page or REST, checked here."""

from dataclasses import dataclass
from typing import Any, Final

from mergelab.discussions.models import Position
from mergelab.discussions.suggesting import subject_of, where_of
from mergelab.kit.errors import Refused
from mergelab.merge_requests.files import path_can_hold_threads, restored
from mergelab.merge_requests.models import MergeRequest, Version
from mergelab.merge_requests.services.contents import Contents
from mergelab.merge_requests.services.notebook_places import NotebookSpot, anchor_notebook
from mergelab.merge_requests.services.placing import Place
from mergelab.repository.git.diffs import Change, raw_changes
from mergelab.repository.git.names import display
from mergelab.repository.git.reads import open_repository
from mergelab.repository.storage import directory

CONTEXT_LINES: Final = 3
MAX_EXCERPT: Final = 4_000


@dataclass(frozen=True)
class Asked:
    """A position as the client names it.

    The three shas are a version's; where all are empty the newest version is meant. A line that
    was added has only `new_line`, one that was removed only `old_line`, an unchanged one may have
    both. A notebook position has a `spot` instead of lines.
    """

    kind: str = Position.Kind.TEXT
    base_sha: str = ""
    start_sha: str = ""
    head_sha: str = ""
    old_path: str = ""
    new_path: str = ""
    old_line: int | None = None
    new_line: int | None = None
    spot: NotebookSpot | None = None


def check_position(merge_request: MergeRequest, asked: Asked) -> dict[str, Any]:
    """The fields of a Position that stands where it was asked for. Raises Refused."""
    if asked.kind not in Position.Kind.values:
        raise Refused("Use text, file or notebook.", field="position_type")
    base, version = _ends(merge_request, asked)
    change = _change(merge_request, version, base, asked)
    side = _side(asked, change)
    fields: dict[str, Any] = {
        "kind": asked.kind,
        "side": side,
        "base_sha": base,
        "start_sha": version.start_sha,
        "head_sha": version.head_sha,
        "old_path": change.old_path,
        "new_path": change.new_path,
        "old_line": asked.old_line,
        "new_line": asked.new_line,
    }
    with open_repository(directory(merge_request.project_id)) as handle:
        contents = Contents(handle)
        if asked.kind == Position.Kind.TEXT:
            fields["excerpt"] = _excerpt(contents, fields)
        elif asked.kind == Position.Kind.NOTEBOOK:
            fields |= _notebook(contents, fields, asked)
    place = Place(
        change.path,
        old_line=asked.old_line,
        new_line=asked.new_line,
        cell=fields.pop("cell", None),
        output=fields.pop("output", None),
        line=fields.pop("line", None),
    )
    made = {**fields, **place.fields(), "tracked_to": ""}
    subject = subject_of(merge_request.project_id, where_of(Position(**made)))
    return {**made, "subject": None if subject is None else subject.chosen}


def _ends(merge_request: MergeRequest, asked: Asked) -> tuple[str, Version]:
    """The old end and the version whose head is the new end.

    The old end is the version's base, or the head of an earlier version for a comparison of two.
    """
    versions = list(merge_request.versions.order_by("-number").defer("files", "summaries"))
    if not versions:
        raise Refused("There is no difference to comment on yet.", field="position")
    if not (asked.base_sha or asked.start_sha or asked.head_sha):
        return versions[0].base_sha, versions[0]
    heads = [version for version in versions if version.head_sha == asked.head_sha]
    if not heads:
        raise Refused("This is not the head of a version.", field="head_sha")
    exact = next((version for version in heads if version.base_sha == asked.base_sha), None)
    if exact is not None:
        return exact.base_sha, exact
    if any(version.head_sha == asked.base_sha for version in versions):
        return asked.base_sha, heads[0]
    raise Refused("This is not the base of that version.", field="base_sha")


def _change(merge_request: MergeRequest, version: Version, base: str, asked: Asked) -> Change:
    if base == version.base_sha:
        changes = restored(Version.objects.values_list("files", flat=True).get(pk=version.pk))
    else:
        repository = directory(merge_request.project_id)
        changes = list(raw_changes(repository, base, version.head_sha).files)
    new, old = asked.new_path or asked.old_path, asked.old_path or asked.new_path
    found = next(
        (
            change
            for change in changes
            if (change.new_path, change.old_path) == (new, old)
            or (not asked.old_path and change.new_path == new)
            or (not asked.new_path and change.old_path == old)
        ),
        None,
    )
    if found is None:
        raise Refused(f"{display(new[:200])} is not among the changed files.", field="new_path")
    if not (path_can_hold_threads(found.old_path) and path_can_hold_threads(found.new_path)):
        raise Refused("A file whose name is not UTF-8 cannot be commented on.", field="new_path")
    if max(len(found.old_path), len(found.new_path)) > 1024:
        raise Refused("The file's path is too long to be commented on.", field="new_path")
    return found


def _side(asked: Asked, change: Change) -> Position.Side:
    if asked.kind == Position.Kind.NOTEBOOK:
        if asked.spot is None:
            raise Refused("Name a place in the notebook.", field="position")
        return Position.Side(asked.spot.side)
    if asked.kind == Position.Kind.FILE:
        return Position.Side.NEW if change.new_mode else Position.Side.OLD
    if asked.new_line is not None:
        return Position.Side.NEW
    if asked.old_line is None:
        raise Refused("Name a line: new_line, old_line or both.", field="new_line")
    return Position.Side.OLD


def _excerpt(contents: Contents, fields: dict[str, Any]) -> str:
    """The line commented on and those before it. Refused where there is no such line."""
    texts: dict[str, str] = {}
    for side, sha, path in (
        ("old", fields["base_sha"], fields["old_path"]),
        ("new", fields["head_sha"], fields["new_path"]),
    ):
        line = fields[f"{side}_line"]
        if line is None:
            continue
        lines = contents.lines(sha, path)
        if lines is None:
            raise Refused("This side of the file is not text.", field=f"{side}_line")
        if not 1 <= line <= len(lines):
            raise Refused(f"The file has {len(lines)} lines on this side.", field=f"{side}_line")
        texts[side] = "".join(lines[max(0, line - 1 - CONTEXT_LINES) : line])
    return texts[fields["side"]][-MAX_EXCERPT:].rstrip("\r\n").replace("\0", "�")


def _notebook(contents: Contents, fields: dict[str, Any], asked: Asked) -> dict[str, Any]:
    is_old = fields["side"] == Position.Side.OLD
    sha = fields["base_sha"] if is_old else fields["head_sha"]
    data = contents.data(sha, fields["old_path"] if is_old else fields["new_path"])
    if data is None:
        raise Refused("This side of the notebook does not exist.", field="position")
    return anchor_notebook(data, asked.spot or NotebookSpot())
