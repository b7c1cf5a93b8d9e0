"""Who may take part in a discussion."""

from mergelab.discussions.models import Discussion, Note
from mergelab.discussions.targets import Target, target_of
from mergelab.kit.actor import Actor
from mergelab.projects.models import Project
from mergelab.projects.policies import at_least, can_read_code
from mergelab.projects.roles import Role
from mergelab.repository.policies import can_push_to


def can_comment(actor: Actor, project: Project) -> bool:
    """Whoever reads the code and is signed in; an archived project is read-only."""
    return not actor.is_anonymous and not project.is_archived and can_read_code(actor, project)


def can_reply(actor: Actor, discussion: Discussion) -> bool:
    return can_comment(actor, discussion.project)


def can_edit_note(actor: Actor, note: Note) -> bool:
    """Only what one wrote oneself."""
    return _is_own(actor, note) and can_comment(actor, note.discussion.project)


def can_delete_note(actor: Actor, note: Note) -> bool:
    """One's own notes; a maintainer those of all."""
    project = note.discussion.project
    if note.is_system or not can_comment(actor, project):
        return False
    return _is_own(actor, note) or at_least(actor, project, Role.MAINTAINER)


def can_resolve(actor: Actor, discussion: Discussion) -> bool:
    """Developers, and the author of what is discussed."""
    if not discussion.resolvable or not can_comment(actor, discussion.project):
        return False
    if at_least(actor, discussion.project, Role.DEVELOPER):
        return True
    return target_of(discussion).author_id == actor.user_id


def can_apply(actor: Actor, target: Target) -> bool:
    """Commit suggestions to the branch: whoever may push to it."""
    return bool(target.branch) and can_push_to(actor, target.project, target.branch)


def _is_own(actor: Actor, note: Note) -> bool:
    return not note.is_system and note.author_id is not None and note.author_id == actor.user_id
