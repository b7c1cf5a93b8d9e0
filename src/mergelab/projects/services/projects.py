"""Make, change, archive and delete projects."""

from django.db import transaction
from django.utils import timezone

from mergelab.accounts.models import AccessToken
from mergelab.kit import validation
from mergelab.kit.actor import Actor
from mergelab.kit.errors import Conflict, Forbidden, Refused
from mergelab.projects.models import Group, Member, Project, Redirect
from mergelab.projects.policies import can_create_project, group_role
from mergelab.projects.roles import Role, Visibility
from mergelab.projects.services import naming, visibilities
from mergelab.projects.services.activity import record_activity
from mergelab.projects.signals import (
    project_created,
    project_deleted,
    project_edited,
    project_moved,
)


@transaction.atomic
def create_project(
    *,
    by: Actor,
    group: Group,
    name: str,
    path: str,
    visibility: str = Visibility.PRIVATE,
    description: str = "",
    default_branch: str = "main",
) -> Project:
    """A project in a group or in the actor's personal group; its maker can at least maintain it."""
    if not can_create_project(by, group):
        raise Forbidden("You may not create a project here.")
    project = Project(
        group=group,
        name=name.strip(),
        path=path,
        full_path=naming.full_path(group, path),
        description=description,
        visibility=visibilities.require_within(visibility, group),
        default_branch=default_branch,
        created_by=by.user,
    )
    naming.require_free(project.full_path)
    naming.take([project.full_path])
    validation.save(project, taken=naming.PROJECT_TAKEN)
    if group_role(by, group) < Role.MAINTAINER:
        Member.objects.create(
            project=project, user=by.user, role=Role.MAINTAINER, created_by=by.user
        )
    project_created.send(sender=Project, project=project, by=by)
    record_activity(project=project, actor=by, verb="created", noun="project")
    return project


@transaction.atomic
def edit_project(
    *,
    by: Actor,
    project: Project,
    name: str | None = None,
    description: str | None = None,
    visibility: str | None = None,
    default_branch: str | None = None,
) -> Project:
    """Change texts, visibility and default branch; what is None stays."""
    _require_active(project)
    if visibility is not None:
        visibilities.require_within(visibility, project.group)
    wanted = {
        "name": None if name is None else name.strip(),
        "description": description,
        "visibility": visibility,
        "default_branch": default_branch,
    }
    changed = frozenset(
        field
        for field, value in wanted.items()
        if value is not None and value != getattr(project, field)
    )
    for field in changed:
        setattr(project, field, wanted[field])
    validation.check(project)
    project.save(update_fields=list(changed))
    if changed:
        project_edited.send(sender=Project, project=project, by=by, changed=changed)
    return project


@transaction.atomic
def rename_project(*, by: Actor, project: Project, path: str) -> Project:
    """Give the project another path; its old one leads to it."""
    return _move(by, project, project.group, path)


@transaction.atomic
def transfer_project(*, by: Actor, project: Project, group: Group) -> Project:
    """Move the project to another group, in which the actor may create projects."""
    if not can_create_project(by, group):
        raise Forbidden(f"You may not create projects in {group.full_path}.")
    if group.pk == project.group_id:
        raise Refused("The project is in this group already.", field="group")
    visibilities.require_within(project.visibility, group)
    return _move(by, project, group, project.path)


@transaction.atomic
def archive_project(*, by: Actor, project: Project) -> None:
    """Make the project read-only for everybody until it is unarchived."""
    if project.is_archived:
        raise Conflict("The project is archived already.")
    project.archived_at = timezone.now()
    project.save(update_fields=["archived_at"])
    record_activity(project=project, actor=by, verb="archived", noun="project")


@transaction.atomic
def unarchive_project(*, by: Actor, project: Project) -> None:
    """Let the project be written to again."""
    if not project.is_archived:
        raise Conflict("The project is not archived.")
    project.archived_at = None
    project.save(update_fields=["archived_at"])
    record_activity(project=project, actor=by, verb="unarchived", noun="project")


@transaction.atomic
def delete_project(*, by: Actor, project: Project, confirmation: str) -> None:
    """Hide the project from everybody and free its path; its data is removed in the background.

    `confirmation` is the full path, typed. The project's tokens stop working at once.
    """
    if confirmation != project.full_path:
        raise Refused(f"Type {project.full_path} to confirm.", field="confirmation")
    now = timezone.now()
    project.deleted_at = now
    project.save(update_fields=["deleted_at"])
    Redirect.objects.filter(project=project).delete()
    AccessToken.objects.filter(of_project__project=project, revoked_at=None).update(revoked_at=now)
    project_deleted.send(sender=Project, project=project, by=by)


@transaction.atomic
def erase_project(*, project_id: int) -> None:
    """Remove the rows of a deleted project, once its repository is gone; again does nothing."""
    Project.objects.filter(pk=project_id, deleted_at__isnull=False).delete()


def _move(by: Actor, project: Project, group: Group, path: str) -> Project:
    whole, old_path = naming.full_path(group, path), project.full_path
    naming.require_free(whole, besides=project)
    project.group, project.path = group, path
    naming.move_project(project, whole)
    if whole != old_path:
        project_moved.send(sender=Project, project=project, by=by, old_path=old_path)
        record_activity(
            project=project, actor=by, verb="moved", noun="project", detail={"from": old_path}
        )
    return project


def _require_active(project: Project) -> None:
    if project.is_archived:
        raise Conflict("The project is archived: unarchive it to change it.")
