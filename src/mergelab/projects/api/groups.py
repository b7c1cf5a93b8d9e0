"""REST: groups, their subgroups and projects, and namespaces."""

import msgspec
from django.db.models import Q, QuerySet

from mergelab.kit.access import Request
from mergelab.kit.errors import Forbidden
from mergelab.kit.rest import Id, Listing, operation
from mergelab.projects import services
from mergelab.projects.api.projects import ProjectQuery, filtered
from mergelab.projects.api.shapes import (
    GroupOut,
    Long,
    NamespaceOut,
    ProjectOut,
    Text,
    group_out,
    namespace_out,
    project_out,
)
from mergelab.projects.models import Group, Member
from mergelab.projects.policies import can_create_subgroup
from mergelab.projects.queries import group_by_reference
from mergelab.projects.roles import Role, Visibility


class NewGroup(msgspec.Struct, kw_only=True):
    name: Text
    path: Text
    description: Long = ""
    visibility: str = Visibility.PRIVATE.value
    parent_id: Id | None = None


class GroupChange(msgspec.Struct, kw_only=True):
    name: Text | None = None
    path: Text | None = None
    description: Long | None = None
    visibility: str | None = None


class GroupQuery(msgspec.Struct, kw_only=True):
    search: str = ""
    owned: bool = False
    top_level_only: bool = False


def _shown(request: Request, query: GroupQuery) -> "QuerySet[Group]":
    rows = Group.objects.visible_to(request.actor).filter(owner=None).order_by("full_path")
    if query.search:
        rows = rows.filter(Q(name__icontains=query.search) | Q(full_path__icontains=query.search))
    if query.owned:
        owners = Member.objects.filter(user=request.actor.user, role=Role.OWNER)
        rows = rows.filter(above__ancestor__members__in=owners).distinct()
    return rows.filter(parent=None) if query.top_level_only else rows


@operation("List groups", query=GroupQuery, returns=GroupOut, listing=True)
def list_groups(request: Request, query: GroupQuery) -> Listing:
    return Listing(_shown(request, query), group_out)


@operation("Make a group", body=NewGroup, returns=GroupOut, status=201)
def create_group(request: Request, body: NewGroup) -> GroupOut:
    parent = None
    if body.parent_id is not None:
        parent = group_by_reference(request.actor, str(body.parent_id))
        if not can_create_subgroup(request.actor, parent):
            raise Forbidden("You may not create a group here.", field="parent_id")
    group = services.create_group(
        by=request.actor,
        parent=parent,
        name=body.name,
        path=body.path,
        visibility=body.visibility,
        description=body.description,
    )
    return group_out(group)


@operation("Get a group", returns=GroupOut)
def show_group(_request: Request, group: Group) -> GroupOut:
    return group_out(group)


@operation("Change a group", body=GroupChange, returns=GroupOut)
def change_group(request: Request, group: Group, body: GroupChange) -> GroupOut:
    group = services.edit_group(
        by=request.actor,
        group=group,
        name=body.name,
        description=body.description,
        visibility=body.visibility,
    )
    if body.path is not None and body.path != group.path:
        group = services.rename_group(by=request.actor, group=group, path=body.path)
    return group_out(group)


@operation("Delete an empty group", returns=dict[str, str], status=202)
def delete_group(request: Request, group: Group) -> dict[str, str]:
    services.delete_group(by=request.actor, group=group, confirmation=group.full_path)
    return {"message": "202 Accepted"}


@operation("List a group's subgroups", query=GroupQuery, returns=GroupOut, listing=True)
def list_subgroups(request: Request, group: Group, query: GroupQuery) -> Listing:
    return Listing(_shown(request, query).filter(parent=group), group_out)


@operation("List a group's projects", query=ProjectQuery, returns=ProjectOut, listing=True)
def list_group_projects(request: Request, group: Group, query: ProjectQuery) -> Listing:
    rows = filtered(request, query)
    return Listing(rows.filter(group__above__ancestor=group), project_out)


@operation("List namespaces: groups and personal ones", returns=NamespaceOut, listing=True)
def list_namespaces(request: Request) -> Listing:
    rows = Group.objects.visible_to(request.actor)
    mine = rows.filter(Q(owner=None) | Q(owner=request.actor.user))
    return Listing(mine.order_by("full_path"), namespace_out)


@operation("Get a namespace", returns=NamespaceOut)
def show_namespace(_request: Request, group: Group) -> NamespaceOut:
    return namespace_out(group)
