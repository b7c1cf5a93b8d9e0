"""The list of branches; making and deleting them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from mergelab.kit.access import Request
from mergelab.kit.forms import carry_out
from mergelab.projects.models import Project
from mergelab.repository import services
from mergelab.repository.addresses import Addresses
from mergelab.repository.forms import BranchForm
from mergelab.repository.git import names
from mergelab.repository.policies import branch_rules
from mergelab.repository.queries import opened
from mergelab.repository.queries.branches import list_branches
from mergelab.repository.views.pages import number_in, page

STATES = ("all", "active", "stale")


def list_page(request: Request, project: Project, form: BranchForm | None = None) -> HttpResponse:
    """Branches, the default one first, then by their newest commit."""
    state = request.GET.get("state", "all")
    search = request.GET.get("search", "")[:200]
    rules = branch_rules(request.actor, project)
    with opened(project) as handle:
        found = list_branches(
            handle,
            project,
            rules,
            state=state if state in STATES else "all",
            search=search,
            number=number_in(request),
        )
    made = form or BranchForm(initial={"ref": request.GET.get("ref") or project.default_branch})
    return page(
        request,
        project,
        "branches",
        tab="branches",
        branches=found,
        state=state if state in STATES else "all",
        search=search,
        form=made,
        can_write=rules.can_write,
        status=422 if form is not None else 200,
    )


def create(request: Request, project: Project) -> HttpResponse:
    """A new branch; then its files."""
    form = BranchForm(request.POST)
    made = carry_out(
        form,
        lambda: services.create_branch(
            by=request.actor,
            project=project,
            name=form.cleaned_data["name"],
            ref=form.cleaned_data["ref"],
        ),
    )
    if made is None:
        return list_page(request, project, form)
    messages.success(request, f"Branch {names.display(made.name)} was created.")
    return redirect(Addresses(project).tree(made.name))


def delete(request: Request, project: Project) -> HttpResponse:
    """Delete the branch named by `name`, if it is still where the page showed it (`sha`)."""
    name = request.POST.get("name", "")
    sha = request.POST.get("sha") or None
    services.delete_branch(by=request.actor, project=project, name=name, sha=sha)
    messages.success(request, f"Branch {names.display(name)} was deleted.")
    return redirect(Addresses(project).branches)
