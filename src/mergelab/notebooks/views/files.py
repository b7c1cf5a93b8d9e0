"""The page of a notebook file, and the file as a script."""

from typing import Any, Final
from urllib.parse import quote

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from mergelab.kit.access import Request
from mergelab.kit.images import untrusted_headers
from mergelab.notebooks.queries.prepared import Unreadable, Waiting
from mergelab.notebooks.rendering.page import Page
from mergelab.notebooks.services import file_page
from mergelab.projects.models import Project
from mergelab.pure.notebookdiff import as_text
from mergelab.repository.addresses import Addresses
from mergelab.repository.git.reads import EntryKind, entry
from mergelab.repository.queries import Place, find_place, opened
from mergelab.repository.views.pages import number_in
from mergelab.web.fragments import wants_fragment

SUFFIXES: Final = {"python": ".py", "r": ".R", "julia": ".jl"}
"""How files with such scripts are named, by the notebook's language."""


def show(request: Request, project: Project, ref_path: str) -> HttpResponse:
    """A notebook's cells: a fragment of the file's page, or a page of its own."""
    start = number_in(request, "from", default=0, least=0)
    place, read = _read(project, ref_path, start=start)
    addresses = Addresses(project)
    values: dict[str, Any] = {
        "project": project,
        "active_tab": "files",
        "addresses": addresses,
        "place": place,
        "file_url": addresses.blob(place.ref, place.path),
        "source_url": addresses.blob(place.ref, place.path) + "?plain=1",
        "raw_url": addresses.raw(place.ref, place.path),
        "text_url": _text_url(place),
        "here": request.get_full_path(),
        "is_first": start == 0,
    }
    if isinstance(read, Page) and read.following is not None:
        values["more_url"] = f"{quote(request.path)}?from={read.following}"
    names = {Unreadable: "unreadable", Waiting: "waiting", Page: "notebook"}
    template = "notebooks/view.html" + ("#cells" if wants_fragment(request) else "")
    return render(request, template, {**values, names[type(read)]: read})


def as_script(request: Request, project: Project, ref_path: str) -> HttpResponse:
    """A notebook as a text to download, in the percent format; `outputs=hide` without outputs.

    A file that is not read, or not yet, leads to the notebook's page, which says why.
    """
    place, read = _read(project, ref_path)
    if not isinstance(read, Page):
        return redirect("notebook_view", project_path=project.full_path, ref_path=ref_path)
    text = as_text(read.notebook, outputs=request.GET.get("outputs") != "hide")
    name = place.path.removesuffix(".ipynb") + SUFFIXES.get(read.notebook.language, ".txt")
    headers = untrusted_headers("text/plain; charset=utf-8", filename=name)
    return HttpResponse(text.encode("utf-8", "replace"), headers=headers)


def _read(
    project: Project, ref_path: str, *, start: int = 0
) -> tuple[Place, Page | Unreadable | Waiting]:
    """The notebook at a place. Raises Http404, NotFound."""
    with opened(project) as handle:
        place = find_place(handle, project, ref_path)
        found = entry(handle, place.sha, place.path) if place.path else None
        if found is None or found.kind is not EntryKind.FILE:
            raise Http404("This is not a file.")
        return place, file_page(place=place, blob=found.sha, start=start)


def _text_url(place: Place) -> str:
    where = {"project_path": place.project.full_path, "ref_path": f"{place.ref}/{place.path}"}
    return reverse("notebook_script", kwargs=where)
