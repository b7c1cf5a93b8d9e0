"""History, single commits, and the fragments of their differences."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from mergelab.kit.access import Request
from mergelab.projects.models import Project
from mergelab.pure.textdiff import Gap
from mergelab.repository.addresses import Addresses
from mergelab.repository.diffview import Around, opened_gap
from mergelab.repository.git import names
from mergelab.repository.git.reads import EntryKind, commit, entry, resolve
from mergelab.repository.queries import default_place, find_place, opened
from mergelab.repository.queries.changes import read_changed_file, read_difference
from mergelab.repository.queries.history import read_history, with_users
from mergelab.repository.queries.places import raw_path
from mergelab.repository.storage import directory
from mergelab.repository.views.pages import layout_in, layout_urls, number_in, page, place_values
from mergelab.web.fragments import wants_fragment


def show_default_history(request: Request, project: Project) -> HttpResponse:
    """The history of the default branch."""
    with opened(project) as handle:
        place = default_place(handle, project)
    if place is None:
        return page(request, project, "no_commits", tab="commits")
    return redirect(Addresses(project).commits(place.ref))


def show_history(request: Request, project: Project, ref_path: str) -> HttpResponse:
    """The commits of a revision, or those that changed a path in it."""
    with opened(project) as handle:
        place = find_place(handle, project, ref_path)
        found = read_history(handle, place, number=number_in(request))
        addresses = Addresses(project)
        here = addresses.commits(place.ref, place.path)
        return page(
            request,
            project,
            "commits",
            tab="commits",
            history=found,
            older=f"{here}?page={found.number + 1}" if found.has_next else "",
            newer=f"{here}?page={found.number - 1}" if found.number > 1 else "",
            files_url=addresses.tree(place.ref, place.path),
            **place_values(handle, place, "commits"),
        )


def show_commit(request: Request, project: Project, sha: str) -> HttpResponse:
    """One commit with its message and what it changed compared to its first parent."""
    with opened(project) as handle:
        found = commit(handle, resolve(handle, sha).sha)
        row = with_users([found])[0]
        base = found.parents[0] if found.parents else None
        layout = layout_in(request)
        return page(
            request,
            project,
            "commit",
            tab="commits",
            row=row,
            parents=[(parent, Addresses(project).commit(parent)) for parent in found.parents],
            difference=read_difference(project, base, found.sha, layout),
            layout_urls=layout_urls(request, layout),
            files_url=Addresses(project).tree(found.sha),
        )


def show_lines(request: Request, project: Project, ref_path: str) -> HttpResponse:
    """The unchanged lines of a gap in a difference, as rows that take the gap's place."""
    gap = Gap(*(number_in(request, name, default=1) for name in ("old", "new", "count")))
    with opened(project) as handle:
        place = find_place(handle, project, ref_path)
        found = entry(handle, place.sha, place.path)
    if found.kind is not EntryKind.FILE:
        raise Http404("This is not a file.")
    addresses = Addresses(project)
    if not wants_fragment(request):
        last = gap.new_start + gap.count - 1
        return redirect(f"{addresses.blob(place.sha, place.path)}#L{gap.new_start}-{last}")
    split = layout_in(request).split

    def gap_url(rest: Gap) -> str:
        return addresses.diff_lines(
            place.sha,
            place.path,
            old=rest.old_start,
            new=rest.new_start,
            count=rest.count,
            split=int(split),
        )

    rows = opened_gap(
        directory(project.pk),
        blob=found.sha,
        path=place.path,
        gap=gap,
        split=split,
        around=Around(gap_url=gap_url),
    )
    return HttpResponse(rows)


def show_file(request: Request, project: Project, spec: str) -> HttpResponse:
    """One file of a difference, `<base>...<head>/<path>`, also where the page folds it."""
    between, _, path = spec.partition("/")
    base, _, head = between.partition("...")
    if not names.is_sha(head) or not (names.is_sha(base) or base == "empty"):
        raise Http404("The address does not name two commits.")
    start = None if base == "empty" else base
    layout = layout_in(request)
    with opened(project):
        found = read_changed_file(project, start, head, path, layout) or read_changed_file(
            project, start, head, raw_path(path), layout
        )
    if found is None:
        raise Http404("This file did not change.")
    template = "file_diff" if wants_fragment(request) else "one_file"
    return page(request, project, template, tab="commits", file=found)
