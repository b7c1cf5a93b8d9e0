"""Notebook files at a place in a repository."""

from mergelab.notebooks.frames.programs import saved_widgets
from mergelab.notebooks.queries.prepared import AT_ONCE, Unreadable, Waiting, prepared, verdict
from mergelab.notebooks.queries.reading import read_blob, size_of
from mergelab.notebooks.rendering.addresses import contents_of
from mergelab.notebooks.rendering.page import Page
from mergelab.notebooks.rendering.sources import Side
from mergelab.projects.models import Project
from mergelab.pure.notebookdiff import Notebook, NotNotebook
from mergelab.repository.addresses import Addresses
from mergelab.repository.queries.places import Place


def side_of(project: Project, blob: str, commit: str, path: str, notebook: Notebook | None) -> Side:
    """How the parts and paths of one notebook file become addresses."""
    return Side(
        contents=contents_of(project, blob, saved_widgets(notebook)),
        addresses=Addresses(project),
        commit=commit,
        folder=path.rpartition("/")[0],
        language=notebook.language if notebook else "",
    )


def read_page(place: Place, blob: str, *, start: int = 0) -> Page | Unreadable | Waiting:
    """The notebook in a file, from cell `start` on. Raises NotFound."""
    size = size_of(place.project, blob)
    known = None if size <= AT_ONCE else prepared(place.project, "", blob)
    unready = verdict(known, size)
    if unready is not None:
        return unready
    try:
        notebook = read_blob(place.project, blob)
    except NotNotebook as problem:
        return Unreadable(str(problem))
    side = side_of(place.project, blob, place.sha, place.path, notebook)
    return Page(notebook, side, start)
