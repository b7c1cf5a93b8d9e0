"""The list of tags; making and deleting them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from mergelab.kit.access import Request
from mergelab.kit.forms import carry_out
from mergelab.projects.models import Project
from mergelab.repository import services
from mergelab.repository.addresses import Addresses
from mergelab.repository.forms import TagForm
from mergelab.repository.git import names
from mergelab.repository.queries import opened
from mergelab.repository.queries.branches import list_tags
from mergelab.repository.views.pages import number_in, page

COMMANDS = ("git tag -a v1.0 -m 'First release'", "git push origin v1.0")


def list_page(request: Request, project: Project, form: TagForm | None = None) -> HttpResponse:
    """Tags by their commit, the newest first."""
    search = request.GET.get("search", "")[:200]
    with opened(project) as handle:
        found = list_tags(handle, search=search, number=number_in(request))
    made = form or TagForm(initial={"ref": request.GET.get("ref") or project.default_branch})
    status = 422 if form is not None else 200
    values = {"tags": found, "search": search, "form": made, "commands": COMMANDS}
    return page(request, project, "tags", tab="branches", status=status, **values)


def create(request: Request, project: Project) -> HttpResponse:
    """A new tag."""
    form = TagForm(request.POST)
    made = carry_out(
        form,
        lambda: services.create_tag(
            by=request.actor,
            project=project,
            name=form.cleaned_data["name"],
            ref=form.cleaned_data["ref"],
            message=form.cleaned_data["message"],
        ),
    )
    if made is None:
        return list_page(request, project, form)
    messages.success(request, f"Tag {names.display(made.name)} was created.")
    return redirect(Addresses(project).tags)


def delete(request: Request, project: Project) -> HttpResponse:
    """Delete the tag named by `name`."""
    name = request.POST.get("name", "")
    services.delete_tag(by=request.actor, project=project, name=name)
    messages.success(request, f"Tag {names.display(name)} was deleted.")
    return redirect(Addresses(project).tags)
