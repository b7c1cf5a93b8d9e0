"""Make and delete tags."""

from typing import Final

from django.utils import timezone

from mergelab.accounts.models import User
from mergelab.kit.actor import Actor
from mergelab.kit.errors import Forbidden, Refused
from mergelab.projects.models import Project
from mergelab.repository.git import names
from mergelab.repository.git.reads import Ref, open_repository, read_ref, resolve, tag
from mergelab.repository.git.writes import Identity, RefUpdate, tag_object
from mergelab.repository.policies import can_write_refs
from mergelab.repository.services.refs import move_refs, require_distinct
from mergelab.repository.services.translating import translated
from mergelab.repository.storage import directory

MAX_MESSAGE: Final = 100_000


def create_tag(*, by: Actor, project: Project, name: str, ref: str, message: str = "") -> Ref:
    """A tag at the commit that `ref` names; annotated when it has a message."""
    if not can_write_refs(by, project):
        raise Forbidden("You may not create tags.")
    if len(message) > MAX_MESSAGE:
        raise Refused(f"The message has over {MAX_MESSAGE:,} characters.", field="message")
    full, where = names.TAGS + name, directory(project.pk)
    with translated():
        names.check_name(name, what="tag")
        with open_repository(where) as handle:
            sha = resolve(handle, ref).sha
            if read_ref(handle, full) is not None:
                raise Refused(f"The tag {name} exists already.", field="name")
        require_distinct(project, full)
        target = sha
        if message.strip():
            target = tag_object(
                where, name=name, target=sha, message=message, tagger=identity_of(by.user)
            )
        move_refs(project=project, by=by, updates=[RefUpdate(full, names.ZERO, target)])
    return Ref(name, full, target, sha)


def delete_tag(*, by: Actor, project: Project, name: str) -> None:
    """Delete a tag; the commit that it names stays."""
    if not can_write_refs(by, project):
        raise Forbidden("You may not delete tags.")
    with translated(ref="name"):
        with open_repository(directory(project.pk)) as handle:
            found = tag(handle, name)
        move_refs(project=project, by=by, updates=[RefUpdate(found.ref, found.target, names.ZERO)])


def identity_of(user: User) -> Identity:
    """How commits and tags that the server makes for a user are signed, at this moment."""
    return Identity(user.name or user.username, user.email, timezone.localtime())
