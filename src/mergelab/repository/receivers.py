"""What repositories do when projects change."""

from typing import Any

from django.db import transaction
from django.dispatch import receiver

from mergelab.projects.models import Project
from mergelab.projects.signals import project_created, project_deleted, project_edited
from mergelab.repository import services
from mergelab.repository.git.writes import set_default_branch
from mergelab.repository.storage import directory, layout


@receiver(project_created, dispatch_uid="repository.start")
def start_repository(project: Project, **_news: Any) -> None:
    services.start_repository(project=project)


@receiver(project_deleted, dispatch_uid="repository.end")
def end_repository(project: Project, **_news: Any) -> None:
    services.end_repository(project=project)


@receiver(project_edited, dispatch_uid="repository.default_branch")
def follow_default_branch(project: Project, changed: frozenset[str], **_news: Any) -> None:
    """HEAD names the default branch, so that clones check it out."""
    if "default_branch" in changed:
        name = project.default_branch
        services.require_branch(project, name)
        transaction.on_commit(lambda: set_default_branch(layout(), directory(project.pk), name))
