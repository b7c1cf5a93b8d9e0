"""New groups and projects."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from mergelab.kit.access import Request
from mergelab.kit.forms import carry_out, posted
from mergelab.projects import queries, services
from mergelab.projects.forms import NewGroupForm, NewProjectForm
from mergelab.projects.models import Group
from mergelab.projects.views.rendering import with_forms


def new_project(request: Request) -> HttpResponse:
    """`?group=path` chooses the group beforehand."""
    places = queries.places_to_create(request.actor)
    chosen = places.filter(full_path__iexact=request.GET.get("group", "")).first()
    initial = {"group": chosen or places.first(), "visibility": "private"}
    form = NewProjectForm(posted(request), places=places, initial=initial)
    if request.method == "POST":
        project = carry_out(
            form, lambda: services.create_project(by=request.actor, **form.cleaned_data)
        )
        if project is not None:
            messages.success(request, f"{project.name} is ready for its first push.")
            return redirect("place", full_path=project.full_path)
    return with_forms(request, "projects/new_project.html", {"form": form})


def new_group(request: Request) -> HttpResponse:
    return _new_group(request, None)


def new_subgroup(request: Request, group: Group) -> HttpResponse:
    return _new_group(request, group)


def _new_group(request: Request, parent: Group | None) -> HttpResponse:
    form = NewGroupForm(posted(request))
    if request.method == "POST":
        made = carry_out(
            form,
            lambda: services.create_group(by=request.actor, parent=parent, **form.cleaned_data),
        )
        if made is not None:
            messages.success(request, f"The group {made.name} is there.")
            return redirect("place", full_path=made.full_path)
    return with_forms(request, "projects/new_group.html", {"form": form, "parent": parent})
