"""What the code pages share."""

from typing import Any
from urllib.parse import quote, urlencode

from django.http import HttpResponse
from django.shortcuts import render

from mergelab.kit.access import Request
from mergelab.projects.models import Project
from mergelab.projects.policies import can_push
from mergelab.repository.addresses import Addresses
from mergelab.repository.git.reads import Handle
from mergelab.repository.queries import Place
from mergelab.repository.queries.branches import named
from mergelab.repository.queries.changes import Layout
from mergelab.repository.queries.crumbs import Picker, crumbs_of, picker_of


def page(
    request: Request, project: Project, template: str, *, tab: str, status: int = 200, **values: Any
) -> HttpResponse:
    """A page of the project with one of its tabs marked."""
    context = {
        "project": project,
        "active_tab": tab,
        "addresses": Addresses(project),
        "can_push": can_push(request.actor, project),
        **values,
    }
    return render(request, f"repository/{template}.html", context, status=status)


def place_values(handle: Handle, place: Place, kind: str) -> dict[str, Any]:
    """What the parts of a page about a place need: the picker and the steps of the path."""
    picker: Picker = picker_of(place, named(handle, place.project, place.ref), kind)
    return {"place": place, "picker": picker, "crumbs": crumbs_of(place, kind)}


def number_in(request: Request, name: str = "page", *, default: int = 1, least: int = 1) -> int:
    """A whole number of the query string; the default for anything else."""
    text = request.GET.get(name, "")
    return max(least, int(text)) if text.isdecimal() and len(text) < 10 else default


def layout_in(request: Request) -> Layout:
    """How the address asks for differences."""
    view = request.GET.get("view", "")
    return Layout(
        split=view == "split" or request.GET.get("split") == "1",
        ignore_whitespace=request.GET.get("whitespace") == "hide",
        view=view if view in ("split", "unified") else "",
    )


def layout_urls(request: Request, layout: Layout) -> dict[str, object]:
    """The switches of a page of differences: addresses, and which are on."""

    here = quote(request.path)

    def url(*, split: bool, hide: bool) -> str:
        query = {"view": "split" if split else "unified"}
        query |= {"whitespace": "hide"} if hide else {}
        return f"{here}?{urlencode(query)}"

    split, hide = layout.split, layout.ignore_whitespace
    return {
        "unified": url(split=False, hide=hide),
        "split": url(split=True, hide=hide),
        "show": url(split=split, hide=False),
        "hide": url(split=split, hide=True),
        "is_split": split,
        "is_unified": not split,
        "hides": hide,
        "shows": not hide,
    }
