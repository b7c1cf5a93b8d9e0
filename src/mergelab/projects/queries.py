"""Named reads of groups and projects, scoped to who asks."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from mergelab.kit.access import Moved
from mergelab.kit.actor import Actor
from mergelab.projects.models import Group, Member, Project, Redirect


def load_project(actor: Actor, project_path: str) -> Project:
    """The project at this path; Moved where it was renamed, Http404 where nothing is shown."""
    visible = Project.objects.visible_to(actor).select_related("group")
    found = visible.filter(full_path__iexact=project_path).first()
    if found is not None:
        return found
    moved = Redirect.objects.filter(full_path__iexact=project_path, project__in=visible).first()
    if moved is None:
        raise Http404("404 Project Not Found")
    assert moved.project is not None
    raise Moved(project_path, moved.project.full_path)


def load_group(actor: Actor, group_path: str) -> Group:
    """The group at this path; Moved where it was renamed, Http404 where nothing is shown."""
    visible = Group.objects.visible_to(actor).select_related("parent", "owner")
    found = visible.filter(full_path__iexact=group_path).first()
    if found is not None:
        return found
    moved = Redirect.objects.filter(full_path__iexact=group_path, group__in=visible).first()
    if moved is None:
        raise Http404("404 Group Not Found")
    assert moved.group is not None
    raise Moved(group_path, moved.group.full_path)


def load_place(actor: Actor, full_path: str) -> Group | Project:
    """The project or else the group at this path."""
    try:
        return load_project(actor, full_path)
    except Http404:
        return load_group(actor, full_path)


def project_by_reference(actor: Actor, project: str) -> Project:
    """REST's way to name a project: its number or its full path."""
    if not project.isdecimal():
        return load_project(actor, project)
    return _by_number(Project.objects.visible_to(actor).select_related("group"), project, "Project")


def group_by_reference(actor: Actor, group: str) -> Group:
    """REST's way to name a group: its number or its full path."""
    if not group.isdecimal():
        return load_group(actor, group)
    return _by_number(Group.objects.visible_to(actor).select_related("parent"), group, "Group")


def _by_number(rows: QuerySet[Any], number: str, noun: str) -> Any:
    found = rows.filter(pk=int(number)).first() if len(number) < 18 else None
    if found is None:
        raise Http404(f"404 {noun} Not Found")
    return found


def members_of(project: Project) -> QuerySet[Member]:
    """Everybody with a role in the project, direct or inherited; a user may come more than once."""
    return Member.objects.filter(project=project) | Member.objects.filter(
        group__below__group=project.group
    )
