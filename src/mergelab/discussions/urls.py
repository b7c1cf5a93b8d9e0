"""Threads and notes of a project, whatever they are about."""

from mergelab.discussions import views
from mergelab.discussions.policies import (
    can_comment,
    can_delete_note,
    can_edit_note,
    can_reply,
    can_resolve,
)
from mergelab.discussions.queries import load_discussion, load_note, load_readable
from mergelab.kit.access import Allow, anyone, route

_PROJECT = "<project_path:project_path>/-"
_DISCUSSION = f"{_PROJECT}/discussions/<slug:key>"
_NOTE = f"{_PROJECT}/notes/<int:note>"

urlpatterns = [
    route(_DISCUSSION, name="discussion", load=load_discussion, get=Allow(views.show, anyone)),
    route(
        f"{_DISCUSSION}/notes",
        name="note_reply",
        load=load_discussion,
        post=Allow(views.reply, can_reply),
    ),
    route(
        f"{_DISCUSSION}/resolve",
        name="discussion_resolve",
        load=load_discussion,
        post=Allow(views.resolve, can_resolve),
    ),
    route(
        f"{_NOTE}/edit",
        name="note_edit",
        load=load_note,
        get=Allow(views.edit, can_edit_note),
        post=Allow(views.edit, can_edit_note),
    ),
    route(
        f"{_NOTE}/delete",
        name="note_delete",
        load=load_note,
        post=Allow(views.delete, can_delete_note),
    ),
    route(
        f"{_PROJECT}/markdown_preview",
        name="markdown_preview",
        load=load_readable,
        post=Allow(views.preview, can_comment),
    ),
]
