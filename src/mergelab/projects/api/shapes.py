"""How groups, projects and members look on the wire, in GitLab's shape."""

from datetime import date, datetime
from typing import Annotated

import msgspec

from mergelab.accounts.api import TokenOut, UserBasic, token_out, user_basic
from mergelab.accounts.urls_of import absolute
from mergelab.kit.actor import Actor
from mergelab.projects.models import Group, Member, Project, ProjectToken
from mergelab.projects.policies import project_role

Text = Annotated[str, msgspec.Meta(min_length=1, max_length=255)]
Long = Annotated[str, msgspec.Meta(max_length=2000)]


class NamespaceOut(msgspec.Struct, kw_only=True):
    id: int
    name: str
    path: str
    kind: str
    full_path: str
    parent_id: int | None
    web_url: str


class GroupOut(msgspec.Struct, kw_only=True):
    id: int
    name: str
    full_name: str
    path: str
    full_path: str
    description: str
    visibility: str
    parent_id: int | None
    web_url: str
    created_at: datetime


class AccessOut(msgspec.Struct, kw_only=True):
    access_level: int


class PermissionsOut(msgspec.Struct, kw_only=True):
    project_access: AccessOut | None
    group_access: AccessOut | None = None


class ProjectOut(msgspec.Struct, kw_only=True):
    id: int
    name: str
    name_with_namespace: str
    path: str
    path_with_namespace: str
    description: str
    visibility: str
    default_branch: str
    archived: bool
    created_at: datetime
    last_activity_at: datetime
    creator_id: int | None
    namespace: NamespaceOut
    web_url: str
    http_url_to_repo: str
    ssh_url_to_repo: str | None = None
    readme_url: str | None = None
    merge_requests_enabled: bool = True
    permissions: PermissionsOut | None = None


class MemberOut(UserBasic, kw_only=True):
    access_level: int
    created_at: datetime
    expires_at: date | None = None
    membership_state: str = "active"


class ProjectTokenOut(TokenOut, kw_only=True):
    access_level: int


class CreatedProjectToken(ProjectTokenOut, kw_only=True):
    token: str


def namespace_out(group: Group) -> NamespaceOut:
    return NamespaceOut(
        id=group.pk,
        name=group.name,
        path=group.path,
        kind="user" if group.is_personal else "group",
        full_path=group.full_path,
        parent_id=group.parent_id,
        web_url=absolute(f"/{group.full_path}"),
    )


def group_out(group: Group) -> GroupOut:
    return GroupOut(
        id=group.pk,
        name=group.name,
        full_name=group.full_path.replace("/", " / "),
        path=group.path,
        full_path=group.full_path,
        description=group.description,
        visibility=group.visibility,
        parent_id=group.parent_id,
        web_url=absolute(f"/{group.full_path}"),
        created_at=group.created_at,
    )


def project_out(project: Project, viewer: Actor | None = None) -> ProjectOut:
    """The project; with a viewer also what that viewer's role in it is."""
    shown = ProjectOut(
        id=project.pk,
        name=project.name,
        name_with_namespace=f"{project.group.name} / {project.name}",
        path=project.path,
        path_with_namespace=project.full_path,
        description=project.description,
        visibility=project.visibility,
        default_branch=project.default_branch,
        archived=project.is_archived,
        created_at=project.created_at,
        last_activity_at=project.last_activity_at,
        creator_id=project.created_by_id,
        namespace=namespace_out(project.group),
        web_url=absolute(f"/{project.full_path}"),
        http_url_to_repo=absolute(f"/{project.full_path}.git"),
    )
    if viewer is not None and not viewer.is_anonymous:
        role = project_role(viewer, project)
        access = AccessOut(access_level=role) if role else None
        shown.permissions = PermissionsOut(project_access=access)
    return shown


def member_out(member: Member) -> MemberOut:
    return MemberOut(
        **msgspec.structs.asdict(user_basic(member.user)),
        access_level=member.role,
        created_at=member.created_at,
    )


def project_token_out(row: ProjectToken, role: int) -> ProjectTokenOut:
    return ProjectTokenOut(**msgspec.structs.asdict(token_out(row.token)), access_level=role)
