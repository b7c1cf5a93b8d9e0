"""REST: the discussions and notes of a merge request."""

import msgspec
from django.http import Http404

from mergelab.discussions import services as discussions
from mergelab.discussions.api import (
    DiscussionOut,
    NoteOut,
    discussion_out,
    note_out,
)
from mergelab.discussions.models import Discussion, Note
from mergelab.discussions.queries import discussions_of, with_suggestions
from mergelab.kit.access import Request
from mergelab.kit.errors import Refused
from mergelab.kit.rest import Listing, Number, operation
from mergelab.merge_requests import services
from mergelab.merge_requests.models import MergeRequest


class NotebookPosition(msgspec.Struct, kw_only=True):
    """A place in a notebook: cells and outputs count from 0, lines from 1.

    `region` is a rectangle on the output's figure: left, top, width and height in ten-thousandths
    of the figure's width and height.
    """

    side: str = "new"
    part: str = "cell"
    cell: Number | None = None
    output: Number | None = None
    line: Number | None = None
    region: list[int] | None = None


class PositionBody(msgspec.Struct, kw_only=True):
    """GitLab's position, with a notebook's beside it; without shas the newest version is meant."""

    position_type: str = "text"
    base_sha: str = ""
    start_sha: str = ""
    head_sha: str = ""
    old_path: str = ""
    new_path: str = ""
    old_line: Number | None = None
    new_line: Number | None = None
    notebook: NotebookPosition | None = None


class NewDiscussion(msgspec.Struct, kw_only=True):
    body: str
    position: PositionBody | None = None


class NoteBody(msgspec.Struct, kw_only=True):
    body: str


class Resolution(msgspec.Struct, kw_only=True):
    resolved: bool


class NoteQuery(msgspec.Struct, kw_only=True):
    sort: str = "desc"


class NoteChange(msgspec.Struct, kw_only=True):
    body: str | None = None
    resolved: bool | None = None


def _asked(position: PositionBody | None) -> services.Asked | None:
    if position is None:
        return None
    place = position.notebook
    if place is not None and place.side not in {"old", "new"}:
        raise Refused("Use old or new.", field="position.notebook.side")
    spot = None
    if place is not None:
        spot = services.NotebookSpot(
            side=place.side,
            part=place.part,
            cell=place.cell,
            line=place.line,
            output=place.output,
            region=tuple(place.region or ()),
        )
    return services.Asked(
        kind="notebook" if spot is not None else position.position_type,
        base_sha=position.base_sha,
        start_sha=position.start_sha,
        head_sha=position.head_sha,
        old_path=position.old_path,
        new_path=position.new_path,
        old_line=position.old_line,
        new_line=position.new_line,
        spot=spot,
    )


def _reloaded(discussion: Discussion, iid: int) -> DiscussionOut:
    rows = discussions_of(discussion.target, discussion.target_id)
    return discussion_out(rows.get(pk=discussion.pk), iid)


def _iid(discussion: Discussion) -> int:
    return MergeRequest.objects.values_list("iid", flat=True).get(pk=discussion.target_id)


@operation("List discussions", returns=DiscussionOut, listing=True)
def list_discussions(_request: Request, row: MergeRequest) -> Listing:
    rows = discussions_of(Discussion.Target.MERGE_REQUEST, row.pk)
    return Listing(rows, lambda discussion: discussion_out(discussion, row.iid))


@operation("Start a discussion", body=NewDiscussion, returns=DiscussionOut, status=201)
def start_discussion(request: Request, row: MergeRequest, body: NewDiscussion) -> DiscussionOut:
    made = services.start_thread(
        by=request.actor, merge_request=row, body=body.body, position=_asked(body.position)
    )
    return _reloaded(made, row.iid)


@operation("Get a discussion", returns=DiscussionOut)
def show_discussion(_request: Request, discussion: Discussion) -> DiscussionOut:
    return _reloaded(discussion, _iid(discussion))


@operation("Resolve or unresolve a discussion", body=Resolution, returns=DiscussionOut)
def resolve_discussion(request: Request, discussion: Discussion, body: Resolution) -> DiscussionOut:
    verb = discussions.resolve if body.resolved else discussions.unresolve
    verb(by=request.actor, discussion=discussion)
    return _reloaded(discussion, _iid(discussion))


@operation("Reply in a discussion", body=NoteBody, returns=NoteOut, status=201)
def reply(request: Request, discussion: Discussion, body: NoteBody) -> NoteOut:
    note = discussions.reply(by=request.actor, discussion=discussion, body=body.body)
    return note_out(note, discussion, _iid(discussion))


@operation("List notes", query=NoteQuery, returns=NoteOut, listing=True)
def list_notes(_request: Request, row: MergeRequest, query: NoteQuery) -> Listing:
    rows = Note.objects.filter(
        discussion__target=Discussion.Target.MERGE_REQUEST, discussion__target_id=row.pk
    ).select_related("author", "discussion__resolved_by", "discussion__position")
    order = "pk" if query.sort == "asc" else "-pk"
    return Listing(
        with_suggestions(rows).order_by(order),
        lambda note: note_out(note, note.discussion, row.iid),
    )


@operation("Write a note", body=NoteBody, returns=NoteOut, status=201)
def create_note(request: Request, row: MergeRequest, body: NoteBody) -> NoteOut:
    made = services.start_thread(
        by=request.actor, merge_request=row, body=body.body, individual=True
    )
    return note_out(made.notes.get(), made, row.iid)


@operation("Get a note", returns=NoteOut)
def show_note(_request: Request, note: Note) -> NoteOut:
    return note_out(note, note.discussion, _iid(note.discussion))


@operation("Change a note, or resolve its discussion", body=NoteChange, returns=NoteOut)
def change_note(request: Request, note: Note, body: NoteChange) -> NoteOut:
    if body.body is None and body.resolved is None:
        raise Refused("Give a body, or resolved.", field="body")
    if body.body is not None:
        note = discussions.edit_note(by=request.actor, note=note, body=body.body)
    if body.resolved is not None:
        verb = discussions.resolve if body.resolved else discussions.unresolve
        note.discussion = verb(by=request.actor, discussion=note.discussion)
    return note_out(note, note.discussion, _iid(note.discussion))


@operation("Delete a note")
def delete_note(request: Request, note: Note) -> None:
    if note.is_system:
        raise Http404("404 Note Not Found")
    discussions.delete_note(by=request.actor, note=note)
