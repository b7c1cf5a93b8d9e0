"""What happens when refs have moved, by a push or by the server: recorded once for each.

git's hook writes a record before the pusher is told "ok". The record is handled right after, and
again by the sweep if the server died in between; the spool id in `Push` makes that once.
"""

import logging
from pathlib import Path
from typing import Final

from django.db import transaction

from mergelab.accounts.models import User
from mergelab.kit.tasks import every, task
from mergelab.projects.models import Project
from mergelab.projects.services import record_activity
from mergelab.repository import spool
from mergelab.repository.git import lock, names
from mergelab.repository.git.errors import GitError, NotFound
from mergelab.repository.git.reads import branches, open_repository
from mergelab.repository.git.writes import RefUpdate, set_default_branch
from mergelab.repository.models import ProtectedBranch, Push
from mergelab.repository.services.upkeep import count_push
from mergelab.repository.signals import pushed
from mergelab.repository.storage import directory, layout

log = logging.getLogger(__name__)

MAX_ACTIVITIES: Final = 20
"""Lines of the feed that one push can make; a push may update 2,000 refs."""


def record_folder(folder: Path) -> None:
    """Record what the folder says git has done, then forget the folder.

    What fails here is logged and left to the sweep: the refs have moved, and whoever moved them
    must not be told otherwise.
    """
    try:
        record_push(spool.read(folder))
    except Exception:
        log.exception("push %s is not recorded yet; the sweep tries again", folder.name)
    else:
        spool.remove(folder)


@transaction.atomic
def record_push(record: spool.Record) -> Push | None:
    """Tell the database and the floors above of moved refs, once for each record.

    None when there is nothing to tell: no update, known already, or the project is gone.
    """
    project = Project.objects.select_related("group").filter(
        pk=record.context["project"], deleted_at=None
    ).first()  # fmt: skip
    if project is None or not record.updates:
        return None
    actor = User.objects.filter(pk=record.context.get("actor") or 0).first()
    push, is_new = Push.objects.get_or_create(
        spool_id=record.id,
        defaults={
            "project": project,
            "actor": actor,
            "updates": [{"ref": u.ref, "old": u.old, "new": u.new} for u in record.updates],
            "options": list(record.options),
        },
    )
    if not is_new:
        return None
    _adopt_first_branch(project, record.updates)
    for update in record.updates[:MAX_ACTIVITIES]:
        _tell(project, actor, update)
    count_push(project)
    pushed.send(
        sender=Push,
        project=project,
        actor=actor,
        updates=list(record.updates),
        options=list(record.options),
    )
    return push


@every(minutes=1)
@task
def sweep_pushes() -> int:
    """Record what was left behind by a server that died after git had moved refs."""
    recorded = 0
    for folder in spool.abandoned(layout()):
        try:
            recorded += _recovered(folder)
        except (GitError, OSError) as problem:
            log.warning("push %s cannot be recorded yet: %s", folder.name, problem)
    return recorded


def _recovered(folder: Path) -> bool:
    try:
        known = spool.read(folder)
        # A git child that outlived its server still holds this lock, and may yet move the refs.
        with lock.writing(layout(), known.directory, wait=0.0):
            record = spool.recover(folder)
    except NotFound:
        spool.remove(folder)
        return False
    made = record_push(record)
    spool.remove(folder)
    return made is not None


def _adopt_first_branch(project: Project, updates: tuple[RefUpdate, ...]) -> None:
    """A repository whose first and only branch has another name takes that as its default."""
    created = [u for u in updates if names.is_zero(u.old) and u.ref.startswith(names.HEADS)]
    if not created or len(created) != len([u for u in updates if not names.is_zero(u.new)]):
        return
    where = directory(project.pk)
    with open_repository(where) as handle:
        present = [branch.name for branch in branches(handle)]
    if len(present) != 1 or present[0] == project.default_branch:
        return
    old, project.default_branch = project.default_branch, present[0]
    project.save(update_fields=["default_branch"])
    ProtectedBranch.objects.filter(project=project, name=old).update(name=present[0])
    transaction.on_commit(lambda: set_default_branch(layout(), where, present[0]))


def _tell(project: Project, actor: User | None, update: RefUpdate) -> None:
    verb = "pushed"
    if names.is_zero(update.old):
        verb = "created"
    elif names.is_zero(update.new):
        verb = "deleted"
    record_activity(
        project=project,
        actor=actor,
        verb=verb,
        noun="branch" if update.ref.startswith(names.HEADS) else "tag",
        reference=names.short(update.ref),
        detail={"old": update.old, "new": update.new},
    )
