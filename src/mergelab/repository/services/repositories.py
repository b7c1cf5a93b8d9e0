"""Repositories come and go with their projects."""

import shutil

from mergelab.kit.tasks import enqueue, task
from mergelab.projects.models import Project
from mergelab.projects.services import erase_project
from mergelab.repository.git.writes import create_repository
from mergelab.repository.models import Level, ProtectedBranch
from mergelab.repository.storage import directory, layout


def start_repository(*, project: Project) -> None:
    """An empty repository whose default branch is protected, in the project's transaction.

    A directory that is left by a transaction that failed belongs to nobody: numbers are not used
    twice by a project that exists, so it is replaced.
    """
    ProtectedBranch.objects.create(
        project=project,
        name=project.default_branch,
        push_level=Level.MAINTAINERS,
        merge_level=Level.MAINTAINERS,
    )
    where = directory(project.pk)
    if where.exists():
        shutil.rmtree(where)
    create_repository(layout(), where, default_branch=project.default_branch)


def end_repository(*, project: Project) -> None:
    """Have the repository of a deleted project removed, in the transaction that deletes it."""
    enqueue(remove_repository, project.pk)


@task
def remove_repository(project_id: int) -> None:
    """Remove the directory, then the rows, of a deleted project; again does nothing."""
    if not Project.objects.filter(pk=project_id, deleted_at__isnull=False).exists():
        return
    where = directory(project_id)
    if where.exists():
        # Out of the way first, so that a kill leaves nothing that looks like a repository.
        gone = where.with_suffix(".gone")
        where.rename(gone)
    shutil.rmtree(where.with_suffix(".gone"), ignore_errors=True)
    layout().lock_file(where).unlink(missing_ok=True)
    erase_project(project_id=project_id)
