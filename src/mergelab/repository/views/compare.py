"""Two revisions beside each other."""

from django.http import HttpResponse
from django.shortcuts import redirect

from mergelab.kit.access import Request
from mergelab.projects.models import Project
from mergelab.repository.addresses import Addresses
from mergelab.repository.git import names
from mergelab.repository.git.errors import NotFound
from mergelab.repository.git.reads import Handle, history, merge_base, resolve
from mergelab.repository.queries import opened
from mergelab.repository.queries.branches import named
from mergelab.repository.queries.changes import read_difference
from mergelab.repository.queries.history import by_day, with_users
from mergelab.repository.views.pages import layout_in, layout_urls, page

MAX_COMMITS = 100


def choose(request: Request, project: Project) -> HttpResponse:
    """The form; with `from` and `to` it leads to their comparison."""
    base, head = request.GET.get("from", "").strip(), request.GET.get("to", "").strip()
    if base and head:
        return redirect(Addresses(project).compare(base, head))
    with opened(project) as handle:
        return _page(request, handle, project, base or project.default_branch, head)


def show(request: Request, project: Project, spec: str) -> HttpResponse:
    """What `to` has that `from` has not: `<from>...<to>`, from where they parted.

    With two dots, everything in which they differ.
    """
    straight = "..." not in spec
    base, _, head = spec.partition(".." if straight else "...")
    with opened(project) as handle:
        try:
            start, end = resolve(handle, base).sha, resolve(handle, head).sha
        except NotFound as problem:
            values = {"problem": str(problem), "status": 404}
            return _page(request, handle, project, base, head, **values)
        common = start if straight else merge_base(handle, start, end)
        if common is None:
            values = {"problem": "These revisions have no history in common."}
            return _page(request, handle, project, base, head, **values)
        commits = history(handle, end, exclude=[start], limit=MAX_COMMITS + 1)
        layout = layout_in(request)
        return _page(
            request,
            handle,
            project,
            base,
            head,
            days=by_day(with_users(commits[:MAX_COMMITS])),
            commit_total=min(len(commits), MAX_COMMITS),
            has_more_commits=len(commits) > MAX_COMMITS,
            difference=read_difference(project, common, end, layout),
            layout_urls=layout_urls(request, layout),
            merge_request_url=_merge_request_url(project, base, head),
            compared=True,
        )


def _merge_request_url(project: Project, base: str, head: str) -> str:
    return Addresses(project).new_merge_request(head) if base != head else ""


def _page(
    request: Request, handle: Handle, project: Project, base: str, head: str, **values: object
) -> HttpResponse:
    offered = named(handle, project, head)
    status = values.pop("status", 200)
    return page(
        request,
        project,
        "compare",
        tab="commits",
        status=status if isinstance(status, int) else 200,
        base=base,
        head=head,
        base_label=names.display(base),
        head_label=names.display(head),
        offered=[names.display(name) for name in (*offered.branches, *offered.tags)],
        swap_url=Addresses(project).compare(head, base) if base and head else "",
        **values,
    )
