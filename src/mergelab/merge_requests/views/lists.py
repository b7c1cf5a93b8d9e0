"""Lists of merge requests."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from mergelab.kit.access import Request
from mergelab.merge_requests.policies import can_open_merge_request
from mergelab.merge_requests.queries import (
    MergeRequestFilter,
    counts_by_state,
    merge_requests_of,
    people_of,
)
from mergelab.merge_requests.queries.lists import SORTS, STATES, involving
from mergelab.projects.models import Project

PER_PAGE = 25
FEW = 8
SORT_WORDS = {
    "updated": "Last updated",
    "created": "Newest",
    "oldest": "Oldest",
    "title": "Title",
}
DRAFTS = {"yes": True, "no": False}


def show(request: Request, project: Project) -> HttpResponse:
    """The project's merge requests in tabs by state, filtered and sorted by the address."""
    wanted = _filter(request)
    rows = merge_requests_of(project, wanted)
    authors, reviewers = people_of(project)
    counts = counts_by_state(project, wanted)
    context = {
        "project": project,
        "active_tab": "merge_requests",
        "wanted": wanted,
        "draft": request.GET.get("draft", ""),
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "tabs": [_tab(request, state, counts[state], wanted.state) for state in STATES],
        "authors": authors,
        "reviewers": reviewers,
        "sorts": [(key, SORT_WORDS[key]) for key in SORTS],
        "may_open": can_open_merge_request(request.actor, project),
        "is_filtered": wanted != MergeRequestFilter(state=wanted.state, sort=wanted.sort),
        "total": counts["all"],
        "commands": ["git switch -c my-change", "git push -u origin my-change"],
    }
    return render(request, "merge_requests/list.html", context)


def mine(request: Request) -> HttpResponse:
    """Open merge requests that wait for the reader; `part=home` is the start page's piece."""
    rows = involving(request.actor)
    if request.GET.get("part") == "home":
        found = list(rows[: FEW + 1])
        context = {"rows": found[:FEW], "has_more": len(found) > FEW}
        return render(request, "merge_requests/mine.html#rows", context)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "merge_requests/mine.html", {"rows": page, "page": page})


def _filter(request: Request) -> MergeRequestFilter:
    state, sort = request.GET.get("state", "opened"), request.GET.get("sort", "updated")
    return MergeRequestFilter(
        state=state if state in STATES else "opened",
        search=request.GET.get("search", "").replace("\0", "")[:200],
        author=request.GET.get("author", "").replace("\0", ""),
        reviewer=request.GET.get("reviewer", "").replace("\0", ""),
        draft=DRAFTS.get(request.GET.get("draft", "")),
        sort=sort if sort in SORTS else "updated",
    )


def _tab(request: Request, state: str, count: int, active: str) -> dict[str, object]:
    query = request.GET.copy()
    query.pop("page", None)
    query["state"] = state
    label = {"opened": "Open", "merged": "Merged", "closed": "Closed", "all": "All"}[state]
    return {
        "label": label,
        "url": f"?{query.urlencode()}",
        "count": count,
        "active": state == active,
    }
