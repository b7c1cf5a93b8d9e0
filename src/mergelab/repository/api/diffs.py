"""Unified diffs of many files at once, as REST shows them: hunks without git's headers."""

from typing import Final

from mergelab.repository.api.shapes import DiffOut, diff_out
from mergelab.repository.git.diffs import Change, patch, raw_changes
from mergelab.repository.git.errors import GitTimeout, OutputTooLarge
from mergelab.repository.git.reads import Handle

MAX_FILE_BYTES: Final = 1024 * 1024
_FILE: Final = b"diff --git "


def diffs_between(
    handle: Handle, base: str | None, head: str, *, max_files: int = 1000
) -> list[DiffOut]:
    """Every changed file of `base`..`head` with its hunks; too large ones say so."""
    changes = raw_changes(handle.directory, base, head, max_files=max_files).files
    texts = _texts(handle, base, head, changes)
    return [diff_out(change, text) for change, text in zip(changes, texts, strict=True)]


def _texts(
    handle: Handle, base: str | None, head: str, changes: tuple[Change, ...]
) -> list[str | None]:
    """The hunks of each change: one git process for all, one each where that is too much."""
    try:
        sections = split_files(patch(handle.directory, base, head))
    except (OutputTooLarge, GitTimeout):
        sections = []
    if len(sections) != len(changes):
        return [_one(handle, base, head, change) for change in changes]
    return [None if len(text) > MAX_FILE_BYTES else _decoded(text) for text in sections]


def _one(handle: Handle, base: str | None, head: str, change: Change) -> str | None:
    paths = tuple({path for path in (change.old_path, change.new_path) if path})
    try:
        text = patch(handle.directory, base, head, paths=paths, cap=MAX_FILE_BYTES)
    except (OutputTooLarge, GitTimeout):
        return None
    sections = split_files(text)
    return _decoded(sections[0]) if sections else ""


def split_files(text: bytes) -> list[bytes]:
    """The hunks of each file of a patch, in its order; '' where a file has none.

    A line of a hunk begins with a space, '+', '-' or a backslash, so that git's own file header
    cannot be forged by content.
    """
    sections: list[list[bytes]] = []
    in_hunks = False
    for line in text.splitlines(keepends=True):
        if line.startswith(_FILE):
            sections.append([])
            in_hunks = False
        elif line.startswith(b"@@ "):
            in_hunks = True
        if in_hunks and sections:
            sections[-1].append(line)
    return [b"".join(lines) for lines in sections]


def _decoded(text: bytes) -> str:
    return text.decode("utf-8", "replace")
