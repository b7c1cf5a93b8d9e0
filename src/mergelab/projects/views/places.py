"""The pages that show a group, a person or a project."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse

from mergelab.kit.access import Request
from mergelab.projects import queries
from mergelab.projects.models import Group, Project
from mergelab.projects.policies import can_create_project, can_create_subgroup, can_read_code
from mergelab.projects.views.rendering import before, feed_page, page_of

PERSON_ENTRIES = 15


def place(request: Request, found: Group | Project) -> HttpResponse:
    """A project's files, a person's page, or what is in a group."""
    if isinstance(found, Project):
        return redirect(_project_address(request, found))
    return _person(request, found) if found.is_personal else _group(request, found)


def project_activity(request: Request, project: Project) -> HttpResponse:
    rows = queries.feed(request.actor, before=before(request)).filter(project=project)
    context = {"project": project, "active_tab": "activity", **feed_page(rows)}
    return render(request, "projects/activity.html", context)


def group_activity(request: Request, group: Group) -> HttpResponse:
    rows = queries.feed(request.actor, before=before(request)).filter(
        project__group__above__ancestor=group
    )
    context = {"group": group, "active_tab": "group_activity", **feed_page(rows)}
    return render(request, "projects/group_activity.html", context)


def _group(request: Request, group: Group) -> HttpResponse:
    rows = queries.project_list(
        request.actor, mine=False, search=request.GET.get("search", "").strip(), archived=True
    )
    context = {
        "group": group,
        "active_tab": "place",
        "subgroups": queries.subgroups(request.actor, group)[:200],
        "page": page_of(request, rows.filter(group=group)),
        "may_create_project": can_create_project(request.actor, group),
        "may_create_subgroup": can_create_subgroup(request.actor, group),
    }
    return render(request, "projects/group.html", context)


def _person(request: Request, group: Group) -> HttpResponse:
    rows = queries.project_list(request.actor, mine=False, archived=True).filter(group=group)
    entries = queries.feed(request.actor, before=before(request)).filter(actor=group.owner)
    context = {
        "group": group,
        "owner": group.owner,
        "page": page_of(request, rows),
        "is_own": request.actor.user_id == group.owner_id,
        **feed_page(entries, PERSON_ENTRIES),
    }
    return render(request, "projects/person.html", context)


def _project_address(request: Request, project: Project) -> str:
    where = {"project_path": project.full_path}
    if can_read_code(request.actor, project):
        try:
            return reverse("files", kwargs=where)
        except NoReverseMatch:
            pass
    return reverse("activity", kwargs=where)
