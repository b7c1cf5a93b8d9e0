"""How discussions, notes and positions look on the wire, in GitLab's shape.

The endpoints stand under what is discussed: see `merge_requests.api.discussions`.
"""

from datetime import datetime
from typing import Any

import msgspec

from mergelab.accounts.api import UserBasic, optional_user
from mergelab.discussions.models import Discussion, Note, Position, Suggestion


class NotebookPositionOut(msgspec.Struct, kw_only=True):
    """The place in a notebook now: cells and outputs count from 0, lines from 1.

    `state` is kept, outdated or deleted; of a deleted cell, `cell` is the one before its place.
    `region` is a rectangle on the output's figure: left, top, width and height in ten-thousandths.
    """

    state: str
    side: str
    cell: int | None
    output: int | None
    line: int | None
    region: list[int] | None = None


class PositionOut(msgspec.Struct, kw_only=True):
    """Where the discussion was started; `line_range` is not used."""

    base_sha: str
    start_sha: str
    head_sha: str
    old_path: str
    new_path: str
    position_type: str
    old_line: int | None
    new_line: int | None
    outdated: bool
    notebook: NotebookPositionOut | None = None


class SuggestionOut(msgspec.Struct, kw_only=True):
    """Other text for lines of the file, or of a notebook's cell, in the version commented on."""

    id: int
    from_line: int
    to_line: int
    appliable: bool
    applied: bool
    from_content: str
    to_content: str
    commit_id: str | None = None


class NoteOut(msgspec.Struct, kw_only=True):
    id: int
    type: str | None
    body: str
    author: UserBasic | None
    created_at: datetime
    updated_at: datetime
    system: bool
    noteable_id: int
    noteable_type: str
    noteable_iid: int | None
    project_id: int
    resolvable: bool
    resolved: bool
    resolved_at: datetime | None = None
    resolved_by: UserBasic | None = None
    position: PositionOut | None = None
    internal: bool = False
    confidential: bool = False
    suggestions: list[SuggestionOut] = []


class DiscussionOut(msgspec.Struct, kw_only=True):
    id: str
    individual_note: bool
    notes: list[NoteOut]


def discussion_out(discussion: Discussion, iid: int | None) -> DiscussionOut:
    notes = [note_out(note, discussion, iid) for note in discussion.notes.all()]
    return DiscussionOut(id=discussion.key, individual_note=discussion.individual, notes=notes)


def note_out(note: Note, discussion: Discussion, iid: int | None) -> NoteOut:
    position: Position | None = getattr(discussion, "position", None)
    resolvable = discussion.resolvable and not note.is_system
    return NoteOut(
        id=note.pk,
        type=_type(discussion, position),
        body=note.body,
        author=optional_user(note.author),
        created_at=note.created_at,
        updated_at=note.edited_at or note.created_at,
        system=note.is_system,
        noteable_id=discussion.target_id,
        noteable_type="MergeRequest",
        noteable_iid=iid,
        project_id=discussion.project_id,
        resolvable=resolvable,
        resolved=resolvable and discussion.is_resolved,
        resolved_at=discussion.resolved_at if resolvable else None,
        resolved_by=optional_user(discussion.resolved_by) if resolvable else None,
        position=None if position is None else position_out(position),
        suggestions=[suggestion_out(row) for row in note.suggestions.all()],
    )


def suggestion_out(row: Suggestion) -> SuggestionOut:
    """`appliable` speaks of the text alone: whether its lines are there and would change."""
    return SuggestionOut(
        id=row.pk,
        from_line=row.first_line,
        to_line=row.last_line,
        appliable=row.is_appliable,
        applied=row.is_applied,
        from_content=row.before,
        to_content=row.after,
        commit_id=row.commit if row.is_applied else None,
    )


def _type(discussion: Discussion, position: Position | None) -> str | None:
    if position is not None:
        return "DiffNote"
    return None if discussion.individual else "DiscussionNote"


def position_out(position: Position) -> PositionOut:
    shown = PositionOut(
        base_sha=position.base_sha,
        start_sha=position.start_sha,
        head_sha=position.head_sha,
        old_path=position.old_path,
        new_path=position.new_path,
        position_type=position.kind,
        old_line=position.old_line,
        new_line=position.new_line,
        outdated=position.is_outdated,
    )
    if position.kind == Position.Kind.NOTEBOOK:
        shown.notebook = NotebookPositionOut(
            state=position.state,
            side=position.side,
            cell=position.now_cell,
            output=position.now_output,
            line=position.now_line,
            region=(position.anchor or {}).get("region"),
        )
    return shown


def same(value: Any) -> Any:
    """For listings whose items are ready."""
    return value
