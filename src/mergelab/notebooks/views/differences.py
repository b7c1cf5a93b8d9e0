"""The fragment of a changed notebook on commit and compare pages; a page of its own as well."""

from typing import Any
from urllib.parse import quote, urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render

from mergelab.kit.access import Request
from mergelab.notebooks.diffview import (
    Around,
    Compared,
    Drawing,
    Unreadable,
    Waiting,
)
from mergelab.notebooks.queries.changes import ends_of, find_change
from mergelab.notebooks.queries.preferences import Choice
from mergelab.notebooks.queries.toolbar import toolbar_of
from mergelab.notebooks.services import comparison
from mergelab.notebooks.views.choices import choice_in
from mergelab.projects.models import Project
from mergelab.repository.addresses import Addresses
from mergelab.repository.git import names
from mergelab.repository.queries import opened
from mergelab.repository.queries.changes import Layout, read_changed_file
from mergelab.web.fragments import wants_fragment

PARTS = ("row", "output", "table", "all", "from", "to", "pixels")


def show(request: Request, project: Project, spec: str) -> HttpResponse:
    """One notebook of a difference, `<base>...<head>/<path>`, as cells or as its lines."""
    between, _, path = spec.partition("/")
    base, _, head = between.partition("...")
    if not names.is_sha(head) or not (names.is_sha(base) or base == "empty"):
        raise Http404("The address does not name two commits.")
    start = None if base == "empty" else base
    query = _part_query(request)
    choice = choice_in(request, remember=not query)
    with opened(project):
        change = find_change(project, start, head, path)
        if change is None:
            raise Http404("This file did not change.")
        compared = comparison(project=project, ends=ends_of(start, head, change))
        is_text = isinstance(compared, Unreadable) or choice.is_raw
        layout = Layout(choice.split, choice.ignore_whitespace)
        lines = read_changed_file(project, start, head, change.path, layout) if is_text else None
    values: dict[str, Any] = {
        "project": project,
        "active_tab": "commits",
        "addresses": Addresses(project),
        "title": names.display(change.path),
        "commit_url": Addresses(project).commit(head),
        "reason": compared.reason if isinstance(compared, Unreadable) else "",
        "waiting": compared.words if isinstance(compared, Waiting) and not is_text else "",
        "here": request.get_full_path(),
        "lines": lines,
        "toolbar": toolbar_of(quote(request.path), {}, choice),
    }
    if isinstance(compared, Compared) and lines is None:
        drawing = _drawing(request, compared, choice)
        if query:
            return _part(drawing, query)
        values["drawing"] = drawing
    template = "notebooks/diff.html" + ("#cells" if wants_fragment(request) else "")
    return render(request, template, values)


def _drawing(request: Request, compared: Compared, choice: Choice) -> Drawing:
    here = quote(request.path)

    def part_url(query: dict[str, int]) -> str:
        return f"{here}?{urlencode({**choice.query, **query})}"

    return Drawing(compared, choice, Around(part_url=part_url))


def _part(drawing: Drawing, query: dict[str, int]) -> HttpResponse:
    part = drawing.part(query)
    if part is None:
        raise Http404("The notebooks have no such part.")
    return HttpResponse(part)


def _part_query(request: Request) -> dict[str, int]:
    """Which part the address asks for; empty for all of it."""
    given = {name: request.GET.get(name, "") for name in PARTS}
    return {
        name: int(value)
        for name, value in given.items()
        if value.isascii() and value.isdecimal() and len(value) < 10
    }
