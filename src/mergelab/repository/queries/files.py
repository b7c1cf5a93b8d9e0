"""What the page of a file shows."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from html import escape
from typing import Final

from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString

from mergelab.kit.highlight import highlight_lines
from mergelab.kit.markdown import render
from mergelab.kit.tables import Table, parse_table
from mergelab.repository import contents
from mergelab.repository.addresses import Addresses, quoted
from mergelab.repository.git.reads import Entry, EntryKind, Handle, blob_data
from mergelab.repository.queries.places import Place
from mergelab.repository.queries.texts import RepositoryLinks

_NUMBER: Final = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|nan|NaN|inf|-inf")
NOTHING: Final = SafeString("")
MAX_BYTES: Final = 1024 * 1024
MAX_LINES: Final = 20_000
MAX_IMAGE_BYTES: Final = 20 * 1024 * 1024


class View(StrEnum):
    """How a file is shown."""

    SOURCE = "source"
    MARKDOWN = "markdown"
    TABLE = "table"
    NOTEBOOK = "notebook"
    IMAGE = "image"
    SYMLINK = "symlink"
    NONE = "none"


@dataclass(frozen=True)
class File:
    """A file's page: which view, which other views there are, and what the view needs.

    `reason` says why nothing is shown. `target` is where a symbolic link points, as text: it is
    never followed.
    """

    entry: Entry
    view: View
    choices: tuple[View, ...] = ()
    lines: tuple[SafeString, ...] = ()
    html: SafeString = NOTHING
    table: Table | None = None
    image: str = ""
    notebook: str = ""
    target: str = ""
    encoding: str = ""
    reason: str = ""

    @property
    def line_count(self) -> int:
        return len(self.lines)


def read_file(handle: Handle, place: Place, entry: Entry, *, plain: bool) -> File:
    """The file, rendered where there is a rendering, or as source when `plain`. Raises NotFound."""
    size = entry.size or 0
    if entry.kind is EntryKind.SYMLINK:
        target = contents.decode(blob_data(handle, entry.sha, cap=MAX_BYTES)).text
        return File(entry, View.SYMLINK, target=target)
    notebook = notebook_address(place) if contents.is_notebook(entry.name) else ""
    if notebook and not plain:
        return File(entry, View.NOTEBOOK, (View.NOTEBOOK, View.SOURCE), notebook=notebook)
    if contents.looks_like_image(entry.name) and size <= MAX_IMAGE_BYTES:
        data = blob_data(handle, entry.sha, cap=MAX_IMAGE_BYTES)
        if contents.is_image(data):
            raw = Addresses(place.project).raw(place.ref, place.path)
            return File(entry, View.IMAGE, image=raw)
    if size > MAX_BYTES:
        choices = (View.NOTEBOOK, View.SOURCE) if notebook else ()
        return File(entry, View.NONE, choices, reason="large")
    data = blob_data(handle, entry.sha, cap=MAX_BYTES)
    if contents.is_binary(data):
        return File(entry, View.NONE, reason="binary")
    return _text(place, entry, contents.decode(data), notebook=notebook, plain=plain)


def _text(place: Place, entry: Entry, text: contents.Text, *, notebook: str, plain: bool) -> File:
    if notebook:
        return _source(entry, text, (View.NOTEBOOK, View.SOURCE))
    if contents.is_markdown(entry.name):
        choices = (View.MARKDOWN, View.SOURCE)
        if plain:
            return _source(entry, text, choices)
        folder = place.path.rpartition("/")[0]
        html = render(text.text, links=RepositoryLinks(place, folder))
        return File(entry, View.MARKDOWN, choices, html=html)
    if contents.is_table(entry.name):
        delimiter = "\t" if entry.name.lower().endswith(".tsv") else None
        table = parse_table(text.text, delimiter=delimiter)
        if table is not None:
            choices = (View.TABLE, View.SOURCE)
            if plain:
                return _source(entry, text, choices)
            return File(entry, View.TABLE, choices, table=table)
    return _source(entry, text, ())


def _source(entry: Entry, text: contents.Text, choices: tuple[View, ...]) -> File:
    lines = highlight_lines(text.text, filename=contents.language_file(entry.name))
    if len(lines) > MAX_LINES:
        return File(entry, View.NONE, choices, reason="long")
    if not lines:
        return File(entry, View.NONE, choices, reason="empty")
    return File(entry, View.SOURCE, choices, lines=tuple(lines), encoding=text.encoding)


def notebook_address(place: Place) -> str:
    """The fragment with the rendered notebook; empty where this server has none."""
    where = {"project_path": place.project.full_path, "ref_path": "@"}
    try:
        url = reverse("notebook_view", kwargs=where)
    except NoReverseMatch:
        return ""
    return url.replace("@", f"{place.sha}/{quoted(place.path)}", 1)


@dataclass(frozen=True)
class ViewChoice:
    """One of the views that a file has."""

    label: str
    url: str
    active: bool


_LABELS: Final = {
    View.MARKDOWN: "Rendered",
    View.TABLE: "Table",
    View.NOTEBOOK: "Notebook",
    View.SOURCE: "Source",
}


def choices_of(file: File, url: str) -> list[ViewChoice]:
    """The switch between the rendering of a file and its source."""
    return [
        ViewChoice(
            _LABELS[view],
            f"{url}?plain=1" if view is View.SOURCE else url,
            view is file.view or (file.view is View.NONE and view is View.SOURCE),
        )
        for view in file.choices
    ]


def source_rows(lines: Sequence[SafeString]) -> SafeString:
    """The rows of `<table class="source">`. Made here, because a file has thousands of them."""
    rows = [
        f'<tr id="L{n}"><td class="diff-num"><a href="#L{n}" data-n="{n}" aria-label="Line {n}">'
        f"</a></td><td><code>{line}</code></td></tr>"
        for n, line in enumerate(lines, start=1)
    ]
    return SafeString("\n".join(rows))


def table_rows(table: Table) -> SafeString:
    """Head and body of a table with numbered rows; columns of numbers are set to the right."""
    numeric = [
        _is_numeric(row[column] for row in table.rows) for column in range(len(table.header))
    ]
    css = [' class="num"' if is_number else "" for is_number in numeric]
    head = "".join(f"<th{c}>{escape(cell)}</th>" for c, cell in zip(css, table.header, strict=True))
    rows = [
        f'<tr><td class="num faint shrink">{number}</td>'
        + "".join(f"<td{c}>{escape(cell)}</td>" for c, cell in zip(css, row, strict=True))
        + "</tr>"
        for number, row in enumerate(table.rows, start=1)
    ]
    return SafeString(
        f'<thead><tr><th class="num shrink">#</th>{head}</tr></thead><tbody>'
        + "\n".join(rows)
        + "</tbody>"
    )


def _is_numeric(cells: Iterable[str]) -> bool:
    filled = [cell for cell in cells if cell.strip()]
    return bool(filled) and all(_NUMBER.fullmatch(cell.strip()) for cell in filled)
