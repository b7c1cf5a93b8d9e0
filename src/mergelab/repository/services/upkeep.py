"""Housekeeping: repositories are packed after many pushes and now and then."""

import logging
from datetime import timedelta
from typing import Final

from django.db.models import F, Q
from django.utils import timezone

from mergelab.kit.tasks import enqueue, every, task
from mergelab.projects.models import Project
from mergelab.repository.git import maintenance, stale
from mergelab.repository.git.errors import GitError
from mergelab.repository.models import Upkeep
from mergelab.repository.storage import directory, layout

log = logging.getLogger(__name__)

PUSHES: Final = 50
"""Pushes after which a repository is packed."""

OLDEST: Final = timedelta(days=7)
"""How long a repository with any pushes waits for packing at most."""


def count_push(project: Project) -> None:
    """Count a push, and have the repository packed when it is due. In the push's transaction."""
    upkeep, _ = Upkeep.objects.get_or_create(project=project)
    Upkeep.objects.filter(pk=upkeep.pk).update(pushes_since=F("pushes_since") + 1)
    # A first push is often a whole history, so a repository is packed soon after it.
    is_first = upkeep.packed_at is None and upkeep.pushes_since == 0
    if is_first or upkeep.pushes_since + 1 == PUSHES:
        enqueue(keep_up, project.pk)


@task
def keep_up(project_id: int) -> None:
    """Pack one repository and note its size."""
    if not Project.objects.filter(pk=project_id, deleted_at=None).exists():
        return
    before = Upkeep.objects.get_or_create(project_id=project_id)[0].pushes_since
    where = directory(project_id)
    if not maintenance.maintain(layout(), where):
        return
    Upkeep.objects.filter(project_id=project_id).update(
        pushes_since=F("pushes_since") - before,
        packed_at=timezone.now(),
        size_bytes=maintenance.size_on_disk(where),
    )


@every(hours=24)
@task
def keep_up_all() -> None:
    """Have every repository packed that had pushes and was not packed for a week."""
    due = Upkeep.objects.filter(
        Q(packed_at=None) | Q(packed_at__lt=timezone.now() - OLDEST),
        pushes_since__gt=0,
        project__deleted_at=None,
    )
    for project_id in due.values_list("project_id", flat=True):
        enqueue(keep_up, project_id)


@every(hours=1)
@task
def clear_stale_locks() -> int:
    """Remove what killed git processes left in the repositories; how many files."""
    removed = 0
    for project_id in Project.objects.filter(deleted_at=None).values_list("pk", flat=True):
        try:
            removed += len(stale.clean(layout(), directory(project_id)))
        except (GitError, OSError) as problem:
            log.warning("cannot clean the repository of project %s: %s", project_id, problem)
    return removed
