"""The start page and the lists of projects and groups."""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from mergelab.kit.access import Request
from mergelab.projects import queries
from mergelab.projects.models import Group
from mergelab.projects.views.rendering import before, feed_page, page_of

HOME_PROJECTS = 8
HOME_ENTRIES = 20


def home(request: Request) -> HttpResponse:
    """Where a signed-in person begins; others see what is public."""
    actor = request.actor
    if actor.user is None:
        return projects(request)
    mine = queries.project_list(actor, mine=True)
    shown = list(mine[: HOME_PROJECTS + 1])
    entries = queries.feed(actor, before=before(request)).filter(project__in=mine.order_by())
    context = {
        "projects": shown[:HOME_PROJECTS],
        "more_projects": len(shown) > HOME_PROJECTS,
        **feed_page(entries, HOME_ENTRIES),
    }
    return render(request, "projects/home.html", context)


def projects(request: Request) -> HttpResponse:
    """The actor's projects or all that they see, searched and sorted."""
    search = request.GET.get("search", "").strip()
    # The search box of every page looks through all projects.
    view = request.GET.get("view", "all" if search else "yours")
    mine = view != "all" and request.actor.user is not None
    sort = request.GET.get("sort", "recent")
    rows = queries.project_list(
        request.actor,
        mine=mine,
        search=search,
        sort=sort,
        archived=request.GET.get("archived") == "1",
    )
    context = {"page": page_of(request, rows), "mine": mine, "sort": sort}
    return render(request, "projects/projects.html", context)


def groups(request: Request) -> HttpResponse:
    rows = queries.group_list(request.actor, search=request.GET.get("search", "").strip())
    return render(request, "projects/groups.html", {"page": page_of(request, rows)})


def profile(_request: Request, group: Group) -> HttpResponse:
    """A person's page, by user name."""
    return redirect("place", full_path=group.full_path)
