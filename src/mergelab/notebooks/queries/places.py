"""Notebook files at a place in a repository."""

from dataclasses import dataclass

from mergelab.notebooks.queries.reading import read_blob
from mergelab.notebooks.rendering.addresses import contents_of
from mergelab.notebooks.rendering.page import Page
from mergelab.notebooks.rendering.sources import Side
from mergelab.projects.models import Project
from mergelab.pure.notebookdiff import NotNotebook
from mergelab.repository.addresses import Addresses
from mergelab.repository.queries.places import Place


@dataclass(frozen=True)
class Unreadable:
    """Why a file is not shown as a notebook: a sentence without a full stop."""

    reason: str


def side_of(project: Project, blob: str, commit: str, path: str, language: str = "") -> Side:
    """How the parts and paths of one notebook file become addresses."""
    return Side(
        contents=contents_of(project, blob),
        addresses=Addresses(project),
        commit=commit,
        folder=path.rpartition("/")[0],
        language=language,
    )


def read_page(place: Place, blob: str, *, start: int = 0) -> Page | Unreadable:
    """The notebook in a file, from cell `start` on. Raises NotFound."""
    try:
        notebook = read_blob(place.project, blob)
    except NotNotebook as problem:
        return Unreadable(str(problem))
    side = side_of(place.project, blob, place.sha, place.path, notebook.language)
    return Page(notebook, side, start)
