"""Make, change and delete groups."""

from django.db import transaction

from mergelab.accounts.models import User
from mergelab.kit import validation
from mergelab.kit.actor import Actor
from mergelab.kit.errors import Conflict, Forbidden, Refused
from mergelab.projects.models import Ancestry, Group, Member, Project
from mergelab.projects.paths import check_path
from mergelab.projects.policies import can_create_group, can_create_subgroup
from mergelab.projects.roles import Role, Visibility
from mergelab.projects.services import naming, visibilities
from mergelab.projects.signals import project_moved


@transaction.atomic
def create_group(
    *,
    by: Actor,
    parent: Group | None = None,
    name: str,
    path: str,
    visibility: str = Visibility.PRIVATE,
    description: str = "",
) -> Group:
    """A group at the top or in another one; its maker owns it."""
    allowed = can_create_group(by, None) if parent is None else can_create_subgroup(by, parent)
    if not allowed:
        raise Forbidden("You may not create a group here.")
    group = Group(
        parent=parent,
        name=name.strip(),
        path=path,
        full_path=naming.full_path(parent, path),
        description=description,
        visibility=visibilities.require_within(visibility, parent),
    )
    _insert(group)
    Member.objects.create(group=group, user=by.user, role=Role.OWNER, created_by=by.user)
    return group


@transaction.atomic
def create_personal_group(*, user: User) -> Group:
    """The place of a user's own projects, named as the user is."""
    check_path(user.username, field="username")
    naming.require_free(user.username, field="username")
    group = Group(
        owner=user,
        name=user.name,
        path=user.username,
        full_path=user.username,
        visibility=Visibility.INTERNAL,
    )
    _insert(group)
    return group


@transaction.atomic
def edit_group(
    *,
    by: Actor,  # noqa: ARG001  every verb says who; the audit log of a later release needs it
    group: Group,
    name: str | None = None,
    description: str | None = None,
    visibility: str | None = None,
) -> Group:
    """Change texts and visibility; what is None stays."""
    if name is not None:
        group.name = name.strip()
    if description is not None:
        group.description = description
    if visibility is not None and visibility != group.visibility:
        visibilities.require_within(visibility, group.parent)
        group.visibility = visibilities.require_covers(visibility, group)
    validation.check(group)
    group.save(update_fields=["name", "description", "visibility"])
    return group


@transaction.atomic
def rename_group(*, by: Actor, group: Group, path: str) -> Group:
    """Give the group another path; its old one, and those of all below, lead to the new ones."""
    if group.is_personal:
        raise Refused("A personal group is named as its user is.", field="path")
    whole = naming.full_path(group.parent, path)
    naming.require_free(whole, besides=group)
    group.path = path
    for project, old_path in naming.move_group(group, whole):
        project_moved.send(sender=Project, project=project, by=by, old_path=old_path)
    return group


@transaction.atomic
def delete_group(*, by: Actor, group: Group, confirmation: str) -> None:  # noqa: ARG001
    """Delete an empty group. `confirmation` is its full path, typed; Conflict while in use."""
    if confirmation != group.full_path:
        raise Refused(f"Type {group.full_path} to confirm.", field="confirmation")
    if group.is_personal:
        raise Refused("A personal group stays as long as its user.")
    if Project.objects.filter(group=group, deleted_at=None).exists():
        raise Conflict("Delete or transfer the projects in this group first.")
    if Group.objects.filter(parent=group).exists():
        raise Conflict("Delete the groups in this group first.")
    # Rows of deleted projects that still wait for their repositories to be removed.
    Project.objects.filter(group=group).delete()
    group.delete()


def _insert(group: Group) -> None:
    naming.require_free(group.full_path)
    naming.take([group.full_path])
    validation.save(group, taken=naming.GROUP_TAKEN)
    above = (
        []
        if group.parent is None
        else list(Ancestry.objects.filter(group=group.parent).values_list("ancestor_id", flat=True))
    )
    Ancestry.objects.bulk_create(
        Ancestry(group=group, ancestor_id=ancestor) for ancestor in [*above, group.pk]
    )
