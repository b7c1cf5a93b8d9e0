"""What applied suggestions make of files: where each stands now, and the bytes with all of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Final

from mergelab.discussions.models import Position, Suggestion
from mergelab.discussions.suggesting import Where, read_subject, where_of
from mergelab.discussions.suggesting.subjects import BYTE_ORDER_MARK, MAX_BYTES
from mergelab.kit.errors import Refused
from mergelab.pure.notebookdiff import NotNotebook, read_notebook
from mergelab.pure.notebookdiff.writing import replace_source
from mergelab.pure.textdiff import split_lines
from mergelab.repository.git.actions import Action, ActionKind
from mergelab.repository.git.names import display
from mergelab.repository.git.reads import Handle, blob_data, entry

LINE_ENDS: Final = ("\r\n", "\n")


@dataclass(frozen=True, order=True)
class Edit:
    """Lines that are replaced: `count` from `first`, counted from 1, by `lines` without ends.

    `cell` counts from 0; -1 stands for a file without cells.
    """

    path: str
    cell: int
    first: int
    count: int
    lines: tuple[str, ...]

    @property
    def end(self) -> int:
        """The index after the last line that is replaced."""
        return self.first - 1 + self.count


def edit_of(handle: Handle, sha: str, row: Suggestion, position: Position) -> Edit | None:
    """What a suggestion replaces at a commit that its position was tracked to.

    None where other lines stand there than those that were suggested on.
    """
    began = where_of(position)
    if began is None or position.is_outdated:
        return None
    line = position.now_new_line if position.now_cell is None else position.now_line
    subject = read_subject(handle, Where(sha, position.now_path, line, position.now_cell))
    if subject is None or (line is None) != (began.line is None):
        return None
    first = 1 if line is None or began.line is None else line - (began.line - row.first_line)
    if line is None and len(subject.lines) != row.count:
        return None
    if first < 1 or subject.text(first, row.count) != row.before:
        return None
    cell = -1 if position.now_cell is None else position.now_cell
    return Edit(position.now_path, cell, first, row.count, tuple(row.after.split("\n")[:-1]))


def changed_files(
    handle: Handle, sha: str, edits: Iterable[Edit], *, clear_outputs: bool
) -> list[Action]:
    """The files with all edits made, to be committed on `sha`.

    `clear_outputs` empties the outputs of changed cells. Raises Refused where edits overlap or
    where a cell cannot be written.
    """
    return [
        _changed(handle, sha, path, list(group), clear_outputs=clear_outputs)
        for path, group in groupby(sorted(edits), lambda edit: edit.path)
    ]


def _changed(
    handle: Handle, sha: str, path: str, edits: list[Edit], *, clear_outputs: bool
) -> Action:
    _require_apart(edits)
    blob = entry(handle, sha, path).sha
    data = blob_data(handle, blob, cap=MAX_BYTES)
    if edits[0].cell < 0:
        written = in_text(data, edits)
    else:
        try:
            written = in_notebook(data, edits, clear_outputs=clear_outputs)
        except (NotNotebook, ValueError, IndexError) as problem:
            name = display(path)
            raise Refused(f"{name} cannot be written: {problem}.", field="suggestion") from problem
    return Action(ActionKind.UPDATE, path, content=written, last_sha=blob)


def _require_apart(edits: Sequence[Edit]) -> None:
    for one, other in pairwise(edits):
        if one.cell == other.cell and (one.end > other.first - 1 or one.first == other.first):
            name = display(one.path)
            raise Refused(f"Two suggestions change the same lines of {name}.", field="suggestion")


def in_text(data: bytes, edits: Sequence[Edit]) -> bytes:
    """A file in UTF-8 with lines replaced; new lines end as those that they replace."""
    text = data.decode()
    mark = BYTE_ORDER_MARK if text.startswith(BYTE_ORDER_MARK) else ""
    lines = split_lines(text.removeprefix(mark))
    for edit in reversed(edits):
        old = lines[edit.first - 1 : edit.end]
        end = _end_of(old) or _end_of(lines) or "\n"
        new = [line + end for line in edit.lines]
        if new and old and not _end_of(old[-1:]):
            new[-1] = new[-1].removesuffix(end)
        lines[edit.first - 1 : edit.end] = new
    return (mark + "".join(lines)).encode()


def _end_of(lines: Sequence[str]) -> str:
    """How the first of the lines ends; empty where it does not."""
    return next((end for end in LINE_ENDS if lines and lines[0].endswith(end)), "")


def in_notebook(data: bytes, edits: Sequence[Edit], *, clear_outputs: bool) -> bytes:
    """A notebook with lines of cells replaced. Raises NotNotebook, ValueError, IndexError."""
    for cell, group in groupby(edits, lambda edit: edit.cell):
        lines = list(read_notebook(data).cells[cell].lines)
        for edit in reversed(list(group)):
            lines[edit.first - 1 : edit.end] = edit.lines
        data = replace_source(data, cell, "\n".join(lines), clear_outputs=clear_outputs)
    return data
