"""The verbs of discussions. Each is one transaction; what one may do is asked here again."""

import secrets
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from mergelab.accounts.models import User
from mergelab.discussions.models import Discussion, Note, Position
from mergelab.discussions.policies import (
    can_comment,
    can_delete_note,
    can_edit_note,
    can_resolve,
)
from mergelab.discussions.signals import discussion_changed
from mergelab.discussions.suggesting import keep_suggestions
from mergelab.discussions.targets import Target, target_of
from mergelab.discussions.texts import check_text
from mergelab.kit.actor import Actor
from mergelab.kit.errors import Conflict, Forbidden


@transaction.atomic
def start_discussion(
    *,
    by: Actor,
    target: Target,
    body: str,
    position: Mapping[str, Any] | None = None,
    individual: bool = False,
) -> Discussion:
    """A new thread with its first note.

    `position` holds the fields of a Position, already checked against the diff by the caller.
    An individual note takes no replies and cannot be resolved. Raises Refused, Forbidden.
    """
    _require(can_comment(by, target.project), "You may not comment here.")
    text = check_text(body, field="body")
    discussion = Discussion.objects.create(
        project=target.project,
        target=target.kind,
        target_id=target.pk,
        key=secrets.token_hex(20),
        individual=individual,
        resolvable=not individual,
    )
    if position is not None:
        Position.objects.create(discussion=discussion, **position)
    note = Note.objects.create(discussion=discussion, author=by.user, body=text)
    keep_suggestions(note)
    _tell(target, by, "commented", note)
    return discussion


@transaction.atomic
def reply(*, by: Actor, discussion: Discussion, body: str) -> Note:
    """One more note in the thread. A reply to an individual note makes it a thread."""
    _require(can_comment(by, discussion.project), "You may not comment here.")
    text = check_text(body, field="body")
    here = _locked(discussion)
    if here.notes.filter(is_system=True).exists():
        raise Conflict("A note of the system takes no replies.")
    if here.individual:
        Discussion.objects.filter(pk=here.pk).update(individual=False, resolvable=True)
    note = Note.objects.create(discussion=here, author=by.user, body=text)
    keep_suggestions(note)
    _tell(target_of(here), by, "commented", note)
    return note


@transaction.atomic
def edit_note(*, by: Actor, note: Note, body: str) -> Note:
    """Change the text of one's own note."""
    _require(can_edit_note(by, note), "Only its author can edit a comment.")
    text = check_text(body, field="body")
    if text != note.body:
        note.body, note.edited_at = text, timezone.now()
        note.save(update_fields=["body", "edited_at"])
        keep_suggestions(note)
        _tell(target_of(note.discussion), by, "edited", note)
    return note


@transaction.atomic
def delete_note(*, by: Actor, note: Note) -> bool:
    """Remove a note; the last one takes its thread along. Whether the thread is left."""
    _require(can_delete_note(by, note), "You may not delete this comment.")
    discussion = _locked(note.discussion)
    target = target_of(discussion)
    note.delete()
    stays = Note.objects.filter(discussion=discussion).exists()
    if not stays:
        discussion.delete()
    _tell(target, by, "deleted", None)
    return stays


def resolve(*, by: Actor, discussion: Discussion) -> Discussion:
    """Mark the thread as settled; doing so twice changes nothing."""
    return _set_resolved(by, discussion, resolved=True)


def unresolve(*, by: Actor, discussion: Discussion) -> Discussion:
    """Open a settled thread again; doing so twice changes nothing."""
    return _set_resolved(by, discussion, resolved=False)


def system_note(*, target: Target, author: User | None, body: str) -> Note:
    """Tell in the timeline what happened. Belongs inside the caller's transaction."""
    discussion = Discussion.objects.create(
        project=target.project,
        target=target.kind,
        target_id=target.pk,
        key=secrets.token_hex(20),
        individual=True,
        resolvable=False,
    )
    return Note.objects.create(discussion=discussion, author=author, body=body, is_system=True)


@transaction.atomic
def _set_resolved(by: Actor, discussion: Discussion, *, resolved: bool) -> Discussion:
    here = _locked(discussion)
    if not here.resolvable:
        raise Conflict("This comment is not a thread that can be resolved.")
    _require(can_resolve(by, here), "Developers and the author can resolve threads.")
    if here.is_resolved != resolved:
        here.resolved_at = timezone.now() if resolved else None
        here.resolved_by = by.user if resolved else None
        here.save(update_fields=["resolved_at", "resolved_by"])
        _tell(target_of(here), by, "resolved" if resolved else "reopened", None)
    return here


def _locked(discussion: Discussion) -> Discussion:
    """The newest state of the discussion, kept still until the transaction ends."""
    rows = Discussion.objects.select_for_update(of=("self",)).select_related("project__group")
    found = rows.filter(pk=discussion.pk).first()
    if found is None:
        raise Conflict("This thread has been deleted.")
    return found


def _require(allowed: bool, message: str) -> None:
    if not allowed:
        raise Forbidden(message)


def _tell(target: Target, actor: Actor, verb: str, note: Note | None) -> None:
    discussion_changed.send(sender=Discussion, target=target, actor=actor, verb=verb, note=note)
