"""From a changed file to what a page shows of it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from mergelab.pure.textdiff import Hunk, changed_lines, diff_lines, is_suspicious, split_lines
from mergelab.repository import contents
from mergelab.repository.diffview import lines
from mergelab.repository.diffview.cache import Remembered
from mergelab.repository.diffview.model import FileDiff, Kind
from mergelab.repository.git import names
from mergelab.repository.git.diffs import Change, Status
from mergelab.repository.git.errors import NotFound
from mergelab.repository.git.reads import Handle, blob_data, blob_size, open_repository
from mergelab.web.components.text import filesize

MAX_BYTES: Final = 1024 * 1024
MAX_FORCED_BYTES: Final = 8 * 1024 * 1024
MAX_ROWS: Final = 1_500
MAX_FORCED_ROWS: Final = 20_000
CACHED_CHARACTERS: Final = 16_000_000
SUBMODULE: Final = 0o160000
SYMLINK: Final = 0o120000
EXECUTABLE: Final = 0o100755


@dataclass(frozen=True)
class Options:
    """How to compare.

    `forced` shows what is folded or too large, up to higher limits. `as_text` shows a notebook as
    its text. `also` are new-side lines to show wherever they are.
    """

    context: int = 3
    ignore_whitespace: bool = False
    forced: bool = False
    as_text: bool = False
    also: frozenset[int] = frozenset()


_remembered: Remembered[FileDiff] = Remembered(
    CACHED_CHARACTERS,
    lambda diff: (
        500
        + sum(map(len, diff.old_html.values()))
        + sum(map(len, diff.new_html.values()))
        + 300 * diff.row_count
    ),
)


def file_diff(
    repository: Path,
    change: Change,
    *,
    ignore_whitespace: bool = False,
    context: int = 3,
    forced: bool = False,
    as_text: bool = False,
    also: Iterable[int] = (),
) -> FileDiff:
    """The difference of one file of the repository in this directory. Raises GitError."""
    options = Options(context, ignore_whitespace, forced, as_text, frozenset(also))
    return file_diffs(repository, [change], options)[0]


def file_diffs(
    repository: Path, changes: Iterable[Change], options: Options | None = None
) -> list[FileDiff]:
    """As `file_diff`, for several files with the repository opened once."""
    chosen = options or Options()
    with open_repository(repository) as handle:
        return [_known(handle, change, chosen) for change in changes]


def _known(handle: Handle, change: Change, options: Options) -> FileDiff:
    # The change holds both blob names, so the same key can never mean another difference.
    return _remembered.get((change, options), lambda: _build(handle, change, options))


def _build(handle: Handle, change: Change, options: Options) -> FileDiff:
    bare = FileDiff(
        change,
        Kind.TEXT,
        words=tuple(_words(change)),
        additions=change.additions,
        deletions=change.deletions,
    )
    if SUBMODULE in {change.old_mode, change.new_mode}:
        return replace(bare, kind=Kind.SUBMODULE, reason=_submodule_words(change))
    if change.old_sha == change.new_sha:
        return replace(bare, kind=Kind.UNCHANGED, reason=_same_content_words(change))
    try:
        sizes = _size(handle, change.old_sha), _size(handle, change.new_sha)
    except NotFound:
        return replace(bare, kind=Kind.BINARY, reason="The content is missing from the repository.")
    sized = replace(bare, old_size=sizes[0], new_size=sizes[1])
    if contents.is_notebook(change.path) and not options.as_text:
        return replace(sized, kind=Kind.NOTEBOOK)
    return _by_content(handle, sized, options)


def _by_content(handle: Handle, diff: FileDiff, options: Options) -> FileDiff:
    limit = MAX_FORCED_BYTES if options.forced else MAX_BYTES
    largest = max(diff.old_size or 0, diff.new_size or 0)
    is_image = contents.looks_like_image(diff.path)
    if largest > limit and not is_image:
        words = f"The file has {filesize(largest)}; up to {filesize(limit)} are shown."
        rows = (diff.additions or 0) + (diff.deletions or 0)
        can_open = largest <= MAX_FORCED_BYTES and rows <= MAX_FORCED_ROWS
        return replace(diff, kind=Kind.LARGE, reason=words, folded=can_open)
    if is_image and largest > MAX_FORCED_BYTES:
        return replace(diff, kind=Kind.BINARY, reason=_size_words(diff))
    old, new = _data(handle, diff.change.old_sha), _data(handle, diff.change.new_sha)
    if is_image and all(contents.is_image(data) for data in (old, new) if data):
        return replace(diff, kind=Kind.IMAGE, words=(*diff.words, _size_words(diff, "image")))
    if contents.is_binary(old) or contents.is_binary(new):
        return replace(diff, kind=Kind.BINARY, reason=_size_words(diff))
    return _text(diff, contents.decode(old), contents.decode(new), options)


def _text(diff: FileDiff, old: contents.Text, new: contents.Text, options: Options) -> FileDiff:
    change = diff.change
    sides = lines.Sides(
        split_lines(old.text),
        split_lines(new.text),
        contents.language_file(change.old_path),
        contents.language_file(change.new_path),
    )
    if not old.text and not new.text:
        return replace(diff, kind=Kind.UNCHANGED, reason="The file is empty.")
    if old.text == new.text:
        return replace(diff, kind=Kind.UNCHANGED, reason="Only the encoding changed.")
    shown = lines.compare(
        sides,
        context=options.context,
        ignore_whitespace=options.ignore_whitespace,
        also=options.also,
    )
    added, removed = diff.additions, diff.deletions
    if added is None or removed is None or options.ignore_whitespace:
        added, removed = changed_lines(
            diff_lines(sides.old, sides.new, ignore_whitespace=options.ignore_whitespace)
        )
    encodings = dict.fromkeys(text.encoding for text in (old, new) if text.encoding)
    result = replace(
        diff,
        words=(*diff.words, *encodings),
        additions=added,
        deletions=removed,
        pieces=shown.pieces,
        old_html=shown.old_html,
        new_html=shown.new_html,
        old_lines=len(sides.old),
        new_lines=len(sides.new),
        suspicious=_is_suspicious(shown.pieces),
    )
    return _bounded(result, options)


def _bounded(diff: FileDiff, options: Options) -> FileDiff:
    rows = diff.row_count
    if not rows:
        reason = "Only white space changed."
        return replace(diff, kind=Kind.UNCHANGED, pieces=(), reason=reason)
    limit = MAX_FORCED_ROWS if options.forced else MAX_ROWS
    if rows <= limit:
        return diff
    words = f"The difference has {rows:,} lines; up to {limit:,} are shown."
    return replace(
        diff,
        kind=Kind.LARGE,
        pieces=(),
        old_html={},
        new_html={},
        reason=words,
        folded=rows <= MAX_FORCED_ROWS,
    )


def _is_suspicious(pieces: Iterable[object]) -> bool:
    """Whether an added line hides or reorders characters."""
    hunks = (piece for piece in pieces if isinstance(piece, Hunk))
    rows = (row for hunk in hunks for row in hunk.rows if row.kind == "added")
    return any(not row.text.isascii() and is_suspicious(row.text) for row in rows)


def _words(change: Change) -> Iterable[str]:
    """What the file's header says besides counts."""
    if change.status is Status.RENAMED:
        yield "renamed" if change.similarity == 100 else f"renamed, {change.similarity}% the same"
    if change.status is Status.COPIED:
        yield "copied"
    if change.new_mode == SYMLINK or (change.old_mode == SYMLINK and not change.new_mode):
        yield "symbolic link"
    if change.old_mode and change.new_mode and change.old_mode != change.new_mode:
        yield f"mode {change.old_mode:o} → {change.new_mode:o}"
    elif change.new_mode == EXECUTABLE and change.status is Status.ADDED:
        yield "executable"


def _submodule_words(change: Change) -> str:
    old, new = change.old_sha[:8], change.new_sha[:8]
    if change.old_mode != SUBMODULE:
        return f"Another repository is included at commit {new}."
    if change.new_mode != SUBMODULE:
        return f"Another repository, at commit {old}, is no longer included."
    return f"The included repository moved from commit {old} to {new}."


def _same_content_words(change: Change) -> str:
    if change.old_mode != change.new_mode:
        return f"Only the mode changed, from {change.old_mode:o} to {change.new_mode:o}."
    return "The file was moved without changes."


def _size_words(diff: FileDiff, what: str = "Binary file") -> str:
    old, new = diff.old_size, diff.new_size
    if old is None:
        return f"{what}, {filesize(new or 0)}"
    if new is None:
        return f"{what}, {filesize(old)}, deleted"
    return f"{what}, {filesize(old)} → {filesize(new)}"


def _size(handle: Handle, sha: str) -> int | None:
    return None if names.is_zero(sha) else blob_size(handle, sha)


def _data(handle: Handle, sha: str) -> bytes:
    return b"" if names.is_zero(sha) else blob_data(handle, sha, cap=MAX_FORCED_BYTES)
