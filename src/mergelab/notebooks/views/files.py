"""The page of a notebook file."""

from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpResponse
from django.shortcuts import render

from mergelab.kit.access import Request
from mergelab.notebooks.queries.prepared import Unreadable, Waiting
from mergelab.notebooks.rendering.page import Page
from mergelab.notebooks.services import file_page
from mergelab.projects.models import Project
from mergelab.repository.addresses import Addresses
from mergelab.repository.git.reads import EntryKind, entry
from mergelab.repository.queries import find_place, opened
from mergelab.repository.views.pages import number_in
from mergelab.web.fragments import wants_fragment


def show(request: Request, project: Project, ref_path: str) -> HttpResponse:
    """A notebook's cells: a fragment of the file's page, or a page of its own."""
    with opened(project) as handle:
        place = find_place(handle, project, ref_path)
        found = entry(handle, place.sha, place.path) if place.path else None
        if found is None or found.kind is not EntryKind.FILE:
            raise Http404("This is not a file.")
        start = number_in(request, "from", default=0, least=0)
        read = file_page(place=place, blob=found.sha, start=start)
    addresses = Addresses(project)
    values: dict[str, Any] = {
        "project": project,
        "active_tab": "files",
        "addresses": addresses,
        "place": place,
        "file_url": addresses.blob(place.ref, place.path),
        "source_url": addresses.blob(place.ref, place.path) + "?plain=1",
        "raw_url": addresses.raw(place.ref, place.path),
        "here": request.get_full_path(),
        "is_first": start == 0,
    }
    if isinstance(read, Page) and read.following is not None:
        values["more_url"] = f"{quote(request.path)}?from={read.following}"
    names = {Unreadable: "unreadable", Waiting: "waiting", Page: "notebook"}
    template = "notebooks/view.html" + ("#cells" if wants_fragment(request) else "")
    return render(request, template, {**values, names[type(read)]: read})
