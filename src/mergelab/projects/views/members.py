"""Members of groups and projects."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from mergelab.accounts.models import User
from mergelab.kit.access import Request
from mergelab.kit.errors import Refused
from mergelab.kit.forms import carry_out, posted
from mergelab.projects import queries, services
from mergelab.projects.forms import AddMemberForm, RoleForm, roles_up_to
from mergelab.projects.models import Group, Member, Project
from mergelab.projects.policies import (
    can_manage_group_members,
    can_manage_members,
    group_role,
    project_role,
)
from mergelab.projects.views.rendering import page_of, with_forms


def project_members(request: Request, project: Project) -> HttpResponse:
    own = project_role(request.actor, project)
    form = AddMemberForm(posted(request), highest=own)
    if request.method == "POST" and _added(request, project, form):
        return redirect("project_members", project_path=project.full_path)
    context = {"project": project, "active_tab": "project_members", "form": form}
    managing = can_manage_members(request.actor, project)
    context |= _listed(request, queries.project_members(project), own, managing=managing)
    return with_forms(request, "projects/members.html", context)


def group_members(request: Request, group: Group) -> HttpResponse:
    own = group_role(request.actor, group)
    form = AddMemberForm(posted(request), highest=own)
    if request.method == "POST" and _added(request, group, form):
        return redirect("group_members", group_path=group.full_path)
    context = {"group": group, "active_tab": "group_members", "form": form}
    managing = can_manage_group_members(request.actor, group)
    context |= _listed(request, queries.group_members(group), own, managing=managing)
    return with_forms(request, "projects/group_members.html", context)


def change_role(request: Request, member: Member) -> HttpResponse:
    form = RoleForm(request.POST)
    if not form.is_valid():
        raise Refused("Choose one of the roles.", field="role")
    services.change_role(by=request.actor, member=member, **form.cleaned_data)
    role = member.get_role_display().lower()
    messages.success(request, f"{member.user.username} is now {role}.")
    return _back(member)


def remove(request: Request, member: Member) -> HttpResponse:
    services.remove_member(by=request.actor, member=member)
    if member.user_id != request.actor.user_id:
        messages.success(request, f"{member.user.username} is no longer a member.")
        return _back(member)
    messages.success(request, "You have left.")
    return redirect("home")


def _added(request: Request, place: Group | Project, form: AddMemberForm) -> bool:
    member = carry_out(
        form,
        lambda: services.add_member(
            by=request.actor,
            place=place,
            user=_user(form.cleaned_data["user"]),
            role=form.cleaned_data["role"],
        ),
    )
    if member is None:
        return False
    messages.success(request, f"{member.user.username} is {member.get_role_display().lower()} now.")
    return True


def _user(name: str) -> User:
    user = queries.user_to_add(name.strip())
    if user is None:
        raise Refused("Nobody here has this user name or e-mail address.", field="user")
    return user


def _listed(request: Request, rows: Any, own: int, *, managing: bool) -> dict[str, Any]:
    return {"page": page_of(request, rows), "roles": roles_up_to(own), "managing": managing}


def _back(member: Member) -> HttpResponse:
    if member.project is not None:
        return redirect("project_members", project_path=member.project.full_path)
    assert member.group is not None
    return redirect("group_members", group_path=member.group.full_path)
