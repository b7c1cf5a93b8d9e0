"""The settings page of protected branches."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from mergelab.kit.access import Request
from mergelab.kit.errors import Refused
from mergelab.kit.forms import carry_out
from mergelab.projects.models import Project
from mergelab.pure.wildcard import is_pattern, matches
from mergelab.repository import services
from mergelab.repository.forms import ProtectionEditForm, ProtectionForm
from mergelab.repository.git import names
from mergelab.repository.git.reads import branches
from mergelab.repository.models import ProtectedBranch
from mergelab.repository.policies import can_manage_protected_branches
from mergelab.repository.queries import opened
from mergelab.repository.views.pages import page


def list_page(
    request: Request, project: Project, form: ProtectionForm | None = None
) -> HttpResponse:
    """Each protection with the branches that it covers now."""
    with opened(project) as handle:
        present = [names.display(branch.name) for branch in branches(handle)]
    rules = [
        {
            "rule": rule,
            "form": ProtectionEditForm.of(rule),
            "is_pattern": is_pattern(rule.name),
            "covered": sum(matches(rule.name, name) for name in present),
        }
        for rule in project.protected_branches.all()
    ]
    return page(
        request,
        project,
        "protected_branches",
        tab="project_settings",
        rules=rules,
        form=form or ProtectionForm(),
        can_manage=can_manage_protected_branches(request.actor, project),
        status=422 if form is not None else 200,
    )


def protect(request: Request, project: Project) -> HttpResponse:
    """Protect one more branch or pattern."""
    form = ProtectionForm(request.POST)
    made = carry_out(
        form,
        lambda: services.protect_branch(by=request.actor, project=project, **form.cleaned_data),
    )
    if made is None:
        return list_page(request, project, form)
    messages.success(request, f"{made.name} is protected.")
    return _back(project)


def edit(request: Request, rule: ProtectedBranch) -> HttpResponse:
    """Change who may push and merge."""
    form = ProtectionEditForm(request.POST)
    if not form.is_valid():
        raise Refused("Choose who may push and who may merge.")
    services.edit_protection(by=request.actor, rule=rule, **form.cleaned_data)
    messages.success(request, f"The protection of {rule.name} was changed.")
    return _back(rule.project)


def unprotect(request: Request, rule: ProtectedBranch) -> HttpResponse:
    """Take a protection away."""
    services.unprotect_branch(by=request.actor, rule=rule)
    messages.success(request, f"{rule.name} is no longer protected.")
    return _back(rule.project)


def _back(project: Project) -> HttpResponse:
    return redirect(reverse("protected_branches", kwargs={"project_path": project.full_path}))
