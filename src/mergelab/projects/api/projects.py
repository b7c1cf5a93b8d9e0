"""REST: projects."""

import msgspec
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from mergelab.kit.access import Request
from mergelab.kit.actor import Actor
from mergelab.kit.errors import Forbidden, Refused
from mergelab.kit.rest import Id, Listing, operation
from mergelab.projects import services
from mergelab.projects.api.shapes import Long, ProjectOut, Text, project_out
from mergelab.projects.models import Group, Member, Project
from mergelab.projects.policies import can_create_project, can_rename_project
from mergelab.projects.queries import group_by_reference
from mergelab.projects.roles import Role, Visibility

ORDERS = {
    "id": "pk",
    "name": "name",
    "path": "path",
    "created_at": "created_at",
    "updated_at": "last_activity_at",
    "last_activity_at": "last_activity_at",
}


class ProjectQuery(msgspec.Struct, kw_only=True):
    search: str = ""
    owned: bool = False
    membership: bool = False
    archived: bool | None = None
    visibility: str = ""
    order_by: str = "created_at"
    sort: str = "desc"


class NewProject(msgspec.Struct, kw_only=True):
    name: Text | None = None
    path: Text | None = None
    namespace_id: Id | None = None
    description: Long = ""
    visibility: str = Visibility.PRIVATE.value
    default_branch: Text = "main"


class ProjectChange(msgspec.Struct, kw_only=True):
    name: Text | None = None
    path: Text | None = None
    description: Long | None = None
    visibility: str | None = None
    default_branch: Text | None = None


class Transfer(msgspec.Struct, kw_only=True):
    namespace: Id | str


def filtered(request: Request, query: ProjectQuery) -> "QuerySet[Project]":
    """The projects that the actor sees, narrowed and ordered as asked."""
    rows = Project.objects.visible_to(request.actor).select_related("group")
    if query.search:
        rows = rows.filter(Q(name__icontains=query.search) | Q(path__icontains=query.search))
    if (query.membership or query.owned) and request.actor.user is None:
        return rows.none()
    if query.membership:
        rows = rows.of_member(request.actor.user)
    if query.owned:
        owners = Member.objects.filter(user=request.actor.user, role=Role.OWNER)
        inherited = Q(Exists(owners.filter(group__below__group=OuterRef("group"))))
        direct = Q(Exists(owners.filter(project=OuterRef("pk"))))
        rows = rows.filter(Q(group__owner=request.actor.user) | inherited | direct)
    if query.archived is not None:
        rows = rows.filter(archived_at__isnull=not query.archived)
    if query.visibility:
        rows = rows.filter(visibility=query.visibility)
    if query.order_by not in ORDERS:
        raise Refused(f"Use one of {', '.join(ORDERS)}.", field="order_by")
    order = F(ORDERS[query.order_by])
    return rows.order_by(order.asc() if query.sort == "asc" else order.desc(), "pk")


@operation("List projects", query=ProjectQuery, returns=ProjectOut, listing=True)
def list_projects(request: Request, query: ProjectQuery) -> Listing:
    return Listing(filtered(request, query), project_out)


@operation("Make a project", body=NewProject, returns=ProjectOut, status=201)
def create_project(request: Request, body: NewProject) -> ProjectOut:
    name, path = body.name or body.path, body.path or body.name
    if name is None or path is None:
        raise Refused("Give a name or a path.", field="name")
    project = services.create_project(
        by=request.actor,
        group=target_group(request.actor, body.namespace_id),
        name=name,
        path=path if body.path else path.strip().lower().replace(" ", "-"),
        visibility=body.visibility,
        description=body.description,
        default_branch=body.default_branch,
    )
    return project_out(project, request.actor)


def target_group(actor: Actor, namespace_id: int | None) -> Group:
    """Where a new project goes: the named group, else the user's personal one."""
    if namespace_id is None:
        personal = Group.objects.filter(owner=actor.user).first()
        if personal is None:
            raise Refused("Name the group: you have no personal one.", field="namespace_id")
        return personal
    group = group_by_reference(actor, str(namespace_id))
    if not can_create_project(actor, group):
        raise Forbidden("You may not create projects here.", field="namespace_id")
    return group


@operation("Get a project", returns=ProjectOut)
def show_project(request: Request, project: Project) -> ProjectOut:
    return project_out(project, request.actor)


@operation("Change a project", body=ProjectChange, returns=ProjectOut)
def change_project(request: Request, project: Project, body: ProjectChange) -> ProjectOut:
    renames = body.path is not None and body.path != project.path
    if renames and not can_rename_project(request.actor, project):
        raise Forbidden("Only owners may change the path.", field="path")
    project = services.edit_project(
        by=request.actor,
        project=project,
        name=body.name,
        description=body.description,
        visibility=body.visibility,
        default_branch=body.default_branch,
    )
    if renames and body.path is not None:
        project = services.rename_project(by=request.actor, project=project, path=body.path)
    return project_out(project, request.actor)


@operation("Delete a project", returns=dict[str, str], status=202)
def delete_project(request: Request, project: Project) -> dict[str, str]:
    services.delete_project(by=request.actor, project=project, confirmation=project.full_path)
    return {"message": "202 Accepted"}


@operation("Archive a project", returns=ProjectOut, status=201)
def archive_project(request: Request, project: Project) -> ProjectOut:
    services.archive_project(by=request.actor, project=project)
    return project_out(project, request.actor)


@operation("Unarchive a project", returns=ProjectOut, status=201)
def unarchive_project(request: Request, project: Project) -> ProjectOut:
    services.unarchive_project(by=request.actor, project=project)
    return project_out(project, request.actor)


@operation("Move a project to another group", body=Transfer, returns=ProjectOut)
def transfer_project(request: Request, project: Project, body: Transfer) -> ProjectOut:
    group = group_by_reference(request.actor, str(body.namespace))
    moved = services.transfer_project(by=request.actor, project=project, group=group)
    return project_out(moved, request.actor)
