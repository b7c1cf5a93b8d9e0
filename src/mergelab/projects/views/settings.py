"""Settings of groups and projects, and the tokens of a project."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from mergelab.kit.access import Request
from mergelab.kit.forms import carry_out, posted
from mergelab.projects import policies, queries, services
from mergelab.projects.forms import (
    ConfirmForm,
    EditGroupForm,
    EditProjectForm,
    ProjectTokenForm,
    RenameForm,
    TransferForm,
)
from mergelab.projects.models import Group, Project, ProjectToken
from mergelab.projects.views.rendering import with_forms


def project(request: Request, project: Project) -> HttpResponse:
    if request.method != "POST":
        return _project_page(request, project)
    form = EditProjectForm(request.POST)
    if carry_out(
        form, lambda: services.edit_project(by=request.actor, project=project, **form.cleaned_data)
    ):
        messages.success(request, "The settings are saved.")
        return redirect("project_settings", project_path=project.full_path)
    return _project_page(request, project, form=form)


def rename_project(request: Request, project: Project) -> HttpResponse:
    form = RenameForm(request.POST)
    if carry_out(
        form,
        lambda: services.rename_project(by=request.actor, project=project, **form.cleaned_data),
    ):
        messages.success(request, f"The project is at {project.full_path} now.")
        return redirect("project_settings", project_path=project.full_path)
    return _project_page(request, _fresh(project), rename=form)


def transfer_project(request: Request, project: Project) -> HttpResponse:
    form = TransferForm(request.POST, actor=request.actor, project=project)
    if carry_out(
        form,
        lambda: services.transfer_project(by=request.actor, project=project, **form.cleaned_data),
    ):
        messages.success(request, f"The project is at {project.full_path} now.")
        return redirect("place", full_path=project.full_path)
    return _project_page(request, _fresh(project), transfer=form)


def archive_project(request: Request, project: Project) -> HttpResponse:
    services.archive_project(by=request.actor, project=project)
    messages.success(request, "The project is archived: it can be read, not changed.")
    return redirect("project_settings", project_path=project.full_path)


def unarchive_project(request: Request, project: Project) -> HttpResponse:
    services.unarchive_project(by=request.actor, project=project)
    messages.success(request, "The project can be changed again.")
    return redirect("project_settings", project_path=project.full_path)


def delete_project(request: Request, project: Project) -> HttpResponse:
    form = ConfirmForm(request.POST)
    carry_out(
        form,
        lambda: services.delete_project(
            by=request.actor, project=project, confirmation=form.cleaned_data["confirm"]
        ),
    )
    if form.errors:
        return _project_page(request, project, confirm=form, wrong=_first_error(form))
    messages.success(request, f"{project.full_path} is deleted.")
    return redirect("projects")


def group(request: Request, group: Group) -> HttpResponse:
    if request.method != "POST":
        return _group_page(request, group)
    form = EditGroupForm(request.POST)
    if carry_out(
        form, lambda: services.edit_group(by=request.actor, group=group, **form.cleaned_data)
    ):
        messages.success(request, "The settings are saved.")
        return redirect("group_settings", group_path=group.full_path)
    return _group_page(request, group, form=form)


def rename_group(request: Request, group: Group) -> HttpResponse:
    form = RenameForm(request.POST)
    if carry_out(
        form, lambda: services.rename_group(by=request.actor, group=group, **form.cleaned_data)
    ):
        messages.success(request, f"The group is at {group.full_path} now.")
        return redirect("group_settings", group_path=group.full_path)
    return _group_page(request, Group.objects.get(pk=group.pk), rename=form)


def delete_group(request: Request, group: Group) -> HttpResponse:
    form = ConfirmForm(request.POST)
    carry_out(
        form,
        lambda: services.delete_group(
            by=request.actor, group=group, confirmation=form.cleaned_data["confirm"]
        ),
    )
    if form.errors:
        return _group_page(request, group, confirm=form, wrong=_first_error(form))
    messages.success(request, f"{group.full_path} is deleted.")
    return redirect("groups")


def project_tokens(request: Request, project: Project) -> HttpResponse:
    """List and make tokens; the answer to making one is the only place of its secret."""
    highest = policies.project_role(request.actor, project)
    form, made = ProjectTokenForm(posted(request), highest=highest), None
    if request.method == "POST":
        made = carry_out(
            form,
            lambda: services.create_project_token(
                by=request.actor, project=project, **form.cleaned_data
            ),
        )
    context = {
        "project": project,
        "active_tab": "project_settings",
        "form": form if made is None else ProjectTokenForm(highest=highest),
        "made": made,
        "tokens": queries.project_tokens(project),
    }
    page = with_forms(request, "projects/tokens.html", context)
    page["Cache-Control"] = "no-store"
    return page


def revoke_project_token(request: Request, token: ProjectToken) -> HttpResponse:
    services.revoke_project_token(token=token)
    messages.success(request, f"The token “{token.token.name}” no longer works.")
    return redirect("project_tokens", project_path=token.project.full_path)


def _first_error(form: ConfirmForm) -> str:
    return next(str(message) for messages_ in form.errors.values() for message in messages_)


def _fresh(project: Project) -> Project:
    """The project as it is stored, after a verb that refused half-way through its changes."""
    return Project.objects.select_related("group").get(pk=project.pk)


def _project_page(request: Request, project: Project, **bound: Any) -> HttpResponse:
    actor = request.actor
    context: dict[str, Any] = {
        "project": project,
        "active_tab": "project_settings",
        "form": EditProjectForm.of(project),
        "rename": RenameForm(initial={"path": project.path}),
        "transfer": TransferForm(actor=actor, project=project),
        "wrong": "",
        "may_edit": policies.can_edit_project(actor, project),
        "owns": policies.can_delete_project(actor, project),
    }
    return with_forms(request, "projects/settings.html", context | bound)


def _group_page(request: Request, group: Group, **bound: Any) -> HttpResponse:
    context: dict[str, Any] = {
        "group": group,
        "active_tab": "group_settings",
        "form": EditGroupForm.of(group),
        "rename": RenameForm(initial={"path": group.path}),
        "wrong": "",
    }
    return with_forms(request, "projects/group_settings.html", context | bound)
