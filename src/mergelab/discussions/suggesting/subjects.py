"""The text that a suggestion stands beside: lines of a file, or of a cell's source."""

from dataclasses import dataclass
from typing import Final

from mergelab.discussions.models import MAX_SUBJECT, Position
from mergelab.pure.notebookdiff import NotNotebook, read_notebook
from mergelab.pure.textdiff import split_lines
from mergelab.repository.contents import is_binary
from mergelab.repository.git.errors import NotFound, OutputTooLarge
from mergelab.repository.git.reads import Handle, blob_data, entry, open_repository
from mergelab.repository.storage import directory

MAX_BYTES: Final = 8 * 1024 * 1024
"""A larger file takes no suggestions."""

BYTE_ORDER_MARK: Final = "\ufeff"
SOURCE_PARTS: Final = frozenset({"cell", "source"})


@dataclass(frozen=True)
class Where:
    """A place that takes suggestions; `cell` counts from 0 and is None in files without cells.

    `line`, from 1, is one of the file or of the cell's source; None is the cell as a whole.
    """

    sha: str
    path: str
    line: int | None = None
    cell: int | None = None


@dataclass(frozen=True)
class Subject:
    """All lines around the place, without their ends, and the one commented on.

    `language` is that of a cell's source; a file tells it by its name.
    """

    lines: tuple[str, ...]
    line: int | None
    path: str = ""
    language: str = ""
    has_outputs: bool = False

    def reach(self, above: int = 0, below: int = 0) -> tuple[int, int]:
        """The first line of a range around the place, from 1, and how many lines it has."""
        if self.line is None:
            return 1, len(self.lines)
        first = max(1, self.line - above)
        return first, min(len(self.lines), self.line + below) - first + 1

    def text(self, first: int, count: int) -> str:
        """Lines of the subject, each with a line end."""
        return "".join(f"{line}\n" for line in self.lines[first - 1 : first - 1 + count])

    @property
    def chosen(self) -> str | None:
        """What is commented on, without the last line end; None where it is too long."""
        text = self.text(*self.reach()).removesuffix("\n")
        return text if len(text) <= MAX_SUBJECT and is_storable(text) else None


def where_of(position: Position) -> Where | None:
    """The place of a position in the version commented on; None where it takes no suggestions.

    What is suggested goes into the source branch, so only its side of the difference counts.
    """
    if position.side != Position.Side.NEW:
        return None
    if position.kind == Position.Kind.TEXT and position.new_line is not None:
        return Where(position.head_sha, position.new_path, position.new_line)
    anchor = position.anchor or {}
    if position.kind != Position.Kind.NOTEBOOK or anchor.get("part") not in SOURCE_PARTS:
        return None
    return Where(position.head_sha, position.new_path, anchor.get("line"), anchor.get("ordinal"))


def subject_of(project_id: int, where: Where | None) -> Subject | None:
    """What stands at a place of the project; None where that cannot be replaced."""
    if where is None:
        return None
    with open_repository(directory(project_id)) as handle:
        return read_subject(handle, where)


def read_subject(handle: Handle, where: Where) -> Subject | None:
    """As `subject_of`, in an open repository."""
    try:
        data = blob_data(handle, entry(handle, where.sha, where.path).sha, cap=MAX_BYTES)
    except (NotFound, OutputTooLarge):
        return None
    found = _cell(data, where) if where.cell is not None else _lines(data, where)
    if found is None or (found.line is not None and found.line > len(found.lines)):
        return None
    return found


def is_storable(text: str) -> bool:
    """Whether any database can hold the text."""
    return "\0" not in text and not any("\ud800" <= sign <= "\udfff" for sign in text)


def _lines(data: bytes, where: Where) -> Subject | None:
    """The lines of a file in UTF-8; another encoding could not be written back with certainty."""
    if is_binary(data) or where.line is None:
        return None
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return None
    text = text.removeprefix(BYTE_ORDER_MARK)
    lines = (line.removesuffix("\n").removesuffix("\r") for line in split_lines(text))
    return Subject(tuple(lines), where.line, where.path)


def _cell(data: bytes, where: Where) -> Subject | None:
    try:
        notebook = read_notebook(data)
    except NotNotebook:
        return None
    if where.cell is None or not 0 <= where.cell < len(notebook.cells):
        return None
    cell = notebook.cells[where.cell]
    language = notebook.language if cell.kind == "code" else cell.kind
    return Subject(cell.lines, where.line, where.path, language, bool(cell.raw_outputs))
