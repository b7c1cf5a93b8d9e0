"""Pages of directories, and what an empty repository says instead."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from mergelab.kit.access import Request
from mergelab.projects.models import Project
from mergelab.repository.addresses import Addresses
from mergelab.repository.git.reads import EntryKind, Handle, entry
from mergelab.repository.queries import Place, default_place, find_place, nearest_place, opened
from mergelab.repository.queries.history import read_last
from mergelab.repository.queries.setup import setup_commands
from mergelab.repository.queries.trees import (
    commit_count,
    read_directory,
    render_readme,
)
from mergelab.repository.views.pages import number_in, page, place_values
from mergelab.web.fragments import wants_fragment

QUICK_SECONDS = 0.05
PATIENT_SECONDS = 2.0


def show_files(request: Request, project: Project) -> HttpResponse:
    """The top of the default branch: the project's front page."""
    with opened(project) as handle:
        place = default_place(handle, project)
        if place is not None:
            return _directory(request, handle, place)
    commands = setup_commands(project, request.actor)
    return page(request, project, "empty", tab="files", commands=commands)


def go_to_tree(request: Request, project: Project, ref_path: str) -> HttpResponse:
    """The short address of a revision leads to its files, and near to a path that it has not."""
    with opened(project) as handle:
        wanted = find_place(handle, project, ref_path)
        place = nearest_place(handle, wanted)
    if place.path != wanted.path:
        messages.info(request, f"{wanted.title} is not on {wanted.label}.")
    return redirect(Addresses(project).tree(place.ref, place.path))


def show_tree(request: Request, project: Project, ref_path: str) -> HttpResponse:
    """A directory; the address of a file leads to the file's page."""
    with opened(project) as handle:
        place = find_place(handle, project, ref_path)
        if place.path and entry(handle, place.sha, place.path).kind is not EntryKind.DIRECTORY:
            return redirect(Addresses(project).blob(place.ref, place.path))
        return _directory(request, handle, place)


def show_tree_commits(request: Request, project: Project, ref_path: str) -> HttpResponse:
    """The rows of a directory with the last commit of each, however long that takes."""
    with opened(project) as handle:
        place = find_place(handle, project, ref_path)
        if not wants_fragment(request):
            return redirect(Addresses(project).tree(place.ref, place.path))
        offset = number_in(request, "offset", default=0, least=0)
        found = read_directory(handle, place, offset=offset, seconds=PATIENT_SECONDS)
        return page(request, project, "tree_rows", tab="files", directory=found, is_final=True)


def _directory(request: Request, handle: Handle, place: Place) -> HttpResponse:
    offset = number_in(request, "offset", default=0, least=0)
    found = read_directory(handle, place, offset=offset, seconds=QUICK_SECONDS)
    addresses = Addresses(place.project)
    here = addresses.tree(place.ref, place.path)
    older, newer = found.next_offset, found.previous_offset
    return page(
        request,
        place.project,
        "tree",
        tab="files",
        directory=found,
        latest=read_last(handle, place),
        commit_total=None if place.path else commit_count(handle, place),
        readme=None if found.readme is None else render_readme(handle, place, found.readme),
        pending=addresses.tree_commits(place.ref, place.path, offset),
        parent_url=addresses.tree(place.ref, place.path.rpartition("/")[0]),
        older_url="" if older is None else f"{here}?offset={older}",
        newer_url="" if newer is None else f"{here}?offset={newer}",
        permalink=addresses.tree(place.sha, place.path),
        history_url=addresses.commits(place.ref, place.path),
        **place_values(handle, place, "tree"),
    )
