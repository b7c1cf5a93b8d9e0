"""Sources of cells: code in colours, Markdown rendered."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.safestring import SafeString

from mergelab.kit.highlight import highlight_lines, plain_lines
from mergelab.kit.markdown import render, resolve_path
from mergelab.notebooks.rendering.addresses import Contents
from mergelab.pure.notebookdiff import Cell
from mergelab.repository.addresses import Addresses
from mergelab.repository.diffview.cache import Remembered

CACHED_CHARACTERS: Final = 8_000_000
EMPTY: Final = SafeString("")

_rendered: Remembered[SafeString] = Remembered(CACHED_CHARACTERS, lambda html: 200 + len(html))


@dataclass(frozen=True)
class Side:
    """One side of a difference, or a file: where its parts are served, and what paths mean in it.

    `commit` and `folder` are those of the file, so that a relative link stays in its commit.
    """

    contents: Contents
    addresses: Addresses
    commit: str
    folder: str
    language: str = ""

    @property
    def key(self) -> tuple[str, str, str, str]:
        return (self.contents.base, self.contents.blob, self.commit, self.folder)


@dataclass(frozen=True)
class CellLinks:
    """Where links and pictures of one Markdown cell lead."""

    side: Side
    cell: Cell

    def link(self, path: str) -> str | None:
        target = resolve_path(self.side.folder, path)
        if target is None:
            return None
        return self.side.addresses.blob(self.side.commit, target.strip("/"))

    def image(self, path: str) -> str | None:
        target = resolve_path(self.side.folder, path)
        if not target:
            return None
        return self.side.addresses.raw(self.side.commit, target)

    def attachment(self, name: str) -> str | None:
        """Only by its own name, and only of this cell."""
        names = list(self.cell.attachments)
        if name not in names:
            return None
        return self.side.contents.attachment(self.cell.index, names.index(name))


def source_lines(cell: Cell, language: str) -> list[SafeString]:
    """The HTML of each of `cell.lines`."""
    if cell.kind == "raw":
        made = plain_lines(cell.source)
    else:
        name = "markdown" if cell.kind == "markdown" else language or "python"
        made = highlight_lines(cell.source, language=name)
    return made + [EMPTY] * (len(cell.lines) - len(made))


def markdown_html(cell: Cell, side: Side) -> SafeString:
    """The rendered cell."""
    attached = tuple(cell.attachments)
    # Attachments are named by the cell's place, and by the blob; the rest by the commit.
    digest = hashlib.sha256(cell.source.encode("utf-8", "replace")).digest()
    where: Sequence[object] = (*side.key, cell.index, attached) if attached else side.key
    key = (*where, digest)
    return _rendered.get(key, lambda: render(cell.source, links=CellLinks(side, cell)))
