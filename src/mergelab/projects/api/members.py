"""REST: members of groups and projects, and project access tokens."""

from datetime import date

import msgspec
from django.db.models import Max, QuerySet
from django.http import Http404

from mergelab.accounts.models import User
from mergelab.kit.access import Request
from mergelab.kit.actor import Actor
from mergelab.kit.rest import Id, Listing, operation
from mergelab.projects import services
from mergelab.projects.api.shapes import (
    CreatedProjectToken,
    MemberOut,
    ProjectTokenOut,
    Text,
    member_out,
    project_token_out,
)
from mergelab.projects.models import Group, Member, Project, ProjectToken
from mergelab.projects.queries import group_by_reference, members_of, project_by_reference


class NewMember(msgspec.Struct, kw_only=True):
    user_id: Id
    access_level: int


class MemberChange(msgspec.Struct, kw_only=True):
    access_level: int


class MemberQuery(msgspec.Struct, kw_only=True):
    query: str = ""


class NewProjectToken(msgspec.Struct, kw_only=True):
    name: Text
    scopes: list[str]
    access_level: int = 40
    expires_at: date | None = None


def load_project_member(actor: Actor, project: str, user_id: int) -> Member:
    return _member(Member.objects.filter(project=project_by_reference(actor, project)), user_id)


def load_group_member(actor: Actor, group: str, user_id: int) -> Member:
    return _member(Member.objects.filter(group=group_by_reference(actor, group)), user_id)


def load_any_project_member(actor: Actor, project: str, user_id: int) -> Member:
    """The membership that gives the user the highest role in the project, inherited or not."""
    return _member(members_of(project_by_reference(actor, project)), user_id)


def load_any_group_member(actor: Actor, group: str, user_id: int) -> Member:
    """The membership that gives the user the highest role in the group, inherited or not."""
    found = group_by_reference(actor, group)
    return _member(Member.objects.filter(group__below__group=found), user_id)


def _member(rows: "QuerySet[Member]", user_id: int) -> Member:
    rows = rows.select_related("user", "project__group", "group")
    found = rows.filter(user=user_id).order_by("-role").first() if user_id < 2**63 else None
    if found is None:
        raise Http404("404 Member Not Found")
    return found


def load_project_token(actor: Actor, project: str, token_id: int) -> ProjectToken:
    rows = ProjectToken.objects.select_related("token__user", "project__group").filter(
        project=project_by_reference(actor, project)
    )
    found = rows.filter(token=token_id).first() if token_id < 2**63 else None
    if found is None:
        raise Http404("404 Token Not Found")
    return found


def _named(rows: "QuerySet[Member]", query: MemberQuery) -> "QuerySet[Member]":
    rows = rows.select_related("user").order_by("pk")
    return rows.filter(user__username__icontains=query.query) if query.query else rows


@operation("List a project's own members", query=MemberQuery, returns=MemberOut, listing=True)
def list_project_members(_request: Request, project: Project, query: MemberQuery) -> Listing:
    return Listing(_named(Member.objects.filter(project=project), query), member_out)


@operation(
    "List all members of a project, inherited ones too",
    query=MemberQuery,
    returns=MemberOut,
    listing=True,
)
def list_all_project_members(_request: Request, project: Project, query: MemberQuery) -> Listing:
    return Listing(_highest(members_of(project), query), member_out)


def _highest(rows: "QuerySet[Member]", query: MemberQuery) -> list[Member]:
    """One row a user, with the highest of the user's roles."""
    best: dict[int, Member] = {}
    for member in _named(rows, query):
        seen = best.get(member.user.pk)
        if seen is None or seen.role < member.role:
            best[member.user.pk] = member
    return list(best.values())


@operation("Add a member to a project", body=NewMember, returns=MemberOut, status=201)
def add_project_member(request: Request, project: Project, body: NewMember) -> MemberOut:
    return _add(request, project, body)


@operation("List a group's own members", query=MemberQuery, returns=MemberOut, listing=True)
def list_group_members(_request: Request, group: Group, query: MemberQuery) -> Listing:
    return Listing(_named(Member.objects.filter(group=group), query), member_out)


@operation(
    "List all members of a group, inherited ones too",
    query=MemberQuery,
    returns=MemberOut,
    listing=True,
)
def list_all_group_members(_request: Request, group: Group, query: MemberQuery) -> Listing:
    return Listing(_highest(Member.objects.filter(group__below__group=group), query), member_out)


@operation("Add a member to a group", body=NewMember, returns=MemberOut, status=201)
def add_group_member(request: Request, group: Group, body: NewMember) -> MemberOut:
    return _add(request, group, body)


def _add(request: Request, place: Group | Project, body: NewMember) -> MemberOut:
    user = User.objects.filter(pk=body.user_id).first()
    if user is None:
        raise Http404("404 User Not Found")
    member = services.add_member(by=request.actor, place=place, user=user, role=body.access_level)
    return member_out(member)


@operation("Get a member", returns=MemberOut)
def show_member(_request: Request, member: Member) -> MemberOut:
    return member_out(member)


@operation("Change a member's role", body=MemberChange, returns=MemberOut)
def change_member(request: Request, member: Member, body: MemberChange) -> MemberOut:
    return member_out(services.change_role(by=request.actor, member=member, role=body.access_level))


@operation("Remove a member")
def remove_member(request: Request, member: Member) -> None:
    services.remove_member(by=request.actor, member=member)


@operation("List a project's access tokens", returns=ProjectTokenOut, listing=True)
def list_project_tokens(_request: Request, project: Project) -> Listing:
    roles = Member.objects.filter(project=project, user__is_bot=True)
    levels = dict(roles.values_list("user").annotate(Max("role")))
    rows = project.access_tokens.select_related("token__user")
    return Listing(rows, lambda row: project_token_out(row, levels.get(row.token.user_id, 0)))


@operation(
    "Make a project access token", body=NewProjectToken, returns=CreatedProjectToken, status=201
)
def create_project_token(
    request: Request, project: Project, body: NewProjectToken
) -> CreatedProjectToken:
    row, secret = services.create_project_token(
        by=request.actor,
        project=project,
        name=body.name,
        role=body.access_level,
        scopes=body.scopes,
        expires_on=body.expires_at,
    )
    shown = project_token_out(row, body.access_level)
    return CreatedProjectToken(**msgspec.structs.asdict(shown), token=secret)


@operation("Get a project access token", returns=ProjectTokenOut)
def show_project_token(_request: Request, row: ProjectToken) -> ProjectTokenOut:
    held = Member.objects.filter(user=row.token.user, project=row.project).first()
    return project_token_out(row, held.role if held else 0)


@operation("Revoke a project access token")
def revoke_project_token(_request: Request, row: ProjectToken) -> None:
    services.revoke_project_token(token=row)
