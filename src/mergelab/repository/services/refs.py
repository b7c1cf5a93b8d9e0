"""The one way in which the server itself changes branches and tags."""

from mergelab.accounts.models import User
from mergelab.kit.actor import Actor
from mergelab.kit.errors import Conflict
from mergelab.projects.models import Project
from mergelab.repository import spool
from mergelab.repository.git import names
from mergelab.repository.git.errors import BadName
from mergelab.repository.git.reads import open_repository, references
from mergelab.repository.git.writes import RefUpdate, update_refs
from mergelab.repository.services.pushes import record_folder
from mergelab.repository.storage import directory, layout


def move_refs(*, project: Project, by: Actor | User | None, updates: list[RefUpdate]) -> None:
    """Change refs durably, all or none, and record that as a push.

    Not to be called inside a transaction: git cannot be rolled back. Killed at any point, either
    no ref has moved or the record that is found later tells the floors above. Raises RefMoved,
    LockTimeout, BadName, GitError. Who may do this is the caller's question.
    """
    if project.is_archived:
        raise Conflict("The project is archived: unarchive it to change it.")
    where = directory(project.pk)
    user = by.user if isinstance(by, Actor) else by
    context = {"project": project.pk, "actor": None if user is None else user.pk}
    with spool.begin(layout(), where, updates, context=context) as (folder, _):
        update_refs(layout(), where, updates, spool=folder)
        # Still holding the folder, so that the sweep leaves it alone.
        record_folder(folder)


def require_distinct(project: Project, ref: str) -> None:
    """Raise BadName for a ref that differs from another only by case."""
    with open_repository(directory(project.pk)) as handle:
        other = names.collision(ref, references(handle))
    if other is not None:
        shown = names.display(names.short(other))
        raise BadName(f"It differs from the existing {shown} only by upper and lower case.")
