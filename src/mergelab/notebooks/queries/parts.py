"""Single parts of a notebook blob, for the routes that serve them."""

import re
from typing import Final, NamedTuple

from django.http import Http404

from mergelab.kit.images import HEAD, image_kind
from mergelab.notebooks.queries.prepared import may_read
from mergelab.notebooks.queries.reading import read_blob, size_of
from mergelab.notebooks.rendering.addresses import contents_of
from mergelab.notebooks.rendering.images import RASTER, SVG, figure_data, figure_of
from mergelab.notebooks.rendering.outputs import Where
from mergelab.projects.models import Project
from mergelab.pure.notebookdiff import Cell, NotNotebook, Output, as_json
from mergelab.pure.notebookdiff.values import as_object, joined
from mergelab.repository.git import names
from mergelab.repository.git.errors import NotFound
from mergelab.repository.git.reads import entry, open_repository
from mergelab.repository.storage import directory

_NOT_IN_NAMES: Final = re.compile(r"[^A-Za-z0-9.+-]+")
_SUFFIXES: Final = {
    "text/plain": "txt",
    "text/html": "html",
    "text/markdown": "md",
    "text/latex": "tex",
    "image/svg+xml": "svg",
    "application/javascript": "js",
}


class Part(NamedTuple):
    """A downloadable entry of an output."""

    name: str
    data: bytes


def find_cell(project: Project, blob: str, cell: int) -> Cell:
    """The cell of a notebook blob. Raises Http404."""
    if not names.is_sha(blob):
        raise Http404("The address names no object.")
    try:
        if not may_read(project, blob, size_of(project, blob)):
            raise Http404("The notebook is large and has not been read yet.")
        notebook = read_blob(project, blob)
    except (NotNotebook, NotFound) as problem:
        raise Http404(str(problem)) from problem
    if cell >= len(notebook.cells):
        raise Http404("There is no such cell.")
    return notebook.cells[cell]


def find_output(project: Project, blob: str, cell: int, output: int) -> Output:
    """The output of a cell. Raises Http404."""
    outputs = find_cell(project, blob, cell).outputs
    if output >= len(outputs):
        raise Http404("There is no such output.")
    return outputs[output]


def find_figure(project: Project, blob: str, cell: int, output: int, kind: str) -> bytes:
    """The bytes of an output's picture of this kind. Raises Http404."""
    found = find_output(project, blob, cell, output)
    for mime in (SVG,) if kind == "svg" else RASTER:
        data = figure_data(mime, found.data.get(mime))
        if data is not None and image_kind(data[:HEAD]) == kind:
            return data
    raise Http404("The output has no such picture.")


def find_figure_at(project: Project, commit: str, path: str, cell: int, output: int) -> bytes:
    """The bytes of the picture that stands for an output of a file at a commit. Raises Http404."""
    if not names.is_sha(commit):
        raise Http404("The address names no commit.")
    try:
        with open_repository(directory(project.pk)) as handle:
            blob = entry(handle, commit, path).sha
    except NotFound as problem:
        raise Http404("There is no such file.") from problem
    found = find_output(project, blob, cell, output)
    figure = figure_of(found)
    data = figure_data(figure.mime, found.data[figure.mime]) if figure else None
    if data is None:
        raise Http404("The output has no picture.")
    return data


def find_attachment(project: Project, blob: str, cell: int, place: int) -> bytes:
    """The bytes of a picture attached to a cell. Raises Http404."""
    attachments = list(find_cell(project, blob, cell).attachments.values())
    if place >= len(attachments):
        raise Http404("There is no such attachment.")
    for mime, value in as_object(attachments[place]).items():
        data = figure_data(mime, joined(value)) if mime in (*RASTER, SVG) else None
        if data is not None:
            return data
    raise Http404("The attachment is no picture.")


def find_part(project: Project, blob: str, cell: int, output: int, place: int) -> Part:
    """One entry of an output's bundle, or all of an output that has none. Raises Http404."""
    found = find_output(project, blob, cell, output)
    stem = f"cell-{cell + 1}-output-{output + 1}"
    if found.kind == "unknown" or not found.data:
        if place:
            raise Http404("There is no such part.")
        return Part(
            f"{stem}.json", as_json(list(found.raw), indent=True).encode("utf-8", "replace")
        )
    if place >= len(found.data):
        raise Http404("There is no such part.")
    mime, value = list(found.data.items())[place]
    data = figure_data(mime, value) if mime in RASTER else None
    if data is None:
        text = value if isinstance(value, str) else as_json(value, indent=True)
        data = text.encode("utf-8", "replace")
    return Part(f"{stem}.{_suffix(mime)}", data)


def where_of(project: Project, blob: str, cell: int) -> Where:
    return Where(contents_of(project, blob), cell)


def _suffix(mime: str) -> str:
    known = _SUFFIXES.get(mime)
    if known is not None:
        return known
    if mime.endswith("json"):
        return "json"
    return _NOT_IN_NAMES.sub("-", mime.rpartition("/")[2])[:40] or "txt"
